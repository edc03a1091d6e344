"""Which of many edits is told: the one that a reporter would pick, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.compare.headline import LONGEST, clip, heaviest, telling
from tracker.compare.telling_words import MODALS, NOT, NUMBER_WORDS, SPEAKS, denies, word_key
from tracker.model import BlockKind, Direction, Edit, EditKind

_FIGURE = re.compile(r"\d")
_MANY = 10  # statements that went, and that came, of which no one tells the whole
_LOOKED_AT = 200  # of those that may be told, the gravest first
_SPEAKER = 48  # characters of who said it, and how
_STAMP = re.compile(
    r"^\W*(?:last\s)?(?:updated?|effective|modified|revised|version|published|valid|printed|stand|gültig|date)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")

DIRECTION_WEIGHTS = {
    Direction.REVERSED: 4.0,
    Direction.WEAKER: 3.0,
    Direction.DIFFERENT: 1.5,
    Direction.OPEN: 1.5,
    Direction.STRONGER: 1.0,
    Direction.SAME: -2.0,
}


def gravity(edit: Edit) -> float:
    """How much an edit matters to a reader, whatever its language: the greatest gives a change its headline."""
    text = edit.old or edit.new or ""
    if _is_stamp(edit):
        return -1.0
    score = DIRECTION_WEIGHTS[edit.direction]
    if edit.kind in (EditKind.ADDED, EditKind.REMOVED):
        return score + _substance(text, edit.block) + (edit.kind is EditKind.REMOVED)
    if edit.block is BlockKind.HEADING:
        score -= 2.0
    old = edit.old or ""
    lost = denies(old) and edit.direction in (Direction.WEAKER, Direction.REVERSED)
    return score + 0.6 * (min(heaviest(edit), 10) + _substance(old, edit.block)) + 3.0 * lost


def _is_stamp(edit: Edit) -> bool:
    """Whether it tells of the date of the text, and nothing else."""
    sides = [text for text in (edit.old, edit.new) if text]
    return all(len(text.split()) <= 12 and _DATE.search(text) and _STAMP.search(text) for text in sides)


def rewritten_headline(statements: Sequence[tuple[EditKind, str, BlockKind]], begin: str = "rewritten") -> str:
    """The headline of a text of which many statements went and came, with the one that matters most.

    A sentence that went and came again in other words is not the one that is told.
    """
    gone = [each for each in statements if each[0] is EditKind.REMOVED]
    come = [each for each in statements if each[0] is EditKind.ADDED]
    counted = f"{begin}: {len(gone)} removed, {len(come)} added"
    order = sorted(statements, key=lambda each: -_substance(each[1], each[2]) - (each[0] is EditKind.REMOVED))
    words = {
        EditKind.REMOVED: [_words(text) for _, text, _ in come],
        EditKind.ADDED: [_words(text) for _, text, _ in gone],
    }
    told = next((each for each in order[:_LOOKED_AT] if not _is_reworded(each[1], words[each[0]])), None)
    if told is None:
        return counted
    kind, text, _ = told
    start = f"{counted}; {'gone' if kind is EditKind.REMOVED else 'new'}: "
    return f'{start}"{telling(" ".join(text.split()), LONGEST - len(start) - 2)}"'


def another_text(headline: str, since: str) -> str:
    """The headline of a rewritten text that cannot be the page's own: who wrote it anew, if anybody, is not known."""
    _, _, quoted = headline.partition("; ")
    start = f"the address shows another text since {since}"
    kind, found, text = quoted.partition(': "')
    if not found:
        return start
    quote = telling(text.removesuffix('"'), LONGEST - len(start) - len(kind) - 6)
    return f'{start}; {kind}: "{quote}"'


def largely_rewritten(edits: Sequence[Edit]) -> str | None:
    """The headline of a change in which many statements went and many came; None when it is no such change."""
    whole = [edit for edit in edits if edit.kind in (EditKind.REMOVED, EditKind.ADDED)]
    if min(sum(edit.kind is kind for edit in whole) for kind in (EditKind.REMOVED, EditKind.ADDED)) < _MANY:
        return None
    return rewritten_headline([(e.kind, e.old or e.new or "", e.block) for e in whole], "largely rewritten")


def _words(text: str) -> frozenset[str]:
    """The words of a sentence that tell it from others."""
    return frozenset(key for key in map(word_key, text.split()) if len(key) >= 4)


def _is_reworded(text: str, others: Sequence[frozenset[str]]) -> bool:
    own = _words(text)
    return bool(own) and any(2 * len(own & other) >= len(own) for other in others)


def _substance(text: str, block: BlockKind) -> float:
    """How much a statement says by itself: a denial more than a plain sentence, and that more than a title."""
    keys = {word_key(word) for word in text.split()}
    end = text.rstrip()[-1:]
    denied = not keys.isdisjoint(NOT) or any(key.endswith("n't") for key in keys)
    says = len(keys) >= 4 and end in tuple('.!?;)”"’。！？')
    score = 2.0 * says + 4.0 * denied + 2.0 * (not keys.isdisjoint(SPEAKS)) + 1.0 * (not keys.isdisjoint(MODALS))
    score += 1.0 * (_FIGURE.search(text) is not None or not keys.isdisjoint(NUMBER_WORDS))
    if end == ":":  # it leads to what is said, and says it not
        return min(score, 0.5)
    return score if says or block is BlockKind.TABLE_ROW or denied else min(score, 0.5)


def said(who: str, told: str, sentences: Sequence[str]) -> str:
    """What somebody said: where a sentence changed, how; else the sentence that says most."""
    begin = f"{clip(who, _SPEAKER)}: "
    if told and not told.startswith("added") and len(begin) + len(told) <= LONGEST:
        return begin + told
    most = max(sentences, key=lambda text: _substance(text, BlockKind.PARAGRAPH), default="")
    return f'{begin}"{telling(" ".join(most.split()), LONGEST - len(begin) - 2)}"' if most else begin.rstrip(": ")
