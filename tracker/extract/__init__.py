"""From the bytes of a capture to the statement they carry: blocks of wording in order, without page furniture.

::

    bytes -> decode -> bounds -> tree -> furniture -> lines -> shape -> Statement
                  \\-> pdf -> plain -/
"""

from tracker.extract.extract import RULESET, extract, ruleset, visible_text
from tracker.extract.guard import broken
from tracker.extract.selectors import Range, check_selector, is_xpath, range_of
from tracker.text import comparable

__all__ = [
    "RULESET",
    "Range",
    "broken",
    "check_selector",
    "comparable",
    "extract",
    "is_xpath",
    "range_of",
    "ruleset",
    "visible_text",
]
