"""One channel as RSS 2.0, Atom and JSON Feed 1.1, byte for byte the same for the same changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from tracker.model import iso
from tracker.publish.channels import Channel
from tracker.publish.site import Site

NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # the date of a feed in which nothing has happened yet
GENERATOR = "statement-tracker"
FORMS = (".rss.xml", ".atom.xml", ".json")

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
_THREAD = "http://purl.org/syndication/thread/1.0"  # RFC 4685
_XHTML = "http://www.w3.org/1999/xhtml"
# For a person who opens a feed in a browser. CSS alone: browsers lay a warning over pages that use XSLT, and drop it.
_STYLE = b"""<?xml-stylesheet type="text/css" href="%(up)sfeed.css"?>
"""
_TURNS = {"current": "The newest part of this feed", "prev-archive": "Older entries"}  # of its links, for a person


@dataclass(frozen=True)
class FeedItem:
    """One entry of a feed in any form."""

    key: str  # tells it from all others of its channel, for ever
    title: str
    path: str  # of the page it leads to
    text: str  # the whole in plain text, for readers that show no markup
    html: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]
    live: str = ""  # address of the page it is about
    concerns: str | None = None  # key of the earlier entry that it corrects or takes back
    concerns_path: str = ""
    record: Mapping[str, object] = field(default_factory=dict)  # for programs, in JSON Feed


@dataclass(frozen=True)
class Sheet:
    """One file of a channel: the newest feed, or the archive of a cell."""

    channel: Channel
    cell: int | None  # of an archive; None: the newest
    older: int | None  # cell of the archive before it

    def path(self, form: str) -> str:
        return self.channel.feed(form, self.cell)

    def older_path(self, form: str) -> str | None:
        return None if self.older is None else self.channel.feed(form, self.older)

    @property
    def at(self) -> str:
        """Where its links are resolved: all its forms lie in one folder."""
        return self.path("json")

    @property
    def html(self) -> str:
        return self.channel.html if self.cell is None else self.path("html")


class _Frame(BaseExtension):  # type: ignore[misc]
    """RFC 5005 archives, the links that feedgen leaves out of RSS, and a word for people."""

    def __init__(self) -> None:
        self.archive = False
        self.links: list[tuple[str, str]] = []  # rel, address
        self.page = ""  # address of the same as a page

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY, "thr": _THREAD, "h": _XHTML}

    def extend_atom(self, feed: Any) -> Any:
        return self._extend(
            feed, "link"
        )  # feedgen leaves its Atom elements without a namespace and writes xmlns itself

    def extend_rss(self, feed: Any) -> Any:
        self._extend(feed.find("channel"), f"{{{_ATOM}}}link")
        return feed

    def _extend(self, parent: Any, link: str) -> Any:
        for rel, address in self.links:
            xml_elem(link, parent, rel=rel, href=address)
        if self.archive:
            xml_elem(f"{{{_HISTORY}}}archive", parent)
        note = xml_elem(f"{{{_XHTML}}}p", parent)  # seen in browsers that style the feed itself; readers pass it over
        note.text = "This is a feed. To follow it, copy the address of this page into a feed reader. "
        turns = [(_TURNS[rel], address) for rel, address in self.links if rel in _TURNS]
        for told, address in (("The same as a page", self.page), *turns):
            link_ = xml_elem(f"{{{_XHTML}}}a", note, href=address)
            link_.text, link_.tail = told, " "
        return parent


class _Beside(BaseEntryExtension):  # type: ignore[misc]
    """What an entry is about: the live page, and the earlier entry that a correction or reversal refers to.

    Also its own page, as a link for a person who opens the feed in a browser: those of RSS and Atom cannot be clicked.
    """

    def __init__(self) -> None:
        self.live = self.ref = self.address = self.page = ""

    def extend_atom(self, entry: Any) -> Any:
        if self.live:  # feedgen drops the rel of an entry's links
            xml_elem("link", entry, rel="related", href=self.live)
        return self.extend_rss(entry)

    def extend_rss(self, entry: Any) -> Any:
        if self.ref:
            xml_elem(f"{{{_THREAD}}}in-reply-to", entry, ref=self.ref, href=self.address, type="text/html")
        xml_elem(f"{{{_XHTML}}}a", entry, href=self.page).text = "The words in their place, with the evidence"
        return entry


def render(sheet: Sheet, entries: Sequence[FeedItem], site: Site) -> dict[str, bytes]:
    """The three feeds by path. Entries oldest first."""
    newest_first = list(reversed(entries))
    feed = _feed(sheet, newest_first, site)
    return {
        sheet.path("rss.xml"): _xml(feed, sheet, newest_first, site, "rss.xml", feed.rss_str),
        sheet.path("atom.xml"): _xml(feed, sheet, newest_first, site, "atom.xml", feed.atom_str),
        sheet.path("json"): _json(sheet, newest_first, site),
    }


def _feed(sheet: Sheet, entries: Sequence[FeedItem], site: Site) -> FeedGenerator:
    """All that RSS and Atom have in common."""
    channel = sheet.channel
    feed = FeedGenerator()
    feed.register_extension("frame", _Frame)
    feed.id(site.feed_id(channel))
    feed.title(channel.title)
    feed.subtitle(channel.about)
    feed.author(name=site.settings.title)
    feed.language("en")
    feed.generator(GENERATOR)
    feed.icon(site.address("icon.svg", sheet.at))
    # Its default is the time of day; feeds must come out the same twice.
    updated = _second(max((entry.updated for entry in entries), default=NEVER))
    feed.updated(updated)
    feed.lastBuildDate(updated)
    feed.frame.archive = sheet.cell is not None
    feed.frame.page = site.address(sheet.html, sheet.at)
    for entry in entries:
        feed.add_entry(_entry(entry, sheet, site), order="append")
    return feed


def _second(at: datetime) -> datetime:
    """Without its fraction: browsers show the times of a feed as they stand there."""
    return at.replace(microsecond=0)


def _xml(
    feed: FeedGenerator,
    sheet: Sheet,
    entries: Sequence[FeedItem],
    site: Site,
    form: str,
    serialise: Callable[[], bytes],
) -> bytes:
    """The feed in one form, with the links and ids of that form."""
    links = [
        {"href": site.address(sheet.path(form), sheet.at), "rel": "self"},
        {"href": site.address(sheet.html, sheet.at), "rel": "alternate"},
    ]
    feed.link(links, replace=True)  # the last becomes the link of the RSS channel
    feed.frame.links = _paging_links(sheet, site, form)
    for entry, made in zip(entries, feed.entry(), strict=True):
        made.id(site.entry_id(sheet.channel, form, entry.key))
        if entry.concerns:
            made.beside.ref = site.entry_id(sheet.channel, form, entry.concerns)
    declaration, _, body = serialise().partition(b"\n")
    depth = sheet.path(form).count("/")
    return declaration + b"\n" + _STYLE % {b"up": b"../" * depth} + body + b"\n"


def _paging_links(sheet: Sheet, site: Site, form: str) -> list[tuple[str, str]]:
    links = []
    older = sheet.older_path(form)
    if older is not None:
        links.append(("prev-archive", site.address(older, sheet.at)))
    if sheet.cell is not None:
        links.append(("current", site.address(sheet.channel.feed(form), sheet.at)))
    elif site.settings.hub:
        links.append(("hub", site.settings.hub))
    return links


def _entry(entry: FeedItem, sheet: Sheet, site: Site) -> FeedEntry:
    made = FeedEntry()
    made.register_extension("beside", _Beside)
    made.title(entry.title)
    made.published(_second(entry.published))
    made.updated(_second(entry.updated))
    made.link(href=site.address(entry.path, sheet.at), rel="alternate")
    made.description(escape(entry.text, quote=False))  # HTML in RSS; before the others, which it would replace
    made.content(entry.html, type="html")
    made.summary(entry.text)  # plain text in Atom
    made.category([{"term": term} for term in entry.categories])
    made.beside.live = entry.live
    made.beside.page = site.address(entry.path, sheet.at)
    if entry.concerns is not None:
        made.beside.address = site.address(entry.concerns_path, sheet.at)
    return made


def _json(sheet: Sheet, entries: Sequence[FeedItem], site: Site) -> bytes:
    older = sheet.older_path("json")
    hub = site.settings.hub
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": sheet.channel.title,
        "home_page_url": site.address(sheet.html, sheet.at),
        "feed_url": site.address(sheet.path("json"), sheet.at),
        "description": sheet.channel.about,
        "language": "en",
        "icon": site.address("icon.svg", sheet.at),
        "authors": [{"name": site.settings.title}],
        **({"next_url": site.address(older, sheet.at)} if older else {}),
        **({"hubs": [{"type": "WebSub", "url": hub}]} if hub and sheet.cell is None else {}),
    }
    items = [_json_item(entry, sheet, site) for entry in entries]
    # One item a line: a feed that is kept in git differs by its new lines only.
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": [\n{lines}\n]}}\n'.encode()


def _json_item(entry: FeedItem, sheet: Sheet, site: Site) -> dict[str, Any]:
    return {
        "id": site.entry_id(sheet.channel, "json", entry.key),
        "url": site.address(entry.path, sheet.at),
        **({"external_url": entry.live} if entry.live else {}),
        "title": entry.title,
        "content_html": entry.html,
        "content_text": entry.text,
        "date_published": iso(_second(entry.published)),
        "date_modified": iso(_second(entry.updated)),
        "tags": list(entry.categories),
        "_statement_tracker": entry.record,
    }
