"""A replacement taken apart: words that may stand for one another face each other, what is left came or went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.compare.judge.alignment import WordChange
from tracker.compare.judge.reading import Reading, Word
from tracker.compare.judge.synonyms import alike, interchangeable
from tracker.compare.judge.words import lexicon

_LONGEST = 60  # words on a side: more is another statement, and facing them takes quadratic time
# These say something of their own, whatever stands beside them.
_APART = lexicon.HEDGES | lexicon.TEMPORAL | lexicon.BOOSTERS | lexicon.FOCUS


def parts(change: WordChange, old: Reading, new: Reading) -> list[WordChange]:
    """The smaller changes that make up a replacement, in order; the replacement itself when it is of one piece."""
    a = old.words[change.old.start : change.old.stop]
    b = new.words[change.new.start : change.new.stop]
    if not a or not b or max(len(a), len(b)) > _LONGEST:
        return [change]
    if lead := _lead(change, old, new):
        rest = WordChange(range(lead.old.stop, change.old.stop), range(lead.new.stop, change.new.stop))
        return [lead, *parts(rest, old, new)]
    i, j = change.old.start, change.new.start
    found: list[WordChange] = []
    for x, y in _facing(a, b):
        x, y = change.old.start + x, change.new.start + y
        found.extend(_apart(WordChange(range(i, x), range(j, y)), old, new))
        if old.key(x) != new.key(y):
            found.append(WordChange(range(x, x + 1), range(y, y + 1)))
        i, j = x + 1, y + 1
    found.extend(_apart(WordChange(range(i, change.old.stop), range(j, change.new.stop)), old, new))
    return found


def _lead(change: WordChange, old: Reading, new: Reading) -> WordChange | None:
    """The condition, exception or ground, up to its comma, that opens the sentence on one side alone."""
    leads = [_clause(old, change.old), _clause(new, change.new)]
    if bool(leads[0]) == bool(leads[1]):
        return None
    (i, k), (x, y) = (change.old.start, change.new.start), leads
    return WordChange(range(i, i + x), range(k, k + y))


def _clause(reading: Reading, span: range) -> int:
    """How many words of the span make up a clause that opens its sentence and ends at a comma in the span."""
    first = span.start
    if first and not any(stop in reading.gap(first) for stop in ".!?;:"):
        return 0
    if reading.key(first) not in _LEADING:
        return 0
    return next((at - first for at in span[2:] if "," in reading.gap(at)), 0)


_LEADING = lexicon.CONDITIONERS | lexicon.EXCEPTIVES | frozenset("because since although while".split())


def _facing(a: Sequence[Word], b: Sequence[Word]) -> list[tuple[int, int]]:
    """The longest run of pairs, in order, of words that may stand for one another."""
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x in range(len(a) - 1, -1, -1):
        for y in range(len(b) - 1, -1, -1):
            pair = best[x + 1][y + 1] + 1 if _may_face(a[x], b[y]) else 0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], pair)
    pairs: list[tuple[int, int]] = []
    x = y = 0
    while x < len(a) and y < len(b):
        if _may_face(a[x], b[y]) and best[x][y] == best[x + 1][y + 1] + 1:
            pairs.append((x, y))
            x, y = x + 1, y + 1
        elif best[x + 1][y] >= best[x][y + 1]:
            x += 1
        else:
            y += 1
    return pairs


def _may_face(a: Word, b: Word) -> bool:
    if interchangeable(a.key, b.key):
        return True
    return not {a.key, b.key} & lexicon.NEUTRAL and alike(a.key, b.key)


def _apart(change: WordChange, old: Reading, new: Reading) -> Iterator[WordChange]:
    """What is left between two pairs, with the words at its ends that say something of their own cut off."""
    if not change.old and not change.new:
        return
    (i, j), (k, m) = (change.old.start, change.old.stop), (change.new.start, change.new.stop)
    if change.old and change.new:
        tail: list[WordChange] = []
        while k < m and new.key(k) in _APART:
            yield WordChange(range(i, i), range(k, k + 1))
            k += 1
        while i < j and old.key(i) in _APART:
            yield WordChange(range(i, i + 1), range(k, k))
            i += 1
        while k < m and new.key(m - 1) in _APART:
            tail.append(WordChange(range(j, j), range(m - 1, m)))
            m -= 1
        while i < j and old.key(j - 1) in _APART:
            tail.append(WordChange(range(j - 1, j), range(m, m)))
            j -= 1
        if i < j or k < m:
            yield WordChange(range(i, j), range(k, m))
        yield from reversed(tail)
        return
    yield change
