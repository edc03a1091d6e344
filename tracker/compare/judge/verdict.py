"""From two texts to one judgement: read, align, find the facts, combine their signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.compare.judge import phrasing
from tracker.compare.judge.added_or_removed import judge_alone
from tracker.compare.judge.language import is_english
from tracker.compare.judge.polarity import marks
from tracker.compare.judge.reading import Reading, read
from tracker.compare.judge.rules import assess_all, facts
from tracker.compare.judge.rules.facts import Finding, Sign
from tracker.model import BlockKind, Cue, Direction, Judgement, Piece, Severity


def judge(
    old: str | None,
    new: str | None,
    *,
    language: str | None = None,
    block: BlockKind = BlockKind.PARAGRAPH,
    pieces: Sequence[Piece] | None = None,
    explain: bool = False,
) -> Judgement:
    """Which way a statement moved from `old` to `new`; None for a statement that was added or removed.

    Deterministic, and symmetrical by construction: every pair is read in one canonical order and the findings are
    mirrored when it was given in the other. `language` is the page's (BCP 47); only English gets a direction. `pieces`
    are welcome but not needed: the judge aligns words in canonical form, not as they are shown. With `explain` the
    judgement says for each word which way it counts, and what was found.
    """
    del pieces
    if not (old or new):
        told = "there is no text on either side"
        return Judgement(Direction.SAME, (Cue.STYLE,), 0.99, Severity.MINOR, told, "no text")
    if old is None or new is None:
        return judge_alone(new if old is None else old, added=old is None, language=language, block=block)
    swapped = (new, old) < (old, new)
    a, b = read(old), read(new)
    a_marks, b_marks = marks(a), marks(b)
    found = assess_all(b, a, b_marks, a_marks) if swapped else assess_all(a, b, a_marks, b_marks)
    if swapped:
        found = [finding.mirrored for finding in found]
    if not is_english(language, a, b) and any(f.fact not in (facts.LINK, facts.REFERENCE) for f in found):
        return _left_open(found)
    judgement = _combine(found, a, b, block)
    if not explain:
        return judgement
    texts = phrasing.marked("old", a, a_marks), phrasing.marked("new", b, b_marks)
    return replace(judgement, explanation=(*texts, *map(phrasing.line, found)))


def _left_open(found: Sequence[Finding]) -> Judgement:
    main = found[0]
    return Judgement(
        Direction.DIFFERENT, (Cue.OTHER,), 0.2, Severity.SUBSTANTIVE,
        f"{phrasing.quote(main.old)} became {phrasing.quote(main.new)}: the direction is left open, as only English"
        " is judged",
        phrasing.headline(main.old, main.new),
    )  # fmt: skip


def _combine(found: Sequence[Finding], a: Reading, b: Reading, block: BlockKind) -> Judgement:
    direction, decisive = _direction(found)
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
    severity = _severity(direction, decisive, block)
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


def _direction(found: Sequence[Finding]) -> tuple[Direction, list[Finding]]:
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


def _severity(direction: Direction, decisive: Sequence[Finding], block: BlockKind) -> Severity:
    if block is BlockKind.NAVIGATION:
        return Severity.MINOR
    if direction is not Direction.SAME:
        return Severity.SUBSTANTIVE
    return Severity.MINOR if all(f.fact in facts.MINOR for f in decisive) else Severity.EDITORIAL
