"""Names that are given in short: `terms` for the one page `acme-terms-of-service`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")


def fitting(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that a short one may stand for: they have its words, or beginnings of them, in its order.

    What holds a dot is an address or a file, and short for nothing.
    """
    asked = [] if "." in name else _words(name)
    return [other for other in dict.fromkeys(known) if asked and _has_all(_words(other), asked)]


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())


def _has_all(words: list[str], asked: list[str]) -> bool:
    left = iter(words)
    return all(any(word.startswith(part) for word in left) for part in asked)
