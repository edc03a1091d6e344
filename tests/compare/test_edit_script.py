from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.compare.edit_script import shortest

WORDS = st.lists(st.sampled_from("we do not sell , data".split()), max_size=14)


def longest_common(old: list[str], new: list[str]) -> int:
    """By the textbook, in as many steps as there are pairs."""
    row = [0] * (len(new) + 1)
    for a in old:
        above = row
        row = [0]
        for j, b in enumerate(new):
            row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
    return row[-1]


@given(WORDS, WORDS)
def test_as_many_words_are_kept_as_can_be(old: list[str], new: list[str]) -> None:
    kept = list(shortest(old, new))
    assert sum(count for _, _, count in kept) == longest_common(old, new)
    i = j = 0
    for a, b, count in kept:
        assert (a, b) >= (i, j)
        assert old[a : a + count] == new[b : b + count]
        i, j = a + count, b + count


@given(st.text("abc", max_size=30), st.text("abc", max_size=30))
def test_the_twin_keeps_the_same_words(old: str, new: str) -> None:
    """What decision 6 rests on: taking the twin would change the time alone."""
    twin = pytest.importorskip("fast_diff_match_patch", reason="its wheels are for some systems only")
    kept = []
    i = j = 0
    for op, count in twin.diff(old, new, timelimit=0, checklines=False, cleanup="No"):
        kept += [(i, j, count)] if op == "=" else []
        i, j = i + count * (op != "+"), j + count * (op != "-")
    assert list(shortest(list(old), list(new))) == kept
