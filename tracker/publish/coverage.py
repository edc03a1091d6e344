"""When a page was looked at, month by month, and the longest times in which it was not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from enum import StrEnum
from itertools import groupby

from tracker.record.store.reader import DayChecks, DaysLooked

MONTHS = 24  # shown day by day
GAPS = 5
MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class DaySight(StrEnum):
    GOOD = "good"
    FAILED = "failed"  # looked at, but not seen
    NONE = "none"  # not looked at


@dataclass(frozen=True)
class Month:
    name: str
    days: tuple[tuple[int, DaySight], ...]  # day of the month
    seen: int  # days with a good check
    good: int  # checks
    failed: int


@dataclass(frozen=True)
class DayGap:
    first: date  # without a good check, as is every day to `last`
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class CoverageSummary:
    good: int
    failed: int
    months: tuple[Month, ...]  # newest first, at most MONTHS
    gaps: tuple[DayGap, ...]  # of two days and more, the longest first


def summary(coverage: DaysLooked) -> CoverageSummary:
    by_day = {checks.day: checks for checks in coverage.days}
    months: list[Month] = []
    for (year, month), days in groupby(_calendar(coverage), key=lambda day: (day.year, day.month)):
        months.append(_month(f"{MONTH_NAMES[month - 1]} {year}", list(days), by_day))
    gaps = sorted(_gaps(coverage), key=lambda gap: (-gap.days, gap.first))
    good, failed = sum(c.good for c in coverage.days), sum(c.failed for c in coverage.days)
    return CoverageSummary(good, failed, tuple(months[::-1][:MONTHS]), tuple(gaps[:GAPS]))


def _calendar(coverage: DaysLooked) -> Iterator[date]:
    if coverage.days:
        first, last = coverage.days[0].day, coverage.days[-1].day
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _month(name: str, days: list[date], by_day: dict[date, DayChecks]) -> Month:
    checks = [by_day.get(day) for day in days]
    return Month(
        name,
        tuple((day.day, _seen(found)) for day, found in zip(days, checks, strict=True)),
        sum(1 for found in checks if found and found.good),
        sum(found.good for found in checks if found),
        sum(found.failed for found in checks if found),
    )


def _seen(checks: DayChecks | None) -> DaySight:
    if checks is None:
        return DaySight.NONE
    return DaySight.GOOD if checks.good else DaySight.FAILED


def _gaps(coverage: DaysLooked) -> Iterator[DayGap]:
    if coverage.first_good is None or coverage.last_good is None:
        return
    day = timedelta(days=1)
    last_seen = coverage.first_good.astimezone(UTC).date()
    for checks in coverage.days:
        if checks.good and checks.day > last_seen:
            if (checks.day - last_seen).days > 2:
                yield DayGap(last_seen + day, checks.day - day)
            last_seen = checks.day
