"""A whole comparison: edits with their judgements, and what they amount to.

How edits combine. Two texts are two conjunctions of statements, so:

* statements that only moved or changed style count for nothing beside others; the most severe class of edits decides;
* one reversed statement among those makes the texts contradict each other: reversed;
* only weaker ones: weaker; only stronger ones: stronger;
* weaker and stronger ones together, or any that is different: different.

The confidence is the lowest among the edits that decided, the headline and the reason are those of the gravest of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from tracker.compare.headline import LONGEST, clip, every_difference, headline
from tracker.compare.judge import judge
from tracker.compare.leading import gravity, largely_rewritten, rewritten_headline
from tracker.compare.pairing import EqualRun, Pair, account, row_pieces
from tracker.compare.sentences import sentences
from tracker.model import (
    Block,
    Comparison,
    Cue,
    Direction,
    Edit,
    EditKind,
    Judgement,
    Op,
    Piece,
    Row,
    Severity,
)

# A text is rewritten when less than this share of it, in per cent of its characters, stands in both versions ...
_SURVIVES = 30
_MANY = 40  # ... and at least so many statements came or went ...
_LARGE = 20_000  # ... or so many characters, when the text has no sentences. They are then counted, not listed
_JUDGED = 20_000  # characters of a statement, before and after together, that are still judged as one

SEVERITY_ORDER = (Severity.MINOR, Severity.EDITORIAL, Severity.SUBSTANTIVE)
Wordings = tuple[Sequence[Block], Sequence[Block]]  # of both texts, whole
Name = tuple[EditKind | None, int | None, int | None, str | None, str | None]


def compare(old: Sequence[Block], new: Sequence[Block], language: str | None) -> Comparison:
    """See `tracker.compare.compare`."""
    entries = account(old, new)
    if _is_rewritten(entries):
        return _rewritten(entries, language, (old, new))
    return sum_up(_edits(entries, language, (old, new)))


def rows(old: Sequence[Block], new: Sequence[Block], known: Comparison | None) -> tuple[Row, ...]:
    """See `tracker.compare.rows`."""
    entries = account(old, new)
    if known is None:
        rewritten = _is_rewritten(entries)
        names = [_name(entry) for entry in entries if _is_told(entry, rewritten)]
    else:
        names = [(edit.kind, edit.old_at, edit.new_at, edit.old, edit.new) for edit in known.edits]
    number = _numbering(names)
    found: list[Row] = []
    for entry in entries:
        if isinstance(entry, EqualRun):
            for k, block in enumerate(entry.blocks):
                pieces = (Piece(Op.EQUAL, block.text),) if block.text else ()
                found.append(Row(pieces, entry.old_at + k, entry.new_at + k))
        else:
            told, moved = number(entry), entry.kind is EditKind.MOVED
            found += [Row(pieces, old_at, new_at, told, moved) for old_at, new_at, pieces in row_pieces(entry)]
    return tuple(found)


def _numbering(names: Sequence[Name]) -> Callable[[Pair], int | None]:
    """Tells the index of the edit of each entry in turn: one block may lose the same sentence twice."""
    numbers: dict[Name, list[int]] = {}
    for number, name in enumerate(names):
        numbers.setdefault(name, []).append(number)
    uses: Counter[tuple[Name, bool]] = Counter()

    def number_of(entry: Pair) -> int | None:
        if not entry.kind:
            return None
        name = _name(entry)
        place = uses[name, entry.at_new]
        uses[name, entry.at_new] += 1
        alike = numbers.get(name, ())
        return alike[place] if place < len(alike) else None

    return number_of


def _is_told(entry: Pair | EqualRun, rewritten: bool = False) -> TypeGuard[Pair]:
    """Whether it is an edit. What moved is told once, where it stands now; of a rewritten text, what survives is."""
    if isinstance(entry, EqualRun) or not entry.kind or not entry.at_new:
        return False
    return not rewritten or entry.kind not in (EditKind.ADDED, EditKind.REMOVED)


def _name(entry: Pair) -> Name:
    old, new = (side.core if side.spans else None for side in (entry.old, entry.new))
    return entry.kind, entry.old_at, entry.new_at, old, new


def _edits(
    entries: Sequence[Pair | EqualRun], language: str | None, wordings: Wordings, rewritten: bool = False
) -> tuple[Edit, ...]:
    befores = list(_contexts(entries, -1))
    afters = list(_contexts(entries[::-1], 0))[::-1]
    return tuple(
        _edit(entry, language, wordings, before, after)
        for entry, before, after in zip(entries, befores, afters, strict=True)
        if _is_told(entry, rewritten)
    )


def _contexts(entries: Sequence[Pair | EqualRun], nearest: int) -> Iterator[str]:
    """For each entry, the sentence met last that did not change; `nearest` is its index in its block."""
    text = sentence = ""
    for entry in entries:
        if text and _is_told(entry):
            sentence, text = sentences(text)[nearest].strip(), ""
        yield sentence
        if isinstance(entry, EqualRun):
            blocks = entry.blocks[::-1] if nearest else entry.blocks
            text = next((block.text for block in blocks if block.text.strip()), text)
        elif entry.kind is None:
            text = entry.new.core or text


def _edit(entry: Pair, language: str | None, wordings: Wordings, before: str, after: str) -> Edit:
    kind, old_at, new_at, old, new = _name(entry)
    assert kind is not None
    if kind is EditKind.MOVED and all(piece.op is Op.EQUAL for piece in entry.pieces):
        judgement = _moved(new or "")
    elif len(old or "") + len(new or "") > _JUDGED:
        judgement = _UNJUDGED
    else:
        judgement = _judged(entry, old, new, language)
    edit = Edit(
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
        before=before,
        after=after,
    )
    if judgement is _UNJUDGED:
        return edit
    return replace(edit, headline=headline(edit, *wordings), reason=every_difference(edit))


def _judged(entry: Pair, old: str | None, new: str | None, language: str | None) -> Judgement:
    """The judgement of one edit. What the judge fails at is open: a page is never left unread for one sentence."""
    try:
        return judge(old, new, language=language, block=entry.block, pieces=entry.pieces)
    except Exception as error:  # a fault of the judge: its tests call it without this net
        told = f"this edit could not be judged ({type(error).__name__})"
        return replace(_UNJUDGED, reason=told, headline="")


_UNJUDGED = Judgement(
    Direction.OPEN,
    (Cue.OTHER,),
    0.0,
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
        f'moved: "{clip(text, LONGEST - 9)}"',
    )


def sum_up(edits: tuple[Edit, ...]) -> Comparison:
    """See `tracker.compare.sum_up`."""
    if not edits:
        return Comparison((), Direction.SAME, Severity.MINOR, 1.0, "no difference", "the wording is the same")
    severity = max((edit.severity for edit in edits), key=SEVERITY_ORDER.index)
    deciding = [edit for edit in edits if edit.severity is severity and edit.direction is not Direction.SAME]
    deciding = deciding or [edit for edit in edits if edit.severity is severity]
    first = max(deciding, key=gravity)
    reason = first.reason if len(edits) == 1 else f"{first.reason} ({_count(edits)} in all)"
    confidence = min(edit.confidence for edit in deciding)
    told = largely_rewritten(deciding) or first.headline
    return Comparison(edits, _combined(deciding), severity, confidence, told, reason)


def _combined(edits: Iterable[Edit]) -> Direction:
    directions = {edit.direction for edit in edits}
    if Direction.REVERSED in directions:
        return Direction.REVERSED
    if len(directions) == 2 and Direction.OPEN in directions and Direction.DIFFERENT not in directions:
        return Direction.OPEN  # the one that is not judged may pull the other way
    return directions.pop() if len(directions) == 1 else Direction.DIFFERENT


def _count(edits: Sequence[Edit]) -> str:
    counts = Counter(edit.kind for edit in edits)
    return ", ".join(f"{counts[kind]} {kind}" for kind in EditKind if counts[kind])


def _is_rewritten(entries: Sequence[Pair | EqualRun]) -> bool:
    kept = gone = 0  # characters
    count = 0
    for entry in entries:
        if isinstance(entry, EqualRun):
            kept += 2 * sum(len(block.text) for block in entry.blocks)
        elif entry.kind is EditKind.MOVED:
            kept += len(entry.old.core) if entry.at_old else len(entry.new.core)
        else:
            equal = sum(len(piece.text) for piece in entry.pieces if piece.op is Op.EQUAL)
            kept += 2 * equal
            gone += len(entry.old.core) + len(entry.new.core) - 2 * equal
            count += entry.kind in (EditKind.ADDED, EditKind.REMOVED)
    return 100 * kept < _SURVIVES * (kept + gone) and (count >= _MANY or gone >= _LARGE) and _both(entries)


def _both(entries: Sequence[Pair | EqualRun]) -> bool:
    """Whether both texts say anything: one that came into being or was emptied is not rewritten."""
    kinds = {entry.kind for entry in entries if isinstance(entry, Pair)}
    return kinds - {None} not in ({EditKind.ADDED}, {EditKind.REMOVED})


def _rewritten(entries: Sequence[Pair | EqualRun], language: str | None, wordings: Wordings) -> Comparison:
    """What survives is judged edit by edit; the rest is counted."""
    edits = _edits(entries, language, wordings, rewritten=True)
    counts = Counter(entry.kind for entry in entries if isinstance(entry, Pair) and entry.at_new)
    same = sum(bool(entry.new.core) for entry in entries if isinstance(entry, Pair) and entry.kind is None)
    same += sum(bool(block.text.strip()) for run in entries if isinstance(run, EqualRun) for block in run.blocks)
    texts = [
        (entry.kind, (entry.old if entry.kind is EditKind.REMOVED else entry.new).core, entry.block)
        for entry in entries
        if isinstance(entry, Pair) and entry.kind in (EditKind.ADDED, EditKind.REMOVED)
    ]
    told = rewritten_headline(texts)
    reason = (
        f"too little survives for an account edit by edit: {same} unchanged, {counts[EditKind.CHANGED]} changed and"
        f" {counts[EditKind.MOVED]} moved statements;"
        f" {counts[EditKind.REMOVED]} are gone and {counts[EditKind.ADDED]} are new"
    )
    return Comparison(edits, Direction.DIFFERENT, Severity.SUBSTANTIVE, 0.5, told, reason, rewritten=True)
