"""A page under another id, on a real SQLite file: nothing that the record held of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.record.test_store import NOON, PAGE, capture, make_change, statement
from tracker.model import Check, CheckOutcome, Document, DocumentKind, InboxItem, ItemState, PageState
from tracker.model.health import HealthEvent, HealthKind
from tracker.record.store import Note, Store
from tracker.record.store.page_renames import referring

NEW = replace(PAGE, id="acme-principles", was=(PAGE.id,))
LATER = NOON + timedelta(days=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "tracker.db") as opened:
        opened.pages.sync([PAGE], now=NOON)
        yield opened


def look(store: Store, page: str, at: datetime, *lines: str) -> str:
    """One good check of a page that shows these lines."""
    seen = statement(*lines)
    with store.transaction():
        number = store.snapshots.add(page, capture(" ".join(lines).encode(), at), None)
        store.versions.add(page, seen, at=at, snapshot=number)
        store.checks.add(Check(page, at, CheckOutcome.NEW, version=seen.id, snapshot=number))
        store.pages.save(PageState(page, version=seen.id, snapshot=number, last_check=at, last_good=at, due=at))
    return seen.id


def rows(store: Store, page: str) -> dict[str, int]:
    """How many rows of each table name a page."""
    return {
        table: store._db.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = ?', [page]).fetchone()[0]
        for table, column in [*referring(store._db, "pages"), ("pages", "id")]
    }


def is_sound(store: Store) -> bool:
    broken: list[Any] = store._db.execute("PRAGMA foreign_key_check").fetchall()
    return not broken and store._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_renamed_page_keeps_everything(store: Store) -> None:
    version = look(store, PAGE.id, NOON, "We have no contracts.")
    change = make_change(store, "AI")
    with store.transaction():
        store.notes.add(Note(change.id, NOON, "me", "Look!", False))
        store.health.add(HealthEvent(PAGE.id, NOON, HealthKind.FAILED, "no answer"))
        store.documents.add(Document(PAGE.id, PAGE.organisation, DocumentKind.STATEMENT, "Words", PAGE.url, NOON))
        item = InboxItem(1, PAGE.id, PAGE.organisation, PAGE.url, "Words", "", None, NOON, None, ItemState.TAKEN)
        store.inbox.add([("acme.example", item)])
        store.inbox.save(replace(item, page=PAGE.id))
    before, state = rows(store, PAGE.id), store.pages.state(PAGE.id)
    assert all(before.values()), before
    store.pages.sync([NEW], now=LATER)
    assert rows(store, NEW.id) == before
    assert not any(rows(store, PAGE.id).values())
    assert store.pages.state(NEW.id) == replace(state, page=NEW.id)  # its validators and its turn too
    assert store.pages.all() == [NEW]
    assert store.changes.get(change.id) == replace(change, page=NEW.id)
    assert store.versions.get(NEW.id, version) == statement("We have no contracts.")
    assert len(list(store.notes.of(change.id))) == 1
    assert is_sound(store)
    store.pages.sync([NEW], now=LATER)
    assert rows(store, NEW.id) == before


def test_a_table_that_is_added_later_goes_along(store: Store) -> None:
    with store.transaction():
        store._db.execute("CREATE TABLE seals (n INTEGER PRIMARY KEY, of_page TEXT REFERENCES pages (id)) STRICT")
        store._db.execute("INSERT INTO seals (of_page) VALUES (?)", [PAGE.id])
    store.pages.sync([NEW], now=LATER)
    assert [row[0] for row in store._db.execute("SELECT of_page FROM seals")] == [NEW.id]
    assert is_sound(store)


def test_two_histories_become_one(store: Store) -> None:
    """The id was changed without `was:`, noticed later: both ids were looked at, and saw one wording in common."""
    kept = look(store, PAGE.id, NOON, "We have no contracts.")
    store.pages.sync([replace(NEW, was=())], now=NOON)
    look(store, NEW.id, NOON + timedelta(days=1), "We have no contracts.")
    latest = look(store, NEW.id, LATER, "We have no AI contracts.")
    change = make_change(store, "AI")
    store.pages.sync([NEW], now=LATER)
    assert [(v.id, v.first_at) for v in store.versions.of(NEW.id)] == [(kept, NOON), (latest, LATER)]
    assert store.versions.get(NEW.id, kept) == statement("We have no contracts.")
    assert [check.at for check in store.checks.of(NEW.id)] == [NOON, NOON + timedelta(days=1), LATER]
    assert store.pages.state(NEW.id).version == latest
    assert store.pages.all() == [NEW]
    assert store.changes.get(change.id).page == NEW.id  # type: ignore[union-attr]
    assert not any(rows(store, PAGE.id).values())
    assert is_sound(store)


def test_the_state_is_that_of_the_page_looked_at_last(store: Store) -> None:
    store.pages.sync([PAGE, replace(NEW, was=())], now=NOON)
    latest = look(store, PAGE.id, LATER, "We have no contracts.")
    store.pages.sync([NEW], now=LATER)
    assert store.pages.state(NEW.id).version == latest
    assert is_sound(store)


def test_a_page_may_have_had_several_ids_and_get_an_old_one_back(store: Store) -> None:
    look(store, PAGE.id, NOON, "One.")
    store.pages.sync([NEW], now=NOON)
    look(store, NEW.id, LATER, "Two.")
    third = replace(PAGE, id="third", was=(PAGE.id, NEW.id))
    store.pages.sync([third], now=LATER)
    assert len(store.versions.of("third")) == 2
    store.pages.sync([replace(PAGE, was=("third",))], now=LATER)
    assert len(store.versions.of(PAGE.id)) == 2
    assert [page.id for page in store.pages.all()] == [PAGE.id]
    assert is_sound(store)


def test_nothing_is_taken_from_a_page_that_is_still_declared(store: Store) -> None:
    look(store, PAGE.id, NOON, "One.")
    before = rows(store, PAGE.id)
    store.pages.sync([PAGE, NEW], now=LATER)
    assert rows(store, PAGE.id) == before
    store.pages.sync([PAGE, replace(NEW, was=("never-heard-of",))], now=LATER)
    assert rows(store, PAGE.id) == before


def test_a_rename_that_fails_half_way_leaves_everything(store: Store) -> None:
    look(store, PAGE.id, NOON, "One.")
    before = rows(store, PAGE.id)
    store._db.execute("CREATE TRIGGER full BEFORE UPDATE ON spans BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(Exception, match="disk full"):
        store.pages.sync([NEW], now=LATER)
    assert rows(store, PAGE.id) == before
    assert store.pages.all(watched=True) == [PAGE]
