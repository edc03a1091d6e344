"""Parsing: the text of a page to a tree that holds all of it, or an error."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml import html as libxml
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tracker.errors import BadSelector, NoText, TooComplex

# Written self-closed these make an HTML5 parser read the rest of the file as their raw text (1,477 of 2,892 captures
# of one real page came out empty).
_SELF_CLOSED = re.compile(
    r"<(iframe|script|style|title|textarea|noscript|noembed|noframes|xmp|template|select|video|audio|object|canvas)"
    r"(\b[^<>]*)/>",
    re.IGNORECASE,
)
NEVER_READ = (
    "script, style, template, svg, math, head, noscript, iframe, object, embed, audio, video, canvas, select, "
    "datalist, textarea, noembed, noframes, map, progress, meter"
)
_LITTLE = 200  # characters of body text below which the second parser is asked
_END = "tracker-end-of-page"


def parse(text: str) -> LexborHTMLParser:
    """The tree of a whole page. Raises NoText when neither parser finds a body."""
    text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    tree = LexborHTMLParser(text)
    if _amount(tree) >= _LITTLE:
        return tree
    repaired = _by_libxml(text)
    if repaired is not None and _amount(repaired) > _amount(tree):
        return repaired
    return tree


def drop(nodes: Sequence[LexborNode]) -> None:
    """Take nodes and all below them out of the tree. Nested ones are no error."""
    for node in nodes:
        if node.parent is not None:
            node.remove()


def _amount(tree: LexborHTMLParser) -> int:
    """Characters of body text outside elements that show none. The tree is unchanged."""
    body = tree.body
    if body is None:
        return 0
    hidden = sum(len("".join(node.text().split())) for node in body.css("script, style, noscript, template, iframe"))
    return len("".join(body.text().split())) - hidden


def _by_libxml(text: str) -> LexborHTMLParser | None:
    """The tree as libxml2 reads the page, which survives unclosed raw-text elements."""
    root = _libxml_root(text)
    if root is None:
        return None
    return LexborHTMLParser(libxml.tostring(root, encoding="unicode", method="html"))


def _libxml_root(text: str) -> etree._Element | None:
    parser = libxml.HTMLParser(huge_tree=True, encoding="utf-8")
    marked = f"{text}<i id={_END}></i>".encode("utf-8", "replace")
    try:
        root = libxml.document_fromstring(marked, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    end = [mark for mark in root.iter("i") if mark.get("id") == _END]
    if not end and any("depth" in e.message.lower() or "huge" in e.message.lower() for e in parser.error_log):
        raise TooComplex("the page is nested too deeply to be read whole")
    for mark in end:
        if (parent := mark.getparent()) is not None:
            parent.remove(mark)
    return root


def is_xpath(selector: str) -> bool:
    return selector.startswith(("/", "(", "./"))


def select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The outermost nodes that a CSS selector matches, in order. Raises BadSelector when there are none."""
    try:
        found = tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise BadSelector(f"the selector {selector!r} is not valid CSS: {error}") from error
    if not found:
        raise BadSelector(f"the selector {selector!r} matches nothing on the page")
    return found


def mark_xpaths(tree: LexborHTMLParser, selectors: Sequence[str], attribute: str) -> LexborHTMLParser:
    """The same page with `attribute`="i" on every element that the i-th XPath matches.

    lexbor knows no XPath: libxml2 reads lexbor's tree, marks, and hands it back.
    """
    root = _libxml_root(tree.html or "")
    if root is None:
        raise NoText("the page has no body")
    for i, selector in enumerate(selectors):
        try:
            found = root.xpath(selector)
        except (etree.XPathError, ValueError) as error:
            raise BadSelector(f"the selector {selector!r} is not valid XPath: {error}") from error
        elements = [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []
        if not elements:
            raise BadSelector(f"the selector {selector!r} matches nothing on the page")
        for element in elements:
            element.set(attribute, f"{element.get(attribute, '')} {i}".strip())
    return LexborHTMLParser(libxml.tostring(root, encoding="unicode", method="html"))
