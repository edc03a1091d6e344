"""What the record derives from its evidence, made anew and compared: texts, their spans, what lines they hold.

The log covers what was seen and what was told. Everything that answers `text --at`, `when` and `search` is derived from
that, and stands in tables of its own, which a hand could alter without touching an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise

from tracker.errors import ExtractError, LetGo, StoreCorrupt
from tracker.model import Check, CheckOutcome, Page, Statement
from tracker.prove.problem import Problem
from tracker.read.document import read, rules
from tracker.record.store import Store
from tracker.record.store.versions import Version

_SHOWS_NOTHING = (CheckOutcome.FAILED, CheckOutcome.QUARANTINED)
_UNREADABLE = (ValueError, KeyError, TypeError)  # of values in a row that this program did not write


class Derived:
    """The derived tables of a record, held against its evidence."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.texts = 0
        self.proven: set[tuple[str, str, int]] = set()  # page, text, and the capture that was read again and says it

    def problems(self) -> Iterator[Problem]:
        """What of them is not what the evidence gives."""
        yield from _schema(self._store)
        try:
            pages = list(self._store.pages.all())
        except _UNREADABLE as error:
            yield Problem("pages", f"what was declared cannot be read: {error}")
            return
        if wrong := self._store.versions.misnamed():
            yield Problem("lines", f"{wrong:,} of them are not what they are named by")
        for page in pages:
            try:
                yield from self._texts(page)
                yield from _spans(self._store, page)
                yield from _runs(self._store, page)
                yield from _state(self._store, page)
            except _UNREADABLE as error:
                yield Problem(f"page {page.id}", f"what was derived of it cannot be read: {error}")

    def _texts(self, page: Page) -> Iterator[Problem]:
        """Each text against its hash, its capture, and what that says when it is read again."""
        today = str(rules(page))
        captures = set(self._store.snapshots.of(page.id))
        for version in self._store.versions.of(page.id):
            self.texts += 1
            where = f"text {version.id[:16]} of {page.id}"
            statement = self._store.versions.get(page.id, version.id)
            if statement is None or statement.id != version.id:
                yield Problem(where, "its lines are not those that it is named by")
            elif version.snapshot not in captures:
                yield Problem(where, f"names capture {version.snapshot}, which is none of this page")
            elif version.ruleset == today:
                yield from self._read_again(page, version, statement, where)

    def _read_again(self, page: Page, version: Version, statement: Statement, where: str) -> Iterator[Problem]:
        assert version.snapshot is not None
        try:
            capture = self._store.snapshots.get(version.snapshot)
            seen = None if capture is None else read(page, capture, statement)
        except (ExtractError, StoreCorrupt, LetGo):  # a body that is not sound is told of by itself
            return
        if capture is None or seen is None or seen.id != statement.id:
            return  # a change that quotes the text is held against its own captures
        self.proven.add((page.id, version.id, version.snapshot))
        if version.first_at != capture.at:
            yield Problem(where, f"is said to be first seen at {version.first_at}, and its capture is of {capture.at}")
        names = ("title", "language", "updated", "visible")
        if wrong := [name for name in names if getattr(seen, name) != getattr(statement, name)]:
            yield Problem(where, f"has another {' and '.join(wrong)} than its capture")


@cache
def _ours() -> dict[str, object]:
    with Store.in_memory() as fresh:
        return fresh.schema()


def _schema(store: Store) -> Iterator[Problem]:
    ours = _ours()
    there = store.schema()
    for name in sorted(ours.keys() | there.keys()):
        if name not in there:
            yield Problem(name, "is gone: a guard of the database was taken down")
        elif name not in ours:
            yield Problem(name, "was put in by hand: the tracker makes none")
        elif there[name] != ours[name]:
            yield Problem(name, "is not what the tracker made")


def _spans(store: Store, page: Page) -> Iterator[Problem]:
    """The spans against the looks.

    They are what each look made of them when it was recorded. Where captures were found later they were made anew in
    order of time, and what a look showed may have been settled otherwise: then each begins and ends with a look that
    showed its text, and each look that showed one is in a span.
    """
    withdrawn = store.snapshots.withdrawn(page.id)
    looks = [
        check
        for check in store.checks.as_recorded(page.id)
        if check.version is not None and check.outcome not in _SHOWS_NOTHING and check.snapshot not in withdrawn
    ]
    spans = [(span.version, span.first_at, span.last_at) for span in store.checks.spans(page.id)]
    if spans == _as_recorded(looks):
        return
    shown = {check.at: check.version for check in looks}
    for version, first, last in spans:
        if shown.get(first) != version or shown.get(last) != version:
            yield Problem(f"span of {page.id} from {first}", "does not begin and end with looks that showed its text")
    if all(one.at <= other.at for one, other in pairwise(looks)):
        yield Problem(f"spans of {page.id}", "are not those that its looks made")
    for at in sorted(shown):
        if not any(first <= at <= last for _, first, last in spans):
            yield Problem(f"look at {page.id} at {at}", "is in no span, though it showed a text")
            return


def _as_recorded(looks: Sequence[Check]) -> list[tuple[str, datetime, datetime]]:
    """Text, first and last look of each span, as these looks make them one after the other."""
    spans: dict[datetime, tuple[str, datetime]] = {}
    newest: datetime | None = None
    for check in looks:
        assert check.version is not None
        if newest is None or spans[newest][0] != check.version:
            spans[check.at] = (check.version, check.at)
            newest = max(newest or check.at, check.at)
        else:
            spans[newest] = (check.version, check.at)
    return [(spans[first][0], first, spans[first][1]) for first in sorted(spans)]


def _runs(store: Store, page: Page) -> Iterator[Problem]:
    if not store.versions.runs_hold(page.id):
        yield Problem(f"page {page.id}", "which of its texts hold a line is not what the texts say")


def _state(store: Store, page: Page) -> Iterator[Problem]:
    state = store.pages.state(page.id)
    where = f"page {page.id}"
    if state.version is not None and store.versions.get(page.id, state.version) is None:
        yield Problem(where, f"its wording in force, {state.version[:16]}, is no text of it")
    if state.snapshot is not None:
        found = store.snapshots.bare(state.snapshot)
        if state.snapshot not in store.snapshots.of(page.id):
            yield Problem(where, f"its last good capture, {state.snapshot}, is none of it")
        elif found is not None and state.sha256 != found[1]:
            yield Problem(where, f"is said to have shown other bytes than capture {state.snapshot}")
    last = store.checks.last(page.id)
    if last is not None and state.last_check != last.at:
        yield Problem(where, f"is said to be looked at last at {state.last_check}, and that was at {last.at}")
