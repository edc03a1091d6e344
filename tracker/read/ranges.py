"""Selectors of the watchlist: CSS, XPath for those that begin with a slash or a bracket, and ranges of these.

A range names what stands between two places, in the order of the page: `from #privacy to #contact`. `after` leaves out
the element it begins with, `through` takes in the one it ends with, and either end may be missing. The words are no
names of elements, so no selector that finds anything is taken for a range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_TO = re.compile(r"(?:^|\s)(to|through)\s+(?=\S)")
_FROM = re.compile(r"(from|after)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Range:
    """What stands between two places of a page; without a place it begins or ends with the page."""

    start: str = ""  # CSS or XPath
    end: str = ""
    after: bool = False  # without the element that it begins with
    through: bool = False  # with the element that it ends with

    def __str__(self) -> str:
        parts = (
            f"{'after' if self.after else 'from'} {self.start}",
            f"{'through' if self.through else 'to'} {self.end}",
        )
        return " ".join(part for part, given in zip(parts, (self.start, self.end), strict=True) if given)

    @property
    def ends(self) -> tuple[str, ...]:
        """The selectors of its places."""
        return tuple(filter(None, (self.start, self.end)))


def range_of(selector: str) -> Range | None:
    """The range that a selector names; None when it is plain CSS or XPath."""
    text = selector.strip()
    begin = _FROM.match(text)
    rest = text[begin.end() :] if begin else text
    to = _TO.search(_outside_brackets(rest))
    if begin is None and (to is None or to.start(1) > 0):
        return None
    start, end = (rest, "") if to is None else (rest[: to.start()], rest[to.end() :])
    after, through = begin is not None and begin[1] == "after", to is not None and to[1] == "through"
    return Range(start.strip(), end.strip(), after, through)


def _outside_brackets(selector: str) -> str:
    """The selector, of the same length, with dots for what stands in quotes and brackets."""
    text = QUOTED.sub(lambda quoted: "." * len(quoted[0]), selector)
    depth, kept = 0, []
    for character in text:
        depth -= character in "])" and depth > 0
        kept.append("." if depth else character)
        depth += character in "[("
    return "".join(kept)


def is_xpath(selector: str) -> bool:
    """Whether a selector is an XPath; all others are CSS."""
    return selector.lstrip().startswith(("/", "(", "./"))
