"""Outcomes into the record: decide what each amounts to, and write all of it in one transaction.

Only the coordinator calls this. What was acknowledged by returning from here is on the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.compare import sum_up
from tracker.model import (
    Change,
    ChangeStatus,
    Check,
    CheckOutcome,
    FetchKind,
    Page,
    PageState,
    Severity,
    Why,
    iso,
)
from tracker.model.dates import minute_words, time_words
from tracker.model.health import HealthEvent, HealthKind
from tracker.record.announced import hear
from tracker.record.found import MOST_LOOKS, SourceLook, record_found
from tracker.record.made import made
from tracker.record.statements import announce, gone, keep_edition, missing_edition, take_down
from tracker.record.store import Store
from tracker.record.told import Applied, apply, change_id, is_whole, keys_of, masks_of
from tracker.settle import (
    Action,
    Held,
    Memory,
    Pending,
    Relinked,
    Sight,
    Standing,
    Verdict,
    is_same_reading,
    link_edits,
    relinked,
    settle,
    settle_links,
)
from tracker.watch.look import NOT_MODIFIED, Outcome, believed, compare_graded
from tracker.watch.schedule import next_due

_TROUBLES = {CheckOutcome.FAILED: HealthKind.FAILED, CheckOutcome.QUARANTINED: HealthKind.HELD}
_MANY = (
    f"{{:,}} new addresses at one look, more than {MOST_LOOKS}: so many are looked at in each run, the newest first,"
    " and the others wait in `tracker inbox`"
)
_GONE = 404
_ALTERNATES = "the page shows known texts in turn; further turns are kept in the record and no longer published"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one outcome became."""

    check: Check
    change: Change | None = None  # opened, published, reverted or quarantined by it
    events: tuple[HealthEvent, ...] = ()  # what the maintainer is told of it: a trouble once, and its end

    named: SourceLook | None = None  # of a followed page: what it names that is new

    @property
    def recovered(self) -> str | None:
        """A failure or quarantine that it ends, in words."""
        return next((event.reason for event in self.events if event.kind is HealthKind.RECOVERED), None)


def record(store: Store, outcome: Outcome, *, schedule: bool = True) -> Recorded:
    """Write an outcome. With `schedule` off (archived captures) the page's next check stays when it was.

    Raises StoreError when it cannot be written; then nothing of it is there.
    """
    with store.transaction():
        return _record(store, outcome, schedule)


def record_all(store: Store, outcomes: Sequence[Outcome]) -> list[Recorded]:
    """Write outcomes of different pages in one transaction. StoreError as in `record`, of all of them."""
    with store.transaction():
        return [_record(store, outcome, schedule=True) for outcome in outcomes]


def _record(store: Store, outcome: Outcome, schedule: bool) -> Recorded:
    state = store.pages.state(outcome.job.page.id)
    if outcome.asked and (known := _known_copy(store, outcome, state)):
        return known
    if outcome.capture is not None and (reason := missing_edition(store, outcome.job.page, outcome.capture, state)):
        outcome = replace(outcome, error="edition", reason=reason, capture=None, status=_GONE)
    if outcome.error is not None:
        return _failed(store, outcome, state, schedule)
    if outcome.job.page.follow is not None:
        named = record_found(store, outcome, state, schedule=schedule)
        _hear(store, outcome.job.page, outcome.at)
        return Recorded(named.check, events=_told(store, named.check, waiting=_many(store, named)), named=named)
    recorded = _seen(store, outcome, state, schedule)
    if recorded.check.outcome is not CheckOutcome.QUARANTINED:
        _hear(store, outcome.job.page, outcome.at)
    if schedule and (change := recorded.change) is not None and _is_to_be_saved(outcome, change):
        store.saves.add(change.id, outcome.job.page.url, outcome.at)
    return recorded


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
    due = next_due(page, now=outcome.asked or outcome.at, ok=False, failures=failures, retry_after=outcome.retry_after)
    reason = gone(store, page, state, check)
    change = take_down(store, page, state, reason, outcome.at) if reason else None
    due = None if change and page.taken else due
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
    return Recorded(check, change, events=_told(store, check))


def _known_copy(store: Store, outcome: Outcome, state: PageState) -> Recorded | None:
    """Handle an archive copy that adds nothing: the same as last time, or older than our last good look.

    The ledger holds it once, at the time the archive took it; a second row would claim that the page was seen since.
    """
    page, capture = outcome.job.page, outcome.capture
    assert capture is not None
    if state.last_good and outcome.at <= state.last_good:
        failures = 0
    elif store.checks.seen(page.id, capture.source, outcome.at):
        failures = state.failures + 1  # and it is not the page
    else:
        return None
    due = next_due(page, now=outcome.asked or outcome.at, ok=not failures, failures=failures)
    store.pages.save(replace(state, failures=failures, due=due))
    outcome_ = CheckOutcome.FAILED if failures else CheckOutcome.NOT_MODIFIED
    reason = f"the newest archived copy is still that of {minute_words(outcome.at)} UTC"
    check = Check(page.id, outcome.at, outcome_, reason if failures else None, source=capture.source)
    return Recorded(check, events=_told(store, replace(check, at=outcome.asked or outcome.at)))


def _seen(store: Store, outcome: Outcome, state: PageState, schedule: bool) -> Recorded:
    page, capture = outcome.job.page, outcome.capture
    assert capture is not None
    memory = Memory.load(state.memory)
    read, outcome = outcome.statement, _as_known(store, outcome, memory)
    snapshot, sha256 = state.snapshot, state.sha256
    if outcome.statement is not None or snapshot is None:
        snapshot = store.snapshots.add(page.id, capture, sha256)
        sha256 = capture.sha256
    sight = _sight(outcome, memory, snapshot)
    if outcome.statement is not None:
        store.versions.add(page.id, outcome.statement, at=outcome.at, snapshot=snapshot)
        keep_edition(store, page, capture, outcome.statement, snapshot)
    memory, asked = believed(memory, outcome, state)
    verdict = settle(memory, sight)
    applied = apply(store, outcome, memory, sight, verdict)
    change, after = applied.change, applied.memory
    if verdict.again and outcome.statement is not None:
        more = _once_more(store, outcome, after, sight)
        change, after = change or more.change, more.memory
    held = verdict.action is Action.HOLD
    if not held and (read is None or outcome.job.known is not None):
        links = settle_links(memory, outcome.job.known, read, outcome.at, snapshot)
        after = replace(after, **links.remembered)
        linked = _linked(store, outcome, memory, links.confirmed) if links.confirmed else None
        change = change or linked
    reason = sight.suspicion.reason if held and sight.suspicion else None
    version = None if held else sight.version
    result = _outcome(outcome, memory, sight, verdict)
    place = (snapshot, capture.elapsed, capture.source)
    check = Check(page.id, outcome.at, result, reason, None, capture.status, version, *place)
    store.checks.add(check)
    fresh = outcome.statement is not None and not held
    if verdict.action is Action.FIRST and outcome.statement is not None and page.taken is not None:
        change = announce(store, page, outcome.statement, snapshot, outcome.at)
    down = gone(store, page, state, check) if held and after.held and _is_away(after.held) else None
    if down:
        change = take_down(store, page, state, down, outcome.at)
    changed = change is not None and change.status in (ChangeStatus.PENDING, ChangeStatus.PUBLISHED)
    last_changed = outcome.at if changed else state.last_changed
    due = next_due(page, now=outcome.asked or outcome.at, ok=True, last_changed=last_changed)
    due = None if down and page.taken else due
    store.pages.save(
        replace(
            state,
            version=after.standing.version if after.standing else None,
            snapshot=snapshot if fresh else state.snapshot,
            sha256=sha256 if fresh else state.sha256,
            etag=capture.header("ETag") if fresh else None if held else state.etag,
            last_modified=capture.header("Last-Modified") if fresh else None if held else state.last_modified,
            failures=0,
            last_check=outcome.at,
            last_good=state.last_good if held else outcome.at,
            last_changed=last_changed,
            due=due if schedule else state.due,
            memory=replace(after, full=asked.full, unread=asked.unread, misled=asked.misled).dump(),
        )
    )
    turn = (change.headline if change is not None else "") if verdict.alternates else None
    return Recorded(check, change, _told(store, check, turn=turn))


def _hear(store: Store, page: Page, at: datetime) -> None:
    """Ask a log of changes, or the newsroom that a statement is of, what it says of the changes of that time."""
    log = store.pages.get(page.taken.source) if page.taken else page
    if log is not None and log.is_changelog:
        hear(store, log, at)


def _is_away(held: Held) -> bool:
    """Whether what is held back says that the page is not there: it leads elsewhere, or shows an error."""
    return held.elsewhere or (held.hard and held.reason.startswith("an error page"))


def _many(store: Store, named: SourceLook) -> str | None:
    """What the maintainer is told when more is new at once than is looked at in one run."""
    if not named.baseline and named.new > MOST_LOOKS:
        return _MANY.format(named.new)
    goes_on = named.failing or (not named.baseline and store.inbox.count_unlooked(named.check.page) > named.new)
    return "" if goes_on else None


def _linked(store: Store, outcome: Outcome, memory: Memory, confirmed: Sequence[Relinked]) -> Change:
    """The change that tells of links that lead elsewhere; the wording in force carries their addresses from now on."""
    page, first = outcome.job.page, confirmed[0]
    assert memory.standing is not None
    known = outcome.job.known or store.versions.get(page.id, memory.standing.version)
    assert known is not None
    store.versions.relink(page.id, memory.standing.version, relinked(known.links, confirmed))
    before = Standing(first.was_version, first.was_snapshot, first.without)
    id_ = change_id(page.id, f"{first.was_version} links", first.version, iso(first.at))
    seen = Pending(id_, first.version, first.snapshot, first.at, ())
    told = made(store, page, id_, before, seen, sum_up(link_edits(confirmed)), first.without)
    why = Why("a second capture in a row shows the links lead there")
    return store.changes.save(replace(told, status=ChangeStatus.PUBLISHED, settled_at=outcome.at, why=why))


def _told(
    store: Store, check: Check, *, turn: str | None = None, waiting: str | None = None
) -> tuple[HealthEvent, ...]:
    """What the maintainer has not been told yet, now kept as told.

    `turn`: how the text differs that proves that texts take turns; empty when that is not at hand, None without proof.
    `waiting`: a trouble of a good look; empty while that goes on, None without one.
    """
    found: list[HealthEvent] = []
    told = store.health.open(check.page)
    if waiting is not None:
        if waiting:
            found.append(HealthEvent(check.page, check.at, HealthKind.HELD, waiting))
    elif check.outcome in _TROUBLES:
        kind = _TROUBLES[check.outcome]
        if all(event.kind is not kind for event in told):
            found.append(HealthEvent(check.page, check.at, kind, check.reason or ""))
    elif told:
        found.append(HealthEvent(check.page, check.at, HealthKind.RECOVERED, ended(told)))
    if turn is not None:
        said = f"{_ALTERNATES}; this time: {turn}" if turn else _ALTERNATES
        found.append(HealthEvent(check.page, check.at, HealthKind.ALTERNATING, said))
    return tuple(map(store.health.add, found))


def ended(troubles: Sequence[HealthEvent]) -> str:
    """What is said when these troubles, at least one, are over."""
    causes = "; ".join(dict.fromkeys(event.summary for event in troubles))
    return f"well again; the trouble since {time_words(troubles[0].at)}: {causes}"


def _as_known(store: Store, outcome: Outcome, memory: Memory) -> Outcome:
    """The outcome with the text the page had, when what was read differs from it in relative times alone."""
    seen, known = outcome.statement, outcome.job.known
    if seen is None or known is None or seen.blocks == known.blocks or seen.id == memory.last:
        return outcome
    standing = memory.standing
    as_seen = standing is not None and not standing.parts  # the told wording is a text that was seen
    if as_seen and is_same_reading(known, seen):
        return replace(outcome, statement=known, comparison=None, suspicion=None)
    if memory.last is None or (as_seen and standing is not None and memory.last == standing.version):
        return outcome
    last = store.versions.get(outcome.job.page.id, memory.last)
    return replace(outcome, statement=last) if last is not None and is_same_reading(last, seen) else outcome


def _is_to_be_saved(outcome: Outcome, change: Change) -> bool:
    """Whether a public archive is to keep what the page shows now."""
    return (
        outcome.job.page.archive is not None
        and outcome.asked is None  # an archive's copy is there already
        and change.status is ChangeStatus.PUBLISHED
        and change.severity is not Severity.MINOR
    )


def _once_more(store: Store, outcome: Outcome, memory: Memory, sight: Sight) -> Applied:
    """What differs besides what was confirmed, compared with the text that is now told, waits for a second look."""
    assert memory.standing is not None
    page, statement = outcome.job.page, outcome.statement
    known = store.versions.get(page.id, memory.standing.version)
    assert known is not None
    assert statement is not None
    job = replace(outcome.job, known=known)
    outcome = replace(outcome, job=job, suspicion=None, comparison=compare_graded(known, statement, page.language))
    sight = replace(_sight(outcome, memory, sight.snapshot), repeated=True)
    return apply(store, outcome, memory, sight, settle(memory, sight))


def _sight(outcome: Outcome, memory: Memory, snapshot: int) -> Sight:
    if outcome.statement is None:  # not modified, or the same bytes: the last capture over again
        waiting = dict.fromkeys(key for pending in memory.pending for key in pending.edits)
        whole = any(pending.whole for pending in memory.pending)
        return Sight(outcome.at, memory.last or "", snapshot, tuple(waiting), whole=whole, said=_is_said(outcome))
    known, statement, comparison = outcome.job.known, outcome.statement, outcome.comparison
    standing = memory.standing.version if memory.standing else ""
    whole = is_whole(comparison)
    masks = {} if comparison is None or whole else masks_of(comparison)
    return Sight(
        outcome.at,
        statement.id,
        snapshot,
        keys_of(comparison, known, statement),
        outcome.suspicion,
        change_id(outcome.job.page.id, standing, statement.id, iso(outcome.at)),
        growth=len(statement.text) / max(1, len(known.text)) if known else 1.0,
        masks=masks,
        whole=whole,
        said=_is_said(outcome),
    )


def _is_said(outcome: Outcome) -> bool:
    """Whether a person entered it as a statement of its own, and not as the text of a page that is fetched."""
    by_hand = outcome.capture is not None and outcome.capture.origin.is_by_hand
    return by_hand and outcome.job.page.fetch is FetchKind.MANUAL


def _outcome(outcome: Outcome, memory: Memory, sight: Sight, verdict: Verdict) -> CheckOutcome:
    if verdict.action is Action.HOLD:
        return CheckOutcome.QUARANTINED
    if outcome.capture and outcome.capture.status == NOT_MODIFIED:
        return CheckOutcome.NOT_MODIFIED
    return CheckOutcome.UNCHANGED if sight.version == memory.last else CheckOutcome.NEW
