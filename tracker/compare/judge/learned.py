"""The arbiter: how likely each direction is, learnt from readers' answers over what the rules found.

A linear model of the traits of an edit. Its weights are whole thousandths, so that every machine adds up the same
scores; those of one order of the two texts are those of the other with weaker and stronger exchanged. `make judge`
makes the weights (see docs/how-to/train-the-judge.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tracker.model import Direction

CLASSES = (Direction.SAME, Direction.WEAKER, Direction.STRONGER, Direction.DIFFERENT)
MILLE = 1000  # weights and chances are told in thousandths
_STEPS = [round(math.exp(-step / 100) * 10**6) for step in range(1400)]  # e to the power of hundredths
_FILE = "weights.tsv"

Weights = tuple[int, int, int, int]


def kind_of(direction: str, chance: int) -> str:
    """The kind of answer that is measured together: what is settled by its facts alone, both directions as one."""
    if chance == MILLE:
        return "settled"
    return "directed" if direction in (Direction.WEAKER, Direction.STRONGER) else str(direction)


class Chances(NamedTuple):
    """How likely each direction is, in thousandths."""

    same: int
    weaker: int
    stronger: int
    different: int

    @property
    def likeliest(self) -> Direction:
        return CLASSES[self.index(max(self))]

    def of(self, direction: Direction) -> int:
        """The chance of an answer; of what is reversed, that of different. What is open has none."""
        if direction is Direction.OPEN:
            return 0
        return self[CLASSES.index(Direction.DIFFERENT if direction is Direction.REVERSED else direction)]

    @property
    def mirrored(self) -> Chances:
        return Chances(self.same, self.stronger, self.weaker, self.different)


class Arbiter(NamedTuple):
    """Weights, and what was measured on pairs that they had not been made from."""

    base: Weights  # before any trait is seen
    weights: dict[str, Weights]  # of a trait with "+" or "="; one with "-" weighs the same with the sides exchanged
    told: int  # a direction is told from this chance on, in thousandths
    same: int  # and that nothing is meant otherwise, where the rules found that something is
    right: dict[str, tuple[tuple[int, int], ...]]  # kind of answer -> (chance from which on, share right), thousandths
    agreed: dict[str, int]  # fact -> of 100 edits told for it, how many readers judged so
    news: dict[str, int] | None = None  # weights of traits, either way round, for being news to readers
    worth: tuple[int, int] = (0, 0)  # base of their sum, and the least sum of what readers call news

    def chances(self, traits: Iterable[str]) -> Chances:
        """The chances of an edit with these traits."""
        same, weaker, stronger, different = self.base
        for trait in traits:
            if trait[0] == "-":
                if found := self.weights.get("+" + trait[1:]):
                    same, weaker = same + found[0], weaker + found[2]
                    stronger, different = stronger + found[1], different + found[3]
            elif found := self.weights.get(trait):
                same, weaker = same + found[0], weaker + found[1]
                stronger, different = stronger + found[2], different + found[3]
        return _softmax((same, weaker, stronger, different))

    def is_news(self, traits: Iterable[str]) -> bool:
        """Whether an attentive reader would call an edit with these traits news; so is all when that was not learnt."""
        if self.news is None:
            return True
        base, least = self.worth
        return base + sum(self.news.get(trait[1:], 0) for trait in traits) >= least

    def confidence(self, direction: Direction, chance: int) -> float:
        """Of edits that were answered with this chance, the share that readers answered so, 0 to 1; 0 when open."""
        share = 0
        for least, right in self.right.get(kind_of(direction, chance), ()):
            if chance >= least:
                share = right
        return round(share / MILLE, 2)


def _softmax(scores: Weights) -> Chances:
    """Chances of scores, in whole numbers: the same on every machine."""
    top = max(scores)
    parts = [_STEPS[min((top - score) // 10, len(_STEPS) - 1)] for score in scores]
    return Chances(*(MILLE * part // sum(parts) for part in parts))


def parse(text: str) -> Arbiter:
    """An arbiter from the lines of its file: tab-separated, a keyword or a trait first."""
    base: Weights = (0, 0, 0, 0)
    weights: dict[str, Weights] = {}
    told = same = MILLE
    right, agreed = dict[str, list[tuple[int, int]]](), dict[str, int]()
    news, worth = dict[str, int](), (0, 0)
    for line in text.splitlines():
        name, *cells = line.split("\t")
        numbers = [int(cell) for cell in cells if cell.lstrip("-").isdigit()]
        if name == "!base":
            base = (numbers[0], numbers[1], numbers[2], numbers[3])
        elif name == "!told":
            told, same = numbers[0], numbers[1]
        elif name == "!right":
            right.setdefault(cells[0], []).append((numbers[0], numbers[1]))
        elif name == "!agreed":
            agreed[cells[0]] = numbers[0]
        elif name == "!news":
            worth = numbers[0], numbers[1]
        elif name[:1] == "~":
            news[name[1:]] = numbers[0]
        elif name[:1] in ("+", "=") and len(numbers) == len(CLASSES):
            weights[name] = (numbers[0], numbers[1], numbers[2], numbers[3])
    steps = {kind: tuple(rows) for kind, rows in right.items()}
    return Arbiter(base, weights, told, same, steps, agreed, news or None, worth)


def written(arbiter: Arbiter) -> str:
    """The lines of an arbiter's file, in one order."""
    lines = ["!base\t" + "\t".join(map(str, arbiter.base)), f"!told\t{arbiter.told}\t{arbiter.same}"]
    lines += [
        f"!right\t{kind}\t{least}\t{share}" for kind in sorted(arbiter.right) for least, share in arbiter.right[kind]
    ]
    lines += [f"!agreed\t{fact}\t{share}" for fact, share in sorted(arbiter.agreed.items())]
    if arbiter.news is not None:
        lines += [f"!news\t{arbiter.worth[0]}\t{arbiter.worth[1]}"]
        lines += [f"~{trait}\t{weight}" for trait, weight in sorted(arbiter.news.items())]
    lines += ["\t".join((trait, *map(str, row))) for trait, row in sorted(arbiter.weights.items())]
    return "\n".join(lines) + "\n"


@cache  # read when it is first needed: most commands judge nothing
def shipped() -> Arbiter:
    """The arbiter of this package."""
    return parse(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))
