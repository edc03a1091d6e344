"""A real web archive on loopback: pywb, from a virtual environment of its own (`make pywb`), in a temporary folder.

::

    endpoint = pywb.collection(path_of_a_warc, ...)   # an address for FetchSettings(wayback=...)
"""

from __future__ import annotations

import itertools
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

PROGRAMS = Path(__file__).parent.parent / ".pywb" / "bin"
MISSING = None if (PROGRAMS / "wayback").exists() else "pywb is not there: run `make pywb`"


class Pywb:
    """See the module. Made by `running()`, or by the fixture `pywb`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._numbers = itertools.count()

    def collection(self, *warcs: Path) -> str:
        """Put WARC files into a new collection; its address."""
        name = f"c{next(self._numbers)}"
        for command in (["init", name], ["add", name, *map(str, warcs)]):
            subprocess.run([PROGRAMS / "wb-manager", *command], cwd=self._folder, check=True, capture_output=True)
        return f"http://127.0.0.1:{self._port}/{name}"


@contextmanager
def running() -> Iterator[Pywb]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAMS / "wayback", "-b", "127.0.0.1", "-p", str(port), "-d", folder]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(f"http://127.0.0.1:{port}/")
                yield Pywb(Path(folder), port)
            finally:
                process.terminate()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            requests.get(url, timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("pywb did not come up in 30 s")
