"""Parts of a page: what surrounds a node, and what it calls itself."""

from __future__ import annotations

import re
from collections.abc import Collection

from selectolax.lexbor import LexborNode

MAIN = "main, [role=main], article"
HEADINGS = "h1, h2, h3, h4, h5, h6"
STATEMENTS = frozenset({"html", "body", "main", "article"})


def lies_in(node: LexborNode, parts: Collection[int]) -> bool:
    """Whether it lies in one of the nodes with these ids in memory."""
    above = node.parent if parts else None
    while above is not None:
        if above.mem_id in parts:
            return True
        above = above.parent
    return False


def has_token(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    """By whole tokens, those of utility classes left out: `toc-visible:@md:block` says nothing about a part."""
    attributes = node.attributes
    tokens = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()
    return any(pattern.fullmatch(token) for token in tokens if ":" not in token and "[" not in token)
