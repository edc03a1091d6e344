"""Phrases in texts: found as they were asked for, and nearly so.

A phrase is its words in their order, whatever the case, the accents, the kind of quotes and dashes and the white space
between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker.model import Change, Commitment, Severity

_SAME = dict.fromkeys("‘’‚‛ʼ′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
_OTHER = re.compile(f"[{''.join(_SAME)}]")  # finds them in a tenth of the time that str.translate takes
# Scripts that put no space between words: there a phrase may begin and end anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"[^\W_]+")
_GAP = 4  # words that a near form may have more between two of its words
_DENIALS = frozenset("not no never cannot nor neither without".split())
_DENIAL_REACH = 2  # words
_SHORT = 3  # letters: so short a word is not inflected


def fold(text: str) -> str:
    """The text in the form in which phrases are compared."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    plain = _OTHER.sub(lambda match: _SAME[match[0]], text).lower()
    if not plain.isascii():  # most texts have no more than other quotes and dashes
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(plain.split())


_folded = lru_cache(maxsize=65_536)(fold)  # of single words


def unspaced(phrase: str) -> bool:
    """Whether it is in a script without spaces between words, of which the index knows no words."""
    return _UNSPACED.search(phrase) is not None


def pattern(phrase: str) -> re.Pattern[str]:
    """Finds a phrase in folded text, at the bounds of words."""
    wanted = fold(phrase)
    before = r"(?<![^\W_])" if wanted[:1].isalnum() and not unspaced(wanted[0]) else ""
    after = r"(?![^\W_])" if wanted[-1:].isalnum() and not unspaced(wanted[-1]) else ""
    return re.compile(before + re.escape(wanted) + after)


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(fold(text))


def near_query(phrase: str) -> str:
    """The FTS5 query that finds what may be a near form of a phrase."""
    groups = [
        [f'"{word}"' if len(word) <= _SHORT else f'"{_stem(word)}"*' for word in words]
        for words in _wanted(words_of(phrase))
    ]
    if len(groups[0]) < 2:
        return " ".join(groups[0])
    return " OR ".join(f"NEAR({' '.join(group)}, {_GAP * len(groups[0])})" for group in groups)


def _wanted(words: Sequence[str]) -> list[Sequence[str]]:
    """The words that a near form has, in their order: all, or of a long phrase all but one that is not the longest.

    The longest say what the phrase is about: without "sell", "we do not sell" is said of everything.
    """
    longest = max(map(len, words), default=0)
    droppable = [n for n, word in enumerate(words) if len(word) < longest] if len(words) >= _DROPS_FROM else []
    return [words, *([*words[:n], *words[n + 1 :]] for n in droppable)]


_DROPS_FROM = 4  # words: a near form of so long a phrase may lack one
_CLAUSE = re.compile(r"[;|]|[.!?:]\s+(?=[A-Z“\"])")  # ends what is said, and with it any form of a phrase


def near_forms(phrase: str, text: str) -> Iterator[str]:
    """The stretches of `text` that say nearly what the phrase says: inflected, with words put in, or one left out.

    The phrase itself is not among them. A denial just before one belongs to it: "not use customer content" does not say
    what "use customer content" says.
    """
    words = words_of(phrase)
    if len(words) == 1 and len(words[0]) <= _SHORT:
        return
    wanted, exact = _wanted(words), pattern(phrase)
    first = tuple(dict.fromkeys(each[0] for each in wanted))
    for clause in _CLAUSE.split(unicodedata.normalize("NFC", text)):
        tokens = [_folded(word) for word in _WORD.findall(clause)]
        found = _near_in(wanted, first, tokens)
        if not found:
            continue
        places = [match.span() for match in _WORD.finditer(clause)]
        for start, end in found:
            form = clause[places[_denial_before(tokens, start)][0] : places[end][1]]
            if not exact.search(fold(form)):
                yield form


def _denial_before(tokens: Sequence[str], start: int) -> int:
    """Where a form begins with the denial that stands at most two words before it; else where it began."""
    for place in range(max(0, start - _DENIAL_REACH), start):
        if tokens[place] in _DENIALS:
            return place
        if tokens[place] == "t" and place and tokens[place - 1].endswith("n"):  # "don't" is two tokens
            return place - 1
    return start


def speaks_of(phrase: str, text: str) -> bool:
    """Whether a text holds a phrase, in any form."""
    return pattern(phrase).search(fold(text)) is not None or any(near_forms(phrase, text))


def _near_in(wanted: Sequence[Sequence[str]], first: tuple[str, ...], tokens: Sequence[str]) -> list[tuple[int, int]]:
    """First and last token of each near form. `first` are the words that one begins with."""
    found, reach = list[tuple[int, int]](), -1
    for start, token in enumerate(tokens):
        if start <= reach or not _begins(first, token):
            continue
        end = _near_from(wanted, tokens[start : start + len(wanted[0]) * (_GAP + 1)])
        if end is not None:
            reach = start + end
            found.append((start, reach))
    return found


def concerns(promise: Commitment, change: Change) -> bool:
    """Whether a change is one of the statement that makes a promise, in its first words or in what became of them."""
    if change.page != promise.page:
        return False
    wanted = pattern(promise.text)

    def makes(text: str) -> bool:
        return wanted.search(fold(text)) is not None or any(near_forms(promise.text, text))

    return any(
        any(makes(text) for text in (edit.old, edit.new) if text)
        for edit in change.edits
        if edit.severity is not Severity.MINOR and edit.old != edit.new
    )


def _near_from(wanted: Sequence[Sequence[str]], tokens: Sequence[str]) -> int | None:
    """Index of the last token of a near form that begins at the first token; None when none does."""
    for words in wanted:
        at = -1
        for n, word in enumerate(words):
            hits = range(1) if n == 0 else range(at + 1, min(len(tokens), at + 2 + _GAP))
            at_next = next((i for i in hits if _alike(word, tokens[i])), None)
            if at_next is None:
                break
            at = at_next
        else:
            return at
    return None


@lru_cache(maxsize=65_536)
def _begins(first: tuple[str, ...], token: str) -> bool:
    return any(_alike(word, token) for word in first)


@lru_cache(maxsize=65_536)
def _alike(a: str, b: str) -> bool:
    """The same word, or forms of one: contract and contracts, policy and policies, general and generally."""
    if a == b:
        return True
    if min(len(a), len(b)) <= _SHORT or abs(len(a) - len(b)) > _SHORT:
        return False
    return _stem(a) == _stem(b) or (b.startswith(_stem(a)) and a.startswith(_stem(b)))


@lru_cache(maxsize=65_536)  # texts say the same words over and over
def _stem(word: str) -> str:
    """What the forms of a word begin with: without a last letter that inflection takes away."""
    return (
        word[: -len(ending)]
        if (ending := next((e for e in _ENDINGS if word.endswith(e)), "")) and (len(word) - len(ending) >= _SHORT)
        else word
    )


_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ally", "ily", "es", "ed", "er", "ly", "s", "e", "y")
