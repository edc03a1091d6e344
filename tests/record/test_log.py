"""The log: an entry for each row that is evidence, in the row's own transaction, and no way to take one back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.old.make import PAGES, fill
from tests.record.test_store import NOON, PAGE, capture, make_change
from tracker.model import ChangeStatus, Check, CheckOutcome
from tracker.record.evidence import GENESIS, LogEntry
from tracker.record.store import Note, Store
from tracker.record.store.log import COVERED

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "tracker.db") as opened:
        opened.pages.sync([PAGE], now=NOON)
        yield opened


def kinds(store: Store) -> list[str]:
    return [line.kind for line in store.log.lines()]


def test_each_row_has_an_entry_and_each_entry_names_the_one_before(tmp_path: Path) -> None:
    with Store(tmp_path / "tracker.db") as store:
        fill(store)
        previous = GENESIS
        for n, line in enumerate(store.log.lines(), 1):
            payload = json.loads(line.payload) if line.payload else store.log.row(line.kind, line.subject or 0)
            assert payload is not None
            if line.page is not None and line.payload is None:
                payload["page"] = line.page  # one of them was renamed later
            entry = LogEntry(n, line.kind, payload, previous)
            assert (line.n, line.hash) == (n, entry.hash)
            previous = entry.hash
        assert (n, previous) == store.log.head()
        assert [store.log.without_entry(kind) for kind in COVERED] == [[]] * len(COVERED)
        assert {"configuration", "snapshot", "check", "quarantine", "change", "note", "renamed"} == set(kinds(store))


def test_every_state_of_a_change_is_an_entry_and_the_same_state_is_not_said_twice(store: Store) -> None:
    pending = make_change(store, "AI", ChangeStatus.PENDING)
    with store.transaction():
        store.changes.save(pending)
        published = store.changes.save(replace(pending, status=ChangeStatus.PUBLISHED))
        later = store.changes.save(replace(published, flags=("looked at again",)))
    states = [json.loads(line.payload or "") for line in store.log.lines() if line.kind == "change"]
    assert [(state["status"], state.get("number")) for state in states] == [
        ("pending", None),
        ("published", 1),
        ("published", 1),
    ]
    assert pending.entry is None
    assert published.entry is not None
    assert later.entry == published.entry  # what feeds carry stays what it was


def test_a_time_that_goes_back_is_marked(store: Store) -> None:
    with store.transaction():
        for at in (NOON, NOON + HOUR, NOON - HOUR, NOON + 2 * HOUR):
            store.checks.add(Check(PAGE.id, at, CheckOutcome.UNCHANGED, version="v"))
    assert kinds(store) == ["configuration", "check", "check", "back", "check", "check"]


def test_what_is_in_force_is_said_when_it_changes(store: Store) -> None:
    store.pages.sync([PAGE], now=NOON + HOUR)
    store.pages.sync([replace(PAGE, select=("main",))], now=NOON + HOUR)
    store.pages.sync([], now=NOON + HOUR)
    told = [json.loads(line.payload or "") for line in store.log.lines()]
    assert [(json.loads(one["config"])["select"], one["watched"]) for one in told] == [
        ([], 1),
        (["main"], 1),
        (["main"], 0),
    ]


def test_what_covers_no_row_is_said_anew_only_when_it_differs(store: Store) -> None:
    said = ({"retention": None}, {"retention": None}, {"retention": 60}, {"retention": None})
    assert [store.log.tell_new("in force", one) is not None for one in said] == [True, False, True, True]


def test_half_a_transaction_leaves_no_entry(store: Store) -> None:
    before = store.log.head()
    with pytest.raises(RuntimeError), store.transaction():  # noqa: PT012 - the second line raises by design
        store.snapshots.add(PAGE.id, capture(b"half"), None)
        raise RuntimeError
    assert store.log.head() == before


@pytest.mark.parametrize("recursive", [True, False], ids=["as we open it", "another client"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET hash = hash",
        "DELETE FROM log",
        "DELETE FROM log WHERE n = (SELECT MAX(n) FROM log)",
        "REPLACE INTO log SELECT * FROM log WHERE n = 2",
        "INSERT INTO log SELECT n + 2, kind, page, subject, payload, hash FROM log WHERE n = (SELECT MAX(n) FROM log)",
        "UPDATE snapshots SET status = 404",
        "REPLACE INTO snapshots SELECT * FROM snapshots",
        "DELETE FROM snapshots",
        "UPDATE checks SET at = '2020-01-01T00:00:00.000Z'",
        "REPLACE INTO checks SELECT * FROM checks",
        "DELETE FROM checks",
        "UPDATE notes SET text = 'nothing'",
        "DELETE FROM notes",
        "UPDATE bodies SET data = x'00'",
        "REPLACE INTO bodies SELECT * FROM bodies",
        "DELETE FROM bodies",
    ],
)
def test_the_database_refuses_to_forget(store: Store, statement: str, recursive: bool) -> None:
    change = make_change(store, "AI")
    with store.transaction():
        store.checks.add(Check(PAGE.id, NOON, CheckOutcome.NEW, version="v", snapshot=change.after.snapshot))
        store.notes.add(Note(change.id, NOON, "desk", "asked"))
    with sqlite3.connect(store.path) as client:
        client.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
        with pytest.raises(sqlite3.IntegrityError, match=r"evidence|gaps"):
            client.execute(statement)
    client.close()


def test_a_page_that_is_renamed_keeps_its_entries(tmp_path: Path) -> None:
    with Store(tmp_path / "tracker.db") as store:
        fill(store)
        renamed = [line for line in store.log.lines() if line.kind == "renamed"]
        assert [json.loads(line.payload or "") for line in renamed] == [
            {"from": "boreal-old", "page": "boreal-privacy"}
        ]
        assert PAGES[2].id == "boreal-old"
