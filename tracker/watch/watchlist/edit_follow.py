"""An entry under `follow:`, put into the text of a watchlist; nothing else of it changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.errors import UsageError, WatchlistError
from tracker.model import FollowKind
from tracker.watch.watchlist.edit import written
from tracker.watch.watchlist.load import loads

_KEY = re.compile(r"^follow:[ \t]*(?:#[^\n]*)?\n", re.MULTILINE)
_ENTRY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*([ \t]*)- ")


def follow_entry(
    kind: FollowKind, url: str, organisation: str, *, links: str | None = None, about: Sequence[str] = ()
) -> str:
    """An entry as the watchlist has it, without indentation."""
    lines = [f"organisation: {written(organisation)}", f"{kind}: {written(url)}"]
    lines += [f"links: {written(links)}"] if links else []
    lines += [f"about: {written(tuple(about))}"] if about else []
    return "\n".join(lines)


def add_follow(text: str, entry: str) -> str:
    """The text with one more entry. UsageError when it cannot be put there, or the watchlist has it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    whole = text.replace("\r\n", "\n")
    whole += "" if whole.endswith("\n") or not whole else "\n"
    key = _KEY.search(whole)
    if key is None:
        edited = f"{whole}{chr(10) if whole else ''}follow:\n{_indented(entry, 2)}"
    else:
        first = _ENTRY.match(whole, key.end())
        column = len(first[1]) if first else 2
        edited = whole[: key.end()] + _indented(entry, column) + whole[key.end() :]
    before = loads(text).all if text.strip() else ()
    try:
        after = loads(edited).all
    except WatchlistError as error:
        raise UsageError(
            f"the entry cannot be added here: {error.mistakes[0].message}; edit the watchlist by hand"
        ) from error
    if len(after) != len(before) + 1 or not set(before) <= set(after):
        raise UsageError("the watchlist is written in a way that cannot be changed safely here; edit it by hand")
    return edited.replace("\n", newline)


def _indented(entry: str, column: int) -> str:
    first, *others = entry.splitlines()
    space = " " * column
    return "".join([f"{space}- {first}\n", *(f"{space}  {line}\n" for line in others)])
