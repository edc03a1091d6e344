"""The sentences for people: headline, reason, explanation. They quote the decisive words, cut at word bounds."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.compare.judge.polarity import Mark, Zone
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.rules.facts import Finding, Sign

HEADLINE = 120  # characters
_IN_REASON = 80  # characters of one quotation
_ALSO, _BRIEF = 2, 50  # how many more changes a reason tells, and characters of their quotations


# What began or ended a sentence is quoted with nothing beside it, and nothing can be narrowed or widened.
_BARE = (
    ("old", "{old} is narrowed to {new}", "{new} is added"),
    ("new", "{old} is widened to {new}", "{old} is dropped"),
)


def clip(text: str, limit: int) -> str:
    """The text on one line in at most `limit` characters, cut between words with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > 0 else cut).rstrip(" ,;:") + "…"


def quote(text: str, limit: int = _IN_REASON) -> str:
    return f'"{clip(text, limit - 2)}"' if text.strip() else "nothing"


def headline(old: str, new: str) -> str:
    """`"old words" → "new words"`, or what was added or removed, in at most 120 characters."""
    if not old.strip() or not new.strip():
        verb, text = ("added", new) if not old.strip() else ("removed", old)
        return f"{verb}: {quote(text, HEADLINE - len(verb) - 2)}"
    room = HEADLINE - 3
    half = room // 2
    first = min(len(old) + 2, max(half, room - len(new) - 2))
    shown = quote(old, first)
    return f"{shown} → {quote(new, room - len(shown))}"


def became(old: str, new: str) -> str:
    """`"old words" became "new words"`, or what was added or dropped."""
    if not old.strip() or not new.strip():
        return f"{quote(new)} was added" if not old.strip() else f"{quote(old)} was dropped"
    return f"{quote(old)} became {quote(new)}"


def reason(finding: Finding, others: Sequence[Finding] = ()) -> str:
    """The fact of one finding, told with its words; then the words of others that say the same."""
    told = finding.fact.removed if finding.flipped else finding.fact.added
    for side, moved, bare in _BARE:
        told = told if getattr(finding, side).strip() else told.replace(moved, bare)
    told = told.replace("{scope}", f"the {_scope(finding.mark)}")
    for name, text in (("old", finding.old), ("new", finding.new), ("word", finding.word)):
        told = told.replace("{" + name + "}", quote(text))
    return "; also ".join((told, *map(_briefly, others[:_ALSO])))


def _scope(mark: Mark) -> str:
    if mark.zone is Zone.CONDITION:
        return "condition"
    if mark.denied:
        return "prohibition" if mark.prohibits else "denial"
    return "permission" if mark.permitted else "claim"


def _briefly(finding: Finding) -> str:
    if finding.old and finding.new and finding.word not in (finding.old, finding.new):
        return f"{quote(finding.old, _BRIEF)} → {quote(finding.new, _BRIEF)}"
    return f"{quote(finding.word, _BRIEF)} {'dropped' if finding.flipped else 'added'}"


def contrast(one: Finding, other: Finding) -> str:
    """Two findings that pull against each other."""
    return f"{reason(one)}; but {reason(other)}"


def marked(label: str, reading: Reading, marks: Sequence[Mark]) -> str:
    """The text with a sign before each word: + where a narrower term says more, - where it says less."""
    words = (f"{'+' if mark.narrows > 0 else '-'}{reading.quote(at, at + 1)}" for at, mark in enumerate(marks))
    return f"{label}: {' '.join(words)}"


def line(finding: Finding) -> str:
    sign = {Sign.STRONGER: "stronger", Sign.WEAKER: "weaker", Sign.NONE: "same", Sign.OPEN: "open"}
    return f"{sign.get(finding.sign, 'reversed')}: {finding.fact.name}: {reason(finding)} [{finding.mark}]"
