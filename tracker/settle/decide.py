"""When a change is news. Pure: told what was seen and remembered, returns what to do and what to remember.

A new text is published when a second capture shows it, or shows some of its edits: those are published, and what else
differs waits for its own second sight. A text that is gone before that was never news. An edit that takes back a
settled one is news when the text it takes back stood for long, and else a reversal; after that the page alternates,
which is said once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model.text import comparable
from tracker.settle.memory import (
    FLICKERS,
    KEYS,
    TOLD,
    VARIANTS,
    Flicker,
    Held,
    Memory,
    Pending,
    Standing,
    Told,
    Variant,
)
from tracker.settle.quarantine import Suspicion

# Captures and time, both: a page may be looked at every minute or every month.
_RELEASE = (4, timedelta(days=2))  # a quarantine that stays so long is the page now
_RELEASE_SAME = (2, timedelta(days=7))  # when it showed the same text each time
_RELEASE_HARD = (8, timedelta(days=30))  # when the text cannot be the page's own
_LONG = (3, timedelta(days=14))  # a text that stood so long is not a passing variant: its end is news
_LONG_ALTERNATING = (6, timedelta(days=60))  # the same on a page that is known to alternate
_STEADY = (4, timedelta(days=3))  # what came and went before must stay so long
_FLICKERED = 2  # times
_FULLER = 3.0  # times the text of a doubtful first capture
ALTERNATING = "alternating"
_HALF = 10  # hexadecimal digits for each side of an edit


class Action(StrEnum):
    FIRST = "first"  # the first text of this page
    KEEP = "keep"  # the wording in force stands; a pending change, if any, is over
    OPEN = "open"  # something new: wait for a second capture
    WAIT = "wait"  # still the pending text, which must stay longer because it came and went before
    PUBLISH = "publish"  # confirmed
    UNDO = "undo"  # confirmed, and takes back what was settled: recorded as reverted
    TURN = "turn"  # confirmed, and one more turn of texts that are known to alternate: not recorded as a change
    HOLD = "hold"  # not the page: quarantined


@dataclass(frozen=True, slots=True)
class Sight:
    """One capture as settlement sees it."""

    at: datetime
    version: str
    snapshot: int
    edits: tuple[str, ...] = ()  # keys of the edits against the wording in force; none: nothing that counts differs
    suspicion: Suspicion | None = None  # why it may not be the page
    change: str = ""  # id of the change it would be, when it has edits
    repeated: bool = False  # the same capture once more, against a text that it confirmed in part
    growth: float = 1.0  # its text is so many times as long as the wording in force


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    memory: Memory
    over: Pending | None = None  # pending change that ends without being published
    confirmed: Pending | None = None  # with PUBLISH, UNDO and TURN: the first sight of what is now confirmed
    silent: frozenset[str] = frozenset()  # with PUBLISH: keys of its edits that are not told
    relates_to: str | None = None  # the settled change that is taken back
    flags: tuple[str, ...] = ()
    ended: Held | None = None  # the quarantine that this sight ends
    again: bool = False  # more differs than was confirmed: compare with the text that is now in force, and settle again


def edit_key(old: str | None, new: str | None) -> str:
    """Names an edit by its wording, whatever its place; relative times do not count."""
    return _text_key(old) + _text_key(new)


def _text_key(text: str | None) -> str:
    return hashlib.sha256(comparable(text or "").encode("utf-8", "surrogatepass")).hexdigest()[:_HALF]


def undoing(key: str) -> str:
    """The key of the edit that takes this one back."""
    return key[_HALF:] + key[:_HALF]


def settle(memory: Memory, sight: Sight) -> Verdict:
    """Decide what a capture amounts to."""
    held = memory.held
    if sight.suspicion and not (held and held.released):
        held = _held_on(held, sight, sight.suspicion)
        if not _stays(held, sight):
            return Verdict(Action.HOLD, replace(memory, held=held))
        held = replace(held, released=True)
        if memory.standing and set(held.edits) & set(sight.edits):
            # Its first sight was that of the first capture held back.
            pending = Pending(held.change, held.version, held.snapshot, held.since, held.edits)
            return _release(_decide(replace(memory, pending=pending), sight), memory, held)
    verdict = _decide(memory, sight)
    if held and held.released and sight.suspicion:
        if verdict.action is Action.OPEN:
            return replace(verdict, memory=replace(verdict.memory, held=held))
        if verdict.action is Action.FIRST and verdict.memory.standing:
            doubtful = replace(verdict.memory.standing, doubtful=True)
            verdict = replace(verdict, memory=replace(verdict.memory, standing=doubtful))
        return _release(verdict, memory, held)
    return replace(verdict, memory=replace(verdict.memory, held=None), ended=held)


def _held_on(held: Held | None, sight: Sight, why: Suspicion) -> Held:
    if held is None:
        return Held(
            why.reason, sight.at, 1, why.hard, False, sight.change, sight.version, sight.snapshot, sight.edits[:KEYS]
        )
    return replace(held, reason=why.reason, hard=why.hard, captures=held.captures + 1)


def _stays(held: Held, sight: Sight) -> bool:
    stayed = sight.at - held.since
    same = held.version == sight.version or not set(held.edits).isdisjoint(sight.edits)
    bounds = [_RELEASE_HARD] if held.hard else [_RELEASE, _RELEASE_SAME] if same else [_RELEASE]
    return any(held.captures >= captures and stayed >= time for captures, time in bounds)


def _release(verdict: Verdict, memory: Memory, held: Held) -> Verdict:
    """The end of a quarantine that stayed: its history goes with the change."""
    flag = f"held back since {day(held.since)}: {held.reason}"
    over = verdict.over or (memory.pending if memory.pending != verdict.confirmed else None)
    return replace(
        verdict, memory=replace(verdict.memory, held=None), over=over, flags=(*verdict.flags, flag), ended=held
    )


def _decide(memory: Memory, sight: Sight) -> Verdict:
    standing, pending = memory.standing, memory.pending
    seen = replace(memory, last=sight.version, sights=memory.sights + 1, variants=_with_variant(memory.variants, sight))
    here = Standing(sight.version, sight.snapshot, sight.at)
    if standing is None or _is_first_real(memory, standing, sight):
        return Verdict(Action.FIRST, replace(seen, standing=here, pending=None), over=pending)
    if sight.version == standing.version or not sight.edits:
        here = replace(here, doubtful=standing.doubtful)
        return Verdict(Action.KEEP, _drop_pending(seen, here, sight), over=pending)
    shared = [] if pending is None else [key for key in pending.edits if key in set(sight.edits)]
    if pending is None or (pending.version != sight.version and not shared):
        known = all(_turns(memory, key) >= 2 for key in sight.edits)
        change = "" if known and memory.alternating else sight.change
        opened = Pending(change, sight.version, sight.snapshot, sight.at, sight.edits[:KEYS])
        return Verdict(Action.OPEN, replace(_drop_pending(seen, standing, sight), pending=opened), over=pending)
    if _must_stay(memory, pending, sight):
        pending = replace(pending, captures=pending.captures + 1)
        return Verdict(Action.WAIT, replace(seen, pending=pending))
    return _confirm(seen, pending, sight, shared or list(pending.edits))


def _confirm(memory: Memory, pending: Pending, sight: Sight, shared: list[str]) -> Verdict:
    """What a second capture shows is settled; whether it is told depends on what was settled before."""
    standing = memory.standing
    assert standing is not None
    undone = {key: entry for key in shared if (entry := _undone(memory, key))}
    news = [key for key in shared if key not in undone or _stood_long(memory, undone[key], pending.at)]
    fresh = tuple(Told(key, pending.change, pending.at, standing.at, memory.sights) for key in shared)
    whole = pending.version == sight.version
    after = Standing(pending.version, pending.snapshot, pending.at)
    settled = replace(
        memory,
        standing=replace(after, snapshot=sight.snapshot, at=sight.at) if whole else after,
        pending=None,
        told=(memory.told + fresh[:KEYS])[-TOLD:],
    )
    newest = max(undone.values(), key=lambda entry: entry.at, default=None)
    verdict = Verdict(
        Action.PUBLISH if news else Action.UNDO,
        settled,
        confirmed=pending,
        silent=frozenset(pending.edits) - frozenset(news) if news else frozenset(),
        relates_to=newest.change or None if newest else None,
        again=not whole,
    )
    returned = max((undone[key] for key in news if key in undone), key=lambda entry: entry.at, default=None)
    if news:
        flags = (f"back to the wording of {day(returned.without)}",) if returned else ()
        return replace(verdict, relates_to=returned.change or None if returned else None, flags=flags)
    if any(_turns(memory, key) >= 2 for key in shared):
        if memory.alternating:
            return replace(verdict, action=Action.TURN)
        settled = replace(settled, alternating=sight.at)
        return replace(verdict, memory=settled, flags=(ALTERNATING,))
    return verdict


def _is_first_real(memory: Memory, standing: Standing, sight: Sight) -> bool:
    """Whether all that was seen so far was a shell or an error page, and this is the page's first text."""
    return standing.doubtful and not memory.told and sight.growth >= _FULLER


def _undone(memory: Memory, key: str) -> Told | None:
    """The newest settled edit that this one takes back."""
    return next((entry for entry in reversed(memory.told) if entry.edit == undoing(key)), None)


def _turns(memory: Memory, key: str) -> int:
    """How often this edit or its undoing was settled, or was gone before it was."""
    settled = sum(entry.edit in (key, undoing(key)) for entry in memory.told)
    return settled + sum(flicker.times for flicker in memory.flickers if flicker.edit == key)


def _stood_long(memory: Memory, entry: Told, until: datetime) -> bool:
    """Whether the text of a settled edit was in force for long. It stood until the undoing was first seen."""
    captures, time = _LONG_ALTERNATING if _turns(memory, entry.edit) >= 2 else _LONG
    return memory.sights - entry.sights >= captures and until - entry.at >= time


def _must_stay(memory: Memory, pending: Pending, sight: Sight) -> bool:
    """Whether this text came and went so often that a second sight says little."""
    flickered = {flicker.edit for flicker in memory.flickers if flicker.times >= _FLICKERED}
    if not all(key in flickered for key in pending.edits):
        return False
    captures, time = _STEADY
    return pending.captures + 1 < captures or sight.at - pending.at < time


def _drop_pending(memory: Memory, standing: Standing, sight: Sight) -> Memory:
    """The pending text is over: its edits are remembered as seen once."""
    if memory.pending is None:
        return replace(memory, standing=standing)
    times = {flicker.edit: flicker.times for flicker in memory.flickers}
    gone = [key for key in memory.pending.edits if key not in set(sight.edits)]
    kept = [flicker for flicker in memory.flickers if flicker.edit not in set(gone)]
    flickers = (*kept, *(Flicker(key, times.get(key, 0) + 1, sight.at) for key in gone))
    return replace(memory, standing=standing, pending=None, flickers=flickers[-FLICKERS:])


def _with_variant(variants: tuple[Variant, ...], sight: Sight) -> tuple[Variant, ...]:
    known = next((variant for variant in variants if variant.version == sight.version), None)
    rest = tuple(variant for variant in variants if variant is not known)
    captures, first = (known.captures, known.first) if known else (0, sight.at)
    return (*rest, Variant(sight.version, captures + 1, first, sight.at))[-VARIANTS:]


def day(at: datetime) -> str:
    """A date as people write it: 12 March 2026."""
    return f"{at.day} {at:%B %Y}"
