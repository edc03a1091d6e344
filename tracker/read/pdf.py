"""PDF documents as paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2

from tracker.errors import NoText, TooComplex, WrongType
from tracker.model import Block
from tracker.read.normalise import fold
from tracker.read.plain import paragraphs

MAX_PAGES = 2_000
_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|página|pagina)?\s*\d{1,4}(?:\s*(?:of|/|von|sur|de)\s*\d{1,4})?\W*", re.I)
_SENTENCE_END = re.compile(r"[.!?:;。][\"'”’»)\]]*$")
_FULL_LINE = 0.75  # of the widest line: one that ends earlier ends its paragraph
_OFTEN = 0.6  # share of the pages on which a running head or foot stands


def read_pdf(body: bytes) -> tuple[tuple[Block, ...], str]:
    """Blocks and title of a PDF: lines joined to paragraphs, running heads, feet and page numbers left out.

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
        pages = [_lines(page) for page in document]
        title = fold(document.get_metadata_dict().get("Title", ""))
    except pypdfium2.PdfiumError as error:
        raise WrongType(f"the PDF cannot be read to its end: {error}") from error
    finally:
        document.close()
    blocks = paragraphs("\n".join(_joined(_without_running_lines(pages))))
    if not blocks:
        raise NoText("the PDF holds no text: it may be a scan")
    return blocks, title


def _lines(page: pypdfium2.PdfPage) -> list[str]:
    text = page.get_textpage()
    # U+FFFE stands for the hyphen at which a word was divided.
    lines = text.get_text_bounded().replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "").split("\n")
    text.close()
    page.close()
    return [line.strip() for line in lines]


def _without_running_lines(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The lines of each page but those that most pages begin or end with, whatever their numbers."""
    edges = Counter(_shape(line) for page in pages for line in {*page[:2], *page[-2:]} if line)
    running = {shape for shape, count in edges.items() if len(pages) > 2 and count > _OFTEN * len(pages)}
    for page in pages:
        last = len(page) - 2
        yield [
            line
            for i, line in enumerate(page)
            if not ((i < 2 or i >= last) and (_shape(line) in running or _PAGE_NUMBER.fullmatch(line)))
        ]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _joined(pages: Iterator[list[str]]) -> Iterator[str]:
    """Lines, with an empty one wherever a paragraph ends: after a line that ends a sentence or a title, and early."""
    for page in pages:
        width = max(map(len, page), default=0)
        for i, line in enumerate(page):
            yield line
            following = page[i + 1] if i + 1 < len(page) else ""
            short = len(line) < _FULL_LINE * width
            if short and (_SENTENCE_END.search(line) or following[:1].isupper() or following[:1].isdigit()):
                yield ""
