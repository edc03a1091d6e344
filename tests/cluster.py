"""A Dask cluster of real commands, and a record made on it: `python -m tests.cluster FOLDER EXECUTOR`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from tests.histories import archived
from tracker.publish import PublishSettings, publish
from tracker.record.store import Store
from tracker.run.executors import WorkPlace, open_executor
from tracker.run.past.backfill import backfill
from tracker.run.past.rebuild import rebuild

SECONDS = 60.0  # for a cluster to come up; a busy machine takes 5


def record(folder: Path, word: str) -> None:
    """Histories read and read anew at that place, published; and the rows, as text."""
    captures = archived(1)
    pages = sorted({page for page, _ in captures}, key=lambda page: page.id)
    with Store.in_memory() as store, open_executor(WorkPlace.parse(word)) as executor:
        store.pages.sync(pages, now=captures[0][1].at)
        list(backfill(store, captures, executor))
        quiet = [replace(page, remove=(".n",)) for page in pages]
        store.pages.sync(quiet, now=captures[0][1].at)
        list(rebuild(store, quiet, executor=executor))
        publish(store.reader, folder / "feeds", PublishSettings(base_url="https://record.example/"))
        rows = (line for line in store._db.conn.iterdump() if "_sqlite_migrations" not in line)
        (folder / "rows.sql").write_text("\n".join(rows))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def cluster(
    folder: Path,
    host: str,
    workers: Sequence[tuple[Sequence[str], str]],
    first: Sequence[str] = (),
    tls: Path | None = None,
) -> Iterator[str]:
    """The address of a `dask scheduler` with these `dask worker`s: each its command's prefix and its address."""
    dask = [str(Path(sys.executable).with_name("dask"))]
    told = folder / "scheduler.json"
    common = ["--no-dashboard", "--protocol", "tls" if tls else "tcp"]
    if tls:
        common += ["--tls-ca-file", f"{tls}/ca.pem", "--tls-cert", f"{tls}/cert.pem", "--tls-key", f"{tls}/key.pem"]
    rest = ["--nthreads", "1", "--death-timeout", "60", "--local-directory", str(folder)]
    with ExitStack() as stack, (folder / "cluster.log").open("w") as log:

        def start(*command: str) -> None:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        start(*first, *dask, "scheduler", "--host", host, "--port", "0", "--scheduler-file", str(told), *common)
        for prefix, address in workers:
            start(*prefix, *dask, "worker", "--scheduler-file", str(told), "--host", address, *rest, *common)
        _wait(folder / "cluster.log", len(workers))
        yield f"dask:{json.loads(told.read_text())['address']}"


def _wait(log: Path, workers: int) -> None:
    """Until the scheduler's own log names so many workers."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if log.read_text().count("Register worker") >= workers:
            return
        time.sleep(0.1)
    raise TimeoutError(log.read_text())


if __name__ == "__main__":
    record(Path(sys.argv[1]), sys.argv[2])
