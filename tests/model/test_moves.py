"""Which way a whole change went, when its edits do not go one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settle.play import news, play
from tracker.compare import compare
from tracker.model import Block, BlockKind, ChangeFilter, Direction, SavedSearch, moves, ways
from tracker.record.store import Store

FIRM = "The canteen opens at noon on every day but Sunday."
WEAKER = ("We have no contracts with border agencies.", "We have no software contracts with border agencies.")
STRONGER = ("We do not sell data of members to shops.", "We do not sell data to shops.")
NEW = "A new depot in Lund creates forty jobs."
GONE = "Every letter is answered by a person."


def edits(old: list[str], new: list[str]):  # type: ignore[no-untyped-def]
    sides = ([Block(BlockKind.PARAGRAPH, text) for text in side] for side in (old, new))
    found = compare(*sides, language="en")
    return found.edits, found.direction


@pytest.mark.parametrize(
    ("old", "new", "said", "found"),
    [
        ([WEAKER[0]], [WEAKER[1]], {"weaker": 1}, {Direction.WEAKER}),
        ([WEAKER[0], FIRM], [WEAKER[1], FIRM, NEW], {"weaker": 1, "added": 1}, {Direction.WEAKER}),
        ([FIRM], [FIRM, NEW], {"added": 1}, set()),
        ([FIRM, GONE], [FIRM], {"removed": 1}, {Direction.WEAKER}),
    ],
)
def test_moves_are_counted_and_arrows_kept_for_claims(
    old: list[str], new: list[str], said: dict[str, int], found: set[Direction]
) -> None:
    told, direction = edits(old, new)
    assert dict(moves(told)) == said
    assert found <= ways(told, direction)
    assert Direction.STRONGER not in ways(told, direction)


def page(*lines: str) -> str:
    return f'<html lang="en"><main><h1>Use</h1>{"".join(f"<p>{line}</p>" for line in (*lines, FIRM))}</main></html>'


def test_a_filter_finds_the_weaker_edit_of_a_mixed_change(tmp_path: Path) -> None:
    with Store(tmp_path / "record.db") as store:
        before, after = page(WEAKER[0], STRONGER[0]), page(WEAKER[1], STRONGER[1], NEW)
        play(store, [(0, before), (1, before), (2, after), (3, after)])
        later = page(WEAKER[1], STRONGER[1], NEW, "The shop in Lund opens at ten.")
        play(store, [(10, later), (11, later)])
        mixed, added = news(store)
        assert mixed.toward.startswith("1 weaker, ")
        assert added.toward == "added"

        def found(direction: Direction) -> list[str]:
            return [c.id for c in store.changes.find(ChangeFilter(directions=(direction,)))]

        assert found(Direction.WEAKER) == [mixed.id]
        assert found(Direction.STRONGER) == [mixed.id]
        search = SavedSearch("weak", "Promises that got weaker", directions=(Direction.WEAKER, Direction.REVERSED))
        assert [search.matches(change) for change in (mixed, added)] == [True, False]
