"""Comparison of two statements: what changed, word by word, and which way."""

from tracker.compare.comparison import compare, rows, sum_up
from tracker.compare.difference import diff_words
from tracker.compare.judge import judge

__all__ = ["compare", "diff_words", "judge", "rows", "sum_up"]
