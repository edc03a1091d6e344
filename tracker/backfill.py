"""Archived captures through the very same path as live ones, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
        state = store.pages.state(page.id)
        if capture is None:
            yield Passed(page.id, "broken, cut short or over 10 MB")
        elif store.checks.seen(page.id, capture.source, capture.at):
            yield Passed(page.id, "already in the record")
        elif state.last_check and capture.at <= state.last_check:
            yield Passed(page.id, "older than the last check")
        else:
            known = in_force(store, page)
            yield record(store, examine(job_for(page, store.pages.state(page.id), known), capture), schedule=False)
