"""What became of promises that are followed by themselves.

`follow` is pure: told what was seen when, and what each text says.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.compare import compare
from tracker.compare.phrases import fold, pattern
from tracker.compare.sentences import sentences
from tracker.model import (
    Change,
    ChangeFilter,
    ChangeStatus,
    Commitment,
    Comparison,
    Direction,
    Edit,
    Op,
    Page,
    Piece,
    utc,
)
from tracker.model.text import comparable
from tracker.record.phrase_spans import Stand, held, holding, in_force, stands
from tracker.record.store import BlockSpan, Reader


class CommitmentState(StrEnum):
    PRESENT = "present"  # its words stand there, in a statement that says what it said at first
    ALTERED = "altered"  # another statement stands in its place, or more or less stands beside its words
    GONE = "gone"  # nothing stands in its place
    UNSEEN = "unseen"  # its words were in no text of the page


class DueState(StrEnum):
    """What became of the day of a promise. Whether it was kept is entered by hand, with a source."""

    DUE = "due"  # its day is to come
    OVERDUE = "overdue"  # its day is over, and nobody has shown that it was kept
    MET = "met"
    CONTESTED = "contested"


def due_state(commitment: Commitment, today: date) -> DueState | None:
    """None for a promise without a day that nobody calls met or contested."""
    if commitment.contested:
        return DueState.CONTESTED
    if commitment.met:
        return DueState.MET
    if commitment.by is None:
        return None
    return DueState.DUE if today.isoformat() <= commitment.by else DueState.OVERDUE


@dataclass(frozen=True, slots=True)
class Followed:
    """A commitment as the record has it."""

    commitment: Commitment
    page: Page | None  # None: not in the record yet
    state: CommitmentState
    looked: datetime | None = None  # last good look at the page
    stand: Stand | None = None  # the last time in which its words stood there
    last_without: datetime | None = None  # last look before it was altered or gone; None: it was not
    first_with: datetime | None = None  # first look after that
    direction: Direction | None = None  # which way it was altered, from its first statement to the one that stands now
    reason: str | None = None
    was: str | None = None  # the statement that made the promise
    now: str | None = None  # the statement in its place
    pieces: tuple[Piece, ...] = ()  # both in one
    change: str | None = None  # id of the published change that altered or removed it
    between: str | None = None  # of one that is gone: what it was altered to before it went
    between_direction: Direction | None = None  # which way that went


def follow(
    commitment: Commitment,
    page: Page,
    sightings: Sequence[BlockSpan],
    held: Container[int],
    *,
    holding: Callable[[str], str],
    compare: Callable[[str, str], Comparison],
    changes: Iterable[Change],
) -> Followed:
    """What became of a commitment.

    `sightings`: what the page was seen with, in order of time; `held`: the versions that hold its words;
    `holding(version)`: the statement there that makes the promise; `compare(old, new)`: their edits; `changes`: the
    page's published ones.
    """
    runs = stands(sightings, held)
    looked = utc(sightings[-1].last_at) if sightings else None
    if not runs:
        return Followed(commitment, page, CommitmentState.UNSEEN, looked)
    stand, latest = runs[-1], sightings[-1].version
    first = next(seen.version for seen in sightings if seen.number in held)
    was = holding(first)

    def is_first(seen: BlockSpan) -> bool:
        return seen.number in held and comparable(holding(seen.version)) == comparable(was)

    if is_first(sightings[-1]):
        return Followed(commitment, page, CommitmentState.PRESENT, looked, stand, was=was, now=was)
    edits = _touching(commitment.text, compare(first, latest).edits)
    if not edits and stand.first_without:  # a text so long ago that nothing of it is found again
        last = next(seen.version for seen in reversed(sightings) if seen.number in held)
        edits = _touching(commitment.text, compare(last, latest).edits)
    left = [edit for edit in edits if edit.new]
    directions = {edit.direction for edit in left}
    if stand.first_without is None and directions <= {Direction.SAME}:
        return Followed(commitment, page, CommitmentState.PRESENT, looked, stand, was=was, now=was)
    before, after = _turn(sightings, is_first)
    gone = not left
    altered = (
        [edit for edit in _touching(commitment.text, compare(first, after.version).edits) if edit.new] if gone else []
    )
    return Followed(
        commitment,
        page,
        CommitmentState.GONE if gone else CommitmentState.ALTERED,
        looked,
        stand,
        utc(before.last_at),
        utc(after.first_at),
        None if gone else _together(left),
        None if gone else left[0].reason,
        was,
        None if gone else " ".join(edit.new or "" for edit in left),
        () if gone else _joined(left),
        next((change.id for change in changes if change.first_with == utc(after.first_at)), None),
        " ".join(edit.new or "" for edit in altered) or None,
        _together(altered) if altered else None,
    )


def _together(edits: Sequence[Edit]) -> Direction:
    """Which way several edits went."""
    directions = {edit.direction for edit in edits}
    return directions.pop() if len(directions) == 1 else Direction.DIFFERENT


def read_commitment(source: Reader, promised: Commitment) -> Followed:
    """What became of a promise, as the record has it."""
    page = source.known_page(promised.page)
    if page is None:
        return Followed(promised, None, CommitmentState.UNSEEN)
    changes = source.changes(ChangeFilter(page=page.id, statuses=()), edits=False)

    def compared(old: str, new: str) -> Comparison:
        return compare(*source.wordings(old, new), language=source.language(page.id, new))

    return follow(
        promised,
        page,
        in_force(source.search.sightings([page.id]), changes),
        held(source.search.runs(holding(source.search, promised.text), [page.id])),
        holding=lambda version: statement(promised.text, (block.text for block in source.wording(version)), sentences),
        compare=compared,
        changes=[change for change in changes if change.status is ChangeStatus.PUBLISHED],
    )


def statement(text: str, lines: Iterable[str], sentences: Callable[[str], Sequence[str]]) -> str:
    """The fewest sentences in a row that hold the words, from the first line that does."""
    wanted = pattern(text)
    line = next((line for line in lines if wanted.search(fold(line))), text)
    said = sentences(line)
    for length in range(1, len(said)):
        for start in range(len(said) - length + 1):
            found = "".join(said[start : start + length])
            if wanted.search(fold(found)):
                return found.strip()
    return line


def _touching(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits of the statement that holds the words, or of parts of it when it is longer than a statement."""
    wanted, body = pattern(text), fold(text)
    return [e for e in edits if e.old and e.old != e.new and (wanted.search(fold(e.old)) or fold(e.old) in body)]


def _turn(sightings: Sequence[BlockSpan], is_first: Callable[[BlockSpan], bool]) -> tuple[BlockSpan, BlockSpan]:
    """The last sighting of the promise as it was first made, and the one after it."""
    n = max(n for n, seen in enumerate(sightings) if is_first(seen))
    return sightings[n], sightings[n + 1]


def _joined(edits: Sequence[Edit]) -> tuple[Piece, ...]:
    """The words of several edits, one after the other."""
    pieces = list(edits[0].pieces)
    for edit in edits[1:]:
        pieces += [Piece(Op.EQUAL, " "), *edit.pieces]
    return tuple(pieces)
