"""The static pages. They need no script, and work from a folder as well as from a web server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.publish.channels import Channel, ChannelKind, everything
from tracker.publish.feeds import Sheet
from tracker.publish.items import ChangeView
from tracker.publish.passages import passages
from tracker.publish.site import Site
from tracker.types import Block


@dataclass(frozen=True)
class Neighbours:
    """Other changes of the same page that a change's own page points to."""

    earlier: ChangeView | None = None
    later: ChangeView | None = None
    undone_by: ChangeView | None = None


def change_page(
    view: ChangeView, beside: Neighbours, old: Sequence[Block], new: Sequence[Block], site: Site
) -> dict[str, bytes]:
    change = view.change
    return _page(
        site,
        "change.html",
        view.path,
        title=f"{change.organisation}: {change.headline}",
        about=f"{view.direction.capitalize()}: {change.reason}",
        feeds=[site.page(change), site.organisation(change), everything(site.settings)],
        view=view,
        earlier=beside.earlier,
        later=beside.later,
        undone_by=beside.undone_by,
        passages=passages(old, new, change, view.edits),
        link=site.address(view.path) if not site.local else view.path.rsplit("/", 1)[-1],
    )


def listing(sheet: Sheet, site: Site) -> dict[str, bytes]:
    """The changes of a channel, newest first."""
    channel = sheet.channel
    return _page(
        site,
        "listing.html",
        sheet.html,
        title=channel.title,
        about=channel.about,
        feeds=[channel],
        channel=channel,
        sheet=sheet,
        items=list(reversed(sheet.items)),
        older=sheet.older_path("html"),
        show_organisation=channel.kind is not ChannelKind.ORGANISATION and channel.kind is not ChannelKind.PAGE,
        show_page=channel.kind is not ChannelKind.PAGE,
    )


def feed_list(channels: Sequence[Channel], site: Site) -> dict[str, bytes]:
    """How to subscribe, and to what."""
    return _page(
        site,
        "feeds.html",
        "feeds.html",
        title="Feeds",
        about="How to follow changes in a feed reader, and every feed there is.",
        feeds=[everything(site.settings)],
        kinds=[(kind, [c for c in channels if c.kind is kind]) for kind in ChannelKind],
    )


def _page(site: Site, template: str, path: str, **values: object) -> dict[str, bytes]:
    text = site.render(template, path=path, root="../" * path.count("/"), **values)
    return {path: text.encode()}
