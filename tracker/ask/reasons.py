"""Why a change was published, waits, is held back, is minor or was never told; and why a page shows what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.compare import compare
from tracker.model import NEWS, Change, ChangeStatus, CheckOutcome, Severity, Why
from tracker.model.dates import day_words, minute_words
from tracker.record.store import Store

if TYPE_CHECKING:
    from tracker.settle import Memory

LATEST = 10  # decisions that are told of a page

_SEEN = (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED)
_STATES = {
    ChangeStatus.PENDING: "waits for a second look",
    ChangeStatus.PUBLISHED: "published",
    ChangeStatus.REVERTED: "did not last",
    ChangeStatus.QUARANTINED: "held back",
    ChangeStatus.RE_EXTRACTION: "made by our own rules",
}
_BY_RULES = Why("the page was read by other rules or selectors than before: no edit by the company, and never news")
_UNKNOWN = Why("its reason was not kept: it was decided by a version before reasons were recorded")


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a change, and why."""

    change: Change
    state: str  # what became of it, in words
    why: Why  # why settlement decided so
    carried_by: str  # which feeds carry it, or why none does, in words


@dataclass(frozen=True, slots=True)
class PageReasons:
    """Why a page shows what it shows: how the last look ended, and what became of its latest changes."""

    last_look: str  # in words
    at: datetime | None  # of that look; None when there was none
    notes: tuple[str, ...]  # what is special about the page: it alternates, it is held back
    decisions: tuple[Decision, ...]  # newest first


def decision(change: Change) -> Decision:
    """Say what became of a change, and why."""
    why = _BY_RULES if change.status is ChangeStatus.RE_EXTRACTION else change.why or _UNKNOWN
    return Decision(change, _STATES[change.status], why, _carried_by(change))


def graded(change: Change) -> Iterable[tuple[int, Severity, str]]:
    """Each edit by number from 1, with its grade and what that grade rests on."""
    for number, edit in enumerate(change.edits, 1):
        yield number, edit.severity, edit.reason


def page_reasons(store: Store, page: str) -> PageReasons:
    """Say why a page shows what it shows."""
    from tracker.settle import Memory  # with all that settles: `show` and `log` do without

    state, last = store.pages.state(page), store.checks.last(page)
    memory = Memory.load(state.memory)
    notes = []
    if memory.alternating:
        notes.append(alternation(store, page, memory))
    if memory.held:
        notes.append(f"held back since {minute_words(memory.held.since)} UTC: {memory.held.reason}")
    if state.failures:
        notes.append(f"{state.failures} looks in a row failed: nothing can be told until one sees the page")
    changes = store.changes.latest(page, LATEST)
    return PageReasons(
        "it was not looked at yet" if last is None else _look(last.outcome, last.reason),
        last.at if last else None,
        tuple(notes),
        tuple(map(decision, changes)),
    )


def alternation(store: Store, page: str, memory: Memory) -> str:
    """Say since when a page shows known texts in turn, and in what the last other one differs from what is told."""
    from tracker.record.told import told_text  # as above

    since = f"known since {day_words(memory.alternating)}" if memory.alternating else "not known to"
    said = f"it shows known texts in turn, {since}: each turn is in the record, and published no more"
    told = told_text(store, store.pages.state(page))
    others = (store.versions.get(page, each.version) for each in reversed(memory.variants))
    other = next((each for each in others if each and told and each.wording != told.wording), None)
    if told is None or other is None:
        return said
    between = compare(told.wording, other.wording, language=told.language)
    return f"{said}; the other text differs in this: {between.headline}"


def _look(outcome: CheckOutcome, reason: str | None) -> str:
    if outcome in _SEEN:
        return "it showed a new text" if outcome is CheckOutcome.NEW else "the wording is what it was"
    word = "it was held back" if outcome is CheckOutcome.QUARANTINED else "it failed"
    return f"{word}: {reason}" if reason else word


def _carried_by(change: Change) -> str:
    if change.number is None:
        return "no feed carries it"
    if change.takes_back:
        return "the feeds carry it as a correction of what was told"
    if change.severity not in NEWS:
        return "only the feed of minor edits carries it: the default feeds leave those out"
    if change.late:
        return "the feeds carry it, marked as found late: it was long past when it came into the record"
    return "the feeds carry it"
