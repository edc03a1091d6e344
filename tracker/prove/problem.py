"""What does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: where, and what it means."""

    where: str
    what: str
