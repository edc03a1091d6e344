"""Page text that wants to be more than text stays text: in every parser, and in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.publish.history import PAGES, day, sample
from tests.publish.hostile import RUN, STRINGS, hostile_source
from tests.publish.source import Sample
from tracker.model import ChangeFilter, Page
from tracker.model.shown import clean
from tracker.publish import PublishSettings, publish

CHROMIUM = shutil.which("chromium")
BASE = "https://record.example/"


@pytest.fixture(scope="module")
def source() -> Sample:
    return hostile_source()


@pytest.fixture(scope="module")
def folder(source: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    publish(source.reader, folder, PublishSettings(title=STRINGS[5], base_url=BASE, contact=STRINGS[100]))
    return folder


def test_there_is_enough_to_withstand() -> None:
    assert len(set(STRINGS)) >= 1_600


@pytest.mark.slow
def test_feeds_stay_well_formed(folder: Path) -> None:
    paths = list(folder.rglob("*.xml"))
    assert len(paths) > 40
    for path in paths:
        ElementTree.fromstring(path.read_bytes())  # raises when it is not
        assert not feedparser.parse(path).bozo, path
    ElementTree.fromstring((folder / "feeds.opml").read_bytes())
    for path in folder.rglob("*.json"):
        json.loads(path.read_bytes().decode())


def test_every_string_is_shown_as_it_is(folder: Path, source: Sample) -> None:
    for change in source.reader.changes(ChangeFilter()):
        (path,) = (folder / "change").glob(f"{change.id}*.html")
        tree = LexborHTMLParser(path.read_bytes().decode())
        shown = tree.css_first("body").text()
        for edit in change.edits:
            for text in filter(None, (edit.old, edit.new)):
                assert clean(text) in shown


def test_pages_hold_no_element_of_theirs(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        tree = LexborHTMLParser(path.read_bytes().decode())
        assert not tree.css("script:not([src]), img, iframe, object, embed, form, style, base, body body, [onerror]"), (
            path
        )
        for node in tree.css("[href]"):
            assert not (node.attributes["href"] or "").lower().startswith(("javascript", "data"))


def test_entries_hold_no_element_of_theirs(folder: Path) -> None:
    allowed = {"p", "strong", "em", "small", "a", "blockquote", "del", "ins", "hr"}
    for item in json.loads((folder / "all.json").read_text())["items"]:
        tree = LexborHTMLParser(item["content_html"])
        body = tree.css_first("body")
        assert {node.tag for node in body.css("*")} - {"body"} <= allowed


def test_summaries_are_text_wherever_they_are_read_as_markup(folder: Path) -> None:
    """RSS says that a description is HTML, Atom and JSON Feed that a summary is text."""
    items = json.loads((folder / "all.json").read_text())["items"]
    rss = ElementTree.fromstring((folder / "all.rss.xml").read_bytes()).findall("channel/item")
    atom = ElementTree.fromstring((folder / "all.atom.xml").read_bytes()).findall("{*}entry")
    for item, described, summed in zip(items, rss, atom, strict=True):
        tree = LexborHTMLParser(f"<pre id=whole>{described.findtext('description')}</pre>")
        assert tree.css_first("#whole").text() == item["content_text"]
        assert summed.findtext("{*}summary") == item["content_text"]
        assert summed.find("{*}summary").get("type", "text") == "text"
        assert summed.find("{*}content").get("type") == "html"


@pytest.mark.slow
def test_no_file_is_written_outside(tmp_path: Path) -> None:
    source = hostile_source()
    source.watch(Page("../../up", "..", "/etc", "https://x.example/", tags=("../..", "\x00")))
    publish(source.reader, tmp_path / "a" / "feeds", PublishSettings())
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["feeds"]


def dump(path: Path | str, profile: Path) -> str:
    """The document as real Chromium has it after all scripts ran."""
    assert CHROMIUM
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        *quiet.split(),
        "--disable-sync",
        "--allow-file-access-from-files",
    ]
    command += [
        f"--user-data-dir={profile}",
        "--virtual-time-budget=2000",
        "--dump-dom",
        path if isinstance(path, str) else path.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


XHTML = "http://www.w3.org/1999/xhtml"
browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@browser
@pytest.mark.slow
def test_a_reader_gets_from_the_feed_to_the_words_and_the_live_page(tmp_path: Path) -> None:
    """In real Chromium: feed, change page, anchor of a statement, live page; and the pages are styled."""
    folder = tmp_path / "feeds"
    publish(sample().reader, folder, PublishSettings())
    for form in ("atom", "rss"):
        feed = ElementTree.fromstring(dump(folder / f"all.{form}.xml", tmp_path / "profile").encode())
        assert "copy the address of this page" in feed.find(f".//{{{XHTML}}}p").text
        *_, oldest = (link.get("href") for link in feed.iter(f"{{{XHTML}}}a"))
        path = folder / str(oldest)
        change = LexborHTMLParser(dump(path, tmp_path / "profile"))
        anchor = str(change.css_first(".edit .anchor").attributes["href"])
        assert "no AI services contracts" in change.css_first(f".edit{anchor} .now").text()
        assert "https://halden.example/ai" in [node.attributes["href"] for node in change.css(".evidence a")]


@browser
@pytest.mark.slow
def test_nothing_runs_in_a_real_browser(folder: Path, source: Sample, tmp_path: Path) -> None:
    """Every statement in one page as the change pages have it; the control shows that the strings would run."""
    control = tmp_path / "control.html"
    control.write_text(f"<html><body>{clean(STRINGS[0])}</body></html>")
    assert 'data-owned="1"' in dump(control, tmp_path / "profile")
    publish(hostile_source(each=len(STRINGS)).reader, tmp_path / "feeds", PublishSettings())
    (change,) = (tmp_path / "feeds" / "change").glob("*.html")
    for path in (change, folder / "index.html", folder / "all.atom.xml", folder / "all.rss.xml"):
        shown = dump(path, tmp_path / "profile")
        if path.suffix == ".xml":
            assert ElementTree.fromstring(shown).get("data-owned") is None
        else:
            assert "data-owned=" not in shown.split("<body", 1)[0]
        assert RUN.split("(", 1)[0] in shown  # the text itself is there


@browser
@pytest.mark.slow
def test_the_search_of_a_static_site_finds_words_and_runs_nothing(folder: Path, tmp_path: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/search.html?q=onerror%20%22document.documentElement%22"
        shown = dump(address, tmp_path / "profile")
        server.shutdown()
    tree = LexborHTMLParser(shown)
    assert "found" in tree.css_first("#state").text()
    assert len(tree.css("#found article")) > 5
    assert not tree.css("#found img, #found script, #found svg")
    assert "data-owned=" not in shown.split("<body", 1)[0]


@pytest.mark.parametrize("source", ["wayback:javascript:alert(1)", "warc:<b>x</b>", 'manual:"><script>', "wayback:"])
def test_where_a_capture_came_from_is_text_or_an_address_one_may_follow(tmp_path: Path, source: str) -> None:
    record = Sample(PAGES[:1])
    for turn, words in enumerate(("no records of visits", "no exact records of visits")):
        change = record.say(PAGES[0].id, f"We keep {words}.", day(turn), came_from=source)
    assert change is not None
    publish(record.reader, tmp_path, PublishSettings(title="Record", base_url=BASE))
    (page,) = (tmp_path / "change").glob(f"{change.id}*.html")
    text = page.read_text()
    assert "<dt>Come by</dt>" in text
    assert "javascript:" not in text
    assert "<b>x" not in text
    assert "<script>" not in text
