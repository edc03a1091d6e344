"""Weekly digests: a page for each ISO week with news, a list, and a feed of the weeks that are over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.publish.source import Sample
from tests.publish.test_publisher import tree
from tracker.model import ChangeStatus, Page, Severity
from tracker.model.dates import span_words
from tracker.publish import PublishSettings, publish
from tracker.publish.digest import digest_between

SETTINGS = PublishSettings(title="T", base_url="https://feeds.example/")
PAGES = [Page("acme", "Acme", "Terms", "https://a.example/"), Page("brite", "Brite", "Terms", "https://b.example/")]
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # of ISO week 10


def at(week: int, hours: int = 8) -> datetime:
    return MONDAY + timedelta(weeks=week, hours=hours)


@pytest.fixture
def source() -> Sample:
    """News in the weeks 11 and 13, a minor change in week 12, and a last look in week 13."""
    made = Sample(PAGES)
    made.say("acme", "We never sell data.", at(0))
    made.say("brite", "We keep it for 3 days.", at(0))
    made.say("acme", "We may sell data.", at(1))
    made.say("brite", "We keep it for 9 <days>.", at(1, 32))
    made.say("acme", "We may sell data!", at(2), severity=Severity.MINOR)
    made.say("acme", "We sell data.", at(3))
    return made


def words(html: str, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in LexborHTMLParser(html).css(selector)]


def titles(folder: Path) -> list[str]:
    return [item["title"] for item in json.loads((folder / "week.json").read_text())["items"]]


def test_each_week_with_news_has_a_page_with_the_words_of_the_digest(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path, SETTINGS)
    assert sorted(path.name for path in (tmp_path / "week").iterdir()) == ["2026-w11.html", "2026-w13.html"]
    page = (tmp_path / "week" / "2026-w11.html").read_text()
    start, end = at(1, 0), at(2, 0)
    letter = digest_between(source.reader, SETTINGS, start, end, span_words(start, end - timedelta(seconds=1)), "html")
    assert words(page, "h1") == ["2 changes, from 9 to 15 March 2026"] == words(letter, "h1")
    told = [line.partition(": https://")[0] for line in words(letter, "h2, p")]
    assert words(page, ".letter h2, .letter p") == told
    assert "9 <days>" in " ".join(told)


def test_a_week_reaches_the_feed_when_it_is_over(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path, SETTINGS)
    assert titles(tmp_path) == ["2 changes, from 9 to 15 March 2026"]
    assert "This week is not over yet." in (tmp_path / "week.html").read_text()
    source.store.pages.save(replace(source.store.pages.state("acme"), last_check=at(4)))
    written = publish(source.reader, tmp_path, SETTINGS).written
    assert titles(tmp_path) == ["1 change, from 23 to 29 March 2026", "2 changes, from 9 to 15 March 2026"]
    assert {path for path in written if path.startswith("week")} == {
        "week.html",
        "week.rss.xml",
        "week.atom.xml",
        "week.json",
    }


def test_a_new_change_writes_its_own_week_alone(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path / "followed", SETTINGS)
    source.say("brite", "We keep it for ever.", at(3, 40))
    written = publish(source.reader, tmp_path / "followed", SETTINGS).written
    assert [path for path in written if path.startswith("week/")] == ["week/2026-w13.html"]
    publish(source.reader, tmp_path / "whole", SETTINGS)
    assert tree(tmp_path / "followed") == tree(tmp_path / "whole")


def test_a_remark_and_a_change_that_is_told_no_more_reach_the_page_of_their_week(
    source: Sample, tmp_path: Path
) -> None:
    publish(source.reader, tmp_path / "followed", SETTINGS)
    first, _, _, last = source.published
    source.remark(first.id, "They call it a slip.", at(3, 50))
    with source.store.transaction():
        source.store.changes.save(replace(last, status=ChangeStatus.REVERTED))
    written = publish(source.reader, tmp_path / "followed", SETTINGS)
    assert [path for path in written.written if path.startswith("week/")] == ["week/2026-w11.html"]
    assert "They call it a slip." in (tmp_path / "followed" / "week" / "2026-w11.html").read_text()
    assert "week/2026-w13.html" in written.removed
    publish(source.reader, tmp_path / "whole", SETTINGS)
    assert tree(tmp_path / "followed").keys() == tree(tmp_path / "whole").keys()
    assert "23 to 29 March" not in (tmp_path / "followed" / "week.html").read_text()


def test_a_change_of_which_an_earlier_time_is_known_goes_to_its_week(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path / "followed", SETTINGS)
    last = source.published[-1]
    with source.store.transaction():
        times = {"last_without": at(2, 10), "first_with": at(2, 12), "settled_at": at(2, 14)}
        source.store.changes.save(replace(last, **times))
    report = publish(source.reader, tmp_path / "followed", SETTINGS)
    assert [path for path in report.written if path.startswith("week/")] == ["week/2026-w12.html"]
    assert report.removed == ("week/2026-w13.html",)
    publish(source.reader, tmp_path / "whole", SETTINGS)
    followed, whole = (
        {path: text for path, text in tree(tmp_path / name).items() if path.startswith("week")}
        for name in ("followed", "whole")
    )
    assert followed == whole


def test_links_of_a_week_are_relative_without_a_public_address(source: Sample, tmp_path: Path) -> None:
    publish(source.reader, tmp_path, PublishSettings(title="T"))
    page = LexborHTMLParser((tmp_path / "week" / "2026-w11.html").read_text())
    links = [node.attributes["href"] or "" for node in page.css(".letter a")]
    assert len(links) == 2
    assert all((tmp_path / "week" / link).resolve().is_file() for link in links)
