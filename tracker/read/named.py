"""Furniture by the names that it gives itself: the words of its classes, and of an id that has few.

Measured on 1,497 pages of WCXB and on 195 policies: what is called "share" is not taken, since policies have sections
on how data is shared, nor what stands before the h1 or is a date by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from selectolax.lexbor import LexborNode

from tracker.read.parts import STATEMENTS, lies_in
from tracker.read.tree import size

_KINDS = {
    "comments": "comments commentlist disqus",
    "related": "related recommended recommendations recommendation popular trending",
    "footer": "footer colophon",
    "sidebar": "sidebar sidenav rail",
    "filter": "filter filters facet facets pagination pager paginate paging",
    "menu": "menu menus navbar nav navigation topbar topnav subnav megamenu",
    "pop-up": "popup popups modal modals drawer overlay lightbox offcanvas toast snackbar",
    "newsletter": "newsletter newsletters signup subscribe optin mailchimp",
    "breadcrumb": "breadcrumb breadcrumbs",
    "cart": "cart minicart basket bag wishlist login signin",
    "feedback": "feedback helpful",
    "copy": "cloned",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_PAIRS = {
    **{("author", other): "author" for other in "bio box card info about profile details block section".split()},
    ("about", "author"): "author",
    **{("side", other): "sidebar" for other in "bar nav menu column".split()},
    ("top", "bar"): "menu",
    ("nav", "bar"): "menu",
    ("skip", "link"): "menu",
    ("skip", "links"): "menu",
    ("sign", "up"): "newsletter",
    ("off", "canvas"): "pop-up",
    ("pop", "up"): "pop-up",
    ("slide", "duplicate"): "copy",
    ("you", "may"): "related",
    ("read", "next"): "related",
    ("page", "numbers"): "filter",
    ("sort", "by"): "filter",
}
_STEMS = frozenset({*_KIND_OF, *(word for pair in _PAIRS for word in pair)})
_ALL_KINDS = frozenset({*_KINDS, *_PAIRS.values()})
_STATES = frozenset("has is with no without not show hide js open enable enabled disable disabled below above".split())
_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OF_ID = 3  # words: a longer id is a heading's ("how-we-share-data")
_CONTAINERS = "div section aside ul ol nav footer form header dialog details menu fieldset".split()
CALLED = ", ".join(_CONTAINERS)  # what may have a name: a word in a line is never taken for what its class says
# Kinds that hold labels and links, and no sentences; above so many characters of them it is not what its name says.
_LABELS = frozenset({"menu", "filter", "breadcrumb", "cart", "pop-up"})
_PROSE = 100
_SENTENCE_WORDS = 6  # and more, between two full stops
_PIECES = re.compile(r"(?<=[.!?])\s")
_MOST_NODES = 300
_OF_NODE, _OF_KIND = 0.4, 0.5  # shares of the page's text: more than that is no furniture
_LEFT = 700  # characters that must be left by comments, of which there may be more than text

# Parts of a class or id that mean something to the rules of one kind.
_HINTS = {
    **dict.fromkeys(
        "cookie consent gdpr usercentrics didomi cmpbox cmpwrapper qc-cmp iubenda-cs cky- cc-window cc-banner osano-cm"
        " truste onetrust ccpa cmplz termly"
        " tarteaucitron axeptio appconsent sfbx klaro borlabs orejime ppms_cm_ consentmanager sp_message".split(),
        "consent",
    ),
    "footer": "footers",
    **dict.fromkeys("announcement promo newsletter chat".split(), "offers"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The nodes of a page whose class or id has a meaning, in the order of the page."""

    consent: list[LexborNode] = field(default_factory=list)
    footers: list[LexborNode] = field(default_factory=list)
    offers: list[LexborNode] = field(default_factory=list)
    furniture: list[tuple[str, LexborNode]] = field(default_factory=list)  # with its kind


def names_in(nodes: Sequence[LexborNode]) -> Names:
    """What the nodes that have a class or an id call themselves: looked through once for all rules."""
    names = Names()
    called = [(here.get("class") or "", here.get("id") or "") for here in map(_ATTRIBUTES_OF, nodes)]
    meanings = {value: _meaning(*value) for value in set(called)}
    for value, node in zip(called, nodes, strict=True):
        for hint in meanings[value]:
            if hint in _ALL_KINDS:
                names.furniture.append((hint, node))
            else:
                getattr(names, hint).append(node)
    return names


_ATTRIBUTES_OF = attrgetter("attributes")


def _meaning(classes: str, identity: str) -> Set[str]:
    """Fields of `Names`, and at most one kind of furniture."""
    found: Set[str] = _NOTHING
    kind = None
    for token in classes.split():
        hints, its_kind = _said(token) if len(token) <= _LONGEST else _SILENT
        kind = kind or its_kind
        if hints:
            found = found | hints
    if identity and len(identity) <= _LONGEST:
        hints, its_kind = _said(identity)
        found = found | hints
        if kind is None and its_kind and len(_WORD.findall(_HUMP.sub("-", identity).lower())) <= _OF_ID:
            kind = its_kind
    return found | {kind} if kind else found


@lru_cache(maxsize=32_768)  # the pages of a site use the same names
def _said(token: str) -> tuple[Set[str], str | None]:
    """What a name says: fields of `Names`, and a kind of furniture."""
    low = token.lower()
    found = _HINT.findall(low)
    hints = frozenset(map(_HINTS.__getitem__, found)) if found else _NOTHING
    words = _WORD.findall(low if low == token else _HUMP.sub("-", token).lower())
    # A utility class says nothing about a part.
    if _STEMS.isdisjoint(words) or words[0] in _STATES or _UTILITY.search(low):
        return (hints, None) if found else _SILENT
    for pair in pairwise(words):
        if pair in _PAIRS:
            return hints, _PAIRS[pair]
    return hints, next((_KIND_OF[word] for word in words if word in _KIND_OF), None)


_HINT = re.compile("|".join(map(re.escape, _HINTS)))
_UTILITY = re.compile(r"[]:[()/@!]")
_LONGEST = 100  # characters of a name that a person gave
_NOTHING: Set[str] = frozenset()
_SILENT: tuple[Set[str], str | None] = (_NOTHING, None)


def furniture(names: Names, whole: int) -> list[tuple[str, LexborNode]]:
    """The parts of a page of `whole` characters that have such names, each with its kind; what holds too much of it is
    none.
    """
    chosen: dict[int, tuple[str, LexborNode, int]] = {}
    for kind, node in names.furniture[:_MOST_NODES]:
        if node.parent is None or not _may_be(node) or lies_in(node, chosen):
            continue
        length = size(node)
        if kind in _LABELS and _speaks(node):
            continue
        enough = kind == "comments" and whole - length >= _LEFT
        if length and (length <= _OF_NODE * whole or enough):
            chosen[node.mem_id] = (kind, node, length)
    taken: dict[str, int] = {}
    for kind, _, length in chosen.values():
        taken[kind] = taken.get(kind, 0) + length
    return [(kind, node) for kind, node, _ in chosen.values() if taken[kind] <= _OF_KIND * whole or kind == "comments"]


def _speaks(node: LexborNode) -> bool:
    """Whether sentences are a good part of what it says: then the name is that of a thing, not of a use."""
    text = " ".join(node.text(separator=" ").split())
    prose = sum(len(piece) for piece in _PIECES.split(text) if piece.count(" ") >= _SENTENCE_WORDS)
    return prose > _PROSE and prose > len(text) / 3


def _may_be(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in STATEMENTS:
        return False
    return node.css_first("h1, main, [role=main]") is None
