"""Certificates are always verified, and TLS changes nothing about deadlines and cut bodies."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.server import Reply, Server, Wire, running_tls
from tracker.errors import ConnectError, FetchTimeout, RedirectError, TlsError, TooLarge, Truncated, UsageError
from tracker.model import FetchRequest
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.http import Fetcher

DAY = timedelta(days=1)


def test_a_page_over_tls(fetcher_with, tls_server: Server) -> None:
    url = tls_server.put("/", "We have no contracts.", etag='"1"')
    fetcher = fetcher_with(ca_bundle=tls_server.ca)
    assert fetcher.fetch(FetchRequest(url)).body == b"We have no contracts."
    assert fetcher.fetch(FetchRequest(url, etag='"1"')).status == 304
    assert tls_server.connections == 1


def test_an_unknown_authority(fetcher: Fetcher, tls_server: Server) -> None:
    with pytest.raises(TlsError, match="the certificate is not valid: unable to get local issuer"):
        fetcher.fetch(FetchRequest(tls_server.put("/", "x")))
    assert tls_server.count() == 0


def test_an_expired_certificate(fetcher_with) -> None:
    now = datetime.now(UTC)
    with running_tls(not_before=now - 9 * DAY, not_after=now - DAY) as server, pytest.raises(TlsError, match="expired"):
        fetcher_with(ca_bundle=server.ca).fetch(FetchRequest(server.url()))


def test_a_certificate_of_somebody_else(fetcher_with) -> None:
    with running_tls(identities=("other.example",)) as server, pytest.raises(TlsError, match=r"mismatch.*localhost"):
        fetcher_with(ca_bundle=server.ca).fetch(FetchRequest(server.url()))


def test_the_name_asked_for_is_verified_not_the_address_connected(fetcher_with) -> None:
    """The connection goes to a checked address; name indication, Host and certificate are still those of the name."""
    with running_tls(identities=("policy.example",)) as server:
        server.put("/", "ok")
        to_server = lambda host, port: [(socket.AF_INET, ("127.0.0.1", server.port))]  # noqa: E731
        fetcher = fetcher_with(ca_bundle=server.ca, resolver=to_server)
        assert fetcher.fetch(FetchRequest("https://policy.example/")).body == b"ok"
        assert server.seen("/")[0].headers["Host"] == "policy.example"
        with pytest.raises(TlsError):
            fetcher.fetch(FetchRequest("https://evil.example/"))


def test_a_server_that_speaks_no_tls(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(TlsError):
        fetcher.fetch(FetchRequest(f"https://localhost:{server.port}/"))


def test_a_handshake_that_never_ends(fetcher_with) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(FetchTimeout):
        fetcher_with(timeout=0.3).fetch(FetchRequest(f"https://localhost:{silent.getsockname()[1]}/"))


def test_slow_and_endless_bodies(fetcher_with, tls_server: Server) -> None:
    def endless(wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
        wire.forever(b"x" * 65536)

    slow = tls_server.put("/slow", Reply(body=b"x" * 1000, drip=0.05))
    with pytest.raises(FetchTimeout):
        fetcher_with(ca_bundle=tls_server.ca, timeout=0.4).fetch(FetchRequest(slow))
    tls_server.put("/endless", endless)
    with pytest.raises(TooLarge):
        fetcher_with(ca_bundle=tls_server.ca, max_bytes=100_000).fetch(FetchRequest(tls_server.url("/endless")))


def test_an_end_without_a_goodbye_is_a_cut_body(fetcher_with, tls_server: Server) -> None:
    """Anybody on the way can end a TCP connection, and only the goodbye of TLS tells that from the end of a body."""
    fetcher = fetcher_with(ca_bundle=tls_server.ca)
    with pytest.raises(Truncated):
        fetcher.fetch(FetchRequest(tls_server.put("/", Reply(body=b"We have no", length=False))))
    with pytest.raises(ConnectError):
        fetcher.fetch(FetchRequest(tls_server.put("/", lambda wire: wire.send(b"HTTP/1.1 200 OK\r\nX"))))


def test_a_redirect_to_plain_http_is_not_followed(fetcher_with, tls_server: Server, server: Server) -> None:
    tls_server.redirect("/", server.put("/", "from anybody"))
    with pytest.raises(RedirectError, match="plain http"):
        fetcher_with(ca_bundle=tls_server.ca).fetch(FetchRequest(tls_server.url("/")))
    server.redirect("/up", tls_server.put("/secure", "ok"))
    assert fetcher_with(ca_bundle=tls_server.ca).fetch(FetchRequest(server.url("/up"))).body == b"ok"


def test_the_environment_names_no_authorities(fetcher_with, tls_server: Server, monkeypatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tls_server.ca))
    with pytest.raises(TlsError):
        fetcher_with().fetch(FetchRequest(tls_server.put("/", "x")))


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_authorities_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "ca.pem"
    if content:
        bundle.write_text(content)
    with pytest.raises(UsageError, match=r"ca\.pem"):
        Fetcher(FetchSettings(ca_bundle=bundle))


def test_another_authority_with_the_same_name(fetcher_with, tmp_path: Path) -> None:
    with running_tls() as server:
        other = tmp_path / "other.pem"
        trustme.CA().cert_pem.write_to_path(str(other))
        with pytest.raises(TlsError):
            fetcher_with(ca_bundle=other).fetch(FetchRequest(server.url()))


def test_tls_goes_through_a_proxy_and_is_verified_behind_it(fetcher_with, tls_server: Server) -> None:
    with tunnel(tls_server.port) as (proxy, asked):
        fetcher = fetcher_with(ca_bundle=tls_server.ca, proxy=proxy, allow_private=True)
        assert fetcher.fetch(FetchRequest(tls_server.put("/", "ok"))).body == b"ok"
        assert asked[0].startswith(f"CONNECT localhost:{tls_server.port} HTTP/1.")
        with pytest.raises(TlsError):
            fetcher_with(proxy=proxy).fetch(FetchRequest(tls_server.url("/")))


@contextmanager
def tunnel(port: int) -> Iterator[tuple[str, list[str]]]:
    """A proxy that knows CONNECT, to that port of this machine whatever is asked for."""
    asked: list[str] = []

    def copy(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(65536).split(b"\r\n")[0].decode())
            with socket.create_connection(("127.0.0.1", port)) as there:
                self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                back = threading.Thread(target=copy, args=(there, self.request))
                back.start()
                copy(self.request, there)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as proxy:
        proxy.daemon_threads = True
        thread = threading.Thread(target=proxy.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://localhost:{proxy.server_address[1]}", asked
        proxy.shutdown()
        thread.join()
