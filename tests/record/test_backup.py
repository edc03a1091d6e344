"""Backups: whole, checked, made while others write, and never in the place of anything unasked."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tracker.errors import StoreCorrupt, StoreError, StoreLocked, UsageError
from tracker.model import Capture, Page
from tracker.record.outcome import record
from tracker.record.store import Store, WriterLock, back_up, restore
from tracker.watch.look import examine, job_for

START = datetime(2026, 6, 3, 8, tzinfo=UTC)
PAGE = Page("acme", "Acme", "Terms", "https://acme.example/terms")
TEXT = "<html lang=en><main><h1>Terms</h1><p>These terms hold for all users, {} of them.</p></main></html>"


def look(store: Store, turn: int) -> None:
    known = store.versions.get(PAGE.id, store.pages.state(PAGE.id).version or "")
    body = TEXT.format(turn // 4).encode()
    capture = Capture(PAGE.url, PAGE.url, 200, (("Content-Type", "text/html"),), body, START + timedelta(hours=turn))
    record(store, examine(job_for(PAGE, store.pages.state(PAGE.id), known), capture))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.db"
    with Store(path) as store:
        store.pages.sync([PAGE], now=START)
        for turn in range(9):
            look(store, turn)
    return path


def contents(path: Path) -> list[str]:
    """Everything in a database, as SQL."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_backup_is_the_record_and_comes_back_as_the_record(db: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "kept.db", tmp_path / "elsewhere" / "tracker.db"
    other.parent.mkdir()
    copied = back_up(db, target)
    assert (copied.pages, copied.checks, copied.size) == (1, 9, target.stat().st_size)
    restore(target, other)
    assert contents(db) == contents(target) == contents(other)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["elsewhere", "kept.db", *(p.name for p in tmp_path.glob("tracker.db*"))]
    )
    with Store(other) as store:
        look(store, 100)  # a record to go on with


def test_a_backup_made_while_others_write_is_of_one_moment(db: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with Store(db) as store:
                for turn in count(20):
                    if stop.is_set():
                        break
                    look(store, turn)
        except BaseException as error:  # told by the test
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = [back_up(db, tmp_path / f"{turn}.db").checks for turn in range(6)]
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert sizes == sorted(sizes)
    for turn, size in enumerate(sizes):
        with Store(tmp_path / f"{turn}.db") as store:
            assert len(list(store.checks.of(PAGE.id))) == size
            assert all(store.snapshots.get(number) for number in store.snapshots.of(PAGE.id))


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        for page in range(4, path.stat().st_size // 4096, 3):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)


@pytest.mark.parametrize("there", [None, b"an older backup"])
def test_of_a_damaged_record_there_is_no_backup(db: Path, tmp_path: Path, there: bytes | None) -> None:
    damage(db)
    target = tmp_path / "kept.db"
    if there:
        target.write_bytes(there)
    with pytest.raises(StoreCorrupt):
        back_up(db, target, force=True)
    assert (target.read_bytes() if target.exists() else None) == there
    assert not list(tmp_path.glob(".kept*"))


def test_nothing_is_overwritten_unasked(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    back_up(db, target)
    with pytest.raises(UsageError, match="--force writes over it"):
        back_up(db, target)
    with pytest.raises(UsageError, match="is there already"):
        restore(target, db)
    with pytest.raises(UsageError, match="the record itself"):
        back_up(db, db, force=True)
    assert back_up(db, target, force=True).checks == 9


def test_a_record_that_gives_way_is_kept(db: Path, tmp_path: Path) -> None:
    back_up(db, tmp_path / "kept.db")
    with Store(db) as store:
        look(store, 50)
    before = contents(db)
    for name in ("tracker.db.before-1", "tracker.db.before-2"):
        kept = restore(tmp_path / "kept.db", db, force=True).kept
        assert kept == tmp_path / name
    assert contents(tmp_path / "tracker.db.before-1") == before
    assert contents(db) == contents(tmp_path / "kept.db")


def test_what_cannot_be_restored_leaves_the_record_alone(db: Path, tmp_path: Path) -> None:
    before = contents(db)
    (tmp_path / "text.db").write_text("no database at all, and longer than a header of one hundred bytes" * 3)
    sqlite3.connect(tmp_path / "other.db").executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    back_up(db, tmp_path / "cut.db")
    damage(tmp_path / "cut.db")
    for name in ("text.db", "other.db", "cut.db"):
        with pytest.raises(StoreCorrupt):
            restore(tmp_path / name, db, force=True)
    back_up(db, tmp_path / "kept.db")
    with WriterLock(db), pytest.raises(StoreLocked):
        restore(tmp_path / "kept.db", db, force=True)
    with pytest.raises(UsageError, match="no file"):
        restore(tmp_path / "nowhere.db", db, force=True)
    with pytest.raises(StoreError, match="no database"):
        back_up(tmp_path / "nowhere.db", tmp_path / "new.db")
    assert contents(db) == before


def test_a_folder_that_is_not_there_is_told(db: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: no such file"):
        back_up(db, tmp_path / "nowhere" / "kept.db")
