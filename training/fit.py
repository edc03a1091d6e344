"""Weights from pairs: multinomial logistic regression over the traits of each pair, in both orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from tracker.compare.judge.learned import CLASSES, MILLE, Arbiter, kind_of
from tracker.compare.judge.polarity import marks
from tracker.compare.judge.reading import read
from tracker.compare.judge.rules import assess_all
from tracker.compare.judge.ruling import direction_of
from tracker.compare.judge.traits import mirrored, traits
from training.pairs import Pair

STRENGTH = 0.05  # inverse of the penalty on weights; 0.02 and 0.15 were no better on held-out services
WEIGHTS = {2: 1.0, 1: 0.5}  # of a pair that so many readers read: one alone errs in 1 of 20, and read harder pairs
MADE = 0.25  # of a made edit
SAMPLE = 2.0  # of a minimal pair
SERVICES = 3  # a trait is kept when texts of so many services have it: what fewer have could be their wording
LEAST = 40  # thousandths: a trait whose weights are all smaller is left out
NEWS = -600  # thousandths, as log-odds: a chance of 0.35 that readers call it news
READ = 10  # edits told for a fact, from which on it is said how many readers agreed
TOLD, SAME = 565, 500  # thousandths: see the decision on the learnt arbiter

Traits = set[str]
_INDEX = {direction.value: at for at, direction in enumerate(CLASSES)} | {"reversed": 3}
_MIRROR = np.array([0, 2, 1, 3])


def traits_of(pair: Pair) -> Traits:
    """The traits of a pair, as the judge sees them, in the pair's own order."""
    swapped = (pair.new, pair.old) < (pair.old, pair.new)
    one, other = (pair.new, pair.old) if swapped else (pair.old, pair.new)
    a, b = read(one), read(other)
    found = assess_all(a, b, marks(a), marks(b))
    seen = traits(a, b, found, direction_of(found)[0])
    return {mirrored(trait) for trait in seen} if swapped else seen


def target(pair: Pair) -> int:
    return _INDEX[pair.direction]


def fit(seen: Sequence[Traits], pairs: Sequence[Pair], weights: Sequence[float], least: int = LEAST) -> Arbiter:
    """An arbiter without its measurements."""
    names = _kept(seen, pairs)
    columns = {name: at for at, name in enumerate(names)}
    there, back = _matrix(seen, columns), _matrix([{mirrored(t) for t in one} for one in seen], columns)
    wanted = np.array([target(pair) for pair in pairs])
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    model.fit(vstack([there, back]).tocsr(), np.concatenate([wanted, _MIRROR[wanted]]), np.tile(weights, 2))
    coefficients = model.coef_.T - model.coef_.T.mean(axis=1, keepdims=True)
    rows: dict[str, tuple[int, int, int, int]] = {}
    for name in names:
        if name[0] == "-":
            continue
        row = (coefficients[columns[name]] + coefficients[columns[mirrored(name)]][_MIRROR]) / 2
        whole = [round(float(value) * MILLE) for value in row]
        if max(map(abs, whole)) >= least:
            rows[name] = (whole[0], whole[1], whole[2], whole[3])
    base = (model.intercept_ + model.intercept_[_MIRROR]) / 2
    base = [round(float(value) * MILLE) for value in base - base.mean()]
    return Arbiter((base[0], base[1], base[2], base[3]), rows, TOLD, SAME, {}, {})


def fit_news(seen: Sequence[Traits], pairs: Sequence[Pair]) -> tuple[dict[str, int], tuple[int, int]]:
    """Weights of traits, either way round, for what readers grade 1 or 2; the base, and the least sum that is news."""
    graded = [(one, pair) for one, pair in zip(seen, pairs, strict=True) if pair.news is not None]
    if not graded:
        return {}, (0, 0)
    either = [{"=" + trait[1:] for trait in one} for one, _ in graded]
    names = _kept(either, [pair for _, pair in graded])
    columns = {name: at for at, name in enumerate(names)}
    wanted = np.array([(pair.news or 0) >= 1 for _, pair in graded])
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    model.fit(_matrix(either, columns), wanted, [WEIGHTS[pair.readers] for _, pair in graded])
    weights = {name[1:]: round(float(model.coef_[0, at]) * MILLE) for name, at in columns.items()}
    base = round(float(model.intercept_[0]) * MILLE)
    return {name: weight for name, weight in weights.items() if abs(weight) >= LEAST}, (base, NEWS)


def _kept(seen: Sequence[Traits], pairs: Sequence[Pair]) -> list[str]:
    """The traits that texts of several services have, with their mirrors, in one order."""
    services: dict[str, set[str]] = defaultdict(set)
    for one, pair in zip(seen, pairs, strict=True):
        for trait in one:
            services[trait if trait[0] != "-" else mirrored(trait)].add(pair.service)
    kept = sorted(trait for trait, who in services.items() if len(who) >= SERVICES)
    return sorted({name for trait in kept for name in (trait, mirrored(trait))})


def _matrix(seen: Sequence[Traits], columns: dict[str, int]) -> csr_matrix:
    starts, places = [0], list[int]()
    for one in seen:
        places += sorted(columns[trait] for trait in one if trait in columns)
        starts.append(len(places))
    return csr_matrix((np.ones(len(places), np.float32), places, starts), shape=(len(seen), len(columns)))


def measured(arbiter: Arbiter, answers: Sequence[tuple[str, str, int, str]]) -> Arbiter:
    """The arbiter with what was right of answers to pairs that such weights were not made from.

    An answer is (told, read, chance in thousandths, fact of its reason).
    """
    right: dict[str, tuple[tuple[int, int], ...]] = {}
    for kind in sorted({kind_of(told, chance) for told, _, chance, _ in answers} - {"open"}):
        rows = sorted((a[2], a[0] == a[1]) for a in answers if kind_of(a[0], a[2]) == kind)
        if len(rows) >= READ:  # of fewer nothing was measured, and nothing is shown
            right[kind] = _rising(rows)
    told, held = Counter[str](), Counter[str]()
    for answer, wanted, _, fact in answers:
        if answer in ("weaker", "stronger"):
            told[fact], held[fact] = told[fact] + 1, held[fact] + (answer == wanted)
    agreed = {fact: round(100 * held[fact] / many) for fact, many in told.items() if many >= READ}
    return arbiter._replace(right=right, agreed=agreed)


def _rising(rows: Sequence[tuple[int, bool]], size: int = 80) -> tuple[tuple[int, int], ...]:
    """Steps of chance with the share right from each on, never falling: neighbours that would fall are pooled."""
    steps: list[tuple[int, int, int]] = []  # least chance, right, of
    at = 0
    while at < len(rows):
        stop = min(at + size, len(rows))
        while stop < len(rows) and (rows[stop][0] == rows[stop - 1][0] or len(rows) - stop < size // 2):
            stop += 1
        steps.append((rows[at][0] if steps else 0, sum(ok for _, ok in rows[at:stop]), stop - at))
        at = stop
        while len(steps) > 1 and steps[-1][1] * steps[-2][2] < steps[-2][1] * steps[-1][2]:
            _, good, many = steps.pop()
            least, before, count = steps.pop()
            steps.append((least, before + good, count + many))
    return tuple((least, round(MILLE * good / many)) for least, good, many in steps)
