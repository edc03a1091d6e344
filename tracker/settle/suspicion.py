"""A doubt about a capture: the value that settlement holds it back by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a capture may not be the page, in plain words."""

    reason: str
    hard: bool = False  # it cannot be the page's own text: held for a month
    partial: bool = False  # it may be a part of it that arrived: held for a week
    elsewhere: bool = False  # another page answers here: however long it stays, it is not what became of the statement
