"""The main job from outside: a page on a real server, a watchlist, and what the record and the feeds say."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.server import Reply, Server
from tests.world import World
from tracker.errors import UnknownName, UsageError
from tracker.model import NEWS, Capture, ChangeFilter, ChangeStatus, CheckOutcome, Direction, Statement
from tracker.read import document

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<main><h1>Principles for our technology</h1>
<p>These principles hold for everything that we make, and for everyone we make it for.</p>
<p>{promise}</p>
<p>Every two years an outside panel reviews how well we keep to them and publishes what it finds.</p>
<p>Anyone may report a breach to us, and we answer each report in writing within a month.</p></main></body></html>"""
BEFORE = "We have no contracts with immigration authorities."
AFTER = "We have no AI services contracts with immigration authorities."


def page(promise: str, title: str = "Principles") -> str:
    return PAGE.format(promise=promise, title=title)


class Principles(World):
    """Pages of one title at these addresses."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        super().__init__(folder, timeout=10.0)
        self.watch(
            "".join(
                f"  - id: {id_}\n    organisation: Acme\n    title: Principles\n    url: {url}\n"
                for id_, url in urls.items()
            )
        )


@pytest.fixture
def world(tmp_path: Path, server: Server) -> World:
    server.put("/principles", page(BEFORE))
    return Principles(tmp_path, {"acme": server.url("/principles")})


def test_a_change_is_published_at_its_second_sight(world: World, server: Server) -> None:
    assert world.look("acme") == ["new"]
    server.put("/principles", page(AFTER))
    first_with = world.time
    assert world.look("acme") == ["new"]
    with world.open() as tracker:
        assert tracker.log(ChangeFilter()) == []
        assert [c.status for c in tracker.log(ChangeFilter(statuses=()))] == [ChangeStatus.PENDING]
    assert world.look("acme") == ["unchanged"]
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter())
    assert change.direction is Direction.WEAKER
    assert change.first_with == first_with
    assert change.last_without == first_with - timedelta(hours=6)
    assert [(edit.old, edit.new) for edit in change.edits] == [(BEFORE, AFTER)]
    assert "AI services" in change.headline


def test_the_feed_carries_the_wording_and_the_direction(world: World, server: Server) -> None:
    world.look("acme")
    server.put("/principles", page(AFTER))
    world.look("acme")
    world.look("acme")
    feeds = world.settings.feeds
    parsed = [
        feedparser.parse(path.read_bytes())
        for path in sorted(feeds.rglob("*.atom.xml")) + sorted(feeds.rglob("*.rss.xml"))
    ]
    with_entry = [feed for feed in parsed if feed.entries]
    assert with_entry
    assert not any(feed.bozo for feed in parsed)
    for feed in with_entry:
        assert re.search(r"Acme · Principles: .*AI services.*\(weaker\)", feed.entries[0].title)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in feeds.rglob("*") if path.is_file()}
    with world.open() as tracker:
        tracker.publish()
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in feeds.rglob("*") if path.is_file()}
    assert {path.stat().st_mode & 0o777 for path in before} == {0o644}


def test_a_text_that_is_gone_again_is_never_news(world: World, server: Server) -> None:
    world.look("acme")
    server.put("/principles", page(AFTER), page(BEFORE))
    for _ in range(3):
        world.look("acme")
    with world.open() as tracker:
        assert tracker.log(ChangeFilter()) == []
        assert [c.status for c in tracker.log(ChangeFilter(statuses=()))] == [ChangeStatus.REVERTED]


def test_what_was_published_and_did_not_last_is_taken_back_by_an_item_of_its_own(world: World, server: Server) -> None:
    world.look("acme")
    server.put("/principles", page(AFTER))
    for _ in range(2):
        world.look("acme")
    server.put("/principles", page(BEFORE))
    for _ in range(2):
        world.look("acme")
    with world.open() as tracker:
        back, told = tracker.log(ChangeFilter(told=True))
    assert (told.status, back.status, back.relates_to) == (ChangeStatus.PUBLISHED, ChangeStatus.REVERTED, told.id)
    feeds = world.settings.feeds
    entries = feedparser.parse((feeds / "all.atom.xml").read_bytes()).entries
    assert [entry.title.startswith("Acme · Principles: taken back: ") for entry in entries] == [True, False]
    assert f"change/{told.id}" in entries[0].content[0].value
    assert "was back on" in entries[1].content[0].value
    (permalink,) = feeds.glob(f"change/{told.id}*.html")
    assert f"change/{back.id}" in permalink.read_text(encoding="utf-8")
    item = json.loads((feeds / "all.json").read_bytes())["items"][0]
    assert item["_statement_tracker"]["changes"][0]["relates_to"] == told.id


def test_a_link_that_leads_elsewhere_is_a_minor_change_of_its_own(world: World, server: Server) -> None:
    linked = page(BEFORE).replace("</main>", "<p>Who gets what is in <a href='{}'>our list of partners</a>.</p></main>")
    assert "{}" in linked
    server.put("/principles", linked.replace("{}", "/partners?utm_source=a"))
    world.look("acme")
    server.put("/principles", linked.replace("{}", "/partners?utm_source=b"))
    assert world.look("acme") == world.look("acme")
    server.put("/principles", linked.replace("{}", "/partners/2026"))
    for _ in range(3):
        world.look("acme")
    with world.open() as tracker:
        assert tracker.log(ChangeFilter(severities=NEWS)) == []
        (change,) = tracker.log(ChangeFilter())
        assert change.headline == 'the link of "our list of partners" leads elsewhere: "…/partners" → "…/partners/2026"'
        assert change.before.sha256 != change.after.sha256
        assert change.last_without < change.first_with < (change.settled_at or change.first_with)
    (minor,) = world.settings.feeds.glob("severity/minor*.atom.xml")
    assert len(feedparser.parse(minor.read_bytes()).entries) == 1
    assert feedparser.parse((world.settings.feeds / "all.atom.xml").read_bytes()).entries == []


def test_what_is_not_wording_is_no_change(world: World, server: Server) -> None:
    world.look("acme")
    server.put(
        "/principles", page(BEFORE, title="Principles, again").replace("<p>", "<p class='x'>").replace("News", "Blog")
    )
    assert world.look("acme") in (["unchanged"], ["new"])
    world.look("acme")
    with world.open() as tracker:
        assert tracker.log(ChangeFilter(statuses=())) == []


def test_not_modified_confirms_and_costs_no_body(world: World, server: Server) -> None:
    server.put("/principles", page(BEFORE), etag='"1"')
    assert [world.look("acme"), world.look("acme")] == [["new"], ["not_modified"]]
    server.put("/principles", page(AFTER), etag='"2"')
    assert [world.look("acme"), world.look("acme")] == [["new"], ["not_modified"]]
    with world.open() as tracker:
        assert len(tracker.log(ChangeFilter())) == 1
        assert len(tracker.store.snapshots.of("acme")) == 2


def test_an_error_page_with_status_200_is_held_back(world: World, server: Server) -> None:
    world.look("acme")
    server.put("/principles", "<html lang=en><body><h1>Sorry</h1><p>Something went wrong. Try later.</p></body></html>")
    assert world.look("acme") == ["quarantined"]
    server.put("/principles", page(BEFORE))
    assert world.look("acme") == ["unchanged"]
    with world.open() as tracker:
        assert tracker.log(ChangeFilter()) == []
        held = tracker.log(ChangeFilter(statuses=(ChangeStatus.QUARANTINED,)))
        assert len(held) == 1
        snapshots = [tracker.store.snapshots.get(number) for number in tracker.store.snapshots.of("acme")]
        assert any(b"Something went wrong" in s.body for s in snapshots if s)  # the bytes are kept


def test_failures_are_data_and_back_off(world: World, server: Server) -> None:
    world.look("acme")
    server.put("/principles", Reply(503, headers={"Retry-After": "7200"}))
    assert world.look("acme", hours=0) == ["failed"]
    with world.open() as tracker:
        (status,) = tracker.care.status()
        assert status.state.failures == 1
        assert status.state.due is not None
        assert status.state.due >= world.time + timedelta(hours=2)
        assert "503" in (status.last.reason if status.last and status.last.reason else "")
        assert tracker.log(ChangeFilter(statuses=())) == []


def test_only_due_pages_are_looked_at(world: World, server: Server) -> None:
    assert world.look() == ["new"]
    world.time -= timedelta(hours=6)
    assert world.look(hours=12) == []
    assert world.look() == ["unchanged"]


def test_other_pages_go_on_when_one_fails(tmp_path: Path, server: Server) -> None:
    good, bad = server.put("/good", page(BEFORE)), server.put("/bad", Reply(500))
    world = Principles(tmp_path, {"a-bad": bad, "b-good": good, "c-gone": "https://gone.invalid/"})
    assert world.look() == ["failed", "new", "failed"]


def test_a_mistake_of_ours_on_one_page_leaves_the_others_and_its_bytes(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Principles(tmp_path, {"a": server.put("/a", page(BEFORE)), "b": server.put("/b", page(AFTER))})
    real = document.extract

    def fails(capture: Capture, **how: Any) -> Statement:
        if capture.url.endswith("/a"):
            raise KeyError("never thought of")
        return real(capture, **how)

    monkeypatch.setattr(document, "extract", fails)
    assert world.look() == ["failed", "new"]
    with world.open() as tracker:
        last = tracker.store.checks.last("a")
        assert last is not None
        assert (last.error, last.snapshot is not None) == ("internal", True)


def test_unknown_names_are_told_with_near_ones(world: World) -> None:
    with world.open() as tracker:
        with pytest.raises(UnknownName, match="did you mean acme"):
            list(tracker.check(["acmee"]))
        with pytest.raises(UsageError, match="tracker log"):
            tracker.change("zzzz")


def test_a_page_killed_in_the_middle_of_a_check_is_checked_again(world: World, server: Server) -> None:
    server.put("/principles", Reply(body=page(BEFORE), wait=20))
    command = [sys.executable, "-m", "tracker", "check", "--allow-private"]
    settings = world.settings
    environment = {
        **os.environ,
        "TRACKER_DB": str(settings.db),
        "TRACKER_WATCHLIST": str(settings.watchlist),
        "TRACKER_FEEDS": str(settings.feeds),
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not server.count("/principles") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    server.put("/principles", page(BEFORE))
    done = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == [CheckOutcome.NEW]


def test_sigterm_finishes_the_check_in_hand_and_exits_0(world: World, server: Server) -> None:
    server.put("/principles", Reply(body=page(BEFORE), wait=1.5))
    settings = world.settings
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tracker", "run", "--allow-private", "--tick", "0.2"),
            *("--db", str(settings.db), "--watchlist", str(settings.watchlist), "--feeds", str(settings.feeds)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not server.count("/principles") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "acme: new text" in out


def test_secret_headers_are_sent_and_kept_nowhere(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.settings.watchlist.open("a") as file:
        file.write('    headers: {Cookie: "session=${TRACKER_ACME_COOKIE}"}\n')
    assert world.look("acme") == ["failed"]
    with world.open() as tracker:
        (status,) = tracker.care.status()
        assert "TRACKER_ACME_COOKIE" in (status.last.reason if status.last and status.last.reason else "")
    monkeypatch.setenv("TRACKER_ACME_COOKIE", "s3cret")
    assert world.look("acme") == ["new"]
    assert server.seen("/principles")[-1].headers["Cookie"] == "session=s3cret"
    kept = [path.read_bytes() for path in world.settings.db.parent.rglob("*") if path.is_file()]
    assert not any(b"s3cret" in data for data in kept)


def test_a_bad_edit_of_the_watchlist_leaves_the_last_good_one_in_force(world: World) -> None:
    with world.open() as tracker:
        good = world.settings.watchlist.read_text()
        world.settings.watchlist.write_text(good + "  - organisation: [\n")
        tracker.reload()
        (complaint,) = tracker.care.events(0)
        assert "watchlist.yaml:" in complaint.reason
        assert [p.id for p in tracker.watchlist.pages] == ["acme"]
        world.settings.watchlist.write_text(good.replace("id: acme", "id: other"))
        tracker.reload()
        assert [event.kind for event in tracker.care.events(0)] == ["failed", "recovered"]
        assert [p.id for p in tracker.store.pages.all(watched=True)] == ["other"]
