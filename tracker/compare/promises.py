"""Sentences that look like promises, for a maintainer to choose from. Finding promises by rule is unsure: nothing that
this finds is followed, published or judged by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.compare.claims import says_of_itself
from tracker.compare.judge.words import lexicon

_FEW, _MANY = 5, 60  # words of a promise
_BINDING = frozenset("will shall must".split())
_VOWS = frozenset("commit pledge promise guarantee vow undertake aim plan intend".split())
_DENIALS = frozenset("not never no".split())
_NOTICES = frozenset("may might can could".split())  # "we may change this": it binds nobody
_MONTHS = "January February March April May June July August September October November December".split()
_BY = re.compile(
    r"\b(?:by|before|no later than|until)\s+(?:the\s+)?(?:end\s+of\s+)?"
    rf"(?:(\d{{1,2}})\s+)?(?:({'|'.join(_MONTHS)})\s+)?(20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class PossiblePromise:
    """A sentence that looks like a promise."""

    text: str
    why: str  # the word that makes it look so
    by: str | None  # the day that it names: "2030", "2030-06", "2030-06-30"


def propose(organisation: str, text: str) -> PossiblePromise | None:
    """What a sentence promises in the name of an organisation. None when it does not look like a promise.

    English alone: what it does, or does not do, from now on.
    """
    words = text.split()
    if not _FEW <= len(words) <= _MANY:
        return None
    said = says_of_itself(organisation, text)
    if said is None:
        return None
    before, verb = said
    if set(before) & _NOTICES:
        return None
    binding = _BINDING | _DENIALS | _VOWS
    why = next((word for word in before if word in binding), None)
    why = why or (verb if verb in _VOWS or verb in lexicon.DENYING else None)
    return PossiblePromise(text, why, _day(text)) if why else None


def _day(text: str) -> str | None:
    match = _BY.search(text)
    if match is None:
        return None
    day, month, year = match.groups()
    if month is None:
        return str(year)
    number = f"{year}-{_MONTHS.index(month) + 1:02}"
    return f"{number}-{int(day):02}" if day else number
