"""What was told and has something new beside it, or says something else now, is noticed by the record itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.test_page_renames import look
from tests.record.test_store import NOON, PAGE, make_change
from tracker.model import Change, ChangeStatus, Direction
from tracker.record.store import Note, Store

LATER = NOON + timedelta(days=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "tracker.db") as opened:
        opened.pages.sync([PAGE], now=NOON)
        yield opened


@pytest.fixture
def told(store: Store) -> Change:
    look(store, PAGE.id, NOON, "We have no contracts.")
    return make_change(store, "AI")


def test_a_public_note_is_told_and_another_is_not(store: Store, told: Change) -> None:
    with store.transaction():
        store.notes.add(Note(told.id, LATER, "Ann", "Between us.", False))
    assert store.reader.retold(0).changes == ()
    with store.transaction():
        store.notes.add(Note(told.id, LATER, "Ann", "They confirm it.", True))
    again = store.reader.retold(0)
    assert (again.changes, again.anew) == ((told.id,), False)
    assert store.reader.retold(again.number).changes == ()
    assert [(r.at, r.who, r.text) for r in store.reader.remarks(told.id)] == [(LATER, "Ann", "They confirm it.")]


@pytest.mark.parametrize("flags", [(), ("alternating",)])
def test_a_change_that_was_taken_back_is_told_again(store: Store, told: Change, flags: tuple[str, ...]) -> None:
    pending = replace(told, id="f" * 16, status=ChangeStatus.PENDING, number=None, first_with=LATER, relates_to=None)
    with store.transaction():
        store.changes.save(pending)
    assert store.reader.retold(0).changes == ()
    with store.transaction():
        undone = replace(pending, status=ChangeStatus.REVERTED, relates_to=told.id, settled_at=LATER, flags=flags)
        store.changes.save(undone)
        store.changes.save(undone)
    assert store.reader.retold(0).changes == (told.id,)
    (remark,) = store.reader.remarks(told.id)
    assert remark.who is None
    assert remark.text.startswith("The wording from before this change was back on ")
    assert remark.text.endswith("both in turn.") is bool(flags)


def test_a_change_that_says_something_else_now_is_told_anew(store: Store, told: Change) -> None:
    with store.transaction():
        store.changes.save(told)
    assert not store.reader.retold(0).anew
    with store.transaction():
        store.changes.save(replace(told, direction=Direction.REVERSED))
    assert store.reader.retold(0).anew
