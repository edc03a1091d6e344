"""Which words of two readings correspond, and what is left over: the changes that are judged."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from tracker.compare.judge.reading import Reading, is_address
from tracker.compare.judge.words import lexicon


class WordChange(NamedTuple):
    """Words `old` of the one reading stand where words `new` of the other stand. One of the ranges may be empty."""

    old: range
    new: range


# Beyond this many words between the common beginning and the common end a statement counts as replaced: aligning takes
# quadratic time, and no sign can be told from so much change.
_LONGEST = 1500


def changes(old: Reading, new: Reading) -> list[WordChange]:
    """The changes between two readings, in order. What lies between them has equal words."""
    return [part for change in _changes(old, new) for part in _without_link(change, old, new)]


def _changes(old: Reading, new: Reading) -> list[WordChange]:
    a, b = [w.key for w in old.words], [w.key for w in new.words]
    head = tail = 0
    shorter = min(len(a), len(b))
    while head < shorter and a[head] == b[head]:
        head += 1
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    i, j, k, m = head, len(a) - tail, head, len(b) - tail
    if i == j and k == m:
        return []
    if i == j or k == m or max(j - i, m - k) > _LONGEST:
        return [_slide(WordChange(range(i, j), range(k, m)), old, new)]
    found = [
        WordChange(range(i + head, j + head), range(k + head, m + head))
        for op, i, j, k, m in SequenceMatcher(None, a[i:j], b[k:m], autojunk=False).get_opcodes()
        if op != "equal"
    ]
    return join_heads([_slide(change, old, new) for change in _join(found, a)], old, new)


def _without_link(change: WordChange, old: Reading, new: Reading) -> list[WordChange]:
    """The change, and beside it a link in brackets at its end: what is said with the link is judged without it."""
    i, j = _link_at(old, change.old), _link_at(new, change.new)
    said = WordChange(range(change.old.start, i), range(change.new.start, j))
    link = WordChange(range(i, change.old.stop), range(j, change.new.stop))
    return [part for part in (said, link) if part.old or part.new]


def _link_at(reading: Reading, span: range) -> int:
    """Where the brackets begin that end the words and hold an address, and nothing but where to look; their end when
    there are none."""
    if ")" not in reading.gap(span.stop):
        return span.stop
    keys = [reading.key(at) for at in span]
    if not any(map(is_address, keys)):
        return span.stop
    pointing = len(keys)
    while pointing and (is_address(keys[pointing - 1]) or keys[pointing - 1] in _POINTING):
        pointing -= 1
    return next((at for at in span[pointing:] if "(" in reading.gap(at)), span.stop)


_POINTING = lexicon.NEUTRAL | lexicon.POINTERS | lexicon.LINK_WORDS | frozenset("available find online visit".split())


def _join(found: list[WordChange], a: Sequence[str]) -> list[WordChange]:
    """Take lone weightless words between two replacements into one change: "the X of Y" for "a Z of W"."""
    joined: list[WordChange] = []
    for change in found:
        if joined:
            last = joined[-1]
            between = a[last.old.stop : change.old.start]
            mixed = (last.old or change.old) and (last.new or change.new)
            if mixed and len(between) <= 2 and all(word in lexicon.NEUTRAL for word in between):
                joined[-1] = WordChange(range(last.old.start, change.old.stop), range(last.new.start, change.new.stop))
                continue
        joined.append(change)
    return joined


def join_heads(found: list[WordChange], old: Reading, new: Reading) -> list[WordChange]:
    """ "AI services" -> "services agreements": what was the head of the noun phrase is now a modifier, one change."""
    joined: list[WordChange] = []
    for change in found:
        if joined and _turns_head(joined[-1], change, old, new):
            last = joined.pop()
            change = WordChange(range(last.old.start, change.old.stop), range(last.new.start, change.new.stop))
        joined.append(change)
    return joined


def _turns_head(last: WordChange, change: WordChange, old: Reading, new: Reading) -> bool:
    """Whether a word went before one that stays, and another came after it (or the other way round)."""
    if change.old.start - last.old.stop != 1 or change.new.start - last.new.stop != 1:
        return False
    if [len(span) for span in (*last, *change)] not in ([1, 0, 0, 1], [0, 1, 1, 0]):
        return False
    for reading, span in ((old, last.old), (new, last.new), (old, change.old), (new, change.new)):
        if span and (reading.key(span.start) in _NO_NOUN or reading.key(span.start).endswith("ly")):
            return False
    kept = old.key(last.old.stop)
    gaps = (old.gap(last.old.stop), new.gap(last.new.stop), old.gap(change.old.start), new.gap(change.new.start))
    return kept not in _NO_NOUN and not any(gaps[:2]) and not (gaps[2] if change.old else gaps[3])


_NO_NOUN = lexicon.NEUTRAL | lexicon.LOGICAL | lexicon.VERBS | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS


def _slide(change: WordChange, old: Reading, new: Reading) -> WordChange:
    """Move a pure insertion or deletion to where a phrase begins: "A[, B], and C" rather than "A, [B, ]and C"."""
    if change.old and change.new:
        return change
    reading, span = (new, change.new) if change.new else (old, change.old)
    keys = [w.key for w in reading.words]
    best, best_score = 0, _opens(reading, span)
    for step in (-1, 1):
        start, stop, shift = span.start, span.stop, 0
        while True:
            if step < 0:
                if not (start > 0 and keys[start - 1] == keys[stop - 1]):
                    break
            elif not (stop < len(keys) and keys[start] == keys[stop]):
                break
            start, stop, shift = start + step, stop + step, shift + step
            score = _opens(reading, range(start, stop))
            if score > best_score:
                best, best_score = shift, score
    if not best:
        return change
    move = (
        range(change.old.start + best, change.old.stop + best),
        range(change.new.start + best, change.new.stop + best),
    )
    return WordChange(*move)


def _opens(reading: Reading, span: range) -> int:
    """How well a phrase opens at the start of the span and closes at its end."""
    if span.start >= len(reading.words):
        return 0
    first, last = reading.words[span.start], reading.words[span.stop - 1]
    score = 0
    if first.gap:
        score += 3
    if first.key in lexicon.CONJUNCTIONS or first.key in lexicon.PREPOSITIONS:
        score += 2
    if reading.gap(span.stop):
        score += 1
    if last.key in lexicon.CONJUNCTIONS or last.key in lexicon.PREPOSITIONS or last.key in lexicon.ARTICLES:
        score -= 1
    return score
