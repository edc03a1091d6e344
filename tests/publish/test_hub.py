"""A WebSub hub is told which feeds are new, and can do nothing to a publication: a real one on loopback."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import tracker.publish.hub
from tests.server import running
from tracker.app import open_tracker
from tracker.errors import UsageError
from tracker.publish.hub import Hub
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

FEEDS = [f"https://record.example/{n}.atom.xml" for n in range(3)]


class LoopbackHub(ThreadingHTTPServer):
    """Answers with one status after another, the last for ever; 0 is no answer until the end."""

    daemon_threads = True

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.statuses, self.told, self.over = list(statuses), [], threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def wait(self, number: int) -> list[dict[str, list[str]]]:
        """What it was told, once it was so often."""
        wait_for(lambda: len(self.told) >= number)
        return self.told


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)


class _Answer(BaseHTTPRequestHandler):
    server: LoopbackHub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        hub = self.server
        hub.told.append(parse_qs(body, strict_parsing=True))
        status = hub.statuses.pop(0) if len(hub.statuses) > 1 else hub.statuses[0]
        if not status:
            hub.over.wait(30)
            return
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[LoopbackHub]:
    with LoopbackHub(*getattr(request, "param", [204])) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


def test_it_is_told_of_all_feeds_at_once(hub: LoopbackHub) -> None:
    teller = Hub(hub.address, FetchSettings())
    teller.tell([])
    teller.tell(FEEDS)
    teller.close()
    assert hub.told == [{"hub.mode": ["publish"], "hub.url": FEEDS}]


@pytest.mark.parametrize("hub", [[500, 302, 204]], indirect=True)
def test_what_it_refused_is_told_with_the_next(hub: LoopbackHub, caplog: pytest.LogCaptureFixture) -> None:
    teller = Hub(hub.address, FetchSettings())
    for number in range(3):
        teller.tell(FEEDS[number : number + 1])
        wait_for(lambda seen=number: seen == 2 or len(caplog.records) > seen)
    teller.close()
    assert [told["hub.url"] for told in hub.told] == [FEEDS[:1], FEEDS[:2], FEEDS]
    assert [record.message.rsplit(": ", 1)[1] for record in caplog.records] == ["it answered 500", "it answered 302"]


@pytest.mark.parametrize("hub", [[0]], indirect=True)
def test_one_that_never_answers_holds_nothing_up(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tracker.publish.hub, "FAREWELL", 0.2)
    teller = Hub(hub.address, FetchSettings())
    teller.tell(FEEDS)
    hub.wait(1)
    teller.tell(FEEDS)
    with caplog.at_level(logging.WARNING):
        teller.close()
    assert "did not answer in time" in caplog.text


def test_one_that_is_gone_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    with LoopbackHub(204) as gone:
        pass
    teller = Hub(gone.address, FetchSettings())
    teller.tell(FEEDS)
    teller.close()
    assert "was not told of https://record.example/0.atom.xml" in caplog.text


def test_a_check_that_brings_news_tells_it(hub: LoopbackHub, tmp_path: Path) -> None:
    with running() as server:
        path = tmp_path / "watchlist.yaml"
        path.write_text(f"pages:\n  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n")
        settings = Settings(
            tmp_path / "t.db",
            path,
            tmp_path / "feeds",
            "https://record.example",
            hub.address,
            fetch=FetchSettings(allow_private=True, spacing=0),
        )
        with open_tracker(settings, write=True) as tracker:
            tracker.sync()
            for promise in ("We sell no data.", "We sell no personal data.", "We sell no personal data."):
                server.put("/terms", f"<html lang=en><main><h1>Terms</h1><p>{promise}</p></main></html>")
                assert [recorded.check.reason for recorded in tracker.check(["acme"])] == [None]
                tracker.publish()
    told = {feed for one in hub.told for feed in one["hub.url"]}
    assert {"https://record.example/all.atom.xml", "https://record.example/all.json"} <= told
    assert 'rel="hub"' in (tmp_path / "feeds" / "all.atom.xml").read_text()


@pytest.mark.parametrize(("base_url", "hub"), [(None, "https://hub.example/"), ("https://x.example/", "hub.example")])
def test_settings_that_make_no_sense_are_told(tmp_path: Path, base_url: str | None, hub: str) -> None:
    (tmp_path / "watchlist.yaml").write_text("pages: []\n")
    settings = Settings(tmp_path / "t.db", tmp_path / "watchlist.yaml", tmp_path / "feeds", base_url, hub)
    with pytest.raises(UsageError, match="hub"), open_tracker(settings, write=True):
        pass
