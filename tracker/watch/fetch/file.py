"""The fetcher of file: addresses: pages on this machine, and pages that another program puts there."""

from __future__ import annotations

import mimetypes
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from time import monotonic
from urllib.parse import unquote

from tracker.errors import AddressRefused, CannotSee, ConnectError, TooLarge
from tracker.model import Capture, FetchRequest, SourceKind
from tracker.watch.fetch.settings import FetchSettings


class FileFetcher:
    """Reads regular files. The file's time and size serve as its ETag, so an unchanged file is not read again."""

    def __init__(self, settings: FetchSettings | None = None, *, clock: Callable[[], datetime] | None = None) -> None:
        self._settings = settings or FetchSettings()
        self._clock = clock or (lambda: datetime.now(UTC))

    def fetch(self, request: FetchRequest) -> Capture:
        """A capture with status 200, or 304 with an empty body when the ETag still fits. FetchError otherwise."""
        started = monotonic()
        url = request.url
        if not self._settings.allow_files:
            raise CannotSee(f"{url}: files are not read; allow them in the settings", url=url)
        path = _path(url)
        try:
            # Opened without waiting: the open of a pipe without a writer would never return.
            with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise ConnectError(f"{path} is not a regular file", url=url)
                etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
                body = b"" if request.etag == etag else file.read(self._settings.max_bytes + 1)
        except OSError as error:
            raise ConnectError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}", url=url) from error
        if len(body) > self._settings.max_bytes:
            raise TooLarge(f"{path} is larger than {self._settings.max_bytes} bytes", url=url)
        headers = {"ETag": etag, "Last-Modified": formatdate(found.st_mtime, usegmt=True)}
        kind, _ = mimetypes.guess_type(path.name)
        if kind:
            headers["Content-Type"] = kind
        return Capture(
            url=url,
            final_url=url,
            status=304 if request.etag == etag else 200,
            headers=tuple(headers.items()),
            body=body,
            at=self._clock(),
            source=SourceKind.FILE,
            elapsed=monotonic() - started,
        )

    def close(self) -> None:
        pass


def _path(url: str) -> Path:
    """The path a file: address names on this machine (RFC 8089)."""
    prefix = next((prefix for prefix in ("file:///", "file://localhost/") if url.lower().startswith(prefix)), None)
    path = unquote(url[len(prefix) - 1 :].split("#", 1)[0]) if prefix else ""
    if not path or "\0" in path:
        raise AddressRefused(f"{url!r} names no file of this machine; write file:///folder/name", url=url)
    return Path(path)
