"""What settlement remembers of a page between two captures. Frozen values that survive a restart as JSON.

Every list has a bound, so that a page that flickers for years takes no more room than one that does not.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from tracker.model import iso, utc

T = TypeVar("T")
TOLD = 250  # settled edits of a page among which returns are recognised
FLICKERS = 200
VARIANTS = 40
LINKS = 100  # whose addresses wait, or are left alone
KEYS = 250  # of one pending change; a rewritten page has thousands of edits and is recognised by some of them


class Patience(StrEnum):
    """How long a difference must be seen before it is settled."""

    TWICE = "twice"  # by a second capture in a row
    STEADY = "steady"  # it came and went before, or is a text of old: some days and captures
    TURNING = "turning"  # it is one of texts that are known to alternate: some months and captures


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A capture that showed lines of the told wording that the text in force does not hold."""

    version: str
    snapshot: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The told wording, and the last capture that showed it.

    It is a text that was seen, or with `parts` one made of several: a difference that is not settled is not told, so
    that its old lines stand in for those that were seen.
    """

    version: str
    snapshot: int
    at: datetime
    doubtful: bool = False  # taken for the page although it did not look like one
    parts: tuple[tuple[int, int] | tuple[str, str], ...] = ()  # lines of the version's wording from and to, or
    # (kind, text) of one line of an earlier text
    origins: tuple[EarlierText, ...] = ()  # of those lines, newest first


@dataclass(frozen=True, slots=True)
class Pending:
    """Differences from the told wording that were first seen together and wait for more captures."""

    change: str  # id of the recorded change; empty when it is not recorded, as of texts that alternate
    version: str
    snapshot: int
    at: datetime
    edits: tuple[str, ...]  # keys, see `edit_key`
    captures: int = 1
    without: datetime | None = None  # last good capture that still showed the old words; None: that of the standing
    patience: Patience = Patience.TWICE
    whole: bool = False  # it is settled as a text, since its edits are not listed or too many to remember
    masks: tuple[str, ...] = ()  # the keys with numbers masked, one for each of `edits`; empty: no number


@dataclass(frozen=True, slots=True)
class Held:
    """A quarantine that is going on, with the first capture that it held back."""

    reason: str
    since: datetime
    captures: int
    hard: bool = False
    partial: bool = False
    elsewhere: bool = False  # another page answers at this address: it is never taken for the statement
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
    seen: datetime | None = None  # the last of them
    pending: tuple[Pending, ...] = ()  # oldest first
    held: Held | None = None
    told: tuple[Told, ...] = ()  # newest last
    flickers: tuple[Flicker, ...] = ()
    variants: tuple[Variant, ...] = ()  # last seen last
    relinked: tuple[Relinked, ...] = ()
    links_told: tuple[str, ...] = ()  # words of links that were told to lead elsewhere
    restless: tuple[str, ...] = ()  # words of links that lead elsewhere at every look
    alternating: datetime | None = None  # since when the page is known to alternate between texts
    full: datetime | None = None  # last look for which the server was not told what is known
    unread: int = 0  # answers since then that it is not modified
    misled: bool = False  # such an answer proved wrong: the server is told no more

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
            seen=utc(raw["seen"]) if raw.get("seen") else None,
            pending=_many(Pending, _listed(raw.get("pending"))),
            held=_one(Held, raw.get("held")),
            told=_many(Told, raw.get("told")),
            flickers=_many(Flicker, raw.get("flickers")),
            variants=_many(Variant, raw.get("variants")),
            relinked=_many(Relinked, raw.get("relinked")),
            links_told=tuple(raw.get("links_told", ())),
            restless=tuple(raw.get("restless", ())),
            alternating=utc(raw["alternating"]) if raw.get("alternating") else None,
            full=utc(raw["full"]) if raw.get("full") else None,
            unread=raw.get("unread", 0),
            misled=raw.get("misled", False),
        )


_TIMES = frozenset({"at", "since", "without", "first", "last"})


def _listed(raw: Any) -> Any:
    """An earlier form held one pending text at most."""
    return [raw] if isinstance(raw, dict) else raw


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
        values[name] = _read(name, value)
    if kind is Told:  # an earlier form did not hold them
        values = {"without": values["at"], "sights": 0} | values
    return kind(**values)


def _read(name: str, value: Any) -> Any:
    if name == "origins":
        return _many(EarlierText, value)
    if name == "patience":
        return Patience(value)
    if name in _TIMES:
        return utc(value) if value else None
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        kept = ((field, getattr(value, field.name)) for field in fields(value))
        # What has its default is left out: a page that is quiet takes little room, and so does an edit that waits.
        return {field.name: _plain(each) for field, each in kept if field.default is MISSING or each != field.default}
    return value
