"""PDF documents as pieces of text with their places, of which `pdf_layout` makes paragraphs."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tracker.errors import NoText, TooComplex, WrongType
from tracker.model import Block
from tracker.read.normalise import fold
from tracker.read.pdf_layout import DIVIDED, PdfPage, TextPiece, read_layout

MAX_PAGES = 500
_BOLD = 600  # weight of a font
_SHIFT = 0.12  # share of the size of a sign by which the next one of its line may stand higher, or be larger
_SAMPLE = 60  # signs of a page by which it is told how it is turned
_JUMP = 0.8  # share of that size by which it may stand away
_WORD = re.compile(rf"[^\s{DIVIDED}]+{DIVIDED}?")
_MAY_BE_MARK = re.compile(r"\d|[*†‡§®™]|(?:TM|SM)$")


def read_pdf(body: bytes) -> tuple[tuple[Block, ...], str]:
    """Blocks and title of a PDF.

    Raises NoText for one that holds pictures of text, WrongType for one that cannot be opened, TooComplex for one with
    more than MAX_PAGES pages.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise WrongType(f"the PDF cannot be opened: {error}") from error
    try:
        if len(document) > MAX_PAGES:
            raise TooComplex(f"the PDF has {len(document):,} pages; {MAX_PAGES:,} are read at most")
        sheets = [_sheet(page) for page in document]
        title = fold(document.get_metadata_dict().get("Title", ""))
    except pypdfium2.PdfiumError as error:
        raise WrongType(f"the PDF cannot be read to its end: {error}") from error
    finally:
        document.close()
    blocks = read_layout(sheets)
    if not blocks:
        raise NoText("the PDF holds no text: it may be a scan")
    return blocks, title


def _sheet(page: pypdfium2.PdfPage) -> PdfPage:
    text = page.get_textpage()
    width, height = page.get_mediabox()[2:]
    turn = _turn(text)
    pieces = list(_pieces(_Signs(text, turn, width, height)))
    text.close()
    page.close()
    return PdfPage(pieces, height if turn in (0, 180) else width)


def _turn(text: pypdfium2.PdfTextPage) -> int:
    """The degrees by which most of a page is turned to the left: what lies on its side in the file is shown upright."""
    sample = range(0, text.count_chars(), max(1, text.count_chars() // _SAMPLE))
    turns = Counter(-round(math.degrees(pdfium.FPDFText_GetCharAngle(text, number)) / 90) % 4 for number in sample)
    return 90 * turns.most_common(1)[0][0] if turns else 0


class _Place(NamedTuple):
    """Where a sign stands on its page as that is shown, in points; `bottom` is the line that it is written on."""

    left: float
    right: float
    bottom: float
    size: float  # of its font
    edges: tuple[float, float] = (0.0, 0.0)  # of all signs of its font on that line: below and above


class _PdfWord(NamedTuple):
    """A word or a part of one, all of which stands on one line in one size."""

    start: int  # number of its first sign
    end: int  # behind its last
    first: _Place
    last: _Place


class _Signs:
    """The signs of a page by their numbers."""

    def __init__(self, text: pypdfium2.PdfTextPage, turn: int, width: float, height: float) -> None:
        self._text, self._turn, self._width, self._height = text, turn, width, height
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self.words = _words(text)

    def place(self, number: int, beside: _Place | None = None) -> _Place | None:
        """None for a sign that has none. With the place of another sign, what holds for both is not asked for again."""
        text, box, matrix = self._text, self._box, self._matrix
        if not pdfium.FPDFText_GetLooseCharBox(text, number, box):
            return None
        edges = box.bottom, box.top
        if beside is not None and beside.edges == edges and not self._turn:
            return _Place(box.left, box.right, beside.bottom, beside.size, edges)
        pdfium.FPDFText_GetCharOrigin(text, number, self._x, self._y)
        pdfium.FPDFText_GetMatrix(text, number, matrix)
        size = pdfium.FPDFText_GetFontSize(text, number) * math.hypot(matrix.c, matrix.d)
        x, y = self._x.value, self._y.value
        if self._turn == 90:
            return _Place(box.bottom, box.top, self._width - x, size)
        if self._turn == 180:
            return _Place(self._width - box.right, self._width - box.left, self._height - y, size)
        if self._turn == 270:
            return _Place(self._height - box.top, self._height - box.bottom, x, size)
        return _Place(box.left, box.right, y, size, edges)

    def is_bold(self, number: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._text, number) >= _BOLD:
            return True
        name, flags = ctypes.create_string_buffer(80), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._text, number, name, len(name), flags)
        return b"bold" in name.value.lower()


def _words(text: pypdfium2.PdfTextPage) -> str:
    """One character for each number of a sign."""
    count = text.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(text, 0, count, buffer)
    words = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if len(words) == count:  # no sign is a pair
        return words.replace("\ufffe", DIVIDED).replace("\0", " ")
    return "".join(_sign(pdfium.FPDFText_GetUnicode(text, number)) for number in range(count))


def _sign(code: int) -> str:
    """One character for each number of a sign: halves of a pair are put together with the words."""
    return DIVIDED if code == 0xFFFE else chr(code) if 0 < code < 0x110000 else " "


def _pieces(signs: _Signs) -> Iterator[TextPiece]:
    """Words that follow each other on one line, in one size."""
    held: list[_PdfWord] = []
    for start, end in _runs(signs):
        first = signs.place(start, held[-1].last if held else None)
        last = signs.place(end - 1, first)
        if first is None or last is None:
            continue
        run = _PdfWord(start, end, first, last)
        if held and not _follows(signs.words, held[-1], run):
            yield _piece(signs, held)
            held = []
        held.append(run)
    if held:
        yield _piece(signs, held)


def _runs(signs: _Signs) -> Iterator[tuple[int, int]]:
    """The words, cut where a figure or its neighbours stand higher or are smaller: which may be a raised mark."""
    for word in _WORD.finditer(signs.words):
        start = word.start()
        if _MAY_BE_MARK.search(word[0]):
            before = signs.place(start)
            for number in range(start + 1, word.end()):
                place = signs.place(number, before)
                if before is not None and place is not None and not _on_one_line(before, place):
                    yield start, number
                    start = number
                before = place
        yield start, word.end()


def _on_one_line(before: _Place, place: _Place) -> bool:
    shift = abs(place.bottom - before.bottom), abs(place.size - before.size)
    return max(shift) < _SHIFT * max(before.size, place.size)


def _follows(words: str, before: _PdfWord, run: _PdfWord) -> bool:
    size = before.last.size
    near = -size < run.first.left - before.last.right < _JUMP * size
    return near and words[before.end - 1] != DIVIDED and _on_one_line(before.last, run.first)


def _piece(signs: _Signs, runs: Sequence[_PdfWord]) -> TextPiece:
    """Runs as one piece: two are two words where there is space between them in the file."""
    words = signs.words[runs[0].start : runs[0].end]
    for before, run in pairwise(runs):
        words += " " * (run.start > before.end) + signs.words[run.start : run.end]
    bold = signs.is_bold(runs[0].start) and signs.is_bold(runs[-1].end - 1)
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    place = runs[0].first
    return TextPiece(whole, place.left, runs[-1].last.right, place.bottom, place.bottom + place.size, bold)
