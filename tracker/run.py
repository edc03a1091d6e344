"""Due pages through the executor into the record.

A unit of work is some due pages of one server in turn, and a server has one unit under way at a time, so politeness
holds however many workers there are, and wherever. A server's next unit is made when its last outcomes are recorded,
so memory holds a few pages, not the watchlist.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event

from tracker.check import Fetch, Job, Outcome, job_for, look
from tracker.errors import WorkerDied
from tracker.rebuild import in_force
from tracker.record import Recorded, record
from tracker.store import Store
from tracker.types import Page

AHEAD = 32  # units under way or waiting to be recorded, at most
FAR_UNIT = 8  # pages a unit where sending one costs more than looking at a page; a stop waits for them


Rest = Callable[[tuple[Page, ...]], None]


@dataclass(slots=True)
class _Server:
    """What is still to be looked at on one server, unit by unit."""

    units: deque[tuple[Page, ...]]
    jobs: tuple[Job, ...] = ()  # of the unit under way


def check_pages(
    store: Store,
    pages: Iterable[Page],
    *,
    fetch: Fetch,
    executor: Executor,
    now: Callable[[], datetime],
    stop: Event | None = None,
    servers: Mapping[str, str] | None = None,
    unit: int = 1,
    rest: Rest | None = None,
) -> Iterator[Recorded]:
    """Look at every page once and yield what each look became, as soon as it is on the disk.

    `unit` is how many pages a call may look at. Hosts are servers of their own but for those that `servers` gives one
    name. `rest` ends a unit with the time between two turns, where the next may be another process's. With `stop` set,
    the units in hand are finished and recorded, and no others are begun. ExecutorError when the
    workers are lost or have other rules: what is recorded by then stays, the rest is still due.
    """
    queues: dict[str, list[Page]] = {}
    for page in pages:
        queues.setdefault((servers or {}).get(page.host, page.host), []).append(page)
    ready = deque(
        _Server(deque(tuple(queue[at : at + unit]) for at in range(0, len(queue), unit))) for queue in queues.values()
    )
    under_way: dict[Future[tuple[Outcome, ...]], _Server] = {}

    def begin() -> None:
        while ready and len(under_way) < AHEAD and not (stop and stop.is_set()):
            server = ready.popleft()
            server.jobs = tuple(_job(store, page) for page in server.units.popleft())
            under_way[executor.submit(look_at, server.jobs, fetch, now, rest)] = server

    begin()
    while under_way:
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in [future for future in under_way if future in done]:  # as they were begun: a set has no order
            server = under_way.pop(future)
            for outcome in _outcomes(future, server, now):
                yield record(store, outcome)
            if server.units:
                ready.append(server)
        begin()


def look_at(
    jobs: tuple[Job, ...], fetch: Fetch, now: Callable[[], datetime], rest: Rest | None = None
) -> tuple[Outcome, ...]:
    """Look at the pages of one unit in turn. The wording in force is not sent back: who made the jobs has it."""
    outcomes = tuple(replace(look(job, fetch, now), job=replace(job, known=None)) for job in jobs)
    if rest:
        rest(tuple(job.page for job in jobs))
    return outcomes


def _job(store: Store, page: Page) -> Job:
    known = in_force(store, page)
    return job_for(page, store.pages.state(page.id), known)


def _outcomes(future: Future[tuple[Outcome, ...]], server: _Server, now: Callable[[], datetime]) -> Iterator[Outcome]:
    """What a unit brought. When it killed its workers, its pages are tried one by one, and the culprit has failed."""
    jobs = server.jobs
    try:
        outcomes = future.result()
    except WorkerDied as error:
        if len(jobs) == 1:
            yield Outcome(jobs[0], now(), error="worker", reason=str(error))
        else:
            server.units.extendleft((job.page,) for job in reversed(jobs))
        return
    for job, outcome in zip(jobs, outcomes, strict=True):
        yield replace(outcome, job=job)
