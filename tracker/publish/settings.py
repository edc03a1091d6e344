"""What is told to a publication, and what it tells back."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Commitment, SavedSearch
from tracker.model.shown import clean
from tracker.model.subject import Subject


@dataclass(frozen=True, slots=True)
class PublishSettings:
    title: str = "Statement tracker"
    base_url: str | None = None  # address under which the folder is served; None: links are relative
    searches: tuple[SavedSearch, ...] = ()
    commitments: tuple[Commitment, ...] = ()  # their changes have a feed of their own
    subjects: tuple[Subject, ...] = ()  # each has a page and a feed for each organisation that speaks of it
    follows: bool = False  # whether new statements are looked for: they have a feed of their own
    hub: str | None = None  # WebSub hub that is named in the feeds
    contact: str | None = None  # who runs this tracker, for the foot of every page
    cell: int = 25  # changes in one archive; the newest feed holds one to two times as many, that of all two to three

    def __post_init__(self) -> None:
        # A feed without a title, or with characters that XML has no place for, is no feed.
        object.__setattr__(self, "title", clean(self.title).strip() or "Statement tracker")


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Paths are relative to the folder, with forward slashes."""

    number: int  # publication number of the newest change that is out
    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    feeds: tuple[str, ...]  # addresses of the feeds that are new or differ, for a WebSub hub
