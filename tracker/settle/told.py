"""The told wording: the text that all that was told adds up to, statement by statement.

Mostly it is a text as it was seen. While a difference waits, it is that text with its old lines in their place: they
are kept with the version that is in force, since no capture showed the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.compare import rows
from tracker.model import Block, BlockKind, Edit, Op, Piece, Row, Statement
from tracker.settle.memory import EarlierText, Standing

Part = tuple[int, int] | tuple[str, str]


def told_wording(standing: Standing | None, seen: Statement) -> Statement:
    """The told wording, where `seen` is the text of the version that is in force."""
    if standing is None or not standing.parts:
        return seen
    wording = seen.wording
    lines: list[Block] = []
    for first, last in standing.parts:
        if isinstance(first, int) and isinstance(last, int):
            lines += wording[first:last]
        else:
            lines.append(Block(BlockKind(str(first)), str(last)))
    menus = (block for block in seen.blocks if block.kind is BlockKind.NAVIGATION)
    return replace(seen, blocks=(*lines, *menus))


def partly_told(told: Statement, seen: Statement, left: Mapping[int, Edit]) -> tuple[Part, ...]:
    """The parts of `told` once all its differences from `seen` are told but those in `left`.

    Their numbers are those of the edits that comparing both gives.
    """
    lines: list[_Line] = []
    for row in rows(told.wording, seen.wording, None):
        edit = None if row.edit is None else left.get(row.edit)
        if not row.moved:
            _put(lines, row, new=edit is None, told=told.wording, seen=seen.wording)
        elif row.new_at is not None:  # its old words stand where it is now: a place alone is not told
            was = row.new if edit is None else edit.old
            row = replace(row, pieces=(Piece(Op.INSERT, was or ""),))
            _put(lines, row, new=True, told=told.wording, seen=seen.wording)
    return _parts([line for line in lines if line.text.strip()], seen.wording)


@dataclass(slots=True)
class _Line:
    kind: BlockKind
    text: str
    old_at: int | None
    new_at: int | None
    mixed: bool  # an old side is in it


def _put(lines: list[_Line], row: Row, *, new: bool, told: Sequence[Block], seen: Sequence[Block]) -> None:
    text = row.new if new else row.old
    if text is None:
        return
    last = lines[-1] if lines else None
    if row.new_at is None:
        joins = last is not None and last.old_at == row.old_at
    elif not new and row.old_at is not None and last is not None and last.new_at is None:
        joins = last.old_at == row.old_at
    else:
        joins = last is not None and (
            last.new_at == row.new_at or (last.new_at is None and row.old_at is not None and last.old_at == row.old_at)
        )
    if last is not None and joins:
        apart = (last.mixed or not new) and last.text and not last.text[-1].isspace() and not text[:1].isspace()
        last.text += f" {text}" if apart else text
        last.mixed |= not new
        last.old_at = row.old_at if row.old_at is not None else last.old_at
        last.new_at = row.new_at if row.new_at is not None else last.new_at
        return
    kind = seen[row.new_at].kind if row.new_at is not None else told[row.old_at or 0].kind
    lines.append(_Line(kind, text, row.old_at, row.new_at, not new))


def _parts(lines: Iterable[_Line], wording: Sequence[Block]) -> tuple[Part, ...]:
    """The lines, those that stand in the wording as where they stand."""
    parts: list[Part] = []
    for line in lines:
        text = " ".join(line.text.split())
        at = line.new_at
        if at is not None and wording[at].text == text:
            last = parts[-1] if parts else None
            if last is not None and isinstance(last[1], int) and last[1] == at:
                parts[-1] = (int(last[0]), at + 1)
            else:
                parts.append((at, at + 1))
        else:
            parts.append((line.kind.value, text))
    return tuple(parts)


def holding(quotes: Iterable[str], origins: Iterable[tuple[EarlierText, Statement]]) -> EarlierText | None:
    """The first capture whose text holds all of these words; None when none does."""
    wanted = [" ".join(quote.split()) for quote in quotes]
    for origin, statement in origins:
        said = " ".join(statement.text.split())
        if all(quote in said for quote in wanted):
            return origin
    return None
