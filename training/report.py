"""What the weights of `folds` answer to the pairs that they were not made from: the figures that are published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.compare.judge import judge
from tracker.compare.judge.learned import Arbiter, parse
from tracker.compare.judge.measured import CarriedNews, FigureTable, Measured, PairSet
from tracker.compare.judge.scoring import TOLD, Answered, figures
from tracker.compare.judge.verdict import answered
from tracker.model import Direction, Judgement, Severity
from training.pairs import Pair, read_pairs

LEAST = 10  # edits told for a fact that is shown
BEGIN, END = "<!-- figures: made by `make measure` -->", "<!-- end of figures -->"


class Folds:
    """The weights of each fold, and which pair belongs to which."""

    def __init__(self, folder: Path) -> None:
        self._arbiters = {int(path.stem): parse(path.read_text("utf-8")) for path in sorted(folder.glob("*.tsv"))}
        self._folds: dict[str, int] = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))

    def arbiter(self, old: str, new: str) -> Arbiter:
        """The weights that were made without this pair's service."""
        return self._arbiters[self._folds[f"{old}\0{new}"]]

    def judge(self, old: str, new: str) -> Judgement:
        return judge(old, new, arbiter=self.arbiter(old, new))


def measure(paths: Iterable[Path], folds: Folds) -> Measured:
    """The figures of each file; facts and news are those of the first."""
    files = [(path.stem.replace("-", " "), read_pairs([path])) for path in paths]
    found = {name: [(pair, folds.judge(pair.old, pair.new)) for pair in pairs] for name, pairs in files}
    first = found[files[0][0]]
    return Measured(tuple(_sample(name, rows) for name, rows in found.items()), _facts(first, folds), _news(first))


def _sample(name: str, rows: Sequence[tuple[Pair, Judgement]]) -> PairSet:
    answers = [Answered(Direction(pair.direction), said.direction, said.confidence) for pair, said in rows]
    left = Counter(pair.direction for pair, said in rows if said.direction is Direction.OPEN)
    return PairSet(name, figures(answers), dict(left))


def _facts(rows: Sequence[tuple[Pair, Judgement]], folds: Folds) -> tuple[tuple[str, int, int, int], ...]:
    told, right, other = Counter[str](), Counter[str](), Counter[str]()
    for pair, said in rows:
        if said.direction in TOLD:
            fact = answered(pair.old, pair.new, folds.arbiter(pair.old, pair.new))[2]
            told[fact] += 1
            right[fact] += pair.direction == said.direction
            other[fact] += pair.direction in TOLD and pair.direction != said.direction
    return tuple((fact, many, right[fact], other[fact]) for fact, many in told.most_common() if many >= LEAST)


def _news(rows: Sequence[tuple[Pair, Judgement]]) -> CarriedNews:
    graded = [(pair.news, said.severity is not Severity.MINOR) for pair, said in rows if pair.news is not None]
    carried = [news for news, is_carried in graded if is_carried]
    grave = [is_carried for news, is_carried in graded if news >= 2]
    return CarriedNews(len(carried), sum(news >= 1 for news in carried), len(grave), sum(grave))


def markdown(tables: Iterable[FigureTable]) -> str:
    """The tables as the documentation shows them."""
    parts = []
    for table in tables:
        lines = [table.head, ("---",) * len(table.head), *table.rows]
        parts.append("\n".join([f"### {table.title}\n", *(f"| {' | '.join(line)} |" for line in lines)]))
    return "\n\n".join(parts)


def with_figures(page: str, tables: Iterable[FigureTable]) -> str:
    """A page of the documentation, with the figures between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{markdown(tables)}\n\n{END}{rest.partition(END)[2]}"
