"""Each column of each table: what is altered there is found, or SECURITY.md says that it is not protected."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.prove.tampering import Folder
from tracker.model import CheckOutcome, Document, DocumentKind
from tracker.prove.verify import verify
from tracker.record.store import Access, Store

SECURITY = Path(__file__).parents[2] / "SECURITY.md"
UNPROTECTED = set(
    re.findall(r"`(\w+)\.(\w+|\*)`", SECURITY.read_text().partition("## What `tracker verify` does not")[2])
)
# Of SQLite and of the search index, which `tracker rebuild` makes anew from the lines.
LEFT_OUT = re.compile("sqlite_|_sqlite_|blocks_fts")


def columns() -> list[tuple[str, str, type]]:
    with Store.in_memory() as store:
        return [
            (table, column, kind)
            for table in store._db.table_names()
            if not LEFT_OUT.match(table)
            for column, kind in store._db.table(table).columns_dict.items()
        ]


def is_named(table: str, column: str) -> bool:
    return (table, column) in UNPROTECTED or (table, "*") in UNPROTECTED


def altered(table: str, column: str, kind: type) -> str:
    """The statement that alters the column of one row."""
    value = {
        str: f"COALESCE({column}, '') || 'x'",
        bytes: f"CAST(x'00' || COALESCE({column}, '') AS BLOB)",
    }.get(kind, f"-COALESCE({column}, 0) - 1")
    chosen = f"{column} IS (SELECT {column} FROM {table} ORDER BY 1 DESC LIMIT 1)"
    return f"UPDATE {table} SET {column} = {value} WHERE {chosen}"


@pytest.fixture(scope="module")
def rich(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that also has a document and a statement that was withdrawn."""
    path = tmp_path_factory.mktemp("rich") / "tracker.db"
    shutil.copy(history / "tracker.db", path)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with Store(path) as store, store.transaction():
        page = next(iter(store.pages.all()))
        store.documents.add(
            Document(page.id, page.organisation, DocumentKind.ANSWER, page.title, page.url, at, question="Do you?")
        )
        held = next(look for look in store.checks.of(page.id) if look.outcome is CheckOutcome.QUARANTINED)
        assert held.snapshot is not None
        store.snapshots.withdraw(held.snapshot, at, "by mistake")
        assert verify(store).holds
    return path


@pytest.fixture(scope="module")
def found(rich: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bool | None]:
    """Of each column whether an altered value was found; None where no row of the record could be altered."""
    results: dict[tuple[str, str], bool | None] = {}
    folder = Folder(tmp_path_factory.mktemp("altered"))
    for table, column, kind in columns():
        if is_named(table, column):
            continue
        shutil.copy(rich, folder.db)
        changed = 0
        with folder.open() as db:
            db.execute("PRAGMA foreign_keys = OFF")
            with suppress(sqlite3.IntegrityError):  # a column that has one value only
                changed = db.execute(altered(table, column, kind)).rowcount
        results[table, column] = None
        if changed:
            with Store(folder.db, access=Access.READ) as store:
                results[table, column] = not verify(store).holds
    return results


def test_what_is_altered_is_found_or_named(found: dict[tuple[str, str], bool | None]) -> None:
    assert [name for name, seen in found.items() if seen is False] == []


def test_nearly_all_columns_were_tried(found: dict[tuple[str, str], bool | None]) -> None:
    assert [name for name, seen in found.items() if seen is None] == []


def test_what_is_named_is_there() -> None:
    there = {(table, name) for table, column, _ in columns() for name in (column, "*")}
    assert UNPROTECTED
    assert UNPROTECTED - there == set()
