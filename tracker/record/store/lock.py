"""One writer at a time: a file beside the database that says who holds it."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tracker.errors import StoreError, StoreLocked


class WriterLock:
    """Held by whoever writes. The system frees it when the process ends, however it ends.

    Raises StoreLocked at once, naming the holder, when another process has it; StoreError when it cannot be written.
    """

    def __init__(self, database: Path) -> None:
        from filelock import FileLock  # those who only read, which are most commands, need no lock

        self._name = database.name
        self._path = database.with_name(database.name + ".lock")
        self._holder = database.with_name(database.name + ".holder")
        self._lock = FileLock(self._path, timeout=0, mode=0o644)

    def __enter__(self) -> WriterLock:
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            raise StoreLocked(
                f"{self._name} is in use by {self._who()}; wait for it to end, or stop it, and try again"
            ) from None
        except OSError as error:
            raise StoreError(
                f"{self._path.parent} cannot be written, so nothing can be added to {self._name}: {error.strerror};"
                " give the folder to the user who runs this, or name another with --db"
            ) from error
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:3]])
        with suppress(OSError):  # on a full disk; it only tells others who has the lock
            self._holder.write_text(f"process {os.getpid()} on {socket.gethostname()} ({command})", encoding="utf-8")
        return self

    def _who(self) -> str:
        try:
            return self._holder.read_text(encoding="utf-8") or "another process"
        except OSError:
            return "another process"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._lock.release()
