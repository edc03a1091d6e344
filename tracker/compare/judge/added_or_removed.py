"""A statement that was added or removed as a whole."""

from __future__ import annotations

from tracker.compare.judge import phrasing
from tracker.compare.judge.language import is_english
from tracker.compare.judge.reading import Reading, read
from tracker.compare.judge.words import lexicon
from tracker.model import BlockKind, Cue, Direction, Judgement, Severity

UNMEASURED = 0.0  # no readers were asked about statements that were added or removed as a whole
_DENIALS = frozenset({"no", "never", "none", "not", "not applicable", "n/a", "-", "–", "✗"})
_APPLY = frozenset("apply cover extend include affect".split())


def judge_alone(text: str | None, *, added: bool, language: str | None, block: BlockKind) -> Judgement:
    """What adding (or removing) a statement does: one more statement claims more, one more exception claims less."""
    reading = read(text or "")
    shown = phrasing.quote(text or "")
    verb = "added" if added else "removed"
    head = phrasing.headline("", text or "") if added else phrasing.headline(text or "", "")
    if block is BlockKind.NAVIGATION or not reading.words or _is_stamp(reading):
        return Judgement(Direction.SAME, (Cue.STYLE,), UNMEASURED, Severity.MINOR, f"{shown} states nothing", head)
    if not is_english(language, reading):
        told = f"{shown} was {verb}: the direction is left open, only English is judged"
        return Judgement(Direction.OPEN, (Cue.OTHER,), 0.0, Severity.SUBSTANTIVE, told, head)
    if block is BlockKind.HEADING:
        told = f"the heading {shown} was {verb}: it says where, not what"
        return Judgement(Direction.SAME, (Cue.STYLE,), UNMEASURED, Severity.EDITORIAL, told, head)
    if _is_pointer(reading):
        told = f"{shown} was {verb}: it says where to look, not what holds"
        return Judgement(Direction.SAME, (Cue.LINK_CONTACT,), UNMEASURED, Severity.EDITORIAL, told, head)
    if _is_row_that_denies(reading):
        told = f"the row {shown} was {verb}: what a cell denies depends on its column, and is not judged"
        return Judgement(Direction.OPEN, (Cue.NEGATION,), UNMEASURED, Severity.SUBSTANTIVE, told, head)
    if _is_exception(reading):
        direction = Direction.WEAKER if added else Direction.STRONGER
        told = f"the exception {shown} was {verb}: the text around it covers {'less' if added else 'more'}"
        return Judgement(direction, (Cue.EXCEPTION,), UNMEASURED, Severity.SUBSTANTIVE, told, head)
    direction = Direction.STRONGER if added else Direction.WEAKER
    told = f"the statement {shown} was {verb}: the text says {'more' if added else 'less'}"
    return Judgement(direction, (Cue.OTHER,), UNMEASURED, Severity.SUBSTANTIVE, told, head)


def _is_row_that_denies(reading: Reading) -> bool:
    """ "Security request | Written order | Never": in a column that is called "You are told" it says less, not more."""
    cells = reading.text.split(" | ")
    return len(cells) > 1 and any(cell.strip(" .").casefold() in _DENIALS for cell in cells)


def _is_stamp(reading: Reading) -> bool:
    """ "Last updated 3 May 2024", "© 2024 Example": when the text was made."""
    keys = {word.key for word in reading.words}
    stamped = bool(keys & lexicon.DATED) or "©" in reading.text
    return stamped and len(reading.words) <= 8 and any(c.isdigit() for c in reading.text)


def _is_pointer(reading: Reading) -> bool:
    keys = [word.key for word in reading.words if word.key != "please"]
    return bool(keys) and keys[0] in lexicon.POINTERS and len(keys) <= 14 and bool(set(keys) & lexicon.LINK_WORDS)


def _is_exception(reading: Reading) -> bool:
    keys = [word.key for word in reading.words]
    if keys[0] in lexicon.EXCEPTIVES and len(keys) > 2 and not any("," in word.gap for word in reading.words):
        return True
    return any(key == "not" and keys[at + 1] in _APPLY for at, key in enumerate(keys[:8]) if at + 1 < len(keys))
