"""Statements that are no web page: said to the press, in a letter, in a PDF. Entered by hand into the same history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.check import NOT_MODIFIED, examine, job_for
from tracker.errors import UsageError
from tracker.record import Recorded, record
from tracker.store import Store
from tracker.types import Capture, ChangeStatus, Page

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
}
_PLAIN = "text/plain; charset=utf-8"


def entered(page: Page, body: bytes, suffix: str, *, at: datetime, who: str) -> Capture:
    """What was handed in, as a capture. `suffix` is that of the file (".pdf"); what it does not tell is plain text."""
    headers = (("Content-Type", _TYPES.get(suffix.lower(), _PLAIN)),)
    return Capture(page.url, page.url, 200, headers, body, at, source=f"manual:{who}")


def enter(store: Store, page: Page, capture: Capture) -> Recorded:
    """Take up a statement that was entered by hand; what it changes holds at once, for no second look will come.

    UsageError when the page has been looked at since, for the record only grows forward, or when nothing can be read.
    """
    state = store.pages.state(page.id)
    if state.last_check and capture.at <= state.last_check:
        raise UsageError(
            f"{page.id} was last looked at {state.last_check:%Y-%m-%d %H:%M} UTC and the record only grows forward: "
            "enter statements in the order of their time, each after what is there"
        )
    known = store.versions.get(page.id, state.version) if state.version else None
    outcome = examine(job_for(page, state, known), capture)
    if outcome.error is not None:
        raise UsageError(f"the statement cannot be read: {outcome.reason}")
    # A person vouches for it: a short spoken sentence after a long letter is no broken page.
    with store.transaction():
        recorded = record(store, replace(outcome, suspicion=None), schedule=False)
        if recorded.change is None or recorded.change.status is not ChangeStatus.PENDING:
            return recorded
        again = replace(capture, body=b"", status=NOT_MODIFIED, at=capture.at + timedelta(milliseconds=1))
        state = store.pages.state(page.id)
        confirmed = record(store, examine(job_for(page, state, known), again), schedule=False)
    return replace(recorded, change=confirmed.change)
