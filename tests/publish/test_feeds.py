"""Feeds as real readers' parsers see them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.publish.history import PAGES, day, sample
from tests.publish.source import Sample
from tracker.model import ChangeFilter, EditKind, Op, Page, SavedSearch, Severity, iso
from tracker.model.health import HealthKind
from tracker.publish import PublishSettings, publish
from tracker.publish.feeds import FORMS
from tracker.publish.progress import NAME as MARK

BASE = "https://record.example/feeds/"
SETTINGS = PublishSettings(title="Words on record", base_url=BASE)


@pytest.fixture(scope="module")
def source() -> Sample:
    return sample()


@pytest.fixture(scope="module")
def folder(source: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    publish(source.reader, folder, SETTINGS)
    return folder


def entries(folder: Path, stem: str) -> list[dict[str, object]]:
    """Newest first."""
    items: list[dict[str, object]] = json.loads(next(folder.glob(f"{stem}.json")).read_text())["items"]
    return items


def stems(folder: Path) -> list[str]:
    return [p.relative_to(folder).as_posix().removesuffix(".rss.xml") for p in sorted(folder.rglob("*.rss.xml"))]


def test_the_three_forms_of_every_feed_say_the_same(folder: Path) -> None:
    # all, pages, organisations, tags, directions, severities, weeks, health
    assert len(stems(folder)) == 1 + 3 + 2 + 4 + 6 + 3 + 1 + 1
    for stem in stems(folder):
        rss, atom = (feedparser.parse(folder / f"{stem}.{form}.xml") for form in ("rss", "atom"))
        items = json.loads((folder / f"{stem}.json").read_text())["items"]
        assert not rss.bozo
        assert not atom.bozo
        assert rss.feed.link == atom.feed.link
        said = [(e.title, e.link, e.published_parsed, e.content[0].value) for e in rss.entries]
        assert said == [(e.title, e.link, e.published_parsed, e.content[0].value) for e in atom.entries]
        assert [(i["title"], i["url"]) for i in items] == [entry[:2] for entry in said]


def test_the_title_has_the_wording_and_the_direction(folder: Path) -> None:
    told = 'Halden Cloud · Responsible AI: "no contracts" → "no AI services contracts" (weaker)'
    assert entries(folder, "all")[-1]["title"] == told


def all_ids(folder: Path) -> dict[str, list[str]]:
    """By feed and form."""
    found = {stem: [str(e["id"]) for e in entries(folder, stem)] for stem in stems(folder)}
    for path in folder.rglob("*.xml"):
        found[path.relative_to(folder).as_posix()] = [entry.id for entry in feedparser.parse(path).entries]
    return found


def test_ids_belong_to_one_feed_in_one_form_only_and_stay(folder: Path, source: Sample, tmp_path: Path) -> None:
    ids = all_ids(folder)
    everything = [id for found in ids.values() for id in found]
    assert len(everything) == len(set(everything)) > 120
    publish(source.reader, tmp_path, PublishSettings(base_url="https://moved.example/"))
    assert all_ids(tmp_path) == ids


def test_links_are_absolute_and_lead_to_files(folder: Path) -> None:
    for stem in stems(folder):
        for form in ("rss", "atom"):
            parsed = feedparser.parse(folder / f"{stem}.{form}.xml")
            self_link = next(link.href for link in parsed.feed.links if link.rel == "self")
            assert self_link == f"{BASE}{stem}.{form}.xml"
            for address in (parsed.feed.link, *(e.link for e in parsed.entries)):
                assert (folder / address.removeprefix(BASE)).is_file(), address


def test_without_a_public_address_links_are_relative_and_no_path_of_this_machine_is_told(
    source: Sample, tmp_path: Path
) -> None:
    publish(source.reader, tmp_path, PublishSettings(cell=2))
    archives = set()
    for stem in stems(tmp_path):
        for form in ("rss", "atom"):
            feed = tmp_path / f"{stem}.{form}.xml"
            parsed = feedparser.parse(
                feed.read_bytes(), response_headers={"content-location": f"https://x.example/{stem}"}
            )
            links = [link.href for e in (parsed.feed, *parsed.entries) for link in e.links if link.rel != "related"]
            pages = re.findall(
                r'href="([^"]+\.html[^"]*)"', parsed.entries[0].content[0].value if parsed.entries else ""
            )
            for link in (*links, *(page for page in pages if "://" not in page)):
                path = (
                    link.removeprefix("https://x.example/")
                    if "://" in link
                    else (feed.parent / link).resolve().relative_to(tmp_path)
                )
                assert (tmp_path / str(path).split("#")[0]).is_file(), (stem, form, link)
            archives |= {link.href for link in parsed.feed.links if link.rel == "prev-archive"}
    assert archives
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path
            assert b"file:" not in path.read_bytes(), path


def test_the_marks_of_an_entry_are_the_stored_edit(folder: Path, source: Sample) -> None:
    """Was with its deletions and now with its insertions, and without any markup still both texts."""
    seen = 0
    for item in entries(folder, "page/halden-ai-*"):
        change = source.reader.change(item["_statement_tracker"]["changes"][0]["change"])  # type: ignore[index]
        assert change is not None
        sides = LexborHTMLParser(str(item["content_html"])).css("blockquote p")
        edits = [edit for edit in change.edits if edit.kind is not EditKind.MOVED]
        told = [(edit, op) for edit in edits for op in (Op.DELETE, Op.INSERT) if _has(edit, op)]
        sides = [side for side in sides if not side.text().startswith("Moved")]
        assert len(sides) == len(told)
        for side, (edit, op) in zip(sides, told, strict=True):
            label, whole = ("Was: ", edit.old) if op is Op.DELETE else ("Now: ", edit.new)
            assert side.text() == f"{label}{whole}"
            marked = [node.text() for node in side.css("del" if op is Op.DELETE else "ins")]
            assert marked == [piece.text for piece in edit.pieces if piece.op is op]
            seen += 1
    assert seen > 8


def _has(edit: object, op: Op) -> bool:
    return bool(edit.old if op is Op.DELETE else edit.new)  # type: ignore[attr-defined]


def test_an_entry_says_why_when_and_where(folder: Path, source: Sample) -> None:
    change = source.reader.changes(ChangeFilter(newest_first=False))[0]
    item = entries(folder, "page/halden-ai-*")[-1]
    text = LexborHTMLParser(str(item["content_html"])).text()
    assert change.reason[1:] in text
    assert "between 11 March 2026 02:00 and 08:00 UTC" in text
    assert change.before.sha256 in text
    assert change.after.sha256 in text
    assert change.edits[0].after in text  # the sentence after it
    links = [node.attributes["href"] for node in LexborHTMLParser(str(item["content_html"])).css("a")]
    assert links == [item["url"], change.url, f"https://web.archive.org/web/20260311080000/{change.url}"]
    assert item["external_url"] == change.url


def test_minor_changes_are_in_their_own_feed_only(source: Sample, tmp_path: Path) -> None:
    source = sample()
    quiet = source.say("ostra-use", "Nothing but this.", day(120), severity=Severity.MINOR)
    assert quiet is not None
    publish(source.reader, tmp_path, SETTINGS)
    holders = {
        stem
        for stem in stems(tmp_path)
        for item in entries(tmp_path, stem)
        for record in [item["_statement_tracker"]]
        if any(c["change"] == quiet.id for c in record.get("changes", ()))  # type: ignore[attr-defined]
    }
    assert {stem.split("-")[0] for stem in holders} == {"severity/minor"}


def test_the_same_edit_on_two_pages_is_one_item_where_both_are(folder: Path) -> None:
    for stem in ("all", "organisation/halden-cloud-*"):
        found = [item for item in entries(folder, stem) if "generally" in str(item["title"])]
        assert len(found) == 1
        assert str(found[0]["title"]).endswith("(weaker), on 2 pages")
        assert "Responsible AI" in str(found[0]["content_html"])
        assert "Human rights" in str(found[0]["content_html"])
    for stem in ("page/halden-ai-*", "page/halden-rights-*"):
        assert [str(i["title"])[-8:] for i in entries(folder, stem) if "generally" in str(i["title"])] == ["(weaker)"]


@pytest.mark.parametrize(("last_without", "items"), [(day(13), 2), (day(11), 1)])
def test_the_same_edit_is_one_item_when_both_pages_may_have_had_it_at_once(
    tmp_path: Path, last_without: datetime, items: int
) -> None:
    """A page looked at seldom shows the edit late; what counts is whether the brackets are near each other."""
    source = Sample(PAGES)
    for page in ("halden-ai", "halden-rights"):
        source.say(page, "We never sell data.", day(0))
    source.say("halden-ai", "We rarely sell data.", day(9))
    source.say("halden-rights", "We rarely sell data.", day(19), last_without=last_without)
    publish(source.reader, tmp_path, SETTINGS)
    assert len(entries(tmp_path, "all")) == items


def test_what_was_put_beside_a_change_is_told_in_its_entry(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    (before,) = (item for item in entries(tmp_path, "all") if "no AI services" in str(item["title"]))
    change = source.changes_on("halden-ai")[0]
    source.remark(change.id, "The company <b>confirmed</b> this.", day(120), who="Ann \x00")
    report = publish(source.reader, tmp_path, SETTINGS)
    (after,) = (item for item in entries(tmp_path, "all") if "no AI services" in str(item["title"]))
    assert {key for key in after if after[key] != before[key]} == {
        "content_html",
        "content_text",
        "date_modified",
        "_statement_tracker",
    }
    assert after["date_modified"] == iso(day(120))
    assert "Note by Ann ␀, 30 June 2026: The company <b>confirmed</b> this." in str(after["content_text"])
    assert "<b>" not in str(after["content_html"])
    (page,) = (tmp_path / "change").glob(f"{change.id}*")
    assert "&lt;b&gt;confirmed" in page.read_text()
    assert not [path for path in report.written if "ostra" in path or "rights" in path]
    assert publish(source.reader, tmp_path, SETTINGS).written == ()
    assert publish(source.reader, tmp_path, SETTINGS, since_number=0).written == ()


def test_the_maintainer_has_a_feed_of_troubles(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    assert entries(tmp_path, "health") == []
    source.event("halden-ai", HealthKind.FAILED, "no answer <script>within 30 s", day(120))
    source.event("ostra-use", HealthKind.HELD, "only 3 of 1,337 characters are left", day(121))
    source.event("halden-ai", HealthKind.RECOVERED, "well again", day(122))
    source.watch(Page("gone", "Halden Cloud", "Old terms", "https://halden.example/old"))
    source.unwatch("gone")
    source.event("gone", HealthKind.FAILED, "no answer", day(123))
    report = publish(source.reader, tmp_path, SETTINGS)
    assert set(report.written) == {*(f"health.{form}" for form in ("html", "json", "rss.xml", "atom.xml")), MARK}
    assert f"{BASE}health.atom.xml" in report.feeds
    assert [item["title"] for item in entries(tmp_path, "health")] == [
        "gone – cannot be seen",
        "Halden Cloud: Responsible AI – well again",
        "Ostra Systems: Acceptable use – held back",
        "Halden Cloud: Responsible AI – cannot be seen",
    ]
    now = LexborHTMLParser((tmp_path / "health.html").read_text()).css("section[aria-labelledby=now] h3")
    assert [" ".join(node.text().split()) for node in now] == ["Ostra Systems: Acceptable use held back"]
    assert publish(source.reader, tmp_path, SETTINGS).written == ()


def test_a_long_list_of_troubles_goes_on_in_archives(tmp_path: Path) -> None:
    source, whole = sample(), tmp_path / "whole"
    for number in range(230):
        kind = HealthKind.RECOVERED if number % 2 else HealthKind.FAILED
        source.event("ostra-use", kind, f"reason {number}", day(120 + number / 4))
        if number % 40 == 3:
            publish(source.reader, tmp_path / "pieces", SETTINGS)
    publish(source.reader, tmp_path / "pieces", SETTINGS)
    publish(source.reader, whole, SETTINGS)
    at, told = json.loads((whole / "health.json").read_text()), []
    while True:
        told += [item["content_text"].split(".")[0] for item in at["items"]]
        if "next_url" not in at:
            break
        at = json.loads((whole / at["next_url"].removeprefix(BASE)).read_text())
    assert told == [f"Reason {number}" for number in reversed(range(230))]
    pieces = {p.relative_to(tmp_path / "pieces"): p.read_bytes() for p in (tmp_path / "pieces").rglob("*.*")}
    assert pieces == {p.relative_to(whole): p.read_bytes() for p in whole.rglob("*.*")}


def test_a_change_that_undoes_another_refers_to_its_entry(folder: Path) -> None:
    for stem in ("all", "page/ostra-use-*"):
        undone, undoing = sorted(
            (i for i in entries(folder, stem) if "weapons" in str(i["title"]) and "Ostra" in str(i["title"])),
            key=lambda item: str(item["date_published"]),
        )
        atom = next(folder.glob(f"{stem}.atom.xml")).read_text()
        (reference,) = re.findall(r'in-reply-to [^>]*\bref="([^"]+)"', atom)
        titles = {entry.id: entry.title for entry in feedparser.parse(atom).entries}
        assert titles[reference] == undone["title"]
        assert undoing["_statement_tracker"]["changes"][0]["relates_to"]  # type: ignore[index]


def test_a_long_account_is_cut_with_a_count(tmp_path: Path) -> None:
    source = Sample(PAGES[:1])
    lines = [f"Statement number {n} says that we keep promise {n} to everyone in town {n}." for n in range(40)]
    source.say("halden-ai", "\n".join(lines), day(0))
    source.say("halden-ai", "\n".join(line.replace("promise", "pledge") for line in lines), day(5))
    publish(source.reader, tmp_path, SETTINGS)
    (item,) = entries(tmp_path, "severity/*-*") or entries(tmp_path, "all")
    shown = str(item["content_html"]).count("<p>Was: ")
    assert shown == 12
    assert "And 28 more on the" in str(item["content_html"])
    page = next((tmp_path / "change").glob("*.html")).read_text()
    assert page.count('class="edit ') == 40


def test_a_huge_statement_keeps_its_marked_words(tmp_path: Path) -> None:
    source = Sample(PAGES[:1])
    filler = "and we go on to say what we said before " * 400
    source.say("halden-ai", f"We never sell data {filler}to anyone.", day(0))
    change = source.say("halden-ai", f"We rarely sell data {filler}to anyone.", day(5))
    assert change is not None
    publish(source.reader, tmp_path, SETTINGS)
    item = (
        entries(tmp_path, "page/*")[0] if change.severity is not Severity.MINOR else entries(tmp_path, "severity/*")[0]
    )
    assert len(str(item["content_html"])) < 6_000
    assert ">never</" in str(item["content_html"]).replace(" ", "")
    assert ">rarely</" in str(item["content_html"]).replace(" ", "")


def test_saved_searches_have_feeds(source: Sample, tmp_path: Path) -> None:
    search = SavedSearch("arms", "Arms and war", query="WEAPONS", tags=("defence",))
    publish(source.reader, tmp_path, PublishSettings(base_url=BASE, searches=(search,)))
    assert [str(i["title"]).split(" · ")[0] for i in entries(tmp_path, "search/arms-*")] == ["Ostra Systems"] * 2


def test_opml_lists_every_feed(folder: Path) -> None:
    text = (folder / "feeds.opml").read_text()
    assert {*re.findall(r'xmlUrl="([^"]+)"', text)} == {f"{BASE}{stem}.atom.xml" for stem in stems(folder)}


def test_a_page_without_news_has_a_feed_already(tmp_path: Path) -> None:
    publish(Sample(PAGES).reader, tmp_path, SETTINGS)
    for form in FORMS:
        assert len(list(tmp_path.glob(f"page/*{form}"))) == 3
    parsed = feedparser.parse(next(tmp_path.glob("page/*.atom.xml")))
    assert not parsed.bozo
    assert parsed.entries == []


def test_moved_statements_are_told(folder: Path, source: Sample) -> None:
    moved = [c for c in source.reader.changes(ChangeFilter()) if any(e.kind is EditKind.MOVED for e in c.edits)]
    assert moved
    item = next(i for i in entries(folder, "page/halden-ai-*") if moved[0].id in str(i))
    assert "moved, same meaning" in str(item["content_html"])


def test_a_hub_is_named_and_changed_feeds_are_reported(source: Sample, tmp_path: Path) -> None:
    settings = PublishSettings(base_url=BASE, hub="https://hub.example/")
    publish(source.until(8).reader, tmp_path, settings)
    report = publish(source.reader, tmp_path, settings)
    assert f"{BASE}all.atom.xml" in report.feeds
    assert f"{BASE}page/" in str(report.feeds)
    assert not any("ostra" in address for address in report.feeds)
    parsed = feedparser.parse(tmp_path / "all.rss.xml")
    assert [link.href for link in parsed.feed.links if link.rel == "hub"] == ["https://hub.example/"]
