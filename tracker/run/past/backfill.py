"""Archived captures through the very same path as live ones, whatever the order in which they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.model import Capture, ChangeFilter, Page
from tracker.record.outcome import Recorded, record
from tracker.record.store import Store
from tracker.run.executors import InlineExecutor
from tracker.run.past.late_captures import refold
from tracker.run.past.read_ahead import fits, read_ahead
from tracker.run.past.rebuild import in_force
from tracker.watch.archive import Wayback
from tracker.watch.look import examine, job_for

KNOWN = "already in the record"
SEVERAL = (
    "it is made of several addresses, and an archive copies each at another time: when all of them read so together"
    " nobody knows; watch an address as a page of its own to have its history"
)


@dataclass(frozen=True, slots=True)
class Passed:
    """An archived capture that was not taken up, and why."""

    page: str
    reason: str


def backfill(
    store: Store, captures: Iterable[tuple[Page, Capture | None]], executor: Executor | None = None
) -> Iterator[Recorded | Passed]:
    """Take up captures in any order; yields what each became. A capture of None could not be read from its archive.

    Those already in the record are passed over, so it can be run again, also after it was cut short. A capture that is
    older than the page's last check is kept first, and taken up with its like before the next newer one or at the end:
    the page's history is then settled anew (`late_captures`). Within a change's bracket it narrows the bracket. In
    order of time is fastest. With an executor, its workers read and compare ahead; only this process writes.
    """
    waiting: dict[str, Page] = {}  # what may have captures that are kept, but not taken up
    met: set[str] = set()
    for page, capture, ahead in read_ahead(store, captures, executor or InlineExecutor()):
        if page.sources:
            yield Passed(page.id, SEVERAL)
            continue
        if page.id not in met:
            waiting[page.id] = page  # of a run that was cut short
        met.add(page.id)
        if capture is None:
            yield Passed(page.id, "broken, cut short or over 10 MB")
            continue
        state = store.pages.state(page.id)
        if is_known(store, page, capture.source, capture.at):
            yield Passed(page.id, KNOWN)
        elif state.last_check and capture.at <= state.last_check:
            with store.transaction():
                store.snapshots.add(page.id, capture, state.sha256)
            waiting[page.id] = page
        else:
            if waiting.pop(page.id, None):
                yield from refold(store, page)
            known = in_force(store, page)
            job = job_for(page, store.pages.state(page.id), known)
            if ahead is not None and fits(ahead, job):
                outcome = replace(ahead, job=job, capture=replace(capture, at=ahead.at))
            else:
                outcome = examine(job, capture)
            yield record(store, outcome, schedule=False)
    for page in waiting.values():
        yield from refold(store, page)


def is_known(store: Store, page: Page, source: str, at: datetime) -> bool:
    """Whether a capture is in the record, taken up or waiting to be."""
    return store.checks.seen(page.id, source, at) or store.snapshots.find(page.id, source, at) is not None


def backfill_from(
    wayback: Wayback,
    store: Store,
    page: Page,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Recorded | Passed]:
    """Take up what an archive holds of a page, oldest first. What is in the record is not asked for again.

    `progress` is told the number of captures first. FetchError when the archive cannot be had; what came until then
    is in the record, and the next run goes on from there.
    """
    if page.sources:
        yield Passed(page.id, SEVERAL)
        return
    held = list(wayback.captures(page.url, since, until))
    progress(len(held))
    fresh = [each for each in held if not is_known(store, page, each.source, each.at)]
    for _ in range(len(held) - len(fresh)):
        yield Passed(page.id, KNOWN)
    # Read as they are taken up: an archive gives them out slowly, and what was read is kept at once.
    yield from backfill(store, ((page, wayback.read(each, page.url)) for each in fresh))


def narrow(
    wayback: Wayback, store: Store, page: Page, *, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Recorded | Passed]:
    """Take up what an archive holds of a page inside the brackets of its published changes, so that they get narrower.

    A bracket is from the last look that still showed the old words to the first that showed the new ones.
    """
    if page.sources:
        yield Passed(page.id, SEVERAL)
        return
    for change in store.changes.find(ChangeFilter(page=page.id, newest_first=False)):
        since, until = change.last_without, change.first_with
        yield from backfill_from(wayback, store, page, since=since, until=until, progress=progress)
