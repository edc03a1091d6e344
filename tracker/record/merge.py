"""Records of shards, each with pages of its own, taken into one record that is published from.

A shard's log says what is new since the last time. Ids are hashes of what they name, so pages, versions and changes
have those that one record of all pages would have given them; numbers and the log are the merged record's own.
A shard is read in short steps, so that whoever writes it never waits long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tracker.errors import StoreError, UsageError
from tracker.model import Change, Page, utc
from tracker.model.health import HealthEvent
from tracker.record.store import Access, Note, Shard, Store, Version

BATCH = 1000  # entries of a log at once
_BEGIN = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a shard."""

    path: Path
    entries: int = 0  # of its log, that were new
    trouble: str | None = None  # why nothing was taken from it, in a sentence


def merge(store: Store, paths: Sequence[Path]) -> list[Merged]:
    """Take in what is new in the records at these paths; what became of each.

    A shard that cannot be read is told of and left for the next time; the others are taken in. UsageError when a page
    belongs to two shards, or when `store` is a record of its own; StoreError when it cannot be written: then nothing
    is taken in.
    """
    if store.log.head()[0] and not store.shards.any():
        raise UsageError(f"{store.path} is a record of its own; with --db name one that only merges, or a new file")
    if any(path.resolve() == store.path.resolve() for path in paths):
        raise UsageError(f"{store.path} is what is merged into; with --db name another file")
    with ExitStack() as stack:
        sources, found = list[_Shard](), dict[Path, Merged]()
        for path in dict.fromkeys(paths):
            try:
                theirs = stack.enter_context(Store(path, create=False, access=Access.FOREIGN))
                with theirs.reading():
                    sources.append(_Shard(path, theirs, store, _progress(store, theirs)))
            except StoreError as error:
                found[path] = Merged(path, trouble=str(error))
        with store.transaction():
            _declare(store, sources)
            good = []
            for source in sources:
                try:
                    with store.transaction(), source.store.reading():
                        source.take()
                    good.append(source)
                    found[source.path] = Merged(source.path, source.size - source.shard.entries)
                except StoreError as error:
                    found[source.path] = Merged(source.path, trouble=str(error))
            _tell(store, good)
    return [found[path] for path in dict.fromkeys(paths)]


def _progress(store: Store, theirs: Store) -> Shard:
    """How far a shard is taken up. StoreError when its log is not the one that was taken up."""
    shard = store.shards.get(next(theirs.log.hashes(0, 1), ""))
    if shard.entries and next(theirs.log.hashes(shard.entries - 1, shard.entries), None) != shard.hash:
        raise StoreError(
            f"{theirs.path} is not what was merged before: its log does not go on from entry {shard.entries}; if it was"
            " restored from a backup, merge all shards into a new file"
        )
    return shard


def _declare(store: Store, sources: Sequence[_Shard]) -> None:
    """Make the watched pages those of all shards; pages of a shard that is not there stay as they were."""
    watched, others = dict[str, Page](), dict[str, Page]()
    for source in sources:
        theirs = {page.id: page for page in source.store.pages.all(watched=True)}
        if doubles := sorted(theirs.keys() & watched):
            raise UsageError(f"{', '.join(doubles[:3])}: watched in {source.path} and in another shard; a page has one")
        watched |= theirs
        others |= {page.id: page for page in source.store.pages.all(watched=False)}
    kept = [page for page in store.pages.all(watched=True) if page.id not in watched and page.id not in others]
    current = [*watched.values(), *kept]
    if gone := [page for id_, page in others.items() if id_ not in watched and store.pages.get(id_) is None]:
        store.pages.sync([*current, *gone], now=_BEGIN)
    store.pages.sync(current, now=_BEGIN)


@dataclass
class _Shard:
    """A shard that can be read, and what is new in it."""

    path: Path
    store: Store
    into: Store
    shard: Shard
    size: int = 0  # entries of its log
    changes: dict[str, Change] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    events: list[HealthEvent] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)  # its snapshots -> ours
    _versions: dict[str, dict[str, Version]] = field(default_factory=dict)  # of its pages, by id

    def take(self) -> None:
        """Take in captures, texts and checks; find what is told of them."""
        theirs = self.store
        self.size, head = theirs.log.head()
        pages: set[str] = set()
        for since in range(self.shard.entries, self.size, BATCH):
            lines = list(theirs.log.lines(since, min(since + BATCH, self.size)))
            self._take_snapshots([int(line.subject or 0) for line in lines if line.kind == "snapshot"])
            for line in lines:
                if line.page is not None:
                    pages.add(line.page)
                if line.kind in ("check", "quarantine"):
                    self._take_check(int(line.subject or 0))
                elif line.kind == "change":
                    self._find(str(line.subject))
                elif line.kind == "note":
                    row = theirs.log.row("note", int(line.subject or 0)) or {}
                    note = Note(row["change"], utc(row["at"]), row["who"], row["text"], bool(row["public"]))
                    self.notes.append(note)
                elif line.kind == "document" and (document := theirs.documents.get(int(line.subject or 0))):
                    snapshot = None if document.snapshot is None else self._number(document.snapshot)
                    self.into.documents.take(replace(document, snapshot=snapshot))
                elif line.kind == "withdrawal":
                    row = theirs.log.row("withdrawal", int(line.subject or 0)) or {}
                    self.into.snapshots.withdraw(self._number(row["snapshot"]), utc(row["at"]), row["reason"])
        retold = theirs.reader.retold(self.shard.retold)
        for id_ in retold.changes:
            self._find(id_)
        told = theirs.health.events(self.shard.events)
        events = told[-1].number or 0 if told else self.shard.events
        self.events = [event for event in told if event.page]  # a shard tells of its own machine itself
        for page in sorted(pages):
            if theirs.pages.get(page) is not None:  # not under a name of before
                self._take_state(page)
        if self.size:
            id_ = next(theirs.log.hashes(0, 1))
            self.into.shards.save(Shard(id_, self.size, head, events, retold.number))

    def save(self, change: Change) -> None:
        """Take in a change, with the address of its archived copy."""
        before, after = (
            replace(moment, snapshot=self._number(moment.snapshot)) for moment in (change.before, change.after)
        )
        for moment in (change.before, change.after):
            self._take_version(change.page, moment.version)
        known = self.into.changes.get(change.id)
        self.into.changes.save(replace(change, number=None, before=before, after=after))
        if change.saved and not (known and known.saved):
            self.into.saves.add(change.id, change.url, change.first_with)
            self.into.saves.done(change.id, change.saved)

    def _find(self, id_: str) -> None:
        if (change := self.store.changes.get(id_)) is not None:
            self.changes[id_] = change

    def _take_snapshots(self, numbers: Iterable[int]) -> None:
        found = [(n, *bare) for n in numbers if n not in self._numbers and (bare := self.store.snapshots.bare(n))]
        gone = self._take_bodies({sha256 for _, _, sha256 in found})
        for n, capture, sha256 in found:
            row = self.store.log.row("snapshot", n) or {}
            ours = self.into.snapshots.find(row["page"], capture.source, capture.at)
            self._numbers[n] = ours or self.into.snapshots.keep(row["page"], capture, sha256)
        if gone:
            self.into.retention.tell(gone)

    def _take_bodies(self, hashes: Iterable[str]) -> list[str]:
        """Take in bytes; hashes of those that this shard let go and that are nowhere else."""
        packed = self.store.bodies.packed(hashes)
        empty = {body.sha256 for body in packed if not body.data}
        if lost := empty - self._let_go:
            raise StoreError(f"{self.path} lacks the bytes of {min(lost)}, and its log does not let them go")
        self.into.bodies.take(packed)
        return [sha256 for sha256 in empty if not self.into.bodies.has(sha256)]

    @cached_property
    def _let_go(self) -> set[str]:
        return self.store.retention.told()

    def _number(self, snapshot: int) -> int:
        self._take_snapshots([snapshot])
        return self._numbers[snapshot]

    def _take_version(self, page: str, id_: str) -> None:
        known = self._versions.get(page, {})
        if id_ not in known:
            known = self._versions[page] = {version.id: version for version in self.store.versions.of(page)}
            for version in known.values():
                statement = self.store.versions.get(page, version.id)
                if statement is not None and version.snapshot is not None:
                    snapshot = self._number(version.snapshot)
                    self.into.versions.add(page, statement, at=version.first_at, snapshot=snapshot)
                    self.into.versions.mark(page, version.id, version.ruleset)

    def _take_check(self, number: int) -> None:
        check = self.store.checks.get(number)
        if check is None:
            return
        if check.version is not None:
            self._take_version(check.page, check.version)
        snapshot = None if check.snapshot is None else self._number(check.snapshot)
        self.into.checks.keep(replace(check, snapshot=snapshot))

    def _take_state(self, page: str) -> None:
        theirs, spans = self.store.pages.state(page), self.store.checks.spans(page)
        before = [s for s in self.into.checks.spans(page) if spans and s.first_at < spans[0].first_at]  # elsewhere
        self.into.checks.respan(page, [*before, *spans])
        snapshot = None if theirs.snapshot is None else self._number(theirs.snapshot)
        # It is looked at by its shard alone, which also remembers what is to be settled.
        self.into.pages.save(replace(theirs, snapshot=snapshot, due=None, memory=None))


def _tell(store: Store, sources: Sequence[_Shard]) -> None:
    """Take in changes, remarks and troubles of all shards in one order, whatever the order of the shards."""
    found = [(change, source) for source in sources for change in source.changes.values()]
    for change, source in sorted(found, key=lambda each: _turn(each[0])):
        source.save(change)
    for note in sorted((n for source in sources for n in source.notes), key=lambda n: (n.at, n.change)):
        store.notes.add(note)
    for event in sorted((e for source in sources for e in source.events), key=lambda e: (e.at, e.about)):
        store.health.add(event)


def _turn(change: Change) -> tuple[datetime, int, str]:
    """The order of publication: that of time, and what a shard settled at one moment in its own order."""
    return change.settled_at or change.first_with, change.number or 0, change.id
