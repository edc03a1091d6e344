"""Runs of versions that hold a block, against a reading of every version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.test_store import NOON, PAGE, capture, statement
from tracker.model import Check, CheckOutcome
from tracker.record.store import Store

OTHER = replace(PAGE, id="acme-other")
LINES = st.lists(st.sampled_from(["We sell nothing.", "We sell data.", "No contracts."]), min_size=1, max_size=3)
SEEN = st.lists(st.tuples(st.sampled_from([PAGE.id, OTHER.id]), LINES), min_size=1, max_size=12)


def told(store: Store) -> set[tuple[int, str, int]]:
    """Block, page and version, as the runs say."""
    versions = store._db.execute("SELECT page, n FROM versions").fetchall()
    runs = store._db.execute("SELECT block, page, first, last FROM block_runs").fetchall()
    listed = [
        (block, page, n) for block, page, first, last in runs for of, n in versions if of == page and first <= n <= last
    ]
    assert len(listed) == len(set(listed)), "runs overlap"
    return set(listed)


def held(store: Store) -> set[tuple[int, str, int]]:
    """The same, as the versions say."""
    query = "SELECT block, page, n FROM version_blocks JOIN versions ON version = n"
    return {(block, page, n) for block, page, n in store._db.execute(query)}


def look(store: Store, seen: Sequence[tuple[str, list[str]]], begin: int = 0) -> None:
    for n, (page, lines) in enumerate(seen, begin):
        at, text = NOON + timedelta(hours=n), statement(*lines)
        with store.transaction():
            number = store.snapshots.add(page, capture(" ".join(lines).encode(), at), None)
            store.versions.add(page, text, at=at, snapshot=number)
            store.checks.add(Check(page, at, CheckOutcome.NEW, version=text.id, snapshot=number))


@pytest.mark.slow
@settings(max_examples=60)
@given(SEEN, SEEN)
def test_runs_tell_what_the_versions_hold_also_after_two_pages_became_one(
    seen: list[tuple[str, list[str]]], later: list[tuple[str, list[str]]]
) -> None:
    with Store.in_memory() as store:
        store.pages.sync([PAGE, OTHER], now=NOON)
        look(store, seen)
        assert told(store) == held(store)
        store.pages.sync([replace(PAGE, was=(OTHER.id,))], now=NOON)
        assert told(store) == held(store)
        look(store, [(PAGE.id, lines) for _, lines in later], len(seen))
        assert told(store) == held(store)


def test_a_line_that_stays_is_one_run() -> None:
    with Store.in_memory() as store:
        store.pages.sync([PAGE, OTHER], now=NOON)
        look(store, [(page, ["It stays.", f"It goes: {n}."]) for n in range(5) for page in (PAGE.id, OTHER.id)])
        (stays,) = store._db.execute("SELECT n FROM blocks WHERE text = 'It stays.'").fetchone()
        assert len(store.search.runs([stays])) == 2
        assert len(store.search.runs([stays], [PAGE.id])) == 1
