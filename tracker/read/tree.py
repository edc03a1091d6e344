"""Parsing: the text of a page to a tree that holds all of it, or an error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, islice
from operator import attrgetter

from lxml import etree
from lxml import html as libxml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import TooComplex
from tracker.read.seldom import SELDOM_READ, holds_shadow_root, show, without_shadow_roots

# Written self-closed these make an HTML5 parser read the rest of the file as their raw text: 1,477 of 2,892 captures of
# one real page came out empty.
_RAW = "iframe|script|style|title|textarea|noembed|noframes|xmp"
_SELF_CLOSED = re.compile(  # both cases spelt out: without a flag for them it is four times as fast
    rf"""<({_RAW}|{_RAW.upper()})((?:\s(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)?)(?<=[\s"'/a-zA-Z])/>""".encode()
)
_NEVER_SEEN = (
    "script, style, template, svg, noscript, iframe, object, embed, audio, video, canvas, select, datalist, "
    "textarea, noembed, noframes, progress, meter"
)
_DROPPED = frozenset(_NEVER_SEEN.split(", ")) | {"input", "s", "strike", "del", "annotation", "annotation-xml"}
_ENDED = [name.encode() for name in (*_NEVER_SEEN.split(", "), "title", "xmp", "plaintext") if name != "embed"]
_LATE = "div[hidden][id*='S:']"  # a part of a page that React streams after the rest
# All in one walk over the tree. Text that is struck out is no longer said.
_LOOKED_AT = (
    f"{_NEVER_SEEN}, input[readonly], s, strike, del, [style*='line-through' i], annotation, annotation-xml, "
    f".katex-mathml, mjx-assistive-mml, [data-cfemail], {_LATE}"
)
_LITTLE = 200  # characters of body text below which the second parser is asked
_END = "tracker-end-of-page"
SMALL = 100  # characters: hidden text below that is a label, above it a collapsed section
_DEEPEST = 2_000  # elements: libxml2 drops what is nested deeper, without an exception


def parse(text: bytes) -> LexborHTMLParser:
    """The tree of a page in UTF-8, without scripts, styles and whatever else no reader sees.

    lexbor reads it. When hardly any text comes out, an element without its end tag may have swallowed the page: libxml2
    reads it then, with that end put in.
    """
    tree = tree_of(_SELF_CLOSED.sub(rb"<\1\2></\1>", text))
    if not has_text(tree.body, _LITTLE) and (tree.body is None or _may_have_swallowed(text)):
        root = read_by_libxml(_with_raw_text_ended(text))
        if root is not None:
            _open_what_never_ended(root)
            other = tree_of(markup_of(root))
            if size(other.body) > size(tree.body):
                return other
    return tree


def html_of_xml(text: bytes) -> bytes | None:
    """XHTML as HTML of the same meaning; None for what is no XML, which browsers would not show and we read as HTML.

    Nothing is fetched and no entity is opened.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(_DECLARATION.sub(b"", text, count=1), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if etree.QName(root).localname != "html":
        return None
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return bytes(etree.tostring(root, encoding="utf-8", method="html"))


_DECLARATION = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")  # the text is UTF-8 by now, whatever it says


def size(node: LexborNode | None) -> int:
    """Characters of text in a node, indentation of the markup left out."""
    return 0 if node is None else len(node.text(skip_empty=True))


def has_text(node: LexborNode | None, least: int) -> bool:
    """Whether a node has that many characters of text by the same measure; it looks no further than it must."""
    if node is None:
        return False
    texts = (below.text_content or "" for below in node.traverse(include_text=True, skip_empty=True))
    return any(length >= least for length in accumulate(map(len, texts)))


_TEXT_OF = attrgetter("text_content")  # nothing for an element


def short_text(node: LexborNode, most: int = SMALL) -> str | None:
    """The text of a node that has little; None for one with more than `most` characters, white space left out.

    Looks at a bounded number of nodes: large parts in each other would cost their depth times their size.
    """
    looked_at = most // 4 + 41
    pieces: list[str | None] = []
    length = 0
    for text in map(_TEXT_OF, islice(node.traverse(include_text=True, skip_empty=True), looked_at + 1)):
        pieces.append(text)
        if text is not None:
            length += len(text)
            if length > 4 * most:
                return None
    if len(pieces) > looked_at:
        return None
    folded = " ".join("".join(filter(None, pieces)).split())
    return folded if len(folded) - folded.count(" ") < most else None


def drop(nodes: Iterable[LexborNode]) -> None:
    """Take nodes and all below them out of the tree. A node inside another one that is gone is no error."""
    for node in nodes:
        if node.parent is not None:
            node.decompose()


def take(nodes: Iterable[LexborNode]) -> int:
    """Drop nodes: the characters of text that went with them."""
    taken = 0
    for node in nodes:
        if node.parent is not None:
            taken += size(node)
            node.decompose()
    return taken


def tree_of(text: bytes) -> LexborHTMLParser:
    """The tree of markup, without what no reader sees."""
    # With scripting: what is meant for browsers without it is raw text, where an <iframe/> swallows nothing.
    tree = LexborHTMLParser(text, scripting=True)
    body = tree.body
    if body is None:
        return tree
    found = body.css(_LOOKED_AT)
    if any(node.tag == "template" and holds_shadow_root(node) for node in found):
        return tree_of(without_shadow_roots(text))
    if any(node.tag not in _DROPPED and is_late(node) for node in found):
        _uncover_addresses(body)
        _assemble(body)
        found = body.css(_LOOKED_AT)
    for node in found:
        if node.tag in SELDOM_READ:
            show(node)
    drop(found)
    return tree


def is_late(node: LexborNode) -> bool:
    """Whether a script of the page would put it elsewhere, or write an address in its place."""
    attributes = node.attributes
    return "data-cfemail" in attributes or ("hidden" in attributes and "S:" in (attributes.get("id") or ""))


def _assemble(body: LexborNode) -> None:
    """Put the late parts of a page that React streams where its script would: `<div hidden id="S:1">` at the end of the
    page belongs in the place of `<template id="B:1">` and of what stands there while it loads.
    """
    for part in body.css(_LATE):
        prefix, _, number = (part.attributes.get("id") or "").rpartition("S:")
        if not number.isalnum() or any(sign in prefix for sign in "'\\"):
            continue
        place = body.css_first(f"template[id='{prefix}B:{number}'], template[id='{prefix}P:{number}']")
        if place is None:
            continue
        for loading in _until_end_of_boundary(place):
            loading.decompose()
        del part.attrs["hidden"]
        place.insert_before(part, move=True)


def _until_end_of_boundary(place: LexborNode) -> list[LexborNode]:
    """What follows a template of React up to the comment that ends its boundary; empty where there is none."""
    found: list[LexborNode] = []
    depth = 0
    node = place.next
    while node is not None:
        if node.is_comment_node:
            mark = node.comment_content or ""
            if mark == "/$" and depth == 0:
                return found
            depth += {"$": 1, "$?": 1, "$!": 1, "/$": -1}.get(mark, 0)
        found.append(node)
        node = node.next
    return []


def _uncover_addresses(body: LexborNode) -> None:
    for node in body.css("[data-cfemail]"):
        if address := _cloudflare_address(node.attributes.get("data-cfemail") or ""):
            node.replace_with(address)


def _cloudflare_address(code: str) -> str | None:
    """An address that Cloudflare hides from robots behind "[email protected]": hexadecimal, XORed with its first byte.

    Whether it is hidden differs from one visit to the next.
    """
    try:
        key, *rest = bytes.fromhex(code)
        return bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return None


def _may_have_swallowed(text: bytes) -> bool:
    """Whether an element that nobody sees, or a comment, may lack its end; most pages without text are mere shells."""
    small = text.lower()
    begun = ((b"<" + name, b"</" + name) for name in _ENDED)
    return any(small.count(start) > small.count(end) for start, end in (*begun, (b"<!--", b"-->")))


def _with_raw_text_ended(text: bytes) -> bytes:
    """Markup in an element of raw text that has no end tag is that of the page."""
    for name in (b"iframe", b"textarea", b"title", b"noembed", b"noframes"):
        start = text.rfind(b"<" + name)
        end = text.find(b">", start) + 1
        if start >= 0 and end and text.rfind(b"</" + name) < start:
            text = b"%b</%b>%b" % (text[:end], name, text[end:])
    return text


def _open_what_never_ended(root: etree._Element) -> None:
    """Elements that nobody sees and that yet hold most of a page are ones whose end tag is missing."""
    for element in list(root.iter(*_NEVER_SEEN.split(", "))):
        if element.tag not in {"script", "style"} and len("".join(map(str, element.itertext())).split()) > _LITTLE // 5:
            element.tag = "div"


def markup_of(root: etree._Element) -> bytes:
    """The markup of a tree of libxml2, in UTF-8."""
    return bytes(libxml.tostring(root, encoding="utf-8"))


def read_by_libxml(text: bytes) -> etree._Element | None:
    """The page as libxml2 reads it, whole. Raises TooComplex when it read a part of it."""
    parser = libxml.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        root = libxml.document_fromstring(b"%b<i id=%b></i>" % (text, _END.encode()), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    end = [mark for mark in root.iter("i") if mark.get("id") == _END]
    if not end and any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise TooComplex(f"the page nests more than {_DEEPEST:,} elements and cannot be read whole")
    for mark in end:
        if (parent := mark.getparent()) is not None:
            parent.remove(mark)
    return root
