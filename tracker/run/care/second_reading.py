"""Asks the second reader about what was told: its answer is a remark beside the change, and never alters it.

A remark is kept for ever and covered by the record's log, and feeds, pages and commands show it with the change. It
ends in a mark of the pair of statements, so that no pair is asked about twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from tracker.compare.judge.phrasing import quote
from tracker.model import Change, ChangeFilter, ChangeStatus, Direction, Edit, Severity
from tracker.model.statement import BlockKind
from tracker.record.store import Note, Store
from tracker.watch.second_reader import LONGEST, PROMPT, NoAnswer, SecondAnswer, SecondReader, Unquoted

NEWEST = 500  # changes that are looked through
_WHO = "second reader ("  # how the name of every second reader begins, whatever the model
_ASKED_OF = (Direction.WEAKER, Direction.STRONGER, Direction.REVERSED, Direction.OPEN)


class SecondRound(NamedTuple):
    """What came of a round of questions."""

    notes: tuple[Note, ...]
    left: int  # edits that are still to be asked about, when the day's budget is spent
    trouble: str | None  # why the round ended early


def read_again(store: Store, reader: SecondReader, now: Callable[[], datetime], *, public: bool) -> SecondRound:
    """Asks about each edit that was told a direction or is open, once, within the day's budget.

    An answer that is refused is kept as a remark that is not published. A reader that can't be reached ends the round.
    """
    notes: list[Note] = []
    day = now().replace(hour=0, minute=0, second=0, microsecond=0)
    budget = reader.settings.budget - store.notes.since(_WHO, day)
    asked, left = set[str](), 0
    for change, edit in _edits(store):
        mark = f"[pair {pair_of(edit)}, prompt {PROMPT}]"
        if mark in asked or store.notes.has(_WHO, mark):
            continue
        asked.add(mark)
        if len(notes) >= budget:
            left += 1
            continue
        try:
            answer = reader.read(edit.old or "", edit.new or "", _heading(store, change, edit))
            text, shown = _told(edit, answer), public
        except Unquoted as error:
            text, shown = f"answer refused: {error}", False
        except NoAnswer as error:
            return SecondRound(tuple(notes), left, str(error))
        note = Note(change.id, now(), reader.settings.who, f"{text} {mark}", shown)
        with store.transaction():
            store.notes.add(note)
        notes.append(note)
    return SecondRound(tuple(notes), left, None)


def pair_of(edit: Edit) -> str:
    """The mark of two statements: the first 16 digits of the SHA-256 of the old, a zero byte and the new."""
    return hashlib.sha256(f"{edit.old}\0{edit.new}".encode()).hexdigest()[:16]


def _edits(store: Store) -> Iterator[tuple[Change, Edit]]:
    for change in store.changes.find(ChangeFilter(statuses=(ChangeStatus.PUBLISHED,), limit=NEWEST)):
        for edit in change.edits:
            both = edit.old is not None and edit.new is not None and max(len(edit.old), len(edit.new)) <= LONGEST
            if both and edit.direction in _ASKED_OF and edit.severity is not Severity.MINOR:
                yield change, edit


def _heading(store: Store, change: Change, edit: Edit) -> str:
    """The nearest heading above the statement as it is now; nothing when there is none."""
    statement = store.versions.get(change.page, change.after.version)
    if statement is None or edit.new_at is None:
        return ""
    above = reversed(statement.blocks[: edit.new_at])
    return next((block.text for block in above if block.kind is BlockKind.HEADING), "")


def _told(edit: Edit, answer: SecondAnswer) -> str:
    words = f"{quote(answer.old)} → {quote(answer.new)}"
    if answer.direction is Direction.OPEN:
        return f"is not sure either: {words}" if edit.direction is Direction.OPEN else f"is not sure: {words}"
    if edit.direction is Direction.OPEN:
        return f"reads {answer.direction}, where the direction is open here: {words}"
    if answer.direction is edit.direction:
        return f"agrees: {answer.direction}, {words}"
    return f"disagrees: reads {answer.direction}, where {edit.direction} is told here: {words}"
