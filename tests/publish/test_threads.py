"""Threads of declared subjects: their pages and feeds, conflicts, and what a publication touches."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tests.publish.test_publisher import tree
from tests.spoken import Spoken, day
from tracker.model import Commitment
from tracker.model.dates import date_words, day_words
from tracker.model.subject import Subject
from tracker.publish import PublishSettings, publish
from tracker.publish.audit import altered

DENIAL = "We have no contracts that support border enforcement."
NARROW = "We have no AI contracts that support border enforcement."
DUE_DAY = day(30).date().isoformat()
SUBJECTS = (
    Subject("Border enforcement", (("border enforcement",),)),
    Subject("Lamps & <chairs>", (("lamps",), ("chairs",))),
)
SETTINGS = PublishSettings(title="T", base_url="https://feeds.example/", subjects=SUBJECTS)


@pytest.fixture
def spoken() -> Spoken:
    made = Spoken()
    made.page("acme-policy", "Acme", "Policy", (0, DENIAL))
    made.page("acme-shop", "Acme", "Shop", (0, "We never sell lamps <b>to</b> ghosts."))
    made.page("brite-policy", "Brite", "Policy", (0, "Brite serves border enforcement."))
    made.answer("acme-press", "Acme", 10, DENIAL, speaker="Laura Keane")
    return made


def put_out(spoken: Spoken, folder: Path) -> set[str]:
    return set(publish(spoken.store.reader, folder, SETTINGS).written)


def stem(folder: Path, start: str) -> str:
    (found,) = (folder / "thread").glob(f"{start}*.json")
    return f"thread/{found.name.removesuffix('.json')}"


def titles(folder: Path, path: str) -> list[str]:
    return [item["title"] for item in json.loads((folder / f"{path}.json").read_text())["items"]]


def test_a_thread_has_a_page_in_order_and_a_feed_that_says_how_it_shifted(spoken: Spoken, tmp_path: Path) -> None:
    spoken.answer("acme-press", "Acme", 40, NARROW, speaker="Laura Keane")
    put_out(spoken, tmp_path)
    thread = stem(tmp_path, "border-enforcement-acme")
    assert titles(tmp_path, thread) == [
        "Acme on Border enforcement: says less than on 1 June 2026",
        f"Acme on Border enforcement: “{DENIAL}”",
    ]
    page = (tmp_path / f"{thread}.html").read_text()
    assert page.index(DENIAL) < page.index("Laura Keane") < page.index(NARROW)
    assert "<script" not in page
    places = [tmp_path / "thread" / link for link in re.findall(r'href="(\.\./[^"#]+)"', page)]
    assert places
    assert [str(place) for place in places if not place.exists()] == []


def test_what_is_said_at_the_same_time_has_a_feed_and_stands_on_the_page(spoken: Spoken, tmp_path: Path) -> None:
    spoken.answer("acme-press", "Acme", 40, NARROW, source="by telephone")
    put_out(spoken, tmp_path)
    (feed,) = (tmp_path / "conflict").glob("*.json")
    (item,) = json.loads(feed.read_text())["items"]
    assert item["title"] == "Acme on Border enforcement: the later one says less"
    assert DENIAL in item["content_text"]
    assert NARROW in item["content_text"]
    assert item["url"].startswith("https://feeds.example/thread/border-enforcement-acme")
    page = (tmp_path / f"{stem(tmp_path, 'border-enforcement-acme')}.html").read_text()
    assert f'id="{item["url"].partition("#")[2]}"' in page


def test_a_new_statement_touches_its_threads_alone(spoken: Spoken, tmp_path: Path) -> None:
    put_out(spoken, tmp_path)
    assert put_out(spoken, tmp_path) == set()
    spoken.answer("acme-press", "Acme", 40, NARROW, speaker="Laura Keane")
    written = put_out(spoken, tmp_path)
    thread = stem(tmp_path, "border-enforcement-acme")
    forms = {f"{thread}.{form}" for form in ("html", "rss.xml", "atom.xml", "json")}
    assert {path for path in written if path.startswith("thread/")} == forms
    spoken.look_again(50)
    assert not {path for path in put_out(spoken, tmp_path) if path.startswith(("thread/", "conflict/", "subjects"))}


def test_step_by_step_is_the_same_as_at_once(spoken: Spoken, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    put_out(spoken, steps)
    spoken.answer("acme-press", "Acme", 20, DENIAL)  # the same again: no change, and a document more
    put_out(spoken, steps)
    spoken.answer("acme-press", "Acme", 40, NARROW)
    put_out(spoken, steps)
    spoken.page("acme-terms", "Acme", "Terms", (45, "Our lamps are safe."))
    put_out(spoken, steps)
    spoken.post("acme-news", "Acme", 50, "News", "We serve border enforcement.")
    put_out(spoken, steps)
    put_out(spoken, tmp_path / "once")
    assert tree(steps) == tree(tmp_path / "once")


def test_lists_name_subjects_and_organisations_their_threads_and_documents(spoken: Spoken, tmp_path: Path) -> None:
    put_out(spoken, tmp_path)
    thread = stem(tmp_path, "border-enforcement-acme")
    assert f'href="{thread}.html"' in (tmp_path / "subjects.html").read_text()
    (own,) = (tmp_path / "organisation").glob("acme-*.html")
    assert f'href="../{thread}.html"' in own.read_text()
    assert "Laura Keane" in own.read_text()
    assert f'href="{thread}.atom.xml"' in (tmp_path / "feeds.html").read_text()


def test_names_and_words_are_shown_as_they_are(spoken: Spoken, tmp_path: Path) -> None:
    put_out(spoken, tmp_path)
    page = (tmp_path / f"{stem(tmp_path, 'lamps-chairs-acme')}.html").read_text()
    assert "Acme on Lamps &amp; &lt;chairs&gt;" in page
    assert "&lt;b&gt;to&lt;/b&gt; ghosts" in page
    assert "<b>to" not in page
    (item,) = json.loads((tmp_path / f"{stem(tmp_path, 'lamps-chairs-acme')}.json").read_text())["items"]
    assert "<b>to" not in item["content_html"]
    assert "<b>to</b>" in item["content_text"]


def test_without_subjects_there_is_nothing_of_it(spoken: Spoken, tmp_path: Path) -> None:
    publish(spoken.store.reader, tmp_path, PublishSettings())
    assert not (tmp_path / "subjects.html").exists()
    assert not (tmp_path / "conflict").exists()
    assert "subjects.html" not in (tmp_path / "index.html").read_text()


def test_an_audit_compares_threads_and_takes_none_that_is_behind_for_altered(spoken: Spoken, tmp_path: Path) -> None:
    put_out(spoken, tmp_path)
    assert altered(spoken.store.reader, tmp_path, SETTINGS) == []
    feed = tmp_path / f"{stem(tmp_path, 'border-enforcement-acme')}.json"
    kept = feed.read_bytes()
    feed.write_bytes(kept.replace(b"no contracts", b"few contracts"))
    assert altered(spoken.store.reader, tmp_path, SETTINGS) == [str(feed.relative_to(tmp_path))]
    feed.write_bytes(kept)
    spoken.edit("acme-policy", 40, NARROW)  # the entry of the denial says now that it is gone
    assert altered(spoken.store.reader, tmp_path, SETTINGS) == []


def test_promises_have_a_page_with_what_became_of_each(spoken: Spoken, tmp_path: Path) -> None:
    promises = (
        Commitment("acme-policy", "We have no contracts", "No <contracts>", "2030-12-31", None, "The Herald"),
        Commitment("acme-shop", "We never sell lamps", "Lamps", None, "report of 2026"),
        Commitment("brite-policy", "Brite makes chairs", "Chairs"),
    )
    settings = replace(SETTINGS, commitments=promises)
    publish(spoken.store.reader, tmp_path / "steps", settings)
    spoken.edit("acme-policy", 20, NARROW)
    publish(spoken.store.reader, tmp_path / "steps", settings)
    publish(spoken.store.reader, tmp_path / "once", settings)
    assert tree(tmp_path / "steps") == tree(tmp_path / "once")
    page = (tmp_path / "once" / "promises.html").read_text()
    assert "No &lt;contracts&gt;" in page
    assert "By 31 December 2030; contested: The Herald." in page
    assert "Met: report of 2026." in page
    told = [page.index(word) for word in ("Altered", "Still there", "Never seen")]
    assert told == sorted(told)
    assert 'href="promises.html"' in (tmp_path / "once" / "index.html").read_text()
    spoken.look_again(60)
    assert "promises.html" not in publish(spoken.store.reader, tmp_path / "steps", settings).written


def test_a_day_of_a_promise_is_told_as_of_the_newest_look(spoken: Spoken, tmp_path: Path) -> None:
    promise = Commitment("acme-shop", "We never sell lamps", "Lamps", DUE_DAY)
    settings = replace(SETTINGS, commitments=(promise, replace(promise, name="Kept", met="report of 2026")))

    def told() -> list[str]:
        publish(spoken.store.reader, tmp_path / "steps", settings)
        publish(spoken.store.reader, tmp_path / "once", settings)
        assert tree(tmp_path / "steps") == tree(tmp_path / "once")
        return re.findall(r"By [^<]*", (tmp_path / "once" / "promises.html").read_text())

    kept = f"By {date_words(day(30).date())}; met: report of 2026."
    spoken.look_again(30)  # on the day itself
    until = f"By {date_words(day(30).date())}"
    assert told() == [f"{until}: due as of the last look, {day_words(day(30))}.", kept]
    spoken.look_again(31)  # nothing else is new
    overdue = f"{until}: overdue as of the last look, {day_words(day(31))}, and nothing was entered that shows it kept."
    assert told() == [overdue, kept]
    assert publish(spoken.store.reader, tmp_path / "steps", settings).written == ()


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_its_feeds_are_feeds(spoken: Spoken, tmp_path: Path, form: str) -> None:
    spoken.answer("acme-press", "Acme", 40, NARROW, speaker="Eve \x00\x1b <b>")
    put_out(spoken, tmp_path)
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name(f"{form}.rng")))
    found = [*tmp_path.glob(f"thread/*.{form}.xml"), *tmp_path.glob(f"conflict/*.{form}.xml")]
    assert len(found) == 4
    for path in found:
        schema.assertValid(etree.parse(path))


def test_a_thread_of_which_nothing_is_left_is_taken_away(spoken: Spoken, tmp_path: Path) -> None:
    spoken.answer("rival-press", "Rival", 12, "We serve border enforcement.")
    put_out(spoken, tmp_path / "steps")
    assert stem(tmp_path / "steps", "border-enforcement-rival")
    spoken.past.withdraw(spoken.pages["rival-press"], day(12), day(12), "not said")
    put_out(spoken, tmp_path / "steps")
    put_out(spoken, tmp_path / "once")
    assert not list((tmp_path / "steps" / "thread").glob("border-enforcement-rival*"))
    assert tree(tmp_path / "steps") == tree(tmp_path / "once")


def test_without_subjects_any_more_their_files_go(spoken: Spoken, tmp_path: Path) -> None:
    promise = Commitment("acme-shop", "We never sell lamps", "Lamps", "2030-12-31")
    publish(spoken.store.reader, tmp_path, replace(SETTINGS, commitments=(promise,)))
    assert all((tmp_path / name).exists() for name in ("subjects.html", "promises.html", "commitments.ics"))
    publish(spoken.store.reader, tmp_path, replace(SETTINGS, subjects=()))
    assert [str(path) for path in tmp_path.glob("*") if path.name.startswith(("subj", "prom", "commitments."))] == []
    assert not list(tmp_path.glob("thread/*.html"))
    assert not list(tmp_path.glob("conflict/*.html"))
