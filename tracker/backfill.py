"""Archived captures through the very same path as live ones, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.archive import Wayback
from tracker.check import examine, job_for
from tracker.rebuild import in_force
from tracker.record import Recorded, record
from tracker.store import Store
from tracker.types import Capture, Page


@dataclass(frozen=True, slots=True)
class Passed:
    """An archived capture that was not taken up, and why."""

    page: str
    reason: str


def backfill(store: Store, captures: Iterable[tuple[Page, Capture | None]]) -> Iterator[Recorded | Passed]:
    """Take up captures, oldest first. Those already in the record are passed over, so it can be run again.

    A capture older than what a page was last seen with is passed over too: the record only grows forward.
    """
    for page, capture in captures:
        if page.sources:
            yield Passed(page.id, "the page is made of several addresses, and this is a capture of one")
        elif capture is None:
            yield Passed(page.id, "broken, cut short or over 10 MB")
        elif passed := needless(store, page, capture.source, capture.at):
            yield passed
        else:
            known = in_force(store, page)
            yield record(store, examine(job_for(page, store.pages.state(page.id), known), capture), schedule=False)


def needless(store: Store, page: Page, source: str, at: datetime) -> Passed | None:
    """Why a capture need not even be read; nothing when it is to be taken up."""
    if store.checks.seen(page.id, source, at):
        return Passed(page.id, "already in the record")
    last = store.pages.state(page.id).last_check
    return Passed(page.id, "older than the last check") if last and at <= last else None


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
    is in the record.
    """
    held = list(wayback.captures(page.url, since, until))
    progress(len(held))
    for each in held:
        if passed := needless(store, page, each.source, each.at):
            yield passed
        else:
            yield from backfill(store, [(page, wayback.read(each, page.url))])
