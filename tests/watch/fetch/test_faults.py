"""The fault matrix: each ends in its class, in bounded time and memory, on a real loopback server."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from types import ModuleType

import brotli
import pytest
import requests.exceptions
import urllib3.exceptions

from tests.server import Reply, Script, Server, Wire
from tracker.errors import (
    AddressRefused,
    BadEncoding,
    ConnectError,
    DnsError,
    FetchError,
    FetchTimeout,
    RedirectError,
    TooLarge,
    Truncated,
)
from tracker.model import FetchRequest
from tracker.watch.fetch.decode import zstd
from tracker.watch.fetch.faults import TABLE, Fault, classify, translated
from tracker.watch.fetch.http import Fetcher

DEADLINE = 0.4  # s
PAGE = b"<h1>What we do not do</h1>" + b"".join(b"<p>Sentence %d of our policy.</p>" % n for n in range(300))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MOVED = b"HTTP/1.1 302 -\r\nLocation: /x\r\nContent-Length: 900\r\n\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate (raw)": raw_deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def encoded(name: str, body: bytes) -> Reply:
    return Reply(body=ENCODERS[name](body), headers={"Content-Encoding": name.split()[0]})


def coded(encoding: str, body: bytes) -> Reply:
    return Reply(body=body, headers={"Content-Encoding": encoding})


def sends(data: bytes) -> Script:
    return lambda wire: wire.send(data)


def dripping(data: bytes, every: float = 0.05) -> Script:
    return lambda wire: [wire.send(bytes([byte])) for byte in data if not wire.wait(every)]


def then_forever(start: bytes, more: bytes, every: float = 0.0) -> Script:
    def run(wire: Wire) -> None:
        wire.send(start)
        wire.forever(more, every)

    return run


def then_reset(start: bytes) -> Script:
    def run(wire: Wire) -> None:
        wire.send(start)
        wire.wait(0.05)
        wire.reset()

    return run


def bomb(size: int) -> bytes:
    deflater = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    return b"".join(deflater.compress(bytes(1 << 20)) for _ in range(size >> 20)) + deflater.flush()


MATRIX: dict[str, tuple[type[FetchError], Script | Reply]] = {
    # slow and endless
    "nothing at all": (FetchTimeout, lambda wire: wire.wait(30)),
    "slow header": (FetchTimeout, dripping(HEAD + b"X: " + b"y" * 1000)),
    "slow body": (FetchTimeout, Reply(body=PAGE, drip=0.05)),
    "slow body, chunked": (FetchTimeout, Reply(body=PAGE[:60], chunked=1, drip=0.05)),
    "slow body to the end of the connection": (FetchTimeout, then_forever(HEAD + b"\r\n", b"x", 0.05)),
    "slow unwanted body": (FetchTimeout, then_forever(MOVED, b"x", 0.05)),
    "interim answers for ever": (FetchTimeout, then_forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01)),
    "endless body": (TooLarge, then_forever(HEAD + b"\r\n", b"x" * 65536)),
    "endless chunks": (TooLarge, then_forever(CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n")),
    "endless chunk size": (Truncated, then_forever(CHUNKED, b"0" * 65536)),
    "endless chunk extension": (Truncated, then_forever(CHUNKED + b"1;", b"x" * 65536)),
    "endless trailers": (TooLarge, then_forever(CHUNKED + b"0\r\n", b"X: y\r\n" * 4096)),
    "endless header": (TooLarge, then_forever(HEAD + b"X: ", b"y" * 65536)),
    "endless headers": (TooLarge, then_forever(HEAD, b"X: y\r\n" * 4096)),
    "endless status line": (TooLarge, then_forever(b"HTTP/1.1 200 ", b"y" * 65536)),
    "tiny chunks without end": (TooLarge, then_forever(CHUNKED, b"1\r\nx\r\n" * 10000)),
    # too large
    "announced too large": (TooLarge, sends(HEAD + b"Content-Length: 99999999999\r\n\r\n")),
    "too large": (TooLarge, Reply(body=bytes(200_001))),
    "too large, chunked": (TooLarge, Reply(body=bytes(200_001), chunked=4096)),
    "bomb": (TooLarge, coded("gzip", bomb(50 << 20))),
    "double bomb": (TooLarge, coded("gzip, gzip", gzip.compress(bomb(1 << 20)))),
    "deflate bomb": (TooLarge, coded("deflate", zlib.compress(bytes(9 << 20)))),
    "brotli bomb": (TooLarge, coded("br", brotli.compress(bytes(9 << 20), quality=1))),
    "zstd bomb": (TooLarge, coded("zstd", zstd.compress(bytes(9 << 20)))),
    "zstd with a huge window": (
        BadEncoding,
        coded("zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00"),  # a frame that asks for 128 MB to decode nothing
    ),
    "a thousand empty members": (BadEncoding, coded("gzip", gzip.compress(b"") * 1000)),
    # wrong
    "encoded many times": (BadEncoding, Reply(body=PAGE, headers={"Content-Encoding": ", ".join(["gzip"] * 9)})),
    "unknown encoding": (BadEncoding, coded("compress", PAGE)),
    "not what it says": (BadEncoding, coded("gzip", PAGE)),
    "not what it says (br)": (BadEncoding, coded("br", PAGE)),
    "not what it says (zstd)": (BadEncoding, coded("zstd", PAGE)),
    "a bad checksum": (BadEncoding, coded("gzip", gzip.compress(PAGE)[:-8] + bytes(8))),
    "empty, said to be gzip": (Truncated, Reply(headers={"Content-Encoding": "gzip"})),
    "not HTTP": (ConnectError, sends(b"220 mail.example.org ESMTP\r\n")),
    "binary": (ConnectError, lambda wire: wire.send(bytes(range(256)))),
    "no answer": (ConnectError, lambda wire: None),
    "half a header": (ConnectError, sends(b"HTTP/1.1 20")),
    "two lengths": (ConnectError, sends(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")),
    "bad chunk size": (Truncated, sends(CHUNKED + b"xyz\r\nhello\r\n0\r\n\r\n")),
    "a chunk of 2**60 bytes": (Truncated, sends(CHUNKED + b"1000000000000000\r\nhello")),
    "a chunk of 2**80 bytes": (Truncated, sends(CHUNKED + b"100000000000000000000\r\nhello")),
    "negative chunk size": (Truncated, sends(CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n")),
    "many headers": (TooLarge, Reply(headers={f"X-{n}": "y" for n in range(200)}, body=PAGE)),
    "a huge header": (TooLarge, Reply(headers={"X": "y" * 70_000}, body=PAGE)),
    # cut
    "reset before the answer": (ConnectError, then_reset(b"")),
    "reset in the header": (ConnectError, then_reset(HEAD)),
    "reset in the body": (Truncated, then_reset(HEAD + b"Content-Length: 1000\r\n\r\nhello")),
    "a redirect loop": (RedirectError, Reply(302, headers={"Location": "/"})),
}  # fmt: skip


@pytest.mark.parametrize(("error", "answer"), MATRIX.values(), ids=MATRIX.keys())
def test_each_fault_ends_in_its_class(
    fetcher_with: Callable[..., Fetcher], server: Server, error: type[FetchError], answer: Script | Reply
) -> None:
    url = server.put("/", answer)
    fetcher = fetcher_with(timeout=DEADLINE if error is FetchTimeout else 10.0, max_bytes=200_000)
    started = time.monotonic()
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(FetchRequest(url))
    assert caught.type is error, caught.value
    assert caught.value.url == url
    assert "object at 0x" not in str(caught.value)
    assert (
        time.monotonic() - started < 10
    )  # with a bound per wait instead of a deadline the slow ones take 30 s and more
    if error is not FetchTimeout:  # the fetcher is as good as new
        assert fetcher.fetch(FetchRequest(server.put("/good", "ok"))).body == b"ok"


def test_the_deadline_covers_robots_txt_and_all_redirects_together(fetcher_with, server: Server) -> None:
    server.put("/robots.txt", Reply(404, wait=0.15))
    for step in range(20):
        server.put(f"/{step}", Reply(302, headers={"Location": f"/{step + 1}"}, wait=0.15))
    with pytest.raises(FetchTimeout):
        fetcher_with(timeout=DEADLINE).fetch(FetchRequest(server.url("/0")))
    assert server.count("/0") == 1
    assert server.count("/3") == 0


@pytest.mark.parametrize("size", [1 << 20, 1 << 27], ids=["bomb", "larger bomb"])
def test_memory_stays_bounded(fetcher: Fetcher, server: Server, size: int) -> None:
    body = gzip.compress(bomb(size))
    url = server.put("/", Reply(body=body, headers={"Content-Encoding": "gzip, gzip"}))
    tracemalloc.start()
    try:
        if size > 10_000_000:
            with pytest.raises(TooLarge):
                fetcher.fetch(FetchRequest(url))
        else:
            assert fetcher.fetch(FetchRequest(url)).body == bytes(size)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


# --- truncation: ten places, five encodings, four ways to frame a body ---


def cut_with_the_length_of_the_whole(reply: Reply, at: int) -> Reply:
    return replace(reply, cut=at)


def cut_with_the_length_of_the_rest(reply: Reply, at: int) -> Reply:
    return replace(reply, body=reply.body[:at])


def cut_in_chunks(reply: Reply, at: int) -> Reply:
    return replace(reply, chunked=100, cut=at + len(b"%x\r\n" % 100))


def cut_by_the_end_of_the_connection(reply: Reply, at: int) -> Reply:
    return replace(reply, body=reply.body[:at], length=False)


CUTS = [
    (name, cut)
    for name in ["identity", *ENCODERS]
    for cut in (
        cut_with_the_length_of_the_whole,
        cut_in_chunks,
        cut_with_the_length_of_the_rest,
        cut_by_the_end_of_the_connection,
    )
    # Plain text that is cut like this looks whole; a later step holds such a page by its size and shape.
    if name != "identity" or cut in (cut_with_the_length_of_the_whole, cut_in_chunks)
]


@pytest.mark.parametrize(("name", "cut"), CUTS)
def test_a_cut_body_is_refused_in_all_ten_places(fetcher: Fetcher, server: Server, name: str, cut) -> None:
    """requests hands out a gzip body as if it were whole when it was cut and Content-Length matches the rest."""
    whole = encoded(name, PAGE) if name != "identity" else Reply(body=PAGE)
    assert fetcher.fetch(FetchRequest(server.put("/", whole))).body == PAGE
    for place in range(10):
        with pytest.raises(Truncated):
            fetcher.fetch(FetchRequest(server.put("/", cut(whole, place * (len(whole.body) - 1) // 9))))


@pytest.mark.parametrize("chunked", [0, 1, 7, 4096])
@pytest.mark.parametrize("name", ENCODERS)
def test_every_encoding_is_undone(fetcher: Fetcher, server: Server, name: str, chunked: int) -> None:
    assert fetcher.fetch(FetchRequest(server.put("/", replace(encoded(name, PAGE), chunked=chunked)))).body == PAGE


@pytest.mark.parametrize("header", ["gzip, br", "GZIP ,Br", "identity, gzip, utf-8, br"])
def test_encodings_on_top_of_each_other(fetcher: Fetcher, server: Server, header: str) -> None:
    body = brotli.compress(gzip.compress(PAGE))
    assert fetcher.fetch(FetchRequest(server.put("/", body, headers={"Content-Encoding": header}))).body == PAGE


@pytest.mark.parametrize(("name", "make"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_members_are_joined_and_what_follows_is_dropped(fetcher: Fetcher, server: Server, name: str, make) -> None:
    middles = range(0, len(PAGE), len(PAGE) // 5)
    parts = [PAGE[a:b] for a, b in pairwise([*middles, len(PAGE)])]
    body = b"".join(make(part) for part in parts)
    for rest in (b"", b"\0" * 100, b"\n"):
        url = server.put("/", body + rest, headers={"Content-Encoding": name})
        assert fetcher.fetch(FetchRequest(url)).body == PAGE


# --- names and connections ---


def test_a_name_that_does_not_exist(fetcher_with) -> None:
    with pytest.raises(DnsError, match=r"nothing\.invalid"):
        fetcher_with(timeout=60.0, connect_timeout=60.0).fetch(FetchRequest("http://nothing.invalid/policy"))


def test_a_name_server_that_never_answers(fetcher_with) -> None:
    def never(host: str, port: int) -> list[object]:
        time.sleep(2)
        return []

    with pytest.raises(FetchTimeout, match="name"):
        fetcher_with(resolver=never, timeout=0.2).fetch(FetchRequest("http://example.com/"))


@pytest.mark.parametrize("wrong", [OSError("broken"), UnicodeError("label too long"), socket.gaierror(-2, "unknown")])
def test_a_resolver_that_fails(fetcher_with, wrong: Exception) -> None:
    def fail(host: str, port: int) -> list[object]:
        raise wrong

    with pytest.raises(DnsError):
        fetcher_with(resolver=fail).fetch(FetchRequest("http://example.com/"))


def test_a_name_without_addresses(fetcher_with) -> None:
    with pytest.raises(DnsError):
        fetcher_with(resolver=lambda host, port: []).fetch(FetchRequest("http://example.com/"))


def test_a_closed_port(fetcher: Fetcher) -> None:
    with socket.socket() as bound:  # bound, never listening
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectError, match="refused"):
            fetcher.fetch(FetchRequest(f"http://localhost:{bound.getsockname()[1]}/"))


def test_a_host_that_takes_no_connections(fetcher_with) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            with pytest.raises(FetchTimeout):
                fetcher_with(timeout=0.3).fetch(FetchRequest(f"http://localhost:{full.getsockname()[1]}/"))
        finally:
            for one in waiting:
                one.close()


def test_the_next_address_is_tried_when_the_first_takes_no_connection(fetcher_with, server: Server) -> None:
    server.put("/", "ok")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        addresses = [("127.0.0.1", closed.getsockname()[1]), ("127.0.0.1", server.port)]
        fetcher = fetcher_with(resolver=lambda host, port: [(socket.AF_INET, address) for address in addresses])
        assert fetcher.fetch(FetchRequest("http://two.example/")).body == b"ok"
    assert server.seen("/")[0].headers["Host"] == "two.example"


# --- the table of foreign exceptions ---


ROOTS = {
    OSError,
    ValueError,
    http.client.HTTPException,
    requests.exceptions.RequestException,
    urllib3.exceptions.HTTPError,
}


@pytest.mark.parametrize("module", [requests.exceptions, urllib3.exceptions, http.client], ids=lambda one: one.__name__)
def test_every_exception_of_the_libraries_has_its_class(module: ModuleType) -> None:
    """Listed itself or by a base that says something; the roots alone would hide a new kind of failure."""
    known = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Exception) and not issubclass(one, Warning)
        if one.__module__ == module.__name__
    ]
    assert len(known) > 10
    assert not [one for one in known if one not in TABLE and not TABLE.keys() & set(one.__mro__) - ROOTS]


def test_the_innermost_known_exception_decides() -> None:
    inner = urllib3.exceptions.NameResolutionError("host", None, socket.gaierror(-2, "unknown"))  # type: ignore[arg-type]
    outer = requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", inner))  # type: ignore[arg-type]
    assert classify(outer)[0] is DnsError
    with pytest.raises(AddressRefused, match="no"), translated("http://x/"):
        raise Fault(AddressRefused, "no")


def test_a_bug_is_no_fetch_error() -> None:
    with pytest.raises(ZeroDivisionError), translated("http://x/"):
        raise ZeroDivisionError
