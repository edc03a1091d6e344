"""Pages that a public archive is asked to keep a copy of, from the queue to the address of the copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from tracker.model import utc
from tracker.record.store.rows import stamp, stamp_or_none


@dataclass(frozen=True, slots=True)
class Save:
    """One page to be saved, for the sake of one change."""

    change: str
    url: str
    tries: int  # that failed
    job: str | None  # of the archive, once the page was handed in


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A copy that could not be had so far."""

    change: str
    page: str
    tries: int
    reason: str
    given_up: bool


class Saves:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, change: str, url: str, at: datetime) -> None:
        """Queue the page of a change; once."""
        self._db.execute(
            "INSERT OR IGNORE INTO saves (change, url, at, due) VALUES (?, ?, ?, ?)",
            [change, url, stamp(at), stamp(at)],
        )

    def due(self, now: datetime) -> Save | None:
        """The next one whose time has come, longest overdue first."""
        row = self._db.execute(
            "SELECT change, url, tries, job FROM saves WHERE due <= ? ORDER BY due, change LIMIT 1", [stamp(now)]
        ).fetchone()
        return None if row is None else Save(*row)

    def next_due(self) -> datetime | None:
        row = self._db.execute("SELECT MIN(due) FROM saves").fetchone()
        return utc(row[0]) if row[0] else None

    def put_off(self, save: Save, due: datetime | None, reason: str | None = None) -> None:
        """Keep how far it is, and when to go on; with a reason it failed, without `due` it is given up."""
        self._db.execute(
            "UPDATE saves SET job = ?, tries = ?, reason = COALESCE(?, reason), due = ? WHERE change = ?",
            [save.job, save.tries, reason, stamp_or_none(due), save.change],
        )

    def done(self, change: str, address: str) -> None:
        """Keep the address of the copy. The change is to be published again with it."""
        self._db.execute(
            "UPDATE saves SET address = ?, job = NULL, reason = NULL, due = NULL WHERE change = ?", [address, change]
        )
        self._db.execute("INSERT INTO retold (change, anew) VALUES (?, 0)", [change])

    def unsaved(self) -> list[Unsaved]:
        """What failed and is not saved yet, oldest first."""
        rows = self._db.execute(
            "SELECT s.change, c.page, s.tries, s.reason, s.due IS NULL FROM saves s JOIN changes c ON c.id = s.change"
            " WHERE s.address IS NULL AND s.reason IS NOT NULL ORDER BY s.at, s.change"
        )
        return [Unsaved(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]
