"""What the maintainer is told of the pages: a trouble once, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from tracker.store.rows import stamp
from tracker.types import HealthEvent, HealthKind, utc


class Health:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, event: HealthEvent) -> HealthEvent:
        """Keep an event; returns it with its number. Part of the caller's transaction."""
        number = self._db.execute(
            "INSERT INTO health (page, at, kind, reason) VALUES (?, ?, ?, ?)",
            [event.page, stamp(event.at), event.kind, event.reason],
        ).lastrowid
        return replace(event, number=number)

    def open(self, page: str) -> tuple[HealthEvent, ...]:
        """The troubles of a page that were told since it last recovered, in order."""
        rows = self._db.execute(
            "SELECT n, page, at, kind, reason FROM health WHERE page = ?1 AND kind IN (?2, ?3) AND n >"
            " COALESCE((SELECT MAX(n) FROM health WHERE page = ?1 AND kind = ?4), 0) ORDER BY n",
            [page, HealthKind.FAILED, HealthKind.HELD, HealthKind.RECOVERED],
        )
        return tuple(map(_event, rows))

    def events(self, after: int = 0, before: int | None = None) -> list[HealthEvent]:
        """Events with numbers above `after` and below `before`, in order."""
        rows: Iterable[Any] = self._db.execute(
            "SELECT n, page, at, kind, reason FROM health WHERE n > ?1 AND (?2 IS NULL OR n < ?2) ORDER BY n",
            [after, before],
        )
        return list(map(_event, rows))

    def begin(self, channel: str) -> None:
        """From here on, events go out over this channel too."""
        self._db.execute(
            "INSERT OR IGNORE INTO told (channel, number) SELECT ?, COALESCE(MAX(n), 0) FROM health", [channel]
        )

    def told(self, channel: str) -> int:
        """Number of the last event that went out over a channel."""
        row = self._db.execute("SELECT number FROM told WHERE channel = ?", [channel]).fetchone()
        return int(row[0]) if row else 0

    def tell(self, channel: str, number: int) -> None:
        """Remember that all events up to this number went out."""
        self._db.execute("UPDATE told SET number = ? WHERE channel = ?", [number, channel])


def _event(row: Any) -> HealthEvent:
    return HealthEvent(row[1], utc(row[2]), HealthKind(row[3]), row[4], row[0])
