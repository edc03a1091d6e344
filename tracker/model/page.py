"""What is watched: a page as the watchlist declares it, and what the store knows of it between two checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model.follow import Follow, TakenFrom


class FetchKind(StrEnum):
    """How the bytes of a page are come by."""

    HTTP = "http"  # a plain client
    BROWSER = "browser"  # a real browser, for pages rendered by script
    WAYBACK = "wayback"  # the newest capture of the Internet Archive
    FILE = "file"  # a file: address on this machine
    MANUAL = "manual"  # entered by hand, never fetched


class ArchiveKind(StrEnum):
    """Who is asked to keep a copy of a page that changed."""

    WAYBACK = "wayback"  # the Internet Archive


class SameSite(StrEnum):
    """What becomes of an edit that comes on several pages of a host at once."""

    FOLD = "fold"  # it is furniture of the site, or one item that names the pages
    TELL = "tell"  # each page tells of it


@dataclass(frozen=True, slots=True)
class Source:
    """One of several addresses that make one document, and how it is read."""

    url: str
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Editions:
    """Where the editions of a document stand that is published anew each time, such as a yearly statement."""

    pattern: str | None = None  # address with {year}
    addresses: tuple[str, ...] = ()  # the newest last
    on: str | None = None  # a page that links them
    links: str | None = None  # which of its links: a pattern of addresses, or a selector


@dataclass(frozen=True, slots=True)
class Page:
    """One watched address, as the watchlist declares it."""

    id: str  # slug, unique in the watchlist: [a-z0-9-]
    organisation: str
    title: str
    url: str
    every: timedelta = timedelta(hours=6)
    select: tuple[str, ...] = ()  # CSS, XPath (begins with "/" or "("), or "from A to B"; empty: the structure decides
    remove: tuple[str, ...] = ()  # the same, taken out before reading
    tags: tuple[str, ...] = ()
    language: str | None = None  # BCP 47; None: as the page says
    fetch: FetchKind = FetchKind.HTTP
    note: str | None = None
    cron: str | None = None  # five fields, in UTC: looked at then, instead of every so often
    slowest: timedelta | None = None  # a page quiet for months may be looked at as seldom as this
    was: tuple[str, ...] = ()  # former ids: their history is this page's
    headers: tuple[tuple[str, str], ...] = ()  # sent when fetching; ${NAME} stands for an environment variable
    sources: tuple[Source, ...] = ()  # a document of several addresses, in order; `url` is that of the first
    archive: ArchiveKind | None = None  # who is asked to keep a copy when it changed
    follow: Follow | None = None  # it leads to statements, and is none
    editions: Editions | None = None  # its newest one is read; `url` is where they stand
    taken: TakenFrom | None = None  # it was found by following, and stands in no watchlist
    keep: tuple[str, ...] = ()  # selectors, as above, of what belongs to the text although a rule would drop it
    same_site: SameSite = SameSite.FOLD
    changelog: tuple[str, ...] | None = None  # ids of pages that announce its changes; (): none is kept; None: not said
    is_changelog: bool = False  # it announces changes of others

    @property
    def host(self) -> str:
        """The host whose spacing and robots.txt apply (lower case, with its port when one is given)."""
        return _host(self.url)

    def is_home(self, url: str) -> bool:
        """Whether an address is on the page's own host, asked by the same scheme."""
        return _host(url) == self.host and url.split(":")[0] == self.url.split(":")[0]


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1].lower()


# Headers of a page that say what is asked for and may go to any host; every other one may hold a secret of its own.
HARMLESS_HEADERS = frozenset({"accept", "accept-language"})


@dataclass(frozen=True, slots=True)
class PageState:
    """What the store knows of a page between two checks."""

    page: str
    version: str | None = None  # the wording in force: what the next capture is compared with
    snapshot: int | None = None  # of the last good capture
    sha256: str | None = None  # of its body
    etag: str | None = None  # validators of the last good capture
    last_modified: str | None = None
    failures: int = 0  # in a row
    last_check: datetime | None = None
    last_good: datetime | None = None
    last_changed: datetime | None = None
    due: datetime | None = None
    memory: str | None = None  # what settlement remembers, as JSON; opaque to the store


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise that is followed by itself: words that a page is expected to keep."""

    page: str  # id
    text: str  # the words, white space folded
    name: str  # as it is called in lists
    by: str | None = None  # last day on which it may be kept, ISO 8601; None: it has no day
    met: str | None = None  # where it is shown that it was kept
    contested: str | None = None  # where somebody shows that it was not
