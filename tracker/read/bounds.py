"""What is refused before parsing: pages on which a parser would hang, and pages that were cut short.

Measured with lexbor: 20,000 nested elements take 0.4 s and 20,000 attributes in one tag 0.6 s, both growing with the
square; formatting elements that are never closed are opened anew in every paragraph, which grows with the product. One
linear pass over the tags bounds all three.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from tracker.errors import CutShort, TooComplex

MAX_TAGS = 150_000  # start tags: of these, with as many texts between them, a tree takes 60 MB
MAX_DEPTH = 5_000
MAX_ATTRIBUTES = 2_000  # in one tag
_SAME = 3  # formatting elements with the same tag that are opened anew at most, by the standard
MAX_REOPENED = 1_000_000  # formatting elements that a parser may have to open anew: 360 MB
# All of a page of this size in one tag parses in 1 s, and as many tags reopen a million formatting elements.
_HARMLESS_LENGTH, _HARMLESS_SIGNS = 100_000, 2_000
_HARMLESS_TAGS = 5_000  # nested in each other they parse in 0.02 s

# A tag as the tokenizer of the standard sees it: a quote begins a value only after "=". Possessive, so linear.
_START_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:=(?:"[^"]*+"|'[^']*+'|\s*+(?:"[^"]*+"|'[^']*+'))?+[^>=]*+)*+>?""")
_TAG = re.compile(_START_TAG.pattern + rb"|</[a-zA-Z][^>]*+>?")
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_NAME = re.compile(rb"</?([^\s/>]++)")
_FORMATTING = frozenset("b i u s em strong font small big code tt nobr strike".split())
_FORMATTING_TAG = re.compile(
    f"<(?:{'|'.join(sorted(_FORMATTING | {name.upper() for name in _FORMATTING}))})[\\s/>]".encode()
)
# Elements that end by themselves: they never nest without one of the others between them.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup rb rp rt rtc "
    "html head body tr td th thead tbody tfoot colgroup caption frame".split()
)
# An end tag does not reach beyond these ...
_SCOPES = frozenset("table template object applet marquee svg math foreignobject select button".split())
# ... nor, when it is that of an unknown or inline element, beyond these ("special" in the standard).
_SPECIAL = _SCOPES - {"svg", "math", "foreignobject"} | frozenset(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer form frameset h1 h2 "
    "h3 h4 h5 h6 header hgroup iframe listing main menu nav noembed noframes noscript ol plaintext pre script "
    "search section style summary textarea title ul xmp".split()
)
# HTML inside of these ends them in silence.
_FOREIGN = frozenset({"svg", "math"})
_BREAK_OUT = _SPECIAL | _FORMATTING | {"span", "foreignobject"}
_ALWAYS_CLOSED = ("div", "main", "section", "article", "ul", "ol", "table")
_SLASH = ord("/")
_ENDS = (b"</html", b"</body", b"</HTML", b"</BODY")
_LEFT_OUT_BOUNDS = ((b"<script", b"</script"), (b"<SCRIPT", b"</SCRIPT"), (b"<!--", b"-->"))
_LEFT_OUT = re.compile(rb"<!--|<(?:script|SCRIPT)[\s/>]")
_COMMENT_END = re.compile(rb"--!?>")
_SCRIPT_END = re.compile(rb"</script[\s/>]", re.IGNORECASE)
# In drawings and formulas a parser takes the text of a script for markup, and in what of HTML they hold it does not.
_FOREIGN_TAG = re.compile(rb"<(/?)(?:svg|math)\b", re.IGNORECASE)
_HTML_IN_FOREIGN = re.compile(rb"<(?:foreignobject|annotation-xml)\b", re.IGNORECASE)
_FORGOTTEN = 1  # elements: the pages cut short by a server leave more open
_LAST_SIGN = re.compile(rb"</[a-zA-Z][^<>]*>\s*\Z|-->\s*\Z")


def check_bounds(text: bytes) -> None:
    """Raises TooComplex for a page that no parser reads in bounded time and space, CutShort for the start of a page."""
    if len(text) > 8 * MAX_TAGS and text.count(b"<") > 8 * MAX_TAGS:
        raise TooComplex(f"the page has more than {8 * MAX_TAGS:,} signs that open a tag")
    if len(text) > _HARMLESS_LENGTH or text.count(b"<") > _HARMLESS_SIGNS:
        _check_tags(text)
    if not has_end(text):
        _check_end(text)


def has_end(text: bytes) -> bool:
    """Whether the markup names its end, outside of scripts and comments."""
    at = max(text.rfind(end) for end in _ENDS)
    if at < 0:
        return False
    # No script and no comment that it stands in ends behind it: nearly always, and cheaper than to look at every tag.
    if not any(_ends_behind(text, at, start, end) for start, end in _LEFT_OUT_BOUNDS):
        return True
    return any(tag.lower().startswith((b"</html", b"</body")) for tag in _tags_outside(text)[0])


def _ends_behind(text: bytes, at: int, start: bytes, end: bytes) -> bool:
    """Whether the next `end` behind a place may end what began before it."""
    ends = text.find(end, at)
    return ends >= 0 and text.find(start, at, ends) < 0


def _check_tags(text: bytes) -> None:
    """What looks like a tag in a script is none. To leave scripts out takes ten times as long, so it comes second."""
    try:
        _check_all(_START_TAG.findall(text), lambda: _TAG.findall(text))
    except TooComplex:
        tags, _ = _tags_outside(text)
        if b"<script" not in text.lower() and b"<!--" not in text:
            raise
        _check_all([tag for tag in tags if tag[1:2] != b"/"], lambda: tags)


def _tags_outside(text: bytes) -> tuple[list[bytes], str]:
    """The tags of a page but for those in scripts and comments, and in what it ends: "tag", "comment", "script" or
    nothing. Where a parser might read the text of a script as markup it is not left out.
    """
    tags: list[bytes] = []
    start = at = 0  # what is looked through next, and the sign that may end it
    foreign = [(tag.start(), -1 if tag[1] else 1) for tag in _FOREIGN_TAG.finditer(text)][::-1]
    depth = len(foreign) if _HTML_IN_FOREIGN.search(text) else 0  # of drawings and formulas that are open
    while (found := _LEFT_OUT.search(text, at)) is not None:
        last = None
        for last in _TAG.finditer(text, start, found.start()):
            tags.append(last[0])
        if last is not None and last.end() == found.start() and not last[0].endswith(b">"):
            whole = _TAG.match(text, last.start())  # the sign stands in a value of this tag
            tags[-1] = whole[0] if whole is not None else last[0]
            start = at = whole.end() if whole is not None else found.end()
            continue
        is_comment = found[0] == b"<!--"
        while foreign and foreign[-1][0] < found.start():
            depth = max(0, depth + foreign.pop()[1])
        if not is_comment and depth:
            start, at = found.start(), found.end()
            tag = _TAG.match(text, start)
            start = at = tag.end() if tag is not None else at
            continue
        ends = _COMMENT_END if is_comment else _SCRIPT_END
        end = ends.search(text, found.start() + 2)  # "<!-->" is a whole comment
        if end is None:
            return tags, "comment" if is_comment else "script"
        start = at = end.end() if is_comment else end.start()
    tags += _TAG.findall(text, start)
    return tags, "" if not tags or tags[-1].endswith(b">") else "tag"


def _name(tag: bytes) -> str:
    found = _NAME.match(tag)
    return found[1].lower().decode("utf-8", "replace") if found else ""


def _check_all(tags: list[bytes], all_tags: Callable[[], list[bytes]]) -> None:
    if len(tags) > MAX_TAGS:
        raise TooComplex(f"the page has {len(tags):,} elements; {MAX_TAGS:,} are read at most")
    # A shorter tag cannot hold as many attributes.
    if max(map(len, tags), default=0) > 2 * MAX_ATTRIBUTES:
        for tag in tags:
            if len(tag) > 2 * MAX_ATTRIBUTES and _attributes(tag) > MAX_ATTRIBUTES:
                raise TooComplex(f"one tag of the page has more than {MAX_ATTRIBUTES:,} attributes")
    # Half of them formatting and half of them paragraphs is the worst there can be.
    formatting = _most_open(tags) if len(tags) ** 2 / 4 > MAX_REOPENED else 0
    if len(tags) > _HARMLESS_TAGS or formatting * len(tags) > MAX_REOPENED:
        _check_nesting(all_tags())


def _most_open(tags: list[bytes]) -> int:
    """Formatting elements that can be open at once: of the same tag three, whatever there are."""
    return sum(min(count, _SAME) for tag, count in Counter(tags).items() if _FORMATTING_TAG.match(tag))


def _attributes(tag: bytes) -> int:
    """At least as many as a parser finds."""
    return len(re.split(rb"[\s/]+", _VALUE.sub(b"= ", tag)))


def _check_nesting(tags: list[bytes]) -> None:
    """Follows the open elements roughly as a parser does; where it errs it counts too many, not too few."""
    names = {tag: _name(tag) for tag in set(tags)}
    stack: list[str] = []
    open_now: Counter[str] = Counter()
    active: dict[str, list[bytes]] = {name: [] for name in _FORMATTING}  # not closed by their own end tag
    active_count = reopened = 0
    for tag in tags:
        name = names[tag]
        reopened += active_count
        if name in _FLAT:
            continue
        if tag[1] != _SLASH:
            stack.append(name)
            if len(stack) > MAX_DEPTH:
                raise TooComplex(f"more than {MAX_DEPTH:,} elements of the page are nested in each other")
            open_now[name] += 1
            if name in _FORMATTING and active[name].count(tag) < _SAME:
                active[name].append(tag)
                active_count += 1
        elif open_now[name] > 0:
            if stack and stack[-1] == name:
                del stack[-1]
                open_now[name] -= 1
            else:
                _close(name, stack, open_now)
            if name in _FORMATTING and active[name]:
                active[name].pop()
                active_count -= 1
    if reopened > MAX_REOPENED:
        raise TooComplex("the page leaves so many formatting elements open that no parser reads it in time")


def _close(name: str, stack: list[str], open_now: Counter[str]) -> None:
    beyond = _SCOPES if name in _SPECIAL else _BREAK_OUT if name in _FOREIGN else _SPECIAL
    at = len(stack) - 1
    while at >= 0 and stack[at] != name:
        if stack[at] in beyond:
            open_now[name] -= 1  # counts as open for good, so that no row of end tags looks for it again and again
            return
        at -= 1
    if at < 0:  # those that count as open for good are not found
        open_now[name] = 0
        return
    for closed in stack[at:]:
        open_now[closed] -= 1
    del stack[at:]


def _check_end(text: bytes) -> None:
    """Raises CutShort when a page that names no end stops where none can be: in a tag, a comment or a script, or with
    elements open that every author closes. Behind an end tag one of them may have been forgotten.
    """
    tags, inside = _tags_outside(text)
    head = text[:5_000].lower()
    whole = b"<html" in head or b"<body" in head  # at least its author writes such tags
    if inside == "" and whole:
        opened: Counter[str] = Counter()
        for tag in tags:
            opened[_name(tag)] += -1 if tag[1:2] == b"/" else 1
        left_open = sum(max(0, opened[name]) for name in _ALWAYS_CLOSED)
        inside = "text" if left_open > (_FORGOTTEN if _LAST_SIGN.search(text[-1_000:]) else 0) else ""
    if inside:
        raise CutShort("the page ends in the middle of its markup: only a part of it was served")
