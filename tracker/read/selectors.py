"""Selectors of the watchlist at work: CSS, XPath, and ranges of these.

Whether a selector is one at all, and one that ends, is known before there is a page to try it on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tracker.errors import BadSelector, NoText
from tracker.read.ranges import QUOTED, Range, is_xpath, range_of
from tracker.read.tree import markup_of, read_by_libxml, tree_of

_SIBLINGS = 3  # `:has(~ * ~ * ~ * ~ q)` takes lexbor 1 s on 4,400 elements, and a longer one does not end
_NESTED = 2  # `//*[../*[../*[../q]]]` takes libxml2 6 s on them
_MARK = "data-tracker-xpath"


@lru_cache(4096)
def check_selector(selector: str) -> str | None:
    """See `tracker.read.check_selector`."""
    if (between := range_of(selector)) is not None:
        faults = ((end, check_selector(end)) for end in between.ends)
        return next((f"names {end!r}, which {fault}" for end, fault in faults if fault), None)
    try:
        if is_xpath(selector):
            if slow := _slow_xpath(QUOTED.sub("''", selector)):
                return slow
            found = etree.XPath(selector)(etree.Element("p"))
            return None if isinstance(found, list) else "is an XPath that finds a value, not elements"
        if len(re.findall(r"~(?!=)", QUOTED.sub("''", selector))) > _SIBLINGS:
            return f"has more than {_SIBLINGS} `~`, which may take for ever"
        LexborHTMLParser("<p></p>").css(selector)
    except etree.XPathError as error:
        return f"is not valid XPath: {error}"
    except (SelectolaxError, ValueError):
        return "is not valid CSS"
    return None


def _slow_xpath(xpath: str) -> str | None:
    if re.search(r"(following|preceding)\s*::", xpath):  # `//*/following::*` had not ended after 8 s
        return "walks over the rest of the page for every element; use following-sibling:: or preceding-sibling::"
    depth = deepest = 0
    whole = (
        False  # in brackets: `//p[. = //a]` takes 25 s on 48,000 elements, `//*[contains(string(//*), 'q')]` had not
    )
    # ended after 90 s
    for token in re.findall(r"[\[\]]|(?<![\w.\])*/])//?", xpath):
        depth += {"[": 1, "]": -1}.get(token, 0)
        deepest = max(deepest, depth)
        whole = whole or (depth > 0 and token.startswith("/"))
    if deepest > _NESTED:
        return f"has brackets more than {_NESTED} deep, which may take for ever"
    if whole:
        return "searches the whole page again for every element; begin with `.//` inside brackets"
    return None


def find(tree: LexborHTMLParser, selectors: Sequence[str]) -> tuple[LexborHTMLParser, list[list[LexborNode]]]:
    """What each selector matches, in the order of the page, and the tree that holds it: another one where an XPath was
    asked for. Of a range, the outermost elements and texts that lie wholly in it. Raises BadSelector for a selector
    that is not valid or matches nothing.
    """
    for selector in selectors:
        if fault := check_selector(selector):
            raise BadSelector(f"the selector {selector!r} {fault}")
    ranges = {selector: between for selector in selectors if (between := range_of(selector)) is not None}
    plain = [end for selector in selectors for end in (ranges[selector].ends if selector in ranges else [selector])]
    xpaths = list(dict.fromkeys(selector for selector in plain if is_xpath(selector)))
    if xpaths:
        tree = _marked(tree, xpaths)
    found = {}
    for selector in plain:
        found[selector] = tree.css(f"[{_MARK}~='{xpaths.index(selector)}']" if selector in xpaths else selector)
        if not found[selector]:
            raise BadSelector(f"the selector {selector!r} matches nothing on the page")
    return tree, [_between(tree, ranges[s], found) if s in ranges else found[s] for s in selectors]


def _between(tree: LexborHTMLParser, wanted: Range, found: dict[str, list[LexborNode]]) -> list[LexborNode]:
    """The outermost nodes that lie wholly in a range: of what it begins with, the first, and the first end after it."""
    body = tree.body
    first = found[wanted.start][0] if wanted.start else body.first_child if body is not None else None
    if wanted.start and wanted.after:
        first = _beyond(found[wanted.start][0])
    ends = {node.mem_id: node for node in found[wanted.end]} if wanted.end else {}
    end = next((node for node in _onwards(first) if node.mem_id in ends), None) if ends else None
    if ends and wanted.start and end is not None and end.mem_id == found[wanted.start][0].mem_id and not wanted.through:
        end = next((node for node in _onwards(_inward(end)) if node.mem_id in ends), None)
    if first is None or (ends and end is None):
        raise BadSelector(f"the range {str(wanted)!r} has no end: {wanted.end!r} does not come after its beginning")
    around = {node.mem_id for node in _above(end)} if end is not None else set()
    nodes: list[LexborNode] = []
    node: LexborNode | None = first
    while node is not None and (end is None or node.mem_id != end.mem_id):
        if node.mem_id in around:
            node = _inward(node)
        else:
            nodes.append(node)
            node = _beyond(node)
    return [*nodes, end] if end is not None and wanted.through else nodes


def _onwards(node: LexborNode | None) -> Iterator[LexborNode]:
    """A node and all that come after it in the order of the page, what lies in them included."""
    while node is not None:
        yield node
        node = _inward(node)


def _inward(node: LexborNode) -> LexborNode | None:
    return node.first_child or _beyond(node)


def _beyond(node: LexborNode) -> LexborNode | None:
    """The first node after all that lies in this one; nothing at the end of the body."""
    above: LexborNode | None = node
    while above is not None and above.tag != "body":
        if above.next is not None:
            return above.next
        above = above.parent
    return None


def _above(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def keep_only(tree: LexborHTMLParser, nodes: Iterable[LexborNode]) -> None:
    """Take all out of the body but these nodes and the elements around them, which still shape their lines."""
    kept: set[int] = set()
    around: set[int] = set()
    for chosen in nodes:
        kept.add(chosen.mem_id)
        for above in _above(chosen):
            if above.mem_id in around:
                break
            around.add(above.mem_id)
    others = []
    node = tree.body.first_child if tree.body is not None else None
    while node is not None:
        if node.mem_id in kept:
            node = _beyond(node)
        elif node.mem_id in around:
            node = _inward(node)
        else:
            others.append(node)
            node = _beyond(node)
    for other in others:
        other.decompose()


def outermost(tree: LexborHTMLParser, nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """The nodes that lie in none of the others, each once, in the order of the page."""
    wanted = {node.mem_id for node in nodes}
    found: list[LexborNode] = []
    node = tree.root
    while node is not None:
        below = None
        if node.mem_id in wanted:
            found.append(node)
        else:
            below = node.first_child
        while below is None and node is not None:
            below, node = node.next, node.parent
        node = below
    return found


def _marked(tree: LexborHTMLParser, xpaths: Sequence[str]) -> LexborHTMLParser:
    """The same page with the numbers of the XPaths that match it on each element.

    lexbor knows no XPath: libxml2 reads lexbor's tree, marks, and hands it back.
    """
    root = read_by_libxml((tree.html or "").encode("utf-8", "replace"))
    if root is None:
        raise NoText("the page has no body")
    for number, xpath in enumerate(xpaths):
        try:
            found = root.xpath(xpath)
        except etree.XPathError as error:  # for want of memory: it is valid
            raise BadSelector(f"the selector {xpath!r} cannot be carried out on the page: {error}") from error
        for element in found if isinstance(found, list) else ():
            if isinstance(element, etree._Element):
                element.set(_MARK, f"{element.get(_MARK, '')} {number}".strip())
    return tree_of(markup_of(root))
