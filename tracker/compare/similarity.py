"""How alike two statements are, in whole per cent: by the words they share, rare words counting most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from tracker.compare.word_diff import landmarks
from tracker.compare.words import FUNCTION_WORDS, UNSPACED, fold

PERCENT = 100
_EVERY_PAIR = 400  # up to so many pairs all are looked at; above, only those that share a rare word
_RARE = 24  # statements that may hold a word which still finds candidates
_CANDIDATES = 6  # for each old statement
_STEM = 6  # letters: "contract", "contracts" and "contracting" count as one word here
_NUMBER = "0#"  # no word has this form
# Coarser than the words that are shown, and four times as fast: only how many are shared counts here.
_WORDS = re.compile(rf"\d+(?:[.,]\d+)*|[{UNSPACED}]|[^\W_{UNSPACED}]+")


class _Features(NamedTuple):
    """Words of a statement, shortened; pairs of neighbours; the weight of all words."""

    bag: frozenset[str]
    neighbours: frozenset[tuple[str, str]]
    weight: int


class Similarity:
    """Compares statements of one pair of texts, after it has learnt how common their words are there."""

    def __init__(self) -> None:
        self._stems: dict[str, tuple[str, ...]] = {}
        self._common: Counter[str] = Counter()
        self._weights = _Weights(self._common)
        self._features: dict[str, _Features] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Count in how many statements each word is."""
        for text in texts:
            if text not in self._stems:
                self._stems[text] = tuple(chain.from_iterable(map(_stems, _WORDS.findall(text))))
            self._common.update(set(self._stems[text]))

    def words(self, text: str) -> int:
        return len(self._stems[text])

    def wording(self, text: str) -> str:
        """Its words alone: equal ones differ in style at most."""
        return " ".join(self._stems[text])

    def size(self, text: str) -> int:
        """The weight of all its words."""
        return self._of(text).weight

    def like(self, old: str, new: str) -> int:
        """0: no word in common; 100: the same words. Mostly shared words, and to a fifth shared neighbourhoods."""
        a, b = self._of(old), self._of(new)
        if not a.bag or not b.bag:
            return PERCENT if old.strip() and new.strip() and not a.bag and not b.bag else 0
        words = 2 * PERCENT * sum(map(self._weights.__getitem__, a.bag & b.bag)) // (a.weight + b.weight)
        total = len(a.neighbours) + len(b.neighbours)
        neighbours = 2 * PERCENT * len(a.neighbours & b.neighbours) // total if total else words
        like = (4 * words + neighbours) // 5
        return max(like, self._as_part(a, b))

    def meet(self, old: str, new: str) -> bool:
        """Whether a word that says something stayed in place, or else half of the words did."""
        a, b = self._stems[old], self._stems[new]
        stayed = [a[i] for i, _ in landmarks(a, b)]
        return 2 * len(stayed) >= max(len(a), len(b)) or any(stem not in FUNCTION_WORDS for stem in stayed)

    def candidates(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Pairs of indices worth a look."""
        if len(old) * len(new) <= _EVERY_PAIR:
            yield from ((i, j) for i in range(len(old)) for j in range(len(new)))
            return
        holders: dict[str, list[int]] = {}
        for j, text in enumerate(new):
            for word in self._of(text).bag:
                holders.setdefault(word, []).append(j)
        for i, text in enumerate(old):
            votes: Counter[int] = Counter()
            for word in self._of(text).bag:
                there = holders.get(word, ())
                if len(there) <= _RARE:
                    weight = self._weights[word]
                    for j in there:
                        votes[j] += weight
            place = i * len(new) // len(old)
            yield from ((i, j) for j in sorted(votes, key=lambda j: (-votes[j], abs(j - place), j))[:_CANDIDATES])

    def rest(self, whole: str, parts: Sequence[str]) -> Rest:
        """The words of `whole` that are in none of the parts."""
        rest = Rest(self, whole)
        for part in parts:
            rest.take(part)
        return rest

    def stems(self, text: str) -> tuple[str, ...]:
        return self._stems[text]

    def neighbours(self, text: str) -> frozenset[tuple[str, str]]:
        return self._of(text).neighbours

    def _as_part(self, a: _Features, b: _Features) -> int:
        """A statement that stands word for word in a longer one is like it, as far as a part can be."""
        part, whole = (a, b) if a.weight < b.weight else (b, a)
        if len(part.neighbours) < 3:
            return 0
        inside = PERCENT * len(part.neighbours & whole.neighbours) // len(part.neighbours)
        return inside // 2 if inside >= 80 else 0

    def _of(self, text: str) -> _Features:
        features = self._features.get(text)
        if features is None:
            stems = self._stems[text]
            bag = frozenset(stems)
            features = _Features(bag, frozenset(pairwise(stems)), sum(map(self._weights.__getitem__, bag)))
            self._features[text] = features
        return features


class _Weights(dict[str, int]):
    """60 for a rare word, less for a common one, little for being a number or for joining others; found when asked."""

    def __init__(self, common: Counter[str]) -> None:
        self._common = common

    def __missing__(self, word: str) -> int:
        if word == _NUMBER:
            weight = 50
        elif word in FUNCTION_WORDS:
            weight = 10
        else:
            weight = 60 - 6 * min(6, (self._common[word] // 2).bit_length())
        self[word] = weight
        return weight


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    """A word shortened; a number is also told to be a number."""
    return (_NUMBER, word) if word[0].isdigit() else (fold(word)[:_STEM],)


class Rest:
    """What of a statement is not yet found in its parts."""

    def __init__(self, similarity: Similarity, whole: str) -> None:
        self._similarity = similarity
        self._left = Counter(similarity.stems(whole))
        self._neighbours = similarity.neighbours(whole)

    def holds(self, text: str) -> bool:
        """Whether `text` is, nearly word for word, in what is left."""
        part = self._similarity.stems(text)
        found = sum((Counter(part) & self._left).values())
        if not part or 10 * found < 8 * len(part):
            return False
        neighbours = self._similarity.neighbours(text)
        return len(neighbours) < 2 or 10 * len(neighbours & self._neighbours) >= 6 * len(neighbours)

    def take(self, text: str) -> None:
        self._left -= Counter(self._similarity.stems(text))
