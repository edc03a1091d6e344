"""A page's history read and settled anew, in order of time, in a store of its own beside the record."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.check import NOT_MODIFIED, examine, job_for
from tracker.record import Recorded, record
from tracker.settle import Memory
from tracker.store import Store
from tracker.types import Capture, Change, Check, Moment, Page, PageState

_ENTERED = "manual:"


@dataclass(frozen=True, slots=True)
class Added:
    """What a capture became that the record had kept, but not taken up yet."""

    snapshot: int  # its number in the record
    recorded: Recorded  # its own numbers are those of the replay


class Replay:
    """All captures of a page settled anew by today's rules. Use as a context manager: its store goes with the block.

    With `extra`, snapshots that wait to be taken up come in at their time (their numbers, in order of time).
    """

    def __init__(self, store: Store, page: Page, extra: Sequence[int] = ()) -> None:
        self.store, self.page, self.extra = store, page, extra
        self.captures = 0
        self.added: list[Added] = []
        self._numbers: dict[int, int] = {}  # snapshots of the replay -> snapshots of the record
        self._again: dict[int, Capture] = {}  # the same, for bytes that the record has from an earlier look alone
        self._folder = tempfile.TemporaryDirectory(prefix="tracker-")

    def __enter__(self) -> Replay:
        self.scratch = Store(Path(self._folder.name, "replay.db"), durable=False)
        seen = list(self.store.checks.of(self.page.id))
        begin = seen[0].at if seen else datetime.fromtimestamp(0, UTC)
        self.scratch.pages.sync([self.page], now=begin)
        with self.scratch.transaction():
            for capture, snapshot, fresh in heapq.merge(self._stored(seen), self._waiting(), key=lambda c: c[0].at):
                self._play(capture, snapshot, fresh)
        return self

    def __exit__(self, *_: object) -> None:
        self.scratch.close()
        self._folder.cleanup()

    def _stored(self, checks: Sequence[Check]) -> Iterator[tuple[Capture, int | None, bool]]:
        """What each check saw, when it saw anything."""
        for check in checks:
            # Between two captures that were the same to each other an archived one may show something else.
            if check.status == NOT_MODIFIED and (check.snapshot is None or not self.extra):
                capture = Capture(self.page.url, self.page.url, NOT_MODIFIED, (), b"", check.at, source=check.source)
                yield capture, check.snapshot, False
            elif check.snapshot is not None and (stored := self.store.snapshots.get(check.snapshot)):
                yield replace(stored, at=check.at, source=check.source), check.snapshot, False

    def _waiting(self) -> Iterator[tuple[Capture, int | None, bool]]:
        for number in self.extra:
            if capture := self.store.snapshots.get(number):
                yield capture, number, True

    def _play(self, capture: Capture, snapshot: int | None, fresh: bool) -> None:
        state = self.scratch.pages.state(self.page.id)
        known = self.scratch.versions.get(self.page.id, state.version) if state.version else None
        outcome = examine(job_for(self.page, state, known), capture)
        if capture.source.startswith(_ENTERED):  # a person vouched for it
            outcome = replace(outcome, suspicion=None)
        recorded = record(self.scratch, outcome, schedule=False)
        self.captures += 1
        number = recorded.check.snapshot
        if number is not None and snapshot is not None and number not in self._numbers:
            self._numbers[number] = snapshot
            if self.store.snapshots.moment("", snapshot).captured_at != capture.at:
                self._again[number] = replace(capture, body=b"")
        if fresh and snapshot is not None:
            self.added.append(Added(snapshot, recorded))

    # -- into the record

    def store_versions(self) -> None:
        """Put the texts that were read into the record, and note that these rules read them."""
        for number, capture in self._again.items():
            if not self.store.snapshots.find(self.page.id, capture.source, capture.at):
                self.store.snapshots.repeat(self._numbers[number], capture.source, capture.at)
        for version in self.scratch.versions.of(self.page.id):
            statement = self.scratch.versions.get(self.page.id, version.id)
            if statement is not None and version.snapshot is not None:
                number = self._number(version.snapshot)
                self.store.versions.add(self.page.id, statement, at=version.first_at, snapshot=number)
                self.store.versions.mark(self.page.id, version.id, statement.ruleset)
                self.store.versions.relink(self.page.id, version.id, statement.links)

    def in_record(self, change: Change) -> Change:
        """A change of the replay as the record knows its captures; without its number."""
        return replace(change, number=None, before=self._moment(change.before), after=self._moment(change.after))

    def state_after(self, state: PageState, ids: Mapping[str, str] | None = None) -> PageState:
        """The record's state of the page with what the replay ends in. `ids`: other names of the replay's changes."""
        fresh = self.scratch.pages.state(self.page.id)
        return replace(
            state,
            version=fresh.version,
            snapshot=None if fresh.snapshot is None else self._number(fresh.snapshot),
            sha256=fresh.sha256,
            etag=fresh.etag,
            last_modified=fresh.last_modified,
            memory=self._numbered(Memory.load(fresh.memory), ids or {}).dump(),
        )

    def _number(self, snapshot: int) -> int:
        """The record's number for a snapshot of the replay."""
        again = self._again.get(snapshot)
        found = again and self.store.snapshots.find(self.page.id, again.source, again.at)
        return found or self._numbers.get(snapshot, snapshot)

    def _moment(self, moment: Moment) -> Moment:
        return replace(moment, snapshot=self._number(moment.snapshot))

    def _numbered(self, memory: Memory, ids: Mapping[str, str]) -> Memory:
        standing, pending, held = memory.standing, memory.pending, memory.held
        return replace(
            memory,
            standing=standing and replace(standing, snapshot=self._number(standing.snapshot)),
            pending=pending
            and replace(
                pending, snapshot=self._number(pending.snapshot), change=ids.get(pending.change, pending.change)
            ),
            held=held and replace(held, snapshot=self._number(held.snapshot), change=ids.get(held.change, held.change)),
            told=tuple(replace(told, change=ids.get(told.change, told.change)) for told in memory.told),
            relinked=tuple(
                replace(link, snapshot=self._number(link.snapshot), was_snapshot=self._number(link.was_snapshot))
                for link in memory.relinked
            ),
        )
