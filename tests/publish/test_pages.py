"""The static pages, read as a browser would read them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.publish.history import AI, PAGES, day, sample
from tests.publish.source import Sample
from tracker.model import ChangeFilter, SavedSearch
from tracker.publish import PublishSettings, publish

BASE = "https://record.example/feeds/"
SETTINGS = PublishSettings(
    title="Words on record", base_url=BASE, cell=2, contact="the desk", searches=(SavedSearch("x", "A “search”"),)
)


@pytest.fixture(scope="module")
def source() -> Sample:
    return sample()


@pytest.fixture(scope="module")
def folder(source: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    publish(source.reader, folder, SETTINGS)
    return folder


def page(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text())


def change_pages(folder: Path, source: Sample) -> list[LexborHTMLParser]:
    """In order of publication."""
    found = []
    for change in source.reader.changes(ChangeFilter(newest_first=False)):
        (path,) = (folder / "change").glob(f"{change.id}*.html")
        found.append(page(path))
    return found


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_every_link_leads_somewhere(folder: Path) -> None:
    """Relative links to files and anchors that are there; the folder works without a web server."""
    trees = {path.resolve(): page(path) for path in folder.rglob("*.html")}
    assert len(trees) > 40
    for path, tree in trees.items():
        for node in tree.css("[href], [src]"):
            target = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(target)
            if parts.scheme:
                assert parts.scheme == "https", target
                continue
            found = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert found.is_file(), f"{path.name} -> {target}"
            if parts.fragment:
                assert trees[found].css_first(f'[id="{parts.fragment}"]'), f"{path.name} -> {target}"


def test_no_page_could_run_a_script_or_load_from_elsewhere(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        tree = page(path)
        policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
        assert "unsafe" not in policy
        assert ("script-src" in policy) == (path.name == "search.html")
        assert not tree.css("style, [style], script:not([src]), iframe, object, embed, base, form")
        for node in tree.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")], node.html


def test_every_page_has_one_heading_a_language_and_a_social_card(folder: Path) -> None:
    titles = set()
    for path in folder.rglob("*.html"):
        tree = page(path)
        assert len(tree.css("h1")) == 1, path
        assert tree.css_first("html").attributes["lang"] == "en"
        card = {n.attributes["property"]: n.attributes["content"] for n in tree.css('meta[property^="og:"]')}
        assert card.keys() == {"og:type", "og:site_name", "og:title", "og:description", "og:url"}
        assert all(card.values())
        assert card["og:url"] == f"{BASE}{path.relative_to(folder).as_posix()}"
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids)), path
        titles.add(tree.css_first("title").text())
    assert len(titles) > 15


def test_feeds_can_be_found_from_pages(folder: Path) -> None:
    def found(path: Path) -> list[str]:
        return [str(n.attributes["href"]) for n in page(path).css('link[rel="alternate"]')]

    assert found(folder / "index.html") == ["all.atom.xml", "all.rss.xml", "all.json"]
    (change, *_) = (folder / "change").glob("*.html")
    assert [href.split("/")[1] for href in found(change)[::3]] == ["page", "organisation", "all.atom.xml"]


def test_a_change_page_shows_both_sides_with_their_marks(folder: Path, source: Sample) -> None:
    first = change_pages(folder, source)[0]
    assert texts(first, "h1") == ['"no contracts" → "no AI services contracts"']
    edit = first.css_first("#s1")
    assert "weaker" in edit.css_first(".direction").text()
    assert edit.css_first(".was blockquote").text() == "We have no contracts with border agencies."
    assert edit.css_first(".now blockquote").text() == "We have no AI services contracts with border agencies."
    assert [node.text().strip() for node in edit.css(".now ins")] == ["AI services"]
    assert not edit.css(".now del, .was ins")
    assert [node.text() for node in edit.css(".context")] == [
        "Before it What we do not do",
        "After it We have never sold face recognition to the police.",
    ]


def test_a_change_page_has_the_evidence(folder: Path, source: Sample) -> None:
    change, tree = source.reader.changes(ChangeFilter(newest_first=False))[0], change_pages(folder, source)[0]
    evidence = tree.css_first(".evidence").text()
    for part in (change.before, change.after):
        assert part.sha256 in evidence
        assert part.version in evidence
        assert part.url in evidence
    assert "2 March 2026, 08:00 UTC" in evidence
    assert change.url in [node.attributes.get("href") for node in tree.css(".evidence a")]
    assert "between 11 March 2026 02:00 and 08:00 UTC" in tree.css_first(".bracket").text()


def test_the_whole_text_is_there_with_the_unchanged_folded(folder: Path, source: Sample) -> None:
    tree = change_pages(folder, source)[0]
    text = tree.css_first(".text").text()
    for line in AI.strip().split("\n"):
        words = line.removeprefix("# ").removeprefix("- ")
        assert words in text or "no contracts" in words
    folds = tree.css("details.fold")
    assert sum(len(fold.css("p")) for fold in folds) > 6
    assert "no AI services contracts" not in "".join(fold.text() for fold in folds)


def test_a_long_page_leaves_unchanged_text_out_and_says_so(tmp_path: Path) -> None:
    source = Sample(PAGES[:1])
    lines = [f"Sentence {n} is about the matter of {n} and of nothing else at all." for n in range(3_000)]
    source.say("halden-ai", "\n".join(lines), day(0))
    lines[1_500] = "We no longer promise anything."
    source.say("halden-ai", "\n".join(lines), day(2))
    publish(source.reader, tmp_path, SETTINGS)
    (path,) = (tmp_path / "change").glob("*.html")
    assert path.stat().st_size < 100_000
    assert "unchanged blocks not shown here" in path.read_text()
    assert "We no longer promise anything." in path.read_text()


def test_changes_of_a_page_lead_to_each_other(folder: Path, source: Sample) -> None:
    pages = change_pages(folder, source)
    changes = source.reader.changes(ChangeFilter(newest_first=False))
    for page_id in {change.page for change in changes}:
        own = [n for n, change in enumerate(changes) if change.page == page_id]
        for before, after in pairwise(own):
            assert changes[after].id in str(pages[before].css_first('.steps [rel="next"]').attributes["href"])
            assert changes[before].id in str(pages[after].css_first('.steps [rel="prev"]').attributes["href"])


def test_a_change_that_was_undone_says_so(folder: Path, source: Sample) -> None:
    pages, changes = change_pages(folder, source), source.reader.changes(ChangeFilter(newest_first=False))
    undoing = next(n for n, change in enumerate(changes) if change.relates_to)
    undone = next(n for n, change in enumerate(changes) if change.id == changes[undoing].relates_to)
    assert changes[undoing].id in str(pages[undone].css_first(".flag a").attributes["href"])
    assert any("It concerns an earlier change" in flag for flag in texts(pages[undoing], ".flag"))
    assert "Back to the wording of 3 March 2026." in texts(pages[undoing], ".flag")


def test_a_watched_page_shows_its_text_with_ages(folder: Path) -> None:
    (path,) = folder.glob("page/halden-ai-*.html")
    tree = page(path)
    ages = {
        "".join(node.css_first(".since").text().split("\n")).strip(): node.css_first("div").text()
        for node in tree.css(".age")
    }
    assert "We have no AI services contracts" in ages["since 11 March 2026"]
    assert "We will tell customers within 72 hours" in ages["since 1 April 2026"]
    assert "Halden Cloud builds services" in ages["2 March 2026 or before"] or len(ages) > 3


def test_lists_go_back_to_the_first_change(folder: Path, source: Sample) -> None:
    found, path = [], folder / "index.html"
    while True:
        tree = page(path)
        for row in tree.css(".rows .row"):
            links = row.css(".also a") or row.css("h2 a")  # an item of several pages names each of them
            found += [str(node.attributes["href"]).rsplit("/", 1)[-1] for node in links]
        older = tree.css_first('.steps [rel="prev"]')
        if older is None:
            break
        path = (path.parent / str(older.attributes["href"])).resolve()
    assert len(found) == len(set(found)) == len(source.reader.changes(ChangeFilter()))


def test_direction_is_a_word_wherever_it_is_shown(folder: Path) -> None:
    words = {"same meaning", "weaker", "stronger", "reversed", "different", "open", "not judged", "added", "removed"}
    for path in folder.rglob("*.html"):
        for node in page(path).css(".direction"):
            for sign in node.css(".sign"):
                sign.decompose()
            said = " ".join(node.text().split())
            assert all(part.lstrip("0123456789 ") in words for part in said.split(", ")), said


def test_without_an_address_pages_still_work_and_feeds_say_so(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path, PublishSettings())
    assert "made without a public address" in (tmp_path / "feeds.html").read_text()
    assert "og:url" not in (tmp_path / "index.html").read_text()
    links = re.findall(r"<link>([^<]+)</link>", (tmp_path / "all.rss.xml").read_text())
    assert links
    assert all((tmp_path / link).is_file() for link in links)


def test_the_search_index_holds_every_change(folder: Path, source: Sample) -> None:
    index = json.loads((folder / "search/index.json").read_text())
    entries = [e for n in range(index["files"]) for e in json.loads((folder / f"search/{n + 1}.json").read_text())]
    assert index["changes"] == len(entries) == 9
    assert all((folder / entry["path"]).is_file() for entry in entries)
    assert any("border agencies" in entry["text"] for entry in entries)
