"""Archived captures that are older than what the record has seen: the page's history is settled anew around them.

The history is settled twice, without and with the new captures; only the difference between the two is applied, so
newer rules change nothing. A change that stays keeps its id and number, and its bracket becomes as narrow as the
captures allow. A change that only now appears is recorded with its own times. A published one that cannot have been
is marked as reverted and says why; nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from tracker.model import SUPERSEDED, Change, ChangeFilter, ChangeStatus, Page, PageState, Why, iso
from tracker.record.outcome import Recorded
from tracker.record.store import Store
from tracker.record.told import change_id
from tracker.run.past.rebuild import in_force
from tracker.run.past.replay import Added, Replay
from tracker.settle import edit_key

WITHDRAWN = "withdrawn"
CORRECTED = "corrected: earlier captures, found later, tell it otherwise"


def refold(store: Store, page: Page) -> list[Recorded]:
    """Take up the snapshots of a page that wait (`store.snapshots.waiting`), all or nothing; what each became.

    The result is that of taking up all captures in order of time, but for what was published before: that keeps its
    ids and numbers.
    """
    waiting = store.snapshots.waiting(page.id)
    if not waiting:
        return []
    in_force(store, page)  # what today's rules read otherwise is marked first
    with Replay(store, page) as without, Replay(store, page, waiting) as replay, store.transaction():
        replay.store_versions()
        ids = _settle_anew(store, without, replay)
        for added in replay.added:
            store.checks.keep(replace(added.recorded.check, snapshot=added.snapshot))
        store.checks.respan(page.id, replay.scratch.checks.spans(page.id))
        store.pages.save(_state(replay.state_after(store.pages.state(page.id), ids), replay))
        return [_told(store, added, ids) for added in replay.added]


def withdraw(store: Store, page: Page, snapshot: int, *, at: datetime, reason: str) -> Change | None:
    """Settle the page's history without a statement that was entered by mistake; the correction of what it had told.

    Both stay in the record: the statement, marked, and what was told of it. `snapshot` is its number. None when it
    had told nothing.
    """
    in_force(store, page)
    with Replay(store, page) as before, store.transaction():
        store.snapshots.withdraw(snapshot, at, reason)
        told = [
            change
            for change in store.changes.find(ChangeFilter(page=page.id))
            if change.after.snapshot == snapshot and change.number is not None
        ]
        with Replay(store, page) as replay:
            replay.store_versions()
            kept = {change.id for change in told}
            ids = _settle_anew(store, before, replay, kept)
            store.checks.respan(page.id, replay.scratch.checks.spans(page.id))
            store.pages.save(_state(replay.state_after(store.pages.state(page.id), ids), replay))
        corrections = [store.changes.save(_correction(change, at, reason)) for change in told]
        return corrections[0] if corrections else None


def _correction(change: Change, at: datetime, reason: str) -> Change:
    """What subscribers are told of a statement that was withdrawn."""
    return replace(
        change,
        id=change_id(change.page, change.id, "withdrawn", iso(at)),
        status=ChangeStatus.REVERTED,
        relates_to=change.id,
        flags=(f"{WITHDRAWN}: {reason}",),
        last_without=change.first_with,
        first_with=at,
        settled_at=at,
        number=None,
        entry=None,
        late=False,
        why=Why("a person withdrew the statement, which was entered by mistake", (("reason", reason),)),
    )


def _settle_anew(store: Store, without: Replay, replay: Replay, kept: Collection[str] = ()) -> dict[str, str]:
    """Make the record's changes those of the replay where its new captures matter; its ids -> the record's."""
    everything = ChangeFilter(page=replay.page.id, statuses=(), newest_first=False)
    stored = [c for c in store.changes.find(everything) if c.status is not ChangeStatus.RE_EXTRACTION]
    before = [without.in_record(change) for change in without.scratch.changes.find(everything)]
    now = [replay.in_record(change) for change in replay.scratch.changes.find(everything)]
    as_before, known_before = _pairs(now, before), _pairs(before, stored)
    in_record = {id_: known_before[old.id] for id_, old in as_before.items() if old.id in known_before}
    left = _without(stored, known_before.values())
    in_record |= _pairs([change for change in now if change.id not in as_before], left)
    taken = {change.id for change in stored}
    ids = {c.id: in_record[c.id].id if c.id in in_record else _free(c, taken) for c in now}
    for change in now:
        known, earlier = in_record.get(change.id), as_before.get(change.id)
        if earlier is not None and (earlier == change or known is None):
            continue  # nothing new about it, or it is only by today's rules that it is one
        relates_to = ids.get(change.relates_to, change.relates_to) if change.relates_to else None
        store.changes.save(
            replace(change, id=ids[change.id], number=known.number if known else None, relates_to=relates_to)
        )
    for gone in _without(before, as_before.values()):
        known = known_before.get(gone.id)
        if known is not None and known.id not in kept and known not in in_record.values():
            _take_back(store, known)
    return ids


def _free(change: Change, taken: set[str]) -> str:
    """Give a new change an id: another when the natural one is taken by a change whose bracket became narrower."""
    if change.id not in taken:
        return change.id
    return change_id(change.page, change.before.version, change.after.version, f"{iso(change.first_with)} again")


def _without(changes: Iterable[Change], others: Iterable[Change]) -> list[Change]:
    ids = {other.id for other in others}
    return [change for change in changes if change.id not in ids]


def _pairs(changes: Iterable[Change], others: Iterable[Change]) -> dict[str, Change]:
    """For the id of each change the other that tells of the same event: each but once, the published ones first."""
    left, found = list(others), {}
    for change in sorted(changes, key=lambda c: (c.status is not ChangeStatus.PUBLISHED, c.first_with)):
        if (other := _same(change, left)) is not None:
            left.remove(other)
            found[change.id] = other
    return found


def _take_back(store: Store, change: Change) -> None:
    if change.status is ChangeStatus.PUBLISHED:
        store.changes.save(
            replace(change, status=ChangeStatus.REVERTED, flags=(*change.flags, CORRECTED), relates_to=None)
        )
    elif change.status is ChangeStatus.PENDING:
        store.changes.save(replace(change, status=ChangeStatus.REVERTED, flags=(*change.flags, SUPERSEDED)))


def _same(change: Change, others: Iterable[Change]) -> Change | None:
    """The change that tells of the same event: of the same texts, or the same edits, in brackets that overlap."""
    around = [c for c in others if c.last_without < change.first_with and change.last_without < c.first_with]
    for alike in (_is_by_id, _is_by_texts, _is_by_edits):
        if found := next((other for other in around if alike(change, other)), None):
            return found
    return None


def _is_by_id(one: Change, other: Change) -> bool:
    return one.id == other.id


def _is_by_texts(one: Change, other: Change) -> bool:
    return (one.before.version, one.after.version) == (other.before.version, other.after.version)


def _is_by_edits(one: Change, other: Change) -> bool:
    return bool(one.edits) and set(_keys(one)) == set(_keys(other))


def _keys(change: Change) -> Iterator[str]:
    return (edit_key(edit.old, edit.new) for edit in change.edits)


def _state(state: PageState, replay: Replay) -> PageState:
    """The page's state; when it was never looked at before, its times are those of the archived captures."""
    fresh = replay.scratch.pages.state(replay.page.id)
    return replace(
        state,
        last_check=max(filter(None, (state.last_check, fresh.last_check)), default=None),
        last_good=max(filter(None, (state.last_good, fresh.last_good)), default=None),
        last_changed=fresh.last_changed,
    )


def _told(store: Store, added: Added, ids: dict[str, str]) -> Recorded:
    check = replace(added.recorded.check, snapshot=added.snapshot)
    change = added.recorded.change
    return Recorded(check, None if change is None else store.changes.get(ids.get(change.id, change.id)))
