"""Archived captures in any order: the history is that of the order of time, and what was published keeps its name."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.settle.play import PAGE, START, news, play
from tracker.model import ChangeFilter, ChangeStatus
from tracker.record.store import Store
from tracker.run.past.late_captures import CORRECTED

TEXT = (
    "<html lang=en><main><h1>Terms</h1><p>{}</p><p>These terms hold for every user of every service that we run.</p>"
    "<p>Whoever breaks them may lose the account, after we have asked for an explanation in writing.</p></main></html>"
)
A = TEXT.format("We sell no data.")
B = TEXT.format("We sell no personal data.")
C = TEXT.format("We sell no personal data to anyone who asks for it.")
STUB = "<html lang=en><main><h1>Error</h1><p>Something went wrong. Please try again later.</p></main></html>"
EMPTY = "<html><body></body></html>"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "record.db")


def log(store: Store) -> list[tuple[Any, ...]]:
    """What is published, but for the ids and numbers that depend on when it was."""
    index = {change.id: n for n, change in enumerate(sorted(news(store), key=lambda c: (c.first_with, c.id)))}
    return sorted(
        (
            c.first_with, c.last_without, c.settled_at, c.before.version, c.after.version, c.before.captured_at,
            c.after.captured_at, c.headline, c.direction, c.flags, c.edits, index.get(c.relates_to or ""),
        )
        for c in news(store)
    )  # fmt: skip


def history(store: Store) -> list[Any]:
    versions = [(v.id, v.first_at) for v in store.versions.of(PAGE.id)]
    checks = [(c.at, c.outcome.value == "failed") for c in store.checks.of(PAGE.id)]
    return [log(store), versions, checks, store.checks.spans(PAGE.id)]


@pytest.mark.parametrize("seed", [*range(8), 86, 173])
def test_any_order_makes_one_history(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    texts = dice.choices([A, B, C, STUB, EMPTY], weights=[6, 4, 3, 1, 1], k=14)
    days = sorted(dice.sample(range(240), 14)) if seed % 2 else list(range(14))
    captures = [(float(day), text) for day, text in zip(days, (t for t in texts for _ in range(2)), strict=False)]
    with Store(tmp_path / "1.db", durable=False) as one, Store(tmp_path / "2.db", durable=False) as other:
        play(one, captures)
        mixed = dice.sample(captures, len(captures))
        for start in range(0, len(mixed), 5):
            play(other, mixed[start : start + 5])
        assert history(other) == history(one)


def test_a_capture_inside_a_bracket_makes_it_narrower(store: Store) -> None:
    play(store, [(0, A), (10, B), (11, B)])
    (before,) = news(store)
    play(store, [(6, B), (4, A)])
    (after,) = news(store)
    assert (before.last_without, before.first_with) == (START, START + timedelta(days=10))
    assert (after.last_without, after.first_with) == (START + timedelta(days=4), START + timedelta(days=6))
    assert (after.id, after.number, after.edits) == (before.id, before.number, before.edits)
    assert after.after.captured_at == after.first_with
    assert after.settled_at == START + timedelta(days=10)


def test_a_page_that_is_new_gets_its_history(store: Store) -> None:
    play(store, [(400, C)])
    play(store, [(0, A), (1, A), (100, B), (101, B), (300, C)])
    assert [(c.number, c.first_with, c.late) for c in news(store)] == [
        (1, START + timedelta(days=100), False),
        (2, START + timedelta(days=300), False),
    ]


def test_what_is_found_long_after_is_history_and_no_news(store: Store) -> None:
    play(store, [(300, B), (301, C), (302, C)])
    play(store, [(0, A), (1, B), (2, B)])
    assert [(c.first_with - START, c.number, c.late) for c in news(store)] == [
        (timedelta(days=301), 1, False),
        (timedelta(days=1), 2, True),
    ]
    assert store.changes.count(ChangeFilter(late=False)) == 1


def test_a_published_change_that_was_two_is_corrected_and_stays_in_the_record(store: Store) -> None:
    play(store, [(0, A), (10, C), (11, C)])
    (published,) = news(store)
    play(store, [(4, B), (5, B)])
    assert [(c.before.version == published.before.version, c.first_with - START) for c in news(store)] == [
        (True, timedelta(days=4)),
        (False, timedelta(days=10)),
    ]
    kept = store.changes.get(published.id)
    assert kept is not None
    assert (kept.status, kept.number, CORRECTED in kept.flags) == (ChangeStatus.REVERTED, published.number, True)


def test_archived_captures_that_change_nothing_leave_the_changes_alone(store: Store) -> None:
    play(store, [(0, A), (10, B), (11, B), (12, B), (20, C)])
    before = store.changes.find(ChangeFilter(statuses=()))
    play(store, [(11.5, B), (11.7, B)])
    assert store.changes.find(ChangeFilter(statuses=())) == before
    assert len(list(store.checks.of(PAGE.id))) == 7


def test_an_unmodified_look_shows_what_the_live_page_showed(store: Store) -> None:
    play(store, [(0, A), (10, A)])
    play(store, [(5, B)])
    assert news(store) == []
    assert [c.version is not None for c in store.checks.of(PAGE.id)] == [True] * 3


def test_cut_short_it_is_taken_up_by_the_next_run(store: Store) -> None:
    from tests.settle.play import capture
    from tracker.run.past.backfill import backfill

    play(store, [(10, B)])
    steps = backfill(store, [(PAGE, capture(0, A)), (PAGE, capture(1, A)), (PAGE, capture(20, B))])
    next(steps)
    steps.close()
    assert store.snapshots.waiting(PAGE.id) or len(list(store.checks.of(PAGE.id))) == 3
    play(store, [(0, A), (1, A), (20, B)])
    assert store.snapshots.waiting(PAGE.id) == []
    assert [c.first_with - START for c in news(store)] == [timedelta(days=10)]
