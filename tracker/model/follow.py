"""Following a company: where its new statements are found, what was found, and the documents that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FollowKind(StrEnum):
    """What names the new addresses."""

    FEED = "feed"  # RSS, Atom or JSON Feed
    SITEMAP = "sitemap"  # or an index of sitemaps
    LISTING = "listing"  # a page that lists them


class Take(StrEnum):
    """What becomes of a new address that is about what is asked for."""

    ASK = "ask"  # it waits in the inbox
    WATCH = "watch"  # it is taken, and looked at again for silent edits
    ONCE = "once"  # it is taken and kept, and not looked at again


@dataclass(frozen=True, slots=True)
class Follow:
    """How a page of the watchlist is followed: its text is no statement, it leads to statements."""

    kind: FollowKind
    links: str | None = None  # selector of the links, or pattern of their addresses; None: the structure decides
    about: tuple[str, ...] = ()  # words, in any form; empty: everything
    take: Take = Take.ASK
    watch_for: timedelta = timedelta(days=180)  # how long a taken statement is looked at


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Of a page that was taken from the inbox: where it was found, and how long it is looked at."""

    source: str  # id of the followed page
    since: datetime  # when it was found
    until: datetime  # then it is looked at no more


@dataclass(frozen=True, slots=True)
class Found:
    """An address that a feed, sitemap or listing names."""

    url: str
    title: str = ""
    summary: str = ""
    said: str | None = None  # ISO date or time that it bears there


@dataclass(frozen=True, slots=True)
class FoundLinks:
    """What one look at a followed page found."""

    links: tuple[Found, ...] = ()
    children: tuple[tuple[str, str | None], ...] = ()  # further sitemaps, with the day each was changed
    following: str | None = None  # where the list goes on


class ItemState(StrEnum):
    NEW = "new"  # waits for the maintainer, or for a first look
    TAKEN = "taken"  # it is a document of the record
    DISMISSED = "dismissed"  # by the maintainer, or by a rule that its reason names
    GONE = "gone"  # its address did not answer with a page before it was taken


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A document that was found, and what became of it."""

    number: int
    source: str  # id of the followed page that named it first
    organisation: str
    url: str
    title: str
    summary: str
    said: str | None  # ISO date or time that it bears
    found: datetime
    without: datetime | None  # last look at the source that did not name it; None: there was none
    state: ItemState
    reason: str | None = None  # of its state
    word: str | None = None  # of those asked for, that matched
    place: str | None = None  # where: title, summary, text
    sentence: str | None = None  # around it
    page: str | None = None  # id of its document, once taken
    looked: datetime | None = None  # when its own page was looked at


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What somebody was asked, and when."""

    text: str
    on: str  # ISO date


class DocumentKind(StrEnum):
    """What carries statements."""

    PAGE = "page"  # a watched page
    STATEMENT = "statement"  # found by following
    EDITION = "edition"  # one of a document that is published anew each time
    ANSWER = "answer"  # entered by hand: said to somebody


@dataclass(frozen=True, slots=True)
class Document:
    """Anything that carries statements of an organisation: one home for who said it, where, and when."""

    page: str  # id under which its texts are kept
    organisation: str
    kind: DocumentKind
    title: str
    url: str
    found: datetime  # first seen or entered
    said: str | None = None  # ISO date or time that it bears
    speaker: str | None = None
    source: str | None = None  # how it was come by: "e-mail", the id of a followed page
    snapshot: int | None = None  # the capture that holds it; None: all that its page ever said
    question: str | None = None  # that was asked
    asked: str | None = None  # ISO date on which
    number: int | None = None  # None: a watched page, which has no row of its own
