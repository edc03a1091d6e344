"""Captures of a web archive: the same history as live looks give, in pieces, and with an archive in trouble."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.pywb import Pywb
from tests.server import Reply, Server
from tracker.app import Tracker, open_tracker
from tracker.errors import ConnectError, FetchError, HttpError, UsageError
from tracker.model import ChangeFilter, ChangeStatus, CheckOutcome, FetchRequest, iso
from tracker.record.outcome import Recorded
from tracker.run.past.backfill import Passed
from tracker.settings import Settings
from tracker.watch.archive import Wayback
from tracker.watch.fetch import FetchSettings

START = datetime(2025, 3, 1, 4, tzinfo=UTC)
PAGE = (
    "<!doctype html><html lang=en><title>Terms</title><main><h1>Terms</h1><p>{}</p>"
    "<p>These terms hold for every user of every service, wherever they live.</p>"
    "<p>We read every complaint that reaches us, and answer within thirty days.</p></main></html>"
)
OLD, NEW, LAST = (
    PAGE.format(text)
    for text in ("We sell no data.", "We sell no personal data.", "We sell no personal data to “brokers” of data.")
)
ERROR = "<html><title>Error</title><h1>Something went wrong</h1><p>Please try again later.</p></html>"
# One look a day: the text, seen twice; a page that errs with status 200; a revert; another encoding; a last state.
DAYS: tuple[Reply, ...] = (
    Reply(body=OLD),
    Reply(body=OLD),
    Reply(body=NEW),
    Reply(body=NEW),
    Reply(body=ERROR),
    Reply(body=NEW),
    Reply(body=OLD),
    Reply(body=NEW),
    Reply(body=gzip.compress(NEW.encode()), headers={"Content-Encoding": "gzip"}),
    Reply(body=LAST.encode("windows-1252"), type="text/html; charset=windows-1252"),
    Reply(status=404, body="gone"),
    Reply(body=LAST.encode("windows-1252"), type="text/html; charset=windows-1252"),
)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def write_warc(path: Path, url: str, replies: Sequence[tuple[float, Reply]]) -> Path:
    """What a crawler would have kept of these answers, one a day."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for at, reply in replies:
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            headers = [("Content-Type", reply.type), ("Content-Length", str(len(body))), *reply.headers.items()]
            http = StatusAndHeaders(f"{reply.status} -", headers, protocol="HTTP/1.1")
            dated = {"WARC-Date": iso(day(at))}
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict=dated
                )
            )
    return path


def settings_for(folder: Path, url: str, archive: str, **page: str) -> Settings:
    folder.mkdir(exist_ok=True)
    more = "".join(f"    {key}: {value}\n" for key, value in page.items())
    (folder / "watchlist.yaml").write_text(
        f"pages:\n  - id: acme\n    organisation: Acme\n    title: Terms\n    url: {url}\n{more}"
    )
    fetch = FetchSettings(allow_private=True, spacing=0.0, timeout=10.0, wayback=archive)
    return Settings(folder / "tracker.db", folder / "watchlist.yaml", folder / "feeds", fetch=fetch)


def history(settings: Settings) -> dict[str, object]:
    """What the record tells, without numbers of rows and without where it came from."""
    with open_tracker(settings) as tracker:
        store = tracker.store
        changes = [
            (c.id, c.status, c.number, c.first_with, c.last_without, c.settled_at, c.headline, c.flags, c.edits)
            for c in tracker.log(ChangeFilter(statuses=(), newest_first=False))
        ]
        versions = [(v.id, v.first_at) for v in store.versions.of("acme")]
        good = [
            (check.at, check.outcome, check.version)
            for check in store.checks.of("acme")
            if check.outcome is not CheckOutcome.FAILED
        ]
        return {"changes": changes, "versions": versions, "checks": good, "spans": store.checks.spans("acme")}


def backfill(settings: Settings, **bounds: datetime) -> list[Recorded | Passed]:
    with open_tracker(settings, write=True) as tracker:
        tracker.sync()
        return list(tracker.past.backfill_from_archive(["acme"], **bounds))


@pytest.fixture
def live(tmp_path: Path, server: Server) -> Settings:
    """The history of looking at the page every day."""
    settings = settings_for(tmp_path / "live", server.put("/terms", *DAYS), "http://127.0.0.1:1")
    for number in range(len(DAYS)):
        with open_tracker(settings, write=True, now=partial(day, number)) as tracker:
            tracker.sync()
            list(tracker.check(["acme"]))
    return settings


@pytest.fixture
def archived(tmp_path: Path, server: Server, pywb: Pywb) -> Settings:
    """A record of nothing yet, beside an archive that holds the same days."""
    url = server.url("/terms")
    endpoint = pywb.collection(write_warc(tmp_path / "acme.warc.gz", url, list(enumerate(DAYS))))
    return settings_for(tmp_path / "archived", url, endpoint)


def test_backfill_gives_what_live_looks_at_the_same_captures_gave(live: Settings, archived: Settings) -> None:
    backfill(archived)
    told = history(live)
    assert history(archived) == told
    changes = [status for _, status, *_ in told["changes"]]  # type: ignore[attr-defined]
    assert changes.count(ChangeStatus.PUBLISHED) >= 2, "the history must have something to tell"
    with open_tracker(archived) as tracker:
        captures = [tracker.store.snapshots.get(n) for n in tracker.store.snapshots.of("acme")]
    assert all(c and c.source.startswith(f"wayback:{archived.fetch.wayback}/2025") for c in captures)
    assert all(c and c.url == c.final_url for c in captures)


def test_it_goes_on_where_it_was_stopped_and_asks_for_nothing_twice(archived: Settings, tmp_path: Path) -> None:
    with open_tracker(archived, write=True) as tracker:
        tracker.sync()
        taken = tracker.past.backfill_from_archive(["acme"])
        for _ in range(5):
            next(taken)
    asked = backfill(archived)
    assert sum(isinstance(one, Passed) for one in asked) == 5
    stopped = history(archived)
    assert all(isinstance(one, Passed) for one in backfill(archived))
    archived.db.unlink()
    backfill(archived)
    assert history(archived) == stopped


def test_only_the_days_asked_for_are_taken_up(archived: Settings) -> None:
    backfill(archived, since=day(2), until=day(5))
    with open_tracker(archived) as tracker:
        assert [check.at for check in tracker.store.checks.of("acme")] == [day(n) for n in (2, 3, 4, 5)]


@pytest.mark.slow
def test_the_newest_copy_is_a_look_at_the_time_it_was_taken(tmp_path: Path, server: Server, pywb: Pywb) -> None:
    url = server.url("/terms")
    endpoint = pywb.collection(write_warc(tmp_path / "a.warc.gz", url, [(0, DAYS[0]), (1, DAYS[1])]))
    settings = settings_for(tmp_path / "r", url, endpoint, fetch="wayback")
    clock = count(300)

    def look() -> tuple[CheckOutcome, datetime, datetime | None]:
        now = day(next(clock))
        with open_tracker(settings, write=True, now=lambda: now) as tracker:
            tracker.sync()
            (recorded,) = tracker.check(["acme"])
            state = tracker.store.pages.state("acme")
            assert state.due is not None
            assert state.due > now, "the schedule goes by our clock"
            return recorded.check.outcome, recorded.check.at, state.last_good

    assert look() == (CheckOutcome.NEW, day(1), day(1))
    assert look() == (CheckOutcome.NOT_MODIFIED, day(1), day(1))
    with open_tracker(settings) as tracker:
        (check,) = tracker.store.checks.of("acme")
        assert (check.at, check.source) == (day(1), f"wayback:{endpoint}/20250302040000/{url}")
    server.put("/robots.txt", "User-agent: *\nDisallow: /", type="text/plain")
    for number, reply in ((20, DAYS[2]), (30, DAYS[3])):  # the archive goes on
        warc = write_warc(tmp_path / f"{number}.warc.gz", url, [(number, reply)])
        collection = pywb.collection(warc)
        settings = settings_for(tmp_path / "r", url, collection, fetch="wayback")
        look()
    with open_tracker(settings, write=True) as tracker:
        (change,) = tracker.log(ChangeFilter())
        assert (change.last_without, change.first_with, change.settled_at) == (day(1), day(20), day(30))
        tracker.publish()
        copy = f"/20250321040000/{url}"
        (told,) = (settings.feeds / "change").glob("*.html")
        assert f'{copy}" rel="noreferrer">Copy of a web archive</a>' in told.read_text()
        assert "copy of a web archive" in (settings.feeds / "all.atom.xml").read_text()


def test_a_page_that_no_archive_holds_is_told_as_such(tmp_path: Path, server: Server, pywb: Pywb) -> None:
    endpoint = pywb.collection(write_warc(tmp_path / "a.warc.gz", server.url("/other"), [(0, DAYS[0])]))
    settings = settings_for(tmp_path / "r", server.url("/terms"), endpoint, fetch="wayback")
    with open_tracker(settings, write=True) as tracker:
        tracker.sync()
        (recorded,) = tracker.check(["acme"])
        assert recorded.check.error == "http"
        assert "holds no copy" in (recorded.check.reason or "")
        assert list(tracker.past.backfill_from_archive(["acme"])) == []


def test_a_lost_capture_is_passed_over(tmp_path: Path, server: Server, pywb: Pywb) -> None:
    url = server.url("/terms")
    warc = write_warc(tmp_path / "a.warc.gz", url, [(0, DAYS[0]), (9, DAYS[2])])
    endpoint = pywb.collection(warc)
    wayback = Wayback(FetchSettings(wayback=endpoint, timeout=10.0))
    first, last = wayback.captures(url)
    wayback.close()
    other = replace(first, at=day(4), digest="other")  # the archive would show its nearest copy instead
    assert wayback.read(other, url) is None
    capture = wayback.read(last, url)
    assert capture is not None
    assert capture.body == NEW.encode()


# -- an archive of the Internet Archive's form, on the scripted server

INDEX = "/cdx/search/cdx?url=https%3A%2F%2Facme.example%2Fterms&output=json&limit=5000"
URL = "https://acme.example/terms"


def ours(server: Server, pauses: list[float]) -> Wayback:
    return Wayback(FetchSettings(wayback=server.url("").rstrip("/"), timeout=5.0), pause=pauses.append)


def rows(*lines: tuple[str, str, str]) -> str:
    table = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]]
    return json.dumps(
        [*table, *(["k", stamp, URL, "text/html", status, digest, "9"] for stamp, status, digest in lines)]
    )


def test_the_index_of_the_internet_archive_is_read(server: Server) -> None:
    lines = [("20250301040000", "200", "A"), ("20250302040000", "301", "B"), ("20250303040000", "-", "A")]
    server.put(INDEX, rows(*lines), type="application/json")
    held = list(ours(server, []).captures(URL))
    assert [each.at for each in held] == [day(0), day(2)]
    assert held[0].address == f"{server.url('/web')}/20250301040000/{URL}"


def test_equal_digests_are_asked_for_once(server: Server) -> None:
    server.put(INDEX, rows(("20250301040000", "200", "A"), ("20250303040000", "-", "A")), type="application/json")
    server.put(f"/web/20250301040000id_/{URL}", OLD, headers={"x-archive-orig-server": "acme"})
    wayback = ours(server, [])
    captures = [wayback.read(each, URL) for each in wayback.captures(URL)]
    assert [capture and (capture.at, capture.body) for capture in captures] == [
        (day(0), OLD.encode()),
        (day(2), OLD.encode()),
    ]
    assert dict(captures[0].headers) == {"Server": "acme", "Content-Type": "text/html; charset=utf-8"}  # type: ignore[union-attr]
    assert server.count(f"/web/20250301040000id_/{URL}") == 1


def test_an_archive_that_asks_for_rest_is_given_it(server: Server) -> None:
    busy = Reply(429, headers={"Retry-After": "90"})
    server.put(INDEX, busy, Reply(503), Reply(body=rows(), type="application/json"))
    pauses: list[float] = []
    wayback = ours(server, pauses)
    assert list(wayback.captures(URL)) == []
    assert max(pauses) >= 90.0
    assert len(pauses) >= 2


def test_while_it_rests_no_check_asks_it(server: Server) -> None:
    server.put(INDEX, Reply(429, headers={"Retry-After": "90"}))
    wayback = ours(server, [])
    with pytest.raises(HttpError, match="429"):
        list(wayback.captures(URL))
    server.forget()
    with pytest.raises(HttpError, match="rest") as caught:
        wayback.fetch(FetchRequest(URL))
    assert 60 < (caught.value.retry_after or 0) <= 90
    assert server.count() == 0


def test_an_archive_that_is_down_is_told_after_several_tries(server: Server, tmp_path: Path) -> None:
    pauses: list[float] = []
    wayback = Wayback(FetchSettings(wayback="http://127.0.0.1:9", timeout=5.0), pause=pauses.append)
    with pytest.raises(ConnectError, match="refused"):
        list(wayback.captures(URL))
    assert pauses == [5.0, 10.0, 20.0, 40.0]


@pytest.mark.parametrize("index", ["<html>Sorry", "[1, 2]", '[["timestamp"], ["x"]]', '{"timestamp": 1}', '[["a"], 7]'])
def test_an_index_that_is_none_is_told(server: Server, index: str) -> None:
    server.put(INDEX, index)
    with pytest.raises(FetchError, match="index of the archive cannot be read"):
        list(ours(server, []).captures(URL))


def test_hostile_lines_of_an_index_are_passed_over(server: Server) -> None:
    lines = [("2025", "200", "A"), ("20259999999999", "200", "B"), ("٢٠٢٥٠٣٠١٠٤٠٠٠٠", "200", "C")]
    server.put(INDEX, rows(*lines))
    assert list(ours(server, []).captures(URL)) == []


def test_the_address_of_the_archive_is_checked() -> None:
    for wrong in ("web.archive.org", "ftp://a.example", "https://"):
        with pytest.raises(UsageError, match="TRACKER_WAYBACK"):
            FetchSettings(wayback=wrong)


def test_with_the_archive_down_other_pages_go_on(tmp_path: Path, server: Server) -> None:
    settings = settings_for(tmp_path / "r", URL, "http://127.0.0.1:9", fetch="wayback")
    with settings.watchlist.open("a") as file:
        file.write(f"  - id: other\n    organisation: B\n    title: T\n    url: {server.put('/terms', OLD)}\n")
    with open_tracker(settings, write=True) as tracker:
        outcomes = {r.check.page: (r.check.outcome, r.check.error) for r in _synced(tracker).check()}
    assert outcomes == {"acme": (CheckOutcome.FAILED, "connect"), "other": (CheckOutcome.NEW, None)}


def _synced(tracker: Tracker) -> Tracker:
    tracker.sync()
    return tracker


# -- when a change was made


@pytest.fixture
def watched(tmp_path: Path, server: Server, pywb: Pywb) -> Settings:
    """A page that was looked at twenty days apart, its change published, beside an archive with copies in between."""
    url = server.put("/terms", OLD, NEW)
    days = [(-9, DAYS[0]), (5, DAYS[0]), (7, DAYS[0]), (12, DAYS[2]), (15, DAYS[3]), (40, DAYS[3])]
    settings = settings_for(tmp_path / "r", url, pywb.collection(write_warc(tmp_path / "a.warc.gz", url, days)))
    for number in (0, 20, 21):
        with open_tracker(settings, write=True, now=partial(day, number)) as tracker:
            tracker.sync()
            list(tracker.check(["acme"]))
            tracker.publish()
    return settings


def test_copies_inside_its_bracket_narrow_a_change(watched: Settings) -> None:
    with open_tracker(watched, write=True) as tracker:
        tracker.sync()
        (before,) = tracker.log(ChangeFilter())
        assert (before.last_without, before.first_with) == (day(0), day(20))
        taken = list(tracker.past.narrow(["acme"]))
        (after,) = tracker.log(ChangeFilter())
        assert (after.last_without, after.first_with) == (day(7), day(12))
        assert (after.id, after.number, after.edits) == (before.id, before.number, before.edits)
        assert len(taken) == 4, "nothing outside the bracket is asked for"
        assert [c.at for c in tracker.store.checks.of("acme")] == [day(n) for n in (0, 5, 7, 12, 15, 20, 21)]
        assert tracker.store.snapshots.get(after.after.snapshot).source.startswith("wayback:")  # type: ignore[union-attr]
        tracker.publish()
        (told,) = (watched.feeds / "change").glob("*.html")
        for path in (told, watched.feeds / "all.atom.xml"):
            assert "between 8 March 04:00 and 13 March 2025 04:00 UTC" in path.read_text(), path
        assert all(isinstance(one, Passed) for one in tracker.past.narrow(["acme"]))


def test_older_and_newer_copies_make_one_history_with_live_looks(watched: Settings) -> None:
    backfill(watched)
    with open_tracker(watched) as tracker:
        (change,) = tracker.log(ChangeFilter())
        assert (change.last_without, change.first_with) == (day(7), day(12))
        assert [span.checks for span in tracker.store.checks.spans("acme")] == [4, 5]


def test_a_change_that_copies_show_to_be_two_says_so_on_its_page(tmp_path: Path, server: Server, pywb: Pywb) -> None:
    url = server.put("/terms", OLD, PAGE.format("We sell no personal data to strangers."))
    copies = write_warc(tmp_path / "a.warc.gz", url, [(4, DAYS[2]), (5, DAYS[3])])
    settings = settings_for(tmp_path / "r", url, pywb.collection(copies))
    for number in (0, 20, 21):
        with open_tracker(settings, write=True, now=partial(day, number)) as tracker:
            tracker.sync()
            list(tracker.check(["acme"]))
            tracker.publish()
    (told,) = (settings.feeds / "change").glob("*.html")
    backfill(settings)
    with open_tracker(settings, write=True) as tracker:
        tracker.publish()
        assert [change.first_with for change in tracker.log(ChangeFilter())] == [day(20), day(4)]
    assert "Corrected: earlier captures, found later, tell it otherwise" in told.read_text()


def test_captures_of_a_file_ask_no_archive(tmp_path: Path, server: Server) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", URL, [(0, DAYS[0]), (1, DAYS[1])])
    entry = f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{URL}'}}\n"
    (tmp_path / "watchlist.yaml").write_text(entry)
    names = ("--db", "t.db", "--watchlist", "watchlist.yaml", "--feeds", "feeds", "--warc", warc.name)
    command = [sys.executable, "-m", "tracker", "backfill", *names, "--archive", server.url("/")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 with new text" in done.stdout
    assert server.count() == 0
