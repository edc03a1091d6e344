"""What our fetch costs beside a bare `requests.Session.get`, and what faults cost: `python -m benchmarks.fetch`.

Both clients ask the same loopback server (a process of its own) in turns, batch by batch, in one run. The first table
gives seconds of this process per 1,000 fetches and ratios: above 1, ours is faster. The second table runs the fault
matrix of the tests: how far a fetch went beyond its deadline, and by how much memory grew.
"""

from __future__ import annotations

import gzip
import multiprocessing
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

import requests

from tests.server import Reply, running
from tracker.errors import FetchError
from tracker.model import FetchRequest
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.http import Fetcher

PAGES, BATCHES = 200, 8
BODY = b"<html><body>" + b"".join(b"<p>Sentence %d of the policy says this.</p>" % n for n in range(700)) + b"</body>"
PACKED = gzip.compress(BODY)
GZIP = {"Content-Encoding": "gzip"}
OPEN = FetchSettings(allow_private=True, spacing=0.0)


def serve(pipe: Connection) -> None:
    with running() as server:
        for number in range(PAGES):
            server.put(f"/{number}", Reply(body=PACKED, headers=GZIP, etag=f'"{number}"'))
        pipe.send(server.url())
        pipe.recv()


def timed(batch: Callable[[], None]) -> tuple[float, float]:
    """Seconds of processor and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    batch()
    return time.process_time() - cpu, time.perf_counter() - wall


def compare_with_bare(base: str) -> None:
    urls = [f"{base}{number}" for number in range(PAGES)]
    with requests.Session() as session, Fetcher(OPEN) as fetcher:

        def bare() -> None:
            for url in urls:
                assert session.get(url).content == BODY

        def ours() -> None:
            for url in urls:
                assert fetcher.fetch(FetchRequest(url)).body == BODY

        def bare_304() -> None:
            for number, url in enumerate(urls):
                assert session.get(url, headers={"If-None-Match": f'"{number}"'}).status_code == 304

        def ours_304() -> None:
            for number, url in enumerate(urls):
                assert fetcher.fetch(FetchRequest(url, etag=f'"{number}"')).status == 304

        heads = ("bare CPU", "ours CPU", "ratio", "bare s", "ours s", "ratio")
        print(f"{'per 1,000 fetches':<20}" + "".join(f"{head:>10}" for head in heads))
        for name, one, other in (("200, 36 kB, gzip", bare, ours), ("304", bare_304, ours_304)):
            one(), other()
            runs = [(timed(one), timed(other)) for _ in range(BATCHES)]
            b_cpu, o_cpu, b_wall, o_wall = (
                min(run[who][what] for run in runs) / PAGES * 1000 for what in (0, 1) for who in (0, 1)
            )
            figures = (b_cpu, o_cpu, b_cpu / o_cpu, b_wall, o_wall, b_wall / o_wall)
            print(f"{name:<20}" + "".join(f"{figure:>10.2f}" for figure in figures))


def run_faults(deadline: float = 1.0) -> None:
    from tests.watch.fetch.test_faults import MATRIX  # builds bombs: not before it is needed

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # MB

    before, worst, late = peak(), "", 0.0
    with running() as server, Fetcher(FetchSettings(allow_private=True, spacing=0.0, timeout=deadline)) as fetcher:
        for name, (_, answer) in MATRIX.items():
            started = time.monotonic()
            with suppress(FetchError):
                fetcher.fetch(FetchRequest(server.put("/", answer)))
            beyond = time.monotonic() - started - deadline
            worst, late = max((worst, late), (name, beyond), key=lambda pair: pair[1])
    print(
        f"{len(MATRIX)} faults, deadline {deadline} s, cap 10 MB: at most {late:+.2f} s beyond it ({worst});", end=" "
    )
    print(f"memory grew by {peak() - before} MB (server and client in one process)")


def main() -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there,), daemon=True)
    server.start()
    compare_with_bare(here.recv())
    here.send("stop")
    server.join()
    run_faults()


if __name__ == "__main__":
    main()
