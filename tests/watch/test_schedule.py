"""When a page is due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Page
from tracker.watch.schedule import RETRY_MOST, cron_interval, next_due

NOW = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)  # half a minute before the clocks of Europe jump
PAGE = Page(id="acme-terms", organisation="Acme", title="Terms", url="https://acme.example/terms")


def page(number: int = 0, **changes: object) -> Page:
    return replace(PAGE, id=f"acme-terms-{number}", **changes)  # type: ignore[arg-type]


@given(
    every=st.timedeltas(timedelta(seconds=1), timedelta(days=366)),
    now=st.datetimes(datetime(1999, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    number=st.integers(0, 10**6),
)
def test_a_good_check_is_followed_within_one_and_a_half_intervals(every: timedelta, now: datetime, number: int) -> None:
    wait = next_due(page(number, every=every), now=now, ok=True) - now
    rounding = timedelta(milliseconds=10)
    assert every / 2 - rounding <= wait <= every * 1.5 + rounding


def test_a_page_keeps_its_slot() -> None:
    first = next_due(PAGE, now=NOW, ok=True)
    second = next_due(PAGE, now=first + timedelta(seconds=40), ok=True)
    assert second - first == PAGE.every


def test_thousands_of_pages_spread_over_the_interval() -> None:
    due = [next_due(page(n), now=NOW, ok=True) for n in range(3000)]
    hours = [int((at - NOW) / timedelta(hours=1)) for at in due]
    assert all(hours.count(hour) < 3000 / 6 * 1.3 for hour in set(hours))


def test_a_clock_set_back_delays_nothing() -> None:
    later = next_due(PAGE, now=NOW, ok=True)
    assert next_due(PAGE, now=NOW - timedelta(days=400), ok=True) < later - timedelta(days=399)


def test_the_zone_of_now_does_not_matter() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    for changed in ({}, {"cron": "0 6 * * *"}):
        assert next_due(page(**changed), now=elsewhere, ok=True) == next_due(page(**changed), now=NOW, ok=True)


def test_failures_wait_longer_and_longer_within_a_bound() -> None:
    waits = [next_due(PAGE, now=NOW, ok=False, failures=n) - NOW for n in (1, 2, 3, 4, 5, 6, 7, 8, 30, 10_000)]
    assert timedelta(minutes=11) <= waits[0] <= timedelta(minutes=15)
    assert waits[:7] == sorted(waits[:7])
    assert all(RETRY_MOST * 0.75 <= wait <= RETRY_MOST for wait in waits[7:])


def test_a_failing_page_is_not_looked_at_more_often_than_a_good_one() -> None:
    every = timedelta(minutes=5)
    assert next_due(page(every=every), now=NOW, ok=False, failures=1) - NOW >= every * 0.75


def test_a_weekly_page_that_fails_for_ever_stays_weekly() -> None:
    week = timedelta(days=7)
    assert week * 0.75 <= next_due(page(every=week), now=NOW, ok=False, failures=99) - NOW <= week


def test_pages_that_failed_together_do_not_come_back_together() -> None:
    assert len({next_due(page(n), now=NOW, ok=False, failures=3) for n in range(50)}) > 45


@pytest.mark.parametrize("ok", [True, False])
def test_retry_after_is_honoured(ok: bool) -> None:
    assert next_due(PAGE, now=NOW, ok=ok, failures=1, retry_after=40_000.0) >= NOW + timedelta(seconds=40_000)


@pytest.mark.parametrize("asked", [1e18, float("inf")])
def test_retry_after_has_a_bound(asked: float) -> None:
    assert next_due(PAGE, now=NOW, ok=False, failures=1, retry_after=asked) == NOW + RETRY_MOST


@pytest.mark.parametrize("asked", [0.0, -5.0, float("nan")])
def test_a_senseless_retry_after_is_passed_over(asked: float) -> None:
    plain = next_due(PAGE, now=NOW, ok=False, failures=1)
    assert next_due(PAGE, now=NOW, ok=False, failures=1, retry_after=asked) == plain


def test_a_new_text_is_looked_at_again_soon_but_not_for_ever() -> None:
    day = page(every=timedelta(days=1))
    assert next_due(day, now=NOW, ok=True, last_changed=NOW) - NOW <= timedelta(hours=9)
    assert next_due(day, now=NOW, ok=True, last_changed=NOW - timedelta(days=2)) == next_due(day, now=NOW, ok=True)
    assert next_due(day, now=NOW, ok=True, last_changed=NOW + timedelta(days=2)) == next_due(day, now=NOW, ok=True)


def test_a_quiet_page_slows_down_only_as_far_as_its_entry_allows() -> None:
    quiet = NOW - timedelta(days=300)
    assert next_due(PAGE, now=NOW, ok=True, last_changed=quiet) == next_due(PAGE, now=NOW, ok=True)
    relaxed = page(slowest=timedelta(days=1))
    assert timedelta(hours=12) <= next_due(relaxed, now=NOW, ok=True, last_changed=quiet) - NOW <= timedelta(hours=36)
    lately = NOW - timedelta(days=20)
    assert next_due(relaxed, now=NOW, ok=True, last_changed=lately) - NOW <= timedelta(hours=9)


def test_cron_times_are_utc_and_kept_to_the_minute() -> None:
    weekdays = page(cron="30 6 * * 1-5")
    assert next_due(weekdays, now=NOW, ok=True) == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
    assert next_due(weekdays, now=NOW, ok=False, failures=1) <= NOW + timedelta(minutes=15)
    assert next_due(weekdays, now=NOW, ok=True, last_changed=NOW) <= NOW + timedelta(hours=3)


@pytest.mark.parametrize(
    ("expression", "interval"),
    [("0 6 * * *", timedelta(days=1)), ("*/10 * * * *", timedelta(minutes=10)), ("0 6,18 * * *", timedelta(hours=12))],
)
def test_interval_of_a_cron_expression(expression: str, interval: timedelta) -> None:
    assert cron_interval(expression) == interval


@pytest.mark.parametrize("bad", ["", "* * * *", "0 0 30 2 *", "61 * * * *", "0 0 * * * *", "a b c d e", "0 0 1-0 * *"])
def test_bad_cron_expressions_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cron_interval(bad)
