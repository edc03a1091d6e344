"""From a tree to lines: one block a line, in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tracker.model import BlockKind
from tracker.read.marks import is_mark, raised
from tracker.read.normalise import fold

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {
    **dict.fromkeys((*_HEADINGS, "summary"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
}
# Elements that begin and end a line, and those that do something else. All others are inline: they never split a word.
_BLOCK, _ACTIVE = 1, 2
_ROLES = {
    **dict.fromkeys(
        "address article aside blockquote body caption center details dialog dir div dl fieldset figcaption figure "
        "footer form header hgroup hr html legend main menu ol optgroup option p search section tbody tfoot thead "
        "ul".split(),
        _BLOCK,
    ),
    **dict.fromkeys((*_KINDS, "table", "tr", "td", "th", "nav", "pre", "a", "br", "sup"), _ACTIVE),
}
_IN_LINE = frozenset({"a", "sup"})
_BREAK = "\x1e"  # stands for <br> until the line is complete; folding takes it for white space
# What stands before a <br> that ends a sentence, and what stands after one that begins an item.
_ENDS = re.compile(r"[.!?:;。！？：；][\"'”’»)\]]*$")
_BEGINS = re.compile(r"[-–—•●▪◦*·‣]\s?|(?:\d{1,2}|[a-zA-Z])[.)]\s")
_SIGN = re.compile(r"\W{1,3}$")  # "#", "¶", "↩": the text of a link that only marks a place
_LONG_CELL = 4_000  # characters: a cell of a table that lays out a page, not one of data


def ends_line(tag: str) -> bool:
    """Whether an element of this name begins and ends a line."""
    return tag in _ROLES and tag not in _IN_LINE


@dataclass(slots=True)
class Line:
    """A line of a page as it was met."""

    kind: BlockKind
    text: str
    links: Sequence[tuple[str, str]] = ()  # words and href, as they stand
    in_nav: bool = False
    tag: str = ""  # of the heading or item that it stands in


@dataclass(slots=True)
class _Row:
    """A table row that is being read: the lines of each of its cells."""

    cells: list[list[Line]] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)  # of the same cells
    layout: bool = False  # holds what no row of data holds: its cells are read as text

    def lines(self) -> list[Line]:
        """One line when the row is data, else those of its cells."""
        cells = [cell or _name_of(node) for cell, node in zip(self.cells, self.nodes, strict=True)]
        cells = [cell for cell in cells if cell]
        texts = [" ".join(line.text for line in cell) for cell in cells]
        if self.layout or len(cells) < 2 or max(map(len, texts)) > _LONG_CELL:
            return [line for cell in cells for line in cell]
        links = [link for cell in cells for line in cell for link in line.links]
        return [Line(BlockKind.TABLE_ROW, " | ".join(texts), links, cells[0][0].in_nav)]


def _name_of(cell: LexborNode) -> list[Line]:
    """What a cell says that holds nothing but a picture: what the picture is called."""
    picture = cell.css_first("img[alt], [aria-label]") if cell.first_child is not None else None
    name = fold(picture.attributes.get("alt") or picture.attributes.get("aria-label") or "") if picture else ""
    return [Line(BlockKind.PARAGRAPH, name)] if name else []


class LineReader:
    """Reads the lines of one tree after the other."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []  # of the line that is being read
        self._links: list[tuple[str, str]] = []
        self._anchors: list[tuple[str, int]] = []  # open links: href and the piece at which they begin
        self._after_link = False
        self._tags = [""]  # headings and items that are open
        self._rows: list[_Row] = []
        self._navs = 0
        self._pres = 0
        self._sups: list[int] = []  # open <sup>: the piece at which each begins

    def read(self, root: LexborNode) -> None:
        """Add the lines of a tree. The walk keeps no Python frames, so depth costs nothing."""
        roles, pieces = _ROLES, self._pieces
        opened: list[tuple[LexborNode, str, int | None]] = []  # the elements that a node lies in: with tag and role
        node: LexborNode | None = root
        while node is not None:
            text = node.text_content
            if text is None:
                tag = node.tag or ""
                role = roles.get(tag)
                if role == _ACTIVE:
                    self._enter(tag, node)
                elif role == _BLOCK and pieces:
                    self._end_line()
                opened.append((node, tag, role))
                following = node.first_child
            else:
                if self._pres:
                    text = text.replace("\n", _BREAK)
                if pieces or self._pres or not text.isspace():
                    pieces.append(text)
                    self._after_link = False
                following = node.next if opened else None
            while following is None and opened:
                node, tag, role = opened.pop()
                if role == _ACTIVE:
                    self._leave(tag)
                elif role == _BLOCK and pieces:
                    self._end_line()
                following = node.next if opened else None
            node = following
        if pieces:
            self._end_line()

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag == "a":
            if self._after_link:
                self._pieces.append(" ")  # side by side on the screen, whatever the markup
            self._anchors.append((node.attrs.sget("href"), len(self._pieces)))
            return
        if tag == "br":
            self._pieces.append(_BREAK)
            return
        if tag == "sup":
            self._sups.append(len(self._pieces))
            return
        if self._pieces:
            self._end_line()
        if tag in _KINDS:
            self._tags.append(tag)
            if self._rows and tag in _HEADINGS:
                self._rows[-1].layout = True
        elif tag == "tr":
            self._rows.append(_Row())
        elif tag in ("td", "th"):
            if self._rows:
                self._rows[-1].cells.append([])
                self._rows[-1].nodes.append(node)
        elif tag == "table":
            if self._rows:
                self._rows[-1].layout = True
        elif tag == "nav":
            self._navs += 1
        elif tag == "pre":
            self._pres += 1

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self._end_link(*self._anchors.pop())
        elif tag == "sup":
            start = self._sups.pop()
            if start < len(self._pieces):
                self._pieces[start:] = [raised("".join(self._pieces[start:]))]
        elif tag != "br":
            if self._pieces:
                self._end_line()
            if tag in _KINDS:
                self._tags.pop()
            elif tag == "tr":
                for line in self._rows.pop().lines():
                    self._add(line)
            elif tag == "nav":
                self._navs -= 1
            elif tag == "pre":
                self._pres -= 1

    def _end_link(self, href: str, start: int) -> None:
        words = fold("".join(self._pieces[start:]))
        self._after_link = bool(words)
        if not words:
            return
        if "#" in href and (_SIGN.match(words) or is_mark(words, href, is_raised=bool(self._sups))):
            del self._pieces[start:]
        else:
            self._links.append((words, href))

    def _end_line(self) -> None:
        for i, (href, start) in enumerate(self._anchors):  # a link around more than one line is one in each of them
            if words := fold("".join(self._pieces[start:])):
                self._links.append((words, href))
            self._anchors[i] = (href, 0)
        if self._sups:
            self._sups = [0] * len(self._sups)
        text = "".join(self._pieces)
        self._pieces.clear()
        self._after_link = False
        links: Sequence[tuple[str, str]] = ()
        if self._links:
            links, self._links = self._links, []
        tag = self._tags[-1]
        kind = _KINDS.get(tag, BlockKind.PARAGRAPH)
        if _BREAK in text and kind is not BlockKind.HEADING:
            for part in _at_breaks(text):
                here = [link for link in links if link[0] in part]
                self._add(Line(kind, part, here, self._navs > 0, tag))
        elif text := fold(text):
            self._add(Line(kind, text, links, self._navs > 0, tag))

    def _add(self, line: Line) -> None:
        if self._rows and self._rows[-1].cells:
            self._rows[-1].cells[-1].append(line)
        else:
            self.lines.append(line)


def _at_breaks(text: str) -> list[str]:
    """A text with <br> in it as lines: ended where a sentence ends, an item begins or two breaks meet.

    Other breaks only shape the text on the screen, as in an address or a verse.
    """
    lines: list[list[str]] = []
    new = True
    for part in map(fold, text.split(_BREAK)):
        if not part:
            new = True
        elif new or _ENDS.search(lines[-1][-1][-4:]) or _BEGINS.match(part):
            lines.append([part])
            new = False
        else:
            lines[-1].append(part)
    return [" ".join(parts) for parts in lines]
