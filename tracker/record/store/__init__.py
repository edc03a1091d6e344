"""The record: an SQLite file that nothing acknowledged is lost from.

`Store` is the only door. Writers go through `Store.transaction()`; one transaction holds all that a check brought.
"""

from __future__ import annotations

import shlex
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from tracker.errors import StoreBusy, StoreError
from tracker.model import PageState, Statement
from tracker.record.store.archive_queue import Save, Saves, Unsaved
from tracker.record.store.backup import Copied, back_up, copy_record, restore
from tracker.record.store.bodies import Bodies, PackedBody
from tracker.record.store.captures import Checks, Snapshots, Span
from tracker.record.store.changes import Changes
from tracker.record.store.checkpoints import Checkpoints, open_key
from tracker.record.store.documents import Documents
from tracker.record.store.guards import check_guards, fingerprint
from tracker.record.store.health import Health
from tracker.record.store.inbox import Inbox
from tracker.record.store.lock import WriterLock
from tracker.record.store.log import Log
from tracker.record.store.notes import Note, Notes
from tracker.record.store.outbox import Outbox
from tracker.record.store.pages import Pages
from tracker.record.store.reader import Reader
from tracker.record.store.retention import Pruned, Retention
from tracker.record.store.schema import STEPS, migrations
from tracker.record.store.search import BlockRun, BlockSpan, Search
from tracker.record.store.shards import Shard, Shards
from tracker.record.store.versions import Version, Versions

__all__ = [
    "Access",
    "BlockRun",
    "BlockSpan",
    "Copied",
    "Note",
    "PackedBody",
    "Pruned",
    "Reader",
    "Save",
    "Search",
    "Shard",
    "Span",
    "Store",
    "Unsaved",
    "Version",
    "WriterLock",
    "back_up",
    "one_moment",
    "open_key",
    "restore",
    "upgrade",
]

BUSY_SECONDS = 60
_MEMORY = Path(":memory:")
_WAL_SOUND_FROM = (3, 51, 3)  # older builds can corrupt a WAL that several connections reset


class Access(StrEnum):
    """What may be done to a database file."""

    WRITE = "write"  # written, and brought up to this version
    BESIDE = "beside"  # written a little beside the process that holds the lock, and never brought up
    READ = "read"  # our own, read: what a killed writer left half done is rolled back, nothing else is written
    FOREIGN = "foreign"  # somebody else's, read: the file and all beside it stay as they are


class Store:
    """The tables of one database file, one object an entity.

    A store that is not `durable` is for scratch: fast, and lost when the machine stops. Raises StoreError when the file
    cannot be opened, is not a database of the tracker, or was written by a newer one; `access` says what may be done to
    it. Use as a context manager.
    """

    @classmethod
    def in_memory(cls, image: bytes | None = None) -> Store:
        """A store for scratch without a file: empty, or what another one's `image` was."""
        return cls(_MEMORY, durable=False, image=_empty() if image is None else image)

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        durable: bool = True,
        access: Access = Access.WRITE,
        image: bytes | None = None,
    ) -> None:
        if not create and not path.exists():
            raise StoreError(f"there is no record at {path} yet; the first `tracker check` or `tracker run` makes it")
        self.path = path
        try:
            self._db = _opened(path, access, durable=durable, image=image)
            self.log = Log(self._db)
            self._bring_up(access)
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
        self.outbox = Outbox(self._db)
        self.shards = Shards(self._db)
        self.inbox = Inbox(self._db)
        self.documents = Documents(self._db, self.log)
        self.reader = Reader(
            self._db, self.pages, self.changes, self.notes, self.health, self.inbox, self.search, self.documents
        )

    def wording_in_force(self, page: str, state: PageState | None = None) -> Statement | None:
        """The text of a page that the next capture is compared with. None when it never had one.

        `state` is the page's, when it is at hand.
        """
        version = (state or self.pages.state(page)).version
        return self.versions.get(page, version) if version else None

    def _bring_up(self, access: Access) -> None:
        """Make the tables those of this version. StoreError when they are another's, and may not or cannot be."""
        applied = {step.name for step in migrations.applied(self._db)}
        if newer := sorted(applied - STEPS):
            raise StoreError(
                f"{self.path} was written by a newer tracker (it has {newer[-1]}): install that version or a later one;"
                " nothing was changed"
            )
        if access is Access.WRITE:
            if applied != STEPS:
                migrations.apply(self._db)
            self.log.take_up()
        elif not applied:
            raise StoreError(f"{self.path} holds no record of the tracker")
        elif applied != STEPS:
            raise StoreError(
                f"{self.path} was written by an older tracker, and reading never alters it: run `tracker upgrade --db"
                f" {shlex.quote(str(self.path))}` once, which keeps all that is in it"
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. StoreBusy when another program held the record for a minute, StoreError when it could not be
        written: then nothing of it is there.
        """
        try:
            with self._db.atomic():
                yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise StoreBusy(
                    f"{self.path} was held by another program for longer than {BUSY_SECONDS} s, and nothing of this"
                    f" step was kept: try again when it is done (`fuser {shlex.quote(str(self.path))}` names it)"
                ) from error
            raise StoreError(f"{self.path} could not be written: {error}; nothing of this step was kept") from error
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} could not be written: {error}; nothing of this step was kept") from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """StoreError when the file cannot be read: broken, or held for longer than a minute."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} could not be read: {error}") from error

    def schema(self) -> dict[str, object]:
        """What the database is made of, by kind and name: columns of tables, the statements of the rest."""
        made: dict[str, object] = {}
        for kind, name, sql in self._db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall():
            if name.startswith(("sqlite_", "blocks_fts_")):
                continue
            columns = self._db.execute("SELECT name, type, pk FROM pragma_table_xinfo(?)", [name]).fetchall()
            made[f"{kind} {name}"] = columns if kind == "table" else fingerprint(sql or "")
        return made

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


@cache
def _empty() -> bytes:
    """The image of an empty record: to copy it takes a twentieth of making one."""
    with Store(_MEMORY, durable=False) as store:
        return store.image()


class _Written(Database):
    """A database whose transactions take the write lock when they begin.

    SQLite's own begin without it. One that has read and then wants to write fails at once, however long it may wait,
    when another process writes: what it read may be old.
    """

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        begun = self.conn.in_transaction
        if not begun:
            self.conn.execute("BEGIN IMMEDIATE")
        try:
            with super().atomic():
                yield self
            if not begun:
                self.conn.execute("COMMIT")
        except BaseException:
            if not begun:
                self.conn.rollback()
            raise


def _opened(path: Path, access: Access, *, durable: bool, image: bytes | None) -> Database:
    """The database of a file, to be used as `access` says. Nothing that somebody put into it is run."""
    connection = _connected(path, access)
    if image is not None:
        connection.deserialize(image)
    check_guards(connection, path)
    # Recursive triggers are on, see faults of plain REPLACE; plugins that somebody installed beside it are not.
    kind = Database if access in (Access.READ, Access.FOREIGN) else _Written
    database = kind(connection, execute_plugins=False)
    connection.execute("PRAGMA foreign_keys = ON")
    if access in (Access.READ, Access.FOREIGN):
        connection.execute("PRAGMA query_only = ON")
    elif not durable:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
    elif sqlite3.sqlite_version_info >= _WAL_SOUND_FROM:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    else:
        connection.execute("PRAGMA journal_mode = PERSIST")
        connection.execute("PRAGMA synchronous = EXTRA")
    return database


def _connected(path: Path, access: Access) -> sqlite3.Connection:
    if access is Access.WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, timeout=BUSY_SECONDS)
    mode = "ro" if access is Access.FOREIGN else "rw"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)


@contextmanager
def one_moment(store: Store) -> Iterator[Store]:
    """The record as it stands now, to be read for as long as that takes: a copy, so that no writer waits for it.

    A record that cannot be copied, as it is damaged or no folder for it has room, is read where it is.
    """
    with ExitStack() as stack:
        try:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tracker-"))) / store.path.name
            copy_record(store.path, copy)
            record = stack.enter_context(Store(copy, access=Access.READ))
        except (StoreError, OSError):
            stack.enter_context(store.one_state())
            record = store
        yield record


def upgrade(path: Path) -> int:
    """Bring a record up to this version, under the writer's lock; returns how many steps it took. StoreError."""
    if not path.exists():
        raise StoreError(f"there is no database at {path}")
    with WriterLock(path):
        try:
            connection = _connected(path, Access.FOREIGN)
            before = len(migrations.applied(Database(connection, execute_plugins=False)))
            connection.close()
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be used as the database: {error}") from error
        if not before:
            raise StoreError(f"{path} holds no record of the tracker")
        Store(path, create=False).close()
    return len(STEPS) - before
