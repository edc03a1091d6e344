"""What a new page of the watchlist would be, told from what its address serves; and what a look at it would keep.

Knows no store: everything here may be asked before anything is watched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.watchlist import NewPage, Watchlist
from tracker.watchlist.exchange import Left
from tracker.watchlist.values import MAX_SLUG, slugify


def fitted(pages: Sequence[NewPage], watchlist: Watchlist) -> tuple[list[NewPage], list[Left]]:
    """Those of the pages that the watchlist does not have yet, with ids that are free; and the others."""
    watched = {page.url: page.id for page in watchlist.pages}
    taken = {name for page in watchlist.pages for name in (page.id, *page.was)}
    fresh, left = [], []
    for page in pages:
        # Two selections of one address are two pages; without selectors the second one is the first one again.
        if not page.select and (known := watched.get(page.url)):
            left.append(Left(page.title, f"{page.url} is watched already, as {known}"))
            continue
        made = slugify(f"{page.organisation} {page.title}") or slugify(page.url)
        # An importer counts up among its own pages; among ours the count begins anew.
        identity = free_id(page.id if page.id and not page.id.startswith(made) else made, taken)
        taken.add(identity)
        watched.setdefault(page.url, identity)
        fresh.append(replace(page, id=identity))
    return fresh, left


def free_id(wanted: str, taken: set[str]) -> str:
    """The id, or with the first number behind it that makes it free."""
    number, identity = 1, wanted
    while identity in taken:
        number += 1
        identity = f"{wanted[: MAX_SLUG - 8].strip('-')}-{number}"
    return identity
