"""The same captures in three orders of arrival make the same news, and reading the record anew changes nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.depth import times
from tests.settle.play import PAGE, play
from tests.settle.test_nothing_lost import history, is_told
from tracker.model import ChangeFilter
from tracker.record.store import Store
from tracker.record.told import told_text
from tracker.run.executors import InlineExecutor
from tracker.run.past.rebuild import rebuild


def news(store: Store) -> list[Any]:
    """What is told in the end, but for ids and numbers, which depend on when each capture came."""
    told = filter(is_told, store.changes.find(ChangeFilter(statuses=(), newest_first=False)))
    return sorted(
        (c.first_with, c.last_without, c.status, c.headline, c.moves, [(e.kind, e.old, e.new) for e in c.edits])
        for c in told
    )


@pytest.mark.parametrize("seed", range(times(4)))
def test_three_orders_of_arrival_make_the_same_news(tmp_path: Path, seed: int) -> None:
    captures = history(seed)
    mixed = random.Random(seed).sample(captures, len(captures))
    found = []
    for number, parts in enumerate(([captures], [captures[::2], captures[1::2]], [mixed[:7], mixed[7:12], mixed[12:]])):
        with Store(tmp_path / f"{number}.db", durable=False) as store:
            for part in parts:
                play(store, part)
            told = told_text(store, store.pages.state(PAGE.id))
            assert told is not None
            found.append((news(store), told.text))
    assert found[1] == found[0]
    assert found[2] == found[0]


@pytest.mark.parametrize("seed", range(times(4)))
def test_a_record_read_anew_is_as_it_was(tmp_path: Path, seed: int) -> None:
    with Store(tmp_path / "record.db", durable=False) as store:
        play(store, history(seed))
        state, before = store.pages.state(PAGE.id), news(store)
        (found,) = rebuild(store, [PAGE], executor=InlineExecutor())
        assert (found.appear, found.vanish, found.reads_anew) == ((), (), False)
        assert news(store) == before
        assert store.pages.state(PAGE.id).memory == state.memory
