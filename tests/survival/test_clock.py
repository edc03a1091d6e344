"""A running tracker whose machine's clock is set, sleeps, or goes through the nights of summer time, by libfaketime."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.server import Server
from tests.test_main_path import page

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
EVERY = timedelta(hours=1)
SLACK = timedelta(minutes=1)  # of the clock under test: it is moved by minutes, while seconds of ours pass
STEP = timedelta(minutes=30)

# libfaketime 0.9.10 makes `time.sleep` fail when it leaves the steady clock alone. All that sleeps here is the rest
# between two fetches, which our own server needs not. Each round is told, so that tests wait for it and not for a time.
MAIN = """
import time
time.sleep = lambda seconds: None
from tracker.cli import main
from tracker.cli.daemon import Rounds
go = Rounds.go
def counted(self, stop=None):
    go(self, stop)
    print("round", flush=True)
Rounds.go = counted
main()
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed (Debian: faketime)"),
]


class Machine:
    """`tracker run` on a machine whose clock is set by hand. The time that cannot be set goes on as it is."""

    def __init__(self, folder: Path, start: datetime, zone: str) -> None:
        self._folder, self._clock, self._rounds = folder, folder / "clock", folder / "rounds"
        self._ahead = timedelta()
        self.set(start)
        self.process = self._start(zone)

    def _start(self, zone: str) -> subprocess.Popen[str]:
        fake = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_NO_CACHE": "1",
            "NO_FAKE_STAT": "1",
        }
        environment = {**os.environ, **fake, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": zone}
        command = [sys.executable, "-c", MAIN, "run", "--allow-private", "--tick", "0.1", "--executor", "inline"]
        with self._rounds.open("w") as rounds:
            return subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=rounds, stderr=subprocess.PIPE, text=True
            )

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, to: datetime) -> None:
        self._ahead = to - datetime.now(UTC)
        new = self._clock.with_suffix(".new")
        new.write_text(f"{self._ahead.total_seconds():+.3f}\n")
        new.replace(self._clock)

    def go_on(self) -> None:
        """Wait for a whole round from now on: of two that end, one began."""
        seen = self._rounds.stat().st_size
        while self._rounds.stat().st_size < seen + 2 * len("round\n"):
            assert self.process.poll() is None
            time.sleep(0.05)

    def go_on_until(self, done: Callable[[], bool]) -> None:
        """Wait until it is `done`, for some rounds at most, and for the end of the round that did it."""
        for _ in range(30):
            if done():
                break
            self.go_on()
        assert done()
        self.go_on()

    def pass_until(self, done: Callable[[], bool], *, most: timedelta) -> timedelta:
        """Let the clock run, half an hour at a time, until it is `done`: how long that took on it."""
        begun = self.now
        while not done():
            assert self.now - begun <= most, "it waits for ever"
            self.set(self.now + STEP)
            self.go_on()
        return self.now - begun

    def end(self) -> str:
        """Stop it as systemd would; what it said to the maintainer."""
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate(timeout=30)[1]
        assert self.process.returncode == 0
        return said

    def verify(self) -> str:
        command = [sys.executable, "-m", "tracker", "verify"]
        return subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def start(tmp_path: Path, server: Server) -> Iterator[Callable[..., Machine]]:
    server.put("/terms", page("We have no contracts."))
    entry = f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}', every: 1h}}\n"
    (tmp_path / "watchlist.yaml").write_text(entry)
    started: list[Machine] = []

    def begin(at: datetime, zone: str = "UTC") -> Machine:
        started.append(Machine(tmp_path, at, zone))
        started[-1].go_on_until(lambda: looks(tmp_path) == 1)
        return started[-1]

    yield begin
    for machine in started:
        machine.process.kill()
        machine.process.wait()
        if machine.process.stderr:
            machine.process.stderr.close()


def looks(folder: Path) -> int:
    return len(times(folder)) if (folder / "tracker.db").exists() else 0


def times(folder: Path) -> list[datetime]:
    """When the page was looked at, in the order of the record."""
    with closing(sqlite3.connect(folder / "tracker.db", timeout=10)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'checks'").fetchone():
            return []
        return [
            datetime.fromisoformat(at).replace(tzinfo=UTC)
            for (at,) in db.execute("SELECT at FROM checks ORDER BY rowid")
        ]


def test_a_clock_set_back_a_day_and_forward_again(start: Callable[..., Machine], tmp_path: Path) -> None:
    machine = start(datetime(2026, 6, 3, 12, tzinfo=UTC))
    machine.set(machine.now - timedelta(days=1))
    waited = machine.pass_until(lambda: looks(tmp_path) == 2, most=timedelta(hours=3))
    assert waited <= 1.5 * EVERY + SLACK + STEP
    machine.set(machine.now + timedelta(days=2))
    assert machine.pass_until(lambda: looks(tmp_path) == 3, most=timedelta(hours=3)) <= SLACK + 2 * STEP
    said = machine.end()
    assert "failed" not in said
    assert "clock: it was set back" in said
    assert "forward, or this machine slept" in said
    first, second, third = times(tmp_path)
    assert second < first < third
    assert "each marked so" in machine.verify()


def test_a_machine_that_sleeps_looks_as_soon_as_it_wakes(start: Callable[..., Machine], tmp_path: Path) -> None:
    machine = start(datetime(2026, 6, 3, 12, tzinfo=UTC))
    machine.process.send_signal(signal.SIGSTOP)
    machine.set(machine.now + timedelta(hours=9, minutes=30))
    time.sleep(1)
    assert looks(tmp_path) == 1
    machine.process.send_signal(signal.SIGCONT)
    machine.go_on_until(lambda: looks(tmp_path) == 2)
    assert times(tmp_path)[1] - times(tmp_path)[0] < timedelta(hours=9, minutes=30) + SLACK
    said = machine.end()
    slept = "the clock went 9 hours forward, or this machine slept; what fell due is looked at now"
    assert re.fullmatch(rf"tracker: \d{{4}}-\d\d-\d\d [\d:]{{8}} {slept}\n", said)


@pytest.mark.parametrize("night", ["2026-03-29T00:30", "2026-10-25T00:30"])  # the clocks change at 01:00 UTC
def test_the_nights_in_which_the_clocks_change(night: str, start: Callable[..., Machine], tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Berlin")
    begun = datetime.fromisoformat(night).replace(tzinfo=UTC)
    assert begun.astimezone(zone).utcoffset() != (begun + timedelta(hours=1)).astimezone(zone).utcoffset()
    machine = start(begun, zone.key)
    for number in (2, 3):
        machine.pass_until(lambda number=number: looks(tmp_path) == number, most=timedelta(hours=3))
    machine.end()
    found = times(tmp_path)
    gaps = [after - before for before, after in pairwise(found)]
    assert all(EVERY / 2 <= gap <= 1.5 * EVERY + SLACK + STEP for gap in gaps), gaps
    assert begun <= found[0]
    assert found[-1] <= machine.now  # UTC throughout: no hour doubled, none left out
    assert "set back" not in machine.verify()
