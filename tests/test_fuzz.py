"""Whatever is served or written in a watchlist ends in a result or in one of our errors; `make fuzz` tries longer."""

from __future__ import annotations

import json
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tests.publish.history import PAGES
from tests.publish.source import START, Sample
from tests.read.pages import STATEMENT, page
from tracker.compare import compare
from tracker.errors import ExtractError, WatchlistError
from tracker.model import Block, Capture, Op, Statement
from tracker.publish import PublishSettings, publish
from tracker.read import extract
from tracker.watch.watchlist import load

TRIES = int(os.environ.get("TRACKER_FUZZ", "40"))
fuzz = settings(max_examples=TRIES, suppress_health_check=list(HealthCheck))

NAMES = ["class", "hidden", "lang", "href"]
TAGS = (
    "p li h1 h2 td th tr table ul ol div section main nav footer header a span b br img script style template svg title"
)
ODD = [
    "\x00",
    "\ufffe",
    "\u202e",
    "\u200b",
    "&#0;",
    "&#xD800;",
    "&nbsp;",
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?xml ?>",
    "\r",
    "\x1b[2J",
]
words = st.one_of(
    st.sampled_from(["We do not sell data.", "never", "contracts", "2026", "Last updated 3 June 2026", *ODD]),
    st.text(max_size=30),
)
piece = st.one_of(
    words,
    st.sampled_from([f"<{tag}>" for tag in TAGS.split()] + [f"</{tag}>" for tag in TAGS.split()]),
    st.builds("<{} {}='{}'>".format, st.sampled_from(TAGS.split()), st.sampled_from(NAMES), words),
)
html = st.lists(piece, max_size=60).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass"))
body = st.one_of(html, html.map(lambda text: b"<!doctype html><html lang=en><main>" + text), st.binary(max_size=400))
kinds = st.sampled_from(["text/html", "text/html; charset=utf-16", "text/plain", "application/pdf", "", "\x00/\ud800"])


def read(content: bytes, kind: str) -> Statement | None:
    capture = Capture("https://a.example/", "https://a.example/", 200, (("Content-Type", kind),), content, START)
    try:
        return extract(capture)
    except ExtractError:
        return None


@fuzz
@given(body, kinds)
def test_what_is_served_is_read_or_refused_and_always_alike(content: bytes, kind: str) -> None:
    once, again = read(content, kind), read(content, kind)
    assert once == again
    if once:
        assert all(block.text.strip() for block in once.blocks)


# Put between two tags of a whole page, these open what the rest of it may fall into.
PARTS = [
    *("<div hidden>", "<s>", "<button>", "<table><tr><td>", "<svg><text>", "<math>", "<template shadowrootmode=open>"),
    *("</div>", "</main>", "<textarea>", '<iframe srcdoc="&lt;p&gt;x">', "<sup>", "<a href=#x>", "<!--", "<script>"),
    *("<section class=related>", "<div class='popup comments'>", "<main>", "<article>", "<select>", "<nav>", "</a>"),
    *("<base href='http://['>", "<p aria-hidden=true>", "<div class=cookie-banner><button>Accept</button>", "</table>"),
]
cuts = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from(PARTS), st.integers(0, 3)), max_size=8)


def mutated(cuts: list[tuple[float, float, str, int]]) -> bytes:
    """A page in which parts were put in, taken out, doubled and swapped, each at a tag."""
    text = page("<h2>Lists</h2><ul><li><a href=/a>A</a><li><a href=/b>B</a></ul>" + STATEMENT * 3)
    for first, second, part, way in cuts:
        tags = [match.start() for match in re.finditer("<", text)]
        a, b = sorted(tags[int(at * (len(tags) - 1))] for at in (first, second))
        text = [
            text[:a] + part + text[a:],
            text[:a] + text[b:] + "<",
            text[:b] + text[a:b] + text[b:],
            text[:a] + part * 40 + text[a:b] + part + text[b:],
        ][way]
    return text.encode()


@fuzz
@given(cuts, cuts, st.sampled_from([(), ("main",), ("p", "h1")]))
def test_a_page_that_was_mutated_is_read_or_refused_and_always_alike(
    before: list[tuple[float, float, str, int]], after: list[tuple[float, float, str, int]], select: tuple[str, ...]
) -> None:
    known = read(mutated(before), "text/html")
    capture = Capture(
        "https://a.example/", "https://a.example/", 200, (("Content-Type", "text/html"),), mutated(after), START
    )
    try:
        once = extract(capture, select=select, like=known)
    except ExtractError:
        return
    assert once == extract(capture, select=select, like=known)
    assert all(block.text.strip() for block in once.blocks)


@fuzz
@given(html, html)
def test_any_two_texts_are_compared_and_rebuilt(old: bytes, new: bytes) -> None:
    a, b = (read(b"<html lang=en><main>" + part, "text/html") for part in (old, new))
    before, after = a.wording if a else (), b.wording if b else ()
    found = compare(before, after)
    assert (found.edits == ()) == (_texts(before) == _texts(after)) or not found.edits
    for edit in found.edits:
        if edit.pieces and edit.old and edit.new:
            assert "".join(p.text for p in edit.pieces if p.op is not Op.INSERT) == edit.old
            assert "".join(p.text for p in edit.pieces if p.op is not Op.DELETE) == edit.new


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks]


@settings(fuzz, max_examples=TRIES // 4)  # each makes a whole folder
@given(st.lists(st.text(max_size=80), min_size=2, max_size=5), st.text(max_size=20))
def test_any_wording_is_published_whole(wordings: list[str], title: str) -> None:
    source = Sample(PAGES)
    for turn, wording in enumerate(wordings):
        source.say(PAGES[0].id, f"We do this.\n{wording}\nWe do that.", START + timedelta(days=turn))
    with tempfile.TemporaryDirectory() as folder:
        publish(source.reader, Path(folder), PublishSettings(title=title))
        for path in Path(folder).rglob("*.xml"):
            ElementTree.fromstring(path.read_bytes())
        for path in Path(folder).rglob("*.json"):
            json.loads(path.read_bytes())
        for path in Path(folder).rglob("*.html"):
            assert not LexborHTMLParser(path.read_bytes()).css("script:not([src]), [onerror], iframe")


KEYS = ["id", "organisation", "title", "url", "every", "select", "remove", "headers", "tags", "fetch", "was"]
SECTIONS = ["pages", "groups", "include", "feeds", "defaults", "retention"]
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=9), max_size=3),
)
entry = st.dictionaries(st.sampled_from(KEYS), values)
documents = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.dictionaries(st.sampled_from(SECTIONS), st.one_of(st.lists(entry, max_size=4), entry)).map(
        lambda made: json.dumps(made).encode()
    ),
)


@fuzz
@given(documents)
def test_any_watchlist_is_read_or_its_mistakes_are_told(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "watchlist.yaml")
        path.write_bytes(content)
        try:
            load(path)
        except WatchlistError as error:
            said = str(error)
            assert "watchlist.yaml" in said
