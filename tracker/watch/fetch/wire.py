"""Connections that keep to a deadline, a byte budget and the address guard.

`timeout=5` in requests bounds one wait for bytes, not the fetch: a server that sends a byte a second holds it for ever.
Here the socket itself knows when the whole exchange must be over and how much it may receive, so slow headers, endless
chunk sizes, trailers and bodies all end the same way, inside http.client and urllib3 as well as in our own reading.
"""

from __future__ import annotations

import math
import socket
import ssl
from functools import lru_cache, partial
from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from tracker.errors import ConnectError, FetchTimeout, TooLarge
from tracker.watch.fetch.addresses import Resolver, check_targets, resolve
from tracker.watch.fetch.faults import Fault
from tracker.watch.fetch.settings import FetchSettings

HEAD_ROOM = 1 << 19  # bytes a response may have besides its body: status, headers, chunk sizes, trailers


class _Metered:
    """A socket that receives until its deadline and within its budget; both are set anew for each exchange."""

    deadline = math.inf  # monotonic seconds
    budget = math.inf  # bytes

    def recv_into(self, *args: Any) -> int:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the whole answer did not arrive in time")
        self.settimeout(None if left == math.inf else left)  # type: ignore[attr-defined]
        count: int = super().recv_into(*args)  # type: ignore[misc]
        self.budget -= count
        if self.budget < 0:
            raise Fault(TooLarge, "the answer is larger than allowed")
        return count


class _MeteredSocket(_Metered, socket.socket):
    pass


class _MeteredTls(_Metered, ssl.SSLSocket):
    pass


class StaleConnection(Exception):
    """A kept connection turned out to be closed by the server; the request may be sent again on a new one."""


class Guard:
    """What every connection of one fetcher has in common."""

    def __init__(self, settings: FetchSettings, resolver: Resolver) -> None:
        self.budget = settings.max_bytes + HEAD_ROOM
        self.allow_loopback = settings.allow_private
        self.resolver = resolver

    def connect(self, host: str, port: int, seconds: float, to_proxy: bool) -> socket.socket:
        """A connection to the first address of the host that takes one; `seconds` bounds all tries together."""
        deadline = monotonic() + seconds
        host = host.strip("[]")  # of an IPv6 address
        targets = resolve(self.resolver, host, port, seconds)
        if not to_proxy:  # the operator chose the proxy, wherever it is
            check_targets(host, targets, self.allow_loopback)
        failure: OSError | None = None
        for tried, (family, address) in enumerate(targets):
            left = (deadline - monotonic()) / (len(targets) - tried)
            if left <= 0:
                break
            sock = _MeteredSocket(family, socket.SOCK_STREAM)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(left)
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
            else:
                sock.settimeout(max(deadline - monotonic(), 0.001))  # what is left for TLS
                sock.deadline, sock.budget = deadline, HEAD_ROOM  # the answer of a proxy to CONNECT
                return sock
        if failure is None or isinstance(failure, TimeoutError):
            raise Fault(FetchTimeout, f"{host} did not take a connection in time") from failure
        raise Fault(ConnectError, f"{host}: {(failure.strerror or str(failure)).lower()}") from failure


class _Guarded:
    """What the connections add to those of urllib3."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard
        self._served = 0  # answers over the present connection

    def _new_conn(self) -> socket.socket:
        c: Any = self
        self._served = 0
        return self._guard.connect(c._dns_host, c.port, c.timeout, to_proxy=c.proxy is not None)

    def getresponse(self) -> Any:
        c: Any = self
        c.sock.deadline, c.sock.budget = monotonic() + c.timeout, self._guard.budget
        try:
            response = super().getresponse()  # type: ignore[misc]
        except (ConnectionError, ssl.SSLEOFError) as error:
            if self._served:
                raise StaleConnection from error
            raise
        self._served += 1
        return response


class _GuardedHttp(_Guarded, HTTPConnection):
    pass


class _GuardedHttps(_Guarded, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        # Anybody on the way can end a TCP connection: an end without the goodbye of TLS is a cut body (RFC 9112 9.8).
        self.sock.suppress_ragged_eofs = False  # type: ignore[union-attr]


def _pool(
    pool: type[HTTPConnectionPool],
    connection: type[_GuardedHttp | _GuardedHttps],
    guard: Guard,
    *args: Any,
    **kwargs: Any,
) -> HTTPConnectionPool:
    made = pool(*args, **kwargs)
    made.ConnectionCls = partial(connection, guard=guard)  # type: ignore[assignment]
    return made


class GuardedAdapter(HTTPAdapter):
    """A requests adapter whose connections obey the guard. `timeout` must be a urllib3 Timeout with a total.

    Certificates are always verified, against one context that is loaded once: requests loads the authorities again
    for each connection, which costs more than the handshake.
    """

    def __init__(self, guard: Guard, context: ssl.SSLContext) -> None:
        self._guard, self._context = guard, context
        super().__init__(pool_connections=32, pool_maxsize=8)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)
        self._guard_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        if proxy not in self.proxy_manager:
            manager = super().proxy_manager_for(
                proxy, **kwargs, ssl_context=self._context, proxy_ssl_context=self._context
            )
            self._guard_pools(manager)
        return self.proxy_manager[proxy]

    def build_connection_pool_key_attributes(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> Any:
        host, _ignored = super().build_connection_pool_key_attributes(request, True, None)
        return host, {}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing to do: the context verifies."""

    def _guard_pools(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, _GuardedHttp, self._guard),
            "https": partial(_pool, HTTPSConnectionPool, _GuardedHttps, self._guard),
        }


@lru_cache(maxsize=4)  # reading the usual authorities takes 16 ms
def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """A verifying client context whose sockets keep to deadlines. OSError when the bundle cannot be read."""
    context = ssl.create_default_context(cafile=ca_bundle)
    context.sslsocket_class = _MeteredTls
    return context
