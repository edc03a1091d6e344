"""A sentence as the judge reads it: words in canonical form, each with its place in the text and the stops before it.

Case, quotes, dashes, spelling variants, contractions, hyphenation and inflection are gone from the canonical form, so
that two texts which differ in these alone read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import simplemma

from tracker.compare.judge import lexicon
from tracker.compare.words import fold, tokens


class Word(NamedTuple):
    key: str  # canonical form
    start: int  # characters in the text, half open
    end: int
    gap: str  # stops between it and the word before: ",", ".", "(", ...
    name: bool  # capitalised where a sentence would not capitalise


class Reading(NamedTuple):
    text: str
    words: tuple[Word, ...]
    tail: str  # stops after the last word

    def quote(self, start: int, stop: int) -> str:
        """The text of words start to stop (half open), as written."""
        return self.text[self.words[start].start : self.words[stop - 1].end] if start < stop else ""

    def gap(self, at: int) -> str:
        """The stops before the word at this index; the tail for the end."""
        return self.words[at].gap if at < len(self.words) else self.tail

    def keys(self, start: int, stop: int) -> tuple[str, ...]:
        return tuple(word.key for word in self.words[start:stop])


_CONTRACTIONS = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "be not",
    "it's": "it be", "that's": "that be", "there's": "there be", "what's": "what be", "let's": "let us",
    "who's": "who be", "here's": "here be", "i'm": "i be", "e.g": "for example", "e.g.": "for example",
    "eg": "for example",
    "i.e": "that is", "i.e.": "that is", "ie": "that is", "&": "and", "§": "section", "§§": "section", "etc": "etc",
    "u.s": "us-country", "u.s.": "us-country", "usa": "us-country", "e-mail": "email", "e-mails": "email",
    "anyways": "anyway", "licence": "license", "programme": "program", "programmes": "program", "cheque": "check",
    "shall": "shall", "less": "less", "us": "us",
}  # fmt: skip
_ENDINGS = (("'re", "be"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"))

# British to American, where the rule has few exceptions; a wrong fold is harmless as both texts are folded alike.
_SPELLING = tuple(
    (re.compile(pattern), repl)
    for pattern, repl in (
        (r"(.{2,})is(e[sd]?|ing|ation|ations|er|ers)$", r"\1iz\2"),
        (r"(.{2,})ys(e[sd]?|ing)$", r"\1yz\2"),
        (r"(.{2,})our(s|ed|ing|able|ably|ite|ites|al|er)?$", r"\1or\2"),
        (r"(cent|met|theat|lit|fib)re(s|d)?$", r"\1er\2"),
        (r"(.{2,})ll(ed|ing|er|ers|ation|ment|ments)$", r"\1l\2"),
        (r"(ful|instal|enrol|distil|appal|wil|skil)l(s|ment|ments)?$", r"\1\2"),
        (r"(catal|dial|anal|monol)ogue(s)?$", r"\1og\2"),
        (r"(def|off|lic|pret)ence(s)?$", r"\1ense\2"),
        (r"(judg|acknowledg)ement(s)?$", r"\1ment\2"),
        (r"^(.{3,})ward$", r"\1wards"),
    )
)
_KEEP = frozenset(
    "our your hour four less us his as its this wise otherwise likewise prior advise precise exercise".split()
)

_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _table in (
    lexicon.NEGATORS, lexicon.EXCEPTIVES, lexicon.CONDITIONERS, lexicon.LIMITS, lexicon.HEDGES, lexicon.TEMPORAL,
    lexicon.BOOSTERS, lexicon.LOWER_BOUNDS, lexicon.UPPER_BOUNDS, lexicon.NEUTRAL, lexicon.PREPOSITIONS,
    lexicon.EXAMPLES, lexicon.CONJUNCTIONS, frozenset(lexicon.MODAL_FORCE),
):  # fmt: skip
    for _phrase in _table:
        if " " in _phrase:
            _parts = tuple(_phrase.split())
            _PHRASES.setdefault(_parts[0], []).append(_parts)
for _list in _PHRASES.values():
    _list.sort(key=lambda parts: (-len(parts), parts))

_CLOSED = frozenset().union(
    lexicon.NEGATORS, lexicon.EXCEPTIVES, lexicon.CONDITIONERS, lexicon.HEDGES, lexicon.TEMPORAL, lexicon.BOOSTERS,
    lexicon.MODAL_FORCE, lexicon.QUANTITY, lexicon.UNIVERSAL, lexicon.PARTIAL, lexicon.DENIED, lexicon.PRONOUNS,
    lexicon.RELATIVES, lexicon.CONJUNCTIONS, lexicon.MONTHS, lexicon.PREPOSITIONS, lexicon.ARTICLES,
    {part for phrases in _PHRASES.values() for phrase in phrases for part in phrase},
    frozenset("more most less least further as does data terms".split()),
) - {"require", "limit", "cease", "exclude"}  # fmt: skip
_BE = frozenset("is are was were been being am be".split())


@lru_cache(maxsize=65536)
def _canonical(token: str) -> tuple[str, ...]:
    """The canonical keys of one token: none for a stop, several for a contraction or a hyphenated word."""
    word = fold(token)
    if not any(c.isalnum() for c in word) and word not in _CONTRACTIONS:
        return ()
    if word in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[word].split())
    if "/" in word or "@" in word or word.startswith("www."):
        return (word.rstrip("/"),)
    if word[0].isdigit() or " " in word:
        return (word,)
    if word.endswith("n't"):
        return (_lemma(word[:-3]), "not")
    for ending, key in _ENDINGS:
        if word.endswith(ending):
            return (_lemma(word[: -len(ending)]), key)
    if word.endswith(("'s", "'")):
        word = word[:-2] if word.endswith("'s") else word[:-1]
    if "-" in word:
        return tuple(_lemma(part) for part in word.split("-") if part)
    return (_lemma(word.rstrip(".").replace(".", "")),) if word.rstrip(".") else ()


def _lemma(word: str) -> str:
    if word in _BE:
        return "be"
    if word in _CLOSED or word in _KEEP:
        return word
    for pattern, repl in _SPELLING:
        word = pattern.sub(repl, word)
    if word in _CLOSED:
        return word
    lemma = simplemma.lemmatize(word, lang="en")
    return lemma.casefold() if isinstance(lemma, str) else word


def _phrased(words: list[Word]) -> Iterator[Word]:
    """Join runs of words that act as one ("such as", "to the extent")."""
    i = 0
    while i < len(words):
        for phrase in _PHRASES.get(words[i].key, ()):
            n = len(phrase)
            run = words[i : i + n]
            if (
                len(run) == n
                and all(w.key == p for w, p in zip(run, phrase, strict=True))
                and not any(w.gap for w in run[1:])
            ):
                yield Word(" ".join(phrase), run[0].start, run[-1].end, run[0].gap, False)
                i += n
                break
        else:
            yield words[i]
            i += 1


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    words: list[Word] = []
    at, gap = 0, ""
    shouting = text.isupper()
    for token in tokens(text):
        start, at = at, at + len(token)
        if token.isspace():
            continue
        keys = _canonical(token)
        if not keys:
            gap += fold(token)
            continue
        opening = not words or any(stop in gap for stop in ".!?:;")
        name = token[0].isupper() and not opening and not shouting
        for n, key in enumerate(keys):
            words.append(Word(key, start, at, "" if n else gap, name))
        gap = ""
    return Reading(text, tuple(_phrased(words)), gap)
