"""Other records whose history this one holds too."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Shard:
    """How far another record is taken up."""

    id: str  # hash of the first entry of its log
    entries: int = 0  # of its log, that are taken up
    hash: str = ""  # of the last of these
    events: int = 0  # number of the last health event that is taken up
    retold: int = 0  # number of the last change to be published again that is taken up


class Shards:
    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, id_: str) -> Shard:
        """How far that record is taken up; nothing of it, when it is not known."""
        row = self._db.execute("SELECT id, entries, hash, events, retold FROM shards WHERE id = ?", [id_]).fetchone()
        return Shard(id_) if row is None else Shard(*row)

    def any(self) -> bool:
        """Whether this is a merged record."""
        return self._db.execute("SELECT 1 FROM shards LIMIT 1").fetchone() is not None

    def save(self, shard: Shard) -> None:
        """Remember how far it is taken up. Part of the caller's transaction."""
        self._db.execute("INSERT OR REPLACE INTO shards VALUES (?, ?, ?, ?, ?)", astuple(shard))
