"""Headers whose values come from the environment: known to the one who sends them, and to nobody else.

A `Page` holds `${TRACKER_NAME}`, never what it stands for, so nothing that stores or prints a page can tell it.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.errors import CannotSee
from tracker.model import Page
from tracker.model.delivery import VARIABLE

ACCEPT_LANGUAGE = "Accept-Language"


def fill_headers(page: Page, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers to send for a page; its language is asked for unless a header of its own says otherwise.

    CannotSee, naming the variable and not its value, when one cannot be had.
    """
    for name in variables(page):
        if not environ.get(name):
            raise CannotSee(f"the page needs the environment variable {name}, which is not set", url=page.url)
        if not environ[name].isprintable() or not environ[name].isascii():
            message = f"the environment variable {name} holds characters that a header cannot; set it again"
            raise CannotSee(message, url=page.url)
    filled = [(key, VARIABLE.sub(lambda found: environ[found[1]], value)) for key, value in page.headers]
    if page.language and not any(key.lower() == ACCEPT_LANGUAGE.lower() for key, _ in filled):
        filled.insert(0, (ACCEPT_LANGUAGE, asking_for(page.language)))
    return tuple(filled)


def asking_for(language: str) -> str:
    """The value of Accept-Language: `pt-BR` first, then `pt`, then whatever there is."""
    general = language.split("-")[0]
    wider = f", {general};q=0.9" if general != language else ""
    return f"{language}{wider}, *;q=0.5"


def variables(page: Page) -> list[str]:
    """Names of the environment variables that a page's headers stand for."""
    return [name for _, value in page.headers for name in VARIABLE.findall(value)]
