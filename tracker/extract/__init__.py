"""From the bytes of a capture to the statement they carry: blocks of wording in order, without page furniture."""

from tracker.extract.extract import RULESET, extract, visible_text
from tracker.text import comparable

__all__ = ["RULESET", "comparable", "extract", "visible_text"]
