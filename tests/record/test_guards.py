"""What a stranger puts into a database is not run: not when it is opened, restored or merged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.record.test_backup import db, look
from tracker.errors import StoreError
from tracker.record.merge import merge
from tracker.record.store import Access, Store, restore
from tracker.record.store.guards import OURS, fingerprint
from tracker.record.store.schema import migrations

__all__ = ["db"]

PUT_IN = {
    "trigger": "CREATE TRIGGER quiet AFTER INSERT ON checks BEGIN UPDATE pages SET due = NULL; END",
    "view": "CREATE VIEW more AS WITH RECURSIVE e (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e) SELECT n FROM e",
    "virtual table": "CREATE VIRTUAL TABLE more USING fts5 (text)",
    "other trigger of a known name": "DROP TRIGGER log_kept; CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN"
    " DELETE FROM notes; END",
}


def test_what_our_steps_put_in_is_known() -> None:
    found = set()
    connection = sqlite3.connect(":memory:")
    database = Database(connection, execute_plugins=False)
    for step in migrations.pending(database):
        step.fn(database)
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%'")
        found |= {fingerprint(sql) for (sql,) in rows}
    assert found == OURS, " ".join(sorted(found))


@pytest.mark.parametrize("script", PUT_IN.values(), ids=PUT_IN)
def test_a_database_with_more_than_ours_is_refused(script: str, db: Path, tmp_path: Path) -> None:
    with Store(db) as store:
        look(store, 40)
    with closing(sqlite3.connect(db)) as other:
        other.executescript(script)
    for access in Access:
        with pytest.raises(StoreError, match="somebody put it in"):
            Store(db, create=False, access=access)
    into = tmp_path / "into.db"
    with pytest.raises(StoreError, match="somebody put it in"):
        restore(db, into)
    assert not into.exists()
    with Store(into) as store:
        (merged,) = merge(store, [db])
        assert "somebody put it in" in (merged.trouble or "")


def test_a_view_without_end_in_the_place_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with closing(sqlite3.connect(path)) as other:
        other.executescript(PUT_IN["view"].replace(" more ", " checks "))
    with pytest.raises(StoreError, match="the view 'checks'"):
        restore(path, tmp_path / "into.db")
