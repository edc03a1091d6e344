"""What keeping every body costs beside git and zlib: `python -m benchmarks.bodies`.

The bodies are those of the replay when `../shared` is there, else policies made up here that change a little each time.
Ours goes through a real record; git takes the same bytes by `fast-import`, one file a page and one commit a body, and
then packs them anew as hard as `git gc` does. `back` is reading any body of ours again, its hash checked.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.watch import WARC, made_up
from tracker.store import Store

MB = 1e6


def bodies() -> Iterator[tuple[str, bytes]]:
    """Page and body, in order of time."""
    if not WARC.exists():
        for turn in range(50):
            for page in range(20):
                yield str(page), made_up(page).replace(b"For matter 7", b"For matter %d" % (7000 + turn // 3))
        return
    from tracker.archive import index_warc, read_warc

    for entry in sorted(index_warc(WARC), key=lambda entry: (entry.at, entry.url)):
        if capture := read_warc(entry):
            yield entry.url, capture.body


def ours(all_: list[tuple[str, bytes]], folder: Path) -> tuple[float, int, list[float]]:
    with Store(folder / "t.db") as store:
        begin, hashes, last = time.perf_counter(), [], dict[str, str]()
        with store.transaction():
            for page, body in all_:
                last[page] = store.bodies.put(body, last.get(page))
                hashes.append(last[page])
        wrote = time.perf_counter() - begin
        size = store._db.execute("SELECT sum(length(data)) FROM bodies").fetchone()[0]
        took = []
        for sha256 in random.Random(1).sample(hashes, len(hashes)):
            begin = time.perf_counter()
            store.bodies.get(sha256)
            took.append((time.perf_counter() - begin) * 1000)
    return wrote, size, took


def by_git(all_: list[tuple[str, bytes]], folder: Path) -> tuple[float, int, float, int]:
    def git(*words: str, stdin: bytes | None = None) -> None:
        subprocess.run(["git", "-C", str(folder), *words], input=stdin, check=True, capture_output=True)

    def packed() -> int:
        return sum(path.stat().st_size for path in (folder / ".git/objects/pack").glob("*.pack"))

    git("init", "--quiet")
    names = {page: f"{number}.html" for number, page in enumerate(dict.fromkeys(page for page, _ in all_))}
    stream = bytearray()
    for number, (page, body) in enumerate(all_):
        stream += b"commit refs/heads/main\ncommitter a <a@a> %d +0000\ndata 1\nx\n" % (1_600_000_000 + number)
        stream += b"M 644 inline %s\ndata %d\n%s\n" % (names[page].encode(), len(body), body)
    begin = time.perf_counter()
    git("fast-import", "--quiet", stdin=bytes(stream))
    wrote, size = time.perf_counter() - begin, packed()
    git("gc", "--quiet", "--prune=now")
    git("repack", "-adfq", "--depth=50", "--window=10")
    return wrote, size, time.perf_counter() - begin, packed()


def main() -> None:
    all_ = list(bodies())
    total = sum(len(body) for _, body in all_)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        wrote, size, took = ours(all_, Path(one))
        git_wrote, git_size, gc_wrote, gc_size = by_git(all_, Path(two))
    begin = time.perf_counter()
    zlib_size = sum(len(zlib.compress(body)) for _, body in all_)
    zlib_wrote = time.perf_counter() - begin
    print(f"{len(all_):,} bodies of {len({page for page, _ in all_})} pages, {total / MB:,.1f} MB")
    print(f"{'':<22}{'MB':>8}{'of ours':>9}{'s':>8}{'of ours':>9}{'MB/s':>8}")
    for name, mb, seconds in (
        ("ours", size / MB, wrote),
        ("git, fast-import", git_size / MB, git_wrote),
        ("git, packed anew", gc_size / MB, gc_wrote),
        ("zlib, each alone", zlib_size / MB, zlib_wrote),
    ):
        ratios = f"{mb * MB / size:>9.2f}{seconds:>8.2f}{seconds / wrote:>9.2f}{total / MB / seconds:>8.0f}"
        print(f"{name:<22}{mb:>8.2f}{ratios}")
    took.sort()
    print(
        f"back: p50 {statistics.median(took):.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms, max {took[-1]:.2f} ms"
    )


if __name__ == "__main__":
    main()
