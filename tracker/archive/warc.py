"""WARC files as captures (ISO 28500). Only `response` records are read; everything else is passed over."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from tracker.errors import UsageError
from tracker.types import Capture, utc

MAX_BODY = 10 * 1024 * 1024
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a response record lies, without its body."""

    path: Path
    offset: int
    url: str
    at: datetime


def index_warc(path: Path) -> Iterator[Entry]:
    """Every response record of a WARC file, in file order. UsageError when the file is not readable as one."""
    try:
        _check_whole(path)
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for item in records:
                if item.rec_type == "response":
                    url, date = item.rec_headers.get_header("WARC-Target-URI"), item.rec_headers.get_header("WARC-Date")
                    if url and date:
                        yield Entry(path, records.get_record_offset(), url.strip("<>"), utc(date))
    except (OSError, ValueError, EOFError, zlib.error, ArchiveLoadFailed) as error:
        raise UsageError(f"{path} cannot be read as a WARC file: {error}") from error


def _check_whole(path: Path) -> None:
    """A reader of WARC files passes over a cut end without a word; gzip itself does not."""
    with path.open("rb") as stream:
        head = stream.read(2)
    if not head:
        raise ValueError("it is empty")
    if head == GZIP:
        with gzip.open(path) as unpacked:
            while unpacked.read(1 << 20):
                pass


def read_warc(entry: Entry) -> Capture | None:
    """The capture of a record, its content encoding undone; None when its body is over 10 MB, broken or cut short."""
    with entry.path.open("rb") as stream:
        stream.seek(entry.offset)
        item = next(iter(ArchiveIterator(stream)))
        headers = tuple((str(k), str(v)) for k, v in item.http_headers.headers) if item.http_headers else ()
        status = item.http_headers.get_statuscode() if item.http_headers else "200"
        try:
            body = item.content_stream().read(MAX_BODY + 1)
            cut = not item.raw_stream.read(1) and item.raw_stream.limit > 0
        except (OSError, EOFError, zlib.error):
            return None
    if cut or len(body) > MAX_BODY:
        return None
    return Capture(
        url=entry.url,
        final_url=entry.url,
        status=int(status) if str(status).isdigit() else 0,
        headers=headers,
        body=body,
        at=entry.at,
        source=f"warc:{entry.path.name}",
    )
