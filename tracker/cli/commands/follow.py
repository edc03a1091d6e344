"""`tracker follow try`: what a feed, sitemap or listing would give, before it stands in the watchlist."""

from __future__ import annotations

from typing import Any

import click
from rich.text import Text

from tracker.cli import options
from tracker.cli.output import count, json_line, safe, say
from tracker.compare.phrases import speaks_of
from tracker.errors import TrackerError, UsageError
from tracker.model import FetchKind, Found, Page
from tracker.watch.discover.offer import Offer, offer
from tracker.watch.discover.proposal import full_address
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch_page import open_fetch
from tracker.watch.watchlist.edit_follow import follow_entry
from tracker.watch.watchlist.exchange.common import organisation_of
from tracker.watch.watchlist.values import links as valid_links

SHOWN = 15  # addresses


@click.group()
def follow() -> None:
    """Follow a company: its new statements are found in a feed, a sitemap or a page that lists them."""


@follow.command("try")
@click.argument("url")
@click.option("--links", help="Which addresses: a pattern with * (/news/*), or a selector of the links of a listing.")
@click.option("--about", multiple=True, metavar="WORD", help="Word to look for in titles; repeatable.")
@click.option("--fetch", "kind", type=click.Choice(["http", "browser"]), help="How to get it.")
@options.as_json
@options.asking
def try_(
    url: str,
    links: str | None,
    about: tuple[str, ...],
    kind: str | None,
    as_json: bool,
    contact: str | None,
    allow_private: bool,
) -> None:
    """Look at URL, and show the new statements that following it would find, and the entry to use.

    Nothing is recorded and the watchlist is not changed. A page that names a feed for itself is followed by that feed.
    """
    if links is not None:
        try:
            valid_links(links)
        except ValueError as error:
            raise UsageError(f"--links {error}") from None
    page = Page("new", "", "", full_address(url), fetch=FetchKind(kind or FetchKind.HTTP))
    settings = FetchSettings(contact=contact, allow_private=allow_private)
    with open_fetch(settings) as fetch:
        try:
            offered = offer(page, links, fetch)
        except TrackerError as error:
            raise UsageError(f"it cannot be followed: {error}") from None
    if as_json:
        json_line(_json(offered, about))
        return
    _show(offered, links, about)


def _show(offered: Offer, links: str | None, about: tuple[str, ...]) -> None:
    found = offered.found
    say(Text.assemble((f"{offered.kind} ", "bold"), safe(offered.url)))
    more = f" in the newest of {count(len(found.children), 'sitemap')}" if found.children else ""
    say(f"{count(len(found.links), 'address', 'addresses')}{more}", "dim")
    for each in found.links[:SHOWN]:
        matched = [word for word in about if speaks_of(word, f"{each.title}. {each.summary}")]
        say(Text.assemble((f"{(each.said or '')[:10]:<11}", "dim"), safe(each.title) or safe(each.url)), lead="  ")
        if each.title:
            say(safe(each.url), "dim", lead=" " * 13)
        if matched:
            say(f"speaks of {', '.join(matched)}", "green", lead=" " * 13)
    if len(found.links) > SHOWN:
        say(f"  and {len(found.links) - SHOWN:,} more", "dim")
    if found.following:
        say(f"the list goes on at {safe(found.following)}", "dim")
    for feed in offered.feeds:
        if feed != offered.url:
            say(f"the page also names the feed {safe(feed)}", "dim")
    say()
    say("An entry for the watchlist:")
    entry = follow_entry(offered.kind, offered.url, organisation_of(offered.url), links=links, about=about)
    say("follow:")
    say(safe(f"  - {entry.replace(chr(10), chr(10) + '    ')}", lines=True))
    say()
    say("What is there at the first look counts as known; what comes after that is new.", "dim")


def _json(offered: Offer, about: tuple[str, ...]) -> dict[str, Any]:
    def told(found: Found) -> dict[str, Any]:
        words = [word for word in about if speaks_of(word, f"{found.title}. {found.summary}")]
        return {"url": found.url, "title": found.title, "said": found.said, "words": words}

    return {
        "kind": offered.kind,
        "url": offered.url,
        "found": [told(found) for found in offered.found.links],
        "following": offered.found.following,
        "feeds": offered.feeds,
    }
