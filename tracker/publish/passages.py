"""The whole text of a change, old and new beside each other, with the unchanged parts folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from tracker.compare import rows
from tracker.model import Block, BlockKind, Change, Comparison, Edit, Op, Row
from tracker.model.shown import clean, cleaned
from tracker.publish.views import EditView, MarkedText, marks

NEIGHBOURS = 1  # unchanged blocks shown open on each side of a change
FOLDED_LETTERS = 60_000  # of unchanged text on one change page; a longer text is whole on the page's own page


@dataclass(frozen=True)
class ChangedLine:
    """A block that is not the same before and after, or no more in its place."""

    kind: BlockKind
    was: tuple[MarkedText, ...] = ()
    now: tuple[MarkedText, ...] = ()
    edits: tuple[EditView, ...] = ()
    moved: bool = False


@dataclass(frozen=True)
class Passage:
    """A run of blocks that are all unchanged, or all touched."""

    lines: Sequence[Block | ChangedLine]  # unchanged ones are blocks as the record has them, not cleaned
    same: bool
    folded: bool = False
    left_out: int = 0  # blocks of a fold whose text is not on the page


def passages(old: Sequence[Block], new: Sequence[Block], change: Change, edits: Sequence[EditView]) -> list[Passage]:
    """Both texts from first to last block. Empty when the texts are not there."""
    if not old and not new:
        return []
    lines = _lines(old, new, change, edits)
    found: list[Passage] = []
    budget = FOLDED_LETTERS
    runs = [(kind is Block, list(run)) for kind, run in groupby(lines, key=type)]
    for at, (same, run) in enumerate(runs):
        first, last = (NEIGHBOURS if at else 0), (NEIGHBOURS if at < len(runs) - 1 else 0)
        if not same or len(run) <= first + last + 1:  # a fold of one block hides nothing worth a click
            found.append(Passage(run, same))
            continue
        fold = run[first : len(run) - last]
        budget -= sum(len(line.text) for line in fold if isinstance(line, Block))
        found += [Passage(run[:first], same)] * bool(first)
        kept = budget >= 0
        found.append(Passage(fold if kept else (), same, folded=True, left_out=0 if kept else len(fold)))
        found += [Passage(run[len(run) - last :], same)] * bool(last)
    return found


def _lines(
    old: Sequence[Block], new: Sequence[Block], change: Change, edits: Sequence[EditView]
) -> list[Block | ChangedLine]:
    """Blocks that are the same stay as they are; only runs that differ are compared again, word by word."""
    left, right = ([block.kind + block.text for block in side] for side in (old, new))  # cheaper than their ids
    runs = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    if not _fit(runs, change):  # a block that is the same is an edit's all the same, as when it moved
        runs = [("replace", 0, len(old), 0, len(new))]
    lines: list[Block | ChangedLine] = []
    for op, i1, i2, j1, j2 in runs:
        if op == "equal":
            lines += new[j1:j2]
            continue
        was, now = old[i1:i2], new[j1:j2]
        own = [view for view in edits if view.edit.old_at in range(i1, i2) and view.edit.new_at in range(j1, j2)]
        line = _told(was[0], now[0], own) if len(was) == len(now) == 1 else None
        if line is not None:
            lines.append(line)
            continue
        told = Comparison(
            tuple(_shifted(edit, i1, j1) for edit in change.edits),
            change.direction,
            change.severity,
            change.confidence,
            change.headline,
            change.reason,
            change.rewritten,
        )
        pairs = groupby(rows(was, now, told), key=lambda row: (row.old_at, row.new_at))
        lines += (_line(was, now, list(members), edits) for _, members in pairs)
    return lines


def _fit(runs: Sequence[tuple[str, int, int, int, int]], change: Change) -> bool:
    """Whether every edit lies within one run that differs."""
    if change.rewritten or not change.edits:
        return False
    within = [(range(i1, i2), range(j1, j2)) for op, i1, i2, j1, j2 in runs if op != "equal"]
    return all(
        (edit.old_at is None and edit.new_at is None)  # beside the wording: where a link leads
        or any(
            (edit.old_at is None or edit.old_at in was) and (edit.new_at is None or edit.new_at in now)
            for was, now in within
        )
        for edit in change.edits
    )


def _told(was: Block, now: Block, edits: Sequence[EditView]) -> ChangedLine | None:
    """A block that changed in place, by its stored edits alone; None when they do not account for all of it."""
    left, right = clean(was.text), clean(now.text)
    sides: tuple[list[MarkedText], list[MarkedText]] = ([], [])
    at_left = at_right = 0
    for view in edits:
        old, new = view.edit.old or "", view.edit.new or ""
        start, end = left.find(old, at_left), right.find(new, at_right)
        between = left[at_left:start]
        if not old or not new or start < 0 or end < 0 or between != right[at_right:end]:
            return None
        for side, own in zip(sides, (view.was, view.now), strict=True):
            side += [MarkedText(between, False)] * bool(between)
            side += own
        at_left, at_right = start + len(old), end + len(new)
    rest = left[at_left:]
    if not edits or rest != right[at_right:]:
        return None
    for side in sides:
        side += [MarkedText(rest, False)] * bool(rest)
    return ChangedLine(now.kind, was=tuple(sides[0]), now=tuple(sides[1]), edits=tuple(edits))


def _shifted(edit: Edit, old: int, new: int) -> Edit:
    """The edit with its places counted from later blocks."""
    return replace(
        edit,
        old_at=None if edit.old_at is None else edit.old_at - old,
        new_at=None if edit.new_at is None else edit.new_at - new,
    )


def _line(
    old: Sequence[Block], new: Sequence[Block], members: Sequence[Row], edits: Sequence[EditView]
) -> Block | ChangedLine:
    first = members[0]
    block = new[first.new_at] if first.new_at is not None else old[first.old_at or 0]
    pieces = [cleaned(piece) for row in members for piece in row.pieces]
    if first.old_at is not None and first.new_at is not None and all(piece.op is Op.EQUAL for piece in pieces):
        return block
    numbers = dict.fromkeys(row.edit for row in members if row.edit is not None)
    return ChangedLine(
        block.kind,
        was=marks(pieces, Op.DELETE) if first.old_at is not None else (),
        now=marks(pieces, Op.INSERT) if first.new_at is not None else (),
        edits=tuple(edits[number] for number in numbers if number < len(edits)),
        moved=any(row.moved for row in members),
    )
