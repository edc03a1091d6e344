"""Due pages through the executor into the record.

A unit of work is some due pages of one server in turn, and a server has one unit under way at a time, so politeness
holds however many workers there are, and wherever. A server's next unit is made when its last outcomes are recorded,
so memory holds a few pages, not the watchlist.

Workers elsewhere read and compare what they fetch. Threads only fetch: beside each other they would read no faster, and
the wording in force is taken from the record for those pages alone that need it. What they bring is read by this
process or, given nothing but what is to be read, by others beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from typing import Any, TypeVar

from tracker.errors import StoreBusy, WorkerDied
from tracker.model import Capture, Page
from tracker.record.outcome import Recorded, record_all
from tracker.record.store import Store
from tracker.run.executors import InlineExecutor
from tracker.run.past.rebuild import in_force, is_read_as_ever
from tracker.watch.look import Fetch, Job, Outcome, examine, is_last, job_for, look, see

TRIES = 10  # of writing what was seen, each as long as the store waits: ten minutes
AHEAD = 32  # units under way or waiting to be recorded, at most
FAR_UNIT = 8  # pages a unit where sending one costs more than looking at a page; a stop waits for them

HERE = InlineExecutor()
T = TypeVar("T")
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
    readers: Executor = HERE,
    stop: Event | None = None,
    servers: Mapping[str, str] | None = None,
    far: bool = False,
    unit: int = 1,
    rest: Rest | None = None,
) -> Iterator[Recorded]:
    """Look at every page once and yield what each look became, as soon as it is on the disk.

    What came in at the same moment is written at once: a commit costs more than all that a look without news writes.
    The executor's workers fetch, and `readers` read what came; with `far`, the workers are elsewhere and do both. A
    call looks at `unit` pages at most. Hosts are servers of their own but for those that `servers` gives one name.
    `rest(pages)` waits out the host's spacing after each unit, as the next request may be another process's. With
    `stop` set, what is in hand is finished and recorded, and no more is begun.
    ExecutorError when the workers are lost or have other rules: what is recorded by then stays, the rest is still due.
    """
    queues: dict[str, list[Page]] = {}
    for page in pages:
        queues.setdefault((servers or {}).get(page.host, page.host), []).append(page)
    ready = deque(
        _Server(deque(tuple(queue[at : at + unit]) for at in range(0, len(queue), unit))) for queue in queues.values()
    )
    under_way: dict[Future[tuple[Outcome, ...]], _Server] = {}
    reading: dict[Future[Outcome], Outcome] = {}

    def begin() -> None:
        while ready and len(under_way) + len(reading) < AHEAD and not (stop and stop.is_set()):
            server = ready.popleft()
            server.jobs = tuple(_job(store, page, far) for page in server.units.popleft())
            if far:
                future = executor.submit(look_at, server.jobs, fetch, now, rest)
            else:
                future = executor.submit(see_all, server.jobs, fetch, now)
            under_way[future] = server

    begin()
    while under_way or reading:
        futures: list[Future[Any]] = [*under_way, *reading]
        done, _ = wait(futures, return_when=FIRST_COMPLETED)
        outcomes = [_as_read(future, reading.pop(future)) for future in _begun(reading, done)]
        for future in _begun(under_way, done):
            server = under_way.pop(future)
            for seen in _outcomes(future, server, now):
                if far or seen.capture is None or is_last(seen.job, seen.capture):
                    outcomes.append(seen)
                    continue
                job = replace(seen.job, known=seen.job.known or in_force(store, seen.job.page))
                reading[readers.submit(read_apart, job, seen.capture)] = replace(seen, job=job)
            if server.units:
                ready.append(server)
        yield from _recorded(store, outcomes, stop)
        begin()


def _recorded(store: Store, outcomes: Sequence[Outcome], stop: Event | None) -> list[Recorded]:
    """Write outcomes, and again while another program holds the record: what was seen may not be there to see again."""
    for left in reversed(range(TRIES)):
        try:
            return record_all(store, outcomes)
        except StoreBusy:
            if not left or (stop and stop.is_set()):
                raise
    raise AssertionError


def look_at(
    jobs: tuple[Job, ...], fetch: Fetch, now: Callable[[], datetime], rest: Rest | None = None
) -> tuple[Outcome, ...]:
    """Look at the pages of one unit in turn. The wording in force is not sent back: who made the jobs has it."""
    outcomes = tuple(replace(look(job, fetch, now), job=replace(job, known=None)) for job in jobs)
    if rest:
        rest(tuple(job.page for job in jobs))
    return outcomes


def see_all(jobs: tuple[Job, ...], fetch: Fetch, now: Callable[[], datetime]) -> tuple[Outcome, ...]:
    """Fetch the pages of one unit in turn, and read nothing."""
    return tuple(see(job, fetch, now) for job in jobs)


def _job(store: Store, page: Page, far: bool) -> Job:
    known = in_force(store, page) if far or not is_read_as_ever(store, page) else None
    return job_for(page, store.pages.state(page.id), known)


def read_apart(job: Job, capture: Capture) -> Outcome:
    """Read a capture, wherever this is called. What came with it is not sent back: who sent it has it."""
    return replace(examine(job, capture), job=replace(job, known=None), capture=None)


def _as_read(future: Future[Outcome], seen: Outcome) -> Outcome:
    """What was read in a capture. One that killed its readers has failed, and its bytes are kept."""
    try:
        return replace(future.result(), job=seen.job, capture=seen.capture, asked=seen.asked)
    except WorkerDied as error:
        return replace(seen, error="worker", reason=str(error))


def _begun(futures: Iterable[Future[T]], done: set[Future[Any]]) -> list[Future[T]]:
    """Those that are done, as they were begun: a set has no order."""
    return [future for future in futures if future in done]


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
