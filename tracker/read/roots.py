"""Where the statement stands on a page that is cleared of its furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.read.parts import MAIN
from tracker.read.tree import short_text, size

_HALF = 0.5
_TITLE = 300  # characters of a part that holds the title and the date under it
_SENTENCE = re.compile(r"(?:\S+\s+){7}\S+[.!?。]")
_BESIDE = frozenset({"article", "section"})

Roots = Sequence[LexborNode]


def roots_of(tree: LexborHTMLParser) -> list[Roots]:
    """The parts that may be the statement, in the order of reading each, the likeliest first: the largest main or the
    articles that hold at least half of the text, else the body. A title that stands before, with the date under it, and
    an introduction come first.
    """
    body = tree.body
    if body is None:
        return []
    total = size(body)
    found: list[Roots] = [[body]]
    largest, root = max(((size(node), node) for node in body.css(MAIN)), key=lambda c: c[0], default=(0, body))
    if not largest:
        return found
    whole = [root] if root.tag == "main" or root.attributes.get("role") == "main" else _with_siblings(root)
    parts = [*_before(body, whole[0]), *whole]
    # Menus that are lists of links weigh nothing.
    held = sum(map(size, whole))
    if held < _HALF * total and held < _HALF * (total - _in_links(body) + sum(map(_in_links, whole))):
        return [*found, parts]
    return [parts, *found]


def _in_links(node: LexborNode) -> int:
    return sum(map(size, node.css("a")))


def _with_siblings(article: LexborNode) -> list[LexborNode]:
    """An article with the articles and sections beside it: they are one statement."""
    above = article.parent
    node = above.first_child if above is not None else None
    found: list[LexborNode] = []
    while node is not None:
        if node.tag in _BESIDE:
            found.append(node)
        node = node.next
    return found or [article]


def _before(body: LexborNode, root: LexborNode) -> list[LexborNode]:
    """What stands before the root and belongs to it: the part with the h1, when the root has none, and paragraphs
    under a heading.
    """
    title = _title_before(body, root)
    above: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None and node.tag != "body":
        above.append(node)
        node = node.parent
    found: list[LexborNode] = []
    for inner in reversed(above):
        sibling = inner.parent.first_child if inner.parent is not None else None
        while sibling is not None and sibling.mem_id != inner.mem_id:
            if sibling.is_element_node and (_holds(sibling, title) or _is_introduction(sibling)):
                found.append(title if title is not None and _holds(sibling, title) else sibling)
            sibling = sibling.next
    return found


def _holds(node: LexborNode, part: LexborNode | None) -> bool:
    while part is not None and part.mem_id != node.mem_id:
        part = part.parent
    return part is not None


def _is_introduction(node: LexborNode) -> bool:
    if node.tag in ("main", "aside") or node.css_first("h1, h2, h3") is None:
        return False
    return any(_SENTENCE.search(line.text()) and line.css_first("a") is None for line in node.css("p")[:20])


def _title_before(body: LexborNode, root: LexborNode) -> LexborNode | None:
    """The part of the page that holds its h1, when the root holds none: a title, and often the date under it."""
    if root.css_first("h1") is not None:
        return None
    title = body.css_first("h1")
    if title is None or not title.text(strip=True):
        return None
    part, above = title, title.parent
    while above is not None and above.tag != "body" and above.css_first("main, article, [role=main]") is None:
        if short_text(above, _TITLE) is None:
            break
        part, above = above, above.parent
    return part
