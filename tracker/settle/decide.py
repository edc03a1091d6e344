"""When a difference is news. Pure: told what was seen and remembered, returns what to do and what to remember.

Statement by statement: a capture is compared with the told wording, the sum of all that was told. Each difference is
settled by itself, once a second capture in a row shows it, and is told then; the rest waits for its own second sight.
So what was told always adds up to the wording that is told, and nothing that lasts is lost. A difference that is gone
before it was settled was never news. One that takes back a settled one is told as a reversal, or as news when it comes
with others or late. After that the page alternates, which is said once: such a difference waits for months.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model import Why
from tracker.model.text import comparable
from tracker.settle.memory import (
    FLICKERS,
    KEYS,
    TOLD,
    VARIANTS,
    Flicker,
    Held,
    Memory,
    Patience,
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
_LONG = (3, timedelta(days=14))  # a text that stood so long is not a passing variant: its end is more than a reversal
_PATIENCE = {
    Patience.TWICE: (2, timedelta(0)),
    Patience.STEADY: (4, timedelta(days=3)),
    Patience.TURNING: (6, timedelta(days=60)),
}
_FLICKERED = 2  # times
_TURNED = 2  # settled differences that took a statement in and out again
_FULLER = 3.0  # times the text of a doubtful first capture
ALTERNATING = "alternating"
_HALF = 10  # hexadecimal digits for each side of an edit
_NONE = hashlib.sha256(b"").hexdigest()[:_HALF]  # the side of an edit that is not there
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago"
    r"|dic)[a-zéûäç]*\.?"
)
_MOVES_ON = re.compile(  # what a counter, a clock or a date of the day moves on by
    rf"\b{_MONTH}\s(?=\d)|(?<=\d)(?:\.|st|nd|rd|th)?\s(?:de\s)?{_MONTH}(?=\W|$)|\d+(?:[.,:\s\u00a0\u202f/-]\d+)*",
    re.IGNORECASE,
)


class Action(StrEnum):
    FIRST = "first"  # the first text of this page
    KEEP = "keep"  # the told wording stands; what waited, if anything, is over
    OPEN = "open"  # something new: wait for a second capture
    WAIT = "wait"  # nothing new, and what differs must stay longer
    PUBLISH = "publish"  # something is confirmed
    UNDO = "undo"  # what is confirmed takes back what was settled: recorded as reverted
    HOLD = "hold"  # not the page: quarantined


@dataclass(frozen=True, slots=True)
class Sight:
    """One capture as settlement sees it."""

    at: datetime
    version: str
    snapshot: int
    edits: tuple[str, ...] = ()  # keys of the edits against the told wording; none: nothing that counts differs
    suspicion: Suspicion | None = None  # why it may not be the page
    change: str = ""  # id of the change it would be, when it has edits
    repeated: bool = False  # the same capture once more, against a text that it confirmed
    growth: float = 1.0  # its text is so many times as long as the told wording
    masks: Mapping[str, str] = field(default_factory=dict)  # for edits with numbers: key -> key with these masked
    whole: bool = False  # its edits are not all listed: the text is settled as one


@dataclass(frozen=True, slots=True)
class Settled:
    """Differences that this sight confirms, as one change."""

    pending: Pending  # their first sight
    action: Action  # PUBLISH or UNDO
    why: Why
    relates_to: str | None = None  # the settled change that is taken back
    flags: tuple[str, ...] = ()
    returned: Mapping[str, datetime] = field(default_factory=dict)  # edits whose words are those of that time again
    anew: Mapping[str, str] = field(default_factory=dict)  # edits whose numbers moved on -> as this sight shows them


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    memory: Memory
    why: Why
    over: tuple[Pending, ...] = ()  # what waited and ends without being told
    settled: tuple[Settled, ...] = ()
    opened: tuple[Pending, ...] = ()  # in the memory, too
    left: frozenset[str] = frozenset()  # keys of this sight's edits that are not told, beside settled ones
    ended: Held | None = None  # the quarantine that this sight ends
    again: bool = False  # more differs than was confirmed as a whole: compare with the text that is now told
    alternates: str | None = None  # with the first proof of it: the change that was turned back last; "" for none


def edit_key(old: str | None, new: str | None) -> str:
    """Names an edit by its wording, whatever its place; relative times do not count."""
    return _text_key(old) + _text_key(new)


def masked_key(old: str | None, new: str | None) -> str | None:
    """The key of an edit with its numbers, clocks and dates masked; None when what came has none."""
    if not new or not _MOVES_ON.search(new):
        return None
    return _text_key(_MOVES_ON.sub("0", old or "")) + _text_key(_MOVES_ON.sub("0", new))


def _text_key(text: str | None) -> str:
    return hashlib.sha256(comparable(text or "").encode("utf-8", "surrogatepass")).hexdigest()[:_HALF]


def undoing(key: str) -> str:
    """The key of the edit that takes this one back."""
    return key[_HALF:] + key[:_HALF]


def _sides(key: str) -> set[str]:
    """The statements that an edit takes out and puts in."""
    return {key[:_HALF], key[_HALF:]} - {_NONE}


def _only_counts(mask: str) -> bool:
    """Whether an edit moves numbers alone, by its masked key."""
    return bool(mask) and mask[:_HALF] == mask[_HALF:]


def settle(memory: Memory, sight: Sight) -> Verdict:
    """Decide what a capture amounts to."""
    held = memory.held
    if sight.suspicion and not (held and held.released):
        held = _held_on(held, sight, sight.suspicion)
        if not _stays(held, sight):
            return Verdict(Action.HOLD, replace(memory, held=held), _why_held(held))
        held = replace(held, released=True)
        if memory.standing and set(held.edits) & set(sight.edits):
            # Its first sight was that of the first capture held back.
            first = Pending(
                held.change, held.version, held.snapshot, held.since, held.edits, 1, memory.seen, whole=sight.whole
            )
            verdict = _decide(replace(memory, pending=(first,)), sight)
            return _release(replace(verdict, over=memory.pending), held)
    verdict = _decide(memory, sight)
    if held and held.released and sight.suspicion:
        if verdict.action is Action.OPEN:
            return replace(verdict, memory=replace(verdict.memory, held=held))
        if verdict.action is Action.FIRST and verdict.memory.standing:
            doubtful = replace(verdict.memory.standing, doubtful=True)
            verdict = replace(verdict, memory=replace(verdict.memory, standing=doubtful))
        return _release(verdict, held)
    return replace(verdict, memory=replace(verdict.memory, held=None), ended=held)


def _held_on(held: Held | None, sight: Sight, why: Suspicion) -> Held:
    if held is None:
        return Held(
            why.reason, sight.at, 1, why.hard, False, sight.change, sight.version, sight.snapshot, sight.edits[:KEYS]
        )
    return replace(held, reason=why.reason, hard=why.hard, captures=held.captures + 1)


def _why_held(held: Held) -> Why:
    said = "it may not be the page, so nothing of it is told until it stayed for long"
    facts = (("doubt", held.reason), ("captures", str(held.captures)), ("since", day(held.since)))
    return Why(said, facts)


def _stays(held: Held, sight: Sight) -> bool:
    stayed = sight.at - held.since
    same = held.version == sight.version or not set(held.edits).isdisjoint(sight.edits)
    bounds = [_RELEASE_HARD] if held.hard else [_RELEASE, _RELEASE_SAME] if same else [_RELEASE]
    return any(held.captures >= captures and stayed >= time for captures, time in bounds)


def _release(verdict: Verdict, held: Held) -> Verdict:
    """The end of a quarantine that stayed: its history goes with the change."""
    flag = f"held back since {day(held.since)}: {held.reason}"
    settled = tuple(replace(each, flags=(*each.flags, flag)) for each in verdict.settled)
    return replace(verdict, memory=replace(verdict.memory, held=None), settled=settled, ended=held)


@dataclass(slots=True)
class _Sorted:
    """What waited, by what a sight makes of it."""

    due: list[Pending] = field(default_factory=list)
    waiting: list[Pending] = field(default_factory=list)
    over: list[Pending] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)  # keys that this sight does not show -> masked keys
    anew: dict[str, str] = field(default_factory=dict)  # keys shown with other numbers -> as they are shown
    lasts: set[str] = field(default_factory=set)  # this sight's keys that were there before


def _decide(memory: Memory, sight: Sight) -> Verdict:
    standing = memory.standing
    seen = replace(
        memory,
        last=sight.version,
        seen=sight.at,
        sights=memory.sights + (not sight.repeated),
        variants=memory.variants if sight.repeated else _with_variant(memory.variants, sight),
    )
    here = Standing(sight.version, sight.snapshot, sight.at)
    if standing is None or _is_first_real(memory, standing, sight):
        why = Why("it is the first text of the page: all that comes is compared with it")
        return Verdict(Action.FIRST, replace(seen, standing=here, pending=()), why, over=memory.pending)
    if not sight.edits:
        here = replace(here, doubtful=standing.doubtful)
        after = replace(seen, standing=here, pending=(), flickers=_flickered(memory, _all_gone(memory.pending), sight))
        why = Why("the wording is what was told last" + ("; what differed is gone again" if memory.pending else ""))
        return Verdict(Action.KEEP, after, why, over=memory.pending)
    found = _sort(memory.pending, sight)
    opened = _opened(memory, sight, [key for key in sight.edits if key not in found.lasts])
    after = replace(seen, flickers=_flickered(memory, found.gone, sight))
    if not found.due:
        proof = _proof(memory, found.waiting)
        after = replace(
            after,
            pending=(*found.waiting, *opened),
            alternating=sight.at if proof is not None else after.alternating,
        )
        action = Action.OPEN if opened else Action.WAIT
        return Verdict(
            action, after, why_waiting((*opened, *found.waiting)), tuple(found.over), opened=opened, alternates=proof
        )
    return _confirm(after, sight, found, opened)


def _sort(pending: Sequence[Pending], sight: Sight) -> _Sorted:
    found = _Sorted()
    shown = set(sight.edits)
    known = {key for each in pending for key in each.edits}
    masked = {mask: key for key, mask in sight.masks.items() if key not in known}
    for each in pending:
        if sight.whole and not each.whole:  # part of a text that is settled as one
            found.over.append(each)
            continue
        masks = dict(zip(each.edits, each.masks, strict=False))
        kept = [key for key in each.edits if key in shown]
        ticked = {
            key: masked[mask]
            for key, mask in masks.items()
            if key not in shown and mask in masked and not _only_counts(mask)
        }
        lost = {key: masks.get(key, "") for key in each.edits if key not in shown and key not in ticked}
        if each.whole:
            if each.version != sight.version and 2 * len(kept) < min(len(each.edits), len(shown)):
                kept = []
            else:
                kept, ticked, lost = list(each.edits), {}, {}
                found.lasts |= shown
        if each.patience is not Patience.TURNING:
            found.gone |= lost
        if not kept and not ticked:
            found.over.append(each)
            continue
        found.lasts.update(kept, ticked.values())
        found.anew |= ticked
        edits = tuple(key for key in each.edits if key in kept or key in ticked)
        now = replace(
            each, edits=edits, masks=tuple(masks.get(key, "") for key in edits if masks), captures=each.captures + 1
        )
        (found.due if _is_due(now, sight) else found.waiting).append(now)
    return found


def _is_due(pending: Pending, sight: Sight) -> bool:
    captures, time = _PATIENCE[pending.patience]
    return pending.captures >= captures and sight.at - pending.at >= time


def _opened(memory: Memory, sight: Sight, fresh: Sequence[str]) -> tuple[Pending, ...]:
    """The differences that this sight shows first, by how long they must stay."""
    if not fresh:
        return ()
    if sight.whole:
        kinds = {_patience(memory, sight, key) for key in fresh}
        by = {max(kinds, key=list(Patience).index) if len(kinds) == 1 else Patience.TWICE: list(fresh)}
    else:
        by = {}
        for key in fresh:
            by.setdefault(_patience(memory, sight, key), []).append(key)
    without = memory.standing.at if sight.repeated and memory.standing else _without(memory, fresh)
    opened = []
    for patience in sorted(by, key=list(Patience).index):
        alone = len(by) == 1 and not memory.pending
        keys = tuple(by[patience][:KEYS])
        counts = all(_only_counts(sight.masks.get(key, "")) for key in keys)
        recorded = patience is Patience.TWICE or (patience is Patience.STEADY and alone and not counts)
        opened.append(
            Pending(
                sight.change if recorded else "",
                sight.version,
                sight.snapshot,
                sight.at,
                keys,
                1,
                without,
                patience,
                sight.whole,
                tuple(sight.masks.get(key, "") for key in keys) if sight.masks else (),
            )
        )
    return tuple(opened)


def _without(memory: Memory, fresh: Sequence[str]) -> datetime | None:
    """The last good capture that still showed the old words of all of these."""
    gone = {key[:_HALF] for key in fresh} - {_NONE}
    earlier = [each.without for each in memory.pending if any(key[:_HALF] in gone for key in each.edits)]
    return min(filter(None, (*earlier, memory.seen)), default=None)


def _patience(memory: Memory, sight: Sight, key: str) -> Patience:
    """How long a difference must stay that is seen now for the first time."""
    if _turns(memory, key) >= _TURNED and not _stood(memory, key, sight.at, _PATIENCE[Patience.TURNING]):
        return Patience.TURNING
    flickered = {each.edit for each in memory.flickers if each.times >= _FLICKERED}
    if key in flickered or sight.masks.get(key) in flickered:
        return Patience.STEADY
    old, new = key[:_HALF], key[_HALF:]
    known = _told_sides(memory)
    # Both sentences were told before, though never in this order: three texts or more that take turns.
    in_turn = _NONE not in (old, new) and old in known and new in known and not _undone(memory, key)
    return Patience.STEADY if in_turn and not _stood(memory, key, sight.at, _LONG) else Patience.TWICE


def _told_sides(memory: Memory) -> set[str]:
    return {side for entry in memory.told for side in _sides(entry.edit)}


def _confirm(memory: Memory, sight: Sight, found: _Sorted, opened: tuple[Pending, ...]) -> Verdict:
    """What a second capture shows is settled and told."""
    settled = tuple(_settled(memory, each, found.anew, sight) for each in found.due)
    fresh = [
        Told(key, each.pending.change, each.pending.at, _last_without(memory, each.pending), memory.sights)
        for each in settled
        for key in (found.anew.get(key, key) for key in each.pending.edits)
    ]
    memory = replace(memory, told=(*memory.told, *fresh)[-TOLD:])
    whole = next((each.pending for each in reversed(settled) if each.pending.whole), None)
    told = {found.anew.get(key, key) for each in settled for key in each.pending.edits}
    left = frozenset[str]()
    if whole is None:
        left = frozenset(sight.edits) - told
        standing = Standing(sight.version, sight.snapshot, sight.at)
    elif whole.version == sight.version:
        standing = Standing(sight.version, sight.snapshot, sight.at)
    else:
        standing = Standing(whole.version, whole.snapshot, whole.at)
    waiting = () if whole else (*found.waiting, *opened)
    over = (*found.over, *(found.waiting if whole else ()))
    published = [each for each in settled if each.action is Action.PUBLISH]
    action = Action.PUBLISH if published else Action.UNDO
    return Verdict(
        action,
        replace(memory, standing=standing, pending=waiting),
        (published or settled)[0].why,
        over,
        settled,
        () if whole else opened,
        left,
        again=whole is not None and whole.version != sight.version,
    )


def _last_without(memory: Memory, pending: Pending) -> datetime:
    assert memory.standing is not None
    return pending.without or memory.standing.at


def _settled(memory: Memory, pending: Pending, anew: Mapping[str, str], sight: Sight) -> Settled:
    """What confirmed differences are told as: news, or the end of what did not last."""
    anew = {key: anew[key] for key in pending.edits if key in anew}
    undone = {key: entry for key in pending.edits if (entry := _undone(memory, key))}
    returned = {key: entry.without for key in pending.edits if (entry := _gone_before(memory, key))}
    newest = max(undone.values(), key=lambda entry: entry.at, default=None)
    facts = _facts(pending, sight, memory)
    all_undone = newest is not None and len(undone) == len(pending.edits) and bool(newest.change)
    passing = pending.patience is not Patience.TURNING
    if all_undone and passing and not any(_stood_long(memory, entry, pending.at) for entry in undone.values()):
        assert newest is not None
        why = Why("it takes back what was told, which had not stood for long", (*facts, ("takes back", newest.change)))
        return Settled(pending, Action.UNDO, why, newest.change, anew=anew)
    dates = {day(at) for at in returned.values()}
    back = passing and newest is not None and len(returned) == len(pending.edits) == len(undone) and len(dates) == 1
    flags = (f"back to the wording of {dates.pop()}",) if back else ()
    if not passing:
        flags = (*flags, "it took turns with another text before, and stayed")
    return Settled(
        pending,
        Action.PUBLISH,
        Why(_SAID[pending.patience], facts),
        newest.change if back and newest is not None else None,
        flags,
        returned,
        anew,
    )


_SAID = {
    Patience.TWICE: "a second capture in a row shows it",
    Patience.STEADY: "it came and went before, and now stayed for days",
    Patience.TURNING: "it alternated with another text, and now stayed for months",
}
_WAITS = {
    Patience.TWICE: "it waits for a second capture that shows it, too",
    Patience.STEADY: "it came and went before, so it must stay for days before it is told",
    Patience.TURNING: "it alternates with another text, so it must stay for months before it is told",
}


def _facts(pending: Pending, sight: Sight, memory: Memory) -> tuple[tuple[str, str], ...]:
    return (
        ("captures in a row", str(pending.captures)),
        ("first seen", _minute(pending.at)),
        ("confirmed", _minute(sight.at)),
        ("last seen without", _minute(_last_without(memory, pending))),
    )


def why_waiting(pending: Sequence[Pending]) -> Why:
    """Why differences are not told yet, of those that wait the shortest."""
    first = min(pending, key=lambda each: list(Patience).index(each.patience))
    captures, time = _PATIENCE[first.patience]
    facts = [("captures in a row", str(first.captures)), ("first seen", _minute(first.at))]
    facts += [("captures needed", str(captures))]
    facts += [("days needed", str(time.days))] if time else []
    return Why(_WAITS[first.patience], tuple(facts))


def _proof(memory: Memory, waiting: Sequence[Pending]) -> str | None:
    """The change that was turned back last, when this is the first proof that texts take turns; None when it is not."""
    turning = [each for each in waiting if each.patience is Patience.TURNING]
    if memory.alternating or not turning:
        return None
    sides = {side for each in turning for key in each.edits for side in _sides(key)}
    return next((e.change for e in reversed(memory.told) if _sides(e.edit) & sides), "")


def _is_first_real(memory: Memory, standing: Standing, sight: Sight) -> bool:
    """Whether all that was seen so far was a shell or an error page, and this is the page's first text."""
    return standing.doubtful and not memory.told and sight.growth >= _FULLER


def _undone(memory: Memory, key: str) -> Told | None:
    """The settled edit that this one takes back, when it is the last that touched these words."""
    sides = _sides(key)
    last = next((entry for entry in reversed(memory.told) if _sides(entry.edit) & sides), None)
    return last if last is not None and last.edit == undoing(key) else None


def _gone_before(memory: Memory, key: str) -> Told | None:
    """The last settled edit by which the words went that this one brings back."""
    new = key[_HALF:]
    if new in (_NONE, key[:_HALF]):
        return None
    return next((entry for entry in reversed(memory.told) if entry.edit[:_HALF] == new), None)


def _turns(memory: Memory, key: str) -> int:
    """How often the statements of this edit were taken in or out by settled ones: the rarest of them counts."""
    told = [_sides(entry.edit) for entry in memory.told]
    return min((sum(side in each for each in told) for side in _sides(key)), default=0)


def _stood(memory: Memory, key: str, until: datetime, bound: tuple[int, timedelta]) -> bool:
    """Whether the statements of this edit were left as they are for long."""
    sides = _sides(key)
    last = next((entry for entry in reversed(memory.told) if _sides(entry.edit) & sides), None)
    captures, time = bound
    return last is None or (memory.sights - last.sights >= captures and until - last.at >= time)


def _stood_long(memory: Memory, entry: Told, until: datetime) -> bool:
    """Whether the text of a settled edit was told for long. It stood until the undoing was first seen."""
    captures, time = _LONG
    return memory.sights - entry.sights >= captures and until - entry.at >= time


def _all_gone(pending: Iterable[Pending]) -> dict[str, str]:
    return {
        key: dict(zip(each.edits, each.masks, strict=False)).get(key, "")
        for each in pending
        if each.patience is not Patience.TURNING
        for key in each.edits
    }


def _flickered(memory: Memory, gone: Mapping[str, str], sight: Sight) -> tuple[Flicker, ...]:
    """The edits that were gone before they were settled; those that move numbers alone are one, whatever these are."""
    if not gone:
        return memory.flickers
    names = dict.fromkeys(mask if _only_counts(mask) else key for key, mask in gone.items())
    times = {flicker.edit: flicker.times for flicker in memory.flickers}
    kept = [flicker for flicker in memory.flickers if flicker.edit not in names]
    return (*kept, *(Flicker(name, times.get(name, 0) + 1, sight.at) for name in names))[-FLICKERS:]


def _with_variant(variants: tuple[Variant, ...], sight: Sight) -> tuple[Variant, ...]:
    known = next((variant for variant in variants if variant.version == sight.version), None)
    rest = tuple(variant for variant in variants if variant is not known)
    captures, first = (known.captures, known.first) if known else (0, sight.at)
    return (*rest, Variant(sight.version, captures + 1, first, sight.at))[-VARIANTS:]


def day(at: datetime) -> str:
    """A date as people write it: 12 March 2026."""
    return f"{at.day} {at:%B %Y}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
