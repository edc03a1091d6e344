"""The record read anew: when rules or selectors change, texts are extracted again from the stored bytes.

What that changes was made by us, so it is marked as re-extraction and never published.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.check import NOT_MODIFIED, compare_graded, examine, job_for
from tracker.document import is_of_other_addresses, read, rules
from tracker.errors import ExtractError
from tracker.record import change_id, record
from tracker.settle import Memory, Standing, edit_key
from tracker.store import Store
from tracker.types import (
    Capture,
    Change,
    ChangeFilter,
    ChangeStatus,
    Check,
    Comparison,
    Moment,
    Page,
    Severity,
    Statement,
    iso,
)

NEWS = (Severity.EDITORIAL, Severity.SUBSTANTIVE)


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
    stored = store.versions.get(page.id, state.version) if state.version else None
    by = rules(page)
    standing = Memory.load(state.memory).standing
    if stored is None or standing is None or stored.ruleset == by:
        return stored
    if is_of_other_addresses(stored.ruleset, page):
        # Another document from here on: the next capture is its first, as that of a new page, and no news.
        store.pages.save(replace(state, version=None, sha256=None, etag=None, last_modified=None, memory=None))
        return None
    capture = store.snapshots.get(standing.snapshot)
    try:
        assert capture is not None
        statement = read(page, capture)
    except ExtractError:  # the next capture may be readable; until then the old reading stands
        return stored
    with store.transaction():
        store.versions.add(page.id, statement, at=capture.at, snapshot=standing.snapshot)
        store.versions.mark(page.id, statement.id, by)
        if statement.id != stored.id:
            _read_anew(store, page, standing, stored, statement)
    return statement


def _read_anew(store: Store, page: Page, standing: Standing, old: Statement, new: Statement) -> None:
    """Put the new reading in force, and say in the record what it made different."""
    state = store.pages.state(page.id)
    memory = Memory.load(state.memory)
    comparison = compare_graded(old, new, page.language)
    if comparison.edits or comparison.rewritten:
        store.changes.save(_marked(store, page, standing, old, new, comparison))
    if memory.pending and (waiting := store.changes.get(memory.pending.change)):
        store.changes.save(replace(waiting, status=ChangeStatus.RE_EXTRACTION, settled_at=standing.at))
    last = new.id if memory.last == old.id else memory.last
    memory = replace(memory, standing=replace(standing, version=new.id), last=last, pending=None)
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


def rebuild(store: Store, pages: Iterable[Page], *, dry_run: bool = False) -> Iterator[Rebuilt]:
    """Read and settle the whole history of each page again, in order of time; yields what differs.

    With `dry_run` nothing is written, so `pages` may be those of another watchlist. Else the new readings are stored,
    changes that only now appear are kept as re-extraction, and what was published stays published.
    """
    for page in pages:
        with Replay(store, page) as replay:
            found = replay.result
            if not dry_run:
                replay.take_up()
        yield found


class Replay:
    """A page's history settled anew in a store of its own, which is gone when the block ends."""

    def __init__(self, store: Store, page: Page) -> None:
        self.store, self.page = store, page
        self._numbers: dict[int, int] = {}  # snapshots of the replay -> snapshots of the record
        self._folder = tempfile.TemporaryDirectory(prefix="tracker-")

    def __enter__(self) -> Replay:
        page = self.page
        self.scratch = Store(Path(self._folder.name, "replay.db"))
        self.scratch.pages.sync([page], now=_begin(self.store, page))
        count = 0
        with self.scratch.transaction():
            for check in self.store.checks.of(page.id):
                capture = _capture(self.store, check, page)
                if capture is None:
                    continue
                state = self.scratch.pages.state(page.id)
                known = self.scratch.versions.get(page.id, state.version) if state.version else None
                recorded = record(self.scratch, examine(job_for(page, state, known), capture), schedule=False)
                count += 1
                if recorded.check.snapshot is not None and check.snapshot is not None:
                    self._numbers.setdefault(recorded.check.snapshot, check.snapshot)
        self.result = self._result(count)
        return self

    def __exit__(self, *_: object) -> None:
        self.scratch.close()
        self._folder.cleanup()

    def _result(self, captures: int) -> Rebuilt:
        where = ChangeFilter(page=self.page.id, severities=NEWS)
        stored, fresh = self.store.changes.find(where), self.scratch.changes.find(where)
        now, before = self.scratch.pages.state(self.page.id).version, self.store.pages.state(self.page.id).version
        return Rebuilt(
            self.page.id,
            captures,
            tuple(change for change in fresh if not any(_same_news(change, other) for other in stored)),
            tuple(change for change in stored if not any(_same_news(change, other) for other in fresh)),
            now,
            now != before,
        )

    def take_up(self) -> None:
        """Put the new readings into the record, all or nothing."""
        page, store, scratch = self.page, self.store, self.scratch
        fresh, state = scratch.pages.state(page.id), store.pages.state(page.id)
        memory = Memory.load(fresh.memory)
        waiting = {kept.change for kept in (memory.pending, memory.held) if kept}
        with store.transaction():
            for version in scratch.versions.of(page.id):
                statement = scratch.versions.get(page.id, version.id)
                if statement is not None and version.snapshot is not None:
                    number = self._numbers[version.snapshot]
                    store.versions.add(page.id, statement, at=version.first_at, snapshot=number)
                    store.versions.mark(page.id, version.id, statement.ruleset)
            for change in store.changes.find(ChangeFilter(page=page.id, statuses=(ChangeStatus.PENDING,))):
                if change.id not in waiting:
                    store.changes.save(replace(change, status=ChangeStatus.RE_EXTRACTION, settled_at=fresh.last_check))
            for change in scratch.changes.find(ChangeFilter(page=page.id, statuses=())):
                if store.changes.get(change.id) is None and (change.id in waiting or change in self.result.appear):
                    store.changes.save(self._carried(change, kept=change.id in waiting))
            store.pages.save(
                replace(
                    state,
                    version=fresh.version,
                    snapshot=self._number(fresh.snapshot),
                    sha256=fresh.sha256,
                    etag=fresh.etag,
                    last_modified=fresh.last_modified,
                    memory=self._numbered(memory).dump(),
                )
            )

    def _carried(self, change: Change, *, kept: bool) -> Change:
        return replace(
            change,
            status=change.status if kept else ChangeStatus.RE_EXTRACTION,
            number=None,
            relates_to=None,
            before=self._moment(change.before),
            after=self._moment(change.after),
        )

    def _moment(self, moment: Moment) -> Moment:
        return replace(moment, snapshot=self._numbers[moment.snapshot])

    def _number(self, number: int | None) -> int | None:
        return None if number is None else self._numbers[number]

    def _numbered(self, memory: Memory) -> Memory:
        standing, pending, held = memory.standing, memory.pending, memory.held
        return replace(
            memory,
            standing=standing and replace(standing, snapshot=self._numbers[standing.snapshot]),
            pending=pending and replace(pending, snapshot=self._numbers[pending.snapshot]),
            held=held and replace(held, snapshot=self._numbers[held.snapshot]),
        )


def _capture(store: Store, check: Check, page: Page) -> Capture | None:
    """What a check saw; nothing when it saw nothing."""
    if check.status == NOT_MODIFIED:
        return Capture(page.url, page.url, NOT_MODIFIED, (), b"", check.at, source=check.source)
    if check.snapshot is None:
        return None
    capture = store.snapshots.get(check.snapshot)
    return None if capture is None else replace(capture, at=check.at)


def _begin(store: Store, page: Page) -> datetime:
    """The time of a page's first check."""
    return next((check.at for check in store.checks.of(page.id)), datetime.fromtimestamp(0, UTC))


def _same_news(change: Change, other: Change) -> bool:
    """Whether two changes tell the same: by id, or by an edit or the time of first sight they share."""
    if change.id == other.id or change.first_with == other.first_with:
        return True
    mine, others = ({edit_key(edit.old, edit.new) for edit in c.edits} for c in (change, other))
    return not mine.isdisjoint(others)
