"""Where a word stands: under a denial, in a condition, in an exception, in a permission.

Narrowing a term strengthens a plain claim ("encrypt" -> "encrypt fully") and weakens a denied one ("no contracts" ->
"no AI contracts"). The marks say for each word which of the two holds, and which word decides it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tracker.compare.judge import lexicon
from tracker.compare.judge.reading import Reading


class Zone(StrEnum):
    MAIN = "main"
    CONDITION = "condition"
    EXCEPTION = "exception"
    EXAMPLE = "example"


class Mark(NamedTuple):
    denied: str  # the word that denies, or nothing
    zone: Zone
    opener: str  # the word that opens the zone
    permitted: str  # the word that permits
    universal: str  # the word that makes it hold of all, or nothing
    subject: bool  # in the subject of its clause

    @property
    def down(self) -> bool:
        """Whether a narrower term here makes the sentence claim less."""
        flip = bool(self.denied)
        if self.zone is Zone.EXCEPTION:
            return flip
        if self.zone is Zone.CONDITION:
            return True
        if flip:
            return True
        return bool(self.permitted or self.universal or self.subject)

    @property
    def decisive(self) -> str:
        return self.opener or self.denied or self.permitted or self.universal


_PLAIN = Mark("", Zone.MAIN, "", "", "", False)


def marks(reading: Reading) -> list[Mark]:
    """One mark a word."""
    result: list[Mark] = []
    current = _PLAIN
    subject, opening_condition = True, False
    words = reading.words
    for i, word in enumerate(words):
        key = word.key
        ends = any(stop in word.gap for stop in ".;!?") or (":" in word.gap and not current.denied)
        if ends or ("," in word.gap and opening_condition and _clause_opens(reading, i)):
            current, subject, opening_condition = _PLAIN, True, False
        elif _new_clause(reading, i):
            current, subject = _PLAIN, True
        if current.zone is Zone.EXAMPLE and ")" in word.gap:
            current = current._replace(zone=Zone.MAIN, opener="")
        result.append(current._replace(subject=subject and key not in lexicon.SUBJECTS))
        shown = reading.quote(i, i + 1)
        if key in lexicon.MODAL_FORCE or key in ("be", "do", "have") or key in lexicon.DENYING:
            subject = False
        if key in lexicon.NEGATORS:
            current = current._replace(denied=shown)
        elif key in lexicon.DENYING:
            current = current._replace(denied="" if current.denied else shown)
        elif key in lexicon.EXCEPTIVES:
            current = current._replace(zone=Zone.EXCEPTION, opener=shown)
        elif key in lexicon.CONDITIONERS:
            current = current._replace(zone=Zone.CONDITION, opener=shown)
            opening_condition = i == 0 or bool(word.gap)
        elif key in lexicon.EXAMPLES and current.zone is Zone.MAIN:
            current = current._replace(zone=Zone.EXAMPLE, opener=shown)
        elif key in lexicon.PERMITTING:
            current = current._replace(permitted=shown, universal="")
        elif key in lexicon.UNIVERSAL:
            current = current._replace(universal=shown)
        if key in lexicon.DENIED:
            result = [m._replace(denied=m.denied or shown) for m in result]
    return result


_STARTERS = lexicon.SUBJECTS | lexicon.ARTICLES | {"please", "your", "our", "then", "any", "all", "no", "do", "not"}


def _clause_opens(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return word.key in _STARTERS or word.name


def _new_clause(reading: Reading, at: int) -> bool:
    """ "..., and we may ...", "but you can ...": a conjunction and a subject open a clause of their own."""
    words = reading.words
    if at == 0 or words[at - 1].key not in ("and", "but", "however", "or"):
        return words[at].key == "but"
    return words[at].key in lexicon.SUBJECTS and at + 1 < len(words)
