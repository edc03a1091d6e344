"""Raised marks: the small figures and letters that stand after a word and are no part of it."""

from __future__ import annotations

import re
import unicodedata

_RAISED = str.maketrans("0123456789+-abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_FIGURES = re.compile(r"[\[(]?([+-]?\d{1,3}(?:\s?[,;]\s?\d{1,3})*)[\])]?")
_LETTER = re.compile(r"[\[(]?([a-z])[\])]?")
_TRADE = {"tm": "™", "r": "®", "(r)": "®", "sm": "℠", "c": "©"}
_OF_LINK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡§¶]{1,3})[\])]?", re.IGNORECASE)
_OF_NOTE = re.compile(r"#_?(?:user-content-)?(?:fn|foot|end-?note|note|ref|cite|ftn|sdfoot)", re.IGNORECASE)


def raised(words: str) -> str:
    """What stands in <sup> as it is written in a line: "30" and a raised 1 are no 301. "1st" stays one word."""
    bare = words.strip()
    if (trade := _TRADE.get(bare.lower())) and bare != "c":
        return trade
    found = _FIGURES.fullmatch(bare)
    if found is not None:
        return re.sub(r"\s", "", found[1]).translate(_RAISED)
    letter = _LETTER.fullmatch(bare)
    return letter[1].translate(_RAISED) if letter is not None else words


def is_mark(words: str, href: str, *, is_raised: bool) -> bool:
    """Whether a link is a mark that leads to a note of the page, as "[1]" and a raised "a" do."""
    plain = unicodedata.normalize("NFKC", words)
    if not _OF_LINK.fullmatch(plain):
        return False
    return is_raised or plain != words or words[0] in "[(*†‡§" or _OF_NOTE.search(href) is not None
