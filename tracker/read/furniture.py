"""What stands around the statement on a page: menus, banners, consent boxes. By structure and name, guarded by size.

A rule names the nodes it would take. What it takes in all is measured, and a rule that takes too much is wrong about
the page: it is left out for this page. Judging node by node is not enough: a class name that looked like a table of
contents once took every paragraph of fifteen pages, none of them large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.read import consent
from tracker.read.hidden import HIDDEN, off_screen, plain_buttons, small_hidden
from tracker.read.kept import kept_in, spared
from tracker.read.named import CALLED, Names, furniture, names_in
from tracker.read.parts import HEADINGS, STATEMENTS, has_token, lies_in
from tracker.read.tree import short_text, take

_MENU = 2_500  # characters of a menu with a heading over it
_PART = 2_500  # characters of a footer that is one by name
_LABELS = "h2, h3, h4, h5, h6, summary"
_UP = 3  # elements around a menu that are looked at
_FORM = 300  # characters of a survey or a subscription
_LITTLE = 200  # characters: a statement is longer


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as the rules see it: what is on it is found once for all of them."""

    body: LexborNode
    names: Names
    mains: Set[int]  # ids in memory of each main and article
    buttons: Sequence[LexborNode]
    parts: Sequence[LexborNode]  # by their element or role, in the order of the page
    forms: Sequence[LexborNode]
    fields: Sequence[LexborNode]  # for an address or a password
    hidden: Sequence[LexborNode]
    kept: Sequence[LexborNode]  # by the watchlist


def _page(body: LexborNode, *, keep: bool) -> _Page:
    found: dict[str, list[LexborNode]] = {}
    for node in body.css(_LOOKED_AT):
        found.setdefault(_USES.get(node.tag or "", ""), []).append(node)
    others = found.get("", [])
    roles = [(node.attributes.get("role"), node) for node in others]
    buttons = [node for role, node in roles if role == "button" or node.tag == "a"]
    parts = [node for role, node in roles if role in _AROUND_ROLES or role is None]
    mains = [*found.get("main", ()), *(node for role, node in roles if role == "main")]
    return _Page(
        body,
        names_in(body.css(CALLED)),
        frozenset(node.mem_id for node in mains),
        (*found.get("button", ()), *buttons),
        (*found.get("part", ()), *parts),
        found.get("form", ()),
        found.get("input", ()),
        body.css(HIDDEN),
        kept_in(body) if keep else (),
    )


_USES = {
    "button": "button",
    "form": "form",
    "input": "input",
    **dict.fromkeys(("main", "article"), "main"),
    **dict.fromkeys(("nav", "dialog", "header", "footer", "aside"), "part"),
}
_LOOKED_AT = (
    "main, article, button, [role], a[class*=accept i], form, input[type=email], input[type=password], nav, dialog, "
    "header, footer, aside, [aria-modal=true]"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What it takes of a page, in a few words, and the share of all text that it may take."""

    name: str
    find: Callable[[_Page], Iterable[LexborNode]]
    most: float = 1.0
    sure: bool = False  # it may leave as little as there is


Told = Callable[[str, LexborNode], None]  # of a node that is dropped, before it is: by which rule


def clear(
    tree: LexborHTMLParser,
    parse: Callable[[], LexborHTMLParser],
    whole: int,
    told: Told | None = None,
    *,
    keep: bool = False,
) -> LexborHTMLParser:
    """The page without its furniture: consent boxes, menus, header, footer, and parts that call themselves such.

    `tree` is changed, and has `whole` characters. `parse` gives it anew when a rule took too much: the page is then
    read without that rule. What is dropped is told as it goes, that of a rule which is left out afterwards included.
    With `keep` no rule takes what is marked as kept.
    """
    rules = list(_RULES)
    while tree.body is not None:
        page = _page(tree.body, keep=keep)
        left = _apply(page, rules, whole, told)
        if isinstance(left, int):
            for kind, node in furniture(page.names, left):
                _drop(f"furniture by its name: {kind}", [node], page.kept, told)
            break
        rules.remove(left)
        tree = parse()
    return tree


def _apply(page: _Page, rules: Sequence[Rule], left: int, told: Told | None) -> Rule | int:
    """The first rule that takes too much of the page, which is spoilt then, else the characters that are left of
    `left`.
    """
    for rule in rules:
        found = list(rule.find(page))
        if found:
            before, left = left, left - _drop(rule.name, found, page.kept, told)
            if rule.sure:
                continue
            if before - left > rule.most * before or (left < _LITTLE <= before and left < 0.3 * before):
                return rule
    return left


def _drop(rule: str, nodes: Sequence[LexborNode], kept: Sequence[LexborNode], told: Told | None) -> int:
    if kept:
        nodes = list(spared(nodes, kept))
    if told is not None:
        for node in nodes:
            told(rule, node)
    return take(nodes)


# Divs that say of themselves what <footer> would.
_FOOTER_TOKEN = re.compile(
    r"(?:(?:site|page|global|main|app|layout|section|w|wp)[_-]+)?footer(?:[_-]+(?:wrapper|container|area|inner|main))?",
    re.I,
)

# Offers, newsletters and chats beside a statement, by the names that their boxes give themselves.
_OFFER_TOKEN = re.compile(
    r"(?:[a-z]+[_-]+){0,2}(?:announcements?|promo(?:tion(?:al)?)?|newsletters?|(?:live)?chat)"
    r"(?:[_-]*(?:bar|banner|strip|ribbon|box|block|widget|section|form|sign-?up|popup|launcher|container|wrapper))*",
    re.I,
)
# A short block with a claim is no offer, whatever its name.
_CLAIM = re.compile(r"\b(?:we|our|nobody|nothing|no one|not|never|cannot)\b|n[’']t\b|^no\b", re.I)

_AROUND = frozenset({"nav", "dialog", "header", "footer", "aside"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary"})
_MOST_PARTS = 500  # that are looked at: a page of more is built in another way


def _around(page: _Page) -> Iterator[LexborNode]:
    """Menus, header, footer, dialogs and offers that do not belong to the statement."""
    whole = not page.mains  # then all of the body is read
    for node in page.parts[:_MOST_PARTS]:
        if node.tag not in STATEMENTS and _is_around(node, whole=whole) and not lies_in(node, page.mains):
            yield _with_label(node) if node.tag == "nav" else node
    for node in page.names.footers[:_MOST_PARTS]:
        if _is_named(node, _FOOTER_TOKEN, page.mains) and short_text(node, _PART) is not None:
            yield node
    for node in page.names.offers[:_MOST_PARTS]:
        if _is_named(node, _OFFER_TOKEN, page.mains) and _is_offer(short_text(node, _FORM), node):
            yield node


def _is_around(node: LexborNode, *, whole: bool) -> bool:
    attributes = node.attributes
    role = attributes.get("role")
    if node.tag == "dialog" and "open" in attributes and node.css_first(HEADINGS) is not None and whole:
        return False
    if node.tag == "aside" or role == "complementary":
        return not whole and node.css_first("h1") is None
    if node.tag in _AROUND or role in _AROUND_ROLES or attributes.get("aria-modal") == "true":
        return not (_is_header(node) and node.css_first("h1")) and not _is_of_section(node)
    return False


def _is_named(node: LexborNode, pattern: re.Pattern[str], mains: Set[int]) -> bool:
    """Whether a part outside the statement is still there and has such a name."""
    gone = node.parent is None or node.tag in STATEMENTS
    return not gone and has_token(node, pattern) and not lies_in(node, mains)


def _is_offer(text: str | None, node: LexborNode) -> bool:
    return text is not None and node.css_first(HEADINGS) is None and _CLAIM.search(text) is None


def _is_header(node: LexborNode) -> bool:
    return node.tag == "header" or node.attributes.get("role") == "banner"


def _is_of_section(node: LexborNode) -> bool:
    """Whether a header or footer is that of a section, a card or a quotation, and not the page's."""
    if node.tag not in ("header", "footer") or (text := short_text(node, _FORM)) is None or "©" in text:
        return False
    above = node.parent
    while above is not None and above.tag not in ("section", "blockquote", "figure", "body"):
        above = above.parent
    if above is None or above.tag == "body":
        return False
    links = sum(len(link.text(strip=True)) for link in node.css("a"))
    return above.tag == "blockquote" or (2 * links < len(text) and above.css_first("nav, main, h1") is None)


def _with_label(menu: LexborNode) -> LexborNode:
    """The part that holds a menu and the heading over it, and nothing else: "Table of contents"."""
    part, above = menu, menu.parent
    text: str | None = None
    for _ in range(_UP):
        if above is None or above.tag in STATEMENTS or above.tag in _AROUND:
            break
        if above.css_first(_LABELS) is not None:
            text = text or short_text(menu, _MENU)
            more = short_text(above, _MENU) if text is not None else None
            if text is None or more is None or above.css_first("h1") is not None:
                break
            labels = sum(len(label.text()) for label in above.css(_LABELS) if label.text() not in text)
            if len(more) > len(text) + labels + 1:
                break
            part = above
        above = above.parent
    return part


def _small_forms(page: _Page) -> Iterator[LexborNode]:
    """Surveys ("was this helpful?"), subscriptions and searches. A form around a whole page is larger."""
    for node in page.forms:
        text = short_text(node, _FORM)
        if text is not None and node.css_first("h1") is None and not _is_consent(node, text):
            yield node


def _is_consent(form: LexborNode, text: str) -> bool:
    """Whether it asks its reader to agree to something: beside a box to tick stands what is agreed to."""
    return form.css_first("input[type=checkbox]") is not None and _CLAIM.search(text) is not None


def _boxes_to_sign(page: _Page) -> Iterator[LexborNode]:
    """Boxes outside the statement with a field for an address or a password: their promise goes with the form."""
    for field in page.fields[:50]:
        if lies_in(field, page.mains):
            continue
        box, node = None, field.parent
        while node is not None and node.tag not in STATEMENTS and short_text(node, _FORM) is not None:
            if node.css_first("h1, main") is not None:
                break
            box, node = node, node.parent
        if box is not None:
            yield box


_RULES = (
    Rule("a consent box", lambda page: consent.boxes_of_vendors(page.names, page.mains), sure=True),
    Rule("a consent box by its name", lambda page: consent.named_boxes(page.names, page.mains), 0.3),
    Rule("a box that asks for consent", lambda page: consent.boxes_that_ask(page.buttons, page.mains), sure=True),
    Rule("a label that is not shown", lambda page: small_hidden(page.hidden), 0.3),
    Rule("what stands beside the screen", lambda page: off_screen(page.hidden), 0.6),
    Rule("a button", lambda page: plain_buttons(page.buttons), 0.2),
    Rule("a menu, header, footer or dialog", _around),
    Rule("a box to sign up or in", _boxes_to_sign, 0.2),
    Rule("a small form", _small_forms, 0.2),
)
