"""Lines as they were met become blocks: link lists are told from wording, text printed twice is kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from tracker.model import Block, BlockKind, Link
from tracker.read.lines import Line
from tracker.read.links import target

_RUN = 3  # lines of nothing but links that make a list of links
_LONG_LINK = 90  # characters of a linked line that says something by itself
_COPY = 80  # characters of wording that nobody prints twice in a row on purpose
_MOST = 0.4  # share of the whole text: so much of it again is the statement printed twice
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|instagram|youtube|tiktok|pinterest|threads|reddit|whatsapp|t)\.(?:com|net|me)$"
)


def shaped(lines: Sequence[Line], base: str) -> tuple[tuple[Block, ...], tuple[Link, ...]]:
    """The blocks of a page, and the links of its wording. `base` is the address of the page."""
    lines = without_copies(lines)
    navigation = _navigation(lines, base)
    links: dict[Link, None] = {}
    for line, is_navigation in zip(lines, navigation, strict=True):
        for words, href in () if is_navigation else line.links:
            if address := target(base, href):
                links[Link(words, address)] = None
    blocks = [
        Block(BlockKind.NAVIGATION if is_navigation else line.kind, line.text)
        for line, is_navigation in zip(lines, navigation, strict=True)
    ]
    return tuple(blocks), tuple(links)


def without_copies(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines printed twice, for wide and for narrow screens, once: what repeats without anything between, or what is
    most of the page and comes again in another place.
    """
    gaps = _gaps(lines)
    total = _length(lines)
    copies: set[int] = set()
    start = 0
    while start < len(lines):
        gap, end = gaps[start], start + 1
        while gap and end < len(lines) and gaps[end] == gap:
            end += 1
        if gap:
            if end - start >= gap:
                twice = _length(lines[start : start + gap]) >= _COPY
            else:
                twice = _length(lines[start:end]) > max(_MOST * total, 10 * _COPY)
            if twice:
                copies.update(range(start + gap, end + gap))
        start = end
    return [line for i, line in enumerate(lines) if i not in copies] if copies else lines


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _gaps(lines: Sequence[Line]) -> list[int]:
    """How far down each line stands again; 0 when it does not."""
    gaps = [0] * len(lines)
    seen: dict[str, int] = {}
    for i, line in enumerate(lines):
        before = seen.get(line.text)
        if before is not None:
            gaps[before] = i - before
        seen[line.text] = i
    return gaps


def _navigation(lines: Sequence[Line], base: str) -> list[bool]:
    """For each line whether it belongs to a list of links."""
    site, page = _site(base), base.partition("#")[0]
    found = [False] * len(lines)
    run: list[tuple[int, bool]] = []  # lines of nothing but one link each, in a row; whether it stays on the site
    for i, line in enumerate(lines):
        if not line.links and not line.in_nav:
            if run:
                _end_run(run, found)
        elif line.in_nav:
            found[i] = _only_links(line) or not _says_something(line.text)
        elif not _only_links(line):
            _end_run(run, found)
        elif all(_in_page(href, page) for _, href in line.links):
            found[i] = line.kind is not BlockKind.HEADING  # which may well link to itself
            if not found[i]:
                _end_run(run, found)
        elif _says_something(line.text) or any(_calls(href) for _, href in line.links):
            _end_run(run, found)
        elif len(line.links) == 1:
            run.append((i, _stays(line.links[0][1], base, site)))
        else:
            found[i] = all(_stays(href, base, site) for _, href in line.links)
    _end_run(run, found)
    _add_headings(lines, found)
    return found


def _end_run(run: list[tuple[int, bool]], found: list[bool]) -> None:
    """Most of a menu stays on the site; a list of other companies leads away from it."""
    if len(run) >= _RUN and 2 * sum(stays for _, stays in run) > len(run):
        for i, _ in run:
            found[i] = True
    run.clear()


def _add_headings(lines: Sequence[Line], found: list[bool]) -> None:
    """A heading over nothing but a list of links belongs to it."""
    below = ""  # what stands under the heading to come: "n" for navigation, "w" for wording, from the bottom up
    for i in range(len(lines) - 1, -1, -1):
        if found[i]:
            below += "n"
        elif lines[i].kind is not BlockKind.HEADING:
            below += "w"
        else:
            over_a_list = below.endswith("n" * _RUN) or (below.endswith("n") and "w" not in below)
            found[i] = over_a_list and lines[i].tag != "h1"
            # A <summary> opens the list with its heading; any other heading above is one of a larger part.
            below = "n" if found[i] and i > 0 and lines[i - 1].tag == "summary" else ""


def _only_links(line: Line) -> bool:
    """Whether no letter of a line stands outside its links."""
    if not line.links:
        return False
    rest = line.text
    if len(rest) > sum(len(words) + 6 for words, _ in line.links):
        return False
    for words, _ in line.links:
        rest = rest.replace(words, "", 1)
    return not any(map(str.isalpha, rest))


def _says_something(text: str) -> bool:
    return len(text) > _LONG_LINK or text.endswith((".", "!", "。"))


def _in_page(href: str, page: str) -> bool:
    return href.startswith("#") or (len(href) > len(page) and href.startswith(page) and href[len(page)] == "#")


def _calls(href: str) -> bool:
    """A way to write or to call is wording; so is an anchor that leads nowhere."""
    return not href or href.startswith(("mailto:", "tel:"))


def _stays(href: str, base: str, site: str) -> bool:
    """Whether a link leads to another page of the site, or to a social network."""
    address = target(base, href)
    there = _site(address) if address else site
    return there == site or _SOCIAL.search(there) is not None


@lru_cache(maxsize=4_096)
def _site(address: str) -> str:
    """Host without its first labels: www.example.com and docs.example.com are one site."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2  # example.co.uk
    return ".".join(labels[-3:] if short else labels[-2:])
