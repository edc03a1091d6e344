"""When a change is news. Pure: told what was seen and remembered, returns what to do and what to remember.

A new text is published when a second capture shows it, or shows some of its edits: then what the page says besides may
flicker without holding the news back. A text that is gone before that was never news.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.settle.memory import Held, Memory, Pending, Standing, Told
from tracker.text import comparable
from tracker.types import Edit

RELEASE_CAPTURES = 4  # a quarantine that stays so long, by both measures, is the page now
RELEASE_AFTER = timedelta(days=2)
REMEMBER = 400  # published edits a page's undoings are recognised among


class Action(StrEnum):
    FIRST = "first"  # the first text of this page
    KEEP = "keep"  # the wording in force stands; a pending change, if any, is over
    OPEN = "open"  # something new: wait for a second capture
    PUBLISH = "publish"  # confirmed
    UNDO = "undo"  # confirmed, and takes back what was published: recorded as reverted
    HOLD = "hold"  # not the page: quarantined


@dataclass(frozen=True, slots=True)
class Sight:
    """One capture as settlement sees it."""

    at: datetime
    version: str
    snapshot: int
    edits: tuple[Edit, ...] = ()  # against the wording in force; none: nothing that counts differs
    suspicion: str | None = None  # why it may not be the page
    change: str = ""  # id of the change it would be, when it has edits


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    memory: Memory
    over: str | None = None  # pending change that ends without being published
    confirmed: Pending | None = None  # with PUBLISH and UNDO: the first sight of what is now confirmed
    undoes: str | None = None  # with UNDO: the published change that is taken back
    ended: Held | None = None  # the quarantine that this sight ends


def edit_key(old: str | None, new: str | None) -> str:
    """Names an edit by its wording, whatever its place; relative times do not count."""
    text = "\0".join(comparable(side or "") for side in (old, new))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def settle(memory: Memory, sight: Sight) -> Verdict:
    """Decide what a capture amounts to."""
    held = memory.held
    if sight.suspicion and memory.standing and not (held and held.released):
        held = held or Held(sight.suspicion, sight.at, 0)
        held = replace(held, reason=sight.suspicion, captures=held.captures + 1)
        if held.captures < RELEASE_CAPTURES or sight.at - held.since < RELEASE_AFTER:
            return Verdict(Action.HOLD, replace(memory, held=held))
        held = replace(held, released=True)
    verdict = _decide(memory, sight)
    if held and held.released and verdict.action is Action.OPEN:
        return replace(verdict, memory=replace(verdict.memory, held=held))
    return replace(verdict, memory=replace(verdict.memory, held=None), ended=held)


def _decide(memory: Memory, sight: Sight) -> Verdict:
    standing, pending = memory.standing, memory.pending
    seen = replace(memory, last=sight.version)
    here = Standing(sight.version, sight.snapshot, sight.at)
    if standing is None:
        return Verdict(Action.FIRST, replace(seen, standing=here))
    if sight.version == standing.version or not sight.edits:
        return Verdict(
            Action.KEEP, replace(seen, standing=here, pending=None), over=pending.change if pending else None
        )
    keys = tuple(edit_key(edit.old, edit.new) for edit in sight.edits)
    if pending is None or (pending.version != sight.version and not set(keys) & set(pending.edits)):
        opened = Pending(sight.change, sight.version, sight.snapshot, sight.at, keys)
        return Verdict(Action.OPEN, replace(seen, pending=opened), over=pending.change if pending else None)
    told = {entry.inverse: entry for entry in memory.told}
    undone = [told[key] for key in keys if key in told]
    change = pending.change if pending.version == sight.version else sight.change
    fresh = tuple(
        Told(key, edit_key(edit.new, edit.old), change, sight.at) for key, edit in zip(keys, sight.edits, strict=True)
    )
    settled = replace(seen, standing=here, pending=None, told=(memory.told + fresh)[-REMEMBER:])
    over = pending.change if pending.version != sight.version else None
    if len(undone) == len(keys):
        return Verdict(Action.UNDO, settled, over=over, confirmed=pending, undoes=undone[-1].change)
    return Verdict(Action.PUBLISH, settled, over=over, confirmed=pending)
