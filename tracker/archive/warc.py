"""WARC files as captures (ISO 28500). Only `response` records are read; everything else is passed over."""

from __future__ import annotations

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
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for item in records:
                if item.rec_type == "response":
                    url, date = item.rec_headers.get_header("WARC-Target-URI"), item.rec_headers.get_header("WARC-Date")
                    if url and date:
                        yield Entry(path, records.get_record_offset(), url.strip("<>"), utc(date))
    except (OSError, ValueError, EOFError, zlib.error, ArchiveLoadFailed) as error:
        raise UsageError(f"{path} cannot be read as a WARC file: {error}") from error


def read_warc(entry: Entry) -> Capture | None:
    """The capture of a record, its content encoding undone; None when its body is over 10 MB or cut short."""
    with entry.path.open("rb") as stream:
        stream.seek(entry.offset)
        item = next(iter(ArchiveIterator(stream)))
        headers = tuple((str(k), str(v)) for k, v in item.http_headers.headers) if item.http_headers else ()
        status = item.http_headers.get_statuscode() if item.http_headers else "200"
        try:
            body = item.content_stream().read(MAX_BODY + 1)
        except (OSError, EOFError, zlib.error):
            return None
    if len(body) > MAX_BODY:
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
