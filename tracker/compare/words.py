"""Words of a text: what is cut, folded and never broken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tracker.model.text import plain_forms

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|Januar|Februar|März|Juni|Juli|Oktober|Dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
    "|januari|februari|maart|mei|augustus"
)
# Scripts written without spaces: a character (with its marks) is the word. Katakana runs are words already.
UNSPACED = (
    r"\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Of those, the letters that are mostly no word alone: Thai, Lao, Burmese, Khmer, hiragana.
LETTER_ALONE = re.compile(r"[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u309f]")
# Combining marks are not \w for `re`; without them Devanagari or Hebrew words would fall apart.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0f18-\u0f39\u0f71-\u0fbc"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u00ad"
)
_LETTER = rf"(?:[^\W_{UNSPACED}]|[{_MARKS}])"
_WORD = rf"{_LETTER}+(?:[-‐‑'’ʼ&·]{_LETTER}+)*"

# Repetitions before a required later character are bounded: an endless run of "a.a.a" must not cost quadratic time.
_TOKEN = re.compile(
    rf"""
      \s+
    | [A-Za-z]+(?=\ [A-Za-z])  # most words: nothing below could hold more of them
    | (?:https?://|www\.)(?:[^\s<>"“”()\[\]{{}}|]|\([^\s()]{{0,40}}\))*
        (?:[^\s.,;:!?'"’“”»()\[\]{{}}<>|*_]|\([^\s()]{{0,40}}\))
    | [\w.+%-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}
    | (?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}
        (?:com|org|net|gov|edu|int|mil|info|io|ai|app|dev|eu|uk|de|fr|us|ca|ch|nl|jp|au|co)\b
        (?:/[\w./?&=%\#~+-]{{0,500}}[\w/])?
    | (?:[A-Za-z0-9-]{{1,63}}\.){{2,5}}[a-z]{{2,12}}/[\w./?&=%\#~+-]{{0,500}}[\w/]  # any domain, with a path
    | \d{{1,2}}(?:st|nd|rd|th|er|\.)?\s{{1,3}}(?:of\s|de\s)?(?:{_MONTHS})\b\.?(?:(?:,|\sde)?\s{{1,3}}\d{{4}}\b)?
    | (?:{_MONTHS})\b\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s{{1,3}}\d{{4}}\b)?
    | \d{{2,4}}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?
    | (?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!{_LETTER}))?
    | (?:[A-Z]{{0,3}}[$€£¥₹]\s?)?\d+(?:[.,:/–\u00a0\u202f]\d+)*
        (?:\s?[%‰€£]|(?:[-‐‑'’]?{_LETTER}+)+)?
    | {_WORD}
    | \u30a0?[\u30a1-\u30ff]+
    | [{UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b6-\u17d3{_MARKS}]*
    | [@\#]{_WORD}
    | \*+ | =+ | -+ | _+ | \.+ | \|+ | \#+ | ~+ | •+ | ·+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)

# Nothing outside these ranges continues the character before it.
_MAY_CONTINUE = re.compile(
    r"[\u0300-\u036f\u0483-\u1dff\u200d\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabff"
    r"\ufb1e\ufe00-\ufe2f\uff9e\uff9f\U00010000-\U0010ffff]"
)
_JOINER = "\u200d"  # between emoji
_STACKERS = "\u1039\u17d2"  # of Burmese and Khmer: the next consonant stands below
# Of other categories than marks: sound marks of halfwidth kana, Thai and Lao AM, skin tones, the letters of flags.
_CONTINUES = re.compile(r"[\u200d\uff9e\uff9f\u0e33\u0eb3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]")

_FOLDS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00ad": None,
        "\u200b": None,
    }
)

# Words that join others and say little alone: equal ones between two changes are no landmark for a reader.
FUNCTION_WORDS = frozenset(
    "a an the of to in on at by for from with as and or that this these those it its is are be been was were will"
    " which who whom whose their our your his her any such we you they i not no if than then so but into upon about"
    " other may can do does has have had also there".split()
)


def tokens(text: str) -> list[str]:
    """The text cut into words, white space and punctuation; joined, the tokens give the text back.

    Numbers with their signs and units ("$5", "1,500.50", "30%"), dates, e-mail and web addresses, initialisms and
    hyphenated words stay whole. Scripts without spaces are cut into characters.
    """
    found = _TOKEN.findall(text)
    return _joined(found) if not text.isascii() and _MAY_CONTINUE.search(text) else found


def _joined(found: Sequence[str]) -> list[str]:
    """Tokens that begin inside a character as a reader sees it, joined to the one before: accents, emoji, flags."""
    whole: list[str] = []
    for token in found:
        if whole and _continues(whole[-1], token[0]):
            whole[-1] += token
        else:
            whole.append(token)
    return whole


def _continues(before: str, first: str) -> bool:
    if unicodedata.category(first)[0] == "M" or _CONTINUES.match(first):
        return True
    if before[-1] == _JOINER:
        return unicodedata.category(first) == "So"
    if before[-1] in _STACKERS:
        return True
    return _FLAG.fullmatch(before) is not None and _FLAG.match(first) is not None


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """What two words are aligned by: case, kind of quotes and dashes, forms of one character, raised marks and inner
    white space do not count.
    """
    folded = word.translate(_FOLDS).casefold()
    if not folded.isascii():
        folded = plain_forms(folded) or folded
    return " ".join(folded.split()) if " " in folded or "\u00a0" in folded else folded
