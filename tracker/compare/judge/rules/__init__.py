"""The fact behind a change: the rules are asked in order, each both ways round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.compare.judge.alignment import WordChange, changes, join_heads
from tracker.compare.judge.polarity import Mark
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.rules import facts, force, scope
from tracker.compare.judge.rules import names as naming
from tracker.compare.judge.rules import pointers as pointing
from tracker.compare.judge.rules import style as neutral
from tracker.compare.judge.rules.facts import Fact, Finding
from tracker.compare.judge.rules.site import EditSide, EditSite
from tracker.compare.judge.split_replacement import parts
from tracker.compare.judge.synonyms import one_family
from tracker.compare.judge.words import lexicon

# A deadline is asked before the dates of the text.
RULES = (
    force.deadlines, *neutral.STYLE, *pointing.RULES, *naming.RULES, *neutral.WORDING, *force.RULES, *scope.RULES,
)  # fmt: skip


def assess_all(old: Reading, new: Reading, old_marks: Sequence[Mark], new_marks: Sequence[Mark]) -> list[Finding]:
    """The findings of the changes between two readings. A replacement that is left open is asked part by part."""
    found = changes(old, new)
    if _condition_moved(old, new):
        return [
            _finding(EditSite(EditSide(old, old_marks, c.old), EditSide(new, new_marks, c.new)), facts.REORDERED)
            for c in found
        ]
    moved = _moved(found, old, new)

    def site(change: WordChange) -> EditSite:
        return EditSite(
            EditSide(old, old_marks, change.old, moved), EditSide(new, new_marks, change.new, moved)
        ).restated

    sites = [site(change) for change in found]
    findings = [_assess(one) for one in sites]
    if all(finding.fact is not facts.REPLACED for finding in findings):
        return findings
    smaller: list[WordChange] = []
    for change, finding in zip(found, findings, strict=True):
        smaller.extend(parts(change, old, new) if finding.fact is facts.REPLACED else [change])
    smaller = join_heads(smaller, old, new)
    return findings if smaller == found else [_assess(site(change)) for change in smaller]


def _condition_moved(old: Reading, new: Reading) -> bool:
    """ "Where we ask for consent, you may withdraw it" and "You may withdraw consent where we ask for it"."""
    fronts = [bool(reading.words) and reading.key(0) in lexicon.CONDITIONERS for reading in (old, new)]
    if fronts[0] == fronts[1]:
        return False
    said = [Counter(w.key for w in reading.words if w.key not in lexicon.NEUTRAL) for reading in (old, new)]
    return said[0] == said[1]


def _moved(found: Sequence[WordChange], old: Reading, new: Reading) -> frozenset[str]:
    """Content words taken out at one place and put in, as often, at another."""
    if len(found) < 2:
        return frozenset()
    gone = Counter(old.words[i].key for change in found for i in change.old)
    come = Counter(new.words[i].key for change in found for i in change.new)
    moved = {k for k in gone if gone[k] == come[k] and len(k) > 2 and k not in lexicon.LOGICAL}
    for a in gone.keys() - come.keys() - lexicon.NEUTRAL:  # "written notice" and "notice in writing"
        kin = [b for b in come.keys() - gone.keys() if one_family(a, b)]
        moved.update((a, kin[0]) if len(kin) == 1 else ())
    moved.update(_denials_moved(found, old, new))
    return frozenset(moved)


def _denials_moved(found: Sequence[WordChange], old: Reading, new: Reading) -> set[str]:
    """ "do not have any" and "have no": one denial, said at another place in another word."""
    gone, come = set[str](), set[str]()
    for change in found:
        left, right = ({r.key(i) for i in span} & _DENIALS for r, span in ((old, change.old), (new, change.new)))
        if left and right:
            continue
        gone, come = gone | left, come | right
    return gone | come if len(gone) == len(come) == 1 and gone != come else set()


_DENIALS = frozenset("not no none neither nor".split())


def _assess(site: EditSite) -> Finding:
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


def _finding(site: EditSite, fact: Fact) -> Finding:
    side = site.come if site.come.span else site.gone
    left, right = _context(site)
    return Finding(
        fact=fact,
        flipped=False,
        old=_quoted(site.gone, left, right),
        new=_quoted(site.come, left, right),
        word=side.told,
        mark=side.mark,
        gone=site.gone,
        come=site.come,
    )


def _context(site: EditSite) -> tuple[int, int]:
    """How many words before and after a change are quoted with it: the word that denies or bounds it, its noun.

    Words that changed as well are no context.
    """
    side, other = (site.come, site.gone) if site.come.span else (site.gone, site.come)
    reading, start, stop = side.reading, side.span.start, side.span.stop
    left = right = 0
    while left < 4 and start - left > 0 and not reading.gap(start - left):
        left += 1
        key = reading.key(start - left)
        if key != other.reading.key(other.span.start - left) or key in lexicon.RELATIVES:
            left = min(left - 1, 1)
            break
        if key in _QUOTED_FROM:
            break
    else:
        left = min(left, 1)
    if any(key in _QUOTED_FROM for key in side.keys[:2] + other.keys[:2]):
        left = 0
    while right < 2 and stop + right < len(reading.words) and not reading.gap(stop + right):
        key = reading.key(stop + right)
        if key in _NOT_QUOTED or key != other.reading.key(other.span.stop + right):
            break
        right += 1
    # A word by itself says nothing to a reader: "D.1", "contact us", "GitHub Support" rather than "1", "us", "Support".
    quoted = left + right + min(len(side.span), len(other.span))
    while 0 < quoted < _FEWEST and _before(side, left) == _before(other, left) is not None:
        left, quoted = left + 1, quoted + 1
    return left, right


def _before(side: EditSide, left: int) -> str | None:
    """The word before `left` words of context, where no stop with white space parts it from them."""
    at, words = side.span.start - left, side.reading.words
    if at < 1 or (words[at].gap and words[at - 1].end + len(words[at].gap) < words[at].start):
        return None
    return words[at - 1].key


_FEWEST = 2  # words of the shorter side
_QUOTED_FROM = lexicon.NEGATORS | lexicon.MODAL_FORCE.keys() | lexicon.UPPER_BOUNDS | lexicon.LOWER_BOUNDS
_NOT_QUOTED = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.RELATIVES | lexicon.AUXILIARIES


def _quoted(side: EditSide, left: int, right: int) -> str:
    start, stop = max(0, side.span.start - left), min(len(side.reading.words), side.span.stop + right)
    return side.reading.quote(start, stop)
