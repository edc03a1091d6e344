"""Pairs of statements with readers' answers, from JSON lines: old, new, direction, and what else is known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DIRECTIONS = ("same", "weaker", "stronger", "reversed", "different")


@dataclass(frozen=True)
class Pair:
    """One statement before and after, and how it was read."""

    id: str
    old: str
    new: str
    direction: str
    service: str  # whose text it is: pairs of one service are never in two folds
    readers: int = 2  # who agreed
    news: float | None = None  # 0 nobody cares, 1 a specialist, 2 tell the subscriber; the mean of the readers


def read_pairs(paths: Iterable[Path]) -> list[Pair]:
    """The pairs of all files, each pair of texts once. `news` is a number or one a reader; `doc` names the service."""
    found: dict[tuple[str, str], Pair] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if row["direction"] not in DIRECTIONS:
                raise ValueError(f"{path}, line {number}: direction is one of {', '.join(DIRECTIONS)}")
            news = row.get("news")
            several = isinstance(news, list)
            pair = Pair(
                id=str(row.get("id", f"{path.stem}-{number}")),
                old=row["old"],
                new=row["new"],
                direction=row["direction"],
                service=str(row.get("doc", row.get("id", number))).split("/")[0].strip().lower(),
                readers=2 if several or "collection" in row else 1,
                news=sum(news) / len(news) if several else news,
            )
            found.setdefault((pair.old, pair.new), pair)
    return list(found.values())


def folds(pairs: Sequence[Pair], count: int = 5) -> list[int]:
    """The fold of each pair: services apart, as many pairs read twice, then as many pairs, in each."""
    twice = Counter(pair.service for pair in pairs if pair.readers > 1)
    every = Counter(pair.service for pair in pairs)
    load = [(0, 0)] * count
    at: dict[str, int] = {}
    for service in sorted(every, key=lambda name: (-twice[name], -every[name], name)):
        first = load if twice[service] else [(0, many) for _, many in load]
        fold = min(range(count), key=first.__getitem__)
        at[service] = fold
        load[fold] = (load[fold][0] + twice[service], load[fold][1] + every[service])
    return [at[pair.service] for pair in pairs]
