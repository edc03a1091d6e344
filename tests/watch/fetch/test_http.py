"""What a fetch asks, and what it makes of good and unwanted answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.server import Reply, Server
from tracker import __version__
from tracker.errors import AddressRefused, HttpError, RedirectError
from tracker.model import FetchRequest
from tracker.watch.fetch.http import Fetcher

NOW = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
PAGE = "<h1>What we do not do</h1><p>We have no contracts – none at all.</p>"


def test_a_page_is_captured_with_everything_that_was_served(fetcher_with, server: Server) -> None:
    url = server.put("/policy", PAGE, headers={"X-Note": "a", "Set-Cookie": "visitor=1"})
    capture = fetcher_with(clock=lambda: NOW).fetch(FetchRequest(url))
    assert (capture.url, capture.final_url, capture.redirects) == (url, url, ())
    assert (capture.status, capture.body, capture.at, capture.source) == (200, PAGE.encode(), NOW, "http")
    assert capture.header("x-note") == "a"
    assert 0 < capture.elapsed < 5


def test_the_request_is_honest_and_always_the_same(fetcher_with, server: Server) -> None:
    fetcher = fetcher_with(contact="mailto:watch@example.org")
    for _ in range(2):
        fetcher.fetch(FetchRequest(server.put("/", PAGE, headers={"Set-Cookie": "visitor=1"})))
    first, second = (dict(seen.headers) for seen in server.seen("/"))
    assert first == second  # no cookie comes back: what a page shows must not depend on what was fetched before
    assert first["User-Agent"] == f"statement-tracker/{__version__} (+mailto:watch@example.org)"
    assert set(first) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language"}


def test_validators_make_it_conditional(fetcher: Fetcher, server: Server) -> None:
    url = server.put("/", PAGE, etag='W/"7"', last_modified="Wed, 03 Jun 2026 08:00:00 GMT")
    first = fetcher.fetch(FetchRequest(url))
    by_etag = fetcher.fetch(FetchRequest(url, etag=first.header("etag")))
    by_date = fetcher.fetch(FetchRequest(url, last_modified=first.header("last-modified")))
    for again in (by_etag, by_date):
        assert (again.status, again.body) == (304, b"")
    assert fetcher.fetch(FetchRequest(url, etag='"6"')).body == PAGE.encode()


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"a"\x00', '"\u4e2d"'])
def test_a_validator_that_cannot_be_sent_is_left_out(fetcher: Fetcher, server: Server, etag: str) -> None:
    assert fetcher.fetch(FetchRequest(server.put("/", PAGE), etag=etag)).status == 200
    assert "If-None-Match" not in server.seen("/")[0].headers


def test_the_headers_of_a_page_replace_ours(fetcher: Fetcher, server: Server) -> None:
    fetcher.fetch(FetchRequest(server.put("/", PAGE), headers=(("Accept-Language", "de"), ("X-Own", "1"))))
    headers = server.seen("/")[0].headers
    assert (headers["Accept-Language"], headers["X-Own"]) == ("de", "1")


def test_a_folded_header_becomes_one_line(fetcher: Fetcher, server: Server) -> None:
    server.put("/", lambda wire: wire.send(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: "a"\r\n  b\r\n\r\nok'))
    assert fetcher.fetch(FetchRequest(server.url("/"))).header("etag") == '"a" b'


@pytest.mark.parametrize("status", [201, 204, 206, 300, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 599, 999])
def test_other_statuses_are_no_page(fetcher: Fetcher, server: Server, status: int) -> None:
    body = b"" if status == 204 else b"gone"
    with pytest.raises(HttpError, match=f"localhost answered {status}") as caught:
        fetcher.fetch(FetchRequest(server.put("/", Reply(status, body))))
    assert caught.value.status == status
    assert caught.value.url == server.url("/")


def test_a_304_nobody_asked_for_is_no_page(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(HttpError, match="304"):
        fetcher.fetch(FetchRequest(server.put("/", Reply(304))))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300.0),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0.0),
        ("Wed, 03 Jun 2026 08:01:00", 60.0),
        ("9" * 400, 30 * 86400.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 30 * 86400.0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("Wed, 99 Jun 2026 08:01:00 GMT", None),
        ("Wed, 03 Jun 2026 08:01:00 +9999", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(fetcher_with, server: Server, value: str | None, seconds: float | None) -> None:
    headers = {} if value is None else {"Retry-After": value}
    if value and not value.isascii():
        headers = {"Retry-After": value.encode().decode("latin-1")}
    with pytest.raises(HttpError) as caught:
        fetcher_with(clock=lambda: NOW).fetch(FetchRequest(server.put("/", Reply(503, headers=headers))))
    assert caught.value.retry_after == seconds


# --- redirects ---


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_recorded(fetcher: Fetcher, server: Server, status: int) -> None:
    server.redirect("/a", "b?x=1#part", status)
    server.redirect("/b?x=1", server.url("/c"), status)
    server.put("/c", PAGE)
    capture = fetcher.fetch(FetchRequest(server.url("/a#top")))
    assert capture.final_url == server.url("/c")
    assert capture.redirects == (server.url("/a"), server.url("/b?x=1"))
    assert capture.body == PAGE.encode()


def test_a_redirect_to_utf_8_and_spaces_is_followed(fetcher: Fetcher, server: Server) -> None:
    server.redirect("/a", "/é t".encode().decode("latin-1"))
    server.put("/%C3%A9%20t", PAGE)
    assert fetcher.fetch(FetchRequest(server.url("/a"))).final_url == server.url("/%C3%A9%20t")


def test_validators_go_along_and_304_at_the_end_counts(fetcher: Fetcher, server: Server) -> None:
    server.redirect("/a", "/b")
    server.put("/b", PAGE, etag='"1"')
    capture = fetcher.fetch(FetchRequest(server.url("/a"), etag='"1"'))
    assert (capture.status, capture.final_url) == (304, server.url("/b"))


def test_a_cookie_set_on_the_way_comes_back_on_the_way_only(fetcher: Fetcher, server: Server) -> None:
    """Some sites redirect a page to itself until their cookie comes back."""
    server.put("/", Reply(302, headers={"Location": "/", "Set-Cookie": "seen=1"}), PAGE)
    assert fetcher.fetch(FetchRequest(server.url("/"))).body == PAGE.encode()
    assert [seen.headers.get("Cookie") for seen in server.seen("/")] == [None, "seen=1"]
    fetcher.fetch(FetchRequest(server.url("/")))
    assert server.seen("/")[-1].headers.get("Cookie") is None


def test_headers_of_a_page_stay_with_their_host(fetcher: Fetcher, server: Server) -> None:
    server.redirect("/a", f"http://127.0.0.1:{server.port}/b")
    server.put("/b", PAGE, etag='"1"')
    own = (("Authorization", "Bearer x"), ("cookie", "session=1"), ("X-Api-Key", "1"), ("Accept-Language", "de"))
    capture = fetcher.fetch(FetchRequest(server.url("/a"), etag='"1"', headers=own))
    here, there = (server.seen(path)[0].headers for path in ("/a", "/b"))
    assert {name: here[name] for name, _ in own} == dict(own)
    assert {name: there.get(name) for name, _ in own} == dict.fromkeys(dict(own)) | {
        "Accept-Language": "de"  # no secret: the page is asked for in its language wherever it is
    }
    assert capture.status == 304  # the validators were sent along


@pytest.mark.parametrize("target", ["/loop", "http://[", "", "http://localhost:99999/", None])
def test_redirects_that_lead_nowhere(fetcher: Fetcher, server: Server, target: str | None) -> None:
    server.put("/loop", Reply(302, headers={} if target is None else {"Location": target}))
    with pytest.raises((RedirectError, AddressRefused)):
        fetcher.fetch(FetchRequest(server.url("/loop")))
    assert server.count("/loop") == 1


def test_too_many_redirects(fetcher_with, server: Server) -> None:
    for step in range(9):
        server.redirect(f"/{step}", f"/{step + 1}")
    server.put("/4", PAGE)
    fetcher = fetcher_with(max_redirects=4)
    assert len(fetcher.fetch(FetchRequest(server.url("/0"))).redirects) == 4
    server.redirect("/4", "/5")
    with pytest.raises(RedirectError, match="more than 4 redirects"):
        fetcher.fetch(FetchRequest(server.url("/0")))
    assert server.count("/5") == 0


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/", "gopher://x/", "data:text/html,x", "javascript:1"]
)
def test_a_redirect_to_another_scheme_is_refused(fetcher: Fetcher, server: Server, target: str) -> None:
    with pytest.raises(AddressRefused, match="only http and https"):
        fetcher.fetch(FetchRequest(server.redirect("/", target)))


# --- connections ---


def test_connections_are_kept_even_by_unwanted_answers(fetcher: Fetcher, server: Server) -> None:
    opened = server.connections
    server.redirect("/a", "/b")
    server.put("/b", PAGE, etag='"1"')
    for request in (FetchRequest(server.url("/a")), FetchRequest(server.url("/b"), etag='"1"')):
        fetcher.fetch(request)
    with pytest.raises(HttpError):
        fetcher.fetch(FetchRequest(server.url("/none")))
    fetcher.fetch(FetchRequest(server.url("/b")))
    assert server.connections - opened == 1


def test_a_kept_connection_that_the_server_closed_is_replaced(fetcher: Fetcher, server: Server) -> None:
    """The server may close an idle connection at the very moment it is used again."""
    server.put("/", PAGE)
    fetcher.fetch(FetchRequest(server.url("/")))
    server.put("/", lambda wire: None, Reply(body=b"again"))
    assert fetcher.fetch(FetchRequest(server.url("/"))).body == b"again"
    assert server.count("/") == 3


def test_many_threads_share_one_fetcher(fetcher: Fetcher, server: Server) -> None:
    pages = {server.put(f"/{n}", f"page {n}"): f"page {n}".encode() for n in range(16)}
    wrong: list[object] = []

    def run() -> None:
        for url, body in pages.items():
            capture = fetcher.fetch(FetchRequest(url))
            if capture.body != body or capture.url != url:
                wrong.append(capture)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert server.count() == 8 * 16


def test_an_explicit_proxy_is_used_and_the_environment_is_not(
    fetcher_with: Callable[..., Fetcher], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://localhost:1")
    monkeypatch.setenv("NO_PROXY", "*")
    assert fetcher_with().fetch(FetchRequest(server.put("/", PAGE))).status == 200
    server.put("http://example.com/policy", "through the proxy")  # the request line a proxy sees
    fetcher = fetcher_with(proxy=server.url(), allow_private=False)
    assert fetcher.fetch(FetchRequest("http://example.com/policy")).body == b"through the proxy"
