"""What a page says of its own age, beside what happened to its wording."""

from __future__ import annotations

from datetime import date

from tracker.model import Comparison, Severity, Statement
from tracker.model.dates import date_words
from tracker.model.text import comparable


def own_date_flags(old: Statement, new: Statement, comparison: Comparison) -> tuple[str, ...]:
    """A flag when the wording moved and the page's own date did not, or the other way round."""
    if not old.updated or not new.updated:
        return ()
    same = old.updated == new.updated
    substantive = comparison.rewritten or any(edit.severity is Severity.SUBSTANTIVE for edit in comparison.edits)
    if same and substantive:
        return (f"silent edit: the page still says it was last updated on {_day(new.updated)}",)
    if not same and not substantive and _only_dates(comparison):
        return ("new date, same wording",)
    return ()


def _only_dates(comparison: Comparison) -> bool:
    """Whether all edits that are more than minor stand in short lines: the stamp itself."""
    graver = [edit for edit in comparison.edits if edit.severity is not Severity.MINOR]
    return all(len((edit.new or edit.old or "").split()) <= 12 for edit in graver) and len(graver) <= 2


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return date_words(day)


def is_same_reading(one: Statement, other: Statement) -> bool:
    """Whether two texts differ in nothing but relative times: "22 days ago" is "23 days ago" a day later."""
    return len(one.blocks) == len(other.blocks) and all(
        a.kind is b.kind and (a.text == b.text or comparable(a.text) == comparable(b.text))
        for a, b in zip(one.blocks, other.blocks, strict=True)
    )
