"""Changes with their edits, from first sight to publication."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from tracker.model import (
    Announced,
    Announcement,
    BlockKind,
    Change,
    ChangeFilter,
    ChangeKind,
    ChangeStatus,
    Cue,
    Direction,
    Edit,
    EditKind,
    Logged,
    Moment,
    Op,
    Piece,
    Severity,
    Why,
    iso,
    moves,
    utc,
)
from tracker.record.store.filters import condition_of, only_told
from tracker.record.store.log import Log
from tracker.record.store.rows import dump, stamp, stamp_or_none, time_or_none

_LONG_PAST = timedelta(days=30)
_COLUMNS = """
    c.id, c.page, p.organisation, p.title, p.url, p.config, c.status, c.direction, c.severity, c.confidence, c.headline,
    c.reason, c.last_without, c.first_with, c.settled_at, c.flags, c.relates_to, c.rewritten, c.number,
    c.before_version, b.at, b.sha256, b.n, b.final_url, c.after_version, a.at, a.sha256, a.n, a.final_url,
    c.entry, l.hash, w.address, c.late, c.why, c.moves, c.kind, c.announced
"""
_FROM = """
    changes c JOIN pages p ON p.id = c.page
    JOIN snapshots b ON b.n = c.before_snapshot JOIN snapshots a ON a.n = c.after_snapshot
    LEFT JOIN log l ON l.n = c.entry LEFT JOIN saves w ON w.change = c.id
"""
_ROW = (
    "id, page, status, direction, severity, confidence, headline, reason, before_version, before_snapshot,"
    " after_version, after_snapshot, last_without, first_with, settled_at, flags, relates_to, rewritten, number, late,"
    " why, moves, kind, announced"
)
_EDIT = (
    "kind, old, new, pieces, direction, cues, confidence, severity, reason, headline, block, old_at, new_at,"
    " before, after"
)


class Changes:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def save(self, change: Change) -> Change:
        """Add a change, or replace the one with its id.

        Published ones get the next number, once; so does the reversal of a published one, which corrects it. Returns
        the change with its number. Part of the caller's transaction.
        """
        number = change.number
        is_news = self._number(change.id) is None and (
            change.status is ChangeStatus.PUBLISHED or self._corrects(change)
        )
        if is_news and number is None:
            number = self._next_number()
        self._retell(change)
        self._db.execute("DELETE FROM edits WHERE change = ?", [change.id])
        self._db.execute(
            f"INSERT INTO changes ({_ROW}) VALUES ({', '.join('?' * 24)})"  # noqa: S608
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, direction = excluded.direction,"
            " severity = excluded.severity, confidence = excluded.confidence, headline = excluded.headline,"
            " reason = excluded.reason, before_version = excluded.before_version,"
            " before_snapshot = excluded.before_snapshot, after_version = excluded.after_version,"
            " after_snapshot = excluded.after_snapshot, last_without = excluded.last_without,"
            " first_with = excluded.first_with, settled_at = excluded.settled_at, flags = excluded.flags, why ="
            " excluded.why, announced = excluded.announced, relates_to = excluded.relates_to,"
            " rewritten = excluded.rewritten, moves = excluded.moves,"
            " late = CASE WHEN changes.number IS NULL THEN excluded.late ELSE changes.late END,"
            " number = COALESCE(changes.number, excluded.number)",
            self._values(change, number),
        )
        self._db.conn.executemany(
            f"INSERT INTO edits (change, position, {_EDIT}) VALUES (?{', ?' * 16})",  # noqa: S608
            [(change.id, position, *_edit_row(edit)) for position, edit in enumerate(change.edits)],
        )
        entry = self._log.cover("change", change.id)
        if is_news:
            self._db.execute("UPDATE changes SET entry = ? WHERE id = ?", [entry, change.id])
        saved = self.get(change.id)
        assert saved is not None
        return saved

    def _values(self, change: Change, number: int | None) -> list[Any]:
        """The row of a change, in the order of `_ROW`."""
        return [
            change.id,
            change.page,
            change.status,
            change.direction,
            change.severity,
            change.confidence,
            change.headline,
            change.reason,
            change.before.version,
            change.before.snapshot,
            change.after.version,
            change.after.snapshot,
            stamp(change.last_without),
            stamp(change.first_with),
            stamp_or_none(change.settled_at),
            dump(change.flags),
            change.relates_to,
            int(change.rewritten),
            number,
            int(number is not None and (change.late or self._is_late(change))),
            None if change.why is None else dump([change.why.said, change.why.facts]),
            None if change.rewritten else dump(moves(change.edits)),
            None if change.kind is ChangeKind.EDIT else change.kind,
            _announced_row(change.announcement),
        ]

    def _retell(self, change: Change) -> None:
        """What is out is published again with the times, and what its organisation says of it, that are known now."""
        self._db.execute(
            "INSERT INTO retold (change, anew) SELECT id, 0 FROM changes"
            " WHERE id = ? AND number IS NOT NULL AND (last_without, first_with, announced) IS NOT (?, ?, ?)",
            [
                change.id,
                stamp(change.last_without),
                stamp(change.first_with),
                _announced_row(change.announcement),
            ],
        )

    def _number(self, change: str) -> int | None:
        row = self._db.execute("SELECT number FROM changes WHERE id = ?", [change]).fetchone()
        return row[0] if row else None

    def _next_number(self) -> int:
        return int(self._db.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM changes").fetchone()[0])

    def _corrects(self, change: Change) -> bool:
        """Whether it takes back what was published."""
        return change.status is ChangeStatus.REVERTED and bool(
            self._db.execute(
                "SELECT 1 FROM changes WHERE id = ? AND number IS NOT NULL", [change.relates_to]
            ).fetchone()
        )

    def _is_late(self, change: Change) -> bool:
        """Whether the record has long published what was settled later."""
        newest = self._db.execute("SELECT MAX(settled_at) FROM changes WHERE number IS NOT NULL").fetchone()[0]
        return bool(newest and change.settled_at and change.settled_at < utc(newest) - _LONG_PAST)

    def get(self, change: str) -> Change | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM {_FROM} WHERE c.id = ?", [change]).fetchone()  # noqa: S608
        return None if row is None else self._change(row)

    def ids(self, prefix: str) -> list[str]:
        """Ids that begin so, at most ten. Ids may be shortened like git's."""
        rows = self._db.execute(
            "SELECT id FROM changes WHERE id >= ? AND id < ? ORDER BY id LIMIT 10", [prefix, prefix + "\x7f"]
        )
        return [row[0] for row in rows]

    def all_ids(self) -> list[str]:
        """Every change there is, page by page in order of time."""
        return [row[0] for row in self._db.execute("SELECT id FROM changes ORDER BY page, first_with, id")]

    def latest(self, page: str, limit: int) -> list[Change]:
        """The newest changes of a page, whatever became of them, newest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM {_FROM} WHERE c.page = ? ORDER BY c.first_with DESC, c.id DESC LIMIT ?",  # noqa: S608
            [page, limit],
        ).fetchall()
        return [self._change(row) for row in rows]

    def find(self, where: ChangeFilter, *, edits: bool = True) -> list[Change]:
        """Changes for which every field of the filter holds; whole, or without their edits, which takes a third."""
        condition, values = condition_of(where)
        published = only_told(where)
        down = "DESC" if where.newest_first else "ASC"
        order = f"c.number {down}" if published else f"c.first_with {down}, c.id {down}"
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM {_FROM} WHERE {condition} ORDER BY {order} LIMIT ?",  # noqa: S608
            [*values, -1 if where.limit is None else where.limit],
        ).fetchall()
        return [self._change(row, edits) for row in rows]

    def count(self, where: ChangeFilter) -> int:
        """How many changes a filter holds for; its limit is ignored."""
        condition, values = condition_of(where)
        row = self._db.execute(f"SELECT COUNT(*) FROM changes c WHERE {condition}", values).fetchone()  # noqa: S608
        return int(row[0])

    def by_week(self, where: ChangeFilter) -> dict[str, int]:
        """How many changes a filter holds for, by the Monday (ISO 8601) of the week in which they were first seen."""
        condition, values = condition_of(where)
        monday = "date(c.first_with, 'weekday 0', '-6 days')"
        rows = self._db.execute(f"SELECT {monday}, COUNT(*) FROM changes c WHERE {condition} GROUP BY 1", values)  # noqa: S608
        return dict(rows.fetchall())

    def _change(self, row: Sequence[Any], whole: bool = True) -> Change:
        query = f"SELECT {_EDIT} FROM edits WHERE change = ? ORDER BY position"  # noqa: S608
        edits = self._db.execute(query, [row[0]]) if whole else ()
        return Change(
            id=row[0],
            page=row[1],
            organisation=row[2],
            page_title=row[3],
            url=row[4],
            tags=_tags(row[5]),
            status=ChangeStatus(row[6]),
            direction=Direction(row[7]),
            severity=Severity(row[8]),
            confidence=row[9],
            headline=row[10],
            reason=row[11],
            last_without=utc(row[12]),
            first_with=utc(row[13]),
            settled_at=time_or_none(row[14]),
            flags=_flags(row[15]),
            relates_to=row[16],
            rewritten=bool(row[17]),
            number=row[18],
            before=Moment(row[19], utc(row[20]), row[21], row[22], row[23]),
            after=Moment(row[24], utc(row[25]), row[26], row[27], row[28]),
            entry=None if row[29] is None else Logged(row[29], row[30]),
            edits=tuple(map(_edit, edits)),
            saved=row[31],
            late=bool(row[32]),
            why=_why(row[33]),
            moves=_moves(row[34]),
            kind=ChangeKind(row[35] or ChangeKind.EDIT),
            announcement=_announcement(row[36]),
        )


@lru_cache(maxsize=4_096)  # a page has one configuration, however many changes
def _tags(config: str) -> tuple[str, ...]:
    return tuple(json.loads(config)["tags"])


@lru_cache(maxsize=256)  # mostly none
def _flags(flags: str) -> tuple[str, ...]:
    return tuple(json.loads(flags))


@lru_cache(maxsize=256)
def _why(text: str | None) -> Why | None:
    if text is None:
        return None
    said, facts = json.loads(text)
    return Why(said, tuple((name, value) for name, value in facts))


@lru_cache(maxsize=256)
def _moves(text: str | None) -> tuple[tuple[str, int], ...]:
    return tuple((word, count) for word, count in json.loads(text or "[]"))


def _announced_row(found: Announcement | None) -> str | None:
    if found is None:
        return None
    row = {**asdict(found), "at": None if found.at is None else iso(found.at)}
    return dump({key: value for key, value in row.items() if value not in (None, "")})


@lru_cache(maxsize=256)
def _announcement(text: str | None) -> Announcement | None:
    if text is None:
        return None
    row = json.loads(text)
    at = row.pop("at", None)
    return Announcement(**{**row, "state": Announced(row["state"])}, at=None if at is None else utc(at))


def _edit_row(edit: Edit) -> tuple[Any, ...]:
    return (
        edit.kind,
        edit.old,
        edit.new,
        dump([(piece.op, piece.text) for piece in edit.pieces]),
        edit.direction,
        dump(edit.cues),
        edit.confidence,
        edit.severity,
        edit.reason,
        edit.headline,
        edit.block,
        edit.old_at,
        edit.new_at,
        edit.before,
        edit.after,
    )


# Until 0.2 an edit of a link was kept as "changed", and known by this reason. Such rows stay as the log proves them.
_LINK_REASON = "the words are the same; their link leads to another address"


def _edit(row: Sequence[Any]) -> Edit:
    kind, old, new, pieces, direction, cues, confidence, severity, reason, headline, block, *rest = row
    return Edit(
        EditKind.LINK if kind == "changed" and reason == _LINK_REASON else EditKind(kind),
        old,
        new,
        tuple(Piece(Op(op), text) for op, text in json.loads(pieces)),
        Direction(direction),
        tuple(map(Cue, json.loads(cues))),
        confidence,
        Severity(severity),
        reason,
        headline,
        BlockKind(block),
        *rest,
    )
