"""What a page says of itself as an article: its title, the day it bears, the address that it calls its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from tracker.model import Capture
from tracker.read.decode import Content, content_of, decode
from tracker.read.feed import address, iso_of, text_of

_HEAD = 500_000  # characters in which a page says what it is
_BETWEEN = re.compile(r"\s[|–—·»]\s")  # between a title and the name of its site


@dataclass(frozen=True, slots=True)
class Article:
    title: str = ""
    said: str | None = None  # ISO date or time
    own: str | None = None  # address


def article_of(capture: Capture, latest: datetime) -> Article:
    """What a page says of itself; nothing of what is no HTML. No date later than `latest` is believed."""
    if content_of(capture) is not Content.HTML:
        return Article()
    html = decode(capture.body, capture.header("content-type"))[:_HEAD]
    tree = LexborHTMLParser(html)
    meta = {
        str(node.attributes.get("property") or node.attributes.get("name") or "").lower(): node.attributes.get(
            "content"
        )
        for node in tree.css("meta[content]")[:200]
    }
    heading = tree.css_first("h1")
    titles = (meta.get("og:title"), heading.text() if heading is not None else None, _named(tree))
    link = tree.css_first("link[rel=canonical]")
    own = address(capture.final_url, str(link.attributes.get("href") or "")) if link is not None else None
    title = next((_BETWEEN.split(words)[0] for each in titles if (words := text_of(each))), "")
    said = next(filter(None, _declared(tree, meta)), None) or _dated(html, latest)
    return Article(title, said if said and said[:10] <= latest.date().isoformat() else None, own)


def _named(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return node.text() if node is not None else None


def _declared(tree: LexborHTMLParser, meta: dict[str, str | None]) -> Iterator[str | None]:
    """The time of publication as the page gives it to programs."""
    yield iso_of(meta.get("article:published_time"))
    for node in tree.css("script[type='application/ld+json']")[:20]:
        with suppress(ValueError, RecursionError):
            for found in _published(json.loads(node.text()), 4):
                yield iso_of(found)


def _published(value: object, depth: int) -> Iterator[object]:
    if depth and isinstance(value, dict):
        yield value.get("datePublished")
        yield from (found for each in value.values() for found in _published(each, depth - 1))
    elif depth and isinstance(value, list):
        yield from (found for each in value[:50] for found in _published(each, depth - 1))


def _dated(html: str, latest: datetime) -> str | None:
    """The date in its other meta data, its address or its <time>; nothing that is guessed from its text."""
    from htmldate import find_date  # loads what few looks need

    with suppress(ValueError, RecursionError):
        found: str | None = find_date(html, extensive_search=False, original_date=True, max_date=latest)
        return found
    return None


_FEEDS = (
    "link[rel~=alternate][type='application/rss+xml'][href], link[rel~=alternate][type='application/atom+xml'][href],"
    " link[rel~=alternate][type='application/feed+json'][href]"
)


def feeds_of(capture: Capture) -> tuple[str, ...]:
    """The feeds that a page names for itself, comments left out."""
    tree = LexborHTMLParser(decode(capture.body[: 4 * _HEAD], capture.header("content-type")))
    found = (address(capture.final_url, str(node.attributes.get("href") or "")) for node in tree.css(_FEEDS))
    return tuple(dict.fromkeys(url for url in found if url and "comment" not in url))
