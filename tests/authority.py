"""A time-stamping authority on loopback: `openssl ts` behind a small HTTP server, with a root made for the test."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CONFIG = """
[tsa]
default_tsa = clock
[clock]
serial = serial
signer_cert = clock.pem
signer_key = clock.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
[certificate]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
"""


class Authority(ThreadingHTTPServer):
    """Stamps what is posted to it. `status`: what it answers instead; 0: nothing until the end. `replay`: once more."""

    daemon_threads = True

    def __init__(self, folder: Path, digests: str = "sha256") -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder, self.asked, self.over = folder, 0, threading.Event()
        self.status, self.replay = 200, b""
        (folder / "openssl.cnf").write_text(CONFIG.format(digests=digests))
        (folder / "serial").write_text("01")
        key = ("-newkey", "rsa:2048", "-nodes", "-keyout")
        self._openssl("req", "-x509", *key, "root.key", "-out", "root.pem", "-subj", "/CN=Root of the test")
        self._openssl("req", *key, "clock.key", "-out", "clock.csr", "-subj", "/CN=Clock of the test")
        by = ("-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "2", "-days", "2")
        as_ = ("-extfile", "openssl.cnf", "-extensions", "certificate")
        self._openssl("x509", "-req", "-in", "clock.csr", "-out", "clock.pem", *by, *as_)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def stamp(self, question: bytes) -> bytes:
        (self.folder / "question").write_bytes(question)
        self._openssl("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "question", "-out", "answer")
        return (self.folder / "answer").read_bytes()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


class _Answer(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        question = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        if not self.server.status:
            self.server.over.wait(30)
            return
        body = self.server.replay or self.server.stamp(question)
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def authority(folder: Path, **more: str) -> Iterator[Authority]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder.mkdir()
    with Authority(folder, **more) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()
