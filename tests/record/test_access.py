"""Who may alter the record: writers alone; a reader never brings an older one up, and says what does."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.ask import open_history
from tracker.cli import cli
from tracker.errors import StoreError, StoreLocked
from tracker.record.store import Access, Store, WriterLock, upgrade

OLD = Path(__file__).parent / "old" / "0.1.db.gz"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "old record.db"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


def steps(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute("SELECT name FROM _sqlite_migrations ORDER BY name")]


def test_reading_an_older_record_alters_nothing_and_says_what_to_run(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(StoreError, match=r"older tracker.*run `tracker upgrade --db '.*old record\.db'` once"):
        open_history(older).__enter__()
    assert older.read_bytes() == before
    result = CliRunner().invoke(cli, ["log", "--db", str(older)])
    assert "tracker upgrade" in str(result.exception)
    assert older.read_bytes() == before


def test_upgrade_brings_it_up_once_and_then_it_can_be_read(older: Path) -> None:
    known = len(steps(older))
    result = CliRunner().invoke(cli, ["upgrade", "--db", str(older)], catch_exceptions=False)
    assert f"in {len(steps(older)) - known} step" in result.output
    assert "is of this version" in CliRunner().invoke(cli, ["upgrade", "--db", str(older)]).output
    with open_history(older) as history:
        assert history.store.pages.all()


def test_upgrade_waits_for_no_writer(older: Path) -> None:
    before = older.read_bytes()
    with WriterLock(older):
        command = [sys.executable, "-m", "tracker", "upgrade", "--db", str(older)]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "in use" in done.stderr
    assert older.read_bytes() == before


@pytest.mark.parametrize("access", list(Access))
def test_a_record_of_a_newer_tracker_is_left_alone_by_all(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    Store(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (NULL, 'tracker', 'm9999_from_the_future', '')")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer tracker \(it has m9999_from_the_future\): install that version"):
        Store(path, access=access)
    assert path.read_bytes() == before


@pytest.mark.parametrize("access", [Access.READ, Access.FOREIGN])
def test_a_reader_can_write_nothing(access: Access, tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    Store(path).close()
    with Store(path, access=access) as store, pytest.raises(StoreError, match="readonly"), store.transaction():
        store._db.execute("DELETE FROM pages")


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be asked about its header" * 9])
def test_what_is_no_record_is_told_as_such(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"holds no record of the tracker|cannot be used as the database"):
        open_history(path).__enter__()
    with pytest.raises(StoreError, match=r"holds no record of the tracker|cannot be used as the database"):
        upgrade(path)
    assert path.read_bytes() == content


def test_a_locked_record_cannot_be_upgraded_twice(older: Path) -> None:
    with WriterLock(older), pytest.raises(StoreLocked):
        upgrade(older)
