"""Subjects, and what organisations said on them: the statements of a thread, the step between them, what conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.capture import Moment
from tracker.model.edit import Direction, Piece
from tracker.model.follow import Document
from tracker.model.statement import BlockKind


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter, by the words that speak of it."""

    name: str
    words: tuple[tuple[str, ...], ...]  # any of these speaks of it; one of several words needs all, in any order
    without: tuple[str, ...] = ()  # a sentence with one of these speaks of something else
    organisations: tuple[str, ...] = ()  # empty: all


class PlaceState(StrEnum):
    """What became of a statement in one document."""

    STANDS = "stands"  # it was there at the last look
    GONE = "gone"  # it was not
    SAID = "said"  # to somebody: it cannot be taken down


@dataclass(frozen=True, slots=True)
class Place:
    """A document that makes a statement, and when it did."""

    document: Document
    said: datetime  # the day that the document bears, or when it was first seen there
    is_dated: bool  # whether the document bears that day
    first_seen: datetime
    last_seen: datetime
    last_without: datetime | None  # last look before it came; None: it was there at the first, and may be older
    first_without: datetime | None  # first look after it went; None: it was there at the last
    standing: PlaceState
    moment: Moment  # the capture that shows it first
    spells: tuple[tuple[datetime, datetime], ...] = ()  # first and last look of each time that it stood there
    language: str | None = None  # of the document, BCP 47


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an organisation on a subject, wherever the organisation said it: repeats are one."""

    id: str  # eight hexadecimal digits, of the organisation and the words
    text: str
    kind: BlockKind
    block: str  # the whole line that it stands in
    places: tuple[Place, ...]  # the earliest said first; at least one
    answers: bool = False  # it speaks of the subject as the answer to a question that does

    @property
    def first(self) -> Place:
        return self.places[0]

    @property
    def at(self) -> datetime:
        """When it was said first."""
        return self.first.said

    @property
    def last_seen(self) -> datetime:
        return max(place.last_seen for place in self.places)

    @property
    def stands(self) -> bool:
        """Whether a document makes it at the last look."""
        return any(place.standing is PlaceState.STANDS for place in self.places)

    @property
    def standing(self) -> PlaceState:
        """What became of it in the document where it lasts longest."""
        found = {place.standing for place in self.places}
        return next(standing for standing in (PlaceState.STANDS, PlaceState.SAID, PlaceState.GONE) if standing in found)


class StepKind(StrEnum):
    """How a statement came by the one that it is compared with."""

    FORMER = "former"  # the same document said it so before
    ALIKE = "alike"  # another document, or another place of the same one, said the most alike


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """From a statement to the next comparable one of the same organisation on the subject."""

    kind: StepKind
    old: str  # the earlier words
    before: str | None  # id of the earlier statement in the thread; None: its words do not speak of the subject
    direction: Direction
    confidence: float  # 0: it was not measured how often such an answer is right
    reason: str
    pieces: tuple[Piece, ...] = ()  # both in one; empty when they have too little in common to be shown so


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that two documents make at the same time, of which one says less than the other, or the opposite.

    An answer counts from when it was given until the next one that may be compared with it.
    """

    earlier: str  # ids of both in the thread
    later: str
    places: tuple[Place, Place]  # the two documents, that of the earlier statement first
    direction: Direction  # from the earlier one to the later one
    confidence: float
    reason: str
    since: datetime  # from when on both said it
    until: datetime | None  # None: both do


@dataclass(frozen=True, slots=True)
class Thread:
    """All that one organisation said on one subject, in order of the date said."""

    organisation: str
    subject: Subject
    said: tuple[Said, ...]
    steps: tuple[ThreadStep | None, ...] = ()  # one for each of them; None: nothing before it is comparable
    conflicts: tuple[Conflict, ...] = ()

    def find(self, id: str) -> Said | None:
        return next((each for each in self.said if each.id == id), None)
