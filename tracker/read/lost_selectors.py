"""Where a statement stands on a page that was rebuilt: selectors of the parts that are most like its last good text."""

from __future__ import annotations

from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.model import Capture, Statement
from tracker.read.decode import utf8
from tracker.read.noise_selectors import is_made_up
from tracker.read.normalise import fold
from tracker.read.tree import parse, size

_TRIED = 8  # parts
_LINES = "p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, blockquote, pre, div, span, section"
_DEEP = 6  # steps of a path: one with more says nothing that will hold


def likely_parts(capture: Capture, lost: Statement) -> tuple[str, ...]:
    """CSS selectors, each of one element of an HTML page, those first whose text is most like the statement's."""
    page = parse(utf8(capture.body, capture.header("content-type")))
    body = page.body
    if body is None:
        return ()
    wanted = {block.text: len(block.text) for block in lost.wording}
    whole = sum(wanted.values())
    held: Counter[int] = Counter()
    nodes: dict[int, LexborNode] = {}
    found: set[str] = set()
    for node in body.css(_LINES):
        text = fold(node.text()) if len(node.html or "") < 20_000 else ""
        if text not in wanted or text in found:
            continue
        found.add(text)
        above: LexborNode | None = node
        while above is not None and above.tag != "html":
            held[above.mem_id] += wanted[text]
            nodes[above.mem_id] = above
            above = above.parent
    like = {key: 2 * kept / (size(nodes[key]) + whole) for key, kept in held.items()}
    best = sorted(nodes.values(), key=lambda node: -like[node.mem_id])[:_TRIED]
    return tuple(dict.fromkeys(filter(None, (_selector(page, node) for node in best))))


def _selector(page: LexborHTMLParser, node: LexborNode) -> str | None:
    """The shortest selector by names that finds this element alone; else the way from the nearest one that has such."""
    steps: list[str] = []
    above: LexborNode | None = node
    while above is not None and above.tag not in ("body", "html") and len(steps) < _DEEP:
        for name in _names(above):
            if _finds(page, name, above):
                return " > ".join([name, *reversed(steps)])
        steps.append(f"{above.tag}:nth-of-type({_place(above)})")
        above = above.parent
    whole = " > ".join(["body", *reversed(steps)])
    return whole if _finds(page, whole, node) else None


def _names(node: LexborNode) -> list[str]:
    attributes, tag = node.attributes, node.tag or ""
    identity, role = attributes.get("id") or "", attributes.get("role") or ""
    classes = [token for token in (attributes.get("class") or "").split() if not is_made_up(token)]
    return [
        *([f"#{identity}"] if identity and not is_made_up(identity) else []),
        *([tag] if tag in ("main", "article") else []),
        *([f"[role={role}]"] if role.isalpha() else []),
        *(f".{token}" for token in classes),
        *(f"{tag}.{token}" for token in classes),
    ]


def _finds(page: LexborHTMLParser, selector: str, node: LexborNode) -> bool:
    found = page.css(selector)
    return len(found) == 1 and found[0].mem_id == node.mem_id


def _place(node: LexborNode) -> int:
    """Its number among the siblings of its kind, from 1."""
    number, before = 1, node.prev
    while before is not None:
        number += before.tag == node.tag
        before = before.prev
    return number
