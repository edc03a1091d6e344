"""The whole text of a change, old and new beside each other, with the unchanged parts folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.compare import rows
from tracker.publish.items import EditView, Mark, marks
from tracker.publish.text import cleaned
from tracker.types import Block, BlockKind, Change, Comparison, Op, Row

NEIGHBOURS = 1  # unchanged blocks shown open on each side of a change
FOLDED_LETTERS = 60_000  # of unchanged text on one change page; a longer text is whole on the page's own page


@dataclass(frozen=True)
class Line:
    """A block before and after."""

    kind: BlockKind
    was: tuple[Mark, ...]
    now: tuple[Mark, ...]
    edits: tuple[EditView, ...]
    same: bool
    moved: bool


@dataclass(frozen=True)
class Passage:
    """A run of blocks that are all unchanged, or all touched."""

    lines: tuple[Line, ...]
    same: bool
    folded: bool = False
    left_out: int = 0  # blocks of a fold whose text is not on the page


def passages(old: Sequence[Block], new: Sequence[Block], change: Change, edits: Sequence[EditView]) -> list[Passage]:
    """Both texts from first to last block. Empty when the texts are not there."""
    if not old and not new:
        return []
    told = Comparison(
        change.edits,
        change.direction,
        change.severity,
        change.confidence,
        change.headline,
        change.reason,
        change.rewritten,
    )
    pairs = groupby(rows(old, new, told), key=lambda row: (row.old_at, row.new_at))
    lines = [_line(old, new, list(members), edits) for _, members in pairs]
    found: list[Passage] = []
    budget = FOLDED_LETTERS
    runs = [(same, list(run)) for same, run in groupby(lines, key=lambda line: line.same)]
    for at, (same, run) in enumerate(runs):
        first, last = (NEIGHBOURS if at else 0), (NEIGHBOURS if at < len(runs) - 1 else 0)
        if not same or len(run) <= first + last + 1:  # a fold of one block hides nothing worth a click
            found.append(Passage(tuple(run), same))
            continue
        fold = run[first : len(run) - last]
        budget -= sum(len(mark.text) for line in fold for mark in line.now)
        found += [Passage(tuple(run[:first]), same=True)] * bool(first)
        kept = budget >= 0
        found.append(Passage(tuple(fold) if kept else (), True, folded=True, left_out=0 if kept else len(fold)))
        found += [Passage(tuple(run[len(run) - last :]), same=True)] * bool(last)
    return found


def _line(old: Sequence[Block], new: Sequence[Block], members: Sequence[Row], edits: Sequence[EditView]) -> Line:
    first = members[0]
    block = new[first.new_at] if first.new_at is not None else old[first.old_at or 0]
    pieces = [cleaned(piece) for row in members for piece in row.pieces]
    numbers = dict.fromkeys(row.edit for row in members if row.edit is not None)
    return Line(
        block.kind,
        marks(pieces, Op.DELETE) if first.old_at is not None else (),
        marks(pieces, Op.INSERT) if first.new_at is not None else (),
        tuple(edits[number] for number in numbers if number < len(edits)),
        first.old_at is not None and first.new_at is not None and all(piece.op is Op.EQUAL for piece in pieces),
        any(row.moved for row in members),
    )
