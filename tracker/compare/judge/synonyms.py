"""Which words may stand for one another: synonyms, and words of one family."""

from __future__ import annotations

from functools import cache

from tracker.compare.judge.reading import lemma_of
from tracker.compare.judge.words import lexicon


@cache  # made when it is first needed, as the lemmas are
def _groups() -> dict[str, set[int]]:
    """Each word of the synonyms in canonical form, with the numbers of its groups."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(lexicon.synonyms()):
        for word in sorted(group):
            found.setdefault(lemma_of(word), set()).add(number)
    return found


def alike(a: str, b: str) -> bool:
    """Whether two canonical words may stand for each other."""
    if a == b:
        return True
    known = _groups()
    mine, theirs = known.get(a), known.get(b)
    if mine and theirs and not mine.isdisjoint(theirs):
        return True
    return one_family(a, b)


_SUFFIXES = frozenset(
    "s es e ed ing ion ation ition tion sion ment al ally ly y ry ty ity ive ative able ible ance ence ancy ency"
    " ant ent ness ship ism ic ical ary ory ure age th ize".split()
) | {""}
_PERSONS = frozenset("er ers or ors ist ists".split())  # "publisher" is not "publishing", nor "employee" "employer"


def one_family(a: str, b: str) -> bool:
    """Whether two words share a stem of at least five letters and differ in suffixes that keep the meaning."""
    if a[:5] != b[:5] or a[0].isdigit():
        return False
    stem = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return any((a[at:] in family and b[at:] in family) for at in range(stem, 4, -1) for family in (_SUFFIXES, _PERSONS))


def interchangeable(a: str, b: str) -> bool:
    """Whether two words of logic do the same: both deny, both bind to the present, both open a condition."""
    return any(a in group and b in group for group in _DOING_ALIKE)


_DOING_ALIKE = (
    frozenset("not no none nothing neither nor".split()), lexicon.TEMPORAL, lexicon.RELATING, lexicon.WHEN,
    frozenset(lexicon.MODAL_FORCE), lexicon.SHARES,
)  # fmt: skip
