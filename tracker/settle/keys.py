"""Names of edits by their wording, by which settlement knows them again."""

from __future__ import annotations

import hashlib
import re

from tracker.model.text import comparable

HALF = 10  # hexadecimal digits for each side of an edit
NONE = hashlib.sha256(b"").hexdigest()[:HALF]  # the side of an edit that is not there
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago"
    r"|dic)[a-zéûäç]*\.?"
)
_MOVES_ON = re.compile(  # what a counter, a clock or a date of the day moves on by
    rf"\b{_MONTH}\s(?=\d)|(?<=\d)(?:\.|st|nd|rd|th)?\s(?:de\s)?{_MONTH}(?=\W|$)|\d+(?:[.,:\s\u00a0\u202f/-]\d+)*",
    re.IGNORECASE,
)


def edit_key(old: str | None, new: str | None) -> str:
    """Names an edit by its wording, whatever its place; relative times do not count."""
    return _text_key(old) + _text_key(new)


def masked_key(old: str | None, new: str | None) -> str | None:
    """The key of an edit with its numbers, clocks and dates masked; None when what came has none."""
    if not new or not _MOVES_ON.search(new):
        return None
    return _text_key(_MOVES_ON.sub("0", old or "")) + _text_key(_MOVES_ON.sub("0", new))


def _text_key(text: str | None) -> str:
    return hashlib.sha256(comparable(text or "").encode("utf-8", "surrogatepass")).hexdigest()[:HALF]


def undoing(key: str) -> str:
    """The key of the edit that takes this one back."""
    return key[HALF:] + key[:HALF]


def sides(key: str) -> set[str]:
    """The statements that an edit takes out and puts in."""
    return {key[:HALF], key[HALF:]} - {NONE}


def only_counts(mask: str) -> bool:
    """Whether an edit moves numbers alone, by its masked key."""
    return bool(mask) and mask[:HALF] == mask[HALF:]
