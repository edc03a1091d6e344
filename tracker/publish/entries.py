"""Items as entries of feeds. What an entry says does not depend on the feed it stands in; only its id does."""

from __future__ import annotations

from tracker.model import iso
from tracker.publish.feeds import FeedItem
from tracker.publish.site import Site
from tracker.publish.views import ChangeView, Item


def entry_of(item: Item, site: Site, up: str) -> FeedItem:
    """Made once for all feeds that an item stands in whose links begin with `up`."""
    key = (up, *(view.change.id for view in item.views))
    memo = item.first.memo
    if key not in memo:
        memo[key] = _made(item, site, up)
    return memo[key]


def _made(item: Item, site: Site, up: str) -> FeedItem:
    first = item.first
    return FeedItem(
        key=item.id,
        title=item.title,
        path=first.path,
        text=item.text,
        html=site.render("entry.html", item=item, root=site.base or up),
        published=item.published,
        updated=item.updated,
        categories=item.categories,
        live=first.live,
        concerns=first.change.relates_to,
        concerns_path=first.relates_path or "",
        record={"changes": [record_of(view) for view in item.views]},
    )


def record_of(view: ChangeView) -> dict[str, object]:
    """One change for programs; the rest of it is in its entry."""
    change = view.change
    return {
        "change": change.id,
        "page": change.page,
        "status": change.status,
        **({"kind": change.kind} if view.is_whole else {}),
        "direction": change.direction,
        "moves": dict(change.moves),
        "severity": change.severity,
        "last_without": iso(change.last_without),
        "first_with": iso(change.first_with),
        "sha256_before": change.before.sha256,
        "sha256_after": change.after.sha256,
        "relates_to": change.relates_to,
        **({"announced": change.announcement.record()} if change.announcement else {}),
        **({"log": {"entry": change.entry.size, "hash": change.entry.hash}} if change.entry else {}),
        **({"remarks": [{"at": iso(r.at), "by": r.who, "text": r.text} for r in view.remarks]} if view.remarks else {}),
    }
