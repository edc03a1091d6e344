"""Copies of changed pages in a public archive: handed in, asked for, told; and an archive that is no help."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.server import Reply, Server, running
from tests.world import World
from tracker.app import open_tracker
from tracker.cli.daemon import Rounds
from tracker.model import ArchiveKind, ChangeFilter
from tracker.watch.archive import Saver
from tracker.watch.archive.save import KEY
from tracker.watch.fetch import FetchSettings

PAGE = (
    "<!doctype html><html lang=en><title>Terms</title><main><h1>Terms</h1><p>{}</p>"
    "<p>These terms hold for every user of every service, wherever they live.</p></main></html>"
)
JOB = "spn2-0123456789abcdef0123456789abcdef01234567"
JOB_PATH = f"/save/status/{JOB}"


class Archived(World):
    """A page that changes twice a day, an archive, and a clock."""

    def __init__(self, folder: Path, server: Server, archive: str, timeout: float = 3.0) -> None:
        super().__init__(folder, timeout=timeout, wayback=archive)
        self.url = server.put("/terms", *(PAGE.format(text) for text in ("We sell no data.", *["We sell data."] * 2)))
        self.watch(f"  - {{id: acme, organisation: Acme, title: Terms, url: '{self.url}', archive: wayback}}\n")

    def change(self) -> None:
        """Three looks, and the change is published."""
        for _ in range(3):
            self.look("acme")

    def turns(self, number: int) -> int:
        """So many goes at the queue, half a minute apart."""
        with self.open() as tracker:
            saved = 0
            for _ in range(number):
                saved += tracker.care.save_copies(2.0)
                self.time += timedelta(seconds=30)
            tracker.publish()
            return saved

    @property
    def saved(self) -> str | None:
        with open_tracker(self.settings) as tracker:
            (change,) = tracker.log(ChangeFilter())
            return change.saved

    @property
    def unsaved(self) -> list[tuple[int, str, bool]]:
        with open_tracker(self.settings) as tracker:
            return [(each.tries, each.reason, each.given_up) for each in tracker.store.saves.unsaved()]


@pytest.fixture
def archive() -> Iterator[Server]:
    with running() as server:
        server.put("/save", json.dumps({"url": "x", "job_id": JOB}), type="application/json")
        yield server


@pytest.fixture
def world(tmp_path: Path, server: Server, archive: Server) -> Archived:
    world = Archived(tmp_path, server, archive.url("").rstrip("/"))
    world.change()
    return world


def done(url: str) -> Reply:
    return Reply(body=json.dumps({"status": "success", "timestamp": "20260601200000", "original_url": url}))


def test_a_published_change_gets_the_address_of_its_copy(world: Archived, archive: Server) -> None:
    archive.put(JOB_PATH, json.dumps({"status": "pending"}), done(world.url))
    assert world.turns(3) == 1
    assert world.saved == f"{archive.url('/web')}/20260601200000/{world.url}"
    (change,) = (world.settings.feeds / "change").glob("*.html")
    for path in (change, world.settings.feeds / "all.atom.xml"):
        assert world.saved in path.read_text(), path
    assert archive.seen("/save")[0].method == "POST"
    assert world.turns(1) == 0
    assert archive.count("/save") == 1


def test_only_pages_that_ask_for_it_are_handed_in(tmp_path: Path, server: Server, archive: Server) -> None:
    world = Archived(tmp_path, server, archive.url("").rstrip("/"))
    text = world.settings.watchlist.read_text()
    world.settings.watchlist.write_text(text.replace(", archive: wayback", ""))
    world.change()
    assert world.turns(1) == 0
    assert archive.count() == 0


def test_the_key_goes_to_the_archive_alone(
    world: Archived, archive: Server, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "access:secret")
    archive.put(JOB_PATH, done(world.url))
    world.turns(2)
    (handed_in,) = archive.seen("/save")
    assert handed_in.headers["Authorization"] == "LOW access:secret"
    assert all("Authorization" not in seen.headers for seen in server.seen("/terms"))
    assert b"access:secret" not in world.settings.db.read_bytes()


def test_without_a_key_the_number_of_the_job_is_read_from_the_page(world: Archived, archive: Server) -> None:
    archive.put("/save", f"<html><script>spn.watchJob('{JOB}', '/_static/', 6000)</script>")
    archive.put(JOB_PATH, done(world.url))
    assert world.turns(2) == 1


def test_what_failed_is_tried_again_later_and_later(world: Archived, archive: Server) -> None:
    archive.put(
        "/save", Reply(503), Reply(429, headers={"Retry-After": "7200"}), Reply(body=json.dumps({"job_id": JOB}))
    )
    archive.put(JOB_PATH, json.dumps({"status": "error", "message": "Too busy"}), done(world.url))
    world.turns(2)
    assert archive.count("/save") == 1
    world.time += timedelta(minutes=10)
    world.turns(2)
    assert archive.count("/save") == 2
    world.time += timedelta(minutes=110)
    world.turns(2)
    assert archive.count("/save") == 2, "as long as it asks for"
    world.time += timedelta(minutes=10)
    world.turns(2)
    assert world.unsaved == [(3, "the archive says: Too busy", False)]
    world.time += timedelta(days=1)
    assert world.turns(2) == 1
    assert world.unsaved == []


def test_in_the_end_it_is_given_up_and_told(world: Archived, archive: Server) -> None:
    archive.put("/save", json.dumps({"status": "error", "message": "This host is blocked"}))
    for _ in range(12):
        world.turns(1)
        world.time += timedelta(days=1)
    assert world.unsaved == [(10, "the archive says: This host is blocked", True)]
    assert archive.count("/save") == 10
    with open_tracker(world.settings) as tracker:
        (finding,) = tracker.care.doctor(remedies=False)
        assert "after 10 tries, given up: the archive says: This host is blocked" in finding.reasons[-1]


@pytest.mark.parametrize("trouble", ["refuses", "hangs", "talks nonsense"])
def test_with_the_archive_down_everything_else_goes_on(tmp_path: Path, server: Server, trouble: str) -> None:
    with running() as archive:
        archive.put("/save", lambda wire: wire.wait(30) if trouble == "hangs" else wire.send(b"\0\xff\n\n"))
        address = "http://127.0.0.1:9" if trouble == "refuses" else archive.url("").rstrip("/")
        world = Archived(tmp_path, server, address, timeout=60.0)
        with world.open() as tracker:
            rounds = Rounds(tracker, lambda _: None)
            for _ in range(5):
                rounds.go()
                world.time += timedelta(hours=7)
        if trouble == "hangs":
            assert world.unsaved == [], "a round waited for the archive until it was told of the time-out"
        (change,) = (world.settings.feeds / "change").glob("*.html")
        assert "We sell" in change.read_text()
        assert world.saved is None


def test_a_collection_of_ones_own_is_only_read_from(tmp_path: Path, server: Server, archive: Server) -> None:
    world = Archived(tmp_path, server, archive.url("/policies"))
    world.change()
    world.turns(2)
    assert world.unsaved == [(1, f"{archive.url('/policies')} is read from; pages cannot be handed in there", True)]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "success", "timestamp": "x", "original_url": "http://a.example/"},
        {"status": "success", "timestamp": "20260601200000", "original_url": "javascript:alert(1)"},
        {"status": "success", "timestamp": "20260601200000", "original_url": "http://a.example/\n<script>"},
        ["success"],
    ],
)
def test_hostile_answers_are_no_address(archive: Server, answer: object) -> None:
    archive.put(JOB_PATH, json.dumps(answer))
    saver = Saver(FetchSettings(wayback=archive.url("").rstrip("/"), timeout=3.0))
    step = saver.step("http://a.example/", JOB)
    saver.close()
    assert step.address is None
    assert step.reason


def test_the_watchlist_says_which_archive(world: Archived) -> None:
    with open_tracker(world.settings) as tracker:
        assert tracker.watchlist.page("acme").archive is ArchiveKind.WAYBACK
        assert tracker.page("acme").archive is ArchiveKind.WAYBACK
