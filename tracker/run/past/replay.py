"""A page's history read and settled anew, in order of time, in a store of its own beside the record.

The record's side (`Replay`) gathers what there is and takes up what came of it. In between, `play` needs neither the
record nor the network, so that it runs in whatever process or machine there is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tracker.errors import StoreCorrupt
from tracker.model import Capture, Change, ChangeStatus, Check, Moment, Page, PageState
from tracker.record.outcome import Recorded, record
from tracker.record.store import PackedBody, Store
from tracker.record.told import told_text
from tracker.settle import Memory
from tracker.watch.look import NOT_MODIFIED, examine, job_for


@dataclass(frozen=True, slots=True)
class StoredSight:
    """What was seen of a page at one time."""

    capture: Capture  # without its bytes
    sha256: str | None = None  # of its bytes; None: it had none
    snapshot: int | None = None  # number in the record of the capture with these bytes
    kept_at: datetime | None = None  # when that one was made
    fresh: bool = False  # kept in the record, but not taken up yet


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that was seen of a page, in order of time. Its bodies are small: as the record keeps them."""

    page: Page
    begin: datetime
    sightings: tuple[StoredSight, ...]
    bodies: tuple[PackedBody, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What a capture became that the record had kept, but not taken up yet, or a second look that it now needs."""

    snapshot: int  # its number in the record
    recorded: Recorded  # its own numbers are those of the replay


@dataclass(frozen=True, slots=True)
class Played:
    """A history settled anew."""

    image: bytes = field(repr=False)  # of the store that holds it
    captures: int
    added: tuple[Added, ...]
    numbers: Mapping[int, int]  # snapshots of the replay -> snapshots of the record
    again: Mapping[int, Capture]  # snapshots whose bytes are stored only under an earlier look of this page


def gather(store: Store, page: Page, extra: Sequence[int] = ()) -> Material:
    """What the record holds of a page. With `extra`, snapshots that wait to be taken up come in at their time.

    `extra` are their numbers, in order of time. StoreCorrupt when a body is missing.
    """
    seen = list(store.checks.of(page.id))
    begin = seen[0].at if seen else datetime.fromtimestamp(0, UTC)
    sightings = tuple(
        heapq.merge(_stored(store, page, seen, extra), _waiting(store, extra), key=lambda each: each.capture.at)
    )
    hashes = dict.fromkeys(each.sha256 for each in sightings if each.sha256)
    return Material(page, begin, sightings, store.bodies.packed(hashes))


def _stored(store: Store, page: Page, checks: Sequence[Check], extra: Sequence[int]) -> Iterator[StoredSight]:
    """What each check saw, when it saw anything.

    Bytes that retention let go showed the text of an earlier look whose bytes are there: those stand in for them.
    """
    showing: dict[str, tuple[Capture, str, int]] = {}  # version -> the last capture of it whose bytes are there
    withdrawn = store.snapshots.withdrawn(page.id)
    for check in checks:
        if check.snapshot in withdrawn:
            continue
        # Between two captures that were the same to each other an archived one may show something else.
        if check.status == NOT_MODIFIED and (check.snapshot is None or not extra):
            capture = Capture(page.url, page.url, NOT_MODIFIED, (), b"", check.at, source=check.source)
            kept_at = None if check.snapshot is None else store.snapshots.moment("", check.snapshot).captured_at
            yield StoredSight(capture, None, check.snapshot, kept_at)
        elif check.snapshot is not None and (found := store.snapshots.bare(check.snapshot)):
            stored, sha256 = found
            capture = replace(stored, at=check.at, source=check.source)
            if store.bodies.has(sha256):
                if check.version is not None:
                    showing[check.version] = stored, sha256, check.snapshot
                yield StoredSight(capture, sha256, check.snapshot, stored.at)
            elif check.version in showing:
                stored, sha256, number = showing[check.version]
                capture = replace(stored, at=check.at, source=check.source)
                yield StoredSight(capture, sha256, number, check.at)  # as if made then: its number is what it goes by
            else:
                raise StoreCorrupt(f"the capture {check.snapshot} of {page.id} cannot be read back: its bytes are gone")


def _waiting(store: Store, extra: Sequence[int]) -> Iterator[StoredSight]:
    for number in extra:
        if found := store.snapshots.bare(number):
            yield StoredSight(found[0], found[1], number, found[0].at, fresh=True)


def play(material: Material) -> Played:
    """Read and settle a history by the rules of this process. StoreCorrupt when a body is not what it was."""
    added, numbers, again = list[Added](), dict[int, int](), dict[int, Capture]()
    captures = 0
    with Store.in_memory() as scratch:
        scratch.pages.sync([material.page], now=material.begin)
        with scratch.transaction():
            scratch.bodies.take(material.bodies)
            for each, following in pairwise((*material.sightings, None)):
                assert each is not None
                recorded = _play(scratch, material.page, each)
                captures += 1
                number = recorded.check.snapshot
                if number is not None and each.snapshot is not None and number not in numbers:
                    numbers[number] = each.snapshot
                    if each.kept_at != each.capture.at:
                        again[number] = each.capture
                if each.fresh and each.snapshot is not None:
                    added.append(Added(each.snapshot, recorded))
                if each.snapshot is not None and _is_to_be_vouched_for(each.capture, recorded, following):
                    vouched = replace(each, capture=vouch(each.capture), sha256=None)
                    added.append(Added(each.snapshot, _play(scratch, material.page, vouched)))
        return Played(scratch.image(), captures, tuple(added), numbers, again)


def vouch(capture: Capture) -> Capture:
    """Make up the second look that confirms a statement entered by hand, since no check will ever repeat it."""
    return replace(capture, body=b"", status=NOT_MODIFIED, at=capture.at + timedelta(milliseconds=1))


def _is_to_be_vouched_for(capture: Capture, recorded: Recorded, following: StoredSight | None) -> bool:
    """Whether it was entered by hand and waits, for another statement was found before it: once it changed nothing."""
    waits = recorded.change is not None and recorded.change.status is ChangeStatus.PENDING
    again = vouch(capture)
    done = following is not None and (following.capture.source, following.capture.at) == (again.source, again.at)
    return waits and capture.origin.is_by_hand and not done


def _play(scratch: Store, page: Page, seen: StoredSight) -> Recorded:
    capture = replace(seen.capture, body=scratch.bodies.get(seen.sha256)) if seen.sha256 else seen.capture
    state = scratch.pages.state(page.id)
    known = told_text(scratch, state)
    outcome = examine(job_for(page, state, known), capture)
    if capture.origin.is_by_hand:  # a person vouched for it
        outcome = replace(outcome, suspicion=None)
    return record(scratch, outcome, schedule=False)


class Replay:
    """All captures of a page settled anew, beside its record. Use as a context manager: its store goes with the block.

    They are settled here and now, unless `played` says that it was done before. `extra` as `gather` takes it.
    """

    def __init__(self, store: Store, page: Page, extra: Sequence[int] = (), *, played: Played | None = None) -> None:
        self.store, self.page = store, page
        self._played = played or play(gather(store, page, extra))
        self.captures, self.added = self._played.captures, self._played.added

    def __enter__(self) -> Replay:
        self.scratch = Store.in_memory(self._played.image)
        return self

    def __exit__(self, *_: object) -> None:
        self.scratch.close()

    # -- into the record

    def store_versions(self) -> None:
        """Put the texts that were read into the record, and note that these rules read them."""
        for number, capture in self._played.again.items():
            if not self.store.snapshots.find(self.page.id, capture.source, capture.at):
                self.store.snapshots.repeat(self._played.numbers[number], capture.source, capture.at)
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
        again = self._played.again.get(snapshot)
        found = again and self.store.snapshots.find(self.page.id, again.source, again.at)
        return found or self._played.numbers.get(snapshot, snapshot)

    def _moment(self, moment: Moment) -> Moment:
        return replace(moment, snapshot=self._number(moment.snapshot))

    def _numbered(self, memory: Memory, ids: Mapping[str, str]) -> Memory:
        standing, held = memory.standing, memory.held
        return replace(
            memory,
            standing=standing
            and replace(
                standing,
                snapshot=self._number(standing.snapshot),
                origins=tuple(replace(each, snapshot=self._number(each.snapshot)) for each in standing.origins),
            ),
            pending=tuple(
                replace(each, snapshot=self._number(each.snapshot), change=ids.get(each.change, each.change))
                for each in memory.pending
            ),
            held=held and replace(held, snapshot=self._number(held.snapshot), change=ids.get(held.change, held.change)),
            told=tuple(replace(told, change=ids.get(told.change, told.change)) for told in memory.told),
            relinked=tuple(
                replace(link, snapshot=self._number(link.snapshot), was_snapshot=self._number(link.was_snapshot))
                for link in memory.relinked
            ),
        )
