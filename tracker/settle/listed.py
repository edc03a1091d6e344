"""Edits of a list of links to other pages, entry by entry.

What leaves such a list was not withdrawn: it stands where the entry leads. What comes is new, beside whatever left; two
entries are never one that changed, however alike their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.compare import compare
from tracker.model import Block, Comparison, Edit, EditKind, Severity, Statement
from tracker.model.shown import shorten
from tracker.read.listing import ListEntry, Listing, listing_of
from tracker.read.own_date import day_in

_ROLLING = 4  # entries of a list without dates that may be known by how it rolls
_QUOTED = 110  # characters of a headline
LEFT = "an entry left a list of links: what it leads to was not withdrawn by that"
_LABEL = "the date or the kind of an entry in a list of links"


def grade_listed(edits: Sequence[Edit], old: Statement, new: Statement) -> tuple[Edit, ...]:
    """The same edits in number and order, those of a list of articles as what they are there."""
    lists = _lists(old, new)
    return tuple(edits) if lists is None else tuple(_grade(edit, *lists, new) for edit in edits)


def listed_rewritten(found: Comparison, old: Statement, new: Statement) -> Comparison | None:
    """What to tell of a list that turned over whole; None when the text is mostly something else."""
    lists = _lists(old, new)
    if lists is None:
        return None
    before, after = lists
    inside = sum(entry.end - entry.first for listing in lists for entry in listing.entries)
    if 2 * inside < len(old.wording) + len(new.wording):
        return None
    known = {entry.target for entry in before.entries}
    fresh = [entry for entry in after.entries if entry.target not in known]
    headline = (
        f'{len(fresh)} new in the list: "{shorten(fresh[0].title, _QUOTED - 24)}"' if fresh else "the list is another"
    )
    reason = f"a list of links turned over: {len(fresh)} entries came, and what left was not withdrawn by that"
    return replace(found, headline=headline, reason=reason, severity=Severity.EDITORIAL)


def _lists(old: Statement, new: Statement) -> tuple[Listing, Listing] | None:
    """The lists of two texts of a page, when what leaves them rolls off."""
    before, after = listing_of(old), listing_of(new)
    if before.entries and (before.of_articles or after.of_articles or _rolls(before, after)):
        return before, after
    return None


def _rolls(before: Listing, after: Listing) -> bool:
    """Whether the last entries made room for as many that came first."""
    was, now = ([entry.target for entry in listing.entries] for listing in (before, after))
    kept = [target for target in was if target in set(now)]
    came = len(now) - len(kept)
    return len(was) == len(now) >= _ROLLING and 0 < came < len(now) and was[: len(kept)] == kept == now[came:]


def _grade(edit: Edit, before: Listing, after: Listing, new: Statement) -> Edit:
    was, now = before.entry_at(edit.old_at), after.entry_at(edit.new_at)
    left = was is not None and all(was.target != entry.target for entry in after.entries)
    came = now is not None and all(now.target != entry.target for entry in before.entries)
    if edit.kind is EditKind.REMOVED:
        return replace(edit, severity=Severity.MINOR, reason=LEFT) if left else edit
    if edit.kind in (EditKind.CHANGED, EditKind.MOVED) and (left or came) and edit.new is not None:
        if edit.kind is EditKind.MOVED and edit.severity is Severity.MINOR:
            return edit
        block = new.wording[edit.new_at].kind if edit.new_at is not None else edit.block
        alone = compare((), (Block(block, edit.new),), language=new.language).edits
        edit = replace(alone[0], new_at=edit.new_at, before=edit.before, after=edit.after) if alone else edit
    if edit.kind is EditKind.ADDED and came and now is not None and edit.new is not None:
        return _told_as_new(edit, edit.new, now)
    return edit


def _told_as_new(edit: Edit, text: str, entry: ListEntry) -> Edit:
    if entry.title in text:
        severity = Severity.EDITORIAL if edit.severity is Severity.MINOR else edit.severity
        return replace(edit, severity=severity, headline=f'new in the list: "{shorten(entry.title, _QUOTED - 19)}"')
    if len(text.split()) <= 10 and (day_in(text) or text[-1:] not in ".!?"):
        return replace(edit, severity=Severity.MINOR, reason=_LABEL)
    room = _QUOTED - 23 - min(len(entry.title), 50)
    return replace(edit, headline=f'new in the list: "{shorten(entry.title, 50)}": "{shorten(text, room)}"')
