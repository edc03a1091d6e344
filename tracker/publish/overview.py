"""The front page: what changed lately, how much changes over time, and the ways into the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.model import NEWS, Change, Direction, ways
from tracker.publish.channels import Channel, ChannelKind
from tracker.publish.feeds import Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.publish.views import Item, newest_first

WEEKS = 52
FEWEST = 8  # weeks, so that the bars of a young watch stay bars
BAR = 10  # width of a week in the picture
HEIGHT = 90
LESS = (Direction.WEAKER, Direction.REVERSED)


@dataclass(frozen=True)
class Week:
    """One bar of the picture."""

    start: date  # Monday
    weaker: int  # or reversed
    other: int
    x: int
    weaker_height: float
    other_height: float


def overview(
    sheet: Sheet,
    items: Sequence[Item],
    counts: Mapping[str, tuple[int, int]],
    pages: int,
    channels: Sequence[Channel],
    site: Site,
) -> dict[str, bytes]:
    """`counts`: Monday of a week, ISO 8601 -> its changes, of these weaker or reversed."""
    kinds = {kind: [channel for channel in channels if channel.kind is kind] for kind in ChannelKind}
    weeks = activity(counts)
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
        weeks=weeks,
        busiest=max((week.weaker + week.other for week in weeks), default=0),
        picture=(max(1, len(weeks)) * BAR, HEIGHT),
    )


def count(change: Change, weeks: dict[str, tuple[int, int]]) -> None:
    """Add a change to the counts of its week, minor ones left out."""
    if change.severity in NEWS:
        monday = _monday(change.first_with).isoformat()
        total, less = weeks.get(monday, (0, 0))
        weeks[monday] = (total + 1, less + (not ways(change.edits, change.direction).isdisjoint(LESS)))


def activity(counts: Mapping[str, tuple[int, int]]) -> list[Week]:
    """The year up to the newest change, week by week; nothing as long as there is none.

    It begins with the week of the first one when that is not a year ago: empty weeks before it would pass for quiet
    ones in which somebody looked.
    """
    if not counts:
        return []
    newest = date.fromisoformat(max(counts))
    oldest = date.fromisoformat(min(counts))
    weeks = min(WEEKS, max(FEWEST, (newest - oldest).days // 7 + 1))
    mondays = [newest - timedelta(weeks=back) for back in reversed(range(weeks))]
    shown = [counts.get(monday.isoformat(), (0, 0)) for monday in mondays]
    scale = HEIGHT / max(total for total, _ in shown)
    return [
        Week(monday, less, total - less, at * BAR, round(less * scale, 2), round((total - less) * scale, 2))
        for at, (monday, (total, less)) in enumerate(zip(mondays, shown, strict=True))
    ]


def _monday(at: datetime) -> date:
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())
