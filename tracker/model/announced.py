"""Whether an organisation announced a change in a log of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.capture import iso
from tracker.model.dates import day_words
from tracker.model.shown import shorten

_QUOTED = 300  # characters


class Announced(StrEnum):
    ANNOUNCED = "announced"
    PARTLY = "partly"  # some of it, or only that the page was changed
    NOT = "not announced"
    OPEN = "open"  # it may still come, or cannot be told
    NO_LOG = "no log"  # the watchlist says that none is kept


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the log of an organisation says of a change."""

    state: Announced
    reason: str  # what was met in both, or what was looked through
    quote: str = ""  # the line that tells of it, or says that the page was changed; empty: there is none
    log: str = ""  # id of the page that has it
    title: str = ""  # of that page
    version: str = ""
    snapshot: int | None = None  # the capture that has it
    at: datetime | None = None  # when it first stood there

    def record(self) -> dict[str, str | int | None]:
        """It as JSON has it."""
        where = {"log": self.log or None, "snapshot": self.snapshot, "at": iso(self.at) if self.at else None}
        return {"state": str(self.state), "reason": self.reason, "quote": self.quote or None, **where}

    @property
    def words(self) -> str:
        """What is said of it beside the change, in a sentence without its stop."""
        if self.state is Announced.ANNOUNCED or self.state is Announced.PARTLY:
            part = "" if self.state is Announced.ANNOUNCED else " in part"
            on = f" on {day_words(self.at)}" if self.at else ""
            return f"announced{part}{on} in {self.title or self.log}: “{shorten(self.quote, _QUOTED)}” ({self.reason})"
        if self.state is Announced.NOT:
            return f"not announced in {self.title}: {self.reason}" if self.title else f"not announced: {self.reason}"
        if self.state is Announced.NO_LOG:
            return self.reason
        return f"not known whether it was announced: {self.reason}"
