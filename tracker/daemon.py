"""The unattended run: one tick of APScheduler asks the record what is due; the main thread does the work.

Due time is a column, so a restart loses nothing and ten thousand pages need one job. The tick only raises a flag; the
main thread owns the record and the signals. It also looks when no tick came for two intervals: APScheduler 3 counts
wall time, and with the clock set back an hour would sleep through it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.app import Tracker
from tracker.errors import PublishError


def run_forever(
    tracker: Tracker,
    *,
    tick: float,
    warn: Callable[[str], None],
    cycle: Callable[[], None] | None = None,
    stop: Event | None = None,
) -> None:
    """Check what is due and publish, every `tick` seconds, until SIGTERM, SIGINT or `stop`.

    The checks in hand are finished first. `cycle` is called before each round. StoreError ends it; all else is told
    through `warn` and tried again.
    """
    stop = stop or Event()
    flag = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        flag.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        flag.set,
        "interval",
        seconds=tick,
        misfire_grace_time=None,  # a tick after a long sleep still counts
        coalesce=True,
        max_instances=1,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
    told: str | None = None
    shown = tracker.now().date()
    try:
        while not stop.is_set():
            flag.wait(2 * tick)
            flag.clear()
            if stop.is_set():
                break
            if cycle:
                cycle()
            today = tracker.now().date()
            told = _round(tracker, stop, warn, told, is_new_day=today != shown)
            shown = today
    finally:
        scheduler.shutdown(wait=True)
        for number, handler in before.items():
            signal.signal(number, handler)


def _round(
    tracker: Tracker, stop: Event, warn: Callable[[str], None], told: str | None, *, is_new_day: bool
) -> str | None:
    """One look at what is due. Returns the complaint about the watchlist, which is told once.

    Coverage is shown by the day, so pages without news are written anew once a day and not with every check.
    """
    complaint = tracker.reload()
    if complaint and complaint != told:
        warn(f"the watchlist has mistakes; the last good one stays in force\n{complaint}")
    looked = sum(1 for _ in tracker.check(stop=stop))
    if looked or is_new_day:
        try:
            tracker.publish(coverage=is_new_day)
        except PublishError as error:
            warn(f"{error}; tried again after the next check")
    return complaint
