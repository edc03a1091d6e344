"""Sentences of a text, by rules."""

from __future__ import annotations

import re

# A stop with the quotes and brackets that close after it. Latin stops need white space, the others do not.
# Repetitions before a required later character are bounded: a million full stops must not cost quadratic time.
_STOP = re.compile(
    r"""[.!?…؟۔։።।॥]{1,8}(?:["'’”»)\]*_]|\[\d{1,3}\]){0,6}\s+|[。！？｡]+[」』”’）】》]*\s*|\n[^\S\n]{0,20}\n\s*"""
)
_SAID = re.compile(r"[^\W_]")
_NEAR = 60  # characters before and after a stop that decide
_OPENERS = "\"'“‘„«(["
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\.$")
_NUMBERING = re.compile(r"[\s\W]*(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{1,5})\.[\s*_]*$")

_ITEM = re.compile(r"(?:\(\w{1,4}\)|\w{1,3}\))\s+|[a-z]\.\s+(?=[A-Z])")  # "(a) ", "iv) ", "b. "

# Never the end of a sentence: what they shorten stands before something.
_LEADING = frozenset(
    "mr mrs ms mx dr prof rev hon gen sen rep gov capt sgt st vs v cf viz e.g i.e eg ie al approx ca esp incl resp"
    " art arts sec secs fig figs par para paras ch pp vol nos ed eds reg regs dept abs nr lit bzw z.b d.h u.a"
    " ggf evtl sog p.ej sr sra av n.b".split()
)
# The end of a sentence only when the next word is one that begins sentences.
_TRAILING = frozenset(
    "inc corp ltd co llc plc gmbh jr sr etc bros s.a s.p.a b.v n.v p.l.c l.p u.s u.s.a u.k e.u u.n d.c a.m p.m"
    " ph.d m.d b.a no jan feb mar apr jun jul aug sep sept oct nov dec est dist assn".split()
)
_STARTERS = frozenset(
    "a an the this that these those we our us you your they their it its he she his her if in on at by for from with"
    " when where while as all any each every no not to please however but and or so some such there what who why how"
    " is are do does after before because since unless until under upon although additionally furthermore moreover"
    " once both neither nothing may click see read learn also only here let".split()
)


def sentences(text: str) -> list[str]:
    """The text cut after each sentence, white space kept at the end of the sentence it follows.

    Joined, the sentences give the text back. Abbreviations, initials, decimal numbers and numbering ("2.", "(a)")
    do not end a sentence; the full stops of other scripts do.
    """
    found: list[str] = []
    start = read = 0
    said = False
    for stop in _STOP.finditer(text):
        said = said or _SAID.search(text, read, stop.start()) is not None
        read = stop.end()
        if not said:
            continue
        near = text[max(start, read - _NEAR) : read]
        if read < len(text) and _ends(near, stop.group(), text[read : read + _NEAR]):
            found.append(text[start:read])
            start, said = read, False
    if start < len(text):
        found.append(text[start:])
    return found


def _ends(sentence: str, stop: str, following: str) -> bool:
    """Whether `sentence` (its last characters), which closes with `stop`, is over before `following`."""
    mark = stop.strip()
    if not mark or mark[0] not in ".…!?":  # a blank line, or a full stop that has no other use
        return True
    nearest = following.lstrip("*_•-–— ")
    item = _ITEM.match(nearest)
    nearest = nearest[item.end() if item else 0 :].lstrip(_OPENERS + "*_")
    if not nearest:
        return True
    if nearest[0].islower() and not re.match(r"[a-z]{1,2}[A-Z]", nearest):
        return False
    if mark[0] in "!?":
        return True
    if _NUMBERING.fullmatch(sentence):
        return False
    before = sentence.rstrip()
    if before[-1] != ".":
        return True
    last = before.split()[-1].lstrip(_OPENERS + "*_")
    tail = last.rpartition("-")[2]
    last = tail if "." in tail[:-1] else last  # "EU-U.S."
    word = last[:-1].casefold()
    if word in _LEADING:
        return False
    if word == "no":
        return not nearest[0].isdigit()
    if word in _TRAILING or _INITIALS.fullmatch(last):
        opening = re.match(r"[^\W\d_]+", nearest)
        return opening is not None and opening.group()[0].isupper() and opening.group().casefold() in _STARTERS
    return True
