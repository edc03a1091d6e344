"""Comparison of two statements: what changed, word by word, and which way. `tracker.compare.judge` judges a sentence.

The lists of words, and what reads them, are loaded by the first call: most looks bring nothing to compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Block, Comparison, Edit, Row

__all__ = ["another_text", "compare", "rows", "said_headline", "sum_up"]


def compare(old: Sequence[Block], new: Sequence[Block], *, language: str | None = None) -> Comparison:
    """All edits from `old` to `new`, each judged, in the order of the new text.

    `language` is the BCP 47 tag of the texts; the judgement leaves the direction open where it does not know one.
    No error; the same result on every machine.
    """
    from tracker.compare import comparison

    return comparison.compare(old, new, language)


def sum_up(edits: tuple[Edit, ...]) -> Comparison:
    """What judged edits amount to together; also for some of the edits of a comparison."""
    from tracker.compare import comparison

    return comparison.sum_up(edits)


def rows(old: Sequence[Block], new: Sequence[Block], known: Comparison | None = None) -> tuple[Row, ...]:
    """Both texts side by side, whole and in reading order. The rows rebuild each block of both texts exactly.

    `known`, when given, is the comparison of the same texts: rows then name its edits, also where it lists only some.
    Without it the edits are numbered as `compare` would.
    """
    from tracker.compare import comparison

    return comparison.rows(old, new, known)


def said_headline(who: str, headline: str, sentences: Sequence[str]) -> str:
    """The headline of a statement that somebody gave, from that of its comparison with an earlier one."""
    from tracker.compare.leading import said

    return said(who, headline, sentences)


def another_text(headline: str, since: str) -> str:
    """The headline of a rewritten text that cannot be the page's own, from that of the comparison."""
    from tracker.compare.leading import another_text

    return another_text(headline, since)
