"""The words of the tracker, as frozen values that travel between the layers.

The flow they are named for::

    Page -> FetchRequest -> Capture -> Statement -> Comparison -> Change -> feeds

A `Page` is watched; a `Check` is one attempt to look at it; a `Capture` is what the address served; a `Statement`
is the text extracted from it; a `Comparison` holds the edits between two statements; a `Change` is a comparison with
its place in the history. All times are timezone-aware UTC datetimes. All hashes are lower-case hexadecimal SHA-256.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property


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


@dataclass(frozen=True, slots=True)
class Source:
    """One of several addresses that make one document, and how it is read."""

    url: str
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One watched address, as the watchlist declares it."""

    id: str  # slug, unique in the watchlist: [a-z0-9-]
    organisation: str
    title: str
    url: str
    every: timedelta = timedelta(hours=6)
    select: tuple[
        str, ...
    ] = ()  # CSS, XPath (begins with "/" or "("), or "from A to B"; nothing: the structure decides
    remove: tuple[str, ...] = ()  # the same, taken out before reading
    tags: tuple[str, ...] = ()
    language: str | None = None  # BCP 47; nothing: as the page says
    fetch: FetchKind = FetchKind.HTTP
    note: str | None = None
    cron: str | None = None  # five fields, in UTC: looked at then, instead of every so often
    slowest: timedelta | None = None  # a page quiet for months may be looked at as seldom as this
    was: tuple[str, ...] = ()  # former ids: their history is this page's
    headers: tuple[tuple[str, str], ...] = ()  # sent when fetching; ${NAME} stands for an environment variable
    sources: tuple[Source, ...] = ()  # a document of several addresses, in order; `url` is that of the first
    archive: ArchiveKind | None = None  # who is asked to keep a copy when it changed

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
class FetchRequest:
    """What a fetcher is asked for. Validators make it conditional."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()  # posted, when there is one


@dataclass(frozen=True)
class Capture:
    """What an address served at one moment. Its body is the decoded body (content encodings undone), never altered.

    A 304 answer is a capture with an empty body and `status` 304.
    """

    url: str  # as asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime  # when the answer was complete
    redirects: tuple[str, ...] = ()  # every address on the way, first to last but one
    source: str = "http"  # http, browser, warc:FILE, wayback:ADDRESS, manual:WHO
    elapsed: float = 0.0  # seconds

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    NAVIGATION = "navigation"  # a line of nothing but links: kept and searchable, never compared for news


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a statement: white space folded, no markup. Content-addressed: equal blocks are stored once."""

    kind: BlockKind
    text: str

    @property
    def id(self) -> str:
        """The first 32 hexadecimal digits of SHA-256 over kind, NUL and text."""
        return hashlib.sha256(f"{self.kind}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the statement: its words and its absolute target, visitor ids and tracking parameters cut."""

    text: str
    target: str


@dataclass(frozen=True)
class Statement:
    """What the extractor read from a capture: the wording, in order, and what the page says about itself."""

    blocks: tuple[Block, ...]
    ruleset: str  # number of the extraction rules, and a digest of the selectors used
    links: tuple[Link, ...] = ()
    title: str = ""
    language: str | None = None  # as the page declares it, BCP 47
    updated: str | None = None  # the page's own "last updated" date, ISO 8601 date
    visible: int = 0  # characters of all visible text, furniture included: tells a broken extractor from a changed page

    @cached_property
    def wording(self) -> tuple[Block, ...]:
        """The blocks that are compared: all but navigation."""
        return tuple(b for b in self.blocks if b.kind is not BlockKind.NAVIGATION)

    @cached_property
    def text(self) -> str:
        """The wording as plain text, one block a line."""
        return "\n".join(b.text for b in self.wording)

    @cached_property
    def block_ids(self) -> tuple[str, ...]:
        """The id of each block, in order."""
        return tuple(b.id for b in self.blocks)

    @cached_property
    def id(self) -> str:
        """SHA-256 over the ids of all blocks in order: statements of equal blocks have equal ids."""
        return hashlib.sha256("\n".join(self.block_ids).encode()).hexdigest()


class Direction(StrEnum):
    """Which way the wording moved. See docs: weaker = the old wording implies the new one."""

    SAME = "same"
    WEAKER = "weaker"
    STRONGER = "stronger"
    REVERSED = "reversed"
    DIFFERENT = "different"


class Severity(StrEnum):
    MINOR = "minor"  # style, counters, copyright years, navigation words: in the record, out of the default feed
    EDITORIAL = "editorial"  # wording without a change of meaning
    SUBSTANTIVE = "substantive"


NEWS = (Severity.EDITORIAL, Severity.SUBSTANTIVE)  # minor edits are in the record and in a feed of their own


class Cue(StrEnum):
    """What kind of words an edit touches."""

    NEGATION = "negation"
    QUALIFIER = "qualifier"
    HEDGE = "hedge"
    MODALITY = "modality"
    EXCEPTION = "exception"
    LIST_ITEM = "list_item"
    QUANTIFIER = "quantifier"
    NUMBER = "number"
    DATE = "date"
    ACTOR = "actor"
    TEMPORAL = "temporal"
    CONDITION = "condition"
    RENAME = "rename"
    LINK_CONTACT = "link_contact"
    STYLE = "style"
    OTHER = "other"


class Op(StrEnum):
    EQUAL = "="
    DELETE = "-"
    INSERT = "+"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole words. Equal and deleted pieces joined give the old text, equal and inserted ones the new text."""

    op: Op
    text: str


class EditKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # also moved and changed: then its pieces hold more than one equal run


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which way one statement moved, and why."""

    direction: Direction
    cues: tuple[Cue, ...]
    confidence: float  # 0 to 1
    severity: Severity
    reason: str  # one sentence that a reader can check
    headline: str  # quotes the decisive words before and after, at most 120 characters
    explanation: tuple[str, ...] = ()  # polarity marks and signs, for --explain; never stored


@dataclass(frozen=True, slots=True)
class Edit:
    """One statement before and after."""

    kind: EditKind
    old: str | None  # nothing when added
    new: str | None  # nothing when removed
    pieces: tuple[Piece, ...]
    direction: Direction
    cues: tuple[Cue, ...]
    confidence: float
    severity: Severity
    reason: str
    headline: str
    block: BlockKind = BlockKind.PARAGRAPH
    old_at: int | None = None  # index of its block in the old wording
    new_at: int | None = None
    before: str = ""  # the unchanged statement before it in the new text (in the old one, when removed), for context
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All edits from one statement to another, and what they amount to."""

    edits: tuple[Edit, ...]
    direction: Direction
    severity: Severity
    confidence: float
    headline: str
    reason: str
    rewritten: bool = False  # too little survives for an edit-by-edit account


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a side-by-side view: a statement, or a part of one, before and after.

    The old texts of all rows with one `old_at`, joined in order, are that block's text; so are the new ones.
    """

    pieces: tuple[Piece, ...]
    old_at: int | None  # index of its block in the old wording; nothing: not in the old text, or not at this place
    new_at: int | None
    edit: int | None = None  # index of its edit in the comparison; nothing: unchanged, or not told edit by edit
    moved: bool = False  # its other side stands in another row with the same edit

    @property
    def old(self) -> str | None:
        return None if self.old_at is None else "".join(p.text for p in self.pieces if p.op is not Op.INSERT)

    @property
    def new(self) -> str | None:
        return None if self.new_at is None else "".join(p.text for p in self.pieces if p.op is not Op.DELETE)


class CheckOutcome(StrEnum):
    NEW = "new"  # a text this page did not have at its last good check
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"  # 304, or the same bytes
    FAILED = "failed"
    QUARANTINED = "quarantined"


class ChangeStatus(StrEnum):
    PENDING = "pending"  # seen once, waits for a second capture
    PUBLISHED = "published"
    REVERTED = "reverted"  # gone before it was confirmed, or an alternation between known texts
    QUARANTINED = "quarantined"
    RE_EXTRACTION = "re-extraction"  # made by our own rules or selectors, never news


TOLD = (ChangeStatus.PUBLISHED, ChangeStatus.REVERTED)  # what, with a publication number, subscribers are told


@dataclass(frozen=True, slots=True)
class Moment:
    """A capture by reference: one side of a change."""

    version: str  # id of the version's text
    captured_at: datetime
    sha256: str  # of the body
    snapshot: int  # number of the stored snapshot
    url: str  # final address


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the log: its hash stands for everything up to it, so whoever keeps it is a witness."""

    size: int  # entries up to and with it
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """A recorded change of one page, with the honest bracket: `last_without` .. `first_with`."""

    id: str
    page: str
    organisation: str
    page_title: str
    url: str
    tags: tuple[str, ...]
    status: ChangeStatus
    direction: Direction
    severity: Severity
    confidence: float
    headline: str
    reason: str
    before: Moment
    after: Moment
    last_without: datetime  # last good check that still showed the old text
    first_with: datetime  # first capture that showed the new one
    settled_at: datetime | None = None  # capture time that confirmed, reverted or released it
    edits: tuple[Edit, ...] = ()
    flags: tuple[str, ...] = ()  # "silent edit", "back to the wording of 12 March 2026", ...
    relates_to: str | None = None  # change that this one undoes or corrects
    rewritten: bool = False
    # Order of publication in this store, from 1, without gaps; nothing: not published. The reversal of a published
    # change has one too: it corrects what subscribers were told.
    number: int | None = None
    late: bool = False  # published when it was long past, found in archived captures: history, and no news
    saved: str | None = None  # address of the copy that a public archive took once it was published
    entry: Logged | None = None  # by which it was published; nothing: not published, or before there was a log

    @property
    def takes_back(self) -> bool:
        """Whether it is the end of a change that did not last, and so no news but a correction of it."""
        return self.status is ChangeStatus.REVERTED and self.relates_to is not None

    @property
    def is_told(self) -> bool:
        """Whether subscribers are told: it is published, or takes back what was."""
        return self.number is not None and (self.status is ChangeStatus.PUBLISHED or self.takes_back)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are asked for; every field that is set must hold."""

    page: str | None = None
    organisation: str | None = None
    tag: str | None = None
    directions: tuple[Direction, ...] = ()
    severities: tuple[Severity, ...] = ()
    statuses: tuple[ChangeStatus, ...] = (ChangeStatus.PUBLISHED,)
    told: bool = False  # in place of `statuses`: what subscribers are told, see `Change.is_told`
    cue: Cue | None = None
    text: str | None = None  # in an old or new statement or the headline, whatever the case
    since: datetime | None = None  # first_with, inclusive
    until: datetime | None = None  # first_with, exclusive
    after_number: int | None = None  # publication numbers above this one
    before_number: int | None = None
    late: bool | None = None
    newest_first: bool = True  # by publication number when only those with one are asked for, else by first_with
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A feed of its own: the changes in which every field that is set holds, one of its values being enough."""

    id: str  # slug, unique in the watchlist: [a-z0-9-]
    name: str  # title of the feed
    query: str | None = None  # words in an old or new statement or the headline, whatever the case
    directions: tuple[Direction, ...] = ()
    severities: tuple[Severity, ...] = ()
    cues: tuple[Cue, ...] = ()
    tags: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()  # ids

    def matches(self, change: Change) -> bool:
        """Whether a change belongs in this feed, whatever its status."""
        texts = [change.headline, *(text or "" for edit in change.edits for text in (edit.old, edit.new))]
        return (
            (not self.query or any(self.query.casefold() in text.casefold() for text in texts))
            and (not self.directions or change.direction in self.directions)
            and (not self.severities or change.severity in self.severities)
            and (not self.cues or any(cue in self.cues for edit in change.edits for cue in edit.cues))
            and (not self.tags or not set(self.tags).isdisjoint(change.tags))
            and (not self.organisations or change.organisation in self.organisations)
            and (not self.pages or change.page in self.pages)
        )


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise that is followed by itself: words that a page is expected to keep."""

    page: str  # id
    text: str  # the words, white space folded
    name: str  # as it is called in lists


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to look at a page."""

    page: str
    at: datetime
    outcome: CheckOutcome
    reason: str | None = None  # why it failed or was quarantined, in plain words
    error: str | None = None  # class of the failure, such as "timeout"
    status: int | None = None  # HTTP
    version: str | None = None  # text it showed
    snapshot: int | None = None
    elapsed: float = 0.0  # seconds
    source: str = "http"


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


def utc(text: str) -> datetime:
    """An ISO 8601 time as an aware UTC datetime; a time without a zone is UTC. ValueError when it is not one."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the second (fractions kept when there are any): 2026-06-03T08:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
