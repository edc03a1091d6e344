"""English words in their base form. The library and its list of words are loaded with the first word that is asked for:
that takes a quarter of a second, and most checks judge nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def is_known(word: str) -> bool:
    """Whether the list of English words has this one."""
    return bool(_words().is_known(word, lang="en"))


def base_form(word: str) -> str:
    """The base form of an English word; the word itself when it is not known."""
    found = _words().lemmatize(word, lang="en")
    return found.casefold() if isinstance(found, str) else word


@cache
def _words() -> Any:
    import simplemma

    return simplemma
