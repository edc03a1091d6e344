"""When a page is looked at next. Pure: it is told the time. All times are UTC, so no DST night exists here."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cronsim import CronSim, CronSimError

from tracker.model import Page, TakenFrom

EPOCH = datetime(2000, 1, 3, tzinfo=UTC)  # a Monday
RETRY_FIRST = timedelta(minutes=15)  # pause after a first failure; doubled with each further one
RETRY_MOST = timedelta(days=1)  # longest pause after failures, and longest Retry-After that is honoured
SOON_FEWEST, SOON_MOST = timedelta(minutes=15), timedelta(hours=6)
SOON_CHECKS = 4  # so many checks come sooner after a change
FADING = 8  # a statement that was taken is looked at again after an eighth of its age ...
FADING_MOST = timedelta(days=30)  # ... at least so often
QUIET = timedelta(days=30)  # from here on a page with `slowest` is looked at less often


def next_due(
    page: Page,
    *,
    now: datetime,
    ok: bool,
    failures: int = 0,
    retry_after: float | None = None,
    last_changed: datetime | None = None,
) -> datetime | None:
    """When to look at `page` again after a check that ended at `now`; always later than `now`. None: not again, as a
    statement that was taken is not when its time is over.

    `failures` counts the failed checks in a row, this one included. `retry_after` is what the server asked for, in
    seconds. `last_changed` is when the page's present text was first seen.

    A good check is followed by the next of the page's own slots at least half an interval away. Slots lie one interval
    apart and begin at a moment drawn from the page's id: thousands of pages spread over the interval, a page keeps its
    time of day, and whatever the clock did in between the next check comes within one and a half intervals.
    """
    if ok and page.taken is not None:
        return _fading(page, page.taken, now, last_changed)
    if ok:
        due = _regular(page, now, last_changed)
    else:
        due = now + _pause(page, failures)
        if page.cron:
            due = min(due, _next_cron(page.cron, now))
    if retry_after and retry_after > 0:
        due = max(due, now + min(timedelta(seconds=min(retry_after, 1e9)), max(RETRY_MOST, page.every)))
    return due


def cron_interval(expression: str) -> timedelta:
    """The shortest time between any two of 100 moments of a cron expression. ValueError when it is not a valid one.

    Five fields, in UTC: minute, hour, day of the month, month, day of the week.
    """
    if len(expression.split()) != 5:
        raise ValueError("a cron expression has five fields: minute, hour, day of the month, month, day of the week")
    try:
        moments = [at for at, _ in zip(CronSim(expression, EPOCH), range(100), strict=False)]
    except CronSimError as error:
        raise ValueError(str(error)) from None
    if len(moments) < 2:
        raise ValueError("it names no day that comes")
    return min(after - before for before, after in pairwise(moments))


def _regular(page: Page, now: datetime, last_changed: datetime | None) -> datetime:
    quiet = now - last_changed if last_changed else None
    soon = min(page.every, max(SOON_FEWEST, min(SOON_MOST, page.every / 4)))
    # A new text is news once a second capture shows it: that one should not have to wait for long.
    is_new = quiet is not None and timedelta(0) <= quiet < soon * SOON_CHECKS
    if page.cron:
        due = _next_cron(page.cron, now)
        return min(due, _slot(page.id, soon, now)) if is_new else due
    interval = soon if is_new else page.every
    if page.slowest and quiet is not None and quiet > QUIET:
        interval = max(page.every, min(page.slowest, page.every * (quiet / QUIET)))
    return _slot(page.id, interval, now)


def _fading(page: Page, taken: TakenFrom, now: datetime, last_changed: datetime | None) -> datetime | None:
    """Ever more seldom: most silent edits come in the first days. What was seen once is confirmed first."""
    is_new = last_changed is not None and now - last_changed < SOON_MOST * SOON_CHECKS
    if now >= taken.until and not is_new:
        return None
    interval = max(SOON_MOST, min(FADING_MOST, (now - taken.since) / FADING))
    return _slot(page.id, min(interval, SOON_MOST) if is_new else interval, now)


def _slot(page_id: str, interval: timedelta, now: datetime) -> datetime:
    first = EPOCH + interval * _fraction(page_id)
    passed = -((first - now - interval / 2) // interval)  # rounded up
    return first + interval * passed


def _pause(page: Page, failures: int) -> timedelta:
    doubled = min(page.every, RETRY_FIRST) * (1 << min(max(failures, 1) - 1, 16))
    pause = min(doubled, max(RETRY_MOST, page.every))
    # Pages that failed together (their host was down) do not come back together.
    return pause * (1 - _fraction(f"{page.id} {failures}") / 4)


def _next_cron(expression: str, now: datetime) -> datetime:
    return next(CronSim(expression, now.astimezone(UTC)))


def _fraction(text: str) -> float:
    """A number in [0, 1) that is drawn from the text, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
