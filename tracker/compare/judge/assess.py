"""The fact behind a change: the rules are asked in order, each both ways round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.compare.judge import facts, force, lexicon, neutral, scope
from tracker.compare.judge.align import Change, changes
from tracker.compare.judge.facts import Fact, Finding
from tracker.compare.judge.polarity import Mark
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.site import Side, Site

# A deadline is asked before the dates of the text.
RULES = (force.deadlines, *neutral.RULES, *force.RULES, *scope.RULES)


def assess_all(old: Reading, new: Reading, old_marks: Sequence[Mark], new_marks: Sequence[Mark]) -> list[Finding]:
    """One finding for each change between two readings."""
    found = changes(old, new)
    moved = _moved(found, old, new)
    return [
        _assess(Site(Side(old, old_marks, change.old, moved), Side(new, new_marks, change.new, moved)).restated)
        for change in found
    ]


def _moved(found: Sequence[Change], old: Reading, new: Reading) -> frozenset[str]:
    """Content words taken out at one place and put in, as often, at another."""
    if len(found) < 2:
        return frozenset()
    gone = Counter(old.words[i].key for change in found for i in change.old)
    come = Counter(new.words[i].key for change in found for i in change.new)
    return frozenset(k for k in gone if gone[k] == come[k] and len(k) > 2 and k not in lexicon.LOGICAL)


def _assess(site: Site) -> Finding:
    """The first fact that fits. Each rule states its fact of one direction; what it finds in the mirror is mirrored.

    A rule that contradicts itself in the mirror leaves the change open.
    """
    mirror = site.mirrored
    for rule in RULES:
        forth, back = rule(site), rule(mirror)
        if forth and back and forth.sign is not back.sign.mirrored:
            break
        if forth:
            return _finding(site, forth)
        if back:
            return _finding(mirror, back).mirrored
    return _finding(site, facts.REPLACED)


def _finding(site: Site, fact: Fact) -> Finding:
    side = site.come if site.come.span else site.gone
    left, right = _context(side)
    return Finding(
        fact=fact,
        flipped=False,
        old=_quoted(site.gone, left, right),
        new=_quoted(site.come, left, right),
        word=side.text,
        by=str(side.mark),
        denied=bool(side.mark.denied),
    )


def _context(side: Side) -> tuple[int, int]:
    """How many words before and after a change are quoted with it: the word that denies it, the noun it belongs to."""
    words, start, stop = side.reading.words, side.span.start, side.span.stop
    left = right = 0
    while left < 3 and start - left > 0 and not side.reading.gap(start - left):
        left += 1
        if words[start - left].key in lexicon.NEGATORS | lexicon.MODAL_FORCE.keys():
            break
    else:
        left = min(left, 1)
    while right < 2 and stop + right < len(words) and not words[stop + right].gap:
        if words[stop + right].key in _NOT_QUOTED:
            break
        right += 1
    return left, right


_NOT_QUOTED = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.RELATIVES | lexicon.AUXILIARIES


def _quoted(side: Side, left: int, right: int) -> str:
    start, stop = max(0, side.span.start - left), min(len(side.reading.words), side.span.stop + right)
    return side.reading.quote(start, stop)
