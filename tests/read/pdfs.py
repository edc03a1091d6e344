"""Just enough of a PDF writer for tests: words in Helvetica at places on pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Placed(NamedTuple):
    """Words at a place, in points from the lower left."""

    x: float
    y: float
    words: str
    size: float = 11
    bold: bool = False


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A document with the lines of each page, a line 14 points below the other."""
    return placed([[Placed(60, 780 - 14 * i, line) for i, line in enumerate(lines)] for lines in pages], title)


TURNS = {
    0: "1 0 0 1 {x:g} {y:g}",
    90: "0 1 -1 0 {up:g} {x:g}",
    180: "-1 0 0 -1 {back:g} {up:g}",
    270: "0 -1 1 0 {y:g} {back:g}",
}


def placed(pages: Sequence[Sequence[Placed]], title: str = "", turn: int = 0) -> bytes:
    """A document with words at places, written in the order given; with `turn` it lies on its side in the file, and is
    shown upright.
    """
    contents = []
    for words in pages:
        shown = "".join(
            f"/F{2 if one.bold else 1} {one.size:g} Tf {_matrix(one, turn)} Tm ({_escaped(one.words)}) Tj\n"
            for one in words
        )
        contents.append(f"BT\n{shown}ET")
    count = len(pages)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(count))}] >>",
        font.format("Helvetica"),
        f"<< /Title ({_escaped(title)}) >>",
        font.format("Helvetica-Bold"),
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {turn} /Contents {7 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 5 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body = "%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in offsets)
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def _matrix(one: Placed, turn: int) -> str:
    return TURNS[turn].format(x=one.x, y=one.y, up=842 - one.y, back=595 - one.x)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
