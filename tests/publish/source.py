"""A small real `Source` in memory: changes are made by the real comparison, filters are applied as written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from tracker.compare import compare
from tracker.model import Block, BlockKind, Change, ChangeFilter, ChangeStatus, Moment, Page, Statement
from tracker.model.health import HealthEvent, HealthKind

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Aged:
    block: Block
    since: datetime
    from_start: bool
    change: str | None


@dataclass(frozen=True)
class Together:
    blocks: tuple[Block, ...]
    since: datetime
    from_start: bool
    change: str | None


@dataclass(frozen=True)
class Current:
    moment: Moment
    ages: tuple[Together, ...]


@dataclass(frozen=True)
class Day:
    day: date
    good: int
    failed: int


@dataclass(frozen=True)
class Beside:
    at: datetime
    who: str | None
    text: str


@dataclass(frozen=True)
class Again:
    number: int
    changes: tuple[str, ...]
    anew: bool = False


@dataclass(frozen=True)
class Listed:
    mark: str
    fresh: tuple[Page, ...]
    anew: bool


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
        self._remarks: list[tuple[str, Beside]] = []
        self._events: list[HealthEvent] = []
        self.came_from: dict[str, tuple[str, str]] = {}  # change id -> sources of its captures

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

    def remark(self, change: str, text: str, at: datetime, who: str | None = "the desk") -> None:
        """Put something beside a change that was told."""
        self._remarks.append((change, Beside(at, who, text)))

    def event(self, page: str, kind: HealthKind, reason: str, at: datetime) -> None:
        """Tell the maintainer something."""
        self._events.append(HealthEvent(page, at, kind, reason, len(self._events) + 1))

    def redeclare(self, id: str, **fields: object) -> None:
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
        newest = earlier._changes[-1].settled_at if number else None
        earlier._remarks = [one for one in self._remarks if newest and one[1].at <= newest]
        earlier._events = [event for event in self._events if newest and event.at <= newest]
        return earlier

    # Source

    def pages(self, organisation: str | None = None, tag: str | None = None) -> Sequence[Page]:
        return [p for p in self._pages if organisation in (None, p.organisation) and (tag is None or tag in p.tags)]

    def page(self, id: str) -> Page | None:
        return next((page for page in self._pages if page.id == id), None)

    def roster(self, since: str | None, number: int) -> Listed:
        now = {page.id: [page.organisation, page.title, page.url, *page.tags] for page in self._pages}
        was = json.loads(since or "{}")
        fresh = tuple(page for page in self._pages if page.id not in was)
        return Listed(json.dumps(now), fresh, since is None or any(now.get(id) != told for id, told in was.items()))

    def changes(self, where: ChangeFilter) -> Sequence[Change]:
        found = [change for change in self._changes if _holds(change, where)]
        return (found[::-1] if where.newest_first else found)[: where.limit]

    def change(self, id: str) -> Change | None:
        return next((change for change in self._changes if change.id == id), None)

    def origins(self, change: Change) -> tuple[str, str]:
        return self.came_from.get(change.id, ("http", "http"))

    def remarks(self, change: str) -> Sequence[Beside]:
        return [remark for id, remark in self._remarks if id == change]

    def retold(self, after: int) -> Again:
        return Again(len(self._remarks), tuple(id for id, _ in self._remarks[after:]))

    def events(self, after: int = 0, before: int | None = None) -> Sequence[HealthEvent]:
        return [e for e in self._events if (e.number or 0) > after and (before is None or (e.number or 0) < before)]

    def unwell(self) -> Sequence[HealthEvent]:
        last = {event.page: event for event in self._events if event.kind is not HealthKind.ALTERNATING}
        return [
            event for event in self._events if last.get(event.page) is event and event.kind is not HealthKind.RECOVERED
        ]

    def wordings(self, *versions: str) -> Sequence[Sequence[Block]]:
        return [self._texts.get(version, ()) for version in versions]

    def current(self, page: str) -> Current | None:
        known = self._now.get(page)
        return None if known is None else Current(known[0], tuple(_together(known[1])))

    def coverage(self, page: str) -> Looked:
        times = sorted(self._days.get(page, ()))
        if not times:
            return Looked(None, None, ())
        days = sorted({at.date() for at in times})
        return Looked(
            times[0], times[-1], tuple(Day(d, sum(at.date() == d for at in times), d.day % 9 == 0) for d in days)
        )


def _together(aged: Sequence[Aged]) -> Iterator[Together]:
    """Runs of blocks that came together."""
    for age, run in groupby(aged, key=lambda one: (one.since, one.from_start, one.change)):
        yield Together(tuple(one.block for one in run), *age)


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
