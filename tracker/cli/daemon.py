"""The unattended run: one tick of APScheduler asks the record what is due; the main thread does the work.

Due time is a column, so a restart loses nothing and ten thousand pages need one job. The tick only raises a flag; the
main thread owns the record and the signals. It also looks when no tick came for two intervals: APScheduler 3 counts
wall time, and with the clock set back an hour would sleep through it.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event
from time import monotonic
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.app import Tracker
from tracker.errors import PublishError, StoreBusy
from tracker.run.care.health import span

STEP = timedelta(seconds=60)  # a clock that is kept by the network is never set further
TRY_AGAIN = 300.0  # s before another message after one that could not be sent


def run_forever(
    tracker: Tracker,
    *,
    tick: float,
    warn: Callable[[str], None],
    cycle: Callable[[], None] | None = None,
    stop: Event | None = None,
    clock: Callable[[], float] = monotonic,
) -> None:
    """Check what is due and publish, every `tick` seconds, until SIGTERM, SIGINT or `stop`.

    The checks in hand are finished first. `cycle` is called before each round. StoreError ends it, but for StoreBusy:
    that and all else is told through `warn` and tried again. `clock` gives the seconds that cannot be set, for a time
    other than the machine's.
    """
    stop = stop or Event()
    flag = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        flag.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick left out while one is due matters to nobody
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
    rounds = Rounds(tracker, warn, clock)
    try:
        while not stop.is_set():
            flag.wait(2 * tick)
            flag.clear()
            if stop.is_set():
                break
            if cycle:
                cycle()
            try:
                rounds.go(stop)
            except StoreBusy as error:  # what is due stays due
                warn(str(error))
    finally:
        scheduler.shutdown(wait=True)
        for number, handler in before.items():
            signal.signal(number, handler)


class Rounds:
    """One look after the other at what is due, and what is remembered in between."""

    def __init__(self, tracker: Tracker, warn: Callable[[str], None], clock: Callable[[], float] = monotonic) -> None:
        self._tracker, self._warn, self._clock = tracker, warn, clock
        self._shown = tracker.now().date()
        self._wall, self._steady = tracker.now(), clock()
        self._quiet_until = 0.0
        self._event = tracker.care.newest_event()  # number of the last one that is in the log of the run
        self._behind = False  # what happened is not published yet
        self._pruned: date | None = None
        self._catch_up_with_clock(tracker.care.machine().ahead)

    def go(self, stop: Event | None = None) -> None:
        """Take up an edited watchlist, look at what is due, publish it, and tell the maintainer what is wrong.

        Coverage is shown by the day, so pages without news are written anew once a day and not with every check. Once
        a day, too, the bytes go that the watchlist does not keep.
        """
        tracker = self._tracker
        self._watch_clock()
        tracker.reload()
        looked = sum(1 for _ in tracker.check(stop=stop))
        tracker.care.examine_machine()
        today = tracker.now().date()
        copies = tracker.care.save_copies()
        if self._hear() or looked or copies or self._behind or today != self._shown:
            try:
                tracker.publish(coverage=today != self._shown)
                self._behind, self._shown = False, today
            except PublishError:  # the tracker keeps it as a trouble
                self._behind = True
            self._hear()
        if not self._behind:  # a message leads to pages, which are written first
            tracker.deliver()
            self._hear()
        if (age := tracker.watchlist.retention) and today != self._pruned:
            tracker.care.prune(age)
            self._pruned = today
        self._tell()

    def _hear(self) -> bool:
        """Put into the log what happened to the watch itself, a backup of another process included; whether it did."""
        events = [event for event in self._tracker.care.events(self._event) if event.part]
        self._event = self._tracker.care.newest_event()
        for event in events:
            self._warn(f"{event.about}: {event.reason}")
        return bool(events)

    def _tell(self) -> None:
        if self._clock() < self._quiet_until:
            return
        failed = self._tracker.care.notify()
        self._quiet_until = self._clock() + TRY_AGAIN if failed else 0.0
        for complaint in failed:
            self._warn(complaint)

    def _watch_clock(self) -> None:
        """Notice that the clock was set, or stood still while the machine slept, from the time that cannot be set."""
        wall, steady = self._tracker.now(), self._clock()
        step = (wall - self._wall) - timedelta(seconds=steady - self._steady)
        self._wall, self._steady = wall, steady
        if step > STEP:
            self._warn(f"the clock went {span(step)} forward, or this machine slept; what fell due is looked at now")
        elif step < -STEP:
            self._catch_up_with_clock(-step)

    def _catch_up_with_clock(self, back: timedelta) -> None:
        """No page waits longer because the clock was set back."""
        if back > STEP:
            self._tracker.care.hasten(back)
