"""Reads captures in this process, and knows after a death which of them it died of.

Parsers in C cannot be stopped, and one that a page brings down takes the watch along: it would do so at every start,
for the page stays due. So the page is named in a file beside the record while it is read. A start that finds one there
takes it for failed at its next look, and reads it again at the one after, which comes later with each failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tracker.model import Capture
from tracker.run.executors import InlineExecutor
from tracker.watch.look import Job, Outcome

SUFFIX = ".reading"
KILLED = "killed_reader"
_REASON = (
    "the tracker died while it read this page: what came now was kept and is not read; the look after this one reads it"
    " again"
)


class ReadHere(InlineExecutor):
    """Reads one capture after the other. `record` is the file of the record, or that of none (`:memory:`)."""

    def __init__(self, record: Path) -> None:
        self._died_of = ""
        self._file: int | None = None
        if str(record) != ":memory:":
            self._file = os.open(f"{record}{SUFFIX}", os.O_RDWR | os.O_CREAT, 0o600)
            self._died_of = os.read(self._file, 1_000).decode("utf-8", "replace").strip()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Read a capture: `args` are its job and the capture."""
        job, capture, *_ = args
        assert isinstance(job, Job)
        assert isinstance(capture, Capture)
        if job.page.id == self._died_of:
            self._died_of = ""
            self._mark("")
            failed: Future[Any] = Future()
            failed.set_result(Outcome(job, capture.at, capture, status=capture.status, error=KILLED, reason=_REASON))
            return failed
        self._mark(job.page.id)
        future = super().submit(fn, *args, **kwargs)
        self._mark(self._died_of)  # until that page was looked at, a next start is to know of it, too
        return future

    def _mark(self, page: str) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, page.encode(), 0)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the file. It stays, empty: to remove it would cost each run a name on the disk."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
