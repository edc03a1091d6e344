"""Text that a reader sees in places where pages seldom hold any: text areas, shadow roots, frames without an address,
drawings, formulas, and the pictures that stand for a word in the cells of a table.
"""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TEMPLATE = re.compile(rb"<template\b([^>]*)>|</template\s*>", re.IGNORECASE)
_SHADOW = re.compile(rb"\bshadowroot(?:mode)?\s*=", re.IGNORECASE)
_LICENCE = 40  # characters in a text area: what a reader is to write there is shorter
_VALUE_WORDS = 2  # of a field that nobody can write in: a link to copy is one word
_WORDS = 4  # in one text of a drawing: it says something
SELDOM_READ = frozenset({"textarea", "iframe", "svg", "input"})  # what `show` knows


def holds_shadow_root(template: LexborNode) -> bool:
    """Whether what stands in a template is shown, as the inside of the element that it stands in."""
    return not {"shadowrootmode", "shadowroot"}.isdisjoint(template.attributes)


def without_shadow_roots(text: bytes) -> bytes:
    """The markup with the templates of shadow roots as plain elements; what another template holds is not shown."""
    is_shadow: list[bool] = []

    def plain(found: re.Match[bytes]) -> bytes:
        if found[1] is not None:
            is_shadow.append(_SHADOW.search(found[1]) is not None)
            return b"<div>" if is_shadow[-1] else found[0]
        return b"</div>" if is_shadow and is_shadow.pop() else found[0]

    return _TEMPLATE.sub(plain, text)


def show(node: LexborNode) -> None:
    """Put what a reader sees in a field, a text area, a frame or a drawing before it, as plain text of the page."""
    if node.tag == "input":
        value = node.attributes.get("value") or ""
        if len(value.split()) >= _VALUE_WORDS and node.attributes.get("type") != "hidden":
            _put_before(node, f"<span>{html.escape(value)}</span>")
    elif node.tag == "textarea":
        words = node.text()
        if len(words.strip()) >= _LICENCE and "</" not in words:  # else its end tag is missing, and it holds the page
            _put_before(node, f"<pre>{html.escape(words)}</pre>")
    elif node.tag == "iframe":
        if inner := node.attributes.get("srcdoc"):
            body = LexborHTMLParser(inner).body
            _put_before(node, f"<div>{body.inner_html or ''}</div>" if body is not None else "")
    elif _is_in_cell(node) and (name := node.attributes.get("aria-label") or _title_of(node)):
        _put_before(node, f"<i aria-label='{html.escape(name)}'></i>")
    elif node.css_first("text") is not None:
        lines = [" ".join(line.text().split()) for line in node.css("text")]
        if any(len(line.split()) >= _WORDS for line in lines):
            _put_before(node, f"<pre>{html.escape(chr(10).join(lines))}</pre>")


def _title_of(drawing: LexborNode) -> str:
    first = drawing.first_child
    while first is not None and not first.is_element_node:
        first = first.next
    return first.text(strip=True) if first is not None and first.tag == "title" else ""


def _is_in_cell(node: LexborNode) -> bool:
    """A cell that holds nothing but a drawing says what the drawing is called: a tick is "Yes"."""
    above = node.parent
    for _ in range(3):
        if above is None or above.tag in ("td", "th"):
            break
        above = above.parent
    return above is not None and above.tag in ("td", "th")


def _put_before(node: LexborNode, markup: str) -> None:
    body = LexborHTMLParser(markup).body
    if body is not None and body.first_child is not None:
        node.insert_before(body.first_child)
