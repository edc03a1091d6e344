"""Files that a reader never sees empty or cut, and that change only when their bytes do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tracker.errors import PublishError

MODE = 0o644  # a web server of another user must be able to read them, whatever our umask
FOLDER_MODE = 0o755
BATCH = 200  # files
WAITING = 8  # of them at once; a disk takes many together


class Folder:
    """Writes below one folder: a temporary file beside the target, fsync, rename.

    Files wait for the disk together: a batch is fsynced side by side, then renamed. `settle` ends the batch; what it
    was called after is on the disk before anything that is written later.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []
        self.unchanged = 0
        self.removed: list[str] = []
        self._batch: dict[str, Path] = {}  # path -> temporary file
        self._unsettled: set[Path] = set()
        self._made: set[Path] = set()

    def read(self, path: str) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Puts the bytes at `path` by the next `settle`, unless they are there already."""
        if path in self._batch or len(self._batch) >= BATCH:
            self._flush()
        if self.read(path) == content:
            self.unchanged += 1
            return
        target = self.root / path
        self._make(target.parent)
        temporary = target.with_name(f".{target.name}.tmp")
        self._batch[path] = temporary
        with open(_create(temporary), "wb") as file:
            os.fchmod(file.fileno(), MODE)
            file.write(content)

    def discard(self) -> None:
        """Gives up what is not in place yet; a full disk gets its space back."""
        for temporary in self._batch.values():
            temporary.unlink(missing_ok=True)
        self._batch.clear()

    def _flush(self) -> None:
        files = list(self._batch.values())
        if len(files) > 1:
            with ThreadPoolExecutor(WAITING) as waiting:
                shares = (files[n::WAITING] for n in range(WAITING))
                list(waiting.map(_sync, shares))  # raises what one of them raised
        else:
            _sync(files)
        for path, temporary in self._batch.items():
            target = self.root / path
            os.replace(temporary, target)
            self._unsettled.add(target.parent)
            self.written.append(path)
        self._batch.clear()

    def remove(self, path: str) -> None:
        target = self.root / path
        target.unlink(missing_ok=True)
        self._unsettled.add(target.parent)
        self.removed.append(path)

    def settle(self) -> None:
        """Returns when everything so far would survive a power cut. Raises OSError when it cannot be written."""
        self._flush()
        _sync(sorted(self._unsettled))
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


def put(root: Path, path: str, content: bytes) -> None:
    """One file into a published folder. PublishError when it cannot be written; what was there before is whole."""
    folder = Folder(root)
    try:
        folder.write(path, content)
        folder.settle()
    except OSError as error:
        with suppress(OSError):
            folder.discard()
        raise PublishError(f"{root / path} cannot be published: {error}; what was there before is whole") from error


def _create(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(path, flags, MODE)
    except FileExistsError:  # left by a publication that was killed
        path.unlink()
        return os.open(path, flags, MODE)


def _sync(paths: Sequence[Path]) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
