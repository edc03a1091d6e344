"""What became of each statement: the alignment with its words, as the rows of a side-by-side view and as edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.compare.alignment import Unit, align
from tracker.compare.word_diff import Part, diff_words, pieces_of
from tracker.model import Block, BlockKind, EditKind, Op, Piece
from tracker.model.text import comparable

_LONG = 1_000  # characters
_KEPT = 10  # per cent of a long statement that must stay in place for it to be the same statement


Spans = tuple[tuple[int, int, int], ...]


class Side(NamedTuple):
    """One side of a link as running text; `spans` are (block, start, end) of its parts in it, block by block."""

    text: str
    core: str  # without the white space around it
    spans: Spans


class Pair(NamedTuple):
    """One link of the alignment with its words."""

    old: Side
    new: Side
    kind: EditKind | None  # None: one wording
    block: BlockKind
    pieces: tuple[Piece, ...]  # of both cores
    at_old: bool = True  # a moved statement has an entry where it was (at_old alone) and one where it is (at_new alone)
    at_new: bool = True

    @property
    def old_at(self) -> int | None:
        return self.old.spans[0][0] if self.old.spans else None

    @property
    def new_at(self) -> int | None:
        return self.new.spans[0][0] if self.new.spans else None


class EqualRun(NamedTuple):
    """Blocks that are equal on both sides, one after another."""

    old_at: int
    new_at: int
    blocks: Sequence[Block]


def account(old: Sequence[Block], new: Sequence[Block]) -> list[Pair | EqualRun]:
    """All statements of both texts in reading order, what was removed before what was added at its place."""
    alignment = align(old, new)
    moved = [link for link in alignment.links if link.moved]
    went, came = {}, {}
    for link in moved:
        entry = _entry([alignment.old[link.old.start]], [alignment.new[link.new.start]], EditKind.MOVED)
        went[link.old.start], came[link.new.start] = entry._replace(at_new=False), entry._replace(at_old=False)
    entries: list[Pair | EqualRun] = []
    i = j = 0
    for link in alignment.links:
        if link.moved:
            continue
        entries += _passed(went, i, link.old.start)
        entries += _passed(came, j, link.new.start)
        old_units = alignment.old[link.old.start : link.old.stop]
        new_units = alignment.new[link.new.start : link.new.stop]
        if link.equal and old_units[0].blocks:
            at = old_units[0].at
            entries.append(EqualRun(at, new_units[0].at, old[at : at + old_units[0].blocks]))
        elif link.equal:
            entries += map(_same, old_units, new_units)
        else:
            entry = _entry(old_units, new_units)
            entries += _apart(entry) if _is_replaced(entry) else [entry]
        i, j = max(i, link.old.stop), max(j, link.new.stop)
    return [*entries, *_passed(went, i, len(alignment.old)), *_passed(came, j, len(alignment.new))]


def _passed(moved: Mapping[int, Pair], start: int, stop: int) -> list[Pair]:
    return [moved[k] for k in range(start, stop) if k in moved]


def _is_replaced(entry: Pair) -> bool:
    """Whether one long statement took the place of another and no word of it stayed where it was."""
    if entry.kind is not EditKind.CHANGED or min(len(entry.old.text), len(entry.new.text)) < _LONG:
        return False
    kept = sum(len(piece.text) for piece in entry.pieces if piece.op is Op.EQUAL)
    return 100 * kept < _KEPT * min(len(entry.old.text), len(entry.new.text))


def _apart(entry: Pair) -> list[Pair]:
    old, new = entry.old, entry.new
    return [
        Pair(old, _NOTHING, EditKind.REMOVED, entry.block, (Piece(Op.DELETE, old.core),)),
        Pair(_NOTHING, new, EditKind.ADDED, entry.block, (Piece(Op.INSERT, new.core),)),
    ]


def _same(old: Unit, new: Unit) -> Pair:
    """The entry of two statements that are one wording."""
    before, after = _side((old,)), _side((new,))
    return Pair(before, after, None, new.kind, diff_words(before.core, after.core))


def _entry(old_units: Sequence[Unit], new_units: Sequence[Unit], kind: EditKind | None = EditKind.CHANGED) -> Pair:
    old, new = _side(old_units), _side(new_units)
    if not new_units:
        kind = EditKind.REMOVED if old.core else None
    elif not old_units:
        kind = EditKind.ADDED if new.core else None
    elif kind is EditKind.CHANGED and _one_wording(old_units, new_units, old, new):
        kind = None
    return Pair(old, new, kind, (new_units or old_units)[0].kind, diff_words(old.core, new.core))


def _one_wording(old_units: Sequence[Unit], new_units: Sequence[Unit], old: Side, new: Side) -> bool:
    if len(old_units) == len(new_units) == 1:
        return old_units[0].key == new_units[0].key
    return comparable(old.text) == comparable(new.text)


def _side(units: Sequence[Unit]) -> Side:
    """Units as running text: blocks are parted by white space, so that no two words run into one."""
    if len(units) == 1:
        text = units[0].text
        return Side(text, text.strip(), ((units[0].at, 0, len(text)),))
    text = ""
    spans: list[tuple[int, int, int]] = []
    for unit in units:
        same_block = spans and spans[-1][0] == unit.at
        if text and not same_block and not text[-1].isspace():
            text += " "
        start = spans.pop()[1] if same_block else len(text)
        text += unit.text
        spans.append((unit.at, start, len(text)))
    return Side(text, text.strip(), tuple(spans))


_NOTHING = _side(())


def row_pieces(entry: Pair) -> Iterator[tuple[int | None, int | None, tuple[Piece, ...]]]:
    """The entry as (old block, new block, pieces), cut where a block ends on either side."""
    old, new = entry.old, entry.new
    if not entry.at_new:
        yield entry.old_at, None, (Piece(Op.DELETE, old.text),)
    elif not entry.at_old:
        yield None, entry.new_at, (Piece(Op.INSERT, new.text),)
    elif len(old.spans) <= 1 and len(new.spans) <= 1:
        bare = len(old.text) == len(old.core) and len(new.text) == len(new.core)
        yield entry.old_at, entry.new_at, entry.pieces if bare else pieces_of(_with_margins(entry))
    else:
        yield from _cut(_with_margins(entry), old.spans, new.spans)


def _with_margins(entry: Pair) -> list[Part]:
    """The parts of both whole texts: the white space around the cores is put back."""
    (old_lead, old_tail), (new_lead, new_tail) = _margins(entry.old), _margins(entry.new)
    cores = [(piece.op, piece.text) for piece in entry.pieces]
    return [*_margin(old_lead, new_lead), *cores, *_margin(old_tail, new_tail)]


def _margins(side: Side) -> tuple[str, str]:
    """White space before and after the core."""
    lead = side.text.index(side.core) if side.core else 0
    return side.text[:lead], side.text[lead + len(side.core) :]


def _margin(old: str, new: str) -> list[Part]:
    return [(Op.EQUAL, old)] if old == new else [(Op.DELETE, old), (Op.INSERT, new)]


def _cut(parts: Sequence[Part], old: Spans, new: Spans) -> Iterator[tuple[int | None, int | None, tuple[Piece, ...]]]:
    """Pieces over several blocks as one row for each pair of blocks they pass; white space between blocks drops out."""
    old_at: int | None = None
    new_at: int | None = None
    row: list[Part] = []
    for op, text, a, b in _fragments(parts, old, new):
        in_old = _block(old, a) if op is not Op.INSERT else None
        in_new = _block(new, b) if op is not Op.DELETE else None
        if in_old is None and in_new is None:
            continue
        if (in_old is not None and old_at not in (None, in_old)) or (
            in_new is not None and new_at not in (None, in_new)
        ):
            yield old_at, new_at, pieces_of(row)
            row, old_at, new_at = [], None, None
        old_at, new_at = (old_at if in_old is None else in_old), (new_at if in_new is None else in_new)
        row.append((Op.INSERT if in_old is None else Op.DELETE if in_new is None else Op.EQUAL, text))
    if row:
        yield old_at, new_at, pieces_of(row)


def _fragments(parts: Sequence[Part], old: Spans, new: Spans) -> Iterator[tuple[Op, str, int, int]]:
    """Parts cut at every bound of a span, with their places in the old and the new text."""
    old_cuts = sorted({bound for span in old for bound in span[1:]})
    new_cuts = sorted({bound for span in new for bound in span[1:]})
    a = b = 0
    for op, text in parts:
        while text:
            room = len(text)
            if op is not Op.INSERT:
                room = min(room, next((cut - a for cut in old_cuts if cut > a), room))
            if op is not Op.DELETE:
                room = min(room, next((cut - b for cut in new_cuts if cut > b), room))
            yield op, text[:room], a, b
            a += room if op is not Op.INSERT else 0
            b += room if op is not Op.DELETE else 0
            text = text[room:]


def _block(spans: Spans, place: int) -> int | None:
    return next((at for at, start, stop in spans if start <= place < stop), None)
