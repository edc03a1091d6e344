"""Whether a selector is one at all, and one that ends, before there is a page to try it on."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from tracker.extract.tree import is_xpath

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_SIBLINGS = 3  # `:has(~ * ~ * ~ * ~ q)` takes lexbor 1 s on 4,400 elements, and a longer one does not end
_NESTED = 2  # `//*[../*[../*[../q]]]` takes libxml2 6 s on them
_WHOLE_PAGE = 1  # searches of the whole page inside brackets: `//*[//*[//q]]` had not ended after 8 s


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
