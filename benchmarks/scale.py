"""What a large watchlist and a long record cost: `python -m benchmarks.scale [PAGES...]`.

For each size a real record is made: that many pages, ten checks each with their entries in the log, one version a page,
a hundredth of the pages with a published change. Then, in milliseconds, the median of a few runs: the first start on an
empty record, a later start, a tick with nothing due and with fifty pages due (asking only), a check of one page on
loopback, its publication, and `status` and `log`. `grows` is the last size over the first: 1 is flat.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.publish import START, edits, statement
from tests.server import running
from tracker.app import Tracker, open_tracker
from tracker.fetch import FetchSettings
from tracker.settings import Settings
from tracker.types import (
    Capture,
    Change,
    ChangeFilter,
    ChangeStatus,
    Check,
    CheckOutcome,
    Severity,
)

CHECKS = 10  # of each page
SMALL = "<title>P</title><main><h1>Principles</h1>" + "".join(
    f"<p>In matter {n} we have no contracts with the border police.</p>" for n in range(20)
)
CHANGED = SMALL.replace("matter 7 we have no", "matter 7 we have no AI")


class World:
    """A folder with a watchlist of so many pages; the first of them is served on loopback."""

    def __init__(self, folder: Path, count: int, url: str) -> None:
        (folder / "pages").mkdir()
        for start in range(0, count, 1000):
            lines = (
                f"- {{id: p{n}, organisation: O{n % 100}, title: Policy {n}, url: '{address(n, url)}'}}\n"
                for n in range(start, min(count, start + 1000))
            )
            (folder / "pages" / f"{start}.yaml").write_text("pages:\n" + "".join(lines))
        (folder / "watchlist.yaml").write_text("include: [pages]\n")
        fetch = FetchSettings(allow_private=True, spacing=0.0)
        self.settings = Settings(folder / "t.db", folder / "watchlist.yaml", folder / "feeds", fetch=fetch)
        self.now = START + timedelta(days=CHECKS)

    @contextmanager
    def tracker(self) -> Iterator[Tracker]:
        with open_tracker(self.settings, write=True, now=self.later) as tracker:
            yield tracker

    def later(self) -> datetime:
        """A clock that goes on by a second with each look at it."""
        self.now += timedelta(seconds=1)
        return self.now


def address(number: int, url: str) -> str:
    return url if number == 0 else f"https://o{number % 5000}.example/{number}"


def fill(tracker: Tracker) -> None:
    """Ten days of checks of every page, and a change of each hundredth."""
    store = tracker.store
    with store.transaction():
        for n, page in enumerate(tracker.watchlist.pages):
            text = statement(n, 0)
            capture = Capture(page.url, page.url, 200, (), text.text.encode(), START)
            number = store.snapshots.add(page.id, capture, None)
            store.versions.add(page.id, text, at=START, snapshot=number)
            for day in range(CHECKS):
                at = START + timedelta(days=day, seconds=n % 86_400)
                store.checks.add(Check(page.id, at, CheckOutcome.UNCHANGED, version=text.id, snapshot=number))
            state = replace(store.pages.state(page.id), version=text.id, snapshot=number, last_check=at, last_good=at)
            store.pages.save(replace(state, due=START + timedelta(days=100)))
            if n % 100 == 1:
                change(tracker, n, page.id, number)


def change(tracker: Tracker, n: int, page_id: str, number: int) -> None:
    store, page = tracker.store, tracker.watchlist.page(page_id)
    new = statement(n, 1)
    store.versions.add(page.id, new, at=START + timedelta(days=1), snapshot=number)
    found = edits(n, 1)
    before, after = store.snapshots.moment(statement(n, 0).id, number), store.snapshots.moment(new.id, number)
    store.changes.save(
        Change(
            f"{n:016x}", page.id, page.organisation, page.title, page.url, page.tags, ChangeStatus.PUBLISHED,
            found[0].direction, Severity.SUBSTANTIVE, 0.9, found[0].headline, found[0].reason, before, after,
            START, START + timedelta(days=1), START + timedelta(days=2), found,
        )
    )  # fmt: skip


def median(run: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the clock."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


def measure(count: int) -> dict[str, float]:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place, running() as server:
        server.put("/", SMALL)
        world = World(Path(place), count, server.url("/"))

        def start() -> None:
            with world.tracker() as tracker:
                tracker.sync()
                tracker.due()

        found["first start"] = median(start, 1)
        with world.tracker() as tracker:
            begin = time.perf_counter()
            fill(tracker)
            found["(filling it)"] = (time.perf_counter() - begin) * 1000
        found["start"] = median(start, 3)
        with world.tracker() as tracker:
            tracker.publish()
            found["tick, nothing due"] = median(lambda: (tracker.reload(), tracker.due()))
            with tracker.store.transaction():
                for n in range(1, 51):
                    tracker.store.pages.save(replace(tracker.store.pages.state(f"p{n}"), due=START))
            found["tick, 50 due"] = median(lambda: (tracker.reload(), tracker.due()))
            found["check, unchanged"] = median(lambda: list(tracker.check(["p0"])))
            server.put("/", CHANGED)
            found["check, changed"] = median(lambda: list(tracker.check(["p0"])), 1)
            list(tracker.check(["p0"]))
            found["publish one"] = median(tracker.publish, 1)
            found["status"] = median(tracker.status, 3)
            found["log, newest 50"] = median(lambda: tracker.log(ChangeFilter(limit=50)))
            found["log of a page"] = median(lambda: tracker.log(ChangeFilter(page="p101")))
        found["database, MB"] = Path(place, "t.db").stat().st_size / 1e6
    found["peak, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    found = [measure(size) for size in sizes]
    grown = sizes[-1] / sizes[0]
    print(f"{'pages':<20}" + "".join(f"{size:>12,}" for size in sizes) + f"{'grows':>10}  (size: {grown:.0f})")
    for name in found[0]:
        figures = [row[name] for row in found]
        print(f"{name:<20}" + "".join(f"{figure:>12,.1f}" for figure in figures) + f"{figures[-1] / figures[0]:>10.1f}")


if __name__ == "__main__":
    main()
