"""The newest edition of a document that is published anew each time, each at an address of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from tracker.errors import ExtractError, FetchError, HttpError
from tracker.model import Capture, Editions, FetchRequest, Page

_GONE = (404, 410)
_BACK = 5  # years before this one that are asked for, when no newer edition is there
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def fetch_newest(page: Page, fetch: Callable[[Page, FetchRequest], Capture], now: datetime) -> Capture:
    """The newest edition that is served; its address is the capture's. FetchError when none is."""
    assert page.editions is not None
    last: FetchError | None = None
    for url in _candidates(page, page.editions, fetch, now):
        try:
            capture = fetch(replace(page, url=url, editions=None), FetchRequest(url))
        except HttpError as error:
            if error.status not in _GONE:
                raise
            last = error
            continue
        return replace(capture, url=url)
    raise last or FetchError(f"{page.url}: no edition is named", url=page.url)


def _candidates(
    page: Page, editions: Editions, fetch: Callable[[Page, FetchRequest], Capture], now: datetime
) -> Iterator[str]:
    """Addresses of editions, the newest first."""
    if editions.pattern is not None:
        yield from (editions.pattern.replace("{year}", str(now.year + 1 - back)) for back in range(_BACK + 2))
    elif editions.on is not None:
        from tracker.read.listing_page import read_listing  # with the parsers

        capture = fetch(replace(page, url=editions.on, editions=None), FetchRequest(editions.on))
        try:
            found = read_listing(capture, editions.links).links
        except ExtractError as error:
            raise FetchError(str(error), url=editions.on) from error
        # By the year that they name; where none does, as the page lists them.
        yield from sorted((each.url for each in found), key=lambda url: -(year_of(url) or 0))
    else:
        yield from reversed(editions.addresses)


def year_of(url: str) -> int | None:
    """The last year that an address names."""
    found = _YEAR.findall(url)
    return int(found[-1]) if found else None


def edition_name(url: str) -> str:
    """What an edition is called: its year, or the last part of its address."""
    year = year_of(url)
    return str(year) if year else url.rstrip("/").rpartition("/")[2][:80]


def is_older(editions: Editions, url: str, known: str) -> bool:
    """Whether one edition comes before another: then the other is not served any more."""
    if url == known:
        return False
    if url in editions.addresses and known in editions.addresses:
        return editions.addresses.index(url) < editions.addresses.index(known)
    years = year_of(url), year_of(known)
    return years[0] is not None and years[1] is not None and years[0] < years[1]
