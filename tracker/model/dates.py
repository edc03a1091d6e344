"""Dates and times in the words that readers are told. The one place for each form.

Days and times of what was seen are in UTC, wherever the machine stands. A terminal shows its reader's own zone: it
hands in a moment of that zone (`at.astimezone()`) to `minute_words`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

# Not `%B`: that follows the locale of the process, and the same record must give the same words everywhere.
_MONTHS = "January February March April May June July August September October November December".split()


def date_words(day: date) -> str:
    """The day: "12 March 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_words(at: datetime) -> str:
    """The day of a moment in UTC: "12 March 2026"."""
    return date_words(at.astimezone(UTC).date())


def time_words(at: datetime) -> str:
    """The moment to the minute: "12 March 2026, 08:00 UTC"."""
    return f"{day_words(at)}, {at.astimezone(UTC):%H:%M} UTC"


def second_words(at: datetime) -> str:
    """The moment to the second: "12 March 2026, 08:00:05 UTC"."""
    return f"{day_words(at)}, {at.astimezone(UTC):%H:%M:%S} UTC"


def minute_words(at: datetime) -> str:
    """The moment in its own zone, as lists and logs have it: "2026-03-12 08:00"."""
    return f"{at:%Y-%m-%d %H:%M}"


def span_words(first: datetime, last: datetime) -> str:
    """The days from one to another: "on 3 June 2026", "from 3 to 9 June 2026"."""
    a, b = first.astimezone(UTC), last.astimezone(UTC)
    if a.date() == b.date():
        return f"on {day_words(b)}"
    start = day_words(a).split()
    kept = 1 if (a.year, a.month) == (b.year, b.month) else 2 if a.year == b.year else 3
    return f"from {' '.join(start[:kept])} to {day_words(b)}"


def bracket_words(last_without: datetime, first_with: datetime) -> str:
    """When it must have happened: "between 3 June 2026 08:00 and 14:00 UTC"."""
    first, last = last_without.astimezone(UTC), first_with.astimezone(UTC)
    if first >= last:
        return f"at {day_words(last)} {last:%H:%M} UTC"
    clock = "%H:%M:%S" if f"{first:%F %H:%M}" == f"{last:%F %H:%M}" else "%H:%M"
    if first.date() == last.date():
        return f"between {day_words(first)} {first:{clock}} and {last:{clock}} UTC"
    start = day_words(first) if first.year != last.year else day_words(first).rsplit(" ", 1)[0]
    return f"between {start} {first:{clock}} and {day_words(last)} {last:{clock}} UTC"
