"""The record read anew: when rules or selectors change, texts are extracted again from the stored bytes.

What that changes was made by us, so it is marked as re-extraction and never published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from tracker.errors import ExtractError
from tracker.model import NEWS, Change, ChangeFilter, ChangeStatus, Comparison, Page, Statement, iso
from tracker.read.document import is_of_other_addresses, read, rules
from tracker.record.made import made, with_edits
from tracker.record.store import Store
from tracker.record.told import change_id, is_whole, keys_of, masks_of
from tracker.run.executors import in_order
from tracker.run.past.replay import Replay, gather, play
from tracker.settle import Memory, Pending, Standing, edit_key, told_wording
from tracker.watch.look import compare_graded


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What reading a page's whole history with today's rules makes of it."""

    page: str
    captures: int
    appear: tuple[Change, ...]  # news that today's rules would tell, and the record does not have
    vanish: tuple[Change, ...]  # published news that today's rules would not tell
    in_force: str | None  # version of the wording in force by today's rules
    reads_anew: bool  # that wording is another than the record's


def in_force(store: Store, page: Page) -> Statement | None:
    """The wording in force as today's rules read it; what they read otherwise is marked as re-extraction first.

    Without this, new rules or selectors would pass for an edit by the company at the page's next check.
    """
    state = store.pages.state(page.id)
    stored = store.wording_in_force(page.id, state)
    by = str(rules(page))
    standing = Memory.load(state.memory).standing
    if stored is None or standing is None or stored.ruleset == by:
        return None if stored is None else told_wording(standing, stored)
    if is_of_other_addresses(stored.ruleset, page):
        # Another document from here on: the next capture is its first, as that of a new page, and no news.
        store.pages.save(replace(state, version=None, sha256=None, etag=None, last_modified=None, memory=None))
        return None
    capture = store.snapshots.get(standing.snapshot)
    try:
        assert capture is not None
        statement = read(page, capture, stored)
    except ExtractError:
        # The old reading stands. The next capture is read whatever it is: were its bytes the same, and taken for the
        # text that stands, nobody would be told that the new selectors find nothing.
        if state.sha256 is not None:
            store.pages.save(replace(state, sha256=None, etag=None, last_modified=None))
        return stored
    with store.transaction():
        store.versions.add(page.id, statement, at=capture.at, snapshot=standing.snapshot)
        store.versions.mark(page.id, statement.id, by)
        if statement.id != stored.id:
            _read_anew(store, page, standing, stored, statement)
            return statement
    return told_wording(standing, statement)


def is_read_as_ever(store: Store, page: Page) -> bool:
    """Whether today's rules are those that the wording in force was read by, or none is in force."""
    state = store.pages.state(page.id)
    return not state.version or store.versions.ruleset(page.id, state.version) == str(rules(page))


def _read_anew(store: Store, page: Page, standing: Standing, old: Statement, new: Statement) -> None:
    """Put the new reading in force, and say in the record what it made different."""
    state = store.pages.state(page.id)
    memory = Memory.load(state.memory)
    comparison = compare_graded(old, new, page.language)
    if comparison.edits or comparison.rewritten:
        store.changes.save(_marked(store, page, standing, old, new, comparison))
    standing = replace(standing, version=new.id, parts=(), origins=())
    pending, read_as = _waiting_anew(store, page, standing, new, memory.pending)
    last = memory.last and {old.id: new.id, **read_as}.get(memory.last, memory.last)
    memory = replace(memory, standing=standing, last=last, pending=pending)
    # The last body must be read again: by the old rules it may have shown a text that is not in force.
    unread = memory.last != new.id
    store.pages.save(
        replace(
            state,
            version=new.id,
            memory=memory.dump(),
            sha256=None if unread else state.sha256,
            etag=None if unread else state.etag,
            last_modified=None if unread else state.last_modified,
        )
    )


def _waiting_anew(
    store: Store, page: Page, standing: Standing, known: Statement, waiting: Sequence[Pending]
) -> tuple[tuple[Pending, ...], dict[str, str]]:
    """What waits, as today's rules read the captures that showed it first; and their versions of these texts.

    It goes on waiting from the time it came: begun anew at the next look, the looks between would pass for looks
    without it. What these rules see no more waits no more, and is marked as re-extraction.
    """
    found, read_as, before = list[Pending](), dict[str, str](), set[str]()
    for each in waiting:
        capture = store.snapshots.get(each.snapshot)
        try:
            seen = known if capture is None else read(page, capture, known)
        except ExtractError:
            seen = known
        comparison = compare_graded(known, seen, page.language)
        keys = tuple(key for key in keys_of(comparison, known, seen) if key not in before)
        before |= set(keys)
        read_as[each.version] = seen.id
        change = store.changes.get(each.change) if each.change else None
        if not keys:
            if change is not None:
                store.changes.save(replace(change, status=ChangeStatus.RE_EXTRACTION, settled_at=standing.at))
            continue
        assert capture is not None
        store.versions.add(page.id, seen, at=capture.at, snapshot=each.snapshot)
        masks = masks_of(comparison)
        shown = tuple(masks.get(key, "") for key in keys)
        pending = replace(each, version=seen.id, edits=keys, masks=shown, whole=is_whole(comparison))
        found.append(pending)
        if change is not None:
            own = tuple(edit for edit in comparison.edits if edit_key(edit.old, edit.new) in keys)
            anew = made(store, page, each.change, standing, pending, comparison, change.last_without)
            anew = anew if comparison.rewritten or own == comparison.edits else with_edits(anew, own)
            store.changes.save(replace(anew, number=change.number, why=change.why))
    return tuple(found), read_as


def _marked(
    store: Store, page: Page, standing: Standing, old: Statement, new: Statement, comparison: Comparison
) -> Change:
    return Change(
        id=change_id(page.id, old.id, new.id, f"{iso(standing.at)} {new.ruleset}"),
        page=page.id,
        organisation=page.organisation,
        page_title=page.title,
        url=page.url,
        tags=page.tags,
        status=ChangeStatus.RE_EXTRACTION,
        direction=comparison.direction,
        severity=comparison.severity,
        confidence=comparison.confidence,
        headline=comparison.headline,
        reason=f"read by rules {old.ruleset} before, by rules {new.ruleset} now: {comparison.reason}",
        before=store.snapshots.moment(old.id, standing.snapshot),
        after=store.snapshots.moment(new.id, standing.snapshot),
        last_without=standing.at,
        first_with=standing.at,
        settled_at=standing.at,
        edits=comparison.edits,
        rewritten=comparison.rewritten,
    )


def rebuild(store: Store, pages: Sequence[Page], *, executor: Executor, dry_run: bool = False) -> Iterator[Rebuilt]:
    """Read and settle the whole history of each page again, in order of time; yields what differs, page by page.

    The executor's workers read and settle; only this process writes, in the order of the pages.
    With `dry_run` nothing is written, so `pages` may be those of another watchlist. Else the new readings are stored,
    changes that only now appear are kept as re-extraction, and what was published stays published.
    """
    histories = in_order(executor, play, (gather(store, page) for page in pages))
    for page, played in zip(pages, histories, strict=True):
        with Replay(store, page, played=played) as replay:
            found = _differences(store, replay)
            if not dry_run:
                _take_up(store, replay, found.appear)
        yield found


def _differences(store: Store, replay: Replay) -> Rebuilt:
    page = replay.page.id
    where = ChangeFilter(told=True, page=page, severities=NEWS)
    stored, fresh = store.changes.find(where), replay.scratch.changes.find(where)
    withdrawn = store.snapshots.withdrawn(page)
    stored = [change for change in stored if change.after.snapshot not in withdrawn]
    now, before = replay.scratch.pages.state(page).version, store.pages.state(page).version
    return Rebuilt(
        page,
        replay.captures,
        tuple(change for change in fresh if not any(_same_news(change, other) for other in stored)),
        tuple(change for change in stored if not any(_same_news(change, other) for other in fresh)),
        now,
        now != before,
    )


def _take_up(store: Store, replay: Replay, appear: tuple[Change, ...]) -> None:
    """Put the new readings into the record, all or nothing."""
    page, scratch = replay.page.id, replay.scratch
    fresh = scratch.pages.state(page)
    memory = Memory.load(fresh.memory)
    waiting = {kept.change for kept in (*memory.pending, memory.held) if kept and kept.change}
    with store.transaction():
        replay.store_versions()
        for change in store.changes.find(ChangeFilter(page=page, statuses=(ChangeStatus.PENDING,))):
            if change.id not in waiting:
                store.changes.save(replace(change, status=ChangeStatus.RE_EXTRACTION, settled_at=fresh.last_check))
        for change in scratch.changes.find(ChangeFilter(page=page, statuses=())):
            if store.changes.get(change.id) is None and (change.id in waiting or change in appear):
                status = change.status if change.id in waiting else ChangeStatus.RE_EXTRACTION
                store.changes.save(replace(replay.in_record(change), status=status, relates_to=None))
        store.pages.save(replay.state_after(store.pages.state(page)))


def _same_news(change: Change, other: Change) -> bool:
    """Whether two changes tell the same: by id, or by an edit or the time of first sight they share."""
    if change.id == other.id or change.first_with == other.first_with:
        return True
    mine, others = ({edit_key(edit.old, edit.new) for edit in c.edits} for c in (change, other))
    return not mine.isdisjoint(others)
