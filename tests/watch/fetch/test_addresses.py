"""Only public addresses are connected, whatever they are called, however they are written, whenever names change."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server import Server
from tracker.errors import AddressRefused, ConnectError, FetchError
from tracker.model import FetchRequest
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.addresses import check_url, refusal
from tracker.watch.fetch.faults import Fault
from tracker.watch.fetch.http import Fetcher, redirect_target

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.1.2.3 168.63.129.16 169.254.0.1
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255
198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::a9fe:a9fe ::ffff:0:7f00:1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0.0.0.0
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::10.0.0.1 64:ff9b:1::1 64:ff9b:1::7f00:1
100::1 100:0:0:1::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1::
2002:a9fe:a9fe:: 2002:808:808::
2606:4700::5efe:10.0.0.1 fe80::5efe:8.8.8.8 2606:4700::200:5efe:127.0.0.1 3fff::1 4000::1 5f00::1
fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo fec0::1 feff::1 ff02::1 ff0e::1
""".split()

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 172.15.255.255 172.32.0.0
192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 2606:4700:4700::1111 2a00:1450:4001:800::200e
::ffff:8.8.8.8 64:ff9b::8.8.8.8 2606:4700::5efe:8.8.8.8
""".split()

LOOPBACK = "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1".split()


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize("address", REFUSED)
def test_the_setting_opens_this_machine_alone(address: str) -> None:
    inside = address in LOOPBACK or address.startswith("127.")
    assert (refusal(address, allow_loopback=True) is None) == inside


SPELLINGS = """
127.0.0.1 localhost LOCALHOST a.localhost [::1] 2130706433 0x7f000001 0177.0.0.1 127.1 0 [::ffff:127.0.0.1] 127.0.0.1.
[::ffff:7f00:1] １２７.0.0.1 [0:0:0:0:0:0:0:1] %6cocalhost %31%32%37.1 ①②⑦.0.0.1
""".split()


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_reaches_this_machine(fetcher_with, server: Server, host: str) -> None:
    with pytest.raises(FetchError):
        fetcher_with(allow_private=False, timeout=2).fetch(FetchRequest(f"http://{host}:{server.port}/"))
    assert server.connections == 0


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_reaches_it_through_a_proxy(fetcher_with, server: Server, host: str) -> None:
    """The proxy resolves the names, so a number in disguise must not get that far."""
    with pytest.raises(AddressRefused):
        fetcher_with(allow_private=False, proxy=server.url()).fetch(FetchRequest(f"http://{host}/"))
    assert server.connections == 0


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/"]
)
def test_every_hop_is_checked(fetcher_with, server: Server, target: str) -> None:
    with pytest.raises(AddressRefused, match="not a public address"):
        fetcher_with().fetch(FetchRequest(server.redirect("/", target)))


def test_a_name_that_points_inside(fetcher_with) -> None:
    fetcher = fetcher_with(allow_private=False, resolver=lambda host, port: [(socket.AF_INET, ("10.0.0.1", port))])
    with pytest.raises(AddressRefused, match=r"inside\.example \(10\.0\.0\.1\)"):
        fetcher.fetch(FetchRequest("http://inside.example/"))


def test_one_inner_address_among_public_ones_is_enough(fetcher_with, server: Server) -> None:
    answer = [(socket.AF_INET, ("8.8.8.8", 9)), (socket.AF_INET, ("127.0.0.1", server.port))]
    with pytest.raises(AddressRefused):
        fetcher_with(allow_private=False, resolver=lambda host, port: answer).fetch(
            FetchRequest("http://mixed.example/")
        )
    assert server.connections == 0


def test_a_name_that_changes_its_answer_gains_nothing(fetcher_with, server: Server) -> None:
    """DNS rebinding: allowed when it is checked, inside when it is connected. Here both see one and the same answer."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[object]:
        asked.append(host)
        first = len(asked) == 1
        return [(socket.AF_INET, ("127.0.0.1", server.port) if first else ("169.254.169.254", 80))]

    # robots.txt is the first connection; the server closes it, so the page needs a second one.
    server.put(
        "/robots.txt", lambda wire: wire.send(b"HTTP/1.1 404 -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    )
    server.put("/", "never")
    with pytest.raises(AddressRefused, match=r"169\.254\.169\.254"):
        fetcher_with(resolver=rebinding).fetch(FetchRequest("http://rebind.example/"))
    assert len(asked) == 2
    assert server.count("/") == 0


def test_each_connection_asks_for_the_name_once(fetcher_with, server: Server) -> None:
    asked: list[str] = []

    def once(host: str, port: int) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, ("127.0.0.1", server.port))]

    server.put("/", "ok")
    fetcher = fetcher_with(resolver=once)
    for _ in range(3):
        fetcher.fetch(FetchRequest("http://kept.example/"))
    assert asked == ["kept.example"]


@pytest.mark.parametrize(
    "url",
    ["", "policy", "//example.com", "http://", "http:///x", "http://[", "http://[::1", "http://a:b@example.com/", "http://x@y/",
     "http://example.com:99999/", "http://example.com:x/", "file:///etc/passwd", "ftp://example.com/", "http://.example/",
     "http://" + "a" * 64 + ".example/", "http://exa mple.com/", "http://example.com\\@10.0.0.1/", "http://\u2100.example/",
     "http://*.example/", "http://ex\x00ample/", "http://ex\nample.invalid/", "http://xn--a.invalid/", "http://[v1.x]/",
     "javascript:alert(1)", "http://%00/", "http://x" + "y" * 5000, "http://-.invalid/", "http://\udcff.invalid/", "HTTP://"],
)  # fmt: skip
def test_what_is_no_address_is_a_clear_error(fetcher_with, url: str) -> None:
    with pytest.raises(FetchError):
        fetcher_with(allow_private=False, timeout=5).fetch(FetchRequest(url))


def nowhere(host: str, port: int) -> list[object]:
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


PARTS = st.text(st.sampled_from("ab:/.[]@\\\\#?%0127 \n\t\x00é①\u2100\udc80-xn--")) | st.text(max_size=12)


@settings(max_examples=200)
@given(st.sampled_from(["", "http://", "https://", "http:", "//", "http://a.example/"]), PARTS)
def test_any_text_ends_in_a_fetch_error(start: str, rest: str) -> None:
    with Fetcher(FetchSettings(spacing=0.0), resolver=nowhere) as fetcher, pytest.raises(FetchError):
        fetcher.fetch(FetchRequest(start + rest))


@settings(max_examples=200)
@given(PARTS)
def test_any_target_of_a_redirect_is_an_address_or_a_fault(location: str) -> None:
    with suppress(Fault):
        check_url(redirect_target("http://a.example/b", location))


def test_an_ipv6_number_is_an_address_not_a_name(fetcher_with) -> None:
    with pytest.raises(AddressRefused, match="::1 is an address of this machine"):
        fetcher_with(allow_private=False).fetch(FetchRequest("http://[::1]:1/"))
    with pytest.raises(ConnectError):
        fetcher_with().fetch(FetchRequest("http://[::1]:1/"))


def test_capital_letters_and_a_final_dot_are_fine(fetcher_with, server: Server) -> None:
    server.put("/", "ok")
    assert fetcher_with().fetch(FetchRequest(f"HTTP://LocalHost:{server.port}/")).body == b"ok"
