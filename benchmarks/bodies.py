"""What keeping every body costs beside git and zlib: `python -m benchmarks.bodies`.

The bodies are those of the replay when `../shared` is there, else policies made up here that change a little each time.
Ours goes through a real record, one transaction. git takes the same bytes in two ways: as it is used, by `git add` and
`git commit` of one file after each body, then `git gc`; and as fast as it can, by one `fast-import`, then packed anew
as hard as `git gc` packs. Writing the files that git adds is not counted. Times are of the processor, children
included, for the clock says little on a busy machine. `back` is reading any body of ours again, its hash checked.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.watch import WARC, made_up
from tracker.record.store import Store

MB = 1e6
Bodies = list[tuple[str, bytes]]  # page and body, in order of time


def bodies() -> Iterator[tuple[str, bytes]]:
    """Page and body, in order of time."""
    if not WARC.exists():
        for turn in range(50):
            for page in range(20):
                yield str(page), made_up(page).replace(b"For matter 7", b"For matter %d" % (7000 + turn // 3))
        return
    from tracker.watch.archive.warc import index_warc, read_warc

    for entry in sorted(index_warc(WARC), key=lambda entry: (entry.at, entry.url)):
        if capture := read_warc(entry):
            yield entry.url, capture.body


def ours(all_: Bodies, folder: Path) -> tuple[float, int, list[float]]:
    with Store(folder / "t.db") as store:
        begin, hashes, last = used(), [], dict[str, str]()
        with store.transaction():
            for page, body in all_:
                last[page] = store.bodies.put(body, last.get(page))
                hashes.append(last[page])
        wrote = used() - begin
        size = store._db.execute("SELECT sum(length(data)) FROM bodies").fetchone()[0]
        took = []
        for sha256 in random.Random(1).sample(hashes, len(hashes)):
            begin = time.process_time()
            store.bodies.get(sha256)
            took.append((time.process_time() - begin) * 1000)
    return wrote, size, took


def used() -> float:
    """Seconds of the processor up to now, those of children that ended included."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Git:
    """A repository with one file a page."""

    def __init__(self, folder: Path, all_: Bodies) -> None:
        self.folder, self.all = folder, all_
        self.names = {page: f"{n}.html" for n, page in enumerate(dict.fromkeys(page for page, _ in all_))}
        self.run("init", "--quiet")
        self.run("config", "user.name", "a")
        self.run("config", "user.email", "a@a")
        self.run("config", "gc.auto", "0")

    def run(self, *words: str, stdin: bytes | None = None) -> None:
        subprocess.run(["git", "-C", str(self.folder), *words], input=stdin, check=True, capture_output=True)

    def size(self) -> int:
        objects = self.folder / ".git/objects"
        loose = (path for path in objects.glob("??/*"))
        return sum(path.stat().st_size for path in (*loose, *(objects / "pack").glob("*.pack")))

    def commit_each(self) -> float:
        """Seconds of adding and committing each body as it comes."""
        took = 0.0
        for page, body in self.all:
            (self.folder / self.names[page]).write_bytes(body)
            begin = used()
            self.run("add", self.names[page])
            self.run("commit", "--quiet", "--allow-empty", "--message", "x")
            took += used() - begin
        return took

    def import_all(self) -> float:
        stream = bytearray()
        for number, (page, body) in enumerate(self.all):
            stream += b"commit refs/heads/main\ncommitter a <a@a> %d +0000\ndata 1\nx\n" % (1_600_000_000 + number)
            stream += b"M 644 inline %s\ndata %d\n%s\n" % (self.names[page].encode(), len(body), body)
        return self.timed("fast-import", "--quiet", stdin=bytes(stream))

    def timed(self, *words: str, stdin: bytes | None = None) -> float:
        begin = used()
        self.run(*words, stdin=stdin)
        return used() - begin


def by_git(all_: Bodies) -> Iterator[tuple[str, int, float]]:
    """Ways of writing with git: name, bytes, seconds. A way that begins with "then" includes the one before it."""
    with tempfile.TemporaryDirectory() as place:
        git = Git(Path(place), all_)
        took = git.commit_each()
        yield "git add and commit, each", git.size(), took
        took += git.timed("gc", "--quiet", "--prune=now")
        yield "then git gc", git.size(), took
    with tempfile.TemporaryDirectory() as place:
        git = Git(Path(place), all_)
        took = git.import_all()
        yield "git fast-import", git.size(), took
        took += git.timed("repack", "-adfq", "--depth=50", "--window=10")
        yield "then packed anew", git.size(), took


def main() -> None:
    all_ = list(bodies())
    total = sum(len(body) for _, body in all_)
    with tempfile.TemporaryDirectory() as place:
        wrote, size, took = ours(all_, Path(place))
    print(f"{len(all_):,} bodies of {len({page for page, _ in all_})} pages, {total / MB:,.1f} MB")
    print(f"{'':<26}{'MB':>8}{'of ours':>9}{'s':>8}{'of ours':>9}{'MB/s':>8}")
    begin = time.process_time()
    zlib_size = sum(len(zlib.compress(body)) for _, body in all_)
    zlib_ = ("zlib, each alone", zlib_size, time.process_time() - begin)
    for name, taken, seconds in (("ours", size, wrote), zlib_, *by_git(all_)):
        ratios = f"{taken / size:>9.2f}{seconds:>8.2f}{seconds / wrote:>9.2f}{total / MB / seconds:>8.0f}"
        print(f"{name:<26}{taken / MB:>8.2f}{ratios}", flush=True)
    took.sort()
    print(
        f"back: p50 {statistics.median(took):.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms, max {took[-1]:.2f} ms"
    )


if __name__ == "__main__":
    main()
