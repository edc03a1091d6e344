"""Text that a reader sees in places where pages seldom hold any: text areas, shadow roots, frames without an address,
drawings, formulas, and the pictures that stand for a word in the cells of a table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TEMPLATE = re.compile(rb"<template\b([^>]*)>|</template\s*>", re.IGNORECASE)
_SHADOW = re.compile(rb"\bshadowroot(?:mode)?\s*=", re.IGNORECASE)
_FRAME = re.compile(
    rb"""<iframe\b[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>(?:[^<]*+</iframe\s*>)?""", re.IGNORECASE
)
_SRCDOC = re.compile(rb"""\bsrcdoc\s*=\s*(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
_MOST_FRAMES = 20
_LICENCE = 40  # characters in a text area: what a reader is to write there is shorter
_WORDS = 4  # in one text of a drawing: it says something


def opened(text: bytes) -> bytes:
    """The markup with shadow roots and frames that hold their own page as parts of the page they stand in."""
    if b"shadowroot" in text:
        text = _without_shadow_roots(text)
    if b"srcdoc" in text:
        frames = iter(range(_MOST_FRAMES))
        text = _FRAME.sub(lambda found: _frame(found[0]) if next(frames, None) is not None else found[0], text)
    return text


def _without_shadow_roots(text: bytes) -> bytes:
    """Their templates as plain elements; what a template of another kind holds is not shown."""
    is_shadow: list[bool] = []

    def plain(found: re.Match[bytes]) -> bytes:
        if found[1] is not None:
            is_shadow.append(_SHADOW.search(found[1]) is not None)
            return b"<div>" if is_shadow[-1] else found[0]
        return b"</div>" if is_shadow and is_shadow.pop() else found[0]

    return _TEMPLATE.sub(plain, text)


def _frame(tag: bytes) -> bytes:
    found = _SRCDOC.search(tag)
    if found is None:
        return tag
    inner = html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace"))
    body = LexborHTMLParser(inner).body
    return b"<div>%b</div>" % (body.inner_html or "").encode("utf-8", "replace") if body is not None else b""


def seldom_read(body: LexborNode, text: bytes) -> Iterator[LexborNode]:
    """Puts such text where a reader sees it; yields what is left to be dropped. `text` is the markup of the page."""
    if 0 < text.count(b"<textarea") <= text.count(b"</textarea"):  # else one has swallowed the page
        for area in body.css("textarea"):
            words = area.text()
            if len(words.strip()) >= _LICENCE:
                _put_before(area, words)
    if b"<td" in text or b"<th" in text:
        _label_cells(body)
    if b"<text" in text:
        for drawing in body.css("svg"):
            lines = [" ".join(line.text().split()) for line in drawing.css("text")]
            if any(len(line.split()) >= _WORDS for line in lines):
                _put_before(drawing, "\n".join(lines))
    if b"<math" in text:
        yield from body.css("annotation, annotation-xml, .katex-mathml, mjx-assistive-mml")


def _put_before(node: LexborNode, words: str) -> None:
    shown = LexborHTMLParser(f"<pre>{html.escape(words)}</pre>").css_first("pre")
    if shown is not None:
        node.insert_before(shown)


def _label_cells(body: LexborNode) -> None:
    """A cell that holds nothing but a drawing says what the drawing is called: a tick is "Yes"."""
    for drawing in body.css("td svg, th svg"):
        title = drawing.css_first("title")
        name = drawing.attributes.get("aria-label") or (title.text(strip=True) if title is not None else "")
        if name:
            drawing.insert_before(LexborHTMLParser(f"<i aria-label='{html.escape(name)}'></i>").css("i")[0])
