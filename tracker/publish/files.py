"""Files that a reader never sees empty or cut, and that change only when their bytes do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

MODE = 0o644  # a web server of another user must be able to read them, whatever our umask
FOLDER_MODE = 0o755
WRITERS = 4
UNDERWAY = 500  # files held in memory at most


class Folder:
    """Writes below one folder: a temporary file beside the target, fsync, rename.

    Files are written side by side, as most of the time is spent waiting for the disk. `settle` waits for all of them
    and for their folders; what it was called after is on the disk before anything that is written later. Use as a
    context manager.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []
        self.unchanged = 0
        self.removed: list[str] = []
        self._unsettled: set[Path] = set()
        self._made: set[Path] = set()
        self._writers = ThreadPoolExecutor(WRITERS, "publish")
        self._underway: dict[str, Future[bool]] = {}

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *error: object) -> None:
        self._writers.shutdown(cancel_futures=True)

    def read(self, path: str) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Puts the bytes at `path` by the next `settle`, unless they are there already."""
        if path in self._underway or len(self._underway) >= UNDERWAY:
            self._wait()
        self._make((self.root / path).parent)
        self._underway[path] = self._writers.submit(self._put, path, content)

    def _put(self, path: str, content: bytes) -> bool:
        if self.read(path) == content:
            return False
        target = self.root / path
        temporary = target.with_name(f".{target.name}.tmp")
        temporary.unlink(missing_ok=True)  # left by a publication that was killed
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, MODE)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, target)
        return True

    def _wait(self) -> None:
        for path, outcome in self._underway.items():
            if outcome.result():
                self.written.append(path)
                self._unsettled.add((self.root / path).parent)
            else:
                self.unchanged += 1
        self._underway.clear()

    def remove(self, path: str) -> None:
        target = self.root / path
        target.unlink(missing_ok=True)
        self._unsettled.add(target.parent)
        self.removed.append(path)

    def settle(self) -> None:
        """Returns when everything so far would survive a power cut. Raises OSError when it cannot be written."""
        self._wait()
        for folder in sorted(self._unsettled):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._unsettled.clear()

    def files(self, folder: str) -> Iterator[str]:
        """Paths of the files below a sub-folder."""
        for at, _, names in os.walk(self.root / folder):
            for name in names:
                yield Path(at, name).relative_to(self.root).as_posix()

    def _make(self, folder: Path) -> None:
        if folder in self._made:
            return
        self._made.add(folder)
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(FOLDER_MODE)
        self._unsettled.add(folder.parent)
