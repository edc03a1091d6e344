"""One capture to one statement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import NoText, TooComplex
from tracker.extract.decode import Content, content_of, decode
from tracker.extract.furniture import clear, root_of, size
from tracker.extract.lines import Reader
from tracker.extract.links import target
from tracker.extract.normalise import fold
from tracker.extract.tree import NEVER_READ, drop, parse
from tracker.extract.tree import select as choose
from tracker.types import Capture, Statement

RULESET = 1  # rises with every change of these rules that changes what is read from the same bytes
LARGEST = 10_000_000  # bytes of a body


def extract(
    capture: Capture, *, select: Sequence[str] = (), remove: Sequence[str] = (), language: str | None = None
) -> Statement:
    """The statement that a capture carries.

    `select` and `remove` are CSS selectors, or XPath when they begin with "/" or "("; without `select` the structure of
    the page decides. `language` overrides what the page declares. Raises NoText, WrongType, BadSelector or TooComplex.
    """
    if len(capture.body) > LARGEST:
        raise TooComplex(f"{capture.url}: {len(capture.body):,} bytes are more than the {LARGEST:,} that are read")
    content = content_of(capture)
    if content is not Content.HTML:
        raise NoText(f"{capture.url}: {content} is not read yet")
    page = parse(decode(capture.body, capture.header("content-type")))
    title = fold(node.text()) if (node := page.css_first("title")) else ""
    declared = language or _language(page)
    if page.body is None:
        raise NoText(f"{capture.url}: the page has no body")
    drop(page.css(NEVER_READ))
    visible = size(page.body)
    reader = Reader(lambda href: target(capture.final_url, href))
    for root in _roots(page, select, remove):
        reader.read(root)
    blocks = reader.blocks()
    if not blocks:
        raise NoText(f"{capture.url}: no readable text is left on the page")
    return Statement(
        blocks=tuple(blocks),
        ruleset=ruleset(select, remove),
        links=tuple(dict.fromkeys(reader.links)),
        title=title,
        language=declared,
        visible=visible,
    )


def visible_text(capture: Capture) -> str:
    """All text that a reader of the page could see, furniture included, one line."""
    page = parse(decode(capture.body, capture.header("content-type")))
    drop(page.css(NEVER_READ))
    reader = Reader(lambda _: None)
    if page.body is not None:
        reader.read(page.body)
    return "\n".join(block.text for block in reader.blocks())


def ruleset(select: Sequence[str], remove: Sequence[str]) -> str:
    """Number of the rules; with selectors also eight digits that stand for them."""
    if not select and not remove:
        return str(RULESET)
    told = "\0".join((*select, "\1", *remove))
    return f"{RULESET}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _roots(page: LexborHTMLParser, select: Sequence[str], remove: Sequence[str]) -> list[LexborNode]:
    for selector in remove:
        drop(choose(page, selector))
    if select:
        return [node for selector in select for node in choose(page, selector)]
    body = page.body
    if body is None:
        return []
    clear(body)
    return [root_of(body)]


def _language(page: LexborHTMLParser) -> str | None:
    root = page.root
    declared = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root else None
    return (declared or "").strip() or None
