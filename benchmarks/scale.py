"""What a large watchlist and a long record cost: `python -m benchmarks.scale [PAGES...] [--plot FILE.svg]`.

For each size a real record is made: that many pages, ten checks each with their entries in the log, one version a page,
a hundredth of the pages with a published change. Pages, captures, versions and changes go through the record's own
doors; checks and their entries are written in bulk, which `tracker verify` must find sound on 200 pages that warm up.
Then, in milliseconds, the median of a few runs: the first start on an empty record, a later start, a tick with nothing
due and with fifty pages due (asking only), a check of one page on loopback, its publication, and `status` and `log`.
`grows` is the last size over the first: 1 is flat. FILE.svg is a drawing of it.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import math
import resource
import statistics
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
from tracker.model import Capture, Change, ChangeFilter, ChangeStatus, Severity, Statement
from tracker.record.evidence import LogEntry
from tracker.record.store import Store
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

CHECKS = 10  # of each page
LOOK = "n, page, at, outcome, version, snapshot, elapsed, source"
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


def text(n: int) -> Statement:
    """Twenty lines, as others of its organisation have them but for two; with a change to come, all its own."""
    own = statement(n, 0)
    if n % 100 == 1:
        return own
    return replace(own, blocks=statement(n % 100, 0).blocks[:18] + own.blocks[:2])


def fill(tracker: Tracker) -> None:
    """Ten days of checks of every page."""
    store = tracker.store
    with store.transaction():
        body = store.bodies.put(SMALL.encode(), None, hashlib.sha256(SMALL.encode()).hexdigest())
        seen = []
        for n, page in enumerate(tracker.watchlist.pages):
            shown = text(n)
            number = store.snapshots.keep(page.id, Capture(page.url, page.url, 200, (), b"", START), body)
            store.versions.add(page.id, shown, at=START, snapshot=number)
            seen.append((page.id, shown.id, number))
        look(store, seen)
        last = START + timedelta(days=CHECKS - 1)
        for page_id, version, number in seen:
            state = replace(store.pages.state(page_id), version=version, snapshot=number, last_check=last)
            store.pages.save(replace(state, last_good=last, due=START + timedelta(days=100)))


def look(store: Store, seen: list[tuple[str, str, int]]) -> None:
    """Checks of all pages day by day, with their entries, as `Checks.add` writes them one at a time."""
    db = store._db.conn
    n, (size, head) = db.execute("SELECT COALESCE(MAX(n), 0) FROM checks").fetchone()[0], store.log.head()
    for day in range(CHECKS):
        checks, entries = [], []
        for number, (page, version, snapshot) in enumerate(seen):
            at = f"{START + timedelta(days=day, seconds=number % 86_400):%Y-%m-%dT%H:%M:%S.000Z}"
            n, size = n + 1, size + 1
            payload = {"n": n, "page": page, "at": at, "outcome": "unchanged", "version": version}
            payload |= {"snapshot": snapshot, "elapsed": "0.0", "source": "http"}
            checks.append((n, page, at, "unchanged", version, snapshot, 0.0, "http"))
            head = LogEntry(size, "check", payload, head).hash
            entries.append((size, "check", page, n, None, head))
        db.executemany(f"INSERT INTO checks ({LOOK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", checks)
        db.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", entries)
    db.execute("INSERT INTO spans SELECT page, MIN(at), MAX(at), version, COUNT(*) FROM checks GROUP BY page, version")


def change_some(tracker: Tracker) -> None:
    """A change of each hundredth page, which its capture does not show: `verify` would say so."""
    with tracker.store.transaction():
        for n, page in enumerate(tracker.watchlist.pages):
            if n % 100 == 1:
                change(tracker, n, page.id, tracker.store.pages.state(page.id).snapshot or 0)


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


def measure(count: int, *, verified: bool = False) -> dict[str, float]:
    found: dict[str, float] = {}

    def note(name: str, figure: float) -> None:
        found[name] = figure
        print(f"{count:>9,} pages  {name:<20}{figure:>12,.1f}", flush=True)

    with tempfile.TemporaryDirectory() as place, running() as server:
        server.put("/", SMALL)
        world = World(Path(place), count, server.url("/"))

        def start() -> None:
            with world.tracker() as tracker:
                tracker.sync()
                tracker.due()

        note("first start", median(start, 1))
        with world.tracker() as tracker:
            note("(filling it)", median(lambda: fill(tracker), 1))
            if verified:
                problems = tracker.verify().problems
                assert not problems, problems[0]
            change_some(tracker)
        note("start", median(start, 3))
        with world.tracker() as tracker:
            tracker.sync()
            note("(first publication)", median(tracker.publish, 1))
            note("tick, nothing due", median(lambda: (tracker.reload(), tracker.due())))
            with tracker.store.transaction():
                for n in range(1, 51):
                    tracker.store.pages.save(replace(tracker.store.pages.state(f"p{n}"), due=START))
            note("tick, 50 due", median(lambda: (tracker.reload(), tracker.due())))
            list(tracker.check(["p0"]))  # the first one loads what reads a page
            note("check, unchanged", median(lambda: list(tracker.check(["p0"]))))
            server.put("/", CHANGED)
            note("check, changed", median(lambda: list(tracker.check(["p0"])), 1))
            list(tracker.check(["p0"]))
            note("publish one", median(tracker.publish, 1))
            note("status", median(lambda: (tracker.care.summary(), tracker.care.machine(schedule=True))))
            note("status --all", median(tracker.care.status, 3))
            note("log, newest 10", median(lambda: tracker.log(ChangeFilter(limit=10))))
            note("log of a page", median(lambda: tracker.log(ChangeFilter(page="p101"))))
        note("database, MB", Path(place, "t.db").stat().st_size / 1e6)
    note("peak, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def plot(sizes: list[int], found: list[dict[str, float]]) -> str:
    """An SVG: milliseconds over pages, both on a scale of powers of ten, so that what grows with the pages is steep."""
    names = [name for name in found[0] if not name.endswith("MB") and name[0] != "("]
    least = min(row[name] for row in found for name in names)
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(max(row[n] for row in found for n in names)))
    left, right, top, bottom = 80, 560, 20, 440

    def x(size: float) -> float:
        return left + (right - left) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y(figure: float) -> float:
        return bottom - (bottom - top) * (math.log10(figure) - low) / (high - low)

    parts = [f'<text x="{x(size):.0f}" y="{bottom + 20}" text-anchor="middle">{size:,} pages</text>' for size in sizes]
    for power in range(low, high + 1):
        line = f'<path d="M{left} {y(10**power):.0f}H{right}" stroke="#ddd"/>'
        parts.append(f'{line}<text x="{left - 6}" y="{y(10**power) + 4:.0f}" text-anchor="end">{10**power:g} ms</text>')
    names.sort(key=lambda name: found[-1][name])
    last = math.inf
    for at, name in enumerate(names):
        ink = f"hsl({360 * at // len(names)} 70% 38%)"
        points = " ".join(f"{x(size):.0f},{y(row[name]):.0f}" for size, row in zip(sizes, found, strict=True))
        last = min(last - 15, y(found[-1][name]))  # names keep clear of each other
        parts.append(f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>')
        parts.append(f'<text x="{right + 8}" y="{last + 4:.0f}" fill="{ink}">{name}</text>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 470" font-family="sans-serif" font-size="13">'
        '<rect width="720" height="470" fill="#fff"/>' + "".join(parts) + "</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--plot", type=Path, help="where to write a drawing")
    asked = parser.parse_args()
    gc.set_threshold(100_000, 20, 50)  # as the command does
    sizes = sorted(asked.pages)
    measure(200, verified=True)  # loads all that is loaded once
    found = [measure(size) for size in sizes]
    print(
        f"\n{'pages':<20}"
        + "".join(f"{size:>12,}" for size in sizes)
        + f"{'grows':>10}  (size: {sizes[-1] // sizes[0]})"
    )
    for name in found[0]:
        figures = [row[name] for row in found]
        print(f"{name:<20}" + "".join(f"{figure:>12,.1f}" for figure in figures) + f"{figures[-1] / figures[0]:>10.1f}")
    if asked.plot and len(sizes) > 1:
        asked.plot.write_text(plot(sizes, found))


if __name__ == "__main__":
    main()
