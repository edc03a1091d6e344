"""Where lines stand on a page: selectors that would take them out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from selectolax.lexbor import LexborNode

from tracker.model import Capture
from tracker.read.decode import utf8
from tracker.read.normalise import fold
from tracker.read.tree import parse, size

_TOKEN = re.compile(r"[a-zA-Z][\w-]{2,40}")
# What a build or a visit made up: it is another one tomorrow.
_MADE_UP = re.compile(r"\d{3,}|[a-z]\d[a-z]|__|--|^(?:css|sc|jsx|emotion|svelte|chakra|mui)-|^[a-zA-Z]{1,3}\d")
_AT_MOST = 0.3  # share of the page's text that a place may hold
_UP = 4  # elements above a line that are looked at


def places(capture: Capture, lines: Collection[str]) -> tuple[str, ...]:
    """CSS selectors of small parts of an HTML page that hold some of these lines, those with the most of them first."""
    page = parse(utf8(capture.body, capture.header("content-type")))
    if page.body is None:
        return ()
    wanted, whole = set(lines), size(page.body)
    held: Counter[str] = Counter()
    for node in page.body.css("p, li, a, span, div, td, h1, h2, h3, h4, h5, h6, time, small, aside, section"):
        if fold(node.text()) not in wanted:
            continue
        names: set[str] = set()
        above: LexborNode | None = node
        for _ in range(_UP):
            if above is None or above.tag in ("body", "html", "main") or size(above) > _AT_MOST * whole:
                break
            names |= _names(above)
            above = above.parent
        held.update(names)
    return tuple(name for name, _ in sorted(held.items(), key=lambda item: (-item[1], len(item[0]), item[0])))


def is_made_up(token: str) -> bool:
    """Whether a class or id is not one that a person gave, or cannot be written in a selector as it is."""
    return not _TOKEN.fullmatch(token) or _MADE_UP.search(token) is not None


def _names(node: LexborNode) -> set[str]:
    found = {"aside"} if node.tag == "aside" else set()
    attributes = node.attributes
    identity = attributes.get("id") or ""
    if not is_made_up(identity):
        found.add(f"#{identity}")
    tokens = (attributes.get("class") or "").split()
    return found | {f".{token}" for token in tokens if not is_made_up(token)}
