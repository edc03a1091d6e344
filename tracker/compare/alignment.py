"""Which statement of the old text is which of the new one.

From the certain to the likely: whole blocks that are equal, then equal statements between them, then similar
statements in order, then the parts of statements that were split or joined, last what moved. Everything is counted in
whole numbers and every tie is broken by position, so the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.compare.common_subsequence import anchors, heaviest
from tracker.compare.sentences import sentences
from tracker.compare.similarity import PERCENT, Rest, Similarity
from tracker.model import Block, BlockKind
from tracker.model.text import comparable

# Shorter equal texts ("Learn more", "n/a") stand in many places: alone they do not hold two texts together.
_ANCHOR = 24  # characters
_PAIR = 42  # per cent: least similarity of a statement and its new wording, among many others
_NEAR_PAIR = 32  # the same, among few others
_FEW = 36  # pairs
_SMALL = 900  # pairs; all of them are weighed against each other at once
_LONE_PAIR = 14  # the same, when both stand alone between the same neighbours
_MOVED = 55  # the same, anywhere in the text
_MOVED_NEAR = 50  # the same, between the same neighbours
_PUT_BETWEEN = 2  # statements between two parts of one
_SURE_PART = 4  # words; shorter ones are only taken for parts next to another part
_MOVED_WORDS = 4  # shorter statements that changed are not looked for elsewhere


class Unit(NamedTuple):
    """A statement: a sentence of a paragraph or list item, a heading, a table row. Or a run of equal blocks."""

    text: str  # with the white space that follows it
    at: int  # index of its block
    kind: BlockKind
    key: str  # equal keys are one wording
    blocks: int = 0  # of a run: how many blocks, each equal to the one at its place on the other side


class Match(NamedTuple):
    """Statements that belong together: one and one, one and its parts, or the parts and the one they became.

    `old` and `new` are ranges over the units of an `Alignment`. A link without one side is a removal or an addition.
    """

    old: range
    new: range
    moved: bool = False
    equal: bool = False  # a run of statements, each of one wording with the one at its place on the other side


@dataclass(frozen=True, slots=True)
class Alignment:
    """All units of both texts; every unit is in exactly one link. Links that did not move are in reading order.

    Blocks that are equal and in order are not cut into statements: a run of them is one unit.
    """

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    links: tuple[Match, ...]


def align(old: Sequence[Block], new: Sequence[Block]) -> Alignment:
    """Align two texts, given as their blocks in order."""
    numbers: dict[tuple[BlockKind, str], int] = {}
    old_keys, new_keys = (
        [numbers.setdefault((block.kind, block.text), len(numbers)) for block in blocks] for blocks in (old, new)
    )
    runs = _equal_runs(anchors(old_keys, new_keys, [len(block.text) for block in old], _ANCHOR))
    old_units, old_places = _units(old, [link.old for link in runs])
    new_units, new_places = _units(new, [link.new for link in runs])
    links = [Match(range(i, i + 1), range(j, j + 1), equal=True) for i, j in zip(old_places, new_places, strict=True)]
    links = _fill(links, len(old_units), len(new_units), _Gaps(old_units, new_units))
    return Alignment(tuple(old_units), tuple(new_units), tuple(links))


def _units(blocks: Sequence[Block], runs: Sequence[range]) -> tuple[list[Unit], list[int]]:
    """The units of a text, each run of equal blocks being one; and the index of each run's unit."""
    units: list[Unit] = []
    places: list[int] = []
    at = 0
    for run in [*runs, range(len(blocks), len(blocks))]:
        for k in range(at, run.start):
            block = blocks[k]
            whole = block.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW)
            for text in [block.text] if whole else sentences(block.text) or [""]:
                units.append(Unit(text, k, block.kind, comparable(text)))
        if run:
            places.append(len(units))
            units.append(Unit("", run.start, blocks[run.start].kind, "", len(run)))
        at = run.stop
    return units, places


def _equal_runs(pairs: Iterable[tuple[int, int]]) -> list[Match]:
    runs: list[Match] = []
    start_i = start_j = i = j = -1
    for a, b in pairs:
        if (a, b) != (i, j):
            if i > start_i:
                runs.append(Match(range(start_i, i), range(start_j, j), equal=True))
            start_i, start_j = a, b
        i, j = a + 1, b + 1
    if i > start_i:
        runs.append(Match(range(start_i, i), range(start_j, j), equal=True))
    return runs


def _link(i: int, j: int) -> Match:
    return Match(range(i, i + 1), range(j, j + 1))


class _Gaps:
    """Aligns the units that no block holds in place. Built once for a pair of texts: words are weighed over all."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old, self.new = old, new
        self.similarity = Similarity()

    def weigh(self, gaps: Sequence[Match]) -> None:
        """Learn how common each word is in what changed."""
        self.similarity.learn(self.old[i].text for gap in gaps for i in gap.old)
        self.similarity.learn(self.new[j].text for gap in gaps for j in gap.new)

    def links(self, gap: Match) -> list[Match]:
        """Links within one gap that has no equal statements left, without those of one side only."""
        if not gap.old or not gap.new:
            return []
        if len(gap.old) * len(gap.new) <= _FEW:
            links = self._similar(gap, _NEAR_PAIR)
        else:
            links = self._similar(gap, _PAIR)
            for between in _between(links, gap):
                if len(between.old) * len(between.new) <= _FEW:
                    links.extend(self._similar(between, _NEAR_PAIR))
        links = self._take_parts(_sorted(links), gap)
        for between in _between(links, gap):
            if len(between.old) == len(between.new) == 1 and self._belong(between.old[0], between.new[0]):
                links.append(between)
        return links

    def equal(self, gap: Match) -> list[Match]:
        """Equal statements. Among few, only those at both ends: similar ones have a say in what moved."""
        few = len(gap.old) * len(gap.new) <= _SMALL
        equal = anchors(
            [self.old[i].key for i in gap.old],
            [self.new[j].key for j in gap.new],
            [0 if few else len(self.old[i].key) for i in gap.old],
            _ANCHOR,
        )
        return _equal_runs((gap.old.start + i, gap.new.start + j) for i, j in equal)

    def _like(self, i: int, j: int) -> int:
        """Similarity in per cent; a list item is rather like a list item than like a heading."""
        old, new = self.old[i], self.new[j]
        if old.key == new.key:
            return PERCENT
        like = self.similarity.like(old.text, new.text)
        if old.kind is new.kind:
            return like
        other = BlockKind.HEADING in (old.kind, new.kind) or BlockKind.TABLE_ROW in (old.kind, new.kind)
        return like * (7 if other else 9) // 10

    def _belong(self, i: int, j: int) -> bool:
        """Whether two statements that stand alone between the same neighbours share a word to hold on to, in order."""
        like = self._like(i, j)
        if like >= _PAIR or like < _LONE_PAIR:
            return like >= _PAIR
        return self.similarity.meet(self.old[i].text, self.new[j].text)

    def _similar(self, gap: Match, least: int) -> list[Match]:
        """Statements and their new wordings, in order."""
        if not gap.old or not gap.new:
            return []
        candidates = self.similarity.candidates(
            [self.old[i].text for i in gap.old], [self.new[j].text for j in gap.new]
        )
        weighed = []
        for a, b in candidates:
            i, j = gap.old.start + a, gap.new.start + b
            like = self._like(i, j)
            if like >= least:
                size = self.similarity.size(self.old[i].text) + self.similarity.size(self.new[j].text)
                weighed.append((i, j, like * like * size))
        return [_link(i, j) for i, j in heaviest(iter(weighed))]

    def _take_parts(self, links: list[Match], gap: Match) -> list[Match]:
        """Give a link the statements beside it that are parts of its other side: what was split or joined."""
        grown = list(links)
        for k, link in enumerate(grown):
            lower, upper = (grown[k - 1] if k else None), (grown[k + 1] if k + 1 < len(grown) else None)
            old_from, new_from = (lower.old.stop, lower.new.stop) if lower else (gap.old.start, gap.new.start)
            old_to, new_to = (upper.old.start, upper.new.start) if upper else (gap.old.stop, gap.new.stop)
            old, new = link.old, link.new
            if len(old) == 1 and (new_from < new.start or new.stop < new_to):
                new = self._parts(self.old[old[0]], self.new, new, new_from, new_to)
            if len(new) == 1 and (old_from < old.start or old.stop < old_to):
                old = self._parts(self.new[new[0]], self.old, old, old_from, old_to)
            grown[k] = Match(old, new)
        return grown

    def _parts(self, whole: Unit, units: Sequence[Unit], have: range, lower: int, upper: int) -> range:
        """Extend `have` in both directions by units whose words are still unmatched in `whole`."""
        left = self.similarity.rest(whole.text, [units[k].text for k in have])
        start, stop = have.start, have.stop
        while (place := self._next_part(left, units, range(stop, upper))) is not None:
            stop = place + 1
        while (place := self._next_part(left, units, range(start - 1, lower - 1, -1))) is not None:
            start = place
        return range(start, stop)

    def _next_part(self, left: Rest, units: Sequence[Unit], places: range) -> int | None:
        """The first part at these places, which is taken; before it may stand what was put in between two parts."""
        for place in places[: _PUT_BETWEEN + 1]:
            text = units[place].text
            if left.holds(text) and (place == places[0] or self.similarity.words(text) >= _SURE_PART):
                left.take(text)
                return place
        return None

    def moves(self, rest: Sequence[Match]) -> list[Match]:
        """What was taken out here and put in there: equal first, then equal but for style, then the most alike."""
        old = {i: gap for gap, link in enumerate(rest) for i in link.old}
        new = {j: gap for gap, link in enumerate(rest) for j in link.new}
        pairs: list[tuple[int, int]] = []
        for same in (lambda unit: unit.key, lambda unit: self.similarity.wording(unit.text)):
            places: dict[str, list[int]] = {}
            for j in sorted(new, reverse=True):
                places.setdefault(same(self.new[j]), []).append(j)
            for i in list(old):
                wording = same(self.old[i])
                if wording and places.get(wording):
                    pairs.append((i, places[wording].pop()))
                    del old[i], new[pairs[-1][1]]
        for i, j in self._alike(old, new):
            if i in old and j in new:
                pairs.append((i, j))
                del old[i], new[j]
        return [Match(range(i, i + 1), range(j, j + 1), moved=True) for i, j in sorted(pairs)]

    def _alike(self, old: Mapping[int, int], new: Mapping[int, int]) -> list[tuple[int, int]]:
        """Pairs of statements that may have moved and changed, the most alike first. The maps tell their gaps."""
        left = [i for i in old if self.similarity.words(self.old[i].text) >= _MOVED_WORDS]
        free = [j for j in new if self.similarity.words(self.new[j].text) >= _MOVED_WORDS]
        likes = []
        for a, b in self.similarity.candidates([self.old[i].text for i in left], [self.new[j].text for j in free]):
            i, j = left[a], free[b]
            like = self._like(i, j)
            if like >= (_MOVED_NEAR if old[i] == new[j] else _MOVED):
                likes.append((-like, i, j))
        return [(i, j) for _, i, j in sorted(likes)]


def _fill(links: list[Match], old: int, new: int, gaps: _Gaps) -> list[Match]:
    """All links: the given ones, those found between them, moves, and what is left on one side."""
    whole = Match(range(old), range(new))
    found = _sorted([*links, *(link for gap in _between(links, whole) for link in gaps.equal(gap))])
    rest = _between(found, whole)
    moved: list[Match] = []
    if any(gap.old for gap in rest) and any(gap.new for gap in rest):
        gaps.weigh(rest)
        found = _sorted([*found, *(link for gap in rest for link in gaps.links(gap))])
        rest = _between(found, whole)
        moved = gaps.moves(rest)
    gone = {i for link in moved for i in link.old}
    come = {j for link in moved for j in link.new}
    for gap in rest:
        found.extend(Match(range(i, i + 1), range(gap.new.start, gap.new.start)) for i in gap.old if i not in gone)
        found.extend(Match(range(gap.old.stop, gap.old.stop), range(j, j + 1)) for j in gap.new if j not in come)
    return [*_sorted(found), *moved]


def _sorted(links: Iterable[Match]) -> list[Match]:
    return sorted(links, key=lambda link: (link.old.start, link.new.start, link.old.stop, link.new.stop))


def _between(links: Sequence[Match], whole: Match) -> list[Match]:
    """The gaps between links in order, inside `whole`; those with nothing on either side are left out."""
    gaps = []
    old, new = whole.old.start, whole.new.start
    for link in [*links, Match(range(whole.old.stop, whole.old.stop), range(whole.new.stop, whole.new.stop))]:
        if old < link.old.start or new < link.new.start:
            gaps.append(Match(range(old, link.old.start), range(new, link.new.start)))
        old, new = link.old.stop, link.new.stop
    return gaps
