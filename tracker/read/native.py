"""Where a parser is called that is no Python, and that a page made for it could bring down with all around it.

Here, unless the program put a child process in its place, as `tracker.watch.child` does: this room knows none.
"""

from __future__ import annotations

from collections.abc import Callable

from tracker.model import Block

PdfReader = Callable[[bytes], tuple[tuple[Block, ...], str]]

_elsewhere: PdfReader | None = None


def use(reader: PdfReader) -> None:
    """Have PDF documents read by this from now on."""
    global _elsewhere
    _elsewhere = reader


def pdf(body: bytes) -> tuple[tuple[Block, ...], str]:
    """Blocks and title of a PDF. Raises an ExtractError, as `read_pdf` does."""
    if _elsewhere is not None:
        return _elsewhere(body)
    from tracker.read.pdf import read_pdf  # loads a shared library of 7 MB that most runs never need

    return read_pdf(body)
