"""From two texts to one judgement: read, align, mark, find the facts, combine their signs."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.compare.judge import facts, phrasing
from tracker.compare.judge.assess import assess_all
from tracker.compare.judge.facts import Finding, Sign
from tracker.compare.judge.reading import read
from tracker.types import BlockKind, Cue, Direction, Judgement, Piece, Severity


def judge(
    old: str | None,
    new: str | None,
    *,
    language: str | None = None,
    block: BlockKind = BlockKind.PARAGRAPH,
    pieces: Sequence[Piece] | None = None,
) -> Judgement:
    """Which way a statement moved from `old` to `new`; nothing for a statement that was added or removed."""
    del pieces  # the judge aligns canonical words, not the words as shown
    if old is None or new is None:
        return _one_sided(old, new, block)
    swapped = (new, old) < (old, new)
    first, second = (new, old) if swapped else (old, new)
    a, b = read(first), read(second)
    found = assess_all(a, b)
    if swapped:
        found = [finding.mirrored for finding in found]
    return _combine(found, language)


def _one_sided(old: str | None, new: str | None, block: BlockKind) -> Judgement:
    text = (new if old is None else old) or ""
    word = "added" if old is None else "removed"
    if block is BlockKind.NAVIGATION or not text.strip():
        direction, severity = Direction.SAME, Severity.MINOR
    else:
        direction, severity = (Direction.STRONGER if old is None else Direction.WEAKER), Severity.SUBSTANTIVE
    return Judgement(
        direction, (Cue.OTHER,), 0.7, severity, f"the statement was {word}",
        f"{word}: {phrasing.quote(text, phrasing.HEADLINE - len(word) - 4)}",
    )  # fmt: skip


def _combine(found: Sequence[Finding], language: str | None) -> Judgement:
    if not found:
        return Judgement(
            Direction.SAME, (Cue.STYLE,), 1.0, Severity.MINOR, "only punctuation, case or spacing differs", "style only"
        )
    signs = {finding.sign for finding in found}
    moving = [f for f in found if f.sign is not Sign.NONE] or list(found)
    opens = [f for f in found if f.sign is Sign.OPEN]
    moves = [f for f in found if f.sign in (Sign.STRONGER, Sign.WEAKER)]
    if len(opens) == 1 and opens[0].fact is facts.REPLACED and len(moves) >= 2 and len({f.sign for f in moves}) == 1:
        # One replacement among several moves of one sign does not turn the sentence.
        signs = {moves[0].sign}
    if signs <= {Sign.NONE}:
        direction = Direction.SAME
    elif Sign.OPEN in signs or {Sign.STRONGER, Sign.WEAKER} <= signs:
        direction = Direction.DIFFERENT
    elif Sign.REVERSED in signs:
        direction = Direction.REVERSED
    else:
        direction = Direction.STRONGER if Sign.STRONGER in signs else Direction.WEAKER
    main = min(moving, key=lambda f: -f.fact.sure)
    confidence = min(f.fact.sure for f in moving)
    cues = tuple(dict.fromkeys(cue for f in moving for cue in f.cues))
    style = direction is Direction.SAME and cues == (Cue.STYLE,)
    severity = Severity.MINOR if style else Severity.EDITORIAL if direction is Direction.SAME else Severity.SUBSTANTIVE
    if language and not language.lower().startswith("en") and direction is not Direction.SAME:
        direction, confidence = Direction.DIFFERENT, 0.2
        return Judgement(
            direction,
            cues,
            confidence,
            severity,
            "the direction is left open: only English is judged",
            phrasing.headline(main),
        )
    explanation = tuple(f"{f.sign} {f.fact.name}: {phrasing.reason(f)} [{f.by}]" for f in found)
    return Judgement(direction, cues, confidence, severity, phrasing.reason(main), phrasing.headline(main), explanation)
