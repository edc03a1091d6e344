"""From a tree to lines: one block a line, in the order of reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tracker.extract.normalise import fold
from tracker.types import Block, BlockKind, Link

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("summary",), BlockKind.HEADING),
}
# Elements that begin and end a line. All others are inline: they never split a word.
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)


@dataclass
class _Row:
    """A table row that is being read: lines of its cells."""

    cells: list[list[_Line]] = field(default_factory=list)
    layout: bool = False  # holds what no row of data holds: its cells are read as text


@dataclass
class _Line:
    kind: BlockKind
    text: str
    linked: int  # characters inside links, white space left out
    links: int


class Reader:
    """Reads one tree. `target` makes a link's address absolute, or nothing for links that lead nowhere."""

    def __init__(self, target: Callable[[str], str | None]) -> None:
        self._target = target
        self.lines: list[_Line] = []
        self.links: list[Link] = []
        self._rows: list[_Row] = []
        self._pieces: list[str] = []
        self._kinds = [BlockKind.PARAGRAPH]
        self._anchors: list[tuple[str, int]] = []
        self._linked = 0
        self._link_count = 0

    def read(self, root: LexborNode) -> None:
        """Add the lines of a tree. The walk keeps no stack of Python frames, so depth costs nothing."""
        stop = root.mem_id
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                self._pieces.append(node.text_content or "")
            elif tag[0] != "-":
                self._enter(tag, node)
                child = node.first_child
                if child is not None:
                    node = child
                    continue
                self._leave(tag)
            while node.mem_id != stop:
                following = node.next
                if following is not None:
                    node = following
                    break
                node = node.parent
                if node is None:
                    return
                self._leave(node.tag or "")
            else:
                node = None
        self._end_line()

    def blocks(self) -> list[Block]:
        return [Block(line.kind, line.text) for line in self.lines]

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag == "a":
            self._anchors.append((node.attributes.get("href") or "", len(self._pieces)))
        elif tag in _BLOCKS:
            self._end_line()
            if tag in _KINDS:
                self._kinds.append(_KINDS[tag])
                if self._rows and tag in _HEADINGS:
                    self._rows[-1].layout = True
            elif tag == "table" and self._rows:
                self._rows[-1].layout = True
                if not self._rows[-1].cells:
                    self._rows[-1].cells.append([])
            elif tag == "tr":
                self._rows.append(_Row())
            elif tag in ("td", "th") and self._rows:
                self._rows[-1].cells.append([])
        elif tag == "br":
            if self._kinds[-1] is BlockKind.HEADING:
                self._pieces.append(" ")
            else:
                self._end_line()

    def _leave(self, tag: str) -> None:
        if tag == "a":
            if self._anchors:
                self._end_link(*self._anchors.pop())
        elif tag in _BLOCKS:
            self._end_line()
            if tag in _KINDS and len(self._kinds) > 1:
                self._kinds.pop()
            elif tag == "tr" and self._rows:
                self._end_row(self._rows.pop())

    def _end_link(self, href: str, start: int) -> None:
        text = fold("".join(self._pieces[start:]))
        if not text:
            return
        self._linked += len(text.replace(" ", ""))
        self._link_count += 1
        address = self._target(href)
        if address:
            self.links.append(Link(text, address))

    def _end_line(self) -> None:
        if not self._pieces:
            return
        text = fold("".join(self._pieces))
        self._pieces.clear()
        linked, links, self._linked, self._link_count = self._linked, self._link_count, 0, 0
        if text:
            self._add(_Line(self._kinds[-1], text, linked, links))

    def _add(self, line: _Line) -> None:
        if self._rows and self._rows[-1].cells:
            self._rows[-1].cells[-1].append(line)
        else:
            self.lines.append(line)

    def _end_row(self, row: _Row) -> None:
        cells = [cell for cell in row.cells if cell]
        if row.layout or len(cells) < 2:
            for cell in cells:
                for line in cell:
                    self._add(line)
            return
        lines = [line for cell in cells for line in cell]
        text = " | ".join(" ".join(line.text for line in cell) for cell in cells)
        self._add(_Line(BlockKind.TABLE_ROW, text, sum(x.linked for x in lines), sum(x.links for x in lines)))
