"""The only way out for a browser: a SOCKS5 proxy on this machine that obeys the address guard.

A browser resolves names, follows redirects, and opens frames and sockets on its own. Asked beforehand for each address
it could still be led elsewhere (DNS rebinding, a redirect that no interception sees); here every connection it makes
is resolved, checked and opened by us, whatever asked for it. What it may receive for one page is counted here too.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from contextlib import suppress
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from tracker.errors import FetchError, TooLarge
from tracker.watch.fetch.faults import Fault, classify
from tracker.watch.fetch.wire import Guard

PIECE = 1 << 16
OPEN = 64  # connections of one page at a time: browsers keep six to a host
# RFC 1928
VERSION, NO_AUTHENTICATION, CONNECT = 5, 0, 1
IPV4, NAME, IPV6 = 1, 3, 4
DONE, FAILED = 0, 1


class Gate:
    """Lets one page out, until the block ends. `budget` is in bytes of all answers together."""

    def __init__(self, guard: Guard, budget: int, connect_timeout: float) -> None:
        self._guard, self._left, self._timeout = guard, budget, connect_timeout
        self._open: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(OPEN)
        self.faults: dict[str, Fault] = {}  # host -> why it was not connected
        self.overdrawn: Fault | None = None  # once the budget is used up

    @property
    def address(self) -> str:
        host, port = self._server.sockets[0].getsockname()
        return f"socks5://{host}:{port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._slots:
                with suppress(OSError, EOFError):  # the browser hung up
                    await self._connect(reader, writer)
        finally:
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(bytes((VERSION, NO_AUTHENTICATION)))
        _, command, _, kind = await reader.readexactly(4)
        host = await _host(reader, kind)
        port = int.from_bytes(await reader.readexactly(2))
        try:
            if command != CONNECT:
                raise Fault(FetchError, "the browser asked for something else than a connection")
            sock = await _uncut(asyncio.to_thread(self._guard.connect, host, port, self._timeout, False))
        except (Fault, OSError) as error:
            self.faults[host] = error if isinstance(error, Fault) else Fault(*classify(error))
            writer.write(bytes((VERSION, FAILED, 0, IPV4, 0, 0, 0, 0, 0, 0)))
            await writer.drain()
            return
        writer.write(bytes((VERSION, DONE, 0, IPV4, 0, 0, 0, 0, 0, 0)))
        from_server, to_server = await asyncio.open_connection(sock=sock)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, to_server, counted=False))
                both.create_task(self._pass(from_server, writer, counted=True))
        except* OSError:
            pass  # either side hung up, and the other is told by the end of its connection
        finally:
            to_server.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        while data := await reader.read(PIECE):
            if counted:
                self._left -= len(data)
                if self._left < 0:
                    self.overdrawn = Fault(TooLarge, "the page and what it loads are larger than allowed")
                    raise ConnectionAbortedError
            writer.write(data)
            await writer.drain()
        with suppress(OSError, NotImplementedError):
            writer.write_eof()


async def _uncut(connecting: Coroutine[None, None, socket.socket]) -> socket.socket:
    """The connection; one that comes about after nobody waits for it any more is closed."""
    task = asyncio.ensure_future(connecting)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.add_done_callback(_close)
        raise


def _close(done: asyncio.Future[socket.socket]) -> None:
    if done.exception() is None:
        done.result().close()


async def _host(reader: asyncio.StreamReader, kind: int) -> str:
    if kind == NAME:
        (length,) = await reader.readexactly(1)
        return (await reader.readexactly(length)).decode("latin-1")
    return str(ip_address(await reader.readexactly(4 if kind == IPV4 else 16)))
