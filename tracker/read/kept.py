"""What the watchlist keeps although a rule would drop it: marked on the tree, and spared by every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from tracker.read.parts import lies_in

_MARK = "data-tracker-kept"


def mark_kept(nodes: Iterable[LexborNode]) -> None:
    """Mark elements as kept; of a range that begins or ends in a text, what is an element."""
    for node in nodes:
        if node.is_element_node:
            node.attrs[_MARK] = ""


def kept_in(node: LexborNode) -> list[LexborNode]:
    """The kept elements in a node, itself included, in the order of the page."""
    return list(node.css(f"[{_MARK}]"))


def spared(nodes: Iterable[LexborNode], kept: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Of the nodes that a rule takes, those that are not kept. A kept part of one is put before it."""
    ids = {node.mem_id for node in kept}
    for node in nodes:
        if node.parent is None or node.mem_id in ids or lies_in(node, ids):
            continue
        for inner in kept_in(node):
            if not lies_in(inner, ids):
                node.insert_before(inner, move=True)
        yield node
