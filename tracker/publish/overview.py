"""The front page: what changed lately, how much changes over time, and the ways into the record."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.publish.activity import Activity
from tracker.publish.channels import Channel, ChannelKind
from tracker.publish.feeds import Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.publish.views import Item, newest_first


def overview(
    sheet: Sheet,
    items: Sequence[Item],
    activity: Activity,
    pages: int,
    channels: Sequence[Channel],
    site: Site,
) -> dict[str, bytes]:
    """`pages`: how many are watched."""
    kinds = {kind: [channel for channel in channels if channel.kind is kind] for kind in ChannelKind}
    return make_page(
        site,
        "index.html",
        "index.html",
        title="Latest changes",
        about=sheet.channel.about,
        feeds=[sheet.channel],
        channel=sheet.channel,
        items=newest_first(items),
        older=sheet.older_path("html"),
        watched=pages,
        organisations=kinds[ChannelKind.ORGANISATION],
        directions=kinds[ChannelKind.DIRECTION],
        tags=kinds[ChannelKind.TAG],
        commitments=kinds[ChannelKind.COMMITMENT],
        searches=kinds[ChannelKind.SEARCH],
        severities=kinds[ChannelKind.SEVERITY],
        activity=activity,
    )
