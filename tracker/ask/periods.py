"""Dates as people write them: ISO 8601, "3 June 2026", "June 2026", "yesterday", "last month", "2 weeks ago", "now".

Strict where a guess would be evidence for the wrong day: 3/6/2026 is March to some readers and June to others, so it is
refused. What is given to the day means the whole day, in the reader's zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_COUNTS = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())} | {
    "a": 1,
    "an": 1,
}
_CLOCK = re.compile(r"\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(utc|z)?$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}.*)?$")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)\.?(?:\s+(\d{4}))?$")
_MONTH_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?$")
_MONTH = re.compile(r"([a-z]+)\.?(?:\s+(\d{4}))?$")
_AGO = re.compile(r"(\d{1,4}|[a-z]+)\s+(minute|hour|day|week|month|year)s?\s+ago$")
_NAMED = re.compile(r"(this|last)\s+([a-z]+)$")

HINT = 'write it like 2026-06-03, "3 June 2026", "last month" or "2 weeks ago"'


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch of time that was named, in UTC: from `start` up to and without `end`. A moment has equal ends."""

    start: datetime
    end: datetime

    @property
    def last(self) -> datetime:
        """The last moment in it, to the millisecond, as the record keeps times."""
        return max(self.start, self.end - timedelta(milliseconds=1))


def parse(text: str, now: datetime, zone: tzinfo | None = None) -> Period:
    """The period that `text` names at `now`, dates being those of `zone` (nothing: of this machine).

    ValueError, with a sentence that says how to write it, when it names none.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    if words == "now":
        return Period(now.astimezone(UTC), now.astimezone(UTC))

    def utc(at: datetime) -> datetime:
        return (at.replace(tzinfo=at.tzinfo or zone) if at.tzinfo or zone else at).astimezone(UTC)

    try:
        start, end = _iso(words) or _spoken(words, now.astimezone(zone).replace(tzinfo=None)) or _unknown(text)
        return Period(utc(start), utc(end))
    except (OverflowError, OSError) as error:  # the year 1 in a zone east of Greenwich
        raise ValueError(f"{text!r} is too far away") from error


def _unknown(text: str) -> tuple[datetime, datetime]:
    if re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}", text.strip()):
        raise ValueError(f"{text!r} can be read as two dates, day or month first; {HINT}")
    raise ValueError(f"{text!r} is not a date; {HINT}")


def _iso(words: str) -> tuple[datetime, datetime] | None:
    if re.fullmatch(r"\d{4}", words):
        return _months(datetime(int(words), 1, 1), 12) if int(words) else None
    if match := re.fullmatch(r"(\d{4})-(\d{2})", words):
        words = f"{match[0]}-01"
    if not _ISO.match(words):
        return None
    try:
        start = datetime.fromisoformat(words.upper().replace(" UTC", "Z"))
    except ValueError:
        return None
    if match:
        return _months(start, 1)
    if len(words) == len("2026-06-03"):
        return start, start + timedelta(days=1)
    if start.microsecond:
        return start, start
    # As precise as it was written: "14:00" is the minute, for that is how times are shown.
    return start, start + (timedelta(seconds=1) if words.count(":") > 1 and "+" not in words else timedelta(minutes=1))


def _spoken(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    clock = _CLOCK.search(words)
    if clock is None:
        return next((found for read in _READERS if (found := read(words, now))), None)
    found = next((found for read in _READERS if (found := read(words[: clock.start()], now))), None)
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    if found is None or found[1] - found[0] != timedelta(days=1) or hour > 23 or minute > 59 or second > 59:
        return None
    start = found[0] + timedelta(hours=hour, minutes=minute, seconds=second)
    if clock[4]:
        start = start.replace(tzinfo=UTC)
    return start, start + (timedelta(seconds=1) if clock[3] else timedelta(minutes=1))


def _relative(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    if words == "today":
        return today, today + day
    if words == "yesterday":
        return today - day, today
    if match := _AGO.match(words):
        count = int(match[1]) if match[1].isdigit() else _COUNTS.get(match[1])
        if count is None:
            return None
        match match[2]:
            case "minute" | "hour" as unit:
                at = now - timedelta(**{f"{unit}s": count})
                return at, at
            case "day" | "week" as unit:
                at = today - timedelta(**{f"{unit}s": count})
            case unit:
                at = _back(today, count * (12 if unit == "year" else 1))
        return at, at + day
    return None


def _named(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match = _NAMED.match(words)
    which, unit = (match[1], match[2]) if match else ("last", words)
    ago = which == "last"
    if (weekday := _lookup(unit, _DAYS)) is not None:
        start = today - timedelta(days=(today.weekday() - weekday - ago) % 7 + ago)
        return start, start + timedelta(days=1)
    if match is None:
        return None
    if unit == "week":
        start = today - timedelta(days=today.weekday() + 7 * ago)
        return start, start + timedelta(days=7)
    if unit == "month":
        return _months(_back(today.replace(day=1), int(ago)), 1)
    if unit == "year":
        return _months(datetime(today.year - ago, 1, 1), 12)
    return None


def _date(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    if match := _DAY_MONTH.match(words):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.match(words):
        name, day, year = match.groups()
    elif match := _MONTH.match(words):
        day, (name, year) = None, match.groups()
    else:
        return None
    month = _lookup(name, _MONTHS)
    if month is None:
        return None
    try:
        start = datetime(int(year or now.year), month + 1, int(day or 1))
        if year is None and start > now:  # "June" said in May is that of last year
            start = start.replace(year=now.year - 1)
    except ValueError:
        return None
    return (start, start + timedelta(days=1)) if day else _months(start, 1)


_READERS: tuple[Callable[[str, datetime], tuple[datetime, datetime] | None], ...] = (_relative, _named, _date)


def _lookup(name: str, names: list[str]) -> int | None:
    """The place of a name among names, of which the first three letters are enough."""
    near = [n for n, full in enumerate(names) if len(name) >= 3 and full.startswith(name)]
    return near[0] if len(near) == 1 or name == "sept" else None


def _months(start: datetime, count: int) -> tuple[datetime, datetime]:
    months = start.year * 12 + start.month - 1 + count
    return start, start.replace(year=months // 12, month=months % 12 + 1)


def _back(at: datetime, months: int) -> datetime:
    """So many months earlier; on the last day of a shorter month."""
    count = at.year * 12 + at.month - 1 - months
    first = at.replace(year=max(1, count // 12), month=count % 12 + 1, day=1)
    return first.replace(day=min(at.day, (_months(first, 1)[1] - timedelta(days=1)).day))
