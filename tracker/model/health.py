"""What the maintainer is told: events of pages, and of the watch itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """What may be wrong with the watch itself, rather than with a page."""

    WATCHLIST = "watchlist"
    DISK = "disk"
    CLOCK = "clock"
    PUBLISHING = "publishing"
    BACKUP = "backup"
    DELIVERY = "delivery"


class HealthKind(StrEnum):
    """What the maintainer is told of a page or a part of the watch, each once until it is well again."""

    FAILED = "failed"  # it could not be fetched or read; of a part: it is in trouble
    HELD = "held"  # what came is not the page: quarantined
    ALTERNATING = "alternating"  # it shows known texts in turn, which is no news any more
    RECOVERED = "recovered"  # seen again, after one of the first two


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """Something about a page or a part of the watch that the maintainer should know."""

    page: str | None  # None: it is about a part of the watch
    at: datetime
    kind: HealthKind
    reason: str  # in plain words; with text of the page or its server in it; further lines name files of this machine
    number: int | None = None  # order in this store, from 1; None: not stored
    part: Part | None = None

    @property
    def about(self) -> str:
        """The page's id, or the name of the part."""
        return self.page or self.part or ""

    @property
    def summary(self) -> str:
        """The reason without what names files of this machine."""
        return self.reason.split("\n", 1)[0]
