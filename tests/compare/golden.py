"""Golden pairs: `golden/NAME.txt` holds a text before and after, and the edits a reader would mark.

A line is a block: "# " begins a heading, "* " a list item, "| " a table row, "> " a navigation line; others are
paragraphs. An edit is its kind, a colon and the statement with [-words taken out-] and [+words put in+].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.model import Block, BlockKind, Edit, Op, Piece

FOLDER = Path(__file__).parent / "golden"
_MARKS = {
    "# ": BlockKind.HEADING,
    "* ": BlockKind.LIST_ITEM,
    "| ": BlockKind.TABLE_ROW,
    "> ": BlockKind.NAVIGATION,
}
_BRACKETS = {Op.EQUAL: ("", ""), Op.DELETE: ("[-", "-]"), Op.INSERT: ("[+", "+]")}


@dataclass(frozen=True)
class Golden:
    name: str
    about: str  # what the pair shows
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    edits: tuple[str, ...]


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    return tuple(Block(_MARKS.get(line[:2], BlockKind.PARAGRAPH), line[2 * (line[:2] in _MARKS) :]) for line in lines)


def marked(pieces: Sequence[Piece]) -> str:
    return "".join(_BRACKETS[piece.op][0] + piece.text + _BRACKETS[piece.op][1] for piece in pieces)


def told(edit: Edit) -> str:
    return f"{edit.kind}: {marked(edit.pieces)}"


def load(path: Path) -> Golden:
    about, before, after, edits = path.read_text().split("\n---")
    sections = [part.splitlines()[1:] for part in (before, after, edits)]
    return Golden(path.stem, about.strip(), blocks(sections[0]), blocks(sections[1]), tuple(sections[2]))


ALL = [load(path) for path in sorted(FOLDER.glob("*.txt"))]
