"""When a difference is news. Pure: told what was seen and remembered, returns what to do and what to remember.

Statement by statement: a capture is compared with the told wording, the sum of all that was told. Each difference is
settled by itself, once a second capture in a row shows it, and is told then; the rest waits for its own second sight.
So what was told always adds up to the wording that is told, and nothing that lasts is lost. A difference that is gone
before it was settled was never news. One that takes back a settled one is told as a reversal, or as news when it comes
with others or late. After that the page alternates, which is said once: such a difference waits for months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model import Why
from tracker.model.dates import day_words, minute_words
from tracker.settle.keys import HALF, NONE, only_counts
from tracker.settle.memory import (
    KEYS,
    TOLD,
    Held,
    Memory,
    Patience,
    Pending,
    Standing,
    Told,
)
from tracker.settle.recall import (
    LONG,
    flickered,
    gone_before,
    stood,
    stood_long,
    told_sides,
    turns,
    undone,
    with_variant,
)
from tracker.settle.suspicion import Suspicion

# Captures and time, both: a page may be looked at every minute or every month. What was tried in the place of each:
# docs/decisions/0028-statement-by-statement.md.
_RELEASE = (4, timedelta(days=2))  # a quarantine that stays so long is the page now
_RELEASE_SAME = (2, timedelta(days=7))  # when it showed the same text each time
_RELEASE_PARTIAL = (4, timedelta(days=7))  # when it may be a part of the page's text that arrived
_RELEASE_HARD = (8, timedelta(days=30))  # when the text cannot be the page's own
_PATIENCE = {
    Patience.TWICE: (2, timedelta(0)),
    Patience.STEADY: (4, timedelta(days=3)),
    Patience.TURNING: (6, timedelta(days=60)),
}
_FLICKERED = 2  # times
_TURNED = 3  # settled differences that took a statement in, out, and in again
_FULLER = 3.0  # times the text of a doubtful first capture
ALTERNATING = "alternating"


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
    said: bool = False  # a person entered what was said: it alternates with nothing, and takes nothing back


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
    another_since: str = ""  # the day from which the address shows a text that cannot be the page's own


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
    alternates: bool = False  # it is the first proof that texts take turns


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
            reason=why.reason,
            since=sight.at,
            captures=1,
            hard=why.hard,
            partial=why.partial,
            elsewhere=why.elsewhere,
            change=sight.change,
            version=sight.version,
            snapshot=sight.snapshot,
            edits=sight.edits[:KEYS],
        )
    return replace(
        held,
        reason=why.reason,
        hard=why.hard,
        partial=why.partial,
        elsewhere=why.elsewhere,
        captures=held.captures + 1,
    )


def _why_held(held: Held) -> Why:
    said = "it may not be the page, so nothing of it is told until it stayed for long"
    facts = (("doubt", held.reason), ("captures", str(held.captures)), ("since", day_words(held.since)))
    return Why(said, facts)


def _stays(held: Held, sight: Sight) -> bool:
    if held.elsewhere:
        return False
    stayed = sight.at - held.since
    same = held.version == sight.version or not set(held.edits).isdisjoint(sight.edits)
    if held.hard or held.partial:
        bounds = [_RELEASE_HARD if held.hard else _RELEASE_PARTIAL]
    else:
        bounds = [_RELEASE, _RELEASE_SAME] if same else [_RELEASE]
    return any(held.captures >= captures and stayed >= time for captures, time in bounds)


def _release(verdict: Verdict, held: Held) -> Verdict:
    """The end of a quarantine that stayed: its history goes with the change."""
    flag = f"held back since {day_words(held.since)}: {held.reason}"
    since = day_words(held.since) if held.hard else ""
    settled = tuple(replace(each, flags=(*each.flags, flag), another_since=since) for each in verdict.settled)
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
        variants=memory.variants if sight.repeated else with_variant(memory.variants, sight.version, sight.at),
    )
    here = Standing(sight.version, sight.snapshot, sight.at)
    if standing is None or _is_first_real(memory, standing, sight):
        why = Why("it is the first text of the page: all that comes is compared with it")
        return Verdict(Action.FIRST, replace(seen, standing=here, pending=()), why, over=memory.pending)
    if not sight.edits:
        here = replace(here, doubtful=standing.doubtful)
        after = replace(
            seen, standing=here, pending=(), flickers=flickered(memory, _all_gone(memory.pending), sight.at)
        )
        why = Why("the wording is what was told last" + ("; what differed is gone again" if memory.pending else ""))
        return Verdict(Action.KEEP, after, why, over=memory.pending)
    found = _sort(memory.pending, sight)
    opened = _opened(memory, sight, [key for key in sight.edits if key not in found.lasts])
    after = replace(seen, flickers=flickered(memory, found.gone, sight.at))
    if not found.due:
        after = replace(after, pending=(*found.waiting, *opened))
        action = Action.OPEN if opened else Action.WAIT
        return Verdict(action, after, why_waiting((*opened, *found.waiting)), tuple(found.over), opened=opened)
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
            if key not in shown and mask in masked and not only_counts(mask)
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
        counts = all(only_counts(sight.masks.get(key, "")) for key in keys)
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
    gone = {key[:HALF] for key in fresh} - {NONE}
    earlier = [each.without for each in memory.pending if any(key[:HALF] in gone for key in each.edits)]
    return min(filter(None, (*earlier, memory.seen)), default=None)


def _patience(memory: Memory, sight: Sight, key: str) -> Patience:
    """How long a difference must stay that is seen now for the first time."""
    if sight.said:
        return Patience.TWICE
    if turns(memory, key) >= _TURNED and not stood(memory, key, sight.at, _PATIENCE[Patience.TURNING]):
        return Patience.TURNING
    restless = {each.edit for each in memory.flickers if each.times >= _FLICKERED}
    if key in restless or sight.masks.get(key) in restless:
        return Patience.STEADY
    old, new = key[:HALF], key[HALF:]
    known = told_sides(memory)
    # Both sentences were told before, though never in this order: three texts or more that take turns.
    in_turn = NONE not in (old, new) and old in known and new in known and not undone(memory, key)
    return Patience.STEADY if in_turn and not stood(memory, key, sight.at, LONG) else Patience.TWICE


def _confirm(memory: Memory, sight: Sight, found: _Sorted, opened: tuple[Pending, ...]) -> Verdict:
    """What a second capture shows is settled and told."""
    settled = tuple(_settled(memory, each, found.anew, sight) for each in found.due)
    fresh = [
        Told(key, each.pending.change, each.pending.at, _last_without(memory, each.pending), memory.sights)
        for each in settled
        for key in (found.anew.get(key, key) for key in each.pending.edits)
    ]
    proven = memory.alternating is None and any(ALTERNATING in each.flags for each in settled)
    alternating = sight.at if proven else memory.alternating
    memory = replace(memory, told=(*memory.told, *fresh)[-TOLD:], alternating=alternating)
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
        alternates=proven,
    )


def _last_without(memory: Memory, pending: Pending) -> datetime:
    assert memory.standing is not None
    return pending.without or memory.standing.at


def _settled(memory: Memory, pending: Pending, anew: Mapping[str, str], sight: Sight) -> Settled:
    """What confirmed differences are told as: news, or the end of what did not last."""
    anew = {key: anew[key] for key in pending.edits if key in anew}
    ends = {key: entry for key in pending.edits if (entry := undone(memory, key))}
    returned = {key: entry.without for key in pending.edits if (entry := gone_before(memory, key))}
    newest = max(ends.values(), key=lambda entry: entry.at, default=None)
    facts = _facts(pending, sight, memory)
    all_undone = newest is not None and len(ends) == len(pending.edits) and bool(newest.change)
    passing = pending.patience is not Patience.TURNING and not sight.said
    if all_undone and passing and not any(stood_long(memory, entry, pending.at) for entry in ends.values()):
        assert newest is not None
        why = Why("it takes back what was told, which had not stood for long", (*facts, ("takes back", newest.change)))
        flags = (ALTERNATING,) if min(turns(memory, key) for key in pending.edits) >= _TURNED - 1 else ()
        return Settled(pending, Action.UNDO, why, newest.change, flags, anew=anew)
    dates = {day_words(at) for at in returned.values()}
    back = passing and newest is not None and len(returned) == len(pending.edits) == len(ends) and len(dates) == 1
    flags = (f"back to the wording of {dates.pop()}",) if back else ()
    if pending.patience is Patience.TURNING:
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
        ("first seen", f"{minute_words(pending.at)} UTC"),
        ("confirmed", f"{minute_words(sight.at)} UTC"),
        ("last seen without", f"{minute_words(_last_without(memory, pending))} UTC"),
    )


def why_waiting(pending: Sequence[Pending]) -> Why:
    """Why differences are not told yet, of those that wait the shortest."""
    first = min(pending, key=lambda each: list(Patience).index(each.patience))
    captures, time = _PATIENCE[first.patience]
    facts = [("captures in a row", str(first.captures)), ("first seen", f"{minute_words(first.at)} UTC")]
    facts += [("captures needed", str(captures))]
    facts += [("days needed", str(time.days))] if time else []
    return Why(_WAITS[first.patience], tuple(facts))


def _is_first_real(memory: Memory, standing: Standing, sight: Sight) -> bool:
    """Whether all that was seen so far was a shell or an error page, and this is the page's first text."""
    return standing.doubtful and not memory.told and sight.growth >= _FULLER


def _all_gone(pending: Iterable[Pending]) -> dict[str, str]:
    return {
        key: dict(zip(each.edits, each.masks, strict=False)).get(key, "")
        for each in pending
        if each.patience is not Patience.TURNING
        for key in each.edits
    }
