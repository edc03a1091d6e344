"""What differs between two statements: edits, their words, and which way each moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.model.statement import BlockKind


class Direction(StrEnum):
    """Which way the wording moved. See docs: weaker = the old wording implies the new one."""

    SAME = "same"
    WEAKER = "weaker"
    STRONGER = "stronger"
    REVERSED = "reversed"
    DIFFERENT = "different"
    OPEN = "open"  # not judged: it can't be told which way


class Severity(StrEnum):
    MINOR = "minor"  # style, counters, copyright years, navigation words: in the record, out of the default feed
    EDITORIAL = "editorial"  # wording without a change of meaning
    SUBSTANTIVE = "substantive"


NEWS = (Severity.EDITORIAL, Severity.SUBSTANTIVE)  # minor edits are in the record and in a feed of their own


class Cue(StrEnum):
    """What kind of words an edit touches."""

    NEGATION = "negation"
    QUALIFIER = "qualifier"
    HEDGE = "hedge"
    MODALITY = "modality"
    EXCEPTION = "exception"
    LIST_ITEM = "list_item"
    QUANTIFIER = "quantifier"
    NUMBER = "number"
    DATE = "date"
    ACTOR = "actor"
    TEMPORAL = "temporal"
    CONDITION = "condition"
    RENAME = "rename"
    LINK_CONTACT = "link_contact"
    STYLE = "style"
    OTHER = "other"


class Op(StrEnum):
    EQUAL = "="
    DELETE = "-"
    INSERT = "+"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole words. Equal and deleted pieces joined give the old text, equal and inserted ones the new text."""

    op: Op
    text: str


class EditKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    LINK = "link"  # the words stay, their link leads elsewhere: `old` and `new` are the words and the addresses
    MOVED = "moved"  # also moved and changed: then its pieces hold more than one equal run


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which way one statement moved, and why."""

    direction: Direction
    cues: tuple[Cue, ...]
    confidence: float  # 0 to 1
    severity: Severity
    reason: str  # one sentence that a reader can check
    headline: str  # quotes the decisive words before and after, at most 120 characters
    explanation: tuple[str, ...] = ()  # polarity marks and signs, for --explain; never stored


@dataclass(frozen=True, slots=True)
class Edit:
    """One statement before and after."""

    kind: EditKind
    old: str | None  # nothing when added
    new: str | None  # nothing when removed
    pieces: tuple[Piece, ...]
    direction: Direction
    cues: tuple[Cue, ...]
    confidence: float
    severity: Severity
    reason: str
    headline: str
    block: BlockKind = BlockKind.PARAGRAPH
    old_at: int | None = None  # index of its block in the old wording
    new_at: int | None = None
    before: str = ""  # the unchanged statement before it in the new text (in the old one, when removed), for context
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All edits from one statement to another, and what they amount to."""

    edits: tuple[Edit, ...]
    direction: Direction
    severity: Severity
    confidence: float
    headline: str
    reason: str
    rewritten: bool = False  # too little survives for an edit-by-edit account

    @property
    def toward(self) -> str:
        """Which way the text went, in words: "weaker", "added", or "2 weaker, 1 stronger" when its edits go apart."""
        counted = () if self.rewritten else moves(self.edits)
        if len(counted) > 1:
            return ", ".join(f"{count} {word}" for word, count in counted)
        return counted[0][0] if counted and counted[0][0] in _WHOLE else str(self.direction)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a side-by-side view: a statement, or a part of one, before and after.

    The old texts of all rows with one `old_at`, joined in order, are that block's text; so are the new ones.
    """

    pieces: tuple[Piece, ...]
    old_at: int | None  # index of its block in the old wording; None: not in the old text, or not at this place
    new_at: int | None
    edit: int | None = None  # index of its edit in the comparison; None: unchanged, or not told edit by edit
    moved: bool = False  # its other side stands in another row with the same edit

    @property
    def old(self) -> str | None:
        return None if self.old_at is None else "".join(p.text for p in self.pieces if p.op is not Op.INSERT)

    @property
    def new(self) -> str | None:
        return None if self.new_at is None else "".join(p.text for p in self.pieces if p.op is not Op.DELETE)


_WHOLE = (str(EditKind.ADDED), str(EditKind.REMOVED))
_GRAVEST = (Severity.SUBSTANTIVE, Severity.EDITORIAL, Severity.MINOR)
_WORDS = (  # in the order in which they are told
    Direction.REVERSED,
    Direction.WEAKER,
    Direction.DIFFERENT,
    Direction.OPEN,
    Direction.STRONGER,
    EditKind.REMOVED,
    EditKind.ADDED,
    Direction.SAME,
)


def moves(edits: Sequence[Edit]) -> tuple[tuple[str, int], ...]:
    """What the gravest edits do, and how many of them, what matters most first.

    A claim that changed moved some way; a statement that came or went as a whole did not: it is added, or removed.
    """
    gravest = next((severity for severity in _GRAVEST if any(edit.severity is severity for edit in edits)), None)
    count = Counter(
        str(edit.kind if edit.kind in (EditKind.ADDED, EditKind.REMOVED) else edit.direction)
        for edit in edits
        if edit.severity is gravest
    )
    if len(count) > 1:
        del count[str(Direction.SAME)]
    order = [str(word) for word in _WORDS]
    return tuple(sorted(count.items(), key=lambda each: order.index(each[0]) if each[0] in order else 2.5))


def ways(edits: Sequence[Edit], direction: Direction) -> frozenset[Direction]:
    """The directions by which a change is found: its own, and those of its edits of substance.

    A statement that is new says more by being there, which is no move: it does not make a change stronger.
    """
    moved = [edit for edit in edits if not is_plain_addition(edit)]
    found = {e.direction for e in moved if e.severity is Severity.SUBSTANTIVE and e.direction is not Direction.SAME}
    if direction is Direction.STRONGER and edits and all(edit.direction is not direction for edit in moved):
        return frozenset(found)
    return frozenset(found | {direction})


def is_plain_addition(edit: Edit) -> bool:
    """Whether a statement was added that is called stronger for being there alone."""
    return edit.kind is EditKind.ADDED and edit.direction is Direction.STRONGER
