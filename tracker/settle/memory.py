"""What settlement remembers of a page between two captures. Frozen values that survive a restart as JSON.

Every list has a bound, so that a page that flickers for years takes no more room than one that does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

from tracker.model import iso, utc

T = TypeVar("T")
TOLD = 250  # settled edits of a page among which returns are recognised
FLICKERS = 200
VARIANTS = 40
LINKS = 100  # whose addresses wait, or are left alone
KEYS = 250  # of one pending change; a rewritten page has thousands of edits and is recognised by some of them


@dataclass(frozen=True, slots=True)
class Standing:
    """The wording in force, and the last capture that showed it."""

    version: str
    snapshot: int
    at: datetime
    doubtful: bool = False  # taken for the page although it did not look like one


@dataclass(frozen=True, slots=True)
class Pending:
    """A new text seen once, waiting for a second capture."""

    change: str  # id of the recorded change; empty when it is not recorded: one more turn of what alternates
    version: str
    snapshot: int
    at: datetime
    edits: tuple[str, ...]  # keys, see `edit_key`
    captures: int = 1


@dataclass(frozen=True, slots=True)
class Held:
    """A quarantine that is going on, with the first capture that it held back."""

    reason: str
    since: datetime
    captures: int
    hard: bool = False
    released: bool = False  # it stayed so long that it is judged like any text, until that is settled
    change: str = ""  # the quarantined change, when there is one
    version: str = ""
    snapshot: int = 0
    edits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An edit that was settled, published or not, so that its undoing is recognised."""

    edit: str
    change: str
    at: datetime
    without: datetime  # last capture of the wording before it
    sights: int  # good captures of the page until then


@dataclass(frozen=True, slots=True)
class Flicker:
    """An edit that was gone before it was confirmed."""

    edit: str
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Relinked:
    """Words whose link led elsewhere in one capture, waiting for a second one."""

    text: str
    old: tuple[str, ...]  # addresses it leads to no more
    new: tuple[str, ...]
    version: str  # text and capture that showed it first
    snapshot: int
    at: datetime
    was_version: str  # text in force, and the last capture before
    was_snapshot: int
    without: datetime


@dataclass(frozen=True, slots=True)
class Variant:
    """A text that the page showed."""

    version: str
    captures: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    standing: Standing | None = None
    last: str | None = None  # version that the last good capture showed
    sights: int = 0  # good captures so far
    pending: Pending | None = None
    held: Held | None = None
    told: tuple[Told, ...] = ()  # newest last
    flickers: tuple[Flicker, ...] = ()
    variants: tuple[Variant, ...] = ()  # last seen last
    relinked: tuple[Relinked, ...] = ()
    links_told: tuple[str, ...] = ()  # words of links that were told to lead elsewhere
    restless: tuple[str, ...] = ()  # words of links that lead elsewhere at every look
    alternating: datetime | None = None  # since when the page is known to alternate between texts

    def dump(self) -> str:
        return json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str | None) -> Memory:
        """What `dump` wrote, also in an earlier form: what it did not know yet has its default."""
        raw: dict[str, Any] = json.loads(text) if text else {}
        return cls(
            standing=_one(Standing, raw.get("standing")),
            last=raw.get("last"),
            sights=raw.get("sights", 0),
            pending=_one(Pending, raw.get("pending")),
            held=_one(Held, raw.get("held")),
            told=_many(Told, raw.get("told")),
            flickers=_many(Flicker, raw.get("flickers")),
            variants=_many(Variant, raw.get("variants")),
            relinked=_many(Relinked, raw.get("relinked")),
            links_told=tuple(raw.get("links_told", ())),
            restless=tuple(raw.get("restless", ())),
            alternating=utc(raw["alternating"]) if raw.get("alternating") else None,
        )


_TIMES = frozenset({"at", "since", "without", "first", "last"})


def _one(kind: type[T], raw: dict[str, Any] | None) -> T | None:
    return None if raw is None else _value(kind, raw)


def _many(kind: type[T], raw: list[dict[str, Any]] | None) -> tuple[T, ...]:
    return tuple(_value(kind, item) for item in raw or ())


def _value(kind: type[T], raw: dict[str, Any]) -> T:
    values: dict[str, Any] = {}
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    for name, value in raw.items():
        if name not in known:
            continue
        values[name] = utc(value) if name in _TIMES else tuple(value) if isinstance(value, list) else value
    if kind is Told:  # an earlier form did not hold them
        values = {"without": values["at"], "sights": 0} | values
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
