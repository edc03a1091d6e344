"""A whole comparison: edits with their judgements, and what they amount to.

How edits combine. Two texts are two conjunctions of statements, so:

* statements that only moved or changed style count for nothing beside others; the most severe class of edits decides;
* one reversed statement among those makes the texts contradict each other: reversed;
* only weaker ones: weaker; only stronger ones: stronger;
* weaker and stronger ones together, or any that is different: different.

The confidence is the lowest among the edits that decided, the headline and the reason are those of the gravest of them.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from tracker.compare.account import Entry, account, row_pieces
from tracker.compare.judge import judge
from tracker.compare.sentences import sentences
from tracker.types import Block, Comparison, Cue, Direction, Edit, EditKind, Judgement, Op, Row, Severity

# A text is rewritten when less than this share of it, in per cent of its characters, stands in both versions ...
_SURVIVES = 30
_MANY = 40  # ... and at least so many statements came or went ...
_LARGE = 20_000  # ... or so many characters, when the text has no sentences. They are then counted, not listed
_JUDGED = 20_000  # characters of a statement, before and after together, that are still judged as one

_GRAVITY = (Severity.MINOR, Severity.EDITORIAL, Severity.SUBSTANTIVE)
_ORDER = (Direction.SAME, Direction.DIFFERENT, Direction.STRONGER, Direction.WEAKER, Direction.REVERSED)
_HEADLINE = 120  # characters


def compare(old: Sequence[Block], new: Sequence[Block], *, language: str | None = None) -> Comparison:
    """All edits from `old` to `new`, each judged, in the order of the new text.

    `language` is the BCP 47 tag of the texts; the judgement leaves the direction open where it does not know one.
    No error; the same result on every machine.
    """
    entries = account(old, new)
    if old and new and _is_rewritten(entries):
        return _rewritten(entries, language)
    return sum_up(_edits(entries, language))


def rows(old: Sequence[Block], new: Sequence[Block], comparison: Comparison | None = None) -> tuple[Row, ...]:
    """Both texts side by side, whole and in reading order. The rows rebuild each block of both texts exactly.

    `comparison`, when given, is that of the same texts: rows then name its edits, also where it lists only some.
    Without it the edits are numbered as `compare` would.
    """
    entries = account(old, new)
    told = [entry for entry in entries if _is_told(entry)]
    if comparison is None:
        if old and new and _is_rewritten(entries):
            told = [entry for entry in told if entry.kind not in (EditKind.ADDED, EditKind.REMOVED)]
        numbers = {_name(entry): number for number, entry in enumerate(told)}
    else:
        numbers = {
            (edit.kind, edit.old_at, edit.new_at, edit.old, edit.new): number
            for number, edit in reversed(list(enumerate(comparison.edits)))
        }
    return tuple(
        Row(pieces, old_at, new_at, numbers.get(_name(entry)) if entry.kind else None, entry.kind is EditKind.MOVED)
        for entry in entries
        for old_at, new_at, pieces in row_pieces(entry)
    )


def _is_told(entry: Entry) -> bool:
    """A moved statement is told once, where it stands now."""
    return entry.kind is not None and entry.at_new


def _name(entry: Entry) -> tuple[EditKind | None, int | None, int | None, str | None, str | None]:
    old, new = (side.core if side.spans else None for side in (entry.old, entry.new))
    return entry.kind, entry.old_at, entry.new_at, old, new


def _edits(entries: Sequence[Entry], language: str | None) -> tuple[Edit, ...]:
    before = ""
    befores, afters = [], []
    for entry in entries:
        befores.append(before)
        if entry.kind is None and entry.new.core:
            before = entry.new.core
    after = ""
    for entry in reversed(entries):
        afters.append(after)
        if entry.kind is None and entry.new.core:
            after = entry.new.core
    return tuple(
        _edit(entry, language, before, after)
        for entry, before, after in zip(entries, befores, reversed(afters), strict=True)
        if _is_told(entry)
    )


def _edit(entry: Entry, language: str | None, before: str, after: str) -> Edit:
    kind, old_at, new_at, old, new = _name(entry)
    assert kind is not None
    if kind is EditKind.MOVED and all(piece.op is Op.EQUAL for piece in entry.pieces):
        judgement = _moved(new or "")
    elif len(old or "") + len(new or "") > _JUDGED:
        judgement = _UNJUDGED
    else:
        judgement = judge(old, new, language=language, block=entry.block, pieces=entry.pieces)
    return Edit(
        kind=kind,
        old=old,
        new=new,
        pieces=entry.pieces,
        direction=judgement.direction,
        cues=judgement.cues,
        confidence=judgement.confidence,
        severity=judgement.severity,
        reason=judgement.reason,
        headline=judgement.headline,
        block=entry.block,
        old_at=old_at,
        new_at=new_at,
        before=sentences(before)[-1].strip() if before else "",
        after=sentences(after)[0].strip() if after else "",
    )


_UNJUDGED = Judgement(
    Direction.DIFFERENT,
    (Cue.OTHER,),
    0.1,
    Severity.SUBSTANTIVE,
    "the text has no sentences and is too long to be judged as one",
    "a long text without sentences changed",
)


def _moved(text: str) -> Judgement:
    return Judgement(
        Direction.SAME,
        (Cue.STYLE,),
        1.0,
        Severity.MINOR,
        "the statement stands in another place; its words are the same",
        f'moved: "{textwrap.shorten(text, _HEADLINE - 9, placeholder=" …")}"',
    )


def sum_up(edits: tuple[Edit, ...]) -> Comparison:
    """What judged edits amount to together; also for some of the edits of a comparison."""
    if not edits:
        return Comparison((), Direction.SAME, Severity.MINOR, 1.0, "no difference", "the wording is the same")
    severity = max((edit.severity for edit in edits), key=_GRAVITY.index)
    deciding = [edit for edit in edits if edit.severity is severity and edit.direction is not Direction.SAME]
    deciding = deciding or [edit for edit in edits if edit.severity is severity]
    first = max(deciding, key=lambda edit: (_ORDER.index(edit.direction), edit.confidence))
    reason = first.reason if len(edits) == 1 else f"{first.reason} ({_count(edits)} in all)"
    confidence = min(edit.confidence for edit in deciding)
    return Comparison(edits, _combined(deciding), severity, confidence, first.headline, reason)


def _combined(edits: Iterable[Edit]) -> Direction:
    directions = {edit.direction for edit in edits}
    if Direction.REVERSED in directions:
        return Direction.REVERSED
    return directions.pop() if len(directions) == 1 else Direction.DIFFERENT


def _count(edits: Sequence[Edit]) -> str:
    counts = Counter(edit.kind for edit in edits)
    return ", ".join(f"{counts[kind]} {kind}" for kind in EditKind if counts[kind])


def _is_rewritten(entries: Sequence[Entry]) -> bool:
    kept = total = gone = characters = 0
    for entry in entries:
        size = len(entry.old.core) * entry.at_old + len(entry.new.core) * entry.at_new
        total += size
        if entry.kind is EditKind.MOVED:
            kept += size
        elif entry.kind in (EditKind.ADDED, EditKind.REMOVED):
            gone += 1
            characters += size
        else:
            kept += 2 * sum(len(piece.text) for piece in entry.pieces if piece.op is Op.EQUAL)
    return 100 * kept < _SURVIVES * total and (gone >= _MANY or characters >= _LARGE)


def _rewritten(entries: Sequence[Entry], language: str | None) -> Comparison:
    """What survives is judged edit by edit; the rest is counted."""
    counts = Counter(entry.kind for entry in entries if (entry.at_new and entry.new.core) or entry.kind)
    survivors = [e for e in entries if e.kind not in (EditKind.ADDED, EditKind.REMOVED)]
    edits = _edits(survivors, language)
    same = sum(1 for e in entries if e.kind is None and e.new.core)
    headline = f"rewritten: {counts[EditKind.REMOVED]} statements removed, {counts[EditKind.ADDED]} added"
    reason = (
        f"too little survives for an account edit by edit: {same} unchanged, {counts[EditKind.CHANGED]} changed and"
        f" {sum(e.kind is EditKind.MOVED for e in edits)} moved statements;"
        f" {counts[EditKind.REMOVED]} are gone and {counts[EditKind.ADDED]} are new"
    )
    return Comparison(edits, Direction.DIFFERENT, Severity.SUBSTANTIVE, 0.5, headline, reason, rewritten=True)
