"""A recorded change of a page, with its place in the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.announced import Announcement
from tracker.model.capture import Moment
from tracker.model.edit import Direction, Edit, Severity


class ChangeStatus(StrEnum):
    PENDING = "pending"  # seen once, waits for a second capture
    PUBLISHED = "published"
    REVERTED = "reverted"  # gone before it was confirmed, or an alternation between known texts
    QUARANTINED = "quarantined"
    RE_EXTRACTION = "re-extraction"  # made by our own rules or selectors, never news


class ChangeKind(StrEnum):
    """What a change is of."""

    EDIT = "edit"  # of a text that was known
    STATEMENT = "new statement"  # a document that was not there before: its first text is the news
    TAKEN_DOWN = "taken down"  # its address serves it no more


SUPERSEDED = "superseded"  # flag of a change that ended unseen because others of the same look were told
TOLD = (ChangeStatus.PUBLISHED, ChangeStatus.REVERTED)  # what, with a publication number, subscribers are told


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the log: its hash stands for everything up to it, so whoever keeps it is a witness."""

    size: int  # entries up to and with it
    hash: str


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a decision, for people and for programs."""

    said: str  # one short sentence
    facts: tuple[tuple[str, str], ...] = ()  # name and value, in the order in which they count


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
    entry: Logged | None = None  # by which it was published; None: not published, or before there was a log
    why: Why | None = None  # what settlement decided last, and why; None: before reasons were kept
    moves: tuple[tuple[str, int], ...] = ()  # what its gravest edits do, and how many, see `moves`; empty: not counted
    kind: ChangeKind = ChangeKind.EDIT
    announcement: Announcement | None = None  # what the organisation's own log says of it; None: no log is known

    @property
    def toward(self) -> str:
        """Which way it went, in words: "weaker", "added", or "2 weaker, 1 stronger, 3 added" when edits go apart."""
        if self.kind is ChangeKind.EDIT and len(self.moves) > 1:
            return ", ".join(f"{count} {word}" for word, count in self.moves)
        return self.gravest

    @property
    def gravest(self) -> str:
        """The first word of it."""
        if self.kind is not ChangeKind.EDIT:
            return str(self.kind)
        word = self.moves[0][0] if self.moves else self.direction
        return str(self.direction) if len(self.moves) == 1 and word in set(Direction) else str(word)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is said beside it, one thing in each: its flags, and what its organisation's log says."""
        return (*self.flags, self.announcement.words) if self.announcement else self.flags

    @property
    def takes_back(self) -> bool:
        """Whether it is the end of a change that did not last, and so no news but a correction of it."""
        return self.status is ChangeStatus.REVERTED and self.relates_to is not None

    @property
    def is_told(self) -> bool:
        """Whether subscribers are told: it is published, or takes back what was."""
        return self.number is not None and (self.status is ChangeStatus.PUBLISHED or self.takes_back)
