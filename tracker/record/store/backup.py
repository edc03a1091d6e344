"""A copy of the record while it is in use, and the way back. Both are whole and checked, or not there at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import StoreCorrupt, StoreError, UsageError
from tracker.record.store.guards import check_guards
from tracker.record.store.lock import WriterLock

_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a database, and would apply to another one

_STEP = 2_000  # pages of the database, 8 MB: a writer waits for one step, some 10 ms, and not for the whole copy
_BEGUN_ANEW = 5  # times: with a writer that never rests a copy in steps would never end, so it is made in one


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds."""

    size: int  # bytes
    pages: int  # watched ones and former ones
    checks: int
    changes: int
    kept: Path | None = None  # where the record is now that stood in its place


def back_up(db: Path, target: Path, *, force: bool = False) -> Copied:
    """Copy the record to a file, as it stands at one moment. Others may read and write meanwhile: a writer waits.

    UsageError when the target is there and `force` is not given, or cannot be written; StoreError when there is no
    record; StoreCorrupt when what was copied is damaged, and then the target is as it was before.
    """
    if not db.is_file():
        raise StoreError(f"there is no database at {db}")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already; --force writes over it")
    if target.exists() and target.samefile(db):
        raise UsageError(f"{target} is the record itself")
    with _put_in_place(target) as copy:
        copy_record(db, copy, mode="rw")  # what a killed writer left half done is undone first
        copied = _examine(copy)
        _on_disk(copy)
        return copied


def restore(source: Path, db: Path, *, force: bool = False) -> Copied:
    """Put a backup in the place of the record. With `force` also where one is: that one is kept beside it.

    UsageError when it cannot be; StoreCorrupt when the backup is damaged; StoreLocked while a writer is at work.
    """
    if not source.is_file():
        raise UsageError(f"there is no file {source}")
    if db.exists() and not force:
        raise UsageError(f"{db} is there already; --force puts it aside first")
    if db.exists() and source.samefile(db):
        raise UsageError(f"{source} is the record itself")
    with WriterLock(db), _put_in_place(db) as copy:
        copy_record(source, copy, mode="ro")
        copied = _examine(copy)
        _on_disk(copy)
        kept = _put_aside(db)
    return Copied(copied.size, copied.pages, copied.checks, copied.changes, kept)


def copy_record(source: Path, target: Path, *, mode: str = "rw") -> None:
    """Copy a record as it stands at one moment, while others read and write it. StoreCorrupt."""
    target.touch()
    target.chmod(source.stat().st_mode & 0o777)
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode={mode}", uri=True, timeout=60)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            try:
                old.backup(new, pages=_STEP, progress=_Patience())
            except _TooBusy:
                old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the record was opened with
    except sqlite3.DatabaseError as error:
        raise StoreCorrupt(f"{source} cannot be copied: {error}") from error


class _TooBusy(Exception):
    pass


class _Patience:
    """Watches a copy that is made in steps, between which others may write: each such write makes it begin anew."""

    def __init__(self) -> None:
        self._left, self._begun = sys.maxsize, 0

    def __call__(self, _status: int, left: int, _total: int) -> None:
        self._begun += left > self._left
        self._left = left
        if self._begun > _BEGUN_ANEW:
            raise _TooBusy


def _examine(path: Path) -> Copied:
    """What a copy holds. StoreCorrupt when it is damaged or no record of the tracker."""
    try:
        with closing(sqlite3.connect(path)) as db:
            check_guards(db, "the copy")
            faults = [row[0] for row in db.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            faults += [f"a row of {row[0]} refers to nothing" for row in db.execute("PRAGMA foreign_key_check")][:3]
            pages, checks, changes = (
                db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in ("pages", "checks", "changes")
            )
    except sqlite3.DatabaseError as error:
        raise StoreCorrupt(f"this is no sound record of the tracker: {error}; nothing was written") from error
    if faults:
        raise StoreCorrupt(f"the record is damaged: {'; '.join(faults)}; nothing was written")
    return Copied(path.stat().st_size, pages, checks, changes)


@contextmanager
def _put_in_place(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when the block ends well, and is gone when it does not."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}") from error
    copy = Path(name)
    try:
        try:
            yield copy
            os.replace(copy, target)
            folder = os.open(target.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        os.close(handle)
        for path in (copy, *(Path(f"{copy}{ending}") for ending in _BESIDE)):
            path.unlink(missing_ok=True)


def _on_disk(path: Path) -> None:
    """Wait until a file is on the disk: for a large one that takes minutes, in which a machine may stop."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _put_aside(db: Path) -> Path | None:
    """Give a record a second name, with what SQLite keeps beside it: a journal must not meet another database.

    The record keeps its own name until the copy takes it: whenever this is stopped, there is a record.
    """
    if not db.exists():
        for ending in _BESIDE:
            Path(f"{db}{ending}").unlink(missing_ok=True)
        return None
    number = 1
    while (aside := db.with_name(f"{db.name}.before-{number}")).exists():
        number += 1
    _undo_what_was_left(db)
    try:
        os.link(db, aside)
    except OSError:  # a file system without second names
        shutil.copy2(db, aside)
    for ending in _BESIDE:
        if Path(f"{db}{ending}").exists():
            os.replace(f"{db}{ending}", f"{aside}{ending}")
    return aside


def _undo_what_was_left(db: Path) -> None:
    """Take back what a killed writer left half done, so that the record is whole without its journal."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(db, timeout=60)) as record:  # a damaged one stays as it is
        record.execute("SELECT COUNT(*) FROM sqlite_master")
        record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
