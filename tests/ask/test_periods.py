"""What people mean by a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ask.periods import parse

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)  # a Wednesday


def span(text: str) -> tuple[str, str]:
    period = parse(text, NOW, UTC)
    return f"{period.start:%Y-%m-%dT%H:%M:%S}", f"{period.end:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-06-03", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("2026-06-03T08:00", "2026-06-03T08:00:00", "2026-06-03T08:01:00"),
        ("2026-06-03 08:00", "2026-06-03T08:00:00", "2026-06-03T08:01:00"),
        ("2026-06-03T08:00:30Z", "2026-06-03T08:00:30", "2026-06-03T08:00:31"),
        ("2026-06-03T08:00+02:00", "2026-06-03T06:00:00", "2026-06-03T06:01:00"),
        ("2026-06-03 08:00 UTC", "2026-06-03T08:00:00", "2026-06-03T08:01:00"),
        ("2026-06", "2026-06-01T00:00:00", "2026-07-01T00:00:00"),
        ("2025", "2025-01-01T00:00:00", "2026-01-01T00:00:00"),
        ("3 June 2026", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("3rd of june, 2026", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("June 3, 2026", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("Jun 3 2026 14:05", "2026-06-03T14:05:00", "2026-06-03T14:06:00"),
        ("3 June", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("3 August", "2025-08-03T00:00:00", "2025-08-04T00:00:00"),
        ("December", "2025-12-01T00:00:00", "2026-01-01T00:00:00"),
        ("Sept 2025", "2025-09-01T00:00:00", "2025-10-01T00:00:00"),
        ("now", "2026-06-17T15:30:00", "2026-06-17T15:30:00"),
        ("today", "2026-06-17T00:00:00", "2026-06-18T00:00:00"),
        ("yesterday", "2026-06-16T00:00:00", "2026-06-17T00:00:00"),
        ("Yesterday at 8:15", "2026-06-16T08:15:00", "2026-06-16T08:16:00"),
        ("last week", "2026-06-08T00:00:00", "2026-06-15T00:00:00"),
        ("this week", "2026-06-15T00:00:00", "2026-06-22T00:00:00"),
        ("last month", "2026-05-01T00:00:00", "2026-06-01T00:00:00"),
        ("this year", "2026-01-01T00:00:00", "2027-01-01T00:00:00"),
        ("last year", "2025-01-01T00:00:00", "2026-01-01T00:00:00"),
        ("Monday", "2026-06-15T00:00:00", "2026-06-16T00:00:00"),
        ("last wednesday", "2026-06-10T00:00:00", "2026-06-11T00:00:00"),
        ("2 weeks ago", "2026-06-03T00:00:00", "2026-06-04T00:00:00"),
        ("a month ago", "2026-05-17T00:00:00", "2026-05-18T00:00:00"),
        ("three hours ago", "2026-06-17T12:30:00", "2026-06-17T12:30:00"),
    ],
)
def test_reads_what_people_write(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "soon", "31 June 2026", "2026-13-01", "june june", "ma", "0000", "3 days", "25:00"]
)
def test_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it like"):
        parse(text, NOW, UTC)


@pytest.mark.parametrize("text", ["3/6/2026", "03.06.26"])
def test_does_not_guess_which_number_is_the_month(text: str) -> None:
    with pytest.raises(ValueError, match="two dates"):
        parse(text, NOW, UTC)


def test_a_day_is_that_of_the_readers_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert parse("3 June 2026", NOW, berlin).start == datetime(2026, 6, 2, 22, tzinfo=UTC)
    long_night = parse("25 October 2026", NOW, berlin)
    assert long_night.end - long_night.start == timedelta(hours=25)
    late = datetime(2026, 6, 17, 23, tzinfo=UTC)  # already the 18th in Berlin
    assert parse("today", late, berlin).start == datetime(2026, 6, 17, 22, tzinfo=UTC)


@given(st.text(alphabet="0123456789 -:./TZ+junelastago,", max_size=24))
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    try:
        period = parse(text, NOW, UTC)
    except ValueError:
        return
    assert period.start <= period.last <= period.end


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_days_are_read_back(at: datetime) -> None:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    for text in (f"{day:%Y-%m-%d}", f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}"):
        assert parse(text, NOW, UTC).start == day
