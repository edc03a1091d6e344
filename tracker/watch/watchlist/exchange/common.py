"""What all importers share: entries that are sure to be good, and an account of what could not be carried over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.errors import Mistake, WatchlistError
from tracker.model.delivery import VARIABLE
from tracker.watch.watchlist.edit import NewPage, Sources, Value
from tracker.watch.watchlist.models import Invalid, PageEntry
from tracker.watch.watchlist.nodes import MAX_LINE, show, unfit
from tracker.watch.watchlist.values import MAX_NAME, PREFIX, SECRET, header, slugify

MAX_CHARACTERS = 20_000_000  # of a file that is imported
MAX_PAGES = 200_000


@dataclass(frozen=True, slots=True)
class Left:
    """Something that could not be carried over."""

    where: str  # name or address of the entry; empty: of the whole
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Imported:
    """Entries for the watchlist, in the order of the source, each with an id of its own; and what was left behind."""

    pages: tuple[NewPage, ...]
    left: tuple[Left, ...]


class Gathering:
    """Takes what an importer understood of each entry, and keeps what the watchlist can hold."""

    def __init__(self) -> None:
        self._pages: list[NewPage] = []
        self._left: list[Left] = []

    def leave(self, where: str, what: str) -> None:
        where = re.sub(r"//[^/@\s]*@", "//", plain(where))  # a password may stand there
        self._left.append(Left(where[:MAX_NAME], plain(what)))

    def add(
        self,
        where: str,
        *,
        url: str = "",
        title: str = "",
        organisation: str = "",
        tags: Iterable[Any] = (),
        sources: Sources = (),
        **keys: Any,
    ) -> None:
        """An entry with the keys of `NewPage`. What the watchlist would refuse is left out and told."""
        if len(self._pages) == MAX_PAGES:
            raise refused(f"more than {MAX_PAGES:,} pages")
        address = str(sources[0]["url"] if sources else url).strip()
        if address.lower().startswith("file:"):
            keys["fetch"] = keys.get("fetch") or "file"
        page = NewPage(
            title=_short(title) or title_of(address),
            url="" if sources else address,
            sources=sources,
            organisation=_short(organisation) or organisation_of(address) or "Files",  # file: has no host
            tags=tuple(dict.fromkeys(filter(None, (slugify(str(tag)) for tag in tags)))),
            headers=self._headers(where, keys.pop("headers", {}), organisation or organisation_of(address)),
            **keys,
        )
        if checked := self._checked(where, page):
            self._pages.append(checked)

    def result(self) -> Imported:
        taken: set[str] = set()
        pages = []
        for page in self._pages:
            wanted = made = page.id or slugify(f"{page.organisation} {page.title}") or slugify(page.url) or "page"
            number = 1
            while made in taken:
                number += 1
                made = f"{wanted[:90].strip('-')}-{number}"
            taken.add(made)
            pages.append(replace(page, id=made))
        return Imported(tuple(pages), tuple(self._left))

    def _headers(self, where: str, headers: Any, organisation: str) -> tuple[tuple[str, str], ...]:
        kept = []
        for name, value in headers.items() if isinstance(headers, Mapping) else ():
            name, text = str(name), str(value)
            if SECRET.search(name) and not VARIABLE.search(text):
                variable = re.sub(r"[^A-Z0-9]+", "_", f"{PREFIX}{organisation} {name}".upper()).strip("_")
                self.leave(where, f"the value of the header `{name}` was not written down; set {variable} to it")
                text = f"${{{variable}}}"
            try:
                header(name, text)
            except ValueError as error:
                self.leave(where, str(error))
            else:
                kept.append((name, text))
        return tuple(kept)

    def _checked(self, where: str, page: NewPage) -> NewPage | None:
        """The page without the keys that the watchlist would refuse, or None when it would refuse the page."""
        bad = {key: f"holds {why}" for key, value in page.items() if (why := next(unfit(_joined(value)), None))}
        if not page.url and not page.sources:
            bad["url"] = "is empty"
        try:
            PageEntry.model_validate(dict(page.items()))
        except Invalid as invalid:
            for error in invalid.errors(include_url=False, include_input=False):
                bad[str(error["loc"][0])] = str(error.get("ctx", {}).get("error") or error["msg"])
        for key, why in bad.items():
            self.leave(where, f"`{key}`: {why}")
        if {"url", "title", "sources"} & bad.keys():
            self.leave(where, "the page is left out")
            return None
        defaults: dict[str, Any] = {field.name: field.default for field in fields(page) if field.name in bad}
        return replace(page, **defaults)


def selectors(gathering: Gathering, where: str, found: Iterable[Any]) -> tuple[str, ...]:
    """Selectors that are text; others are left behind."""
    kept = []
    for selector in found:
        if isinstance(selector, str) and selector.strip():
            kept.append(selector.strip())
        elif selector:
            gathering.leave(where, f"a selector that is not text: {show(str(selector))}")
    return tuple(dict.fromkeys(kept))


def interval(seconds: float) -> str:
    """A time as the watchlist writes it, rounded up to minutes: `90m`, `6h`, `2d`."""
    minutes = max(1, -int(-seconds // 60))
    for unit, length in (("d", 1440), ("h", 60)):
        if minutes % length == 0:
            return f"{minutes // length}{unit}"
    return f"{minutes}m"


def organisation_of(url: str) -> str:
    """A name to begin with: the host, without www."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.")


def title_of(url: str) -> str:
    """A name to begin with: the last words of the address."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        path = ""
    words = [plain(re.sub(r"[-_+.]+", " ", re.sub(r"\.\w{2,5}$", "", part))) for part in path.split("/")]
    found = next((word for word in reversed(words) if re.search(r"[^\W\d]{3}", word)), "")
    return found[:1].upper() + found[1:MAX_NAME] or organisation_of(url) or "Page"


def plain(text: object) -> str:
    """Text on one line without control, direction-changing and half characters."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in str(text))
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs")).split())


def refused(why: str, line: int = 1, column: int = 1) -> WatchlistError:
    return WatchlistError([Mistake("import", line, column, why)])


def _joined(value: Value) -> str:
    if isinstance(value, Mapping):
        return "".join(f"{key}{_joined(content)}" for key, content in value.items())
    return value if isinstance(value, str) else "".join(map(_joined, value))


def _short(text: str) -> str:
    return plain(text[:MAX_LINE])[:MAX_NAME].strip()
