"""What settlement decided, into the record: changes opened, told, taken back or ended, and the wording that is told.

A change names one capture in which all its old words stood and one with all its new ones, so that each quotation can
be checked. The told wording may have lines of several earlier texts: differences from lines of different ones are
different changes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tracker.compare import another_text, sum_up
from tracker.model import (
    SUPERSEDED,
    Block,
    Change,
    ChangeStatus,
    Comparison,
    Edit,
    Page,
    PageState,
    Statement,
    Why,
    iso,
)
from tracker.model.dates import day_words
from tracker.record.announced import with_announcement
from tracker.record.dated import edited_after, editions_flag
from tracker.record.made import made, with_edits
from tracker.record.same_site import fold_same_site
from tracker.record.store import Store
from tracker.settle import (
    KEYS,
    Action,
    EarlierText,
    Memory,
    Pending,
    Settled,
    Sight,
    Standing,
    Verdict,
    edit_key,
    holding,
    masked_key,
    own_date_flags,
    partly_told,
    told_wording,
    why_waiting,
)
from tracker.watch.look import Outcome, compare_graded

log = logging.getLogger("tracker")
_ORIGINS = 8  # earlier texts of which the told wording may have lines
_LINES = 60  # that came, and that went, by which a rewritten text is known
_RETURNED = "its words are again those of {}"


def change_id(page: str, before: str, after: str, first_with: str) -> str:
    """Sixteen hexadecimal digits made of the page, both versions and the time of first sight: the same in any store."""
    return hashlib.sha256("\n".join((page, before, after, first_with)).encode()).hexdigest()[:16]


def told_text(store: Store, state: PageState) -> Statement | None:
    """The told wording of a page: what its next capture is compared with. None when it was never seen."""
    known = store.wording_in_force(state.page, state)
    return None if known is None else told_wording(Memory.load(state.memory).standing, known)


def keys_of(comparison: Comparison | None, known: Statement | None, seen: Statement) -> tuple[str, ...]:
    """The keys by which the edits of a comparison are settled."""
    if comparison is None or known is None:
        return ()
    keys = [edit_key(edit.old, edit.new) for edit in comparison.edits]
    if comparison.rewritten:  # its edits are few, and it is known by the lines that went and came, so its end is too
        before, after = ([block.text for block in text.wording] for text in (known, seen))
        went, came = _missing(before, after), _missing(after, before)
        keys = [*keys[:_LINES], *(edit_key(line, None) for line in went), *(edit_key(None, line) for line in came)]
    return tuple(dict.fromkeys(keys))


def masks_of(comparison: Comparison) -> dict[str, str]:
    """The keys of edits with numbers, each with the key in which these are masked."""
    found = ((edit, masked_key(edit.old, edit.new)) for edit in comparison.edits)
    return {edit_key(edit.old, edit.new): mask for edit, mask in found if mask}


def _missing(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    there = set(others)
    return [line for line in dict.fromkeys(lines) if line not in there][:_LINES]


def is_whole(comparison: Comparison | None) -> bool:
    """Whether its edits are not all listed, or too many to be remembered one by one."""
    return comparison is not None and (comparison.rewritten or len(comparison.edits) > KEYS)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a verdict in the record."""

    memory: Memory
    change: Change | None = None  # the one to speak of


def apply(store: Store, outcome: Outcome, memory: Memory, sight: Sight, verdict: Verdict) -> Applied:
    """Write the changes that a verdict opens, settles or ends. `memory` is that from before it."""
    log.debug("%s: %s: %s", outcome.job.page.id, verdict.action, verdict.why.said)
    return _Writing(store, outcome, memory, sight, verdict).write()


class _Writing:
    """One verdict on its way into the record."""

    def __init__(self, store: Store, outcome: Outcome, memory: Memory, sight: Sight, verdict: Verdict) -> None:
        self.store, self.outcome, self.memory, self.sight, self.verdict = store, outcome, memory, sight, verdict
        self.page: Page = outcome.job.page

    def write(self) -> Applied:
        verdict = self.verdict
        after = verdict.memory
        ended = [change for each in verdict.over if (change := self._end(each))]
        settled = [change for each in verdict.settled for change in self._settle(each)]
        if verdict.ended and (kept := self.store.changes.get(verdict.ended.change)) and kept.settled_at is None:
            self.store.changes.save(replace(kept, settled_at=self.sight.at))
        if verdict.left and after.standing:
            after = replace(after, standing=self._partly_told(after.standing))
        opened = []
        if verdict.opened:
            fresh = [self._open(each) for each in verdict.opened]
            opened = [change for _, changes in fresh for change in changes]
            waiting = tuple(each for each in after.pending if each not in verdict.opened)
            after = replace(after, pending=(*waiting, *(each for split, _ in fresh for each in split)))
        if verdict.action is Action.HOLD:
            held = self._hold()
            return Applied(after, held)
        spoken = [c for c in settled if c.status is ChangeStatus.PUBLISHED] or settled or opened or ended
        return Applied(after, spoken[0] if spoken else None)

    # -- the texts

    @cached_property
    def told(self) -> Statement:
        """The told wording before this sight."""
        known = self.outcome.job.known or told_text(self.store, self.store.pages.state(self.page.id))
        assert known is not None
        return known

    @cached_property
    def seen(self) -> Statement:
        """What this sight shows."""
        statement = self.outcome.statement or self.store.versions.get(self.page.id, self.sight.version)
        assert statement is not None
        return statement

    @cached_property
    def comparison(self) -> Comparison:
        """Between these two."""
        if self.outcome.statement is not None and self.outcome.comparison is not None:
            return self.outcome.comparison
        return compare_graded(self.told, self.seen, self.page.language)

    @cached_property
    def origins(self) -> list[tuple[EarlierText, Statement]]:
        """The captures in which the told words stood, the one in force first."""
        standing = self.memory.standing
        assert standing is not None
        found = []
        for origin in (EarlierText(standing.version, standing.snapshot, standing.at), *standing.origins):
            if statement := self.store.versions.get(self.page.id, origin.version):
                found.append((origin, statement))
        return found

    # -- changes

    def _end(self, pending: Pending) -> Change | None:
        change = self.store.changes.get(pending.change) if pending.change else None
        if change is None or change.status is not ChangeStatus.PENDING:
            return None
        flags = (*change.flags, SUPERSEDED) if self.verdict.settled else change.flags
        why = Why("it was gone at the next look, before a second capture showed it")
        ended = replace(change, status=ChangeStatus.REVERTED, settled_at=self.sight.at, flags=flags, why=why)
        return self.store.changes.save(ended)

    def _open(self, pending: Pending) -> tuple[list[Pending], list[Change]]:
        """The changes that wait from now on: one for each text that their old words stood in."""
        if not pending.change:
            return [pending], []
        split: list[Pending] = []
        changes: list[Change] = []
        for origin, edits in self._by_origin(self._own(self.comparison, pending), pending.whole):
            keys = [edit_key(edit.old, edit.new) for edit in edits]
            id_ = change_id(self.page.id, origin.version, pending.version, iso(pending.at)) if split else pending.change
            masks = dict(zip(pending.edits, pending.masks, strict=False))
            own = pending.edits if pending.whole else tuple(key for key in pending.edits if key in set(keys))
            part = replace(
                pending, change=id_, edits=own, masks=tuple(masks.get(key, "") for key in own) if masks else ()
            )
            split.append(part)
            change = self._made(id_, origin, part, edits, self._summed(edits, self.comparison), self.seen)
            changes.append(self.store.changes.save(replace(change, why=why_waiting((part,)))))
        return split, changes

    def _settle(self, settled: Settled) -> list[Change]:
        """The changes that are told now, with the capture that showed them first."""
        pending = settled.pending
        known = self.store.changes.get(pending.change) if pending.change else None
        if known is None or known.status is ChangeStatus.QUARANTINED or settled.anew:
            made = self._anew(settled)
        elif pending.whole:
            made = [known]
        else:
            edits = self._own(known, pending)
            made = [known] if edits == known.edits else [with_edits(known, edits)]
        status = ChangeStatus.PUBLISHED if settled.action is Action.PUBLISH else ChangeStatus.REVERTED
        saved = [
            self.store.changes.save(
                replace(
                    change,
                    headline=another_text(change.headline, settled.another_since)
                    if settled.another_since and change.rewritten
                    else change.headline,
                    status=status,
                    settled_at=self.sight.at,
                    relates_to=settled.relates_to,
                    flags=(*change.flags, *settled.flags),
                    edits=tuple(_noted(edit, settled) for edit in change.edits),
                    why=settled.why,
                )
            )
            for change in made
        ]
        folded = (fold_same_site(self.store, self.page, change) for change in saved)
        return [with_announcement(self.store, self.page, change) for change in folded]

    def _anew(self, settled: Settled) -> list[Change]:
        """The changes of what was not recorded while it waited, or shows other numbers now."""
        pending = settled.pending
        first = None if settled.anew else self.store.versions.get(self.page.id, pending.version)
        comparison, seen = self.comparison, self.seen
        if first is not None and pending.version != self.sight.version:
            comparison, seen = compare_graded(self.told, first, self.page.language), first
        keys = tuple(settled.anew.get(key, key) for key in pending.edits)
        edits = self._own(comparison, replace(pending, edits=keys))
        if not edits and first is not None:  # beside the other words of that text they were paired otherwise
            comparison, seen = self.comparison, self.seen
            edits = self._own(comparison, replace(pending, edits=keys))
        if seen is self.seen and pending.version != self.sight.version:
            pending = replace(pending, version=self.sight.version, snapshot=self.sight.snapshot)
        made: list[Change] = []
        for origin, own in self._by_origin(edits, pending.whole):
            id_ = pending.change
            if made or not id_:  # beside others that were first seen with it
                first_with = f"{iso(pending.at)} {pending.patience}"
                id_ = change_id(self.page.id, origin.version, pending.version, first_with)
            made.append(self._made(id_, origin, pending, own, self._summed(own, comparison), seen))
        return made

    def _own(self, told: Comparison | Change, pending: Pending) -> tuple[Edit, ...]:
        """The edits that wait together."""
        if pending.whole:
            return told.edits
        keys = set(pending.edits)
        return tuple(edit for edit in told.edits if edit_key(edit.old, edit.new) in keys)

    def _by_origin(self, edits: Sequence[Edit], whole: bool) -> list[tuple[EarlierText, tuple[Edit, ...]]]:
        """Edits by the capture in which their old words stood."""
        first = self.origins[0][0]
        if whole or not (self.memory.standing and self.memory.standing.parts):
            return [(first, tuple(edits))]
        found: dict[EarlierText, list[Edit]] = {}
        texts = dict(self.origins)
        for edit in edits:
            origin = first if edit.old is None else holding([edit.old], self.origins) or first
            at = None if edit.old is None else _place(edit.old, texts[origin].wording, edit.old_at)
            found.setdefault(origin, []).append(replace(edit, old_at=at))
        return [(origin, tuple(own)) for origin, own in found.items()]

    @staticmethod
    def _summed(edits: tuple[Edit, ...], comparison: Comparison) -> Comparison:
        same = len(edits) == len(comparison.edits)
        return replace(comparison, edits=edits) if same or comparison.rewritten else sum_up(edits)

    def _made(
        self,
        id_: str,
        before: EarlierText,
        pending: Pending,
        edits: tuple[Edit, ...],
        comparison: Comparison,
        seen: Statement,
    ) -> Change:
        without = pending.without or before.at
        change = made(self.store, self.page, id_, before, pending, comparison, without)
        flags = own_date_flags(self.told, seen, comparison)
        if self.page.taken is not None:
            flags = (*edited_after(self.store, self.page, pending.at), *flags)
        between = editions_flag(self.store, self.page, change.before.snapshot, change.after.snapshot)
        return replace(change, edits=edits, flags=(*between, *flags))

    def _hold(self) -> Change | None:
        held, suspicion = self.verdict.memory.held, self.sight.suspicion
        if held is None or held.captures != 1 or self.outcome.comparison is None:
            return None
        pending = Pending(held.change, held.version, held.snapshot, held.since, held.edits, without=self.memory.seen)
        origin = self.origins[0][0]
        change = self._made(held.change, origin, pending, self.comparison.edits, self.comparison, self.seen)
        reason = suspicion.reason if suspicion else change.reason
        return self.store.changes.save(
            replace(change, status=ChangeStatus.QUARANTINED, reason=reason, why=self.verdict.why)
        )

    # -- the told wording

    def _partly_told(self, standing: Standing) -> Standing:
        """The told wording after this sight, in which what waits has its old words."""
        numbered = enumerate(self.comparison.edits)
        waiting = [(n, edit) for n, edit in numbered if edit_key(edit.old, edit.new) in self.verdict.left]
        parts = partly_told(self.told, self.seen, dict(waiting))
        needed = [edit.old for _, edit in waiting if edit.old is not None]
        lines = [holding([old], self.origins) for old in needed]
        origins = tuple(dict.fromkeys(origin for origin in lines if origin is not None))[:_ORIGINS]
        return replace(standing, parts=parts, origins=origins)


def _noted(edit: Edit, settled: Settled) -> Edit:
    """The edit, with the day whose words it brings back, when it does."""
    at = settled.returned.get(edit_key(edit.old, edit.new))
    return edit if at is None else replace(edit, reason=f"{edit.reason}; {_RETURNED.format(day_words(at))}")


def _place(quote: str, wording: Sequence[Block], near: int | None) -> int | None:
    """The block that begins these words, the one nearest to where they were."""
    words = " ".join(quote.split())
    lines = enumerate(block.text for block in wording)
    found = [at for at, text in lines if words in text or (text and words.startswith(text))]
    return min(found, key=lambda at: abs(at - (near or 0)), default=None)
