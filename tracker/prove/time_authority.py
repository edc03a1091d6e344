"""Has texts stamped with the time by an authority (RFC 3161).

It asks in a thread of its own, one request at a time: an authority that is slow, broken or gone never delays anything.
What got no stamp is asked for again with the next.
"""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.parse import urlsplit

from tracker.errors import UsageError
from tracker.record.evidence import Roots, ask_for, read_stamp
from tracker.watch.fetch.post import posted
from tracker.watch.fetch.settings import FetchSettings

PATIENCE = 60.0  # s, after which nothing more is expected of a request
LARGEST = 100_000  # bytes of an answer; those of public authorities have 2,000 to 7,000
_TYPES = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
log = logging.getLogger("tracker")


class TimeAuthority:
    """One authority, by the maintainer's setting, and the certificates that vouch for it."""

    def __init__(self, address: str, roots: Roots, settings: FetchSettings) -> None:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise UsageError(f"{address!r} is not the address of a time-stamping authority")
        self.address, self._settings = address, settings
        self._roots = roots
        self._answers: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()  # None: a request that failed
        self._asked_at: float | None = None  # when the request that is under way was made

    def ask(self, size: int, note: str) -> None:
        """Have a checkpoint stamped, unless another one is under way; returns at once."""
        if self._asked_at is not None and monotonic() - self._asked_at < PATIENCE:
            return
        self._answers = SimpleQueue()  # what an older request brings in the end comes to nobody
        self._asked_at = monotonic()
        threading.Thread(target=self._run, args=(size, note, self._answers), name="stamp", daemon=True).start()

    def answer(self, seconds: float = 0.0) -> tuple[int, bytes] | None:
        """A checkpoint's size and its stamp (TimeStampResp in DER), once; waits for it no longer than that."""
        if self._asked_at is None:
            return None
        try:
            found = self._answers.get(timeout=seconds) if seconds else self._answers.get_nowait()
        except Empty:
            if seconds:
                log.warning("%s did not answer in time; the next publication asks again for a time stamp", self.address)
            return None
        self._asked_at = None
        return found

    def _run(self, size: int, note: str, answers: SimpleQueue[tuple[int, bytes] | None]) -> None:
        try:
            answers.put((size, self._stamp(note)))
        except (OSError, ValueError) as error:
            log.warning("%s gave no time stamp: %s; the next publication asks again", self.address, error)
            answers.put(None)

    def _stamp(self, note: str) -> bytes:
        question = ask_for(note)
        with posted(self.address, question.data, self._settings, _TYPES) as answer:
            if answer.status_code != 200:
                raise ValueError(f"it answered {answer.status_code}")
            stamp = b""
            for part in answer.iter_content(4096):
                stamp += part
                if len(stamp) > LARGEST:
                    raise ValueError(f"its answer has more than {LARGEST:,} bytes")
        read_stamp(stamp, note)
        self._roots.vouch(stamp, note, question.nonce)
        return stamp
