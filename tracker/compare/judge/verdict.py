"""From two texts to one judgement: read, align, find the facts, and let the arbiter weigh what they amount to.

The rules find facts, each with a sign, and a sentence that a reader can check. The arbiter, learnt from readers'
answers, says how likely each direction is. A direction is told where both agree: a finding of that sign is there, and
the chance is large enough. What cannot be told is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.compare.judge import phrasing
from tracker.compare.judge.added_or_removed import judge_alone
from tracker.compare.judge.language import is_english
from tracker.compare.judge.learned import MILLE, Arbiter, Chances, shipped
from tracker.compare.judge.other_languages import cues_of
from tracker.compare.judge.polarity import marks
from tracker.compare.judge.reading import Reading, read
from tracker.compare.judge.rules import assess_all, facts
from tracker.compare.judge.rules.facts import Finding
from tracker.compare.judge.ruling import direction_of, ruling
from tracker.compare.judge.traits import is_short, traits
from tracker.compare.judge.weighing import main_of, weighed
from tracker.compare.judge.words import lexicon
from tracker.model import BlockKind, Cue, Direction, Judgement, Piece, Severity


def judge(
    old: str | None,
    new: str | None,
    *,
    language: str | None = None,
    block: BlockKind = BlockKind.PARAGRAPH,
    pieces: Sequence[Piece] | None = None,
    explain: bool = False,
    arbiter: Arbiter | None = None,
) -> Judgement:
    """Which way a statement moved from `old` to `new`; None for a statement that was added or removed.

    Deterministic, and symmetrical by construction: every pair is read in one canonical order and the findings are
    mirrored when it was given in the other. `language` is the page's (BCP 47); only English gets a direction. `pieces`
    are welcome but not needed: the judge aligns words in canonical form, not as they are shown. With `explain` the
    judgement says for each word which way it counts, and what was found. `arbiter` is the package's own unless given.
    """
    del pieces
    if not (old or new):
        told = "there is no text on either side"
        return Judgement(Direction.SAME, (Cue.STYLE,), 0.99, Severity.MINOR, told, "no text")
    if old is None or new is None:
        return judge_alone(new if old is None else old, added=old is None, language=language, block=block)
    swapped = (new, old) < (old, new)
    one, other = (new, old) if swapped else (old, new)
    a, b = read(one), read(other)
    a_marks, b_marks = marks(a), marks(b)
    found = assess_all(a, b, a_marks, b_marks)
    if not is_english(language, a, b) and any(f.fact not in (facts.LINK, facts.REFERENCE) for f in found):
        telling = max(found, key=lambda f: (cues_of(f.old, f.new) != (Cue.OTHER,), len(f.old) + len(f.new)))
        return _left_open(telling.mirrored if swapped else telling)
    judgement, chances = _judged(found, a, b, block, arbiter or shipped(), swapped)
    if not explain:
        return judgement
    if swapped:
        a, b, a_marks, b_marks, found = b, a, b_marks, a_marks, [finding.mirrored for finding in found]
    texts = phrasing.marked("old", a, a_marks), phrasing.marked("new", b, b_marks)
    weighed = (f"chances: {chances}",) if chances else ()
    return replace(judgement, explanation=(*texts, *map(phrasing.line, found), *weighed))


def answered(old: str, new: str, arbiter: Arbiter) -> tuple[Direction, int, str]:
    """The direction that an arbiter answers, with its chance in thousandths and the fact of its reason; for training.

    The chance is 1000 where nothing is weighed.
    """
    swapped = (new, old) < (old, new)
    a, b = (read(text) for text in ((new, old) if swapped else (old, new)))
    found = assess_all(a, b, marks(a), marks(b))
    judgement, chances = _judged(found, a, b, BlockKind.PARAGRAPH, arbiter, swapped)
    told = [finding.mirrored if swapped else finding for finding in found]
    main = main_of(judgement.direction, told, arbiter)
    return judgement.direction, chances.of(judgement.direction) if chances else MILLE, main.fact.name if main else ""


def _left_open(main: Finding) -> Judgement:
    return Judgement(
        Direction.OPEN, cues_of(main.old, main.new), 0.0, Severity.SUBSTANTIVE,
        f"{phrasing.quote(main.old)} became {phrasing.quote(main.new)}: the direction is left open, as only English"
        " is judged",
        phrasing.headline(main.old, main.new),
    )  # fmt: skip


# What readers call "same" in nearly every case, whatever the words: nothing is weighed.
_SETTLED = (facts.STYLE, facts.REORDERED, facts.REVISED, facts.REFERENCE, facts.LINK)


def _puts_a_word_in_place(found: list[Finding]) -> bool:
    """Whether a word stands where another one stood that is no known synonym: who pays on "use" and not on "purchase"
    is a difference to some, however many readers pass over it, and never minor.
    """
    return any(finding.fact is facts.REPLACED for finding in found)


def _have_words_in_common(a: Reading, b: Reading) -> bool:
    """Whether any word with a meaning stands in both texts: what has none is another statement, and not weighed."""
    return bool({word.key for word in a.words} & {word.key for word in b.words} - lexicon.NEUTRAL)


def _judged(
    found: list[Finding], a: Reading, b: Reading, block: BlockKind, arbiter: Arbiter, swapped: bool
) -> tuple[Judgement, Chances | None]:
    """The judgement on findings made in canonical order, told in the order that was asked for."""
    direction = direction_of(found)[0]
    chances, seen = None, set[str]()
    if not all(finding.fact in _SETTLED for finding in found) and _have_words_in_common(a, b):
        seen = traits(a, b, found, direction)
        chances = arbiter.chances(seen)
    if swapped:
        a, b, found = b, a, [finding.mirrored for finding in found]
        chances = chances.mirrored if chances else None
    judgement = ruling(found, a, b, block)
    if chances:
        judgement = weighed(judgement, found, chances, arbiter, block, is_short(a) and is_short(b))
        sure = judgement.direction is Direction.SAME and chances.likeliest is Direction.SAME
        if sure and not _puts_a_word_in_place(found) and not arbiter.is_news(seen):
            judgement = replace(judgement, severity=Severity.MINOR)  # other words for the same, and nobody's news
        return judgement, chances
    if judgement.direction is not Direction.SAME:
        return judgement, None
    return replace(judgement, confidence=arbiter.confidence(judgement.direction, MILLE)), None
