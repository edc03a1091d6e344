"""A real threaded HTTP server on loopback whose answers tests script, path by path.

::

    server.put("/policy", "<p>We have no contracts.</p>", etag='"1"')      # answers 304 to a matching If-None-Match
    server.put("/policy", Reply(503, headers={"Retry-After": "120"}), "<p>back</p>")  # in turn; the last one stays
    server.put("/slow", Reply(body=b"abc", drip=0.1))                      # a byte every 0.1 s
    server.put("/odd", lambda wire: wire.send(b"HTTP/1.1 200 OK\\r\\n"))     # anything at all, then the line is cut
    server.url("/policy"); server.count("/policy"); server.seen("/policy")[-1].headers["User-Agent"]

What is not scripted answers 404, so robots.txt allows everything. `Server.over_tls()` speaks TLS with a certificate
of an authority made for the test (`server.ca` is the file to trust).
"""

from __future__ import annotations

import socket
import ssl
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Reply:
    """One scripted answer. Content-Length is sent unless `headers` say otherwise (`chunked`, or `length=False`)."""

    status: int = 200
    body: bytes | str = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    chunked: int = 0  # bytes a chunk; 0: not chunked
    length: bool = True  # False: the end of the connection ends the body
    wait: float = 0.0  # seconds before the status line
    drip: float = 0.0  # seconds between the bytes of the body
    cut: int | None = None  # bytes of the body sent before the connection is closed
    type: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived. Header names are looked up whatever their case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class Wire:
    """The line to the client, for answers no well-behaved server gives."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self._connection, self._stopping = connection, stopping

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def wait(self, seconds: float) -> bool:
        """Sleep; True when the server is being stopped, and the answer should end."""
        return self._stopping.wait(seconds)

    def forever(self, data: bytes, every: float = 0.0) -> None:
        """Send the same bytes again and again until the client has gone."""
        while not self.wait(every) if every else not self._stopping.is_set():
            self.send(data)

    def reset(self) -> None:
        """End with RST instead of FIN."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._connection.close()


Script = Callable[[Wire], object]
Answer = Reply | Script


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        owner = self.server.owner
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = owner._answer(Seen(self.command, self.path, self.headers, sent))  # type: ignore[arg-type]
        wire = Wire(self.connection, owner._stopping)
        with suppress(OSError):
            if isinstance(answer, Reply):
                self.close_connection = self._reply(answer, wire)
            else:
                answer(wire)
                self.close_connection = True
            return
        self.close_connection = True

    do_HEAD = do_POST = do_GET

    def _reply(self, reply: Reply, wire: Wire) -> bool:
        """Send it; True when the connection must be closed after it."""
        if reply.wait and wire.wait(reply.wait):
            return True
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        status, headers = reply.status, {"Content-Type": reply.type, **reply.headers}
        validators = {"ETag": reply.etag, "Last-Modified": reply.last_modified}
        headers |= {name: value for name, value in validators.items() if value}
        asked = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if status == 200 and (
            (reply.etag and asked[0] == reply.etag) or (reply.last_modified and asked[1] == reply.last_modified)
        ):
            status, body = 304, b""
        elif reply.chunked:
            headers["Transfer-Encoding"] = "chunked"
            parts = (body[at : at + reply.chunked] for at in range(0, len(body), reply.chunked))
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        elif reply.length:
            headers.setdefault("Content-Length", str(len(body)))
        if reply.cut is not None:
            body = body[: reply.cut]
        head = f"HTTP/1.1 {status} -\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        if reply.drip:
            wire.send(head.encode("latin-1"))
            for byte in body:
                if wire.wait(reply.drip):
                    return True
                wire.send(bytes([byte]))
        else:
            wire.send(head.encode("latin-1") + body)
        return reply.cut is not None or not (reply.length or reply.chunked) or self.close_connection

    def log_message(self, *_: object) -> None:
        pass


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: Server

    def process_request(self, request: object, client_address: object) -> None:
        self.owner.connections += 1
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # clients that hang up are the subject of the tests
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Server:
    """See the module. Made by `running()`, or by the fixtures `server` and `tls_server`."""

    def __init__(self, tls: ssl.SSLContext | None = None, ca: Path | None = None, host: str = "localhost") -> None:
        self.ca, self.host, self._scheme = ca, host, "https" if tls else "http"
        self._answers: dict[str, list[Answer]] = {}
        self._seen: dict[str, list[Seen]] = defaultdict(list)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.connections = 0  # accepted so far
        self._listener = _Listener(("127.0.0.1", 0), _Handler)
        self._listener.owner = self
        if tls:  # the handshake is left to the handler's thread: a client that stalls holds up nobody else
            self._listener.socket = tls.wrap_socket(
                self._listener.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        return f"{self._scheme}://{self.host}:{self.port}{path}"

    def put(self, path: str, *answers: Answer | bytes | str, **fields: object) -> str:
        """Script a path and return its address. Answers come in turn and the last one stays.

        A plain text or bytes is the body of a `Reply`; `fields` are the other fields of every such reply.
        """
        made = [Reply(body=a, **fields) if isinstance(a, bytes | str) else a for a in answers]  # type: ignore[arg-type]
        with self._lock:
            self._answers[path] = made or [Reply(**fields)]  # type: ignore[arg-type]
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.put(path, Reply(status, headers={"Location": target}))

    def seen(self, path: str) -> list[Seen]:
        """The requests for a path so far, first to last."""
        with self._lock:
            return list(self._seen[path])

    def count(self, path: str | None = None) -> int:
        """How many requests came for a path, or for all paths but robots.txt."""
        with self._lock:
            return sum(
                len(seen) for at, seen in self._seen.items() if at == path or (path is None and at != "/robots.txt")
            )

    def forget(self) -> None:
        """Drop the requests seen so far; the script stays."""
        with self._lock:
            self._seen.clear()

    def close(self) -> None:
        self._stopping.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def _answer(self, seen: Seen) -> Answer:
        with self._lock:
            self._seen[seen.path].append(seen)
            answers = self._answers.get(seen.path)
            if not answers:
                return Reply(404, b"not scripted")
            return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def running(tls: ssl.SSLContext | None = None, ca: Path | None = None, host: str = "localhost") -> Iterator[Server]:
    """A server for a with block, on a free port of 127.0.0.1."""
    server = Server(tls, ca, host)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def running_tls(authority: trustme.CA | None = None, **certificate: object) -> Iterator[Server]:
    """The same over TLS; `certificate` goes to `trustme.CA.issue_cert` (identities, not_after, ...)."""
    authority = authority or trustme.CA()
    names = certificate.pop("identities", ("localhost",))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **certificate).configure_cert(context)  # type: ignore[misc, arg-type]
    with tempfile.TemporaryDirectory() as folder:
        ca = Path(folder, "ca.pem")
        authority.cert_pem.write_to_path(str(ca))
        with running(context, ca) as server:
            yield server
