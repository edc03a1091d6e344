"""What a reader types into a search, as an FTS5 query. Nothing that can be typed is an error but nothing to look for.

`tax authority` both words · `"no contracts"` the phrase · `contract*` the beginning · `a OR b`, `a AND b`, `NOT a` or
`-a` · brackets. A sign that has no place where it stands is passed over, as a search engine does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.errors import UsageError

_TOKEN = re.compile(r'"([^"]*)"?|([()])|(-)(?=[^\s()-])|([^\s()"]+)')
_WORDS = re.compile(r"[^\W_]+")
_MAX = 64  # terms: SQLite bounds the depth of an expression


def fts_query(text: str) -> str:
    """The query as FTS5 takes it. UsageError when it has no word to look for."""
    tokens = [_token(match) for match in _TOKEN.finditer(text.translate(_QUOTES))]
    parser = _Parser([token for token in tokens if token])
    wanted, unwanted = parser.whole()
    if not wanted:
        why = "says only what is not wanted" if unwanted else "has no word"
        raise UsageError(f'{text!r} {why}; name a word or a "phrase" to look for')
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


def _token(match: re.Match[str]) -> str:
    phrase, bracket, minus, word = match.groups()
    if bracket:
        return str(bracket)
    if minus:
        return "NOT"
    if word in ("AND", "OR", "NOT"):
        return str(word)
    words = _WORDS.findall(word if phrase is None else phrase)
    if not words:
        return ""
    return f'"{" ".join(words)}"' + ("*" if word is not None and word.endswith("*") else "")


class _Parser:
    """By precedence: OR, then AND (also unsaid), then NOT. Each part is (what is wanted, what is not)."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = list(tokens[:_MAX])
        self._at = 0

    def whole(self) -> tuple[str, str]:
        wanted, unwanted = self._any()
        while self._at < len(self._tokens):  # a bracket that closes nothing
            self._at += 1
            wanted, unwanted = _both((wanted, unwanted), self._any())
        return wanted, unwanted

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _any(self) -> tuple[str, str]:
        parts = [self._all()]
        while self._next() == "OR":
            self._at += 1
            parts.append(self._all())
        said = [_said(part) for part in parts if part[0]]
        if len(said) > 1:
            return " OR ".join(f"({part})" for part in said), ""
        return next((part for part in parts if part[0]), parts[0])

    def _all(self) -> tuple[str, str]:
        found = ("", "")
        while self._next() not in ("", "OR", ")"):
            if self._next() == "AND":
                self._at += 1
                continue
            found = _both(found, self._one())
        return found

    def _one(self) -> tuple[str, str]:
        term = self._next()
        self._at += 1
        if term == "NOT":
            if self._next() in ("", "OR", ")", "AND"):
                return "", ""
            wanted, unwanted = self._one()
            return unwanted, wanted
        if term == "(":
            inner = self._any()
            if self._next() == ")":
                self._at += 1
            return inner
        return term, ""


def _both(a: tuple[str, str], b: tuple[str, str]) -> tuple[str, str]:
    wanted = " AND ".join(f"({part})" if " " in part else part for part in (a[0], b[0]) if part)
    unwanted = " OR ".join(f"({part})" for part in (a[1], b[1]) if part)
    return wanted, unwanted


def _said(part: tuple[str, str]) -> str:
    return f"({part[0]}) NOT ({part[1]})" if part[1] else part[0]
