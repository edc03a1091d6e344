from __future__ import annotations

import pytest

from tests.compare.golden import ALL, Golden, told
from tracker.compare import compare
from tracker.model import EditKind


@pytest.mark.parametrize("pair", ALL, ids=[pair.name for pair in ALL])
def test_edits_are_those_a_reader_would_mark(pair: Golden) -> None:
    assert [told(edit) for edit in compare(pair.before, pair.after).edits] == list(pair.edits), pair.about


@pytest.mark.parametrize("pair", ALL, ids=[pair.name for pair in ALL])
def test_the_way_back_has_as_many_edits(pair: Golden) -> None:
    back = {EditKind.ADDED: EditKind.REMOVED, EditKind.REMOVED: EditKind.ADDED}
    there = sorted(edit.kind for edit in compare(pair.before, pair.after).edits)
    assert sorted(back.get(edit.kind, edit.kind) for edit in compare(pair.after, pair.before).edits) == there
