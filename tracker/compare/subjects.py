"""Which sentences speak of a subject: by its words in any form, as they are searched for, and those of an acronym."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.compare.phrases import fold, near_forms, near_query, pattern, unspaced, words_of
from tracker.compare.sentences import sentences
from tracker.model import Document, DocumentKind
from tracker.model.subject import Subject

_WORD = re.compile(r"[^\W_]+")
_LEAST = 4  # words of an answer's sentence that says something: less is a greeting or a name


def subject_of(text: str) -> Subject:
    """The subject that somebody names in passing: words parted by commas, any of which speaks of it."""
    words = tuple(" ".join(word.split()) for word in text.split(",") if re.search(r"[^\W_]", word))
    return Subject(text, tuple((word,) for word in words))


def speaks(subject: Subject, text: str) -> bool:
    """Whether a sentence speaks of a subject: it has one of its words, or all of several, and none of `without`."""
    if not any(all(_has(word, text) for word in together) for together in subject.words):
        return False
    return not any(_has(word, text) for word in subject.without)


def is_acronym(word: str) -> bool:
    """Whether it counts as written: "ICE" is not "ice"."""
    return word.isupper() and word.isascii() and len(word) > 1


@lru_cache(maxsize=1024)
def _as_written(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])")


_pattern = lru_cache(maxsize=1024)(pattern)
_folded = lru_cache(maxsize=1024)(fold)  # several words are looked for in a sentence


def _has(word: str, text: str) -> bool:
    if is_acronym(word):
        return _as_written(word).search(text) is not None
    return _pattern(word).search(_folded(text)) is not None or any(near_forms(word, text))


def queries(subject: Subject) -> tuple[list[str], list[str]]:
    """What finds the lines that may speak of it: FTS5 queries; and words that no index of words knows."""
    indexed, unindexed = [], []
    for together in subject.words:
        known = [word for word in together if not unspaced(word)]
        if known:
            indexed.append(" AND ".join(f"({_query(word)})" for word in known))
        else:
            unindexed.append(together[0])
    return indexed, unindexed


def _query(word: str) -> str:
    if is_acronym(word):
        return '"' + " ".join(_WORD.findall(word)) + '"'
    return near_query(word)


def speaking(subject: Subject, line: str) -> list[str]:
    """The sentences of a line that speak of a subject."""
    return [told for sentence in sentences(line) if (told := sentence.strip()) and speaks(subject, told)]


def answering(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Each sentence of an answer that says something, with its line."""
    return [
        (told, line)
        for line in lines
        for sentence in sentences(line)
        if len(words_of(told := sentence.strip())) >= _LEAST or unspaced(told)
    ]


def is_asked(subject: Subject, document: Document) -> bool:
    """Whether a document answers a question that speaks of a subject."""
    return document.kind is DocumentKind.ANSWER and bool(document.question) and speaks(subject, document.question or "")


@lru_cache(maxsize=65_536)
def same_words(text: str) -> str:
    """Sentences with one key are repeats: case, accents, stops and kinds of quotes do not count."""
    return " ".join(words_of(text)) or text


def said_id(organisation: str, text: str) -> str:
    """The name of what an organisation said: eight hexadecimal digits, the same in every record."""
    key = f"{organisation}\0{same_words(text)}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
