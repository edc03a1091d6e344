"""The links that a page lists, with what stands around them, and where its list goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import NoText
from tracker.model import Capture, Found
from tracker.read.bounds import check_bounds
from tracker.read.decode import utf8
from tracker.read.feed import address
from tracker.read.furniture import clear
from tracker.read.lines import LineReader
from tracker.read.links import target
from tracker.read.listing import ListedLine, ListEntry, lists_of
from tracker.read.selectors import find
from tracker.read.tree import parse, size

MOST = 1_000  # links of one page
_NEXT = re.compile(
    r"(?:next(?: page)?|older(?: (?:posts|entries|news|articles))?|more (?:news|posts|articles|releases)|load more"
    r"|weiter|nächste(?: seite)?|ältere(?: beiträge)?|suivante?|page suivante|siguiente|successiv[ao]|volgende)?"
    r"[\s›»>→]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListingPage:
    links: tuple[Found, ...]
    following: str | None = None  # address of the next page of the list


def is_pattern(links: str) -> bool:
    """Whether `links` of the watchlist is a pattern of addresses with `*`, and no selector."""
    return links.startswith(("http://", "https://", "/", "*"))


def read_listing(capture: Capture, links: str | None = None) -> ListingPage:
    """What a page lists, each address once. NoText when nothing in it repeats as a list does, or `links` finds none."""
    text = utf8(capture.body, capture.header("content-type"))
    check_bounds(text)
    tree = parse(text)
    following = _following(tree, capture.final_url)
    if links is None:
        tree = clear(tree, lambda: parse(text), size(tree.body))
        found = _by_structure(tree, capture)
        missing = "no list of links is recognised; give `links:`, a selector of the links or a pattern such as /news/*"
    else:
        found = _by_pattern(tree, capture, links) if is_pattern(links) else _by_selector(tree, capture, links)
        missing = f"`links: {links}` finds no link"
    here = _bare(capture.final_url)
    whole = {each.url: each for each in reversed(found[:MOST]) if _bare(each.url) != here}
    if not whole:
        raise NoText(f"{capture.url}: {missing}")
    return ListingPage(tuple(reversed(whole.values())), following)


def _by_structure(tree: LexborHTMLParser, capture: Capture) -> list[Found]:
    lines = _lines([tree.body] if tree.body is not None else (), capture.final_url)
    found = lists_of(lines)
    if not found:
        return []
    best = _best(found)
    return [_found(entry, lines) for entries in best for entry in entries]


def _best(found: Sequence[tuple[ListEntry, ...]]) -> list[tuple[ListEntry, ...]]:
    """Of several lists those whose entries bear dates, else the one that says most."""
    dated = [entries for entries in found if 3 * sum(entry.dated for entry in entries) >= 2 * len(entries)]
    return dated or [max(found, key=lambda entries: sum(len(entry.title) for entry in entries))]


def _found(entry: ListEntry, lines: Sequence[ListedLine]) -> Found:
    own = [line.text for line in lines[entry.first : entry.end]]
    return Found(entry.target, entry.title, " ".join(text for text in own if text != entry.title)[:1_000], entry.day)


def _by_pattern(tree: LexborHTMLParser, capture: Capture, pattern: str) -> list[Found]:
    wanted = [found for found in _anchors(tree.css("a[href]"), capture) if matches(found.url, pattern)]
    return _joined(wanted)


def matches(url: str, pattern: str) -> bool:
    """Whether an address fits a pattern: its path when the pattern begins with `/`."""
    part = urlsplit(url).path if pattern.startswith("/") else url
    return fnmatchcase(part, pattern)


def _by_selector(tree: LexborHTMLParser, capture: Capture, selector: str) -> list[Found]:
    whole, matches = find(tree, [selector])  # which must stay alive as long as its nodes
    nodes = [node for found in matches for node in found]
    anchors = [anchor for node in nodes for anchor in ([node] if node.tag == "a" else node.css("a[href]"))]
    return _joined(_anchors(anchors, capture)) if whole.body is not None else []


def _anchors(nodes: Iterable[LexborNode], capture: Capture) -> list[Found]:
    found = []
    for node in nodes:
        url = address(capture.final_url, str(node.attributes.get("href") or ""))
        if url:
            found.append(Found(url, " ".join(node.text(separator=" ").split())[:300]))
    return found


def _joined(found: Sequence[Found]) -> list[Found]:
    """Each address once, under the longest words that lead to it."""
    longest: dict[str, Found] = {}
    for each in found:
        known = longest.get(each.url)
        if known is None or len(each.title) > len(known.title):
            longest[each.url] = each
    return list(longest.values())


def _lines(roots: Iterable[LexborNode], base: str) -> tuple[ListedLine, ...]:
    reader = LineReader()
    for root in roots:
        reader.read(root)
    return tuple(
        ListedLine(line.kind, line.text, tuple((words, to) for words, href in line.links if (to := target(base, href))))
        for line in reader.lines
        if not line.in_nav
    )


def _following(tree: LexborHTMLParser, base: str) -> str | None:
    node = tree.css_first("link[rel=next][href], a[rel~=next][href]")
    if node is None:
        links = tree.css("a[href]")
        node = next((each for each in links if (words := each.text(strip=True)) and _NEXT.fullmatch(words)), None)
    found = address(base, str(node.attributes.get("href") or "")) if node is not None else None
    same_site = found is not None and urlsplit(found).netloc == urlsplit(base).netloc
    return found if same_site and found is not None and _bare(found) != _bare(base) else None


def _bare(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")
