"""A sentence as the judge reads it: words in canonical form, each with its place in the text and the stops before it.

Case, quotes, dashes, accents, spelling variants, contractions, hyphenation, inflection and the numbering of a
document's parts are gone from the canonical form, so that two texts which differ in these alone read the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from tracker.compare.judge.words import lexicon
from tracker.compare.judge.words.lemmas import base_form, is_known
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
        """The text of words start to stop (half open), as written, with the bracket that closes or opens it."""
        if start >= stop:
            return ""
        i, j = self.words[start].start, self.words[stop - 1].end
        for left, right in _BRACKETS:
            opened = self.text.count(left, i, j) - self.text.count(right, i, j)
            if opened > 0 and self.text[j : j + 1] == right:
                j += 1
            elif opened < 0 and self.text[max(0, i - 1) : i] == left:
                i -= 1
        return self.text[i:j]

    def gap(self, at: int) -> str:
        """The stops before the word at this index; the tail for the end."""
        return self.words[at].gap if at < len(self.words) else self.tail

    def key(self, at: int) -> str:
        """The canonical word at this index, nothing outside."""
        return self.words[at].key if 0 <= at < len(self.words) else ""


_BRACKETS = (("(", ")"), ("[", "]"), ("“", "”"))
_IRREGULAR = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "be not",
    "it's": "it be", "that's": "that be", "there's": "there be", "what's": "what be", "let's": "let us",
    "who's": "who be", "here's": "here be", "i'm": "i be", "e.g": "for example", "e.g.": "for example",
    "eg": "for example", "i.e": "that is", "i.e.": "that is", "ie": "that is", "&": "and", "§": "section",
    "§§": "section", "u.s": "us-country", "u.s.": "us-country", "usa": "us-country", "u.s.a.": "us-country",
    "e-mail": "email", "e-mails": "email", "anyways": "anyway", "licence": "license", "imbed": "embed",
    "imbedded": "embed", "imbedding": "embed", "enquire": "inquire", "enquiry": "inquiry", "enquiries": "inquiry",
    "programme": "program", "programmes": "program", "cheque": "check", "whilst": "while", "amongst": "among",
    "towards": "toward", "upon": "on", "ads": "ad", "advert": "ad", "mustn't": "must not", "and/or": "and/or",
    "+": "and", "ok": "okay", "seller": "seller", "sellers": "seller", "art": "article", "art.": "article",
    "arts.": "article", "sec.": "section", "para": "paragraph", "para.": "paragraph", "paras.": "paragraph",
    "lit": "point", "lit.": "point", "cl.": "clause", "ch.": "chapter", "tv": "television", "sales": "sale",
}  # fmt: skip
_ENDINGS = (("'re", "be"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"))

# British to American, where that gives a known word ("organise", not "revise"); both texts alike.
_SPELLING = tuple(
    (re.compile(pattern), repl)
    for pattern, repl in (
        (r"(.{2,})is(e[sd]?|ing|ation|ations|ational|er|ers)$", r"\1iz\2"),
        (r"(.{2,})ys(e[sd]?|ing)$", r"\1yz\2"),
        (r"(.{2,})our(s|ed|ing|able|ably|ite|ites|al|er)?$", r"\1or\2"),
        (r"(cent|met|theat|lit|fib)re(s|d)?$", r"\1er\2"),
        (r"(.{2,})ll(ed|ing|ation|ment|ments)$", r"\1l\2"),
        (r"(fulfil|instal|enrol|distil|appal)l(s|ment|ments)?$", r"\1\2"),
        (r"(catal|dial|anal|monol)ogue(s)?$", r"\1og\2"),
        (r"(def|off|lic|pret)ence(s)?$", r"\1ense\2"),
        (r"(judg|acknowledg)ement(s)?$", r"\1ment\2"),
        (r"pae(do|di)", r"pe\1"),
        (r"^practis(e[sd]?|ing)$", r"practic\1"),
    )
)
_SPELT_OTHERWISE = re.compile("|".join(pattern.pattern for pattern, _ in _SPELLING))  # few words are
_KEEP = frozenset(
    "our your hour four tour pour sour less us his as its this wise otherwise likewise prior ads better best worst"
    " goods customs arms founded seller sellers".split()
)

# Words of the tables are never taken to another form, lest "existing" become "exist".
_CLOSED = frozenset().union(
    lexicon.NEGATORS, lexicon.EXCEPTIVES, lexicon.CONDITIONERS, lexicon.HEDGES, lexicon.TEMPORAL, lexicon.BOOSTERS,
    lexicon.MODAL_FORCE, lexicon.QUANTITY, lexicon.UNIVERSAL, lexicon.DENIED, lexicon.PRONOUNS, lexicon.RELATIVES,
    lexicon.CONJUNCTIONS, lexicon.MONTHS, lexicon.PREPOSITIONS, lexicon.ARTICLES, lexicon.EMPTY, lexicon.ENRICHING,
    lexicon.LOWER_BOUNDS, lexicon.UPPER_BOUNDS, lexicon.LEGAL_FORMS, lexicon.NEUTRAL, lexicon.DATED,
    "more most less least further as data effective".split(),
) - {"require", "event", "case", "include", "limit", "circumstances"}  # fmt: skip
_COUNTED = frozenset(lexicon.NUMERALS.values())
_BE = frozenset("is are was were been being am be".split())
# What mark-up, table cells and mail protection leave in extracted text: read as a stop, as nothing, as an address.
_TAG = re.compile(
    r"<br\s*/?>?|</?[a-z]{1,10}[0-9]?(?:\s+[a-z-]+=\"[^\"]*\")*\s*/?>?|<(?:p|i|b|u|li|ul|ol|td|tr|div|span|strong|em|h[1-6])(?=[A-Z<\"“])|&(?:nbsp|amp|lt|gt|quot);|\\",
    re.IGNORECASE,
)
# A term or a former name in brackets names what is said; it says nothing more.
_NAMING = re.compile(
    r"\((?:[\w ,-]{0,40}?[\"“„][^\"“”()]{1,60}[\"”](?:[ ,]*(?:or|and)?[ ,]*[\"“][^\"“”()]{1,60}[\"”])*[^()\"“”]{0,20}"
    r"|['‘][\w -]{1,40}['’]|[A-Z]{2,7}s?"
    r"|(?:[Ff]ormerly|[Pp]reviously|f/k/a|aka|also known as|now)\b[^()]{1,40})\)"
)
_HIDDEN_MAIL = re.compile(
    r"\[{1,3}email\s?protected\]{1,3}(?:\(https?://[^)\s]*\)?)?(?:[\w.-]*\.[a-z]{2,})?", re.IGNORECASE
)
_MOST_PARTS = 8  # of a hyphenated word; more is an identifier or an attack
_ENUMERATOR = re.compile(r"\d{1,2}(?:\.\w{1,3})*\.?|[a-z]|[ivx]{1,5}|[a-z]\d")


@lru_cache(maxsize=65536)
def _canonical(token: str) -> tuple[str, ...]:
    """The canonical keys of one token: none for a stop, several for a contraction or a hyphenated word."""
    word = fold(token).replace("×", "x")
    if token == "US":  # noqa: S105
        return ("us-country",)
    if word in _IRREGULAR:
        return tuple(_IRREGULAR[word].split())
    if not any(c.isalnum() for c in word):
        return ()
    if "@" in word or word.startswith(("www.", "http")):
        return (word.rstrip("/"),)
    if word[0].isdigit():
        return tuple(word.replace(",", "").rstrip(".").split("-"))
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if " " in word:
        return (word,)
    if word.endswith("n't") and word != "n't":
        return (lemma_of(word[:-3]), "not")
    for ending, key in _ENDINGS:
        if word.endswith(ending) and word != ending:
            return (lemma_of(word[: -len(ending)]), key)
    if word.endswith("'s"):
        word = word[:-2]
    word = word.strip("'.")
    if "." in word:
        return (word if len(word) > 6 else word.replace(".", ""),)
    parts = [part for part in re.split(r"[-/'·]", word) if part]
    return tuple(map(lemma_of, parts)) if len(parts) <= _MOST_PARTS else (word,)


def lemma_of(word: str) -> str:
    """The canonical form of a lower-case word. Tables of words are read through it, as the texts are."""
    if word in _BE:
        return "be"
    if word == "does":  # the plural of a deer, to a list of lemmas
        return "do"
    if word in lexicon.NUMERALS:
        return lexicon.NUMERALS[word]
    if word in _CLOSED or word in _KEEP:
        return word
    if len(word) <= 2:
        return word  # "ai" is no form of "be"
    for pattern, repl in _SPELLING if _SPELT_OTHERWISE.search(word) else ():
        respelt = pattern.sub(repl, word)
        if respelt != word and is_known(respelt):
            word = respelt
    return base_form(word)


@cache  # made when it is first needed: it takes 0.15 s, and most commands judge nothing
def _phrases() -> dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[str, ...], str]]]:
    """The phrases that are read as one word, by their first two words, longest first: its canonical words, the
    forms it insists on ("provided that" is not "provide that"), and what it means."""
    tables = (
        lexicon.NEGATORS, lexicon.EXCEPTIVES, lexicon.CONDITIONERS, lexicon.LIMITS, lexicon.HEDGES, lexicon.TEMPORAL,
        lexicon.BOOSTERS, lexicon.LOWER_BOUNDS, lexicon.UPPER_BOUNDS, lexicon.NEUTRAL, lexicon.PREPOSITIONS,
        lexicon.EXAMPLES, lexicon.CONJUNCTIONS, lexicon.PERMITTING, lexicon.BROADENERS, lexicon.EMPTY,
    )  # fmt: skip
    fixed = {phrase: phrase for table in tables for phrase in table if " " in phrase}
    equivalents = lexicon.equivalents()
    fixed |= {word: word for word in equivalents.values() if " " in word}
    meanings = fixed | equivalents
    found: dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[str, ...], str]]] = {}
    for phrase, meaning in sorted(meanings.items()):
        parts = tuple(lemma_of(part) for part in phrase.split())
        forms = tuple(
            "" if part == lemma and meaning != phrase else part
            for part, lemma in zip(phrase.split(), parts, strict=True)
        )
        found.setdefault(parts[:2], []).append((parts, forms, meaning))
    for entries in found.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry))
    return found


@cache
def _openers() -> frozenset[str]:
    """The words with which a phrase begins."""
    return frozenset(run[0] for run in _phrases())


def _phrased(words: list[Word], text: str) -> Iterator[Word]:
    """Join runs of words that act as one ("such as", "to the extent"); a comma inside does not part them."""
    phrases, keys = _phrases(), tuple(word.key for word in words)
    openers = _openers()
    i = 0
    while i < len(words):
        if keys[i] not in openers:
            yield words[i]
            i += 1
            continue
        for parts, forms, meaning in (*phrases.get(keys[i : i + 2], ()), *phrases.get(keys[i : i + 1], ())):
            if keys[i : i + len(parts)] != parts:
                continue
            run = words[i : i + len(parts)]
            if all(w.gap in ("", ",") for w in run[1:]) and all(
                _has_form(text[w.start : w.end], form) for w, form in zip(run, forms, strict=True)
            ):
                for part, key in enumerate(meaning.split("+")):  # "may+not" is two words
                    yield Word(key, run[0].start, run[-1].end, "" if part else run[0].gap, False)
                i += len(parts)
                break
        else:
            yield words[i]
            i += 1


def _has_form(shown: str, form: str) -> bool:
    """Whether a word has the form that a phrase insists on: "subject to" is not "subjected to"."""
    word = shown.casefold()
    return not form or word == form or word in _IRREGULAR


def is_address(key: str) -> bool:
    """Whether a canonical word is an address on the web or of mail."""
    return "@" in key or key.startswith(("http", "www.")) or bool(_DOMAIN.fullmatch(key))


_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?")


@lru_cache(maxsize=65536)
def _only_a_name(token: str) -> bool:
    """Whether a capitalised word that opens a sentence can only be a name: no English word, or "X's"."""
    word = fold(token)
    return (len(word) == 1 and word not in "ai") or word.endswith(("'s", "'")) or not is_known(word)


@lru_cache(maxsize=65536)
def _is_unknown(token: str) -> bool:
    """Whether a word of a text in capitals is no English word: a name."""
    word = fold(token).removesuffix("'s")
    return len(word) > 3 and word.isalpha() and not is_known(word)


def _opens(words: list[Word], gap: str) -> bool:
    """Whether a word behind these stops opens a sentence or a part of one."""
    return not words or any(stop in gap for stop in ".!?:;")


def _is_numbering(token: str, gap: str, following: str, first: bool) -> bool:
    """ "(a)", "(iv)", or a number that opens the statement: it counts the document's parts."""
    in_brackets = gap.endswith("(") and following.startswith(")")
    opening = first and (following[:1] in (".", ")") or "." in token)
    return (in_brackets or opening) and _ENUMERATOR.fullmatch(token.casefold()) is not None


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """Read a text of one or more sentences. Cached: an unchanged sentence is often read again."""
    plain = _HIDDEN_MAIL.sub(lambda m: "e@hidden.mail".ljust(len(m.group())), text)
    plain = _NAMING.sub(lambda m: " " * len(m.group()), plain)
    plain = _TAG.sub(lambda m: (";" if m.group().lower().startswith("<br") else " ").ljust(len(m.group())), plain)
    shouting = plain.isupper()
    parts = tokens(plain)
    words: list[Word] = []
    at, gap = 0, ""
    for n, token in enumerate(parts):
        start, at = at, at + len(token)
        if token.isspace():
            continue
        keys = _canonical(token)
        if not keys:
            gap += fold(token).replace("'", "")
            continue
        counted = bool(words) and words[-1].key in _COUNTED  # "thirty (30) days"
        if counted and keys == (words[-1].key,):
            gap = gap.removesuffix("(")
            continue
        may_count = not counted and (not words or gap[-1:] == "(")
        if may_count and _is_numbering(token, gap, parts[n + 1] if n + 1 < len(parts) else "", not words):
            gap = gap.removesuffix("(")
            continue
        if shouting:
            name = _is_unknown(token)
        else:
            name = token[0].isupper() and (not _opens(words, gap) or _only_a_name(token))
        if name and keys[0] in _CLOSED and len(keys) == 1:
            keys = (fold(token),)  # "Currents" is no "current"
        for k, key in enumerate(keys):
            words.append(Word(key, start, at, "" if k else gap, name))
        gap = ""
    return Reading(text, tuple(_phrased(words, text)), gap)
