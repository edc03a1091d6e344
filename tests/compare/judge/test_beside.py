"""A change of style beside a change of meaning hides nothing, and nearly every pair keeps its direction under it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.compare.judge.pairs import ALL
from tracker.compare.judge import judge
from tracker.model import Direction

MIRROR = {Direction.WEAKER: Direction.STRONGER, Direction.STRONGER: Direction.WEAKER}
Restyle = Callable[[str], str]


def _linked(text: str) -> str:
    return text[:-1] + " (available at https://example.org/more)." if text.endswith(".") else text


def _noted(text: str) -> str:
    return f"Please note that {text[0].lower()}{text[1:]}" if text.startswith(("We ", "You ")) else text


STYLES: dict[str, Restyle] = {
    "a link in brackets": _linked,
    "a word of attention": _noted,
    "British spelling": lambda text: re.sub(r"\b(organi|recogni|authori|utili)z", r"\1s", text),
    "a contraction": lambda text: re.sub(r"\b(do|does|is|are|would|should|could) not\b", r"\1n't", text),
    "a longer preposition": lambda text: re.sub(r"\bbefore\b", "prior to", text),
    "another full stop": lambda text: text[:-1] + ";" if text.endswith(".") else text,
}


@pytest.mark.parametrize("style", STYLES)
def test_a_change_of_style_beside_a_pair(style: str) -> None:
    kept, left_open, lost = 0, 0, []
    for _, old, new, direction in ALL:
        for one, other, expected in ((old, new, direction), (new, old, MIRROR.get(direction, direction))):
            restyled = STYLES[style](other)
            if restyled == other or judge(other, restyled).direction is not Direction.SAME:
                continue
            found = judge(one, restyled).direction
            assert found is expected or found not in (Direction.SAME, MIRROR.get(expected)), (one, restyled)
            kept += found is expected
            left_open += found is Direction.OPEN
            lost += [] if found in (expected, Direction.OPEN) else [(found, expected, one, restyled)]
    assert kept, "the style changes none of the pairs"
    assert len(lost) <= kept // 50, lost
    assert left_open <= kept // 5
