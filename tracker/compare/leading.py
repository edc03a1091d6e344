"""Which of many edits is told: the one that a reporter would pick, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.compare.headline import LONGEST, clip, heaviest, telling
from tracker.compare.telling_words import MODALS, SPEAKS, counts, denies, word_key
from tracker.model import BlockKind, Direction, Edit, EditKind

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


def rewritten_headline(statements: Sequence[tuple[EditKind, str, BlockKind]]) -> str:
    """The headline of a text of which most statements went and came, with the one that matters most."""
    removed = sum(kind is EditKind.REMOVED for kind, _, _ in statements)
    counts = f"rewritten: {removed} removed, {len(statements) - removed} added"
    gravest = max(
        statements, key=lambda each: _substance(each[1], each[2]) + (each[0] is EditKind.REMOVED), default=None
    )
    if gravest is None:
        return counts
    kind, text, _ = gravest
    begin = f"{counts}; {'gone' if kind is EditKind.REMOVED else 'new'}: "
    return f'{begin}"{telling(" ".join(text.split()), LONGEST - len(begin) - 2)}"'


def _substance(text: str, block: BlockKind) -> float:
    """How much a statement says by itself: a denial more than a plain sentence, and that more than a title."""
    words = {word_key(word) for word in text.split()}
    says = len(words) >= 4 and text.rstrip()[-1:] in tuple('.!?;:)”"’。！？')
    score = 2.0 * says + 4.0 * denies(text) + 2.0 * bool(words & SPEAKS) + 1.0 * bool(words & MODALS)
    score += 1.0 * counts(text)
    return score if says or block is BlockKind.TABLE_ROW or denies(text) else min(score, 0.5)


def said(who: str, told: str, sentences: Sequence[str]) -> str:
    """What somebody said: where a sentence changed, how; else the sentence that says most."""
    begin = f"{clip(who, _SPEAKER)}: "
    if told and not told.startswith("added") and len(begin) + len(told) <= LONGEST:
        return begin + told
    most = max(sentences, key=lambda text: _substance(text, BlockKind.PARAGRAPH), default="")
    return f'{begin}"{telling(" ".join(most.split()), LONGEST - len(begin) - 2)}"' if most else begin.rstrip(": ")
