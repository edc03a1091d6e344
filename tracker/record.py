"""One outcome into the record: decide what it amounts to, and write all of it in one transaction.

Only the coordinator calls this. What was acknowledged by returning from `record` is on the disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from tracker.check import NOT_MODIFIED, Outcome
from tracker.schedule import next_due
from tracker.settle import Action, Memory, Sight, Verdict, settle
from tracker.store import Store
from tracker.types import (
    Change,
    ChangeStatus,
    Check,
    CheckOutcome,
    PageState,
    iso,
)

SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one outcome became."""

    check: Check
    change: Change | None = None  # opened, published, reverted or quarantined by it
    recovered: str | None = None  # a failure or quarantine that it ends, in words
    first_failure: bool = False  # the maintainer is told of the first in a row only


def record(store: Store, outcome: Outcome, *, schedule: bool = True) -> Recorded:
    """Write an outcome. With `schedule` off (archived captures) the page's next check stays when it was.

    Raises StoreError when it cannot be written; then nothing of it is there.
    """
    with store.transaction():
        state = store.pages.state(outcome.job.page.id)
        if outcome.error is not None:
            return _failed(store, outcome, state, schedule)
        return _seen(store, outcome, state, schedule)


def change_id(page: str, before: str, after: str, first_with: str) -> str:
    """Sixteen hexadecimal digits made of the page, both versions and the time of first sight: the same in any store."""
    return hashlib.sha256("\n".join((page, before, after, first_with)).encode()).hexdigest()[:16]


def _failed(store: Store, outcome: Outcome, state: PageState, schedule: bool) -> Recorded:
    page = outcome.job.page
    snapshot = None
    if outcome.capture is not None:  # fetched, but not readable: the bytes are evidence all the same
        snapshot = store.snapshots.add(page.id, outcome.capture, state.sha256)
    check = Check(
        page.id,
        outcome.at,
        CheckOutcome.FAILED,
        outcome.reason,
        outcome.error,
        outcome.status,
        None,
        snapshot,
        outcome.capture.elapsed if outcome.capture else 0.0,
        outcome.capture.source if outcome.capture else "http",
    )
    store.checks.add(check)
    failures = state.failures + 1
    due = next_due(page, now=outcome.at, ok=False, failures=failures, retry_after=outcome.retry_after)
    store.pages.save(
        replace(
            state,
            failures=failures,
            last_check=outcome.at,
            due=due if schedule else state.due,
            # Unreadable bytes must not be confirmed by a later 304.
            etag=None if outcome.capture else state.etag,
            last_modified=None if outcome.capture else state.last_modified,
        )
    )
    return Recorded(check, first_failure=state.failures == 0)


def _seen(store: Store, outcome: Outcome, state: PageState, schedule: bool) -> Recorded:
    page, capture = outcome.job.page, outcome.capture
    assert capture is not None
    memory = Memory.load(state.memory)
    snapshot, sha256 = state.snapshot, state.sha256
    if outcome.statement is not None or snapshot is None:
        snapshot = store.snapshots.add(page.id, capture, sha256)
        sha256 = capture.sha256
    sight = _sight(store, outcome, memory, snapshot)
    if outcome.statement is not None:
        store.versions.add(page.id, outcome.statement, at=outcome.at, snapshot=snapshot)
    verdict = settle(memory, sight)
    change = _apply(store, outcome, memory, sight, verdict)
    held = verdict.action is Action.HOLD
    check = Check(
        page.id,
        outcome.at,
        _outcome(outcome, memory, sight, verdict),
        sight.suspicion if held else None,
        None,
        capture.status,
        None if held else sight.version,
        snapshot,
        capture.elapsed,
        capture.source,
    )
    store.checks.add(check)
    fresh = outcome.statement is not None and not held
    standing = verdict.memory.standing
    changed = change is not None and change.status in (ChangeStatus.PENDING, ChangeStatus.PUBLISHED)
    last_changed = outcome.at if changed else state.last_changed
    due = next_due(page, now=outcome.at, ok=True, last_changed=last_changed)
    store.pages.save(
        replace(
            state,
            version=standing.version if standing else None,
            snapshot=snapshot if fresh else state.snapshot,
            sha256=sha256 if fresh else state.sha256,
            etag=capture.header("ETag") if fresh else None if held else state.etag,
            last_modified=capture.header("Last-Modified") if fresh else None if held else state.last_modified,
            failures=0,
            last_check=outcome.at,
            last_good=state.last_good if held else outcome.at,
            last_changed=last_changed,
            due=due if schedule else state.due,
            memory=verdict.memory.dump(),
        )
    )
    recovered = None
    if state.failures:
        recovered = f"seen again after {state.failures} failed checks"
    elif verdict.ended:
        recovered = f"no longer held back ({verdict.ended.reason})"
    first_hold = held and verdict.memory.held is not None and verdict.memory.held.captures == 1
    return Recorded(check, change, recovered, first_failure=first_hold)


def _sight(store: Store, outcome: Outcome, memory: Memory, snapshot: int) -> Sight:
    page = outcome.job.page.id
    if outcome.statement is None:  # not modified, or the same bytes: the last capture over again
        version = memory.last or ""
        waiting = memory.pending if memory.pending and memory.pending.version == version else None
        opened = store.changes.get(waiting.change) if waiting else None
        return Sight(outcome.at, version, snapshot, opened.edits if opened else ())
    edits = outcome.comparison.edits if outcome.comparison else ()
    version = outcome.statement.id
    standing = memory.standing.version if memory.standing else ""
    return Sight(
        outcome.at, version, snapshot, edits, outcome.suspicion, change_id(page, standing, version, iso(outcome.at))
    )


def _outcome(outcome: Outcome, memory: Memory, sight: Sight, verdict: Verdict) -> CheckOutcome:
    if verdict.action is Action.HOLD:
        return CheckOutcome.QUARANTINED
    if outcome.capture and outcome.capture.status == NOT_MODIFIED:
        return CheckOutcome.NOT_MODIFIED
    return CheckOutcome.UNCHANGED if sight.version == memory.last else CheckOutcome.NEW


def _apply(store: Store, outcome: Outcome, memory: Memory, sight: Sight, verdict: Verdict) -> Change | None:
    """Write the change that a verdict opens, settles or ends; returns the one to speak of."""
    ended = None
    if verdict.over and (over := store.changes.get(verdict.over)):
        superseded = verdict.action in (Action.PUBLISH, Action.UNDO)
        flags = (*over.flags, SUPERSEDED) if superseded else over.flags
        ended = store.changes.save(replace(over, status=ChangeStatus.REVERTED, settled_at=sight.at, flags=flags))
    match verdict.action:
        case Action.OPEN:
            return store.changes.save(_change(store, outcome, memory, sight, ChangeStatus.PENDING))
        case Action.HOLD if verdict.memory.held and verdict.memory.held.captures == 1 and outcome.comparison:
            change = _change(store, outcome, memory, sight, ChangeStatus.QUARANTINED)
            return store.changes.save(replace(change, reason=sight.suspicion or change.reason))
        case Action.PUBLISH | Action.UNDO:
            waiting = verdict.confirmed
            assert waiting is not None
            known = store.changes.get(waiting.change) if waiting.version == sight.version else None
            if known is None:
                known = replace(_change(store, outcome, memory, sight, ChangeStatus.PENDING), first_with=waiting.at)
            status = ChangeStatus.PUBLISHED if verdict.action is Action.PUBLISH else ChangeStatus.REVERTED
            return store.changes.save(replace(known, status=status, settled_at=sight.at, relates_to=verdict.undoes))
    return ended


def _change(store: Store, outcome: Outcome, memory: Memory, sight: Sight, status: ChangeStatus) -> Change:
    page, standing, comparison = outcome.job.page, memory.standing, outcome.comparison
    assert standing is not None
    assert comparison is not None
    return Change(
        id=sight.change,
        page=page.id,
        organisation=page.organisation,
        page_title=page.title,
        url=page.url,
        tags=page.tags,
        status=status,
        direction=comparison.direction,
        severity=comparison.severity,
        confidence=comparison.confidence,
        headline=comparison.headline,
        reason=comparison.reason,
        before=store.snapshots.moment(standing.version, standing.snapshot),
        after=store.snapshots.moment(sight.version, sight.snapshot),
        last_without=standing.at,
        first_with=sight.at,
        edits=comparison.edits,
        rewritten=comparison.rewritten,
    )
