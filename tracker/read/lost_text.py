"""A broken extractor told from a changed page."""

from __future__ import annotations

from tracker.model import Statement

_LOST = 0.3  # share of the statement


def broken(known: Statement, seen: Statement) -> str | None:
    """Why the extractor, not the page, lost text: over 30 % of the statement is gone while all that is to be seen on
    the page stayed. None when it did not.

    `known` is the last good statement of the same page. Navigation counts: what is taken for it is not lost.
    """
    before, now = _amount(known), _amount(seen)
    lost = before - now
    if not known.visible or lost <= _LOST * before:
        return None
    if known.visible - seen.visible > lost / 2:
        return None  # the page itself shows less
    return (
        f"{lost:,} of {before:,} characters of the statement are no longer read although the page shows as much text "
        f"as before ({seen.visible:,} characters): the rules of extraction fail on its new markup; name the part to "
        "read with `select` in the watchlist"
    )


def _amount(statement: Statement) -> int:
    return sum(len(block.text) for block in statement.blocks)
