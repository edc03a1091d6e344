"""A newsroom over four weeks: each new statement once, none that rolls off removed, an edit and a take-down told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from tests.run.newsroom import FIRST, SPEAKS, Newsroom, fill
from tests.server import Reply, Server
from tests.world import World
from tracker.model import Change, ChangeFilter, ChangeKind, ChangeStatus, ItemState
from tracker.prove.verify import verify

FOLLOW = """
follow:
  - organisation: Tarn
    {kind}: {url}
    {more}
    about: [surveillance, "border control"]
    take: watch
    watch_for: 60d
    every: 12h
    tags: [ai]
pages:
  - {{organisation: Tarn, id: old-list, title: Newsroom, url: '{listing}', every: 12h}}
"""
SOURCES = {
    "feed": ("feed", "/news.xml", ""),
    "cards": ("listing", "/news", ""),
    "lines": ("listing", "/press", ""),
    "pattern": ("listing", "/press", "links: /news/*"),
    "selector": ("listing", "/news", "links: article h3"),
    "sitemap": ("sitemap", "/sitemap.xml", ""),
}


def published(world: World) -> list[Change]:
    with world.open() as tracker:
        return tracker.log(ChangeFilter(statuses=(ChangeStatus.PUBLISHED,), newest_first=False))


@pytest.mark.parametrize("source", SOURCES)
def test_four_weeks_of_a_newsroom(source: str, server: Server, tmp_path: Path) -> None:
    kind, path, more = SOURCES[source]
    room = Newsroom(server)
    fill(room)
    room.put()
    world = World(tmp_path)
    listing = server.url("/press" if path == "/news" else "/news")
    world.watchlist.write_text(FOLLOW.format(kind=kind, url=server.url(path), more=more, listing=listing))
    speaking = []
    for day in range(28):
        if day % 2 == 1:
            says = SPEAKS if day % 6 == 1 else f"The harbour had {day} guests from abroad."
            release = room.add(FIRST + timedelta(days=day), f"Week report {day}", says)
            speaking += [release] if says == SPEAKS else []
            room.put()
        if day == 12:
            speaking[0].text = SPEAKS.replace("do not sell", "do not sell, outside Europe,")
            room.put()
        if day == 20:
            speaking[1].gone = True
            room.put()
        world.look(hours=24)
    told = published(world)
    fresh = [change for change in told if change.kind is ChangeKind.STATEMENT]
    assert [change.page_title for change in fresh] == [release.title for release in speaking]
    assert all(SPEAKS in "".join(edit.new or "" for edit in change.edits) for change in fresh)
    assert fresh[0].flags == ("dated 2 June 2026, found on 2 June 2026",)
    assert fresh[0].toward == "new statement"
    edited = [c for c in told if c.kind is ChangeKind.EDIT and c.page == fresh[0].page and c.severity != "minor"]
    assert len(edited) == 1
    assert "edited 12 days after publication" in edited[0].flags
    down = [change for change in told if change.kind is ChangeKind.TAKEN_DOWN]
    assert [change.page_title for change in down] == [speaking[1].title]
    assert "404" in down[0].reason
    old = [change for change in told if change.page == "old-list" and change.severity != "minor"]
    assert old
    assert all(edit.old is None for change in old for edit in change.edits if edit.severity != "minor")
    with world.open() as tracker:
        taken = tracker.store.inbox.find((ItemState.TAKEN,))
        others = tracker.store.inbox.find((ItemState.NEW, ItemState.GONE))
        assert sorted(item.title for item in taken) == sorted(release.title for release in speaking)
        assert {(item.word, item.place) for item in taken} <= {("surveillance", "text"), ("surveillance", "summary")}
        assert others == []
        documents = tracker.store.documents.find(organisation="tarn")
        assert [document.said[:10] for document in documents if document.said] == [str(r.day) for r in speaking]
        assert verify(tracker.store).problems == []


def test_a_burst_is_bounded_and_told(server: Server, tmp_path: Path) -> None:
    room = Newsroom(server, shown=1_000)
    fill(room)
    room.put()
    world = World(tmp_path)
    world.watchlist.write_text(
        f"follow:\n  - {{organisation: Tarn, feed: '{server.url('/news.xml')}', take: ask, every: 1h}}\n"
    )
    assert world.look(hours=1) == ["unchanged"]
    for number in range(500):
        room.add(FIRST, f"Burst {number}", f"Words of release {number}.")
    room.put()
    world.look(hours=1)
    with world.open() as tracker:
        looked = [item for item in tracker.store.inbox.find() if item.looked]
        waiting = feedparser.parse((world.folder / "feeds" / "inbox.atom.xml").read_text())
        assert {entry.title for entry in waiting.entries} <= {f"Tarn · {item.title}" for item in looked}
        assert waiting.entries
        assert len(tracker.store.inbox.find()) == 500
        assert len(looked) == 100
        told = tracker.care.events(0)
        assert [event.reason for event in told][:1][0].startswith("500 new addresses at one look, more than 100")


def test_a_burst_is_over_when_all_were_looked_at(server: Server, tmp_path: Path) -> None:
    room = Newsroom(server, shown=1_000)
    fill(room)
    room.put()
    world = World(tmp_path)
    world.watchlist.write_text(
        f"follow:\n  - {{organisation: Tarn, feed: '{server.url('/news.xml')}', take: ask, every: 1h}}\n"
    )
    world.look(hours=1)
    for number in range(110):
        room.add(FIRST, f"Burst {number}", f"Words of release {number}.")
    room.put()
    for _ in range(3):
        world.look(hours=1)
    with world.open() as tracker:
        assert tracker.store.inbox.count_unlooked("tarn-news") == 0
        assert [str(event.kind) for event in tracker.care.events(0)] == ["held", "recovered"]


@pytest.mark.parametrize("path", ["/news.xml", "/news"])
def test_a_source_that_turns_empty_or_into_an_error_page_withdraws_nothing(
    path: str, server: Server, tmp_path: Path
) -> None:
    room = Newsroom(server)
    fill(room)
    room.put()
    world = World(tmp_path)
    kind = "feed" if path.endswith("xml") else "listing"
    world.watchlist.write_text(f"follow:\n  - {{organisation: Tarn, {kind}: '{server.url(path)}', take: watch}}\n")
    world.look("tarn-news")
    room.add(FIRST, "Something new", "It is told once.")
    room.put()
    world.look("tarn-news")
    assert len(published(world)) == 1
    server.put(path, "<html><h1>Something went wrong</h1><p>Please try again later.</p></html>")
    assert "failed" in world.look("tarn-news")
    server.put(path, "<rss version='2.0'><channel><title>x</title></channel></rss>")
    world.time += timedelta(days=1)
    assert "failed" in world.look("tarn-news")
    assert len(published(world)) == 1


def test_one_look_that_finds_nothing_takes_nothing_down(server: Server, tmp_path: Path) -> None:
    """A text of which much is missing is held back; that is another doubt than an address that serves nothing."""
    room = Newsroom(server)
    fill(room)
    room.put()
    world = World(tmp_path)
    world.watchlist.write_text(f"follow:\n  - {{organisation: Tarn, feed: '{server.url('/news.xml')}', take: watch}}\n")
    world.look("tarn-news")
    release = room.add(FIRST, "Something new", "It is told once. " * 40)
    room.put()
    world.look("tarn-news")
    (taken,) = published(world)
    for _ in range(2):
        world.look(taken.page)
    release.text = ""
    server.put(release.path, "<html lang=en><article><h1>Something new</h1><p>It is told once.</p></article></html>")
    for _ in range(2):
        assert world.look(taken.page, hours=20) == ["quarantined"]
    server.put(release.path, Reply(404))
    assert world.look(taken.page, hours=20) == ["failed"]
    assert [change.kind for change in published(world)] == [ChangeKind.STATEMENT]
    for _ in range(3):
        assert world.look(taken.page, hours=20) == ["failed"]
    told = published(world)
    assert told[-1].kind is ChangeKind.TAKEN_DOWN
    assert "at 3 looks" in told[-1].reason
