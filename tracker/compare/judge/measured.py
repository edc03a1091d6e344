"""How often the shipped judge is wrong, as it was measured on services that its weights had not been made from.

`make measure` writes the file (see docs/how-to/train-the-judge.md); the documentation and the published site show it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tracker.compare.judge.scoring import Figures, share
from tracker.model import Direction

_FILE = "measured.json"


class PairSet(NamedTuple):
    """Pairs of one source, and what was answered to them."""

    name: str
    figures: Figures
    left_open: dict[str, int]  # what readers say of the pairs that are answered "open"


class CarriedNews(NamedTuple):
    """Counts over pairs that two readers graded: 0 is nobody's news, 1 a specialist's, 2 every subscriber's."""

    carried: int  # edits that the default feeds carry
    worth: int  # of these, of grade 1 or 2
    grave: int  # edits of grade 2
    grave_carried: int


class Measured(NamedTuple):
    samples: tuple[PairSet, ...]  # the first is what two readers read, and the main one
    facts: tuple[tuple[str, int, int, int], ...]  # of the first: fact of the reason, edits told for it, right, opposite
    news: CarriedNews


class FigureTable(NamedTuple):
    """Figures to be shown: the first cell of a row is its heading."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written(found: Measured) -> str:
    """The text of the file."""
    samples = [
        {"name": one.name, "figures": one.figures._asdict(), "open": dict(sorted(one.left_open.items()))}
        for one in found.samples
    ]
    return json.dumps({"sets": samples, "facts": found.facts, "news": found.news._asdict()}, indent=1) + "\n"


def parse(text: str) -> Measured:
    found = json.loads(text)
    samples = tuple(PairSet(one["name"], _figures(one["figures"]), one["open"]) for one in found["sets"])
    facts = tuple((str(name), told, right, other) for name, told, right, other in found["facts"])
    return Measured(samples, facts, CarriedNews(**found["news"]))


def _figures(row: dict[str, Any]) -> Figures:
    answers = tuple((Direction(answer), of, right) for answer, of, right in row.pop("by_answer"))
    shown = tuple((chance, of, right) for chance, of, right in row.pop("by_confidence"))
    return Figures(by_answer=answers, by_confidence=shown, **row)


@cache
def shipped_figures() -> Measured:
    """The figures of this package's judge."""
    return parse(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


def tables(found: Measured) -> tuple[FigureTable, ...]:
    """The figures as tables, the most telling first."""
    first = found.samples[0]
    left = ", ".join(f"{name} {many}" for name, many in sorted(first.left_open.items(), key=lambda row: -row[1]))
    answers = tuple(
        (str(answer), str(of), f"not judged: readers say {left}" if answer is Direction.OPEN else _of(right, of))
        for answer, of, right in first.figures.by_answer
    )
    by_chance = reversed(first.figures.by_confidence)
    shown = tuple((f"{chance:.0%}", str(of), _of(right, of)) for chance, of, right in by_chance)
    facts = tuple((name, str(told), _of(right, told), str(other)) for name, told, right, other in found.facts)
    agree = "readers say so too"
    return (
        FigureTable("What is told", ("", *(one.name for one in found.samples)), _told(found.samples)),
        FigureTable("By answer", ("answer", f"{first.name}: of how many", agree), answers),
        FigureTable("The confidence that is shown", ("shown", "edits", agree), shown),
        FigureTable("By the fact that is given as the reason", ("fact", "told", agree, "the other way"), facts),
        FigureTable("What the default feeds carry", ("", first.name), _carried(found.news)),
    )


def _carried(news: CarriedNews) -> tuple[tuple[str, ...], ...]:
    return (
        ("edits that they carry", str(news.carried)),
        ("of these, news to a specialist or to all", _of(news.worth, news.carried)),
        ("edits that every subscriber should be told", str(news.grave)),
        ("of these, carried", _of(news.grave_carried, news.grave)),
    )


def _told(samples: tuple[PairSet, ...]) -> tuple[tuple[str, ...], ...]:
    every = [one.figures for one in samples]
    return (
        ("told weaker or stronger", *(f"{one.told} of {one.pairs}" for one in every)),
        ("of these, readers say so too", *(_of(one.told_right, one.told) for one in every)),
        ("of these, readers say the other way",
         *(f"{share(one.told_other_way, one.told):.3f} ({one.told_other_way})" for one in every)),
        ("of what readers call weaker or stronger, told so", *(_of(one.told_right, one.directed) for one in every)),
        ("answered as readers do, open counted as wrong", *(_of(one.right, one.pairs) for one in every)),
    )  # fmt: skip


def _of(part: int, whole: int) -> str:
    return f"{share(part, whole):.2f}"
