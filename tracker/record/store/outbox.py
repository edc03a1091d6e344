"""What waits to be sent to receivers, and what was sent to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from tracker.model import utc
from tracker.model.delivery import Parcel, ParcelKind
from tracker.record.store.rows import stamp, stamp_or_none, time_or_none

_COLUMNS = "receiver, key, kind, changes, at, due, tries, reason, sent, title, n"


@dataclass(frozen=True, slots=True)
class Heard:
    """Up to where the history was looked through for a receiver."""

    number: int  # publication number of the newest change
    retold: int  # number of the newest reason to tell one again


class Outbox:
    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self) -> Heard:
        """Where the history ends."""
        number, retold = self._db.execute(
            "SELECT (SELECT COALESCE(MAX(number), 0) FROM changes), (SELECT COALESCE(MAX(n), 0) FROM retold)"
        ).fetchone()
        return Heard(number, retold)

    def heard(self, receiver: str) -> Heard | None:
        """None for a receiver that is new."""
        row = self._db.execute("SELECT number, retold FROM receivers WHERE id = ?", [receiver]).fetchone()
        return Heard(*row) if row else None

    def hear(self, receiver: str, heard: Heard) -> None:
        """Remember up to where the history was looked through. Part of the caller's transaction, as all that writes."""
        self._db.execute(
            "INSERT INTO receivers (id, number, retold) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (id) DO UPDATE SET number = ?2, retold = ?3",
            [receiver, heard.number, heard.retold],
        )

    def put(self, parcel: Parcel) -> bool:
        """Have something sent; whether it was not known yet."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO outbox (receiver, key, kind, changes, at, due, tries, reason, sent, title)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                parcel.receiver,
                parcel.key,
                parcel.kind,
                json.dumps(parcel.changes),
                stamp(parcel.at),
                stamp_or_none(parcel.due),
                parcel.tries,
                parcel.reason,
                stamp_or_none(parcel.sent),
                parcel.title,
            ],
        )
        return bool(cursor.rowcount)

    def add(self, number: int, changes: Iterable[str]) -> None:
        """Put further changes into a digest that waits."""
        known = json.loads(self._db.execute("SELECT changes FROM outbox WHERE n = ?", [number]).fetchone()[0])
        self._db.execute(
            "UPDATE outbox SET changes = ? WHERE n = ?", [json.dumps([*dict.fromkeys([*known, *changes])]), number]
        )

    def get(self, receiver: str, key: str) -> Parcel | None:
        return next(iter(self._select("receiver = ? AND key = ?", [receiver, key])), None)

    def waiting(self, receiver: str) -> list[Parcel]:
        """What is still to be sent, the oldest first, whether it is time or not."""
        return self._select("receiver = ? AND due IS NOT NULL", [receiver])

    def waits_for(self) -> set[str]:
        """Receivers for whom something waits."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT receiver FROM outbox WHERE due IS NOT NULL")}

    def with_change(self, receiver: str, change: str) -> Parcel | None:
        """What a receiver was told a change by, or will be; corrections of it are something else."""
        found = self._select(
            "receiver = ? AND kind <> ? AND (sent IS NOT NULL OR due IS NOT NULL)"
            " AND EXISTS (SELECT 1 FROM json_each(changes) WHERE value = ?)",
            [receiver, ParcelKind.CORRECTION, change],
        )
        return found[0] if found else None

    def sent_keys(self, receiver: str) -> set[str]:
        rows = self._db.execute("SELECT key FROM outbox WHERE receiver = ? AND due IS NULL", [receiver])
        return {row[0] for row in rows}

    def done(self, parcel: Parcel, at: datetime) -> None:
        """Remember that it was sent."""
        self._db.execute("UPDATE outbox SET due = NULL, sent = ? WHERE n = ?", [stamp(at), parcel.number])

    def drop(self, parcel: Parcel, reason: str) -> None:
        """Send it no more: another has it, or it was given up."""
        self._db.execute("UPDATE outbox SET due = NULL, reason = ? WHERE n = ?", [reason, parcel.number])

    def put_off(self, parcel: Parcel, due: datetime, reason: str) -> None:
        """Count a failure; the reason of the first one is kept."""
        self._db.execute(
            "UPDATE outbox SET due = ?, tries = tries + 1, reason = COALESCE(reason, ?) WHERE n = ?",
            [stamp(due), reason, parcel.number],
        )

    def _select(self, where: str, values: list[Any]) -> list[Parcel]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY n", values)  # noqa: S608
        return [_parcel(row) for row in rows]


def _parcel(row: Any) -> Parcel:
    return Parcel(
        receiver=row[0],
        key=row[1],
        kind=ParcelKind(row[2]),
        changes=tuple(json.loads(row[3])),
        at=utc(row[4]),
        due=time_or_none(row[5]),
        tries=row[6],
        reason=row[7],
        sent=time_or_none(row[8]),
        title=row[9],
        number=row[10],
    )
