"""The address guard: which schemes, hosts and connected addresses a fetch may touch.

A name is resolved once per connection, every address of the answer is checked, and the connection goes to one of the
checked addresses. So a name that answers differently the second time (DNS rebinding) gains nothing, and neither does
another spelling of an address (`http://2130706433/`, `http://0x7f.1/`, `http://[::ffff:127.0.0.1]/`): what is checked
is the binary address that is about to be connected.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from AntiSSRF import IPAddressRanges

from tracker.errors import AddressRefused, DnsError, FetchTimeout
from tracker.watch.fetch.faults import Fault

# family and socket address, as getaddrinfo gives them
Target = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]
Resolver = Callable[[str, int], Sequence[Target]]

NAT64 = ip_network("64:ff9b::/96")  # the only way to IPv4 hosts on many IPv6-only networks, so looked into
GLOBAL_UNICAST = ip_network("2000::/3")  # all of IPv6 that is handed out; keeps out what no list names yet
# 6to4 and Teredo, which lead to IPv4 addresses too, are on the list as a whole.
REFUSED = [ip_network(text) for text in IPAddressRanges.recommended_latest]
ISATAP, ISATAP_MASK = (
    0x0000_5EFE,
    0xFDFF_FFFF,
)  # third quarter of an address, whose tunnel ends at the last one: RFC 5214
MAX_URL = 4096  # characters
LOCAL = "is an address of this machine; TRACKER_ALLOW_PRIVATE=1 (--allow-private) lets it be fetched"


def check_url(url: str) -> SplitResult:
    """The parts of an address that may be fetched over HTTP. Fault when its scheme or form is not allowed."""
    if len(url) > MAX_URL:
        raise Fault(AddressRefused, f"the address is longer than {MAX_URL} characters")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Fault(AddressRefused, f"not an address: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise Fault(AddressRefused, f"only http and https addresses are fetched, not {parts.scheme or 'this'!r}")
    if not parts.hostname:
        raise Fault(AddressRefused, "the address has no host")
    if parts.username is not None or parts.password is not None:
        # A public statement needs no password, and one in an address would end up in feeds and exports.
        raise Fault(AddressRefused, "an address with a user name or password is not fetched")
    return parts


def refusal(address: str, allow_loopback: bool = False) -> str | None:
    """Why this IP address (text, with or without a zone) must not be connected; None when it may be."""
    ip = ip_address(address.split("%", 1)[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return refusal(str(ip.ipv4_mapped), allow_loopback)
        if ip in NAT64:
            return refusal(_last_bits(ip))
        if int(ip) >> 32 & ISATAP_MASK == ISATAP and refusal(_last_bits(ip)):
            return "leads to an address that is not public"
    if ip.is_loopback:
        return None if allow_loopback else LOCAL
    if ip.version == 6 and ip not in GLOBAL_UNICAST:
        return "is not a public address"
    if any(ip in network for network in REFUSED if network.version == ip.version):
        return "is not a public address"
    return None


def _last_bits(ip: IPv6Address) -> str:
    """The IPv4 address in the last 32 bits, where packets to this one end up."""
    return str(IPv4Address(int(ip) & 0xFFFF_FFFF))


def system_resolver(host: str, port: int) -> Sequence[Target]:
    """All stream addresses the system knows for a name, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]  # type: ignore[misc]


def resolve(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[Target]:
    """Ask the resolver, but wait no longer than that: getaddrinfo itself takes no time limit and cannot be stopped."""
    answer: queue.SimpleQueue[Sequence[Target] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolver(host, port))
        except Exception as error:  # handed to the asking thread, which raises it
            answer.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        found = answer.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        raise Fault(FetchTimeout, f"no answer to the name {host} in time") from None
    if isinstance(found, OSError | UnicodeError):
        raise Fault(DnsError, f"the name {host} has no address: {getattr(found, 'strerror', None) or found}") from found
    if isinstance(found, Exception):
        raise found
    if not found:
        raise Fault(DnsError, f"the name {host} has no address")
    return found


def check_host(host: str, allow_loopback: bool) -> None:
    """Fault when the host is the number of an address that must not be connected, in any spelling, or this machine.

    All that can be checked when a proxy resolves the names.
    """
    host = unquote(host).rstrip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")  # full-width digits are digits
    if host == "localhost" or host.endswith(".localhost"):
        host = "127.0.0.1"
    with suppress(OSError, UnicodeError):  # a name, not a number
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        check_targets(host, [(family, address) for family, _, _, _, address in found], allow_loopback)  # type: ignore[misc]


def check_targets(host: str, targets: Sequence[Target], allow_loopback: bool) -> None:
    """Fault when any address of an answer must not be connected: an honest name does not mix them."""
    for _, address in targets:
        reason = refusal(address[0], allow_loopback)
        if reason:
            shown = address[0] if address[0] == host else f"{host} ({address[0]})"
            raise Fault(AddressRefused, f"{shown} {reason}")
