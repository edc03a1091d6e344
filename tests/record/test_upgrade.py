"""A database of every released version, opened by this one: every row, trigger and hash is there."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from tests.record.test_block_runs import held, told
from tracker.model import EditKind
from tracker.prove.verify import verify
from tracker.record.store import Store
from tracker.record.store.changes import _edit

OLD = sorted((Path(__file__).parent / "old").glob("*.db.gz"))

SUPERSEDED = {("index", "version_blocks_block")}  # by block_runs
DERIVED = {"block_runs"}  # follows from other tables, and is held against them


def tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table of our own with its columns."""
    names = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%'"
        " AND name <> '_sqlite_migrations' ORDER BY name"
    ).fetchall()
    return {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for (name,) in names}


def rows(db: sqlite3.Connection, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(db.execute(f"SELECT {', '.join(own)} FROM {name}").fetchall(), key=repr)
        for name, own in columns.items()
    }


def objects(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {(kind, name): sql for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master")}


@pytest.mark.parametrize("released", OLD, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_an_older_database_keeps_every_row_trigger_and_hash(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(gzip.decompress(released.read_bytes()))
    with sqlite3.connect(path) as db:
        columns, kept = tables(db), objects(db)
        before = rows(db, columns)
    db.close()
    assert [name for name, own in before.items() if not own] == []
    with Store(path) as store, Store(tmp_path / "new.db") as fresh:
        after, now, wanted = rows(store._db.conn, columns), objects(store._db.conn), objects(fresh._db.conn)
        for (sha256,) in store._db.execute("SELECT sha256 FROM bodies").fetchall():
            store.bodies.get(sha256)
        assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store._db.execute("PRAGMA foreign_key_check").fetchall() == []
        size, head = store.log.head()
        assert told(store) == held(store)
        assert verify(store).problems == []
    assert {name: after[name] for name in after.keys() - DERIVED} == {
        name: before[name] for name in before.keys() - DERIVED
    }
    assert kept.keys() - SUPERSEDED <= now.keys()
    assert now == wanted
    with Store(path) as again:
        assert again.log.head() == (size, head)


def test_there_is_a_database_of_the_first_version() -> None:
    assert OLD


def test_a_link_edit_of_an_older_record_is_known_as_one_and_its_row_stays(tmp_path: Path) -> None:
    """It was kept as "changed" and known by its reason; the log proves the row as it is."""
    row = ("changed", "Terms: https://a/1", "Terms: https://a/2", "[]", "same", '["link_contact"]', 1.0, "minor")
    reason = "the words are the same; their link leads to another address"
    assert _edit((*row, reason, "", "paragraph", None, None, "", "")).kind is EditKind.LINK
    assert _edit((*row, "the words differ", "", "paragraph", None, None, "", "")).kind is EditKind.CHANGED
