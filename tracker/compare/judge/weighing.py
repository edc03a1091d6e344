"""What is told of a change once the arbiter has weighed it: a direction with its reason, or that it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.compare.judge import phrasing
from tracker.compare.judge.learned import Arbiter, Chances
from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Finding, Sign
from tracker.compare.judge.ruling import severity_of
from tracker.compare.judge.words import lexicon
from tracker.model import BlockKind, Direction, Judgement

_MOVES = (Sign.STRONGER, Sign.WEAKER, Sign.REVERSED)
_SIGN = {Direction.STRONGER.value: Sign.STRONGER, Direction.WEAKER.value: Sign.WEAKER}


# Differences of number, share, denial or force: that nothing is meant otherwise must be sure to be told of them.
_FIRM = (
    facts.NUMBER, facts.NUMBER_NARROWED, facts.NUMBER_TIGHTER, facts.RARER, facts.DEADLINE, facts.CUT_SHORT,
    facts.QUANTITY, facts.NEGATED, facts.LIFTED, facts.NEVER, facts.TURNED, facts.EXCEPTION, facts.MODAL, facts.ACTOR,
)  # fmt: skip
# Facts with whose sign readers agree in less than three of four long statements: much that narrows is a paraphrase.
_DOUBTED = (
    facts.CONDITION, facts.NARROWED_CONDITION, facts.NARROWED_PERMITTED, facts.NARROWED_SCOPE, facts.NARROWED_PLAIN,
    facts.GENERALISED, facts.BOOSTED, facts.QUANTITY, facts.UNDER_ONLY, facts.VAGUER,
)  # fmt: skip
# Facts whose sign readers nearly always share once it is likelier than any other: less is needed to tell it.
_PLAIN = (facts.LISTED, facts.STATED, facts.EXCEPTION)
_NEVER_SAME = (facts.TURNED, facts.OTHER_COMPANY)  # "yours" is never "ours", however alike the rest
_SURE, _FAIRLY = 820, 600  # thousandths
_LONE = 650  # of a doubted fact that is all there is, in one word
_LESS = 150  # thousandths less than for other facts
# Where a direction is likeliest and not told, what is likeliest of the rest is, from these chances on; else it is open.
_DIFFERENT, _SAME = 200, 350


def weighed(
    ruled: Judgement, found: Sequence[Finding], chances: Chances, arbiter: Arbiter, block: BlockKind, short: bool
) -> Judgement:
    """The judgement of the rules, turned to what the arbiter takes for true, with a confidence that was measured."""
    direction = _direction(ruled.direction, found, chances, arbiter, short)
    confidence = arbiter.confidence(direction, chances.of(direction))
    if direction in _SIGN:
        ruled = _told(direction, found, arbiter, ruled)
    elif direction is not ruled.direction or (direction is not Direction.REVERSED and _denies_anew(found)):
        ruled = _otherwise(direction, found, ruled)
    severity = ruled.severity
    if direction is not ruled.direction:
        severity = severity_of(direction, found, block)
    return replace(ruled, direction=direction, confidence=confidence, severity=severity)


def _direction(
    ruled: Direction, found: Sequence[Finding], chances: Chances, arbiter: Arbiter, short: bool
) -> Direction:
    """The likeliest direction, where it may be told; open, where one is likeliest and is not sure or has no ground."""
    best = chances.likeliest
    signs = {finding.sign for finding in found}
    if best in _SIGN:
        if _SIGN[best] in signs and chances.of(best) >= _needed(best, ruled, found, arbiter, short):
            return best
        return _untold(found, chances, short)
    if best is Direction.DIFFERENT and _turned(found):
        return Direction.REVERSED  # whatever else changed: the two texts cannot both be true
    if best is Direction.DIFFERENT and short and chances.different < arbiter.same and not _pulls_both_ways(found):
        return Direction.OPEN
    if best is Direction.SAME and any(finding.fact in _NEVER_SAME for finding in found):
        return Direction.DIFFERENT
    if best is Direction.SAME and ruled is not Direction.SAME:
        return best if chances.same >= _needed_for_same(found, arbiter, short) else Direction.OPEN
    return best


def _untold(found: Sequence[Finding], chances: Chances, short: bool) -> Direction:
    """What is answered where a direction is likeliest and may not be told."""
    if _turned(found):
        return Direction.REVERSED  # a denial that was lost or won, whatever else changed
    if _pulls_both_ways(found):
        return Direction.DIFFERENT
    if short:
        return Direction.OPEN  # one thing is said: what it comes to is decided by a word, not by what is usual
    if chances.different >= max(_DIFFERENT, chances.same):
        return Direction.DIFFERENT
    firm = any(finding.fact in _FIRM for finding in found)
    return Direction.SAME if chances.same >= _SAME and not firm else Direction.OPEN


def _denies_anew(found: Sequence[Finding]) -> bool:
    return any(finding.sign is Sign.REVERSED for finding in found)


def _turned(found: Sequence[Finding]) -> bool:
    """Whether a denial was lost or won, and no other makes good for it, as "not" does for "neither"."""
    if not _denies_anew(found):
        return False
    sides = [({*each.gone.keys}, {*each.come.keys}) for each in found]
    lost = any(gone & lexicon.NEGATORS and not come & lexicon.NEGATORS for gone, come in sides)
    won = any(come & lexicon.NEGATORS and not gone & lexicon.NEGATORS for gone, come in sides)
    swapped = any(
        ("without" in gone and "with" in come) or ("with" in gone and "without" in come) or "only" in gone ^ come
        for gone, come in sides
    )
    return not (lost and won) and not swapped


def _pulls_both_ways(found: Sequence[Finding]) -> bool:
    return {finding.sign for finding in found} >= {Sign.STRONGER, Sign.WEAKER}


def _needed_for_same(found: Sequence[Finding], arbiter: Arbiter, short: bool) -> int:
    """The least chance, in thousandths, of saying "same" against what was found; 0 when the likeliest will do."""
    firm = any(finding.fact in _FIRM for finding in found)
    if not short:
        return arbiter.same if firm else 0
    moved = any(finding.sign in _MOVES or finding.fact is facts.NARROWED_BARE for finding in found)
    return max(_SURE if firm or moved else _FAIRLY, arbiter.same)


def main_of(direction: Direction, found: Sequence[Finding], arbiter: Arbiter) -> Finding | None:
    """The finding that tells a direction: the one whose fact readers agree with most. None for any other answer."""
    moves = [finding for finding in found if finding.sign is _SIGN.get(direction)]
    return max(moves, key=lambda f: (arbiter.agreed.get(f.fact.name, 0), f.fact.sure), default=None)


def _needed(best: Direction, ruled: Direction, found: Sequence[Finding], arbiter: Arbiter, short: bool) -> int:
    """The least chance, in thousandths, from which on a direction is told."""
    main = main_of(best, found, arbiter)
    if not short and (ruled is not best or (main is not None and main.fact in _DOUBTED)):
        return max(_LONE if ruled is best and _is_one_word(found) else _SURE, arbiter.told)
    plain = main is not None and main.fact in _PLAIN and not short
    return arbiter.told - _LESS if plain else arbiter.told


def _is_one_word(found: Sequence[Finding]) -> bool:
    """Whether one word that came or went is the whole change."""
    return len(found) == 1 and len(found[0].gone.keys) + len(found[0].come.keys) == 1


def _told(direction: Direction, found: Sequence[Finding], arbiter: Arbiter, ruled: Judgement) -> Judgement:
    """The reason of the surest finding of the direction's sign, and how often readers agreed with its fact."""
    moves = [finding for finding in found if finding.sign is _SIGN[direction]]
    main = main_of(direction, found, arbiter)
    assert main is not None
    told = phrasing.reason(main, [finding for finding in moves if finding is not main])
    if share := arbiter.agreed.get(main.fact.name):
        told = f"{told} (readers agreed in {share} of 100 such cases)"
    cues = tuple(dict.fromkeys(cue for finding in (main, *moves) for cue in finding.cues))
    return replace(ruled, cues=cues, reason=told, headline=phrasing.headline(main.old, main.new))


_MEANS = {
    Direction.SAME.value: "readers of such changes saw no difference in what is meant",
    Direction.DIFFERENT.value: "readers of such changes saw something else said, neither more nor less",
    Direction.OPEN.value: "which way that moves the statement is not judged",
}


def _otherwise(direction: Direction, found: Sequence[Finding], ruled: Judgement) -> Judgement:
    """The words that changed, and that the direction which the rules give them is not told."""
    turned = [finding for finding in found if finding.sign is Sign.REVERSED and direction is Direction.REVERSED]
    main = max(turned or found, key=lambda finding: (finding.sign is not Sign.NONE, finding.fact.sure))
    told = f"{phrasing.became(main.old, main.new)}: {_MEANS[direction]}" if not turned else phrasing.reason(main)
    return replace(
        ruled,
        reason=told,
        headline=phrasing.headline(main.old, main.new),
    )
