"""Statements that are no web page: said to the press, in a letter, in a PDF. Entered by hand into the same history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.errors import UsageError
from tracker.model import Capture, CaptureSource, ChangeStatus, Check, Document, Page, SourceKind
from tracker.model.dates import minute_words
from tracker.record.outcome import Recorded, record
from tracker.record.store import Store
from tracker.record.told import told_text
from tracker.run.past.backfill import is_known
from tracker.run.past.late_captures import refold
from tracker.run.past.replay import vouch
from tracker.watch.look import NOT_MODIFIED, examine, job_for

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
}
_PLAIN = "text/plain; charset=utf-8"


def entered(page: Page, body: bytes, suffix: str, *, at: datetime, who: str) -> Capture:
    """What was handed in, as a capture. `suffix` is that of the file (".pdf"); what it does not tell is plain text."""
    headers = (("Content-Type", _TYPES.get(suffix.lower(), _PLAIN)),)
    return Capture(page.url, page.url, 200, headers, body, at, source=str(CaptureSource(SourceKind.MANUAL, who)))


def enter(store: Store, page: Page, capture: Capture, said: Document | None = None) -> Recorded:
    """Take up a statement that was entered by hand; what it changes holds at once, for no second look will come.

    `said` is what is known of it as a document beside its capture; it answers what was asked, when that is open.

    One that is older than what the record has seen is put in its place: the page's history is settled anew around it.
    UsageError when nothing can be read, or when a statement of that source and moment is in the record.
    """
    if is_known(store, page, capture.source, capture.at):
        who = capture.origin.detail
        raise UsageError(
            f"{page.id} has a statement by {who!r} of {minute_words(capture.at.astimezone())}; of two on one day, give"
            ' each its hour: --at "2026-06-03 14:30"'
        )
    state = store.pages.state(page.id)
    known = told_text(store, state)
    outcome = examine(job_for(page, state, known), capture)
    if outcome.error is not None:
        raise UsageError(f"the statement cannot be read: {outcome.reason}")
    with store.transaction():
        if state.last_check and capture.at <= state.last_check:
            snapshot = store.snapshots.add(page.id, capture, state.sha256)
            _keep(store, said, snapshot)
            taken = refold(store, page)
            own = (capture.at, vouch(capture).at)
            looks = [each for each in taken if each.check.source == capture.source and each.check.at in own]
            return replace(looks[0], change=looks[-1].change or looks[0].change)
        # A person vouches for it: a short spoken sentence after a long letter is no broken page.
        recorded = record(store, replace(outcome, suspicion=None), schedule=False)
        number = recorded.check.snapshot
        bare = store.snapshots.bare(number) if number else None
        if said is not None and bare and bare[0].at != capture.at:  # the words of the one before, said again
            number = store.snapshots.keep(page.id, capture, bare[1])
        _keep(store, said, number)
        if recorded.change is None or recorded.change.status is not ChangeStatus.PENDING:
            return recorded
        state = store.pages.state(page.id)
        confirmed = record(store, examine(job_for(page, state, known), vouch(capture)), schedule=False)
    return replace(recorded, change=confirmed.change)


def _keep(store: Store, said: Document | None, snapshot: int | None) -> None:
    if said is None:
        return
    told = replace(said, snapshot=snapshot)
    asked = [each for each in store.documents.open_questions() if each.page == said.page]
    same = next((each for each in asked if said.question and each.question == said.question), None)
    if same is not None and same.number is not None:
        store.documents.answer(same.number, told)
    else:
        store.documents.add(told)


def entered_at(store: Store, page: Page, start: datetime, end: datetime) -> Check:
    """The statement of a page that was entered for this time. UsageError when there is none, or more than one."""
    withdrawn = store.snapshots.withdrawn(page.id)
    found = [
        check
        for check in store.checks.of(page.id, since=start, until=max(end, start + timedelta(milliseconds=1)))
        if check.origin.is_by_hand and check.status != NOT_MODIFIED and check.snapshot not in withdrawn
    ]
    if not found:
        raise UsageError(
            f"{page.id} has no statement of that time that was entered by hand; `tracker coverage` has all"
        )
    if len(found) > 1:
        times = ", ".join(f"{check.at.astimezone():%Y-%m-%d %H:%M:%S} ({check.origin.detail})" for check in found)
        raise UsageError(f"{page.id} has several statements of that time: {times}; give the hour of one with --at")
    return found[0]


def free_moment(store: Store, page: Page, source: str, at: datetime) -> datetime:
    """The first moment from `at` on for which the record has no capture of this source."""
    while is_known(store, page, source, at) or is_known(store, page, source, at + timedelta(milliseconds=1)):
        at += timedelta(milliseconds=2)
    return at
