"""The whole record against its own log, and the log against what witnesses kept.

::

    log     each entry follows the one before and fits its row; no row is without entry; times go back only if marked
    bodies  the bytes as served fit their hashes, but for those that an entry lets go, which no change may need
    changes each quotes the two texts it names, and these are what the captures say
    keys    each checkpoint is signed, and its root is that of the entries
    stamps  each time stamp is on its checkpoint, by an authority that is believed
    anchors what others keep (checkpoints, published feeds) agrees with all this

All but the last find whatever was altered by hand. Whoever holds the database and the key can make all of it anew: only
an anchor that was kept elsewhere shows that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from tracker.errors import ExtractError, LetGo, StoreCorrupt
from tracker.model import Change, Logged, Moment, Op, Page, Statement
from tracker.prove.derived import Derived
from tracker.prove.problem import Problem
from tracker.read.document import read, rules
from tracker.record.evidence import (
    GENESIS,
    Frontier,
    LogEntry,
    Roots,
    SignedNote,
    Stamp,
    canonical,
    heads_in,
    is_note,
    keys_in,
    notes_in,
    read_stamp,
)
from tracker.record.store import Store
from tracker.record.store.checkpoints import Kept, told_of
from tracker.record.store.log import COVERED, LogLine
from tracker.settle import has_links, is_link_edit
from tracker.watch import child

# Captures are read again here, and anybody may have served them.
child.guard()

_BEFORE_ALL = -(1 << 62)  # a number that a hand gave an entry, too
UNREADABLE = (ValueError, KeyError, TypeError)  # of values in a row that this program did not write


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a witness kept, by the name of the file it was read from."""

    name: str
    notes: tuple[SignedNote, ...]
    keys: tuple[str, ...]
    heads: frozenset[Logged]
    elsewhere: bool = True  # kept by someone else; not so what this record itself published

    @property
    def sizes(self) -> set[int]:
        return {note.checkpoint.size for note in self.notes} | {head.size for head in self.heads}


def read_anchor(name: str, text: str) -> Anchor | None:
    """The checkpoints and entries that a published file names; None when it names none."""
    anchor = Anchor(name, tuple(notes_in(text)), tuple(keys_in(text)), frozenset(heads_in(text)))
    return anchor if anchor.sizes else None


@dataclass
class Verification:
    """What was looked at, and what does not hold."""

    problems: list[Problem] = field(default_factory=list)
    entries: int = 0
    first: str | None = None  # time of the oldest and of the newest look, as stored
    last: str | None = None
    bodies: int = 0
    let_go: int = 0  # bodies that retention let go, so the log says: their hashes remain
    texts: int = 0
    texts_read: int = 0  # texts that the capture they were first seen in says again
    changes: int = 0
    read_again: int = 0  # changes whose captures were read anew; of the others the rules or selectors are not today's
    checkpoints: int = 0
    signed: int = 0  # entries that a good checkpoint speaks of
    witnessed: int = 0  # entries up to the last one that an anchor agrees with
    stamped: list[tuple[int, Stamp]] = field(default_factory=list)  # entries, and what an authority says of them
    stamps_believed: bool = False  # by certificates that were named
    taken_up: int = 0  # entries that were made at an upgrade
    back: int = 0  # looks recorded after later ones, each marked
    feeds: bool | None = None  # the published folder is what the record gives; None: it could not be told
    keys: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(store: Store, anchors: Iterable[Anchor] = (), roots: Roots | None = None) -> Verification:
    """Check all of it, time stamps by these certificates. Never raises for anything that stands in the database."""
    anchors = list(anchors)
    found = Verification()
    found.anchors = [anchor.name for anchor in anchors if anchor.elsewhere]
    kept = store.checkpoints.all()
    sizes = {one.size for one in kept}.union(*(anchor.sizes for anchor in anchors))
    walk = _Walk(store, found, sizes)
    walk.run()
    found.problems += _uncovered(store)
    _bodies(store, found, walk.let_go)
    derived = Derived(store)
    found.problems += derived.problems()
    found.texts, found.texts_read = derived.texts, len(derived.proven)
    captures = _Captures(store, derived.proven)
    for id_ in store.changes.all_ids():
        found.changes += 1
        try:
            if change := store.changes.get(id_):
                found.problems += list(_change(store, change, found, captures))
            else:
                found.problems.append(Problem(f"change {id_}", "names a capture or a page that is not there"))
        except UNREADABLE as error:
            found.problems.append(Problem(f"change {id_}", f"cannot be read: {error}"))
    _signatures(found, walk, kept)
    found.problems += _told(walk, kept)
    found.problems += _stamps(found, kept, roots)
    for anchor in anchors:
        _anchored(found, walk, anchor)
    return found


def _bodies(store: Store, found: Verification, let_go: set[str]) -> None:
    excused = store.bodies.empty() & let_go
    for sha256, why in store.bodies.unsound():
        if sha256 not in excused:
            found.problems.append(Problem(f"body {sha256}", why))
    for sha256 in sorted(excused & store.retention.evidence()):
        what = "was let go, though a change, a text or a quarantine is proven with it: retention never does that"
        found.problems.append(Problem(f"body {sha256}", what))
    found.bodies, found.let_go = store.bodies.count(), len(excused)


class _Walk:
    """Once through the log: every entry against the one before and its row."""

    def __init__(self, store: Store, found: Verification, sizes: set[int]) -> None:
        self.store, self.found = store, found
        self.sizes = sizes  # where the root is asked for
        self.roots: dict[int, str] = {}
        self.heads: dict[int, str] = {}
        self.peaks: dict[int, list[str]] = {}
        self.key_at: list[tuple[int, str]] = []  # entry that names a key
        self.renamed = [
            (line.n, *_names(payload))
            for line in store.log.lines()
            if line.kind == "renamed" and (payload := _kept(line))
        ]
        self.let_go: set[str] = set()  # hashes of bytes, until a later capture has them again
        self.latest: dict[str, str] = {}  # page -> time of its latest look so far
        self.states: dict[tuple[str, Any], tuple[int, Mapping[str, Any]]] = {}  # last entry on each row that may change
        self.checkpoints: list[Mapping[str, Any]] = []  # what entries say of them
        self.mark: tuple[Any, Any] | None = None  # page and time that may go back, from the entry before

    def run(self) -> None:
        previous, expected, tree = GENESIS, 1, Frontier()
        for line in self.store.log.lines(since=_BEFORE_ALL):
            if line.n != expected:
                self._tell(
                    f"entry {expected}" if line.n == expected + 1 else f"entries {expected} to {line.n - 1}", "gone"
                )
            payload = self._payload(line)
            if payload is not None:
                if LogEntry(line.n, line.kind, payload, previous).hash != line.hash:
                    self._tell(
                        _place(line, payload),
                        "does not fit its hash: it or its row was altered, or the chain was broken before it",
                    )
                self._note(line, payload)
            tree.add(line.hash if _is_hash(line.hash) else GENESIS)
            previous, expected = line.hash, line.n + 1
            if tree.size in self.sizes:
                self.roots[tree.size], self.heads[tree.size] = tree.root, line.hash
                self.peaks[tree.size] = list(tree.peaks)
        self.found.entries = tree.size
        self._compare_states()

    def _tell(self, where: str, what: str) -> None:
        self.found.problems.append(Problem(where, what))

    def _payload(self, line: LogLine) -> Mapping[str, Any] | None:
        if line.payload is not None:
            kept = _kept(line)
            if kept is None:
                self._tell(f"entry {line.n}", "what it says cannot be read")
            elif line.page != kept.get("page"):
                self._tell(_place(line, kept), f"is filed under page {line.page}")
            return kept
        row = self.store.log.row(line.kind, line.subject) if line.kind in COVERED and line.subject is not None else None
        if row is None:
            self._tell(f"entry {line.n}", f"the {line.kind} {line.subject} that it covers is gone")
            return None
        if line.page is not None:
            if row.get("page") != self._now_called(line.page, line.n):
                self._tell(_place(line, row), f"was of page {line.page} and stands under {row.get('page')}")
            row["page"] = line.page
        return row

    def _now_called(self, page: str, n: int) -> str:
        for at, old, new in self.renamed:
            if at > n and page == old:
                page = new
        return page

    def _note(self, line: LogLine, payload: Mapping[str, Any]) -> None:
        mark, self.mark = self.mark, None
        match line.kind:
            case "check" | "quarantine":
                self._look(line, payload, mark)
            case "back":
                self.mark = (payload.get("page"), payload.get("at"))
                self.found.back += 1
            case "renamed":
                old, new = _names(payload)
                self.latest[new] = max(self.latest.pop(old, ""), self.latest.get(new, ""))
                self.states.pop(("configuration", old), None)
            case "taken up":
                self.found.taken_up = int(payload.get("entries", 0))
            case "let go":
                self.let_go |= set(map(str, payload.get("bodies") or ()))
            case "snapshot":
                self.let_go.discard(str(payload.get("sha256")))
            case "key":
                self.key_at.append((line.n, str(payload.get("key"))))
            case "checkpoint":
                self.checkpoints.append(payload)
            case "change" | "configuration" | "document":
                if payload.get(COVERED[line.kind].key) != line.subject:
                    self._tell(_place(line, payload), f"is filed under {line.subject}")
                self.states[line.kind, line.subject] = line.n, payload

    def _look(self, line: LogLine, payload: Mapping[str, Any], mark: tuple[Any, Any] | None) -> None:
        page, at = str(payload.get("page")), str(payload.get("at"))
        before = self.latest.get(page, "")
        if at < before and mark != (page, at):
            self._tell(_place(line, payload), f"its time {at} lies before {before}, and nothing says so")
        self.latest[page] = max(before, at)
        self.found.first = min(self.found.first or at, at)
        self.found.last = max(self.found.last or at, at)

    def _compare_states(self) -> None:
        for (kind, subject), (n, said) in self.states.items():
            row = self.store.log.row(kind, subject)
            if row is None:
                self._tell(f"{kind} {subject}", "is gone, though the log speaks of it")
                continue
            if kind != "configuration":
                if row["page"] != self._now_called(str(said.get("page")), n):
                    self._tell(f"{kind} {subject}", f"was of page {said.get('page')} and stands under {row['page']}")
                row["page"] = said.get("page")
            if canonical(row) != canonical(said):
                names = [name for name in {**row, **said} if row.get(name) != said.get(name)]
                self._tell(f"{kind} {subject}", f"is not what its last entry says: {', '.join(sorted(names))}")


def _uncovered(store: Store) -> Iterator[Problem]:
    """Rows that no entry speaks of."""
    for kind in {covered.table: kind for kind, covered in COVERED.items()}.values():
        for key in store.log.without_entry(kind):
            yield Problem(f"{kind} {key}", "has no entry in the log: it was put in by hand")


def _kept(line: LogLine) -> Mapping[str, Any] | None:
    """The payload that is kept with an entry; None when it cannot be read."""
    try:
        payload = json.loads(line.payload or "")
        canonical(payload)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _names(payload: Mapping[str, Any]) -> tuple[str, str]:
    return str(payload.get("from")), str(payload.get("page"))


def _place(line: LogLine, payload: Mapping[str, Any]) -> str:
    page = f" of {payload['page']}" if "page" in payload else ""
    return f"entry {line.n} ({line.kind}{'' if line.subject is None else f' {line.subject}'}{page})"


def _is_hash(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-f]{64}", text))


# -- changes


def _change(store: Store, change: Change, found: Verification, captures: _Captures) -> Iterator[Problem]:
    """A change against the two texts it names, and these against the captures they were read from."""
    page = store.pages.get(change.page)
    texts: list[Statement] = []
    read_again = True
    for moment in (change.before, change.after):
        where = f"change {change.id}"
        statement = store.versions.get(change.page, moment.version)
        if statement is None or statement.id != moment.version:
            yield Problem(where, f"its text {moment.version[:16]} is {'gone' if statement is None else 'altered'}")
            return
        texts.append(statement)
        read_again &= page is not None and statement.ruleset == str(rules(page))
    links = [edit for edit in change.edits if is_link_edit(edit)]
    worded = [edit for edit in change.edits if edit not in links]
    quotes = [*((edit.old, 0) for edit in worded), *((edit.new, 1) for edit in worded)]
    for quote, side in quotes:
        if quote is not None and not _says(texts[side], quote):
            yield Problem(where, f"quotes what its text {('before', 'after')[side]} does not say: {quote[:80]!r}")
    if page is None or not read_again:
        return
    found.read_again += 1
    for moment, statement, side in zip((change.before, change.after), texts, (0, 1), strict=True):
        if not links and captures.is_proven(page, moment):
            continue
        seen = captures.read(page, moment, statement)
        if seen is None:
            continue
        for edit in links:
            if not has_links(seen, edit, (Op.DELETE, Op.INSERT)[side]):
                quoted = (edit.old, edit.new)[side] or ""
                yield Problem(where, f"capture {moment.snapshot} has no such link: {quoted[:80]!r}")
        if seen.id == statement.id:
            continue
        missing = [quote for quote, own in quotes if own == side and quote is not None and not _says(seen, quote)]
        if missing:
            yield Problem(where, f"quotes what capture {moment.snapshot} does not say: {missing[0][:80]!r}")


def _says(statement: Statement, quote: str) -> bool:
    """Whether the words stand there; a quote may join what the page breaks into lines."""
    return " ".join(quote.split()) in " ".join(statement.text.split())


class _Captures:
    """Captures read anew; of each page the last one is remembered, for the next change mostly begins with it."""

    def __init__(self, store: Store, proven: Set[tuple[str, str, int]]) -> None:
        self._store, self._proven = store, proven
        self._last: dict[str, tuple[int, Statement | None]] = {}

    def is_proven(self, page: Page, moment: Moment) -> bool:
        """Whether the capture was read already, and says the text."""
        return (page.id, moment.version, moment.snapshot) in self._proven

    def read(self, page: Page, moment: Moment, like: Statement) -> Statement | None:
        number, seen = self._last.get(page.id, (None, None))
        if number != moment.snapshot:
            seen = self._read(page, moment.snapshot, like)
            self._last[page.id] = moment.snapshot, seen
        return seen

    def _read(self, page: Page, number: int, like: Statement) -> Statement | None:
        try:
            capture = self._store.snapshots.get(number)
            if capture is None:
                return None
            return read(page, capture, like)
        except (ExtractError, StoreCorrupt, LetGo):  # a body that is not sound is told of by itself
            return None


# -- signatures and anchors


def _signatures(found: Verification, walk: _Walk, kept: Iterable[Kept]) -> None:
    found.keys = [key for _, key in walk.key_at]
    for one in kept:
        where = f"checkpoint at {one.size}"
        notes = list(notes_in(one.note))
        key = next((key for n, key in reversed(walk.key_at) if n <= one.size), None)
        if not is_note(one.note) or len(notes) != 1 or notes[0].checkpoint.size != one.size:
            found.problems.append(Problem(where, "cannot be read"))
        elif key is None or not _signed(notes[0], key):
            found.problems.append(Problem(where, "is not signed with the key that the log names for it"))
        elif (root := walk.roots.get(one.size)) is None:
            found.problems.append(
                Problem(where, f"speaks of {one.size} entries; the log has {found.entries}: it was cut")
            )
        elif one.peaks != walk.peaks[one.size]:
            found.problems.append(Problem(where, "its peaks, where the next one begins, are not those of the log"))
        elif root != notes[0].checkpoint.root:
            found.problems.append(Problem(where, "speaks of other entries than the log has: they were made anew"))
        else:
            found.checkpoints += 1
            found.signed = max(found.signed, one.size)


def _told(walk: _Walk, kept: Iterable[Kept]) -> Iterator[Problem]:
    """Checkpoints and time stamps that the log speaks of and that are gone, or others now."""
    there = {one.size: told_of(one) for one in kept}
    for told in walk.checkpoints:
        now = there.get(told.get("size", 0))
        if now is None:
            yield Problem(f"checkpoint at {told.get('size')}", "is gone, though the log speaks of it")
        elif {**now, **told} != now:
            which = "time stamp" if now.get("note") == told.get("note") else "checkpoint"
            yield Problem(f"{which} at {told.get('size')}", "is not the one that the log speaks of, or is gone")


def _stamps(found: Verification, kept: Iterable[Kept], roots: Roots | None) -> Iterator[Problem]:
    for one in kept:
        if one.stamp is None:
            continue
        try:
            stamp = read_stamp(one.stamp, one.note)
            if roots:
                roots.vouch(one.stamp, one.note)
            found.stamped.append((one.size, stamp))
        except (ValueError, TypeError) as error:
            yield Problem(f"time stamp at {one.size}", f"is not good: {error}")
    found.stamps_believed = bool(found.stamped) and roots is not None


def _signed(note: SignedNote, key: str) -> bool:
    try:
        return note.is_signed_by(key)
    except ValueError:
        return False


def _anchored(found: Verification, walk: _Walk, anchor: Anchor) -> None:
    def tell(what: str) -> None:
        found.problems.append(Problem(anchor.name, what))

    known = {key for _, key in walk.key_at}
    for key in anchor.keys:
        if key not in known:
            tell(f"names the key {key.rsplit('+', 1)[0]}, of which the log knows nothing: the key was swapped")
    for note in anchor.notes:
        size, root = note.checkpoint.size, note.checkpoint.root
        if not any(_signed(note, key) for key in (*anchor.keys, *known)):
            tell(f"its checkpoint at {size} is signed with no key that is known: the file or the key was altered")
        elif size not in walk.roots:
            tell(f"speaks of {size} entries; the log has {found.entries}: its end was cut off")
        elif walk.roots[size] != root:
            tell(f"its checkpoint at {size} is over other entries than the log has: the log was made anew")
        else:
            found.witnessed = max(found.witnessed, size * anchor.elsewhere)
    for head in sorted(anchor.heads, key=lambda head: head.size):
        if head.size not in walk.heads:
            tell(f"names entry {head.size}; the log has {found.entries}: its end was cut off")
        elif walk.heads[head.size] != head.hash:
            tell(f"names another entry {head.size} than the log has: the log was made anew, or the file was altered")
        else:
            found.witnessed = max(found.witnessed, head.size * anchor.elsewhere)
