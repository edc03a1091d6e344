"""When a change is news: sequences of captures, and what settlement makes of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.settle import Action, Memory, Sight, edit_key, settle
from tracker.types import BlockKind, Cue, Direction, Edit, EditKind, Severity

START = datetime(2026, 6, 1, tzinfo=UTC)


def edit(old: str | None, new: str | None) -> Edit:
    return Edit(
        EditKind.CHANGED,
        old,
        new,
        (),
        Direction.DIFFERENT,
        (Cue.OTHER,),
        0.5,
        Severity.SUBSTANTIVE,
        "",
        "",
        BlockKind.PARAGRAPH,
    )


def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    """Texts are words apart by spaces: each word that differs is an edit of its own."""
    return tuple(edit(a, b) for a, b in zip(old.split(), new.split(), strict=True) if a != b)


def story(*texts: str, hours: float = 12) -> list[str]:
    """Actions for a page that shows these texts one after the other; a text in [] is suspicious."""
    memory, said = Memory(), []
    for number, text in enumerate(texts):
        standing = memory.standing.version if memory.standing else text
        suspicion = "odd" if text.startswith("[") and text != standing else None
        sight = Sight(
            START + number * timedelta(hours=hours),
            text,
            number,
            edits_between(standing, text),
            suspicion,
            f"change {number}",
        )
        verdict = settle(memory, sight)
        memory = Memory.load(verdict.memory.dump())  # what is remembered survives a restart
        assert memory == verdict.memory
        said.append(verdict.action.value)
    return said


@pytest.mark.parametrize(
    ("texts", "actions"),
    [
        (["a", "a", "a"], "first keep keep"),
        (["a", "b", "b"], "first open publish"),
        (["a", "b", "a"], "first open keep"),
        (["a", "b", "b", "b"], "first open publish keep"),
        (["a x", "b 1", "b 2"], "first open publish"),  # what flickers besides does not hold the news back
        (["a x", "a 1", "a 2", "a 3"], "first open open open"),  # what only flickers is never news
        (["a", "[z]", "a"], "first hold keep"),
        (["a", "b", "[z]", "b"], "first open hold publish"),  # a bad capture in between settles nothing
        (["a", "b", "b", "a", "a"], "first open publish open undo"),
    ],
    ids=" ".join,
)
def test_stories(texts: list[str], actions: str) -> None:
    assert story(*texts) == actions.split()


def test_a_quarantine_that_stays_is_released_and_confirmed_like_any_text() -> None:
    actions = story("a", *["[z]"] * 8)
    assert actions == "first hold hold hold hold open publish keep keep".split()


def test_a_quarantine_is_not_released_by_many_looks_in_a_short_time() -> None:
    assert set(story("a", *["[z]"] * 8, hours=0.1)) == {"first", "hold"}


def test_a_confirmed_change_names_its_first_sight() -> None:
    memory = settle(Memory(), Sight(START, "a x", 0)).memory
    first = Sight(START + timedelta(hours=1), "b 1", 1, edits_between("a x", "b 1"), change="one")
    memory = settle(memory, first).memory
    verdict = settle(memory, Sight(START + timedelta(hours=2), "b 2", 2, edits_between("a x", "b 2"), change="two"))
    assert verdict.action is Action.PUBLISH
    assert verdict.confirmed is not None
    assert (verdict.confirmed.at, verdict.confirmed.snapshot) == (first.at, 1)
    assert verdict.over == "one"


def test_an_edit_key_ignores_relative_time_only() -> None:
    assert edit_key("Updated 3 days ago", "x") == edit_key("Updated 4 days ago", "x")
    assert edit_key("within 3 days", "x") != edit_key("within 4 days", "x")
    assert edit_key("ab", "c") != edit_key("a", "bc")
