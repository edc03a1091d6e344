"""Is this capture the page at all? Judged by its shape beside the page's own past, never by phrases alone."""

from __future__ import annotations

from tracker.types import Statement

COLLAPSE = 0.3  # of 42,632 recorded versions, 836 shrank below a fifth of the text, and 732 of those were undone next


def suspect(known: Statement, seen: Statement) -> str | None:
    """Why `seen` may not be the page that `known` was, in plain words; None when nothing speaks against it."""
    if known.language and seen.language and _base(known.language) != _base(seen.language):
        return f"the page is in another language ({seen.language}, it was {known.language})"
    before, now = len(known.text), len(seen.text)
    if now < COLLAPSE * before:
        return f"only {now:,} of {before:,} characters are left"
    return None


def _base(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]
