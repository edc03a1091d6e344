"""From pieces of text with their places on pages to paragraphs in the order in which a person reads them.

A PDF says where each sign stands, and nothing of lines, columns, headings or paragraphs. The same text exported anew
has other lines and pages, so nothing of these may be left in what is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from statistics import median

from tracker.model import Block, BlockKind
from tracker.read.marks import raised
from tracker.read.normalise import fold
from tracker.read.plain import paragraphs

DIVIDED = "\x02"  # the hyphen at which a word was divided

_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|página|pagina)?\s*\d{1,4}(?:\s*(?:of|/|von|sur|de)\s*\d{1,4})?\W*", re.I)
_SENTENCE_END = re.compile(r"[.!?:;。][\"'”’»)\]⁰-⁹¹²³]*$")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# Shares of the height of a line.
_GAP = 0.8  # between two pieces of a row: the space between two words is 0.3, justified 0.6 at most
_SPACE = 0.12  # between two pieces that are two words
_SMALLER, _LARGER = 0.87, 1.12  # heights of notes and raised marks, and of headings, as shares of the text's
_RAISED = 0.15  # how much higher than the line a raised mark stands
_INDENT = 0.8  # of the first line of a paragraph
_LITTLE = 3  # signs
# Shares of the usual distance of two lines.
_APART = 1.3  # at which a paragraph ends

_ROOM = 1.25  # of what the next word takes: a line that ends with so much room ends its paragraph
_COLUMN_LINES = 3  # on both sides of a gutter
_COLUMN_SIGNS = 15  # in the middle line of a column: cells of tables are shorter
_COLUMN_FULL = 0.55  # of its width, filled by half of the lines of a column
_MARGIN = 0.12  # of the height of a page, above and below, where running lines stand
_SAME_PLACE = 2.0  # points
_HEADING = 200  # signs at most


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text on one line without a wide gap, in points from the lower left of its page: from the line that it is written
    on to the size of its font above that.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    bold: bool = False

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A line of a column."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    bold: bool
    edge: float = 0.0  # where its column ends on the right
    starts: bool = False  # a paragraph, for what its place says


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The pieces of one page, in the order of the file."""

    pieces: Sequence[TextPiece]
    height: float  # points


def read_layout(sheets: Sequence[PdfPage]) -> tuple[Block, ...]:
    """The blocks of a document: columns one after the other, without running heads, feet and page numbers; notes at
    the foot of pages last, for where a page ends differs with each export.
    """
    pages = _without_running_lines([[_line(row) for row in _rows(sheet.pieces)] for sheet in sheets], sheets)
    body = _usual_height(line for page in pages for line in page)
    read = [_in_columns(page) for page in pages]
    text: list[_TextLine] = []
    notes: list[_TextLine] = []
    for lines in read:
        foot = _foot(lines, body)
        text += lines[: len(lines) - foot]
        notes += lines[len(lines) - foot :]
    known = Counter(word for line in text for word in _WORD.findall(line.text.casefold()))
    return (*_blocks(text, body, known), *_blocks(notes, body, known))


# Rows


def _rows(pieces: Sequence[TextPiece]) -> list[list[TextPiece]]:
    """Pieces that stand beside each other with no wide gap, as rows of one line; from the top down."""
    rows: list[list[TextPiece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.height > -1, -p.bottom, p.left)):
        near = [(_overlap(row[0], piece), row) for row in rows[-12:] if _overlap(row[0], piece) >= 0.5]
        if near:
            max(near, key=lambda found: found[0])[1].append(piece)
        else:
            rows.append([piece])
    return [part for row in rows for part in _parted(sorted(row, key=lambda p: p.left))]


def _overlap(one: TextPiece, other: TextPiece) -> float:
    """How much of the lower of two pieces lies beside the other."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared / max(0.1, min(one.height, other.height))


def _parted(row: Sequence[TextPiece]) -> Iterator[list[TextPiece]]:
    """A row, cut at its wide gaps."""
    part: list[TextPiece] = []
    for piece in row:
        if part and piece.left - max(p.right for p in part) > _GAP * max(piece.height, part[-1].height):
            yield part
            part = []
        part.append(piece)
    if part:
        yield part


def _line(row: Sequence[TextPiece]) -> _TextLine:
    """The words of a row, with raised marks as such."""
    height = _usual_height(row)
    base = min(piece.bottom for piece in row if piece.height > _SMALLER * height)
    if sum(len(_RIGHT_TO_LEFT.findall(piece.text)) for piece in row) * 2 > sum(len(piece.text) for piece in row):
        row = row[::-1]
    text, before = "", row[0]
    for piece in row:
        words = piece.text
        if piece.height < _SMALLER * height and piece.bottom - base > _RAISED * height:
            words = raised(words)
        apart = max(piece.left - before.right, before.left - piece.right)
        spaced = apart > _SPACE * height and words == piece.text
        text += f" {words}" if spaced else words
        before = piece
    bold = all(piece.bold for piece in row)
    return _TextLine(text.strip(), min(p.left for p in row), max(p.right for p in row), base, height, bold)


def _without_running_lines(pages: Sequence[Sequence[_TextLine]], sheets: Sequence[PdfPage]) -> list[list[_TextLine]]:
    """The lines of each page but page numbers, and those that stand at the same place in the margin of several pages,
    whatever their numbers.
    """
    edges = [_edges(page) for page in pages]
    placed: Counter[tuple[str, int]] = Counter()
    for lines, sheet in zip(edges, sheets, strict=True):
        placed.update({place for line in lines if (place := _place(line, sheet)) is not None})
    least = 2 if len(pages) <= 4 else 3  # heads may alternate

    def runs(line: _TextLine, sheet: PdfPage) -> bool:
        if _PAGE_NUMBER.fullmatch(line.text):
            return True
        place = _place(line, sheet)
        return place is not None and sum(placed[place[0], place[1] + by] for by in (-1, 0, 1)) >= least

    return [
        [line for line in page if not (line in edge and runs(line, sheet))]
        for page, edge, sheet in zip(pages, edges, sheets, strict=True)
    ]


def _edges(page: Sequence[_TextLine]) -> list[_TextLine]:
    """The lines of the two first and two last rows."""
    rows = sorted({round(line.bottom / _SAME_PLACE) for line in page})
    outer = {*rows[:2], *rows[-2:]}
    return [line for line in page if line.text and round(line.bottom / _SAME_PLACE) in outer]


def _place(line: _TextLine, sheet: PdfPage) -> tuple[str, int] | None:
    """What stands in a margin, and where; None for what stands between them."""
    if _MARGIN * sheet.height < line.bottom < (1 - _MARGIN) * sheet.height:
        return None
    return _shape(line), round(line.bottom / _SAME_PLACE)


def _shape(line: _TextLine) -> str:
    return re.sub(r"\d+", "0", line.text)


def _usual_height(words: Iterable[_TextLine | TextPiece]) -> float:
    """The height in which most is written, in points."""
    signs: Counter[float] = Counter()
    for each in words:
        signs[round(each.height, 1)] += len(each.text)
    return max(signs, key=lambda height: (signs[height], height), default=1.0)


# Columns


def _in_columns(lines: Sequence[_TextLine]) -> list[_TextLine]:
    """The lines in the order in which they are read: where a gutter divides them, one side after the other."""
    lines = sorted(lines, key=lambda line: (-line.bottom, line.left))
    bands = max((_bands(lines, x) for x in _lefts(lines)), key=_divided, default=[])
    if not _divided(bands):
        return _beside(lines)
    read: list[_TextLine] = []
    for band in bands:
        part = [line for side in band for line in _in_columns(side)] if len(band) == 2 else _beside(band[0])
        # What stands over columns is no sentence with them; but one may go on from the page before.
        read += [replace(line, starts=line.starts or (number == 0 and bool(read))) for number, line in enumerate(part)]
    return read


Band = Sequence[
    Sequence[_TextLine]
]  # the lines of both sides of a gutter, or one list of those that it does not divide


def _divided(bands: Sequence[Band]) -> int:
    """The number of lines that stand in two columns."""
    return sum(len(side) for band in bands if len(band) == 2 for side in band)


def _lefts(lines: Sequence[_TextLine]) -> list[float]:
    """Where several lines begin, other than at the left edge."""
    found: Counter[int] = Counter(round(line.left / 3) for line in lines)
    edge = min(found, default=0)
    return [3.0 * x for x, count in found.items() if x > edge + 1 and count + found[x + 1] >= _COLUMN_LINES]


def _bands(lines: Sequence[_TextLine], gutter: float) -> list[Band]:
    """The lines from the top down, cut where they cross the gutter and where they no longer do."""
    bands: list[Band] = []
    left: list[_TextLine] = []
    right: list[_TextLine] = []
    across: list[_TextLine] = []

    def end() -> None:
        if _are_columns(left, right):
            bands.append((tuple(left), tuple(right)))
        elif left or right:
            across.extend(sorted((*left, *right), key=lambda line: (-line.bottom, line.left)))
        left.clear()
        right.clear()

    for line in lines:
        if line.left < gutter - 2 and line.right > gutter:
            end()
            across.append(line)
            continue
        (left if line.right <= gutter else right).append(line)
        if across and _are_columns(left, right):
            bands.append((tuple(across),))
            across.clear()
    end()
    if across:
        bands.append((tuple(across),))
    return bands


def _are_columns(left: Sequence[_TextLine], right: Sequence[_TextLine]) -> bool:
    """Whether these are lines of running text beside each other, and no cells of a table or an indented part."""
    if min(len(left), len(right)) < _COLUMN_LINES:
        return False
    gutter = min(line.left for line in right) - max(line.right for line in left)
    beside = min(left[0].bottom, right[0].bottom) - max(left[-1].bottom, right[-1].bottom)
    shorter = min(left[0].bottom - left[-1].bottom, right[0].bottom - right[-1].bottom)
    if gutter < _GAP * median(line.height for line in (*left, *right)) or beside < shorter / 2:
        return False
    return _is_running(left) and _is_running(right)


def _is_running(lines: Sequence[_TextLine]) -> bool:
    widths = [line.right - line.left for line in lines]
    signs = median(len(line.text) for line in lines)
    return signs >= _COLUMN_SIGNS and median(widths) >= _COLUMN_FULL * max(widths)


def _beside(lines: Sequence[_TextLine]) -> list[_TextLine]:
    """One line for each row, its parts from left to right, with what their places say of paragraphs."""
    rows: list[list[_TextLine]] = []
    for line in lines:
        if rows and abs(rows[-1][0].bottom - line.bottom) < _RAISED * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    joined = [reduce(_joined, sorted(row, key=lambda line: line.left)) for row in rows]
    steps = [above.bottom - line.bottom for above, line in pairwise(joined)]
    usual = median(steps) if steps else 0.0
    close = [
        step for step in steps if step <= usual
    ]  # where most paragraphs have one line, the median is their distance
    usual = min(usual, 1.1 * median(close)) if close else usual
    left, right = min((line.left for line in joined), default=0.0), max((line.right for line in joined), default=0.0)
    return [
        replace(line, edge=right, starts=number > 0 and _starts(joined[number - 1], line, usual, left))
        for number, line in enumerate(joined)
    ]


def _joined(one: _TextLine, other: _TextLine) -> _TextLine:
    return replace(
        one,
        text=f"{one.text} {other.text}",
        right=max(one.right, other.right),
        height=max(one.height, other.height),
        bold=one.bold and other.bold,
    )


def _starts(above: _TextLine, line: _TextLine, usual: float, edge: float) -> bool:
    """Whether a line begins a paragraph: it stands apart from the one above, or its beginning is set in."""
    if above.bottom - line.bottom > _APART * usual:
        return True
    indented = _INDENT * line.height < line.left - edge < 4 * line.height and above.left - edge < _INDENT * line.height
    return indented and _SENTENCE_END.search(above.text) is not None


def _foot(lines: Sequence[_TextLine], body: float) -> int:
    """The number of lines at the end of a page that are notes."""
    count = 0
    while count < len(lines) and lines[-1 - count].height < _SMALLER * body:
        count += 1
    return count if count < len(lines) else 0


# Paragraphs


def _blocks(lines: Sequence[_TextLine], body: float, known: Counter[str]) -> Iterator[Block]:
    plain: list[str] = []
    heading: list[_TextLine] = []

    def ended() -> Iterator[Block]:
        if heading and (words := fold(_undivided("\n".join(line.text for line in heading), known))):
            yield Block(BlockKind.HEADING, words)
        heading.clear()
        yield from paragraphs(_undivided("\n".join(plain), known))
        plain.clear()

    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        if _is_heading(line, body):
            if plain or (heading and not _goes_on(heading[-1], line)):
                yield from ended()
            heading.append(line)
            continue
        if heading:
            yield from ended()
        if line.starts:
            plain.append("")
        plain.append(line.text)
        if following is None or _ends(line, following):
            plain.append("")
    yield from ended()


def _is_heading(line: _TextLine, body: float) -> bool:
    if len(line.text) > _HEADING:
        return False
    return line.height > _LARGER * body or (line.bold and not _SENTENCE_END.search(line.text))


def _goes_on(above: _TextLine, line: _TextLine) -> bool:
    """Whether a heading goes on in a further line."""
    return abs(above.height - line.height) < 0.5 and above.bold == line.bold and not line.starts


def _ends(line: _TextLine, following: _TextLine) -> bool:
    """Whether a paragraph ends with a line, for its words and its length: the next word would have had room in it.

    At the end of a column or page, where no distance tells, a little room behind the end of a sentence will do.
    """
    if not following.text:
        return False
    over = following.bottom > line.bottom
    signs = _LITTLE if over else _ROOM * (len(following.text.split()[0]) + 1)
    if line.edge - line.right < signs * (following.right - following.left) / len(following.text):
        return False
    is_end = _SENTENCE_END.search(line.text) is not None
    is_start = following.text[0].isupper() or following.text[0].isdigit()
    return is_end and is_start if over else is_end or is_start


def _undivided(text: str, known: Counter[str]) -> str:
    """Put divided words together: with the hyphen where the document has the word so elsewhere, and not the other."""

    def whole(found: re.Match[str]) -> str:
        hyphened, plain = f"{found[1]}-{found[2]}", f"{found[1]}{found[2]}"
        return hyphened if known[hyphened.casefold()] and not known[plain.casefold()] else plain

    return re.sub(rf"([^\W\d_]*){DIVIDED}\n+([^\W\d_]*)", whole, text).replace(DIVIDED, "")
