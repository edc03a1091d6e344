"""The fact behind a change: the rules are asked in order, each both ways round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.compare.judge import facts, force, lexicon, neutral, scope
from tracker.compare.judge.align import Change, changes
from tracker.compare.judge.facts import Fact, Finding
from tracker.compare.judge.polarity import marks
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.site import Side, Site

RULES = neutral.RULES + force.RULES + scope.RULES


def assess_all(old: Reading, new: Reading) -> list[Finding]:
    """One finding for each change between two readings."""
    found = changes(old, new)
    old_marks, new_marks = marks(old), marks(new)
    moved = _moved(found, old, new)
    return [
        _assess(Site(Side(old, old_marks, change.old, moved), Side(new, new_marks, change.new, moved))) for change in found
    ]


def _moved(found: Sequence[Change], old: Reading, new: Reading) -> frozenset[str]:
    """Content words taken out at one place and put in, as often, at another."""
    if len(found) < 2:
        return frozenset()
    gone = Counter(old.words[i].key for change in found for i in change.old)
    come = Counter(new.words[i].key for change in found for i in change.new)
    return frozenset(k for k in gone if gone[k] == come[k] and len(k) > 3 and k not in lexicon.LOGICAL)


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
    return Finding(
        fact, False, _around(site.gone), _around(site.come), side.text, str(side.mark), bool(side.mark.denied)
    )


def _around(side: Side) -> str:
    """The changed words with a neighbour on each side, as far as no stop lies between."""
    start, stop = side.span.start, side.span.stop
    if start > 0 and not side.gap_before:
        start -= 1
    if stop < len(side.reading.words) and not side.gap_after:
        stop += 1
    return side.reading.quote(start, stop)
