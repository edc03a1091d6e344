"""A child process that reads PDF documents, with limits of memory and time: a page may serve one made to exhaust both.

pdfium runs in C++ and can neither be stopped nor bounded from within. A child that went over a limit is dead, the
document has failed with a reason, and the next document gets a new child. Between documents the child stays: starting
one takes 0.2 s. The two speak JSON over pipes, since what a broken child says is not to be trusted.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import select
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Any

from tracker import errors
from tracker.errors import ExtractError, TooComplex
from tracker.model import Block, BlockKind
from tracker.read import native

MEMORY = 400_000_000  # bytes of data; a policy of 200 pages takes 60 MB
CPU = 10  # s; 500 full pages, the most that are read, take 6 s
WALL = 60.0  # s, on a machine that has much else to do
_HEAD = struct.Struct("!Q")
_LARGEST = 200_000_000  # bytes of an answer


class PdfChild:
    """Reads PDF documents in one child process after another. Threads take turns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, body: bytes) -> tuple[tuple[Block, ...], str]:
        """Blocks and title of a PDF. Raises an ExtractError: that of `read_pdf`, or TooComplex at a limit."""
        with self._lock:
            try:
                return _understood(self._ask(body))
            except (ValueError, LookupError, TypeError):  # no child of ours answers so: it was taken over, or is broken
                self.close()
        raise TooComplex(
            f"the PDF could not be read within {CPU} s and {MEMORY // 1_000_000} MB: it is damaged, very large, or"
            " made to exhaust who reads it"
        )

    def _ask(self, body: bytes) -> bytes:
        """What the child answers; nothing when it went over a limit. ExtractError when no child can be started."""
        child = self._child
        if child is None or child.poll() is not None:
            self.close()
            try:
                child = self._child = _started()
            except OSError as error:
                raise ExtractError(f"no process could be started to read the PDF in: {error}") from error
        assert child.stdin is not None
        try:
            child.stdin.write(_HEAD.pack(len(body)) + body)
            child.stdin.flush()
            answer = _received(child, monotonic() + WALL)
        except OSError:  # it died while it was written to
            answer = b""
        if not answer:
            self.close()
        return answer

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError):
                    assert pipe is not None
                    pipe.close()


def _understood(answer: bytes) -> tuple[tuple[Block, ...], str]:
    """Blocks and title of an answer. Raises the error that it tells of; ValueError and the like when it is none."""
    said = json.loads(answer)
    if "error" in said:
        kind = vars(errors)[said["error"]]
        raise (kind if issubclass(kind, ExtractError) else ExtractError)(str(said["reason"]))
    return tuple(Block(BlockKind(kind), str(text)) for kind, text in said["blocks"]), str(said["title"])


def _started() -> subprocess.Popen[bytes]:
    program = f"import sys; sys.path[:] = {sys.path!r}; from tracker.watch.child import serve; serve()"
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")},  # no secret of ours
        start_new_session=True,  # it ends with its pipe, and not by Ctrl-C
    )


def _received(child: subprocess.Popen[bytes], until: float) -> bytes:
    """The child's answer; empty when it died, or gave none in time."""
    assert child.stdout is not None
    size, got = _HEAD.size, bytearray()
    whole = None
    while whole is None or len(got) < whole:
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, until - monotonic()))
        part = child.stdout.read1(1 << 20) if ready else b""  # type: ignore[attr-defined]
        if not part:
            return b""
        got += part
        if whole is None and len(got) >= size:
            (length,) = _HEAD.unpack(got[:size])
            del got[:size]
            whole = length
            if length > _LARGEST:
                return b""
    return bytes(got)


def serve() -> None:
    """In the child: answer one document after another until the parent is gone."""
    from tracker.read.pdf import read_pdf

    _limit(resource.RLIMIT_DATA, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(_HEAD.size)) == _HEAD.size:
        body = source.read(_HEAD.unpack(head)[0])
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU)
        try:
            blocks, title = read_pdf(body)
            answer: dict[str, Any] = {"blocks": [[block.kind, block.text] for block in blocks], "title": title}
        except ExtractError as error:
            answer = {"error": type(error).__name__, "reason": str(error)}
        except MemoryError:
            return
        said = json.dumps(answer).encode()
        sink.write(_HEAD.pack(len(said)) + said)
        sink.flush()


def _limit(what: int, most: int) -> None:
    """Bound this process, within what it was given: a service manager or a shell may have set a lower limit."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


_CHILD = PdfChild()
atexit.register(_CHILD.close)


def guard() -> None:
    """Have every PDF document that this process reads be read in the child."""
    native.use(_CHILD.read)
