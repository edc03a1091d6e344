"""Selectors of the watchlist: CSS, and XPath for those that begin with a slash or a bracket.

Whether a selector is one at all, and one that ends, is known before there is a page to try it on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tracker.errors import BadSelector, NoText
from tracker.extract.tree import markup_of, read_by_libxml, tree_of

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_SIBLINGS = 3  # `:has(~ * ~ * ~ * ~ q)` takes lexbor 1 s on 4,400 elements, and a longer one does not end
_NESTED = 2  # `//*[../*[../*[../q]]]` takes libxml2 6 s on them
_WHOLE_PAGE = 1  # searches of the whole page inside brackets: `//*[//*[//q]]` had not ended after 8 s


_MARK = "data-tracker-xpath"


def is_xpath(selector: str) -> bool:
    """Whether a selector is an XPath; all others are CSS."""
    return selector.lstrip().startswith(("/", "(", "./"))


@lru_cache(4096)
def check_selector(selector: str) -> str | None:
    """What is wrong with a CSS selector or XPath, in a few words; nothing when it can be used.

    What would take for ever on a large page is refused by its form: neither lexbor nor libxml2 can be stopped.
    """
    try:
        if is_xpath(selector):
            if slow := _slow_xpath(_QUOTED.sub("''", selector)):
                return slow
            found = etree.XPath(selector)(etree.Element("p"))
            return None if isinstance(found, list) else "is an XPath that finds a value, not elements"
        if len(re.findall(r"~(?!=)", _QUOTED.sub("''", selector))) > _SIBLINGS:
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
    depth = deepest = whole = 0
    for token in re.findall(r"[\[\]]|(?<![\w.\])*])//?", xpath):
        depth += {"[": 1, "]": -1}.get(token, 0)
        deepest = max(deepest, depth)
        whole += depth > 0 and token.startswith("/")
    if deepest > _NESTED:
        return f"has brackets more than {_NESTED} deep, which may take for ever"
    if whole > _WHOLE_PAGE:
        return "searches the whole page again for every element; begin with `.//` inside brackets"
    return None


def find(tree: LexborHTMLParser, selectors: Sequence[str]) -> tuple[LexborHTMLParser, list[list[LexborNode]]]:
    """What each selector matches, in the order of the page, and the tree that holds it: another one where an XPath was
    asked for. Raises BadSelector for a selector that is not valid or matches nothing.
    """
    for selector in selectors:
        if fault := check_selector(selector):
            raise BadSelector(f"the selector {selector!r} {fault}")
    xpaths = [selector for selector in selectors if is_xpath(selector)]
    if xpaths:
        tree = _marked(tree, xpaths)
    matches = []
    for selector in selectors:
        found = tree.css(f"[{_MARK}~='{xpaths.index(selector)}']" if selector in xpaths else selector)
        if not found:
            raise BadSelector(f"the selector {selector!r} matches nothing on the page")
        matches.append(found)
    return tree, matches


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
