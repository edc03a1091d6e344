"""What settlement remembers of a page between two captures. Frozen values that survive a restart as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.types import iso, utc


@dataclass(frozen=True, slots=True)
class Standing:
    """The wording in force, and the last capture that showed it."""

    version: str
    snapshot: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """A new text seen once, waiting for a second capture."""

    change: str  # id of the recorded change
    version: str
    snapshot: int
    at: datetime
    edits: tuple[str, ...]  # keys, see `edit_key`


@dataclass(frozen=True, slots=True)
class Held:
    """A quarantine that is going on."""

    reason: str
    since: datetime
    captures: int
    released: bool = False  # it stayed so long that it is judged like any text, until that is settled


@dataclass(frozen=True, slots=True)
class Told:
    """An edit that was published, so that its undoing is recognised."""

    edit: str
    inverse: str
    change: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    standing: Standing | None = None
    last: str | None = None  # version that the last good capture showed
    pending: Pending | None = None
    held: Held | None = None
    told: tuple[Told, ...] = ()  # newest last

    def dump(self) -> str:
        return json.dumps(_plain(self), separators=(",", ":"))

    @classmethod
    def load(cls, text: str | None) -> Memory:
        if text is None:
            return cls()
        raw: dict[str, Any] = json.loads(text)
        standing, pending, held = raw["standing"], raw["pending"], raw["held"]
        return cls(
            standing and Standing(standing["version"], standing["snapshot"], utc(standing["at"])),
            raw["last"],
            pending
            and Pending(
                pending["change"], pending["version"], pending["snapshot"], utc(pending["at"]), tuple(pending["edits"])
            ),
            held and Held(held["reason"], utc(held["since"]), held["captures"], held["released"]),
            tuple(Told(told["edit"], told["inverse"], told["change"], utc(told["at"])) for told in raw["told"]),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value
