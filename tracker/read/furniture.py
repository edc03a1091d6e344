"""What stands around the statement on a page: menus, banners, consent boxes. By structure, and guarded by size.

A rule names the nodes it would take. What it takes in all is measured, and a rule that takes too much is wrong about
the page: it is left out for this page. Judging node by node is not enough: a class name that looked like a table of
contents once took every paragraph of fifteen pages, none of them large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.read.tree import size, take

SMALL = 100  # characters: hidden text below that is a label, above it a collapsed section
_BANNER = 2_500  # characters of a consent box: above that it may be the cookie policy itself
_MENU = 2_500  # characters of a menu with a heading over it
_LABELS = "h2, h3, h4, h5, h6, summary"
_UP = 3  # elements around a menu that are looked at
_FORM = 300  # characters of a survey or a subscription
_LITTLE = 200  # characters: a statement is longer
_MAIN = "main, [role=main], article"
_OUTSIDE = ":not(main *, article *, [role=main] *)"


@dataclass(frozen=True, slots=True)
class _Rule:
    find: Callable[[LexborNode], Iterable[LexborNode]]  # in a body
    most: float  # share of all text that it may take


def clear(tree: LexborHTMLParser, parse: Callable[[], LexborHTMLParser], *, around: bool) -> LexborHTMLParser:
    """The page without its furniture; with `around` also without menus, header and footer.

    `tree` is changed. `parse` gives it anew when a rule took too much: the page is then read without that rule.
    """
    rules = [rule for rule in _RULES if around or rule.find is not _around]
    whole = size(tree.body)
    while (wrong := _apply(tree, rules, whole)) is not None:
        rules.remove(wrong)
        tree = parse()
    return tree


def roots_of(tree: LexborHTMLParser) -> list[LexborNode]:
    """Where the statement stands: the largest main or article that holds at least half of the text, else the body.

    A title that stands before it, with the date under it, comes first.
    """
    body = tree.body
    if body is None:
        return []
    total = size(body)
    largest, root = max(((size(node), node) for node in body.css(_MAIN)), key=lambda c: c[0], default=(0, body))
    if largest < 0.5 * total:
        return [body]
    title = _title_before(body, root)
    return [title, root] if title is not None else [root]


def _apply(tree: LexborHTMLParser, rules: Sequence[_Rule], left: int) -> _Rule | None:
    """The first rule that takes too much of the page, which is spoilt then. `left` characters of text are in it."""
    body = tree.body
    if body is None:
        return None
    for rule in rules:
        found = list(rule.find(body))
        if found:
            before, left = left, left - take(found)
            if before - left > rule.most * before or (left < _LITTLE <= before and left < 0.3 * before):
                return rule
    return None


_HIDDEN = (
    "[hidden], [aria-hidden=true], [style*='display:none' i], [style*='display: none' i], .sr-only, .visually-hidden, "
    ".visuallyhidden, .screen-reader-text, [class*=material-icons], [class*=material-symbols]"
)


def _small_hidden(body: LexborNode) -> Iterator[LexborNode]:
    """Hidden is not noise: collapsed sections are display:none, an open dialog makes the whole page aria-hidden."""
    for node in body.css(_HIDDEN):
        if node.first_child is None:
            continue  # an icon
        text = _short_text(node)
        if text is not None and not _is_sentence(text):
            yield node


# With the elements first: that halves the time of the rule.
_CONSENT_HINT = (
    ":is(div, section, aside, dialog, form, footer, p):is("
    "[class*=cookie i], [id*=cookie i], [class*=consent i], [id*=consent i], [class*=gdpr i], [id*=gdpr i], "
    "#usercentrics-root, #didomi-host, #cmpbox, #cmpwrapper, [id^=qc-cmp], [id^=iubenda-cs], [class^=cky-], "
    ".cc-window, .cc-banner, .osano-cm-window, .truste_overlay, .truste_box_overlay)"
)
# Whole tokens of class and id.
_CONSENT_TOKEN = re.compile(
    r"onetrust-[\w-]+|ot-sdk-[\w-]+|cybotcookiebot\w*|usercentrics-[\w-]+|didomi-[\w-]+|truste[-_][\w-]+|qc-cmp2?-[\w-]+"
    r"|iubenda-cs-[\w-]+|cky-[\w-]+|cmplz-cookiebanner[\w-]*|cookie-law-info[\w-]*|osano-cm-[\w-]+|cc-(?:window|banner)"
    r"|moove_gdpr[\w-]*|hs-eu-cookie[\w-]*|termly-[\w-]+|cookieconsent|cookiebanner|fs-cc-[\w-]+"
    r"|(?:[a-z]+[_-]+){0,2}(?:cookies?|consent|gdpr|ccpa)[_-]*(?:law|consent|policy)?[_-]*"
    r"(?:bar|banner|popup|pop-up|popin|modal|dialog|overlay|message|toast|wall|manager|prompt|alert|layer|settings"
    r"|preferences|consent|notification)"
    r"(?:[_-]+(?:container|wrapper|root|inner|content|component|main))?",
    re.IGNORECASE,
)


def _consent_boxes(body: LexborNode) -> Iterator[LexborNode]:
    for node in body.css(_CONSENT_HINT):
        if node.tag in {"body", "main", "article"} or not _has_token(node, _CONSENT_TOKEN):
            continue
        vendor = (node.attributes.get("id") or "").lower().startswith(("onetrust", "cybot"))
        if vendor or _short_text(node, _BANNER) is not None:
            yield node


_ACCEPT = re.compile(
    r"(?:i )?(?:accept|agree|allow|reject|decline|deny|refuse|got it|understood)(?: (?:all|cookies|optional|and|&"
    r"|close|to|continue|necessary|only|non-essential|selection))*!?"
    r"|(?:alle )?(?:akzeptieren|ablehnen|zustimmen)|(?:tout )?(?:accepter|refuser)(?: tout)?"
    r"|(?:aceptar|rechazar)(?: todo| todas)?|(?:accetta|rifiuta)(?: tutti| tutto)?"
    r"|(?:aceitar|rejeitar)(?: tudo| todos)?|(?:alles )?(?:accepteren|weigeren)",
    re.IGNORECASE,
)
_SPEAKS_OF_COOKIES = re.compile(r"cookie|consent|traceurs|einwillig", re.IGNORECASE)


def _boxes_that_ask(body: LexborNode) -> Iterator[LexborNode]:
    """Boxes without a telling name: a button that accepts, in a box that speaks of cookies, outside the statement."""
    for button in body.css(f"button{_OUTSIDE}, [role=button]{_OUTSIDE}, a[class*=accept i]{_OUTSIDE}")[:100]:
        if not _ACCEPT.fullmatch(_short_text(button) or ""):
            continue
        box, text, node = button, "", button.parent
        while node is not None and node.tag not in {"body", "main", "article"}:
            more = _short_text(node, _BANNER)
            if more is None:
                break
            box, text, node = node, more, node.parent
        if _SPEAKS_OF_COOKIES.search(text):
            yield box


def _plain_buttons(body: LexborNode) -> Iterator[LexborNode]:
    """Buttons that neither open a section nor stand for a heading."""
    opens = "[aria-expanded], [aria-controls], h1 *, h2 *, h3 *, h4 *, h5 *, h6 *, summary *, dt *"
    for node in body.css(f"button:not({opens}), [role=button]:not({opens}, a)"):
        if _short_text(node) is not None:
            yield node


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


_AROUND = frozenset({"nav", "dialog", "header", "footer"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"})
_PARTS = f"{', '.join(sorted(_AROUND))}, [role], [aria-modal=true], [class*=footer i], [id*=footer i]"
_OFFERS = ", ".join(
    f"[{key}*={name} i]" for name in ("announcement", "promo", "newsletter", "chat") for key in ("class", "id")
)
_MOST_PARTS = 500  # that are looked at: a page of more is built in another way


def _around(body: LexborNode) -> Iterator[LexborNode]:
    """Menus, header, footer, dialogs and offers that do not belong to the statement."""
    whole = body.css_first(_MAIN) is None  # then all of the body is read
    for node in body.css(f"{_PARTS}, {_OFFERS}" if whole else _PARTS)[:_MOST_PARTS]:
        attributes = node.attributes
        by_role = attributes.get("role") in _AROUND_ROLES or attributes.get("aria-modal") == "true"
        if node.tag in _AROUND or by_role:
            part = node.tag not in {"body", "main", "article"} and not (_is_header(node) and node.css_first("h1"))
        else:
            part = node.tag not in {"body", "main", "article"} and (
                (_has_token(node, _FOOTER_TOKEN) and _short_text(node, _BANNER) is not None)
                or (_has_token(node, _OFFER_TOKEN) and _short_text(node, _FORM) is not None)
            )
        if part and not _in_main(node):
            yield _with_label(node) if node.tag == "nav" else node


def _is_header(node: LexborNode) -> bool:
    return node.tag == "header" or node.attributes.get("role") == "banner"


def _in_main(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in {"main", "article"} or above.attributes.get("role") == "main":
            return True
        above = above.parent
    return False


def _with_label(menu: LexborNode) -> LexborNode:
    """The part that holds a menu and the heading over it, and nothing else: "Table of contents"."""
    part, above = menu, menu.parent
    text: str | None = None
    for _ in range(_UP):
        if above is None or above.tag in {"body", "main", "article"}:
            break
        if above.css_first(_LABELS) is not None:
            text = text or _short_text(menu, _MENU)
            more = _short_text(above, _MENU)
            if text is None or more is None or above.css_first("h1") is not None:
                break
            labels = sum(len(label.text()) for label in above.css(_LABELS) if label.text() not in text)
            if len(more) > len(text) + labels + 1:
                break
            part = above
        above = above.parent
    return part


def _small_forms(body: LexborNode) -> Iterator[LexborNode]:
    """Surveys ("was this helpful?"), subscriptions and searches. A form around a whole page is larger."""
    for node in body.css("form"):
        if _short_text(node, _FORM) is not None and node.css_first("h1") is None:
            yield node


_RULES = (
    _Rule(_consent_boxes, 0.3),
    _Rule(_boxes_that_ask, 0.3),
    _Rule(_small_hidden, 0.3),
    _Rule(_plain_buttons, 0.2),
    _Rule(_around, 1.0),
    _Rule(_small_forms, 0.2),
)


def _title_before(body: LexborNode, root: LexborNode) -> LexborNode | None:
    """The part of the page that holds its h1, when the root holds none: a title, and often the date under it."""
    if root.css_first("h1") is not None:
        return None
    title = body.css_first("h1")
    if title is None or not title.text(strip=True):
        return None
    part, above = title, title.parent
    while above is not None and above.tag != "body" and above.css_first("main, article, [role=main]") is None:
        if _short_text(above, _FORM) is None:
            break
        part, above = above, above.parent
    return part


def _has_token(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    """By whole tokens, those of utility classes left out: `toc-visible:@md:block` says nothing about a part."""
    attributes = node.attributes
    tokens = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()
    return any(pattern.fullmatch(token) for token in tokens if ":" not in token and "[" not in token)


_TEXT_OF = attrgetter("text_content")  # nothing for an element


def _short_text(node: LexborNode, most: int = SMALL) -> str | None:
    """The text of a node that has little; nothing for one with more than `most` characters, white space left out.

    Looks at a bounded number of nodes: large parts in each other would cost their depth times their size.
    """
    looked_at = most // 4 + 41
    pieces: list[str | None] = []
    length = 0
    for text in map(_TEXT_OF, islice(node.traverse(include_text=True, skip_empty=True), looked_at + 1)):
        pieces.append(text)
        if text is not None:
            length += len(text)
            if length > 4 * most:
                return None
    if len(pieces) > looked_at:
        return None
    folded = " ".join("".join(filter(None, pieces)).split())
    return folded if len(folded) - folded.count(" ") < most else None


def _is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) >= 4 and words[-1][-1] in ".!?;:。"
