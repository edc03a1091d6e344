"""What following an address would find: told from what it serves, before anything is followed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.errors import ExtractError, FetchError
from tracker.model import Capture, FetchRequest, Follow, FollowKind, Found, FoundLinks, Page, Statement
from tracker.read.article import feeds_of
from tracker.read.listing import is_listing
from tracker.watch.discover.source import find
from tracker.watch.look import Fetch

MOST_CHILDREN = 3  # sitemaps of an index that are tried


@dataclass(frozen=True, slots=True)
class Offer:
    """An address as it would be followed."""

    kind: FollowKind
    url: str
    found: FoundLinks
    feeds: tuple[str, ...] = ()  # that the page names


def offer(page: Page, links: str | None, fetch: Fetch) -> Offer:
    """How an address is followed best, and what it names now: a feed, a sitemap, the feed that a page names, a listing.

    FetchError; ExtractError when it names nothing.
    """
    capture = fetch(page, FetchRequest(page.url))
    for kind in (FollowKind.FEED, FollowKind.SITEMAP):
        try:
            found = find(Follow(kind, links), capture)
        except ExtractError:
            continue
        if found.children:
            found = FoundLinks(_of_children(page, links, found, fetch), found.children)
        return Offer(kind, page.url, found)
    feeds = feeds_of(capture)
    for url in feeds if links is None else ():
        try:
            return Offer(FollowKind.FEED, url, find(Follow(FollowKind.FEED), _fetched(page, url, fetch)), feeds)
        except (FetchError, ExtractError):
            continue
    return Offer(FollowKind.LISTING, page.url, find(Follow(FollowKind.LISTING, links), capture), feeds)


def instead(capture: Capture, statement: Statement | None) -> tuple[FollowKind, str] | None:
    """How an address is followed that leads to statements and is none; None for the address of a statement."""
    for kind in (FollowKind.FEED, FollowKind.SITEMAP):
        try:
            find(Follow(kind), capture)
        except ExtractError:
            continue
        return kind, capture.url
    if statement is None or not is_listing(statement):
        return None
    feeds = feeds_of(capture)
    return (FollowKind.FEED, feeds[0]) if feeds else (FollowKind.LISTING, capture.url)


def _of_children(page: Page, links: str | None, found: FoundLinks, fetch: Fetch) -> tuple[Found, ...]:
    newest = sorted(found.children, key=lambda child: child[1] or "", reverse=True)[:MOST_CHILDREN]
    named: list[Found] = []
    for url, _ in newest:
        named += find(Follow(FollowKind.SITEMAP, links), _fetched(page, url, fetch)).links
    return tuple(named)


def _fetched(page: Page, url: str, fetch: Fetch) -> Capture:
    return fetch(replace(page, url=url), FetchRequest(url))
