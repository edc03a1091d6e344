"""A reporter's remarks on changes: beside them, never in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from tracker.model import utc
from tracker.record.store.log import Log
from tracker.record.store.rows import stamp


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a change."""

    change: str
    at: datetime
    who: str
    text: str
    public: bool = False  # may be published beside the change


class Notes:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def add(self, note: Note) -> None:
        """Keep a remark. Part of the caller's transaction."""
        cursor = self._db.execute(
            "INSERT INTO notes (change, at, who, text, public) VALUES (?, ?, ?, ?, ?)",
            [note.change, stamp(note.at), note.who, note.text, int(note.public)],
        )
        assert cursor.lastrowid is not None
        self._log.cover("note", cursor.lastrowid)

    def of(self, change: str, *, public: bool | None = None) -> list[Note]:
        """The remarks on a change, oldest first; with `public`, only those that are (not) to be published."""
        rows = self._db.execute("SELECT change, at, who, text, public FROM notes WHERE change = ? ORDER BY n", [change])
        notes = [Note(row[0], utc(row[1]), row[2], row[3], bool(row[4])) for row in rows]
        return [note for note in notes if public is None or note.public is public]

    def since(self, who: str, at: datetime) -> int:
        """How many remarks those whose name begins so made from a time on."""
        rows = self._db.execute(
            "SELECT count(*) FROM notes WHERE substr(who, 1, ?) = ? AND at >= ?", [len(who), who, stamp(at)]
        )
        return int(rows.fetchone()[0])

    def has(self, who: str, ending: str) -> bool:
        """Whether somebody whose name begins so made a remark that ends so."""
        rows = self._db.execute(
            "SELECT 1 FROM notes WHERE substr(who, 1, ?) = ? AND substr(text, -?) = ? LIMIT 1",
            [len(who), who, len(ending), ending],
        )
        return rows.fetchone() is not None
