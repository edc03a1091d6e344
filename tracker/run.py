"""Due pages through the executor into the record.

One job of a host is under way at a time, so politeness holds however many workers there are; its next job is made when
its last outcome is recorded, so memory holds a few pages, not the watchlist.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import datetime
from threading import Event

from tracker.check import Fetch, Outcome, job_for, look
from tracker.rebuild import in_force
from tracker.record import Recorded, record
from tracker.store import Store
from tracker.types import Page

AHEAD = 32  # outcomes under way or waiting to be recorded, at most


def check_pages(
    store: Store,
    pages: Iterable[Page],
    *,
    fetch: Fetch,
    executor: Executor,
    now: Callable[[], datetime],
    stop: Event | None = None,
) -> Iterator[Recorded]:
    """Look at every page once and yield what each look became, as soon as it is on the disk.

    With `stop` set, the checks in hand are finished and recorded, and no others are begun.
    """
    hosts: dict[str, deque[Page]] = {}
    for page in pages:
        hosts.setdefault(page.host, deque()).append(page)
    ready = deque(hosts.values())
    under_way: dict[Future[Outcome], deque[Page]] = {}

    def begin() -> None:
        while ready and len(under_way) < AHEAD and not (stop and stop.is_set()):
            queue = ready.popleft()
            page = queue.popleft()
            known = in_force(store, page)
            job = job_for(page, store.pages.state(page.id), known)
            under_way[executor.submit(look, job, fetch, now)] = queue

    begin()
    while under_way:
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            queue = under_way.pop(future)
            if queue:
                ready.append(queue)
            yield record(store, future.result())
        begin()
