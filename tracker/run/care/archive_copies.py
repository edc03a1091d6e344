"""Pages of published changes into a public archive: a queue in the record, worked off beside everything else.

The network is asked in a thread of its own, one short request at a time; the coordinator writes what came of it. With
the archive down nothing waits: the queue does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep

from tracker.record.store import Save, Store
from tracker.watch.archive import Saver, Step

ASK_AGAIN = timedelta(seconds=6)  # a job takes the archive some seconds to minutes
RETRY_FIRST, RETRY_MOST = timedelta(minutes=10), timedelta(days=1)
MOST_TRIES = 10  # about a week


class Saving:
    """Works off the queue. Belongs to the thread that owns the record."""

    def __init__(self, store: Store, saver: Saver, now: Callable[[], datetime]) -> None:
        self._store, self._saver, self._now = store, saver, now
        self._under_way: tuple[Save, SimpleQueue[Step]] | None = None

    def turn(self, seconds: float = 0.0) -> int:
        """Write what has come, ask for what is due, and wait for answers no longer than that. Copies that are there."""
        saved, end = 0, monotonic() + seconds
        while True:
            if self._under_way is None and not self._begin():
                due = self._store.saves.next_due()
                pause = (due - self._now()).total_seconds() if due else seconds + 1
                if monotonic() + pause > end:
                    return saved
                sleep(max(pause, 0.0))
                continue
            assert self._under_way is not None
            save, answer = self._under_way
            try:
                step = answer.get(timeout=max(end - monotonic(), 0.0))
            except Empty:
                return saved  # the answer is written at the next turn
            self._under_way = None
            with self._store.transaction():
                saved += self._write(save, step)

    def _begin(self) -> bool:
        save = self._store.saves.due(self._now())
        if save is None:
            return False
        answer: SimpleQueue[Step] = SimpleQueue()
        # A daemon: an archive that never answers must not keep the program from ending.
        Thread(target=lambda: answer.put(self._saver.step(save.url, save.job)), name="saving", daemon=True).start()
        self._under_way = save, answer
        return True

    def _write(self, save: Save, step: Step) -> bool:
        saves, now = self._store.saves, self._now()
        if step.address:
            saves.done(save.change, step.address)
            return True
        if step.reason is None:
            saves.put_off(replace(save, job=step.job), now + ASK_AGAIN)
            return False
        tries = save.tries + 1
        pause = min(RETRY_FIRST * 2 ** (tries - 1), RETRY_MOST)
        if step.retry_after:
            pause = max(pause, timedelta(seconds=min(step.retry_after, RETRY_MOST.total_seconds())))
        over = step.hopeless or tries >= MOST_TRIES
        saves.put_off(replace(save, job=None, tries=tries), None if over else now + pause, step.reason)
        return False
