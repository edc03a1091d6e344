"""What the maintainer is told of the pages and of the watch itself: a trouble once, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from tracker.model import utc
from tracker.model.health import HealthEvent, HealthKind, Part
from tracker.record.store.rows import stamp

_COLUMNS = "n, page, at, kind, reason, part"


class Health:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, event: HealthEvent) -> HealthEvent:
        """Keep an event; returns it with its number. Part of the caller's transaction."""
        number = self._db.execute(
            "INSERT INTO health (page, part, at, kind, reason) VALUES (?, ?, ?, ?, ?)",
            [event.page, event.part, stamp(event.at), event.kind, event.reason],
        ).lastrowid
        return replace(event, number=number)

    def open(self, page: str | None = None, part: Part | None = None) -> tuple[HealthEvent, ...]:
        """The troubles of a page, or of a part of the watch, that were told since it last recovered, in order."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM health WHERE page IS ?1 AND part IS ?2 AND kind IN (?3, ?4) AND n >"  # noqa: S608
            " COALESCE((SELECT MAX(n) FROM health WHERE page IS ?1 AND part IS ?2 AND kind = ?5), 0) ORDER BY n",
            [page, part, HealthKind.FAILED, HealthKind.HELD, HealthKind.RECOVERED],
        )
        return tuple(map(_event, rows))

    def events(self, after: int = 0, before: int | None = None) -> list[HealthEvent]:
        """Events with numbers above `after` and below `before`, in order."""
        rows: Iterable[Any] = self._db.execute(
            f"SELECT {_COLUMNS} FROM health WHERE n > ?1 AND (?2 IS NULL OR n < ?2) ORDER BY n",  # noqa: S608
            [after, before],
        )
        return list(map(_event, rows))

    def newest(self) -> int:
        """Number of the newest event; 0 when there is none."""
        return int(self._db.execute("SELECT COALESCE(MAX(n), 0) FROM health").fetchone()[0])

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
    return HealthEvent(row[1], utc(row[2]), HealthKind(row[3]), row[4], row[0], row[5] and Part(row[5]))
