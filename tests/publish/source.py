"""A small record in memory, the real store of it: what publishing is tested against.

::

    source = Sample(PAGES)
    change = source.say(page, text, at, headline=...)   # None for the first text of a page
    publish(source.reader, folder, settings)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.compare import compare
from tracker.model import (
    Block,
    BlockKind,
    Capture,
    Change,
    ChangeFilter,
    ChangeStatus,
    Check,
    CheckOutcome,
    Page,
    Statement,
)
from tracker.model.health import HealthEvent, HealthKind
from tracker.record.store import Note, Store
from tracker.record.store.reader import Reader

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
BETWEEN = timedelta(hours=6)  # two looks


def blocks(text: str) -> tuple[Block, ...]:
    """One block a line: `# ` a heading, `- ` a list item, anything else a paragraph."""
    kinds = {"# ": BlockKind.HEADING, "- ": BlockKind.LIST_ITEM}
    lines = [line.strip(" \n") for line in text.split("\n") if line.strip(" \n")]
    return tuple(
        Block(kinds[line[:2]], line[2:]) if line[:2] in kinds else Block(BlockKind.PARAGRAPH, line) for line in lines
    )


class Sample:
    """Fills a store in memory. Every step is kept, so that the record can be had as it was earlier."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._steps: list[tuple[datetime, Callable[[Sample], object]]] = []
        self._first_pages = list(pages)
        self._pages = {page.id: page for page in pages}
        self.store = Store.in_memory()
        self.store.pages.sync(list(pages), now=START)
        self.published: list[Change] = []

    @property
    def reader(self) -> Reader:
        """The record as publishing reads it."""
        return self.store.reader

    def say(self, page: str, text: str, at: datetime, came_from: str = "http", **override: object) -> Change | None:
        """The page shows a text from a moment on. Fields of its change may be set outright."""
        self._steps.append((at, lambda other: other.say(page, text, at, came_from, **override)))
        watched, state = self._pages[page], self.store.pages.state(page)
        statement = Statement(blocks(text), "1")
        capture = Capture(watched.url, watched.url, 200, (), text.encode("utf-8", "replace"), at, source=came_from)
        with self.store.transaction():
            if state.last_good is not None:
                self._look(page, state.last_good, at, state.version)
            snapshot = self.store.snapshots.add(page, capture, state.sha256)
            self.store.versions.add(page, statement, at=at, snapshot=snapshot)
            self.store.checks.add(Check(page, at, CheckOutcome.NEW, version=statement.id, snapshot=snapshot))
            change = self._change(watched, state.version, state.snapshot, statement, snapshot, at, override)
            self.store.pages.save(
                replace(
                    state,
                    version=statement.id,
                    snapshot=snapshot,
                    sha256=capture.sha256,
                    last_check=at,
                    last_good=at,
                )
            )
        if change is not None:
            self.published.append(change)
        return change

    def _look(self, page: str, since: datetime, until: datetime, version: str | None) -> None:
        for number in range(1, (until - since).days * 4):
            at = since + BETWEEN * number
            self.store.checks.add(Check(page, at, CheckOutcome.UNCHANGED, version=version))

    def _change(
        self,
        page: Page,
        version: str | None,
        before: int | None,
        statement: Statement,
        after: int,
        at: datetime,
        override: dict[str, Any],
    ) -> Change | None:
        if version is None or before is None:
            return None
        known = self.store.versions.get(page.id, version)
        assert known is not None
        found = compare(known.wording, statement.wording)
        change = Change(
            id=hashlib.sha256(f"{page.id}{version}{statement.id}{at}".encode()).hexdigest()[:16],
            page=page.id,
            organisation=page.organisation,
            page_title=page.title,
            url=page.url,
            tags=page.tags,
            status=ChangeStatus.PUBLISHED,
            direction=found.direction,
            severity=found.severity,
            confidence=found.confidence,
            headline=found.headline,
            reason=found.reason,
            before=self.store.snapshots.moment(version, before),
            after=self.store.snapshots.moment(statement.id, after),
            last_without=at - BETWEEN,
            first_with=at,
            settled_at=at + BETWEEN,
            edits=found.edits,
            rewritten=found.rewritten,
        )
        return self.store.changes.save(replace(change, **override))

    def remark(self, change: str, text: str, at: datetime, who: str = "the desk") -> None:
        """Put a public note beside a change."""
        self._steps.append((at, lambda other: other.remark(change, text, at, who)))
        with self.store.transaction():
            self.store.notes.add(Note(change, at, who, text, True))

    def event(self, page: str, kind: HealthKind, reason: str, at: datetime) -> None:
        """Tell the maintainer something."""
        self._steps.append((at, lambda other: other.event(page, kind, reason, at)))
        with self.store.transaction():
            self.store.health.add(HealthEvent(page, at, kind, reason))

    def redeclare(self, id: str, **fields: Any) -> None:
        """Alter what the watchlist says of a page."""
        self._pages[id] = replace(self._pages[id], **fields)
        with self.store.transaction():
            self.store.pages.sync(list(self._pages.values()), now=START)

    def watch(self, page: Page) -> None:
        """Watch one more page."""
        self._pages[page.id] = page
        with self.store.transaction():
            self.store.pages.sync(list(self._pages.values()), now=START)

    def unwatch(self, id: str) -> None:
        """Watch a page no more."""
        del self._pages[id]
        with self.store.transaction():
            self.store.pages.sync(list(self._pages.values()), now=START)

    def look(self, page: str, at: datetime) -> None:
        """Look at a page once more, and see nothing new."""
        with self.store.transaction():
            self.store.checks.add(Check(page, at, CheckOutcome.UNCHANGED, version=self.store.pages.state(page).version))

    def changes_on(self, page: str) -> list[Change]:
        """The published changes of a page, oldest first."""
        return self.store.changes.find(ChangeFilter(page=page, newest_first=False))

    def until(self, number: int) -> Sample:
        """The record as it was when that change had just been published; no pages' texts later than it."""
        newest = self.published[number - 1].settled_at if number else None
        earlier = Sample(self._first_pages)
        for at, step in self._steps:
            if newest is not None and at <= newest:
                step(earlier)
        return earlier
