"""How much changed, week by week: the picture of the front page, and of that of each organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.model import NEWS, Change, Direction, ways

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


@dataclass(frozen=True)
class Activity:
    """The picture."""

    weeks: tuple[Week, ...] = ()

    @property
    def busiest(self) -> int:
        return max((week.weaker + week.other for week in self.weeks), default=0)

    @property
    def size(self) -> tuple[int, int]:
        return max(1, len(self.weeks)) * BAR, HEIGHT


def count(change: Change, weeks: dict[str, tuple[int, int]]) -> None:
    """Add a change to the counts of its week, minor ones left out."""
    if change.severity in NEWS:
        monday = monday_of(change.first_with).isoformat()
        total, less = weeks.get(monday, (0, 0))
        weeks[monday] = (total + 1, less + (not ways(change.edits, change.direction).isdisjoint(LESS)))


def activity(counts: Mapping[str, tuple[int, int]], begun: datetime | None) -> Activity:
    """The year up to the newest change, week by week; empty as long as there is none.

    `counts`: Monday of a week, ISO 8601 -> its changes, of these weaker or reversed. It begins with the week of the
    first look, `begun`, when that is not a year ago: empty weeks before would pass for quiet ones in which somebody
    looked.
    """
    if not counts:
        return Activity()
    newest = date.fromisoformat(max(counts))
    oldest = min(date.fromisoformat(min(counts)), monday_of(begun) if begun else newest)
    weeks = min(WEEKS, max(FEWEST, (newest - oldest).days // 7 + 1))
    mondays = [newest - timedelta(weeks=back) for back in reversed(range(weeks))]
    shown = [counts.get(monday.isoformat(), (0, 0)) for monday in mondays]
    scale = HEIGHT / max(total for total, _ in shown)
    return Activity(
        tuple(
            Week(monday, less, total - less, at * BAR, round(less * scale, 2), round((total - less) * scale, 2))
            for at, (monday, (total, less)) in enumerate(zip(mondays, shown, strict=True))
        )
    )


def monday_of(at: datetime) -> date:
    """The first day of its week (ISO 8601, UTC)."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())
