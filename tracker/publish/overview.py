"""The front page: what changed lately, how much changes over time, and the ways into the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from tracker.publish.channels import NEWS, Channel, ChannelKind
from tracker.publish.feeds import Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.publish.source import Source
from tracker.types import ChangeFilter, Direction, Page

WEEKS = 52
BAR = 10  # width of a week in the picture
HEIGHT = 90


@dataclass(frozen=True)
class Week:
    """One bar of the picture."""

    start: datetime
    weaker: int  # or reversed
    other: int
    x: int
    weaker_height: float
    other_height: float


def overview(
    sheet: Sheet, source: Source, pages: Sequence[Page], channels: Sequence[Channel], site: Site
) -> dict[str, bytes]:
    kinds = {kind: [channel for channel in channels if channel.kind is kind] for kind in ChannelKind}
    weeks = activity(sheet, source)
    return make_page(
        site,
        "index.html",
        "index.html",
        title="Latest changes",
        about=sheet.channel.about,
        feeds=[sheet.channel],
        channel=sheet.channel,
        items=list(reversed(sheet.items)),
        older=sheet.older_path("html"),
        watched=len(pages),
        organisations=kinds[ChannelKind.ORGANISATION],
        directions=kinds[ChannelKind.DIRECTION],
        tags=kinds[ChannelKind.TAG],
        searches=kinds[ChannelKind.SEARCH],
        severities=kinds[ChannelKind.SEVERITY],
        weeks=weeks,
        busiest=max((week.weaker + week.other for week in weeks), default=0),
        picture=(WEEKS * BAR, HEIGHT),
    )


def activity(sheet: Sheet, source: Source) -> list[Week]:
    """Changes per week of the year up to the newest change; nothing as long as there is none. Weeks begin on Monday."""
    if not sheet.items:
        return []
    newest = max(view.change.first_with for item in sheet.items for view in item.views).astimezone(UTC)
    monday = datetime.combine(newest.date() - timedelta(days=newest.weekday()), time(), UTC)
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    counts = []
    for start in starts:
        where = ChangeFilter(severities=NEWS, since=start, until=start + timedelta(weeks=1))
        total = source.count(where)
        less = source.count(replace(where, directions=(Direction.WEAKER, Direction.REVERSED))) if total else 0
        counts.append((total, less))
    most = max(total for total, _ in counts)
    scale = HEIGHT / most if most else 0.0
    return [
        Week(start, less, total - less, at * BAR, round(less * scale, 2), round((total - less) * scale, 2))
        for at, (start, (total, less)) in enumerate(zip(starts, counts, strict=True))
    ]
