"""What an RSS, Atom or JSON Feed names: addresses with their titles and dates, as it stands in the feed."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tracker.errors import NoText, TooComplex, WrongType
from tracker.model import Capture, Found, iso, utc
from tracker.read.links import target
from tracker.read.normalise import fold

LARGEST = 10_000_000  # bytes
MOST = 5_000  # entries
_SUMMARY = 1_000  # characters that are kept


def read_feed(capture: Capture) -> tuple[Found, ...]:
    """The entries of a feed in its order, each address once.

    WrongType when it is no feed, or declares entities; NoText when it names no address; TooComplex when it is too
    large.
    """
    body = capture.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if len(body) > LARGEST:
        raise TooComplex(f"{capture.url}: a feed of {len(body):,} bytes, more than the {LARGEST:,} that are read")
    refuse_entities(capture.url, body)
    entries = _from_json(capture, body) if body[:1] == b"{" else _from_xml(capture, body)
    found = {entry.url: entry for entry in reversed([*entries][:MOST])}
    if not found:
        raise NoText(f"{capture.url}: the feed names no address")
    return tuple(reversed(found.values()))


def refuse_entities(url: str, body: bytes) -> None:
    """No feed or sitemap needs entities of its own; those that have some are made to fill a memory."""
    if b"<!ENTITY" in body:
        raise WrongType(f"{url}: it declares entities of its own, which no feed or sitemap needs")


def _from_xml(capture: Capture, body: bytes) -> Iterator[Found]:
    import feedparser  # loads what few looks need

    headers = {
        "content-type": capture.header("content-type") or "application/xml",
        "content-location": capture.final_url,
    }
    # As a file: a text could be taken for an address, and be fetched.
    parsed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
    if not parsed.get("version") and not parsed.entries:
        raise WrongType(f"{capture.url}: it is no RSS, Atom or JSON Feed")
    for entry in parsed.entries:
        guid = str(entry.get("id") or "")
        link = str(entry.get("link") or (guid if guid.startswith("http") else ""))
        if url := address(capture.final_url, link):
            when = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
            yield Found(url, text_of(entry.get("title")), text_of(entry.get("summary")), _day(when))


def _from_json(capture: Capture, body: bytes) -> Iterator[Found]:
    try:
        feed = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        feed = None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version")):
        raise WrongType(f"{capture.url}: it is no RSS, Atom or JSON Feed")
    items = feed.get("items")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        if url := address(capture.final_url, str(item.get("url") or item.get("external_url") or "")):
            summary = item.get("summary") or item.get("content_text") or item.get("content_html")
            yield Found(url, text_of(item.get("title")), text_of(summary), iso_of(item.get("date_published")))


def address(base: str, link: str) -> str | None:
    """The web address of a link, tracking parameters cut; None for one that leads to no page."""
    found = target(base, link.strip().partition("#")[0])
    return found if found and found.startswith(("http://", "https://")) else None


def text_of(value: Any) -> str:
    """Words without mark-up, in one line."""
    if not isinstance(value, str):
        return ""
    if "<" in value or "&" in value:
        body = LexborHTMLParser(value[: 20 * _SUMMARY]).body
        value = body.text(separator=" ") if body is not None else ""
    return fold(value)[:_SUMMARY]


def iso_of(value: Any) -> str | None:
    """A date or time as ISO 8601; None when it is none that can be."""
    try:
        at = utc(str(value).strip())
    except ValueError:
        return None
    return str(value).strip()[:10] if len(str(value).strip()) == 10 else _told(at)


def _day(value: Any) -> str | None:
    try:
        return _told(datetime.fromtimestamp(timegm(value), UTC)) if value else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _told(at: datetime) -> str | None:
    """Dates from before the web, and zeros, are mistakes of a feed."""
    return iso(at.replace(microsecond=0)) if 1990 <= at.year < 2100 else None
