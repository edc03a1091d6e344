"""Several addresses as one document: one text, one piece of evidence, and never a part of it taken for the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.server import Reply, Server, running
from tests.world import World
from tracker.cli import cli
from tracker.model import Capture, ChangeFilter, ChangeStatus, Page, Source
from tracker.read.document import read
from tracker.read.several_addresses import TYPE, join, split

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
PAGE = """<html lang=en><body><nav><a href=/>Home</a></nav><main><h1>{0}</h1><p>{1}</p>
<p>What we say here about {0} holds for every service that we offer, wherever it is used.</p>
<p class=ad>Read our news.</p></main></body></html>"""
NAMES = PAGE.format("Names", "We keep no names of visitors.")
PLACES = PAGE.format("Places", "We keep no places of visitors.")
TIMES = PAGE.format("Times", "We keep no times of visits.")
ERROR = """<html><body><h1>Just a moment</h1><p>Checking your browser before accessing acme.example.</p>
<p class=ad>.</p></body></html>"""


class Document(World):
    """A document of several addresses."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder)
        self.server = server
        for path, body in {"/names": NAMES, "/places": PLACES, "/times": TIMES}.items():
            server.put(path, body)
        self.combine("/names", "/places")

    def combine(self, *paths: str, more: str = "") -> None:
        """Make one document of these addresses."""
        sources = ", ".join(f"'{p if '://' in p else self.server.url(p)}'" for p in paths)
        self.watch(f"  - {{id: acme, organisation: Acme, title: Privacy, sources: [{sources}], remove: .ad{more}}}\n")

    def looks(self, times: int = 1) -> tuple[str, str | None]:
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
def world(tmp_path: Path, server: Server) -> Document:
    return Document(tmp_path, server)


def test_the_addresses_are_one_text_in_their_order(world: Document) -> None:
    assert world.looks() == ("new", None)
    text = world.text()
    assert [line for line in text if line in ("Names", "Places")] == ["Names", "Places"]
    assert "We keep no names of visitors." in text
    assert "Read our news." not in text
    assert world.looks()[0] in ("not_modified", "unchanged")
    with world.open() as tracker:
        numbers = tracker.store.snapshots.of("acme")
        capture = tracker.store.snapshots.get(numbers[0])
        assert capture is not None
        parts = split(capture)
        assert [part.body.decode() for part in parts] == [NAMES, PLACES]
        assert [part.url for part in parts] == [world.server.url("/names"), world.server.url("/places")]


def test_a_change_at_one_address_is_a_change_of_the_document(world: Document) -> None:
    world.looks()
    world.server.put("/places", PLACES.replace("no places", "no exact places"))
    world.looks(2)
    assert world.changes(ChangeStatus.PUBLISHED) == ['We keep "no places" → "no exact places" of visitors']


@pytest.mark.parametrize("answer", [Reply(503), Reply(404), Reply(body=NAMES, cut=100), Reply(body="")])
def test_a_failure_of_one_address_is_a_failed_look_and_never_a_part_of_the_text(world: Document, answer: Reply) -> None:
    world.looks()
    before = world.text()
    world.server.put("/places", answer)
    outcome, reason = world.looks(3)
    assert outcome == "failed"
    assert reason
    assert world.text() == before
    world.server.put("/places", PLACES)
    assert world.looks()[0] == "unchanged"
    assert world.changes(*ChangeStatus) == []


def test_a_wall_at_one_address_holds_back_the_whole_and_says_where(world: Document) -> None:
    world.looks()
    before = world.text()
    world.server.put("/places", ERROR)
    outcome, reason = world.looks()
    assert outcome == "quarantined"
    assert (reason or "").startswith(world.server.url("/places") + ": ")
    assert world.text() == before
    world.server.put("/places", PLACES)
    world.looks(2)
    assert world.changes(ChangeStatus.PUBLISHED) == []


def test_other_addresses_begin_the_document_anew_and_are_no_news(world: Document) -> None:
    world.looks(2)
    world.combine("/names", "/places", "/times")
    assert world.looks(2)[0] in ("unchanged", "not_modified")
    assert "We keep no times of visits." in world.text()
    world.combine("/times")
    world.looks(2)
    assert world.text()[0] == "Times"
    assert world.changes(ChangeStatus.PUBLISHED, ChangeStatus.PENDING) == []
    world.server.put("/times", TIMES.replace("no times", "no exact times"))
    world.looks(2)
    assert world.changes(ChangeStatus.PUBLISHED) == ['We keep "no times" → "no exact times" of visits']


def test_other_selectors_are_no_news_either(world: Document) -> None:
    world.looks(2)
    world.combine("/names", "/places", more=", select: h1")
    world.looks(2)
    assert world.text() == ["Names", "Places"]
    assert world.changes(ChangeStatus.PUBLISHED, ChangeStatus.PENDING) == []


def test_secrets_go_to_the_first_host_alone(world: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_COOKIE", "s3cret")
    with running(host="127.0.0.1") as other:
        other.put("/places", PLACES)
        headers = ", headers: {Cookie: '${TRACKER_COOKIE}', Accept-Language: de}"
        world.combine("/names", "/times", other.url("/places"), more=headers)
        assert world.looks() == ("new", None)
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


def test_archives_have_no_history_of_such_a_page_and_the_command_says_so(world: Document) -> None:
    world.looks()
    settings = {
        "TRACKER_DB": str(world.folder / "tracker.db"),
        "TRACKER_WATCHLIST": str(world.folder / "watchlist.yaml"),
    }
    settings |= {"TRACKER_FEEDS": str(world.folder / "feeds"), "TRACKER_WAYBACK": "http://127.0.0.1:1/none"}
    for narrow in ([], ["--narrow"]):  # the archive is not even asked
        done = CliRunner().invoke(cli, ["backfill", "--wayback", "acme", *narrow], env=settings)
        assert done.exit_code == 0, done.output
        assert "acme: no history from archives: it is made of several addresses" in " ".join(done.output.split())


def test_a_selector_that_finds_nothing_is_told_without_a_proposal(world: Document) -> None:
    world.looks()
    world.combine("/names", "/places", more=", select: .gone")
    world.server.put("/places", PLACES.replace("Places", "Spots"))
    assert world.looks()[0] == "failed"
    with world.open() as tracker:
        (finding,) = tracker.care.doctor()
    assert finding.remedy is None
    assert any("no selector is proposed: each of its addresses has its own" in reason for reason in finding.reasons)


def test_verify_reads_the_captures_of_such_a_document_again(world: Document) -> None:
    world.looks()
    world.server.put("/places", PLACES.replace("no places", "no exact places"))
    world.looks(2)
    with world.open() as tracker:
        found = tracker.verify()
        assert (found.changes, found.read_again, found.problems) == (1, 1, [])


def test_of_each_address_the_part_that_was_read_is_read_while_it_is_there() -> None:
    """A part of a page that made half of the text at the first look is the statement later, too."""
    beside = "<div><h2>For {0}</h2><p>{0} are paid each week, and may ask for more at any time they like.</p></div>"

    def whole(extra: str) -> str:
        article = f"<article><p>We sell no data of {{0}} to anyone.</p>{extra}</article>"
        return f"<html lang=en><body>{article}{beside}{beside}</body></html>"

    def joined(extra: str) -> Capture:
        captures = [
            Capture(url, url, 200, (("Content-Type", "text/html"),), whole(extra).format(name).encode(), START)
            for url, name in (("https://acme.example/a", "Pilots"), ("https://acme.example/b", "Cooks"))
        ]
        return join("https://acme.example/a", captures)

    sources = (Source("https://acme.example/a"), Source("https://acme.example/b"))
    page = Page("acme", "Acme", "Work", "https://acme.example/a", sources=sources)
    before = read(page, joined(""))
    assert "For Pilots" in before.text
    assert "For Cooks" in before.text
    grown = joined(
        "".join(f"<p>This is what we say to them on matter {word}, at some length.</p>" for word in "abcdef")
    )
    assert "For Pilots" not in read(page, grown).text
    after = read(page, grown, before)
    assert "For Pilots" in after.text
    assert "For Cooks" in after.text
