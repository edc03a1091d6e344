"""A small real `Source` in memory: changes are made by the real comparison, filters are applied as written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tracker.compare import compare
from tracker.types import Block, BlockKind, Change, ChangeFilter, ChangeStatus, Moment, Page, Statement

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Aged:
    block: Block
    since: datetime
    from_start: bool
    change: str | None


@dataclass(frozen=True)
class Current:
    moment: Moment
    blocks: tuple[Aged, ...]


@dataclass(frozen=True)
class Day:
    day: date
    good: int
    failed: int


@dataclass(frozen=True)
class Looked:
    first_good: datetime | None
    last_good: datetime | None
    days: tuple[Day, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """One block a line: `# ` a heading, `- ` a list item, anything else a paragraph."""
    kinds = {"# ": BlockKind.HEADING, "- ": BlockKind.LIST_ITEM}
    lines = [line.strip(" \n") for line in text.split("\n") if line.strip(" \n")]
    return tuple(
        Block(kinds[line[:2]], line[2:]) if line[:2] in kinds else Block(BlockKind.PARAGRAPH, line) for line in lines
    )


class MemorySource:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = list(pages)
        self._changes: list[Change] = []
        self._texts: dict[str, tuple[Block, ...]] = {}
        self._now: dict[str, tuple[Moment, tuple[Aged, ...]]] = {}
        self._days: dict[str, list[datetime]] = {}

    # Filling it

    def say(self, page: str, text: str, at: datetime, **override: object) -> Change | None:
        """The page shows a text from a moment on. Fields of the change may be set outright."""
        watched = next(p for p in self._pages if p.id == page)
        new = blocks(text)
        version = Statement(new, "1").id
        self._texts[version] = new
        moment = Moment(version, at, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), 1, watched.url)
        looked = self._days.setdefault(page, [])
        known = self._now.get(page)
        if known is None:
            self._now[page] = (moment, tuple(Aged(b, at, True, None) for b in new))
            looked.append(at)
            return None
        before, aged = known
        looked += [before.captured_at + timedelta(hours=6 * n) for n in range(1, (at - before.captured_at).days * 4)]
        looked.append(at)
        found = compare([a.block for a in aged], new)
        change = Change(
            id=hashlib.sha256(f"{page}{before.version}{version}{at}".encode()).hexdigest()[:16],
            page=page,
            organisation=watched.organisation,
            page_title=watched.title,
            url=watched.url,
            tags=watched.tags,
            status=ChangeStatus.PUBLISHED,
            direction=found.direction,
            severity=found.severity,
            confidence=found.confidence,
            headline=found.headline,
            reason=found.reason,
            before=before,
            after=moment,
            last_without=at - timedelta(hours=6),
            first_with=at,
            settled_at=at + timedelta(hours=6),
            edits=found.edits,
            rewritten=found.rewritten,
            number=len(self._changes) + 1,
        )
        change = replace(change, **override)  # type: ignore[arg-type]
        self._changes.append(change)
        old = {a.block: a for a in aged}
        self._now[page] = (moment, tuple(old.get(b, Aged(b, at, False, change.id)) for b in new))
        return change

    def page(self, id: str, **fields: object) -> None:
        """Alter what the watchlist says of a page."""
        at = next(n for n, p in enumerate(self._pages) if p.id == id)
        self._pages[at] = page = replace(self._pages[at], **fields)  # type: ignore[arg-type]
        self._changes = [
            replace(c, organisation=page.organisation, page_title=page.title, url=page.url, tags=page.tags)
            if c.page == id
            else c
            for c in self._changes
        ]

    def changes_on(self, page: str) -> list[Change]:
        return [change for change in self._changes if change.page == page]

    def until(self, number: int) -> MemorySource:
        """The record as it was when that change had just been published."""
        earlier = MemorySource(self._pages)
        earlier._changes = self._changes[:number]
        earlier._texts, earlier._now, earlier._days = self._texts, self._now, self._days
        return earlier

    # Source

    def pages(self) -> Sequence[Page]:
        return self._pages

    def changes(self, where: ChangeFilter) -> Sequence[Change]:
        found = [change for change in self._changes if _holds(change, where)]
        return (found[::-1] if where.newest_first else found)[: where.limit]

    def change(self, id: str) -> Change | None:
        return next((change for change in self._changes if change.id == id), None)

    def wording(self, version: str) -> Sequence[Block]:
        return self._texts.get(version, ())

    def current(self, page: str) -> Current | None:
        known = self._now.get(page)
        return None if known is None else Current(*known)

    def coverage(self, page: str) -> Looked:
        times = sorted(self._days.get(page, ()))
        if not times:
            return Looked(None, None, ())
        days = sorted({at.date() for at in times})
        return Looked(
            times[0], times[-1], tuple(Day(d, sum(at.date() == d for at in times), d.day % 9 == 0) for d in days)
        )


def _holds(change: Change, where: ChangeFilter) -> bool:
    number = change.number or 0
    texts = [change.headline, *(text or "" for edit in change.edits for text in (edit.old, edit.new))]
    return all(
        (
            where.page in (None, change.page),
            where.organisation in (None, change.organisation),
            where.tag is None or where.tag in change.tags,
            not where.directions or change.direction in where.directions,
            not where.severities or change.severity in where.severities,
            not where.statuses or change.status in where.statuses,
            where.cue is None or any(where.cue in edit.cues for edit in change.edits),
            where.text is None or any(where.text.lower() in text.lower() for text in texts),
            where.since is None or change.first_with >= where.since,
            where.until is None or change.first_with < where.until,
            where.after_number is None or number > where.after_number,
            where.before_number is None or number < where.before_number,
        )
    )
