"""From the bytes of a capture to the statement they carry: blocks of wording in order, without page furniture.

::

    bytes -> decode -> bounds -> tree -> furniture -> lines -> shape -> Statement
                  \\-> pdf -> plain -/

What parses is loaded by the first call that needs it: most looks bring nothing to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Capture, Dropped, Statement
from tracker.read.lost_text import broken
from tracker.read.ranges import Range, is_xpath, range_of
from tracker.read.ruleset import ruleset

__all__ = [
    "Range",
    "broken",
    "check_selector",
    "dropped_parts",
    "extract",
    "is_xpath",
    "range_of",
    "ruleset",
    "visible_text",
]


def extract(
    capture: Capture,
    *,
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
    keep: Sequence[str] = (),
    language: str | None = None,
    like: Statement | None = None,
) -> Statement:
    """The statement that a capture carries.

    `select` and `remove` are CSS selectors, XPath when they begin with "/" or "(", or ranges of these; without `select`
    the structure of the page decides, but for what `keep` names: no rule drops that. `language` stands in where the
    page declares none. Where more than one part of a page may be the statement, it is the one that is most `like` the
    text in force. Raises an ExtractError: NoText, WrongType, BadSelector, CutShort, Moved or TooComplex; never returns
    a part of a page for the whole.
    """
    from tracker.read.statement import statement_of

    return statement_of(capture, select, remove, language, like, keep)


def dropped_parts(capture: Capture, *, remove: Sequence[str] = (), keep: Sequence[str] = ()) -> list[Dropped]:
    """The lines that a page shows and the rules drop, each with its rule, in the order of the rules. Raises an
    ExtractError.
    """
    from tracker.read.statement import dropped_parts

    return dropped_parts(capture, remove, keep)


def visible_text(capture: Capture) -> str:
    """All text that a reader of the page could see, furniture included, a line a block. Raises an ExtractError."""
    from tracker.read import statement

    return statement.visible_text(capture)


def check_selector(selector: str) -> str | None:
    """What is wrong with a selector, in a few words; None when it can be used.

    What would take for ever on a large page is refused by its form: neither lexbor nor libxml2 can be stopped.
    """
    from tracker.read import selectors

    return selectors.check_selector(selector)
