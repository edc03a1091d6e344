"""The words of the tracker, as frozen values that travel between the rooms.

The flow they are named for::

    Page -> FetchRequest -> Capture -> Statement -> Comparison -> Change -> feeds

A `Page` is watched; a `Check` is one attempt to look at it; a `Capture` is what the address served; a `Statement`
is the text extracted from it; a `Comparison` holds the edits between two statements; a `Change` is a comparison with
its place in the history. All times are timezone-aware UTC datetimes. All hashes are lower-case hexadecimal SHA-256.
"""

from tracker.model.announced import Announced, Announcement
from tracker.model.capture import (
    Capture,
    CaptureSource,
    Check,
    CheckOutcome,
    FetchRequest,
    Moment,
    SourceKind,
    iso,
    utc,
)
from tracker.model.changes import SUPERSEDED, TOLD, Change, ChangeKind, ChangeStatus, Logged, Why
from tracker.model.edit import (
    NEWS,
    Comparison,
    Cue,
    Direction,
    Edit,
    EditKind,
    Judgement,
    Op,
    Piece,
    Row,
    Severity,
    moves,
    ways,
)
from tracker.model.filters import ChangeFilter, SavedSearch
from tracker.model.follow import (
    AskedQuestion,
    Document,
    DocumentKind,
    Follow,
    FollowKind,
    Found,
    FoundLinks,
    InboxItem,
    ItemState,
    Take,
    TakenFrom,
)
from tracker.model.page import (
    HARMLESS_HEADERS,
    ArchiveKind,
    Commitment,
    Editions,
    FetchKind,
    Page,
    PageState,
    SameSite,
    Source,
)
from tracker.model.statement import Block, BlockKind, Dropped, Link, Ruleset, Statement

__all__ = [
    "HARMLESS_HEADERS",
    "NEWS",
    "SUPERSEDED",
    "TOLD",
    "Announced",
    "Announcement",
    "ArchiveKind",
    "AskedQuestion",
    "Block",
    "BlockKind",
    "Capture",
    "CaptureSource",
    "Change",
    "ChangeFilter",
    "ChangeKind",
    "ChangeStatus",
    "Check",
    "CheckOutcome",
    "Commitment",
    "Comparison",
    "Cue",
    "Direction",
    "Document",
    "DocumentKind",
    "Dropped",
    "Edit",
    "EditKind",
    "Editions",
    "FetchKind",
    "FetchRequest",
    "Follow",
    "FollowKind",
    "Found",
    "FoundLinks",
    "InboxItem",
    "ItemState",
    "Judgement",
    "Link",
    "Logged",
    "Moment",
    "Op",
    "Page",
    "PageState",
    "Piece",
    "Row",
    "Ruleset",
    "SameSite",
    "SavedSearch",
    "Severity",
    "Source",
    "SourceKind",
    "Statement",
    "Take",
    "TakenFrom",
    "Why",
    "iso",
    "moves",
    "utc",
    "ways",
]
