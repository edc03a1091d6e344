"""What the findings of the rules amount to: a direction, the findings that decide it, and the sentence for it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.compare.judge import phrasing
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Finding, Sign
from tracker.model import BlockKind, Cue, Direction, Judgement, Severity


def ruling(found: Sequence[Finding], a: Reading, b: Reading, block: BlockKind) -> Judgement:
    """The judgement of the rules alone on the change from reading `a` to `b`."""
    direction, decisive = direction_of(found)
    if not found:
        told = "only punctuation, case, spelling or numbering differs"
        first = phrasing.headline(a.text, b.text)
        return Judgement(direction, (Cue.STYLE,), 0.99, Severity.MINOR, told, first)
    main = _main(direction, decisive)
    confidence = min(f.fact.sure for f in decisive)
    cues = tuple(dict.fromkeys(cue for f in sorted(decisive, key=lambda f: -f.fact.sure) for cue in f.cues))
    others = [f for f in decisive if f is not main and f.sign is main.sign] if direction is not Direction.SAME else []
    told = phrasing.reason(main, others)
    if direction is Direction.DIFFERENT:
        confidence = min(confidence, 0.6)
        against = [f for f in decisive if f.sign is not main.sign and f.sign is not Sign.OPEN]
        told = phrasing.contrast(main, against[0]) if against and main.sign is not Sign.OPEN else told
    severity = severity_of(direction, decisive, block)
    return Judgement(direction, cues, round(confidence, 2), severity, told, phrasing.headline(main.old, main.new))


def _main(direction: Direction, decisive: Sequence[Finding]) -> Finding:
    """The finding that is told: what leaves a direction open before what would give one, the surest of these."""
    if direction is Direction.SAME:
        return min(decisive, key=lambda f: f.fact.sure)  # a rename says more than a comma
    if direction is Direction.DIFFERENT:
        opens = [f for f in decisive if f.sign is Sign.OPEN]
        if opens:
            return max(opens, key=lambda f: (f.fact is not facts.NARROWED_BARE, len(f.old) + len(f.new)))
    return max(decisive, key=lambda f: f.fact.sure)


def direction_of(found: Sequence[Finding]) -> tuple[Direction, list[Finding]]:
    """The direction that the signs amount to, and the findings that decide it."""
    moves = [f for f in found if f.sign in (Sign.STRONGER, Sign.WEAKER)]
    opens = [f for f in found if f.sign is Sign.OPEN]
    turns = [f for f in found if f.sign is Sign.REVERSED]
    if len({f.sign for f in moves}) == 2:
        moves = _outweighed(moves)
    signs = {f.sign for f in moves}
    if not (moves or opens or turns):
        return Direction.SAME, list(found)
    # One short replacement among several moves of one sign does not turn the sentence.
    # Nor does a modifier that may be read either way, beside a firm move.
    if (
        opens
        and moves
        and all(f.fact is facts.NARROWED_BARE for f in opens)
        and all(f.fact.sure >= _FIRM for f in moves)
    ):
        opens = []
    slight = len(opens) == 1 and opens[0].fact is facts.REPLACED and len(moves) >= 2 and _is_short(opens[0])
    if len(signs) == 1 and not turns and (not opens or slight):
        return (Direction.STRONGER if Sign.STRONGER in signs else Direction.WEAKER), moves
    if turns and len(turns) == 1 and not moves and not opens:
        return Direction.REVERSED, turns
    return Direction.DIFFERENT, [*opens, *turns, *moves]


def _outweighed(moves: list[Finding]) -> list[Finding]:
    """The moves without faint ones, where firm ones go the other way alone: a list grew, and opens with "such as"."""
    firm = [f for f in moves if f.fact.sure >= _FIRM]
    return (
        firm if len({f.sign for f in firm}) == 1 and all(f in firm or f.fact.sure <= _FAINT for f in moves) else moves
    )


_FIRM, _FAINT = 0.8, 0.55  # how sure a fact is


def _is_short(finding: Finding) -> bool:
    return max(len(finding.old.split()), len(finding.new.split())) <= 7


def severity_of(direction: Direction, decisive: Sequence[Finding], block: BlockKind) -> Severity:
    if block is BlockKind.NAVIGATION:
        return Severity.MINOR
    if direction is not Direction.SAME:
        return Severity.SUBSTANTIVE
    return Severity.MINOR if all(f.fact in facts.MINOR for f in decisive) else Severity.EDITORIAL
