"""Following from outside: what is proposed for an address, what the inbox shows, what status and doctor say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.run.newsroom import FIRST, SPEAKS, Newsroom, fill
from tests.server import Server
from tracker.cli import cli
from tracker.cli.output import console
from tracker.watch.watchlist import load


@pytest.fixture
def room(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    console.cache_clear()
    made = Newsroom(server)
    fill(made)
    made.put()
    yield made
    console.cache_clear()


def tracker(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=code != 0)
    assert result.exit_code == code or result.exception, result.output
    return result.output + str(result.exception or "")


def speak(room: Newsroom, title: str = "On cameras") -> None:
    room.add(FIRST + timedelta(days=1), title, SPEAKS)
    room.put()


@pytest.mark.parametrize(("path", "kind"), [("/news.xml", "feed"), ("/sitemap.xml", "sitemap"), ("/news", "listing")])
def test_add_proposes_to_follow_what_leads_to_statements(room: Newsroom, path: str, kind: str) -> None:
    url = room.server.url(path)
    Path("watchlist.yaml").write_text(
        "# ours\nfeeds: []\npages:\n  - {organisation: Tarn, title: T, url: 'http://a.example/'}\n"
    )
    before = Path("watchlist.yaml").read_text()
    shown = tracker("watchlist", "add", url, "--yes", "--organisation", "Tarn")
    assert f"{kind}: {url}" in shown
    watched = load(Path("watchlist.yaml"))
    assert [(page.url, page.follow and str(page.follow.kind)) for page in watched.follow] == [(url, kind)]
    assert Path("watchlist.yaml").read_text().startswith(before)
    again = tracker("watchlist", "add", room.server.url("/press"), "--yes", "--organisation", "Tarn Press")
    assert "added to" in again
    assert len(load(Path("watchlist.yaml")).follow) == 2


def test_a_page_that_names_a_feed_is_followed_by_it(room: Newsroom) -> None:
    feed = room.server.url("/news.xml")
    head = "<head><title>Newsroom</title><link rel=alternate type='application/rss+xml' href='/news.xml'></head>"
    items = "".join(
        f"<article><time>{n} May 2026</time><h3><a href='/n/{n}'>News {n}</a></h3></article>" for n in range(1, 6)
    )
    room.server.put("/list", f"<html>{head}<main><h1>Newsroom</h1>{items}</main></html>")
    assert f"feed: {feed}" in tracker("follow", "try", room.server.url("/list"))
    assert f"feed: {feed}" in tracker("watchlist", "add", room.server.url("/list"), "--yes", "--organisation", "Tarn")


def test_a_statement_is_still_added_as_a_page(room: Newsroom) -> None:
    room.server.put(
        "/terms", "<html><title>Terms</title><main><h1>Terms</h1>" + "<p>We never share it.</p>" * 3 + "</main>"
    )
    tracker("watchlist", "add", room.server.url("/terms"), "--yes", "--organisation", "Tarn")
    assert [page.title for page in load(Path("watchlist.yaml")).pages] == ["Terms"]


def test_try_shows_what_would_be_found_and_writes_nothing(room: Newsroom) -> None:
    shown = json.loads(tracker("follow", "try", room.server.url("/press"), "--about", "harbours", "--json"))
    assert (shown["kind"], len(shown["found"])) == ("listing", 5)
    assert shown["found"][0]["title"] == "Harbour report 13"
    assert shown["found"][0]["words"] == ["harbours"]
    assert [path.name for path in Path().iterdir()] == []
    assert "cannot be followed" in tracker("follow", "try", room.server.url("/nothing"), code=2)


def test_the_inbox_is_listed_taken_and_dismissed(room: Newsroom) -> None:
    Path("watchlist.yaml").write_text(
        f"follow: [{{organisation: Tarn, feed: '{room.server.url('/news.xml')}', about: [surveillance]}}]"
    )
    tracker("check")
    assert "the inbox is empty" in tracker("inbox")
    speak(room)
    speak(room, "On cameras once more")
    room.add(FIRST, "On fish", "There were many.")
    room.put()
    tracker("check", "tarn-news")
    waiting = [json.loads(line) for line in tracker("inbox", "--json").splitlines()]
    # The second release says the same but for its title, and is a statement of its own.
    assert {item["title"] for item in waiting} == {"On cameras", "On cameras once more"}
    assert all(item["word"] == "surveillance" and "surveillance" in item["sentence"] for item in waiting)
    dismissed = json.loads(tracker("inbox", "--state", "dismissed", "--text", "fish", "--json"))
    assert dismissed["reason"] == "it holds none of the words that are asked for"
    assert tracker("inbox", "--csv").splitlines()[0].startswith("item,state,organisation,title,url,said")
    first, second = (str(item["item"]) for item in waiting)
    assert "new statement: On cameras" in tracker("inbox", "take", first)
    assert "1 item dismissed" in tracker("inbox", "dismiss", second, "--reason", "the same again")
    assert "the inbox is empty" in tracker("inbox")
    assert "the same again" in tracker("inbox", "--all", "--text", "cameras")
    assert "no item 999" in tracker("inbox", "take", "999", code=2)
    assert "taken already" in tracker("inbox", "dismiss", first, code=2)
    page = json.loads(tracker("inbox", "--state", "taken", "--json"))["page"]
    assert SPEAKS in tracker("text", page)
    assert page in tracker("when", "surveillance technology")
    assert "surveillance" in tracker("search", "surveillance")
    assert "new statement" in tracker("log")
    assert "1 change" in tracker("verify")


def test_status_and_doctor_say_that_a_page_lists_articles(room: Newsroom) -> None:
    url = room.server.url("/news")
    Path("watchlist.yaml").write_text(f"pages: [{{organisation: Tarn, title: Newsroom, url: '{url}'}}]")
    tracker("check")
    for command in ("status", "doctor"):
        said = " ".join(tracker(command).split())
        assert "it lists articles" in said
        assert f'follow: [{{organisation: "Tarn", listing: {url}}}]' in said
