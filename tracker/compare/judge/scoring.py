"""How often judgements are those of readers: figures over answered pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tracker.model import Direction

TOLD = (Direction.WEAKER, Direction.STRONGER)


class Answered(NamedTuple):
    """What readers said of a pair, and what was answered."""

    read: Direction
    said: Direction
    confidence: float


class Figures(NamedTuple):
    """Counts over answered pairs; shares are told of them."""

    pairs: int
    right: int  # "reversed" counts as "different" here, on both sides
    directed: int  # that readers call weaker or stronger
    told: int  # that are answered weaker or stronger
    told_right: int
    told_other_way: int
    by_answer: tuple[tuple[Direction, int, int], ...]  # answer, of how many, right
    by_confidence: tuple[tuple[float, int, int], ...]  # as shown, to a tenth; of how many, right


def figures(rows: Sequence[Answered]) -> Figures:
    """The figures of answered pairs."""
    told = [row for row in rows if row.said in TOLD]
    answers = Counter(row.said for row in rows)
    right = Counter(row.said for row in rows if _is_right(row))
    shown = Counter(round(row.confidence, 1) for row in rows if row.said is not Direction.OPEN)
    held = Counter(round(row.confidence, 1) for row in rows if row.said is not Direction.OPEN and _is_right(row))
    return Figures(
        pairs=len(rows),
        right=sum(right.values()),
        directed=sum(row.read in TOLD for row in rows),
        told=len(told),
        told_right=sum(row.read is row.said for row in told),
        told_other_way=sum(row.read in TOLD and row.read is not row.said for row in told),
        by_answer=tuple((answer, answers[answer], right[answer]) for answer in Direction if answers[answer]),
        by_confidence=tuple((share, shown[share], held[share]) for share in sorted(shown)),
    )


def _is_right(row: Answered) -> bool:
    turned = {Direction.REVERSED: Direction.DIFFERENT}
    return turned.get(row.read, row.read) is turned.get(row.said, row.said)


def share(part: int, whole: int) -> float:
    """A share of a whole; nothing of nothing is 0."""
    return part / whole if whole else 0.0
