"""What a followed page names: feed, sitemap or listing, read as its entry says."""

from __future__ import annotations

from tracker.errors import NoText
from tracker.model import Capture, Follow, FollowKind, Found, FoundLinks
from tracker.read.feed import read_feed
from tracker.read.listing_page import is_pattern, matches, read_listing
from tracker.read.sitemap import read_sitemap


def find(follow: Follow, capture: Capture) -> FoundLinks:
    """The addresses that a capture names. Raises an ExtractError when it names none: that withdraws nothing."""
    if follow.kind is FollowKind.LISTING:
        page = read_listing(capture, follow.links)
        return FoundLinks(page.links, following=page.following)
    if follow.kind is FollowKind.FEED:
        return FoundLinks(_wanted(follow, capture, read_feed(capture)))
    sitemap = read_sitemap(capture)
    if sitemap.children:
        return FoundLinks(children=sitemap.children)
    return FoundLinks(_wanted(follow, capture, sitemap.pages))


def _wanted(follow: Follow, capture: Capture, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """Those whose addresses fit `links`. A sitemap of an index may well have none of them."""
    if follow.links is None or not is_pattern(follow.links):
        return found
    kept = tuple(each for each in found if matches(each.url, follow.links))
    if not kept and follow.kind is FollowKind.FEED:
        raise NoText(f"{capture.url}: none of its {len(found)} addresses fits `links: {follow.links}`")
    return kept
