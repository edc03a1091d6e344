"""Several addresses as one document: one text, one piece of evidence, and never a part of it taken for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.server import Reply, Server, running
from tracker.app import Tracker, open_tracker
from tracker.cli import cli
from tracker.model import Capture, ChangeFilter, ChangeStatus
from tracker.read.several_addresses import TYPE, join, split
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
PAGE = """<html lang=en><body><nav><a href=/>Home</a></nav><main><h1>{0}</h1><p>{1}</p>
<p>What we say here about {0} holds for every service that we offer, wherever it is used.</p>
<p class=ad>Read our news.</p></main></body></html>"""
NAMES = PAGE.format("Names", "We keep no names of visitors.")
PLACES = PAGE.format("Places", "We keep no places of visitors.")
TIMES = PAGE.format("Times", "We keep no times of visits.")
ERROR = """<html><body><h1>Just a moment</h1><p>Checking your browser before accessing acme.example.</p>
<p class=ad>.</p></body></html>"""


class World:
    def __init__(self, folder: Path, server: Server) -> None:
        self.time, self.folder, self.server = START, folder, server
        for path, body in {"/names": NAMES, "/places": PLACES, "/times": TIMES}.items():
            server.put(path, body)
        self.watch("/names", "/places")

    def watch(self, *paths: str, more: str = "") -> None:
        sources = ", ".join(f"'{p if '://' in p else self.server.url(p)}'" for p in paths)
        text = (
            f"pages:\n  - {{id: acme, organisation: Acme, title: Privacy, sources: [{sources}], remove: .ad{more}}}\n"
        )
        (self.folder / "watchlist.yaml").write_text(text)

    @contextmanager
    def open(self) -> Iterator[Tracker]:
        settings = Settings(
            self.folder / "tracker.db",
            self.folder / "watchlist.yaml",
            self.folder / "feeds",
            fetch=FetchSettings(allow_private=True, spacing=0.0),
        )
        with open_tracker(settings, write=True, now=lambda: self.time) as tracker:
            tracker.sync()
            yield tracker

    def look(self, times: int = 1) -> tuple[str, str | None]:
        """Outcome and reason of the last of so many looks."""
        for _ in range(times):
            with self.open() as tracker:
                ((check),) = (recorded.check for recorded in tracker.check(["acme"]))
            self.time += timedelta(hours=6)
        return check.outcome.value, check.reason

    def text(self) -> list[str]:
        with self.open() as tracker:
            state = tracker.store.pages.state("acme")
            statement = tracker.store.versions.get("acme", state.version or "")
            assert statement is not None
            return [block.text for block in statement.blocks]

    def changes(self, *statuses: ChangeStatus) -> list[str]:
        with self.open() as tracker:
            return [change.headline for change in tracker.log(ChangeFilter(statuses=statuses))]


@pytest.fixture
def world(tmp_path: Path, server: Server) -> World:
    return World(tmp_path, server)


def test_the_addresses_are_one_text_in_their_order(world: World) -> None:
    assert world.look() == ("new", None)
    text = world.text()
    assert [line for line in text if line in ("Names", "Places")] == ["Names", "Places"]
    assert "We keep no names of visitors." in text
    assert "Read our news." not in text
    assert world.look()[0] in ("not_modified", "unchanged")
    with world.open() as tracker:
        numbers = tracker.store.snapshots.of("acme")
        capture = tracker.store.snapshots.get(numbers[0])
        assert capture is not None
        parts = split(capture)
        assert [part.body.decode() for part in parts] == [NAMES, PLACES]
        assert [part.url for part in parts] == [world.server.url("/names"), world.server.url("/places")]


def test_a_change_at_one_address_is_a_change_of_the_document(world: World) -> None:
    world.look()
    world.server.put("/places", PLACES.replace("no places", "no exact places"))
    world.look(2)
    assert world.changes(ChangeStatus.PUBLISHED) == ['We keep "no places" → "no exact places" of visitors']


@pytest.mark.parametrize("answer", [Reply(503), Reply(404), Reply(body=NAMES, cut=100), Reply(body="")])
def test_a_failure_of_one_address_is_a_failed_look_and_never_a_part_of_the_text(world: World, answer: Reply) -> None:
    world.look()
    before = world.text()
    world.server.put("/places", answer)
    outcome, reason = world.look(3)
    assert outcome == "failed"
    assert reason
    assert world.text() == before
    world.server.put("/places", PLACES)
    assert world.look()[0] == "unchanged"
    assert world.changes(*ChangeStatus) == []


def test_a_wall_at_one_address_holds_back_the_whole_and_says_where(world: World) -> None:
    world.look()
    before = world.text()
    world.server.put("/places", ERROR)
    outcome, reason = world.look()
    assert outcome == "quarantined"
    assert (reason or "").startswith(world.server.url("/places") + ": ")
    assert world.text() == before
    world.server.put("/places", PLACES)
    world.look(2)
    assert world.changes(ChangeStatus.PUBLISHED) == []


def test_other_addresses_begin_the_document_anew_and_are_no_news(world: World) -> None:
    world.look(2)
    world.watch("/names", "/places", "/times")
    assert world.look(2)[0] in ("unchanged", "not_modified")
    assert "We keep no times of visits." in world.text()
    world.watch("/times")
    world.look(2)
    assert world.text()[0] == "Times"
    assert world.changes(ChangeStatus.PUBLISHED, ChangeStatus.PENDING) == []
    world.server.put("/times", TIMES.replace("no times", "no exact times"))
    world.look(2)
    assert world.changes(ChangeStatus.PUBLISHED) == ['We keep "no times" → "no exact times" of visits']


def test_other_selectors_are_no_news_either(world: World) -> None:
    world.look(2)
    world.watch("/names", "/places", more=", select: h1")
    world.look(2)
    assert world.text() == ["Names", "Places"]
    assert world.changes(ChangeStatus.PUBLISHED, ChangeStatus.PENDING) == []


def test_secrets_go_to_the_first_host_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_COOKIE", "s3cret")
    with running(host="127.0.0.1") as other:
        other.put("/places", PLACES)
        headers = ", headers: {Cookie: '${TRACKER_COOKIE}', Accept-Language: de}"
        world.watch("/names", "/times", other.url("/places"), more=headers)
        assert world.look() == ("new", None)
        sent = [server.seen(path)[0].headers for server, path in ((world.server, "/times"), (other, "/places"))]
    assert [(headers.get("Cookie"), headers["Accept-Language"]) for headers in sent] == [("s3cret", "de"), (None, "de")]


captures = st.builds(
    Capture,
    url=st.sampled_from(["https://a.example/", "https://b.example/x?y=1"]),
    final_url=st.just("https://c.example/\r\n--tracker-part--"),
    status=st.just(200),
    headers=st.just((("Content-Type", "text/html; charset=utf-8"), ("Date", "now"))),
    body=st.binary(max_size=60)
    | st.just(b"\r\n--tracker-part--\r\n")
    | st.just(b"--tracker-part\r\nContent-Length: 3"),
    at=st.just(START),
)


@given(st.lists(captures, min_size=1, max_size=4))
def test_what_was_joined_comes_apart_byte_for_byte(parts: list[Capture]) -> None:
    joined = join("https://a.example/", parts)
    apart = split(joined)
    assert [(part.url, part.body, part.header("content-type")) for part in apart] == [
        (part.url, part.body, part.header("content-type")) for part in parts
    ]
    assert split(parts[0]) == (parts[0],)
    later = [replace(part, at=START + timedelta(days=1), headers=part.headers[:1]) for part in parts]
    assert join("https://a.example/", later).body == joined.body


@given(st.binary(max_size=200))
def test_what_was_never_joined_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="broken at byte"):
        split(Capture("https://a.example/", "https://a.example/", 200, (("Content-Type", TYPE),), b"x" + body, START))


def test_archives_have_no_history_of_such_a_page_and_the_command_says_so(world: World) -> None:
    world.look()
    settings = {
        "TRACKER_DB": str(world.folder / "tracker.db"),
        "TRACKER_WATCHLIST": str(world.folder / "watchlist.yaml"),
    }
    settings |= {"TRACKER_FEEDS": str(world.folder / "feeds"), "TRACKER_WAYBACK": "http://127.0.0.1:1/none"}
    for narrow in ([], ["--narrow"]):  # the archive is not even asked
        done = CliRunner().invoke(cli, ["backfill", "--wayback", "acme", *narrow], env=settings)
        assert done.exit_code == 0, done.output
        assert "acme: no history from archives: it is made of several addresses" in " ".join(done.output.split())


def test_a_selector_that_finds_nothing_is_told_without_a_proposal(world: World) -> None:
    world.look()
    world.watch("/names", "/places", more=", select: .gone")
    world.server.put("/places", PLACES.replace("Places", "Spots"))
    assert world.look()[0] == "failed"
    with world.open() as tracker:
        (finding,) = tracker.care.doctor()
    assert finding.remedy is None
    assert any("no selector is proposed: each of its addresses has its own" in reason for reason in finding.reasons)


def test_verify_reads_the_captures_of_such_a_document_again(world: World) -> None:
    world.look()
    world.server.put("/places", PLACES.replace("no places", "no exact places"))
    world.look(2)
    with world.open() as tracker:
        found = tracker.verify()
        assert (found.changes, found.read_again, found.problems) == (1, 1, [])
