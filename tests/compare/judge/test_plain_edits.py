"""Edits that a reader decides at sight are answered as the reader does, or left open: never otherwise, either way."""

from __future__ import annotations

import pytest

from tests.compare.judge.plain_edits import EDITS
from tracker.compare.judge import judge
from tracker.model import Direction

MIRROR = {"weaker": "stronger", "stronger": "weaker"}


@pytest.mark.parametrize(("old", "new", "labels"), EDITS)
def test_a_plain_edit_is_read_rightly_or_left_open(old: str, new: str, labels: str) -> None:
    allowed = {*labels.split(), "open"}
    assert judge(old, new).direction in allowed
    assert judge(new, old).direction in {MIRROR.get(label, label) for label in allowed}


def test_most_of_them_are_answered() -> None:
    answered = sum(judge(old, new).direction is not Direction.OPEN for old, new, _ in EDITS)
    assert answered >= 0.6 * len(EDITS)


@pytest.mark.parametrize("cell", ["Never", "no", "None."])
def test_a_row_of_a_table_that_denies_is_left_open(cell: str) -> None:
    row = f"Request of a secret service | Written order | {cell}"
    assert judge(None, row).direction is judge(row, None).direction is Direction.OPEN
    assert judge(None, "Request of a court | Written order | Always").direction is Direction.STRONGER
