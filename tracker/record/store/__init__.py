"""The record: an SQLite file that nothing acknowledged is lost from.

`Store` is the only door. Writers go through `Store.transaction()`; one transaction holds all that a check brought.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from tracker.errors import StoreError
from tracker.record.store.archive_queue import Save, Saves, Unsaved
from tracker.record.store.backup import Copied, back_up, restore
from tracker.record.store.bodies import Bodies, PackedBody
from tracker.record.store.captures import Checks, Snapshots, Span
from tracker.record.store.changes import Changes
from tracker.record.store.checkpoints import Checkpoints, open_key
from tracker.record.store.health import Health
from tracker.record.store.lock import WriterLock
from tracker.record.store.log import Log
from tracker.record.store.notes import Note, Notes
from tracker.record.store.pages import Pages
from tracker.record.store.reader import Reader
from tracker.record.store.retention import Pruned, Retention
from tracker.record.store.schema_on import migrations
from tracker.record.store.search import Run, Search, Sighting
from tracker.record.store.shards import Shard, Shards
from tracker.record.store.versions import Version, Versions

__all__ = [
    "Copied",
    "Note",
    "PackedBody",
    "Pruned",
    "Reader",
    "Run",
    "Save",
    "Search",
    "Shard",
    "Sighting",
    "Span",
    "Store",
    "Unsaved",
    "Version",
    "WriterLock",
    "back_up",
    "open_key",
    "restore",
]

BUSY_SECONDS = 60
_WAL_SOUND_FROM = (3, 51, 3)  # older builds can corrupt a WAL that several connections reset


class Store:
    """The tables of one database file, one object an entity.

    A store that is not `durable` is for scratch: fast, and lost when the machine stops. Raises StoreError when the file
    cannot be opened or is not a database of the tracker. One that is `read_only` is left as it is, locks and all; it
    must be of this version. Use as a context manager.
    """

    @classmethod
    def in_memory(cls, image: bytes | None = None) -> Store:
        """A store for scratch without a file: empty, or what another one's `image` was."""
        return cls(Path(":memory:"), durable=False, image=image)

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        durable: bool = True,
        read_only: bool = False,
        image: bytes | None = None,
    ) -> None:
        if not create and not path.exists():
            raise StoreError(f"there is no database at {path}; `tracker init` or `tracker check` makes one")
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if read_only:
                connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
            else:
                connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
            if image is not None:
                connection.deserialize(image)
            # Recursive triggers are on, see faults of plain REPLACE; plugins that somebody installed beside it are not.
            self._db = Database(connection, execute_plugins=False)
            connection.execute("PRAGMA foreign_keys = ON")
            if read_only:
                pass
            elif not durable:
                connection.execute("PRAGMA journal_mode = MEMORY")
                connection.execute("PRAGMA synchronous = OFF")
            elif sqlite3.sqlite_version_info >= _WAL_SOUND_FROM:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            else:
                connection.execute("PRAGMA journal_mode = PERSIST")
                connection.execute("PRAGMA synchronous = EXTRA")
            self.log = Log(self._db)
            if migrations.pending(self._db):
                if read_only:
                    raise StoreError(f"{path} was made by an older tracker; any command that writes it brings it up")
                migrations.apply(self._db)
            self.log.take_up()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path} cannot be used as the database: {error}") from error
        self.pages = Pages(self._db, self.log)
        self.bodies = Bodies(self._db)
        self.snapshots = Snapshots(self._db, self.bodies, self.log)
        self.checks = Checks(self._db, self.log)
        self.versions = Versions(self._db)
        self.changes = Changes(self._db, self.log)
        self.retention = Retention(self._db, self.bodies, self.log, self.transaction)
        self.checkpoints = Checkpoints(self._db, self.log)
        self.search = Search(self._db)
        self.notes = Notes(self._db, self.log)
        self.health = Health(self._db)
        self.saves = Saves(self._db)
        self.shards = Shards(self._db)
        self.reader = Reader(self._db, self.pages, self.changes, self.notes, self.health)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. StoreError when it could not be written: then nothing of it is there."""
        try:
            with self._db.atomic():
                yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} could not be written: {error}; nothing of this step was kept") from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """StoreError when the file cannot be read: broken, or held for longer than a minute."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} could not be read: {error}") from error

    def image(self) -> bytes:
        """All of it, as the file would be."""
        return self._db.conn.serialize()

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """As `reading`, and all of it as it was at one moment, whoever writes meanwhile."""
        with self.reading(), self._db.atomic():
            yield

    def shrink(self) -> None:
        """Give free space inside the file back to the disk. While it works it needs as much again. StoreError."""
        try:
            self._db.vacuum()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} could not be made smaller: {error}; it is as it was") from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
