"""Parts of a page: what surrounds a node, and what it calls itself."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

MAIN = "main, [role=main], article"
HEADINGS = "h1, h2, h3, h4, h5, h6"
STATEMENTS = frozenset({"html", "body", "main", "article"})


def in_main(node: LexborNode) -> bool:
    """Whether it lies in a main or an article."""
    above = node.parent
    while above is not None:
        if above.tag in {"main", "article"} or above.attributes.get("role") == "main":
            return True
        above = above.parent
    return False


def has_token(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    """By whole tokens, those of utility classes left out: `toc-visible:@md:block` says nothing about a part."""
    attributes = node.attributes
    tokens = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()
    return any(pattern.fullmatch(token) for token in tokens if ":" not in token and "[" not in token)
