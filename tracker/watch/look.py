"""One look at one page: fetch, read, compare. Takes a frozen job and returns a frozen outcome with any error inside.

Knows no store, so it runs in a thread, a process or on another machine alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tracker.compare import compare, said_headline, sum_up
from tracker.errors import ExtractError, FetchError
from tracker.model import (
    Capture,
    Comparison,
    Direction,
    EditKind,
    FetchKind,
    FetchRequest,
    FoundLinks,
    Page,
    PageState,
    Severity,
    SourceKind,
    Statement,
)
from tracker.read import broken
from tracker.read.document import read
from tracker.settle import Memory, Suspicion, doubt, grade, grade_listed, listed_rewritten
from tracker.watch import child
from tracker.watch.editions import fetch_newest

Fetch = Callable[[Page, FetchRequest], Capture]
NOT_MODIFIED = 304
log = logging.getLogger("tracker")

# Whoever takes looks reads what anybody may serve, in every process that does.
child.guard()


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is given: the page, what to ask the server, and the wording in force."""

    page: Page
    request: FetchRequest
    known: Statement | None = None
    sha256: str | None = None  # of the last good body: equal bytes are not read again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker returns.

    `error` is None when the page was fetched and read. `statement` is None as well when the answer equals the last
    capture (304 or the same bytes), which is not read again.
    """

    job: Job
    at: datetime  # of what was seen: an archive's copy is older than the look at it
    capture: Capture | None = None
    statement: Statement | None = None
    comparison: Comparison | None = None  # against the wording in force
    suspicion: Suspicion | None = None  # why this may not be the page
    error: str | None = None  # class of the failure
    reason: str | None = None  # the failure in a sentence
    status: int | None = None
    retry_after: float | None = None  # seconds
    asked: datetime | None = None  # when an archive was asked for its newest copy; None: a look at the page itself
    found: FoundLinks | None = None  # of a followed page, which has no statement


# An answer "not modified" (304) is believed for so long and so many looks: some servers give it whatever the page says.
_BELIEVED = timedelta(days=1)
_BELIEVED_LOOKS = 9


def job_for(page: Page, state: PageState, known: Statement | None) -> Job:
    """The job of looking at a page that is in this state. The server is told what is known, but not for ever."""
    told = (state.etag or state.last_modified) and _is_believed(page, state)
    request = FetchRequest(page.url, state.etag, state.last_modified) if told else FetchRequest(page.url)
    return Job(page, request, known, state.sha256)


def _is_believed(page: Page, state: PageState) -> bool:
    """Whether "not modified" would be believed of this look: a page looked at daily or less often is read each time."""
    memory = Memory.load(state.memory)
    if memory.misled or memory.full is None or memory.unread >= _BELIEVED_LOOKS:
        return False
    expected = (state.last_check or memory.full) + page.every
    return expected - memory.full < _BELIEVED


def believed(memory: Memory, outcome: Outcome, state: PageState) -> tuple[Memory, Memory]:
    """What a good look says of "not modified": that it was wrong, when the server gives other words the same marks.

    The memory before the look, without what wrong answers made of it, and that after it.
    """
    capture = outcome.capture
    if capture is None:
        return memory, memory
    if capture.status == NOT_MODIFIED:
        return memory, replace(memory, unread=memory.unread + 1)
    marks = capture.header("ETag"), capture.header("Last-Modified")
    same = any(marks) and marks == (state.etag, state.last_modified)
    changed = outcome.statement is not None and outcome.statement.id != memory.last
    found_out = memory.unread > 0 and same and changed and not memory.misled
    # Since the last full look nobody knows what the page said.
    before = replace(memory, seen=memory.full) if found_out else memory
    return before, replace(memory, full=outcome.at, unread=0, misled=memory.misled or found_out)


def look(job: Job, fetch: Fetch, now: Callable[[], datetime]) -> Outcome:
    """Fetch a page and examine what came. Never raises for anything a page, server or network can do."""
    seen = see(job, fetch, now)
    if seen.capture is None:
        return seen
    return replace(examine(job, seen.capture), asked=seen.asked)


def see(job: Job, fetch: Fetch, now: Callable[[], datetime]) -> Outcome:
    """Fetch a page. The outcome is final when the fetch failed; otherwise pass its `capture` to `examine`."""
    try:
        if job.page.editions is not None:
            capture = fetch_newest(job.page, fetch, now())
        else:
            capture = fetch(job.page, job.request)
    except FetchError as error:
        return Outcome(
            job,
            _whole(now()),
            error=error.kind,
            reason=str(error),
            status=error.status,
            retry_after=error.retry_after,
        )
    asked = _whole(now()) if capture.origin.kind is SourceKind.WAYBACK else None
    capture = replace(capture, at=_whole(capture.at if asked else now()))
    return Outcome(job, capture.at, capture, status=capture.status, asked=asked)


def is_last(job: Job, capture: Capture) -> bool:
    """Return whether a capture equals the last one, so that there is nothing to read."""
    return capture.status == NOT_MODIFIED or capture.sha256 == job.sha256


def examine(job: Job, capture: Capture) -> Outcome:
    """Read a capture and compare it with the wording in force."""
    if (at := _whole(capture.at)) is not capture.at:
        capture = replace(capture, at=at)
    seen = Outcome(job, capture.at, capture, status=capture.status)
    try:
        return _examine(job, capture, seen)
    except Exception as error:
        # A mistake of ours that one page brings out must not end the watch over all others; it is told in full.
        log.exception("reading %s failed", job.page.id)
        told = f"the tracker failed on this page, which is a mistake in it: {type(error).__name__}: {error}"
        return replace(seen, error="internal", reason=told)


def _examine(job: Job, capture: Capture, seen: Outcome) -> Outcome:
    if is_last(job, capture):
        return seen
    page, known = job.page, job.known
    try:
        if page.follow is not None:
            from tracker.watch.discover.source import find  # with the parsers: few looks bring addresses

            return replace(seen, found=find(page.follow, capture))
        statement = read(page, capture, known)
    except ExtractError as error:
        return replace(seen, error=error.kind, reason=str(error))
    if known is not None and statement.blocks == known.blocks:  # nothing to doubt or to compare
        return replace(seen, statement=statement)
    return replace(
        seen,
        statement=statement,
        suspicion=_suspicion(page, known, statement, capture),
        comparison=None if known is None else _compared(page, known, statement, capture),
    )


def _compared(page: Page, known: Statement, seen: Statement, capture: Capture) -> Comparison:
    found = compare_graded(known, seen, page.language)
    return as_said(found, capture.origin.detail) if page.fetch is FetchKind.MANUAL else found


def as_said(found: Comparison, who: str) -> Comparison:
    """What a statement says that was given beside an earlier one: that is not taken back by what this one leaves out.

    `who` gave it, and how. Which way the wording moved is told of the sentences alone that speak of the same thing.
    """
    left = tuple(edit for edit in found.edits if edit.kind is not EditKind.REMOVED and edit.old != edit.new)
    told = sum_up(left)
    if found.rewritten:
        reason = "it has too little in common with the statement before it to be compared sentence by sentence"
        told = replace(
            told, severity=Severity.SUBSTANTIVE, direction=Direction.DIFFERENT, reason=reason, rewritten=True
        )
    if not told.edits and not found.rewritten:
        return told
    return replace(told, headline=said_headline(who, told.headline, [edit.new for edit in left if edit.new]))


def _suspicion(page: Page, known: Statement | None, seen: Statement, capture: Capture) -> Suspicion | None:
    if known is not None and (why := broken(known, seen)):
        return Suspicion(why, hard=True)
    return doubt(page, known, seen, capture)


def compare_graded(old: Statement, new: Statement, language: str | None = None) -> Comparison:
    """The comparison of two texts of one page, each edit graded by its place on it."""
    found = compare(old.wording, new.wording, language=language or new.language)
    if found.rewritten and (told := listed_rewritten(found, old, new)):
        return told
    edits = grade_listed(grade(found.edits, old, new), old, new)
    if edits == found.edits or found.rewritten:
        return replace(found, edits=edits)
    return sum_up(edits)


def _whole(at: datetime) -> datetime:
    """To the millisecond in UTC, as the record keeps it; the same object when it is that already."""
    if at.tzinfo is UTC and at.microsecond % 1000 == 0:
        return at
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
