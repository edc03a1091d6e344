"""Files of this machine, and the choice among fetchers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.server import Server
from tracker.errors import AddressRefused, CannotSee, ConnectError, FetchError, TooLarge, UsageError
from tracker.model import Capture, FetchKind, FetchRequest
from tracker.watch.fetch import FetchSettings, open_fetchers
from tracker.watch.fetch.file import FileFetcher

FILES = FetchSettings(allow_files=True, allow_private=True, spacing=0.0, max_bytes=1000)


def test_a_file_is_captured_and_an_unchanged_one_is_not_read_again(tmp_path: Path) -> None:
    page = tmp_path / "our policy é.html"
    page.write_text("We have no contracts.")
    fetcher = FileFetcher(FILES)
    first = fetcher.fetch(FetchRequest(page.as_uri()))
    assert (first.status, first.body, first.source) == (200, b"We have no contracts.", "file")
    assert (first.header("content-type"), first.url) == ("text/html", page.as_uri())
    again = fetcher.fetch(FetchRequest(page.as_uri(), etag=first.header("etag")))
    assert (again.status, again.body) == (304, b"")
    page.write_text("We have no AI services contracts.")
    assert fetcher.fetch(FetchRequest(page.as_uri(), etag=first.header("etag"))).status == 200


def test_files_are_read_only_when_the_settings_allow_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("x")
    with pytest.raises(CannotSee, match="allow them in the settings"):
        FileFetcher().fetch(FetchRequest(page.as_uri()))


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(bytes(1001))
    for name, error in [("none", ConnectError), ("", ConnectError), ("pipe", ConnectError), ("large", TooLarge)]:
        with pytest.raises(error, match=str(tmp_path)):
            FileFetcher(FILES).fetch(FetchRequest((tmp_path / name).as_uri()))
    with pytest.raises(ConnectError):
        FileFetcher(FILES).fetch(FetchRequest("file:///dev/zero"))


@pytest.mark.parametrize("url", ["file://other.example/x", "file:x", "file:///a%00b", "http://x/", "", "file://[x/"])
def test_what_is_no_file_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        FileFetcher(FILES).fetch(FetchRequest(url))


def test_each_kind_has_its_fetcher_or_says_what_to_do(tmp_path: Path, server: Server) -> None:
    page = tmp_path / "page.html"
    page.write_text("from a file")
    with open_fetchers(FILES) as fetchers:
        assert fetchers.fetch(FetchKind.HTTP, FetchRequest(server.put("/", "from a server"))).body == b"from a server"
        assert fetchers.fetch(FetchKind.FILE, FetchRequest(page.as_uri())).body == b"from a file"
        for kind in (FetchKind.WAYBACK, FetchKind.MANUAL):
            with pytest.raises(CannotSee, match=r"set up|by hand") as caught:
                fetchers.fetch(kind, FetchRequest("http://x/"))
            assert isinstance(caught.value, FetchError)


def test_further_kinds_can_be_added() -> None:
    class Archive:
        closed = False

        def fetch(self, request: FetchRequest) -> Capture:
            raise CannotSee("no capture yet", url=request.url)

        def close(self) -> None:
            self.closed = True

    archive = Archive()
    with open_fetchers(FILES, wayback=archive) as fetchers, pytest.raises(CannotSee, match="no capture yet"):
        fetchers.fetch(FetchKind.WAYBACK, FetchRequest("http://x/"))
    assert archive.closed


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": 0.0},
        {"max_bytes": 0},
        {"spacing": -1.0},
        {"proxy": "socks5://x:1"},
        {"proxy": "x"},
        {"contact": "a\r\nX: 1"},
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        FetchSettings(**wrong)  # type: ignore[arg-type]
