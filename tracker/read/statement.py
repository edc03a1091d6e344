"""One capture to one statement."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import Moved, NoText, TooComplex
from tracker.model import Block, BlockKind, Capture, Dropped, Link, Statement
from tracker.read import native
from tracker.read.bounds import check_bounds
from tracker.read.decode import Content, content_of, decode, utf8
from tracker.read.furniture import clear
from tracker.read.html_redirect import leads_to
from tracker.read.in_script import article_in, data_in
from tracker.read.kept import kept_in, mark_kept
from tracker.read.lines import LineReader
from tracker.read.normalise import fold
from tracker.read.own_date import own_date
from tracker.read.plain import paragraphs
from tracker.read.ranges import range_of
from tracker.read.roots import Roots, roots_of
from tracker.read.ruleset import ruleset
from tracker.read.selectors import find, keep_only, outermost
from tracker.read.shape import shaped
from tracker.read.tree import drop, html_of_xml, parse, size

_SHELL = 200  # characters of a page that its script has yet to make
_ALIKE = 0.98  # share of a text: another part of the page cannot be much more like it
LARGEST = 10_000_000  # bytes of a body


def statement_of(
    capture: Capture,
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
    language: str | None = None,
    like: Statement | None = None,
    keep: Sequence[str] = (),
) -> Statement:
    """See `tracker.read.extract`."""
    reading = _read(capture, select, remove, keep, like)
    if not reading.blocks:
        said = f"{capture.url}: no text is left once scripts, menus and banners are taken out"
        if data := data_in(capture.body):
            said += f"; its text is in {data}, from which a script makes the page: read it with `fetch: browser`"
        raise NoText(said)
    return Statement(
        blocks=reading.blocks,
        ruleset=str(ruleset(select, remove, keep=keep)),
        links=reading.links,
        title=reading.title,
        language=reading.language or language,
        updated=own_date([block.text for block in reading.blocks], reading.language or language),
        visible=reading.visible,
    )


def visible_text(capture: Capture) -> str:
    """See `tracker.read.visible_text`."""
    if _content(capture) is not Content.HTML:
        return "\n".join(block.text for block in _read(capture, (), (), ()).blocks)
    page = _parsed(capture)
    reader = LineReader()
    if page.body is not None:
        reader.read(page.body)
    return "\n".join(line.text for line in reader.lines)


def dropped_parts(capture: Capture, remove: Sequence[str], keep: Sequence[str]) -> list[Dropped]:
    """See `tracker.read.dropped_parts`."""
    found: list[Dropped] = []
    if _content(capture) is not Content.HTML:
        return found

    def told(rule: str, node: LexborNode) -> None:
        if node.parent is not None:
            reader = LineReader()
            reader.read(node)
            found.extend(Dropped(rule, _called(node), line.text) for line in reader.lines)

    def parse() -> LexborHTMLParser:
        found.clear()  # one of the rules took too much, and all of them are tried again without it
        tree = _parsed(capture)
        if remove or keep:
            tree, matches = find(tree, [*remove, *keep])
            for node in (node for nodes in matches[: len(remove)] for node in nodes):
                told("`remove` in the watchlist", node)
                drop([node])
            mark_kept(node for nodes in matches[len(remove) :] for node in nodes)
        return tree

    tree = parse()
    clear(tree, parse, size(tree.body), told, keep=bool(keep))
    return found


def _called(node: LexborNode) -> str:
    """An element as a person finds it in the page: its name, id and first class."""
    attributes = node.attributes
    identity, classes = attributes.get("id") or "", (attributes.get("class") or "").split()
    return f"{node.tag}{'#' + identity if identity else ''}{'.' + classes[0] if classes else ''}"


@dataclass(frozen=True, slots=True)
class _Reading:
    blocks: tuple[Block, ...]
    visible: int
    links: tuple[Link, ...] = ()
    title: str = ""
    language: str | None = None


def _content(capture: Capture) -> Content:
    if len(capture.body) > LARGEST:
        raise TooComplex(f"{capture.url}: {len(capture.body):,} bytes are more than the {LARGEST:,} that are read")
    return content_of(capture)


def _read(
    capture: Capture,
    select: Sequence[str],
    remove: Sequence[str],
    keep: Sequence[str],
    like: Statement | None = None,
) -> _Reading:
    content = _content(capture)
    if content is Content.PDF:
        blocks, title = native.pdf(capture.body)
        return _Reading(blocks, _size(blocks), title=title)
    if content is Content.PLAIN:
        blocks = paragraphs(decode(capture.body, capture.header("content-type")))
        return _Reading(blocks, _size(blocks))
    page = _parsed(capture)
    if there := leads_to(page, capture.final_url):
        raise Moved(
            f"{capture.url}: the address holds no text any more, it only sends its readers on to {there}; "
            "if the statement stands there now, put that address into the watchlist"
        )
    visible = size(page.body)
    if visible < _SHELL and not select:
        blocks = article_in(utf8(capture.body, capture.header("content-type")))
        if blocks:
            return _Reading(blocks, _size(blocks), title=_title(page), language=_language(page))
    title, language, base = _title(page), _language(page), _base(page, capture.final_url)
    best: tuple[float, _Reading] | None = None
    for roots in _roots(page, capture, select, remove, keep, visible):
        reader = LineReader()
        for root in roots:
            reader.read(root)
        kept = _kept_lines(roots) if keep else frozenset()
        blocks, links = shaped(reader.lines, base, kept, chosen=bool(select))
        likeness = _likeness(blocks, like)
        if best is None or likeness > best[0]:
            best = likeness, _Reading(blocks, visible, links, title, language)
        if likeness > _ALIKE:
            break
    return best[1] if best is not None else _Reading((), visible, (), title, language)


def _kept_lines(roots: Roots) -> Set[str]:
    """The lines of what the watchlist keeps."""
    reader = LineReader()
    for root in roots:
        for node in kept_in(root):
            reader.read(node)
    return frozenset(line.text for line in reader.lines)


def _likeness(blocks: Sequence[Block], like: Statement | None) -> float:
    """How much of two texts is the same, from 0 to 1, by the characters of lines that both have."""
    if like is None or blocks == like.blocks:
        return 1.0
    known = {block.text for block in like.wording}
    now = [block.text for block in blocks if block.kind is not BlockKind.NAVIGATION]
    both = sum(len(text) for text in now if text in known)
    return 2 * both / max(1, sum(map(len, now)) + len(like.text))


def _base(page: LexborHTMLParser, url: str) -> str:
    """The address that the links of a page start from."""
    node = page.head.css_first("base[href]") if page.head is not None else None
    try:
        return urljoin(url, (node.attributes.get("href") or "").strip()) if node is not None else url
    except ValueError:
        return url


def _parsed(capture: Capture) -> LexborHTMLParser:
    text = utf8(capture.body, capture.header("content-type"))
    if "xhtml" in (capture.header("content-type") or ""):
        text = html_of_xml(text) or text
    check_bounds(text)
    return parse(text)


def _roots(
    page: LexborHTMLParser,
    capture: Capture,
    select: Sequence[str],
    remove: Sequence[str],
    keep: Sequence[str],
    whole: int,
) -> Sequence[Roots]:
    """The parts of a page that may be what is to be read, each in order, the likeliest first."""
    if not select and not remove and not keep:
        return roots_of(clear(page, lambda: _parsed(capture), whole))

    def prepared(page: LexborHTMLParser) -> LexborHTMLParser:
        others = select or keep  # nothing of what is selected is ever dropped
        tree, matches = find(page, [*remove, *others])
        chosen = [node for found in matches[len(remove) :] for node in found]
        if not select:
            mark_kept(chosen)
            chosen = []
        if in_part:
            keep_only(tree, chosen)
        else:
            for node in chosen:
                node.attrs[_CHOSEN] = ""
        drop(node for found in matches[: len(remove)] for node in found)
        return tree

    # A range may begin and end in the middle of elements, which then hold less than they did.
    in_part = any(map(range_of, select))
    tree = prepared(page)
    if not select:  # what is selected is the statement, whatever it looks like
        tree = clear(tree, lambda: prepared(_parsed(capture)), size(tree.body), keep=bool(keep))
        kept = kept_in(tree.body) if keep and tree.body is not None else []
        return [outermost(tree, [*roots, *kept]) if kept else roots for roots in roots_of(tree)]
    if in_part:
        return [[tree.body]] if tree.body is not None else []
    return [outermost(tree, tree.css(f"[{_CHOSEN}]"))]


_CHOSEN = "data-tracker-chosen"


def _title(page: LexborHTMLParser) -> str:
    node = page.css_first("title")
    return fold(node.text()) if node is not None else ""


def _language(page: LexborHTMLParser) -> str | None:
    root = page.root
    declared = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root is not None else None
    if not declared and (meta := page.css_first("meta[http-equiv='content-language' i]")) is not None:
        declared = (meta.attributes.get("content") or "").split(",")[0]
    return (declared or "").strip().replace("_", "-") or None


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
