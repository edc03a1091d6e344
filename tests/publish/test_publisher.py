"""What a publication touches: only what is new, never half a file, the same bytes whichever way it is come by."""

from __future__ import annotations

import json
import os
import random
import stat
import threading
from pathlib import Path

import feedparser
import pytest

from tests.publish.history import PAGES, day, sample
from tests.publish.source import Sample
from tracker.errors import PublishError
from tracker.model import Direction, Page, SavedSearch, Severity
from tracker.model.health import HealthKind
from tracker.publish import PublishReport, PublishSettings, publish, search

BASE = "https://record.example/"
SEARCHES = (SavedSearch("three", "Three", query="3"), SavedSearch("weak", "Weak", directions=(Direction.WEAKER,)))
SETTINGS = PublishSettings(base_url=BASE, searches=SEARCHES, cell=3)


def long_history(changes: int = 40) -> Sample:
    """Changes of three pages in turn, some minor, some the same on two pages, some that undo an earlier one."""
    source = Sample(PAGES)
    fate = random.Random(5)
    said = ["We never sell data.", "We keep it for 3 days.", "We tell you what we do with it."]
    texts = {page.id: said for page in PAGES}
    earlier: dict[str, list[str]] = {page.id: [] for page in PAGES}
    for page in PAGES:
        source.say(page.id, "\n".join(said), day(0))
    for n in range(changes):
        page = PAGES[fate.randrange(3)].id
        line = fate.choice(["We may sell data.", "We keep it for {} weeks.", "You may ask in room {}."]).format(n // 2)
        texts[page] = [line, *texts[page][:2]]
        extra = {}
        if n % 7 == 3:
            extra["severity"] = Severity.MINOR
        if n % 11 == 5 and earlier[page]:
            extra["relates_to"] = fate.choice(earlier[page])
        change = source.say(page, "\n".join(texts[page]), day(1 + n / 2), **extra)
        assert change is not None
        earlier[page].append(change.id)
        if n % 5 == 2:
            source.remark(fate.choice(earlier[page]), f"Remark {n}", day(1 + n / 2 + 0.25))
        if n % 6 == 1:
            source.event(page, HealthKind.FAILED, f"Trouble {n}", day(1 + n / 2 + 0.25))
    return source


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("seed", range(2))
def test_piece_by_piece_ends_in_the_same_bytes_as_all_at_once(tmp_path: Path, seed: int) -> None:
    source, fate = long_history(), random.Random(seed)
    publish(source.reader, tmp_path / "whole", SETTINGS)
    number = 0
    while number < 40:
        number = min(40, number + fate.choice([1, 1, 2, 5, 13]))
        publish(source.until(number).reader, tmp_path / "pieces", SETTINGS)
    whole, pieces = tree(tmp_path / "whole"), tree(tmp_path / "pieces")
    assert whole.keys() == pieces.keys()
    assert [path for path in whole if whole[path] != pieces[path]] == []


def test_publishing_twice_changes_no_file(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    before = {p: p.stat().st_ino for p in tmp_path.rglob("*")}
    for since in (None, 0):
        report = publish(source.reader, tmp_path, SETTINGS, since_number=since)
        assert report.written == ()
        assert report.removed == ()
        assert report.number == 9
    assert before == {p: p.stat().st_ino for p in tmp_path.rglob("*")}


def test_one_change_writes_only_what_it_concerns(tmp_path: Path) -> None:
    source = sample()
    publish(source.until(8).reader, tmp_path, SETTINGS)
    report = publish(source.reader, tmp_path, SETTINGS)
    assert not [path for path in report.written if "ostra" in path or "halden-rights" in path]
    assert len([path for path in report.written if path.startswith("change/")]) == 2  # it, and the one before it
    assert not {"pages.html", "feeds.html", "feeds.opml"} & {*report.written}


def test_lists_of_pages_are_made_again_when_there_is_another_page(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    (tmp_path / "pages.html").write_text("altered by hand")
    source.watch(Page("new", "Ostra Systems", "News", "https://ostra.example/news"))
    assert {"pages.html", "feeds.html", "feeds.opml"} <= {*publish(source.reader, tmp_path, SETTINGS).written}
    assert "Ostra Systems: News" in (tmp_path / "feeds.opml").read_text()


def archive_chain(folder: Path, stem: str, form: str) -> list[list[str]]:
    """Ids by file, from the newest feed back through its archives."""
    chain, path = [], folder / f"{stem}.{form}.xml"
    while True:
        parsed = feedparser.parse(path)
        chain.append([entry.id for entry in parsed.entries])
        links = {link.rel: link.href for link in parsed.feed.links}
        assert ("fh_archive" in parsed.feed) == (len(chain) > 1)
        if len(chain) > 1:
            assert links["current"] == f"{BASE}{stem}.{form}.xml"
        if "prev-archive" not in links:
            return chain
        path = folder / links["prev-archive"].removeprefix(BASE)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_archives_lead_back_through_the_whole_history(tmp_path: Path, form: str) -> None:
    source = long_history()
    publish(source.reader, tmp_path, SETTINGS)
    for path in [tmp_path / "all.json", *tmp_path.glob("page/*.json"), *tmp_path.glob("search/*-*.json")]:
        stem = path.relative_to(tmp_path).as_posix().removesuffix(".json")
        chain = archive_chain(tmp_path, stem, form)
        ids = [id for part in chain for id in part]
        assert len(ids) == len(set(ids)), stem
        if stem.startswith("page/"):
            news = [c for c in source.changes_on(stem[5:-9]) if c.severity is not Severity.MINOR]
            assert len(ids) == len(news)
            assert 3 <= len(chain[0]) < 6
        told, at = [], json.loads(path.read_text())
        while True:
            told += [item["id"] for item in at["items"]]
            if "next_url" not in at:
                break
            at = json.loads((tmp_path / at["next_url"].removeprefix(BASE)).read_text())
        assert len(told) == len(set(told)) == len(ids)


def test_a_full_archive_never_changes_again(tmp_path: Path) -> None:
    source = long_history()
    publish(source.until(25).reader, tmp_path, SETTINGS)
    before = {path: text for path, text in tree(tmp_path).items() if path.rsplit("/", 1)[-1][0].isdigit()}
    archives = {path: text for path, text in before.items() if path.startswith(("all/", "page/"))}
    assert len(archives) > 15
    publish(source.reader, tmp_path, SETTINGS)
    after = tree(tmp_path)
    assert [path for path in archives if after[path] != archives[path]] == []


def test_new_words_in_the_watchlist_reach_every_file(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path / "grown", SETTINGS)
    source.redeclare("ostra-use", title="Rules of use", tags=("ai",))
    source.watch(Page("new", "Ostra Systems", "News", "https://ostra.example/news", tags=("fresh",)))
    publish(source.reader, tmp_path / "grown", SETTINGS)
    publish(source.reader, tmp_path / "whole", SETTINGS)
    assert tree(tmp_path / "grown") == tree(tmp_path / "whole")
    assert not list((tmp_path / "grown").glob("tag/defence-*"))


def test_a_new_page_is_added_without_making_everything_anew(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path / "grown", SETTINGS)
    source.watch(Page("new", "Ostra Systems", "News", "https://ostra.example/news", tags=("fresh", "ai")))
    report = publish(source.reader, tmp_path / "grown", SETTINGS)
    assert not [path for path in report.written if path.startswith(("change/", "page/halden"))]
    publish(source.reader, tmp_path / "whole", SETTINGS)
    assert tree(tmp_path / "grown") == tree(tmp_path / "whole")


def test_coverage_is_renewed_when_asked(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    source.look("halden-ai", day(200))
    assert publish(source.reader, tmp_path, SETTINGS).written == ()
    (written,) = publish(source.reader, tmp_path, SETTINGS, refresh=["halden-ai"]).written
    assert written.startswith("page/halden-ai-")
    assert written.endswith(".html")


def test_another_record_is_noticed(tmp_path: Path) -> None:
    publish(sample().reader, tmp_path / "a", SETTINGS)
    other = long_history(20)
    publish(other.reader, tmp_path / "a", SETTINGS)
    publish(other.reader, tmp_path / "b", SETTINGS)
    a, b = tree(tmp_path / "a"), tree(tmp_path / "b")
    stale = a.keys() - b.keys()
    assert all(path.startswith("change/") for path in stale)  # permalinks that were once given out stay
    assert {path: a[path] for path in b} == b


def test_only_our_own_files_are_removed(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    kept = [tmp_path / "page" / "readme.txt", tmp_path / "page" / "index.html", tmp_path / "own.html"]
    for path in kept:
        path.write_text("mine")
    (tmp_path / "page" / "gone-0123abcd.html").write_text("stale")
    report = publish(sample().reader, tmp_path, SETTINGS)
    assert report.removed == ("page/gone-0123abcd.html",)
    assert all(path.read_text() == "mine" for path in kept)


def test_files_can_be_read_by_others_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        publish(sample().reader, tmp_path / "new" / "feeds", SETTINGS)
    finally:
        os.umask(old)
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*") if p.is_file()} == {0o644}
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*") if p.is_dir()} == {0o755}


def test_a_folder_that_cannot_be_written_keeps_its_files_and_catches_up(tmp_path: Path) -> None:
    source = sample()
    publish(source.until(8).reader, tmp_path, SETTINGS)
    before = tree(tmp_path)
    newest = tmp_path / "change" / publish_path(source)
    newest.mkdir()  # the file cannot be put where a folder is
    with pytest.raises(PublishError, match="cannot be published into"):
        publish(source.reader, tmp_path, SETTINGS)
    newest.rmdir()
    assert not list(tmp_path.rglob("*.tmp"))
    now = tree(tmp_path)
    assert [path for path in before if path.endswith((".xml", ".json")) and now[path] != before[path]] == []
    publish(source.reader, tmp_path, SETTINGS)
    publish(source.reader, tmp_path / "whole", SETTINGS)
    assert (
        tree(tmp_path / "whole").items()
        <= {path: text for path, text in tree(tmp_path).items() if not path.startswith("whole/")}.items()
    )


def publish_path(source: Sample) -> str:
    from tracker.publish.views import change_path

    newest = source.published[8]
    return change_path(newest.id).removeprefix("change/")


@pytest.mark.slow
def test_a_polling_reader_sees_whole_feeds_only(tmp_path: Path) -> None:
    source, stop = long_history(), threading.Event()
    publish(source.until(1).reader, tmp_path, SETTINGS)
    broken: list[bytes] = []
    reads = 0

    def poll() -> None:
        nonlocal reads
        while not stop.is_set():
            for name, end in (("all.rss.xml", b"</rss>\n"), ("all.json", b"}\n"), ("index.html", b"</html>")):
                text = (tmp_path / name).read_bytes()
                reads += 1
                if not text.endswith(end):
                    broken.append(text[-80:])

    reader = threading.Thread(target=poll)
    reader.start()
    reports: list[PublishReport] = []
    try:
        reports += [publish(source.until(number).reader, tmp_path, SETTINGS) for number in range(2, 20)]
    finally:
        stop.set()
        reader.join()
    assert broken == []
    assert reads > 100
    assert sum("all.rss.xml" in report.written for report in reports) > 9


def test_a_leftover_of_a_killed_publication_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".all.rss.xml.tmp").write_text("cut")
    publish(sample().reader, tmp_path, SETTINGS)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_broken_mark_makes_everything_anew(tmp_path: Path) -> None:
    source = sample()
    publish(source.reader, tmp_path, SETTINGS)
    whole = tree(tmp_path)
    for text in ("", "[]", '{"number": "x"}', "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        (tmp_path / "publication.json").write_text(text)
        assert publish(source.reader, tmp_path, SETTINGS).written == ("publication.json",)
        assert tree(tmp_path) == whole


def test_a_number_without_a_change_leaves_no_hole_in_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SHARD", 2)
    source, page = Sample(PAGES[:1]), PAGES[0].id
    source.say(page, "We sell no data.", day(0))
    for number in (1, 3, 4, 6):  # 2 and 5 were taken back
        source.say(page, f"We sell no data of kind {number}.", day(number), number=number)
        publish(source.reader, tmp_path / "pieces", SETTINGS)
    publish(source.reader, tmp_path / "whole", SETTINGS)
    for folder in ("pieces", "whole"):
        found = [json.loads((tmp_path / folder / f"search/{n}.json").read_text()) for n in (1, 2, 3)]
        assert [len(entries) for entries in found] == [1, 2, 1]
