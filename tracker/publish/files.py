"""Files that a reader never sees empty or cut, and that change only when their bytes do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MODE = 0o644  # a web server of another user must be able to read them, whatever our umask
FOLDER_MODE = 0o755


class Folder:
    """Writes below one folder: a temporary file beside the target, fsync, rename; folders are fsynced by `settle`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []
        self.unchanged = 0
        self.removed: list[str] = []
        self._unsettled: set[Path] = set()

    def read(self, path: str) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> bool:
        """Puts the bytes at `path`; False when they were there already."""
        if self.read(path) == content:
            self.unchanged += 1
            return False
        target = self.root / path
        self._make(target.parent)
        temporary = target.with_name(f".{target.name}.tmp")
        temporary.unlink(missing_ok=True)  # left by a publication that was killed
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, MODE)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, target)
        self._unsettled.add(target.parent)
        self.written.append(path)
        return True

    def remove(self, path: str) -> None:
        target = self.root / path
        target.unlink(missing_ok=True)
        self._unsettled.add(target.parent)
        self.removed.append(path)

    def settle(self) -> None:
        """Returns when every rename so far would survive a power cut."""
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
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(FOLDER_MODE)
        self._unsettled.add(folder.parent)
