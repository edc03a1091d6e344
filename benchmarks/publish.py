"""How long publishing takes: everything anew, and one new change, as the record grows.

    python -m benchmarks.publish [100 10000 100000]

Every record is a real database of the tracker, with a page for every 250 changes (at least 20 pages of 10
organisations), a statement of 40 sentences a page, and two edits a change. `all` makes the folder from nothing, `one`
is the median of five publications of one new change each, `none` a publication without news.
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.model import (
    Block,
    BlockKind,
    Capture,
    Change,
    ChangeStatus,
    Cue,
    Direction,
    Edit,
    EditKind,
    Moment,
    Op,
    Page,
    Piece,
    Severity,
    Statement,
)
from tracker.publish import PublishSettings, publish
from tracker.record.store import Store

START = datetime(2020, 1, 1, tzinfo=UTC)
SETTINGS = PublishSettings(base_url="https://record.example/")
VERSIONS = 10  # texts of a page, taken in turn
DIRECTIONS = (Direction.WEAKER, Direction.STRONGER, Direction.DIFFERENT, Direction.SAME)


def sentence(page: int, line: int, version: int) -> str:
    word = ("never", "generally not", "rarely", "in no case", "not knowingly")[(version + line) % 5]
    return f"For matter {line} of page {page} we {word} share what customers entrust to us with others."


def statement(page: int, version: int) -> Statement:
    touched = (version % 40, (version * 7 + 3) % 40)
    lines = (sentence(page, line, version if line in touched else 0) for line in range(40))
    return Statement(tuple(Block(BlockKind.PARAGRAPH, line) for line in lines), "1")


def edits(page: int, version: int) -> tuple[Edit, ...]:
    return tuple(_edit(page, line, version) for line in (version % 40, (version * 7 + 3) % 40))


def _edit(page: int, line: int, version: int) -> Edit:
    old, new = sentence(page, line, 0), sentence(page, line, version)
    pieces = (Piece(Op.DELETE, old), Piece(Op.INSERT, new))
    direction = DIRECTIONS[version % 4]
    return Edit(
        EditKind.CHANGED, old, new, pieces, direction, (Cue.HEDGE,), 0.9, Severity.SUBSTANTIVE, "one word is another",
        f'"{old[:30]}" → "{new[:30]}"', old_at=line, new_at=line, before=sentence(page, line - 1, 0),
    )  # fmt: skip


class Record:
    """A store that grows by one change at a time, round the pages."""

    def __init__(self, store: Store, changes: int) -> None:
        self.store, self.number = store, 0
        count = max(20, changes // 250)
        self.pages = [
            Page(f"page-{n}", f"Organisation {n % 10}", f"Policy {n}", f"https://o{n % 10}.example/{n}",
                 tags=(f"tag-{n % 7}", f"kind-{n % 3}"))
            for n in range(count)
        ]  # fmt: skip
        self.moments: list[list[Moment]] = []
        with store.transaction():
            store.pages.sync(self.pages, now=START)
            for n, page in enumerate(self.pages):
                self.moments.append([self._capture(n, page, version) for version in range(VERSIONS)])
        with store.transaction():
            for _ in range(changes):
                self._add()

    def _capture(self, n: int, page: Page, version: int) -> Moment:
        found = statement(n, version)
        at = START + timedelta(hours=version)
        number = self.store.snapshots.add(page.id, Capture(page.url, page.url, 200, (), found.text.encode(), at), None)
        self.store.versions.add(page.id, found, at=at, snapshot=number)
        return Moment(found.id, at, hashlib.sha256(found.text.encode()).hexdigest(), number, page.url)

    def add(self) -> None:
        with self.store.transaction():
            self._add()

    def _add(self) -> None:
        n, turn = self.number % len(self.pages), self.number // len(self.pages)
        page, version = self.pages[n], turn % (VERSIONS - 1) + 1
        at = START + timedelta(minutes=30 * self.number)
        found = edits(n, version)
        id = hashlib.sha256(f"{self.number}".encode()).hexdigest()[:16]
        before, after = self.moments[n][0], self.moments[n][version]
        self.number += 1
        self.store.changes.save(
            Change(
                id, page.id, page.organisation, page.title, page.url, page.tags, ChangeStatus.PUBLISHED,
                found[0].direction, Severity.MINOR if self.number % 8 == 0 else Severity.SUBSTANTIVE, 0.9,
                found[0].headline, found[0].reason, before, after, at - timedelta(hours=6), at, at, found,
            )
        )  # fmt: skip


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    into.append(time.perf_counter() - start)


def run(changes: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as place, Store(Path(place, "tracker.db")) as store:
        record = Record(store, changes)
        whole, one, none = [], [], []
        folder = Path(place, "feeds")
        with timed(whole):
            report = publish(store.reader, folder, SETTINGS)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        for _ in range(5):
            record.add()
            with timed(one):
                last = publish(store.reader, folder, SETTINGS)
            with timed(none):
                publish(store.reader, folder, SETTINGS)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{changes:>8,} changes: all {whole[0]:8.2f} s ({len(report.written):,} files, {size / 1e6:,.0f} MB)"
            f"   one {statistics.median(one):6.3f} s ({len(last.written)} files)"
            f"   none {statistics.median(none):6.3f} s   peak {peak:,.0f} MB",
            flush=True,
        )
        return whole[0], statistics.median(one), statistics.median(none)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100, 10_000, 100_000]
    found = [run(size) for size in sizes]
    for size, (_, one, _) in zip(sizes[1:], found[1:], strict=True):
        print(f"one new change with {size:,}: {one / found[0][1]:.2f} times that with {sizes[0]:,}")


if __name__ == "__main__":
    main()
