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
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
)
_DATE = re.compile(  # a day of a month
    rf"\d\s?(?:\.|st|nd|rd|th)?\s(?:of\s|de\s)?{_MONTH}|{_MONTH}\s\d|\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}\b",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(  # such a date is a promise, and no clock
    r"\b(?:effective|force|valid|appl(?:y|ies)|from|until|by|before|after|since|deadline|due|ab|bis|seit|gültig|kraft"
    r"|vigueur|compter|jusqu|partir|vigor|desde|hasta|dal|fino)\b",
    re.IGNORECASE,
)
_HOLDS_FROM = re.compile(
    r"\beffective\b|\b(?:in|into)\sforce\b|\bin\skraft\b|\bgültig\sab\b|\ben\svigueur\b|\ben\svigor\b|\bin\svigore\b",
    re.IGNORECASE,
)
_FEW = 5  # words beside the date
_MOVES_ON = re.compile(  # what a counter, a clock or a date of the day moves on by
    rf"\b{_WEEKDAY}\b,?\s?|\b{_MONTH}\s(?=\d)|(?<=\d)(?:\.|st|nd|rd|th)?\s(?:de\s)?{_MONTH}(?=\W|$)|\d+(?:[.,:\s\u00a0\u202f/-]\d+)*",
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


def is_date_of_the_day(old: str, new: str) -> bool:
    """Whether a line is only a date, with five words at most, that moved on: a clock. A date in force is none."""
    if not (_DATE.search(old) and _DATE.search(new)) or _IN_FORCE.search(new):
        return False
    bare = _MOVES_ON.sub(" ", new)
    return sum(any(map(str.isalpha, word)) for word in bare.split()) <= _FEW and only_counts(masked_key(old, new) or "")


def is_in_force(text: str) -> bool:
    """Whether words say from or until when something holds."""
    return _IN_FORCE.search(text) is not None


def is_date_in_force(old: str, new: str) -> bool:
    """Whether the day from which a text holds is another, and nothing else."""
    dated = _DATE.search(old) and _DATE.search(new) and _HOLDS_FROM.search(new)
    return bool(dated) and only_counts(masked_key(old, new) or "") and _text_key(old) != _text_key(new)
