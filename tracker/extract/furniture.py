"""What stands around the statement on a page: menus, banners, consent boxes. All by structure, guarded by size."""

from __future__ import annotations

import re
from collections.abc import Container

from selectolax.lexbor import LexborNode

from tracker.extract.tree import drop

# Hidden is not noise: collapsed sections are display:none, an open modal makes the whole page aria-hidden.
_HIDDEN = (
    "[hidden], [aria-hidden=true], [style*='display:none' i], [style*='display: none' i], "
    ".sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text, .screen-reader-only"
)
_SMALL = 100  # characters
_AROUND = (
    "nav, header, footer, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=dialog], [role=search]"
)
_CONSENT_HINT = ", ".join(
    f"[{attribute}*={word} i]"
    for word in ("cookie", "consent", "onetrust", "gdpr", "didomi", "usercentrics", "truste", "cmp")
    for attribute in ("class", "id")
)
_CONSENT_TOKEN = re.compile(
    r"onetrust-(?:consent-sdk|banner-sdk|pc-sdk)|cybotcookiebot\w*|usercentrics-\w+|didomi-\w+|truste-consent-\w+"
    r"|qc-cmp2-\w+|iubenda-cs-\w+|cky-consent-\w+|cmplz-cookiebanner\w*|cookie-law-info-bar|osano-cm-\w+|cc-window"
    r"|(?:[\w-]*[_-])?(?:cookies?|consent|gdpr|ccpa)[_-]?"
    r"(?:bar|banner|popup|pop-up|modal|dialog|overlay|message|toast|wall|manager|prompt|box|alert|preferences|settings|consent)"
    r"(?:[_-](?:container|wrapper|root|inner|content))?",
    re.IGNORECASE,
)
_MAIN = "main, [role=main], article"
_LOST_AT_MOST = 0.3  # share of all text that the consent rule may take: beyond it the rule is what is wrong


def size(node: LexborNode) -> int:
    """Characters of text below a node, white space left out."""
    return len("".join(node.text().split()))


def clear(body: LexborNode) -> None:
    """Take furniture out of the body."""
    drop(_consent(body))
    drop([n for n in body.css(_HIDDEN) if _says_little(n)])
    drop([n for n in body.css("button, [role=button]") if _is_plain_button(n)])
    around = [n for n in body.css(_AROUND) if not _inside(n, {"main", "article"})]
    total = size(body)
    outermost = [n for n in around if not any(_is_ancestor(o, n) for o in around)] if len(around) < 50 else around
    if total - sum(map(size, outermost)) >= min(200, total * 0.3):
        drop(around)


def root_of(body: LexborNode) -> LexborNode:
    """The largest main or article that holds at least half of what is left, else the body."""
    candidates = [(size(node), node) for node in body.css(_MAIN)]
    best = max(candidates, key=lambda c: c[0], default=(0, body))
    return best[1] if best[0] >= 0.5 * size(body) else body


def _consent(body: LexborNode) -> list[LexborNode]:
    found = [n for n in body.css(_CONSENT_HINT) if n.tag not in {"body", "main", "article", "html"} and _is_consent(n)]
    outermost = [n for n in found if not any(_is_ancestor(o, n) for o in found)] if len(found) < 200 else []
    total = size(body)
    return outermost if sum(map(size, outermost)) <= _LOST_AT_MOST * total else []


def _is_consent(node: LexborNode) -> bool:
    """By whole class tokens: a utility class such as `toc-visible:@md:block` once took every paragraph of a page."""
    attributes = node.attributes
    tokens = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()
    return any(_CONSENT_TOKEN.fullmatch(t) for t in tokens if ":" not in t and "[" not in t)


def _says_little(node: LexborNode) -> bool:
    text = node.text()
    return len(text) < 10 * _SMALL and len("".join(text.split())) < _SMALL and not _is_sentence(text)


def _is_sentence(text: str) -> bool:
    folded = text.split()
    return len(folded) >= 4 and folded[-1][-1] in ".!?;:。"


def _is_plain_button(node: LexborNode) -> bool:
    """Not one that opens a section or stands for a heading."""
    attributes = node.attributes
    if "aria-expanded" in attributes or "aria-controls" in attributes or size(node) >= _SMALL:
        return False
    return not _inside(node, {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})


def _inside(node: LexborNode, tags: Container[str | None]) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in tags:
            return True
        above = above.parent
    return False


def _is_ancestor(upper: LexborNode, node: LexborNode) -> bool:
    above, wanted = node.parent, upper.mem_id
    while above is not None:
        if above.mem_id == wanted:
            return True
        above = above.parent
    return False
