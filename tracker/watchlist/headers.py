"""Headers whose values come from the environment: known to the one who sends them, and to nobody else.

A `Page` holds `${TRACKER_NAME}`, never what it stands for, so nothing that stores or prints a page can tell it.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.errors import CannotSee
from tracker.types import Page
from tracker.watchlist.values import VARIABLE


def fill_headers(page: Page, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers to send for a page. CannotSee, naming the variable and not its value, when one cannot be had."""
    names = [name for _, value in page.headers for name in VARIABLE.findall(value)]
    for name in names:
        if not environ.get(name):
            raise CannotSee(f"the page needs the environment variable {name}, which is not set", url=page.url)
        if not environ[name].isprintable() or not environ[name].isascii():
            message = f"the environment variable {name} holds characters that a header cannot; set it again"
            raise CannotSee(message, url=page.url)
    return tuple((key, VARIABLE.sub(lambda found: environ[found[1]], value)) for key, value in page.headers)
