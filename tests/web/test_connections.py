"""Clients that only hold connections keep nobody else out, and fill no log."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tracker.web import connections
from tracker.web.connections import Bounded

HALF = b"GET / HTTP/1.1\r\nHost: x.example\r\n"
APP = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that bears with a late head for a second, and with 20 connections."""
    monkeypatch.setattr(connections, "HEAD", 1.0)
    monkeypatch.setattr(connections, "MOST", 20)
    server = uvicorn.Server(uvicorn.Config(APP, port=0, http=Bounded, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def half_a_request(port: int, stack: ExitStack) -> socket.socket:
    client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
    client.sendall(HALF)
    return client


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True


def test_whoever_sends_no_whole_head_is_let_go(port: int) -> None:
    with ExitStack() as stack:
        assert is_closed(half_a_request(port, stack))


def test_a_second_request_that_never_ends_is_let_go_too(port: int) -> None:
    with ExitStack() as stack:
        client = half_a_request(port, stack)
        client.sendall(b"\r\n")
        answer = b""
        while b"here" not in answer:
            part = client.recv(1000)
            assert part
            answer += part
        client.sendall(HALF)
        assert is_closed(client)


def test_idle_clients_beyond_the_bound_make_room_for_others(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD", 60.0)
    with ExitStack() as stack:
        clients = [half_a_request(port, stack) for _ in range(60)]
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=30).text == "here"
        assert all(map(is_closed, clients[:30]))  # the longest at rest
