"""The record as publishing reads it: satisfies `tracker.publish.source.Source` without knowing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from tracker.store.changes import Changes
from tracker.store.pages import Pages
from tracker.types import Block, BlockKind, Change, ChangeFilter, CheckOutcome, Moment, Page, utc

_GOOD = (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class AgedBlock:
    """A block of the current wording and since when it has been there."""

    block: Block
    since: datetime
    from_start: bool  # there when watching began: it may be older
    change: str | None  # published change that brought it


@dataclass(frozen=True, slots=True)
class CurrentText:
    moment: Moment
    blocks: tuple[AgedBlock, ...]


@dataclass(frozen=True, slots=True)
class DayChecks:
    day: date  # UTC
    good: int
    failed: int


@dataclass(frozen=True, slots=True)
class Coverage:
    first_good: datetime | None
    last_good: datetime | None
    days: tuple[DayChecks, ...]  # oldest first, days with a check only


class Reader:
    def __init__(self, db: Database, pages: Pages, changes: Changes) -> None:
        self._db, self._pages, self._changes = db, pages, changes

    def pages(self) -> list[Page]:
        """Every page that is watched or has a published change, in order of id."""
        told = {row[0] for row in self._db.execute("SELECT DISTINCT page FROM changes WHERE number IS NOT NULL")}
        watched = {page.id for page in self._pages.all(watched=True)}
        return [page for page in self._pages.all() if page.id in watched | told]

    def changes(self, where: ChangeFilter) -> list[Change]:
        return self._changes.find(where)

    def count(self, where: ChangeFilter) -> int:
        return self._changes.count(where)

    def change(self, id: str) -> Change | None:
        return self._changes.get(id)

    def wording(self, version: str) -> tuple[Block, ...]:
        """The compared blocks of a version, in order."""
        rows = self._db.execute(
            "SELECT kind, text FROM version_blocks JOIN blocks ON blocks.n = block"
            " WHERE version = (SELECT n FROM versions WHERE id = ? LIMIT 1) ORDER BY position",
            [version],
        )
        return tuple(Block(BlockKind(kind), text) for kind, text in rows if kind != BlockKind.NAVIGATION)

    def current(self, page: str) -> CurrentText | None:
        """The wording in force, each block with the published change that brought it. None when never seen."""
        state = self._pages.state(page)
        row = None
        if state.version is not None:
            row = self._db.execute(
                "SELECT v.first_at, s.sha256, s.n, s.final_url,"
                " (SELECT MIN(first_at) FROM versions WHERE page = v.page)"
                " FROM versions v JOIN snapshots s ON s.n = v.snapshot WHERE v.page = ? AND v.id = ?",
                [page, state.version],
            ).fetchone()
        if row is None or state.version is None:
            return None
        blocks = self.wording(state.version)
        ages: dict[str, tuple[datetime, str]] = {}
        left = {block.id for block in blocks}
        for change in self._changes.find(ChangeFilter(page=page)):  # newest first: what it brought is not in its before
            if not left:
                break
            older = {block.id for block in self.wording(change.before.version)}
            for id_ in left - older:
                ages[id_] = (change.first_with, change.id)
            left &= older
        begun = utc(row[4])
        aged = [
            AgedBlock(b, ages[b.id][0], False, ages[b.id][1]) if b.id in ages else AgedBlock(b, begun, True, None)
            for b in blocks
        ]
        return CurrentText(Moment(state.version, utc(row[0]), row[1], row[2], row[3]), tuple(aged))

    def coverage(self, page: str) -> Coverage:
        """When a page was looked at, day by day."""
        marks = ",".join("?" * len(_GOOD))
        rows: Sequence[tuple[str, int, int]] = self._db.execute(
            f"SELECT substr(at, 1, 10), SUM(outcome IN ({marks})), SUM(outcome NOT IN ({marks}))"  # noqa: S608
            " FROM checks WHERE page = ? GROUP BY 1 ORDER BY 1",
            [*_GOOD, *_GOOD, page],
        ).fetchall()
        first, last = self._db.execute(
            f"SELECT MIN(at), MAX(at) FROM checks WHERE page = ? AND outcome IN ({marks})",  # noqa: S608
            [page, *_GOOD],
        ).fetchone()
        return Coverage(
            utc(first) if first else None,
            utc(last) if last else None,
            tuple(DayChecks(date.fromisoformat(day), good, failed) for day, good, failed in rows),
        )
