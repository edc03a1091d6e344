"""WARC files as captures, and captures as WARC files (ISO 28500).

Read are `response` records, `resource` records of pages, and `revisit` records that name a response of the same files:
each is a look that saw those bytes. Everything else is passed over.
"""

from __future__ import annotations

import gzip
import io
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http.client import responses
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

from tracker.errors import UsageError
from tracker.model import Capture, CaptureSource, SourceKind, iso, utc
from tracker.watch.fetch.decode import decode
from tracker.watch.fetch.faults import Fault

MAX_BODY = 10 * 1024 * 1024
_PAGES = ("text/html", "application/xhtml", "text/plain", "text/markdown", "application/pdf")
GZIP = b"\x1f\x8b"
# Of the answer as it was sent. Bodies are kept with these undone, so a replay must not see them under their own names.
_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))
_NAMESPACE = uuid.UUID("0c9ad9ff-5a0f-4be0-8c4e-3c1f6f0d8f55")  # the same captures make the same file


@dataclass(frozen=True, slots=True)
class WarcEntry:
    """Where the record of a capture lies, without its body."""

    path: Path
    offset: int
    url: str
    at: datetime


_UNREADABLE = (OSError, ValueError, EOFError, zlib.error, ArchiveLoadFailed)


@dataclass(slots=True)
class _WarcWalk:
    """How far a file is read from one place on."""

    at: int  # byte at which the record begins that was read last
    length: int = 0  # of its content, in bytes
    started: bool = False  # a record was read
    inside: bool = False  # it is looked at now


def _reason(error: Exception) -> str:
    """What is wrong, without the bytes that an error may quote."""
    damaged = isinstance(error, (ArchiveLoadFailed, zlib.error, EOFError))
    return "it is damaged, or no WARC file" if damaged else _line(str(error))[:200]


class WarcIndex:
    """The captures of some WARC files. A record that cannot be read costs no other: it is passed over, and told."""

    def __init__(self) -> None:
        self.lost: list[str] = []  # a sentence for each record that was passed over
        self._by_digest: dict[tuple[str, str], WarcEntry] = {}
        self._by_time: dict[tuple[str, datetime], WarcEntry] = {}

    def read(self, path: Path) -> Iterator[WarcEntry]:
        """Every capture of a file, in its order. UsageError when no record of it can be read."""
        try:
            packed = _is_packed(path)
            with path.open("rb") as stream:
                start: int | None = 0
                told = False
                while start is not None:
                    walk = _WarcWalk(start)
                    try:
                        yield from self._entries(path, stream, walk)
                        if walk.started and _is_cut(stream, walk, packed=packed):
                            self.lost.append(f"{path}: it ends in the middle of the record at byte {walk.at:,}")
                        return
                    except _UNREADABLE as error:
                        if not walk.started and walk.at == 0:
                            raise
                        if walk.started or not told:  # else it is what was told of, once more
                            what = "" if walk.inside or not walk.started else "what follows "
                            place = f"{path}: {what}the record at byte {walk.at:,}"
                            self.lost.append(f"{place} cannot be read: {_reason(error)}")
                        told = not walk.inside
                    start = _next_record(stream, walk.at + 1, packed=packed)
        except _UNREADABLE as error:
            raise UsageError(f"{path} cannot be read as a WARC file: {_reason(error)}") from error

    def _entries(self, path: Path, stream: BinaryIO, walk: _WarcWalk) -> Iterator[WarcEntry]:
        stream.seek(walk.at)
        records = ArchiveIterator(stream)
        for item in records:
            walk.at, walk.started, walk.inside = records.get_record_offset(), True, True
            length = item.rec_headers.get_header("Content-Length") or ""
            if not length.isdigit():
                raise ValueError("it does not say how long it is")
            walk.length = int(length)
            entry = self._entry(path, item, walk.at)
            walk.inside = False
            if entry is not None:
                yield entry

    def _entry(self, path: Path, item: Any, offset: int) -> WarcEntry | None:
        head = item.rec_headers.get_header
        url, date = head("WARC-Target-URI"), head("WARC-Date")
        if item.rec_type not in ("response", "resource", "revisit") or not url or not date:
            return None
        url, at, digest = url.strip("<>"), utc(date), head("WARC-Payload-Digest") or ""
        if item.rec_type == "revisit":
            first = self._by_digest.get((address_key(url), digest)) or self._referred(head)
            return replace(first, url=url, at=at) if first is not None else None
        if item.rec_type == "resource" and not (head("Content-Type") or "").lower().startswith(_PAGES):
            return None
        entry = WarcEntry(path, offset, url, at)
        self._by_digest[address_key(url), digest] = entry
        self._by_time[address_key(url), at] = entry
        return entry

    def _referred(self, head: Callable[[str], str | None]) -> WarcEntry | None:
        url, date = head("WARC-Refers-To-Target-URI"), head("WARC-Refers-To-Date")
        return self._by_time.get((address_key(url.strip("<>")), utc(date))) if url and date else None


def index_warc(path: Path) -> Iterator[WarcEntry]:
    """Every capture of a WARC file, in file order. UsageError when the file is not readable as one."""
    return WarcIndex().read(path)


def address_key(url: str) -> str:
    """An address as archives know it: http and https are one, and neither the case of the host, the port that goes
    without saying, the fragment nor a missing first slash make another.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https"):
        return url
    shown = f":{port}" if port and port not in (80, 443) else ""
    return f"//{host}{shown}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _is_packed(path: Path) -> bool:
    """Whether the records of a file are compressed. ValueError when it holds none."""
    with path.open("rb") as stream:
        head = stream.read(2)
    if not head:
        raise ValueError("it is empty")
    with gzip.open(path) if head == GZIP else path.open("rb") as unpacked:
        if unpacked.read(11) == b"filedesc://":
            raise ValueError("it is an ARC file, the form before WARC; `warcio recompress` makes a WARC file of it")
    return head == GZIP


def _is_cut(stream: BinaryIO, walk: _WarcWalk, *, packed: bool) -> bool:
    """Whether a file ends in its last record, which a reader of WARC files passes over without a word."""
    stream.seek(walk.at)
    if not packed:
        return stream.seek(0, io.SEEK_END) - walk.at < walk.length
    member = zlib.decompressobj(31)
    while (data := stream.read(_STEP)) and not member.eof:
        while data and not member.eof:
            member.decompress(data, _STEP)  # never more of it at once
            data = member.unconsumed_tail
    return not member.eof


def _next_record(stream: BinaryIO, start: int, *, packed: bool) -> int | None:
    """Where the next record begins, by the signs that one begins with; None when none comes."""
    sign = GZIP + b"\x08" if packed else _RECORD
    stream.seek(start)
    at, data = start, stream.read(_STEP)
    while data:
        found = data.find(sign)
        while found >= 0:
            if not packed or _begins_record(data[found : found + 512]):
                return at + found
            found = data.find(sign, found + 1)
        kept = data[-512:]  # a sign may lie across two steps
        more = stream.read(_STEP)
        at += len(data) - len(kept)
        data = kept + more if more else b""
    return None


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, len(_RECORD)) == _RECORD
    except zlib.error:
        return False


_RECORD = b"WARC/1."
_STEP = 1 << 20  # bytes


def read_warc(entry: WarcEntry) -> Capture | None:
    """The capture of a record, its content encoding undone; None when its body is over 10 MB, broken or cut short."""
    with entry.path.open("rb") as stream:
        stream.seek(entry.offset)
        item = next(iter(ArchiveIterator(stream)))
        headers = tuple((str(k), str(v)) for k, v in item.http_headers.headers) if item.http_headers else ()
        if item.rec_type == "resource":
            headers = (("Content-Type", item.rec_headers.get_header("Content-Type") or ""),)
        status = item.http_headers.get_statuscode() if item.http_headers else "200"
        try:
            body = _body(item, headers)
            cut = not item.raw_stream.read(1) and getattr(item.raw_stream, "limit", 0) > 0
        except (OSError, EOFError, zlib.error, Fault):
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
        source=str(CaptureSource(SourceKind.WARC, entry.path.name)),
    )


def _body(item: Any, headers: Sequence[tuple[str, str]]) -> bytes:
    """The body with its encodings undone, by our own decoders where the library's stumble: Brotli and Zstandard."""
    said = {name.lower(): value.lower() for name, value in headers}
    encoding = said.get("content-encoding", "")
    if "br" not in encoding and "zstd" not in encoding:
        return bytes(item.content_stream().read(MAX_BODY + 1))
    chunked = "chunked" in said.get("transfer-encoding", "")
    stream = ChunkedDataReader(item.raw_stream) if chunked else item.raw_stream
    return decode(stream.read(MAX_BODY + 1), encoding, MAX_BODY)


def write_warc(captures: Iterable[Capture]) -> bytes:
    """A WARC 1.1 file, each record compressed for itself; the same captures give the same bytes.

    An answer becomes a `response` under the address that gave it, its body as it is kept (content encodings undone;
    the headers that spoke of them are named `X-Archive-Orig-...`). What is no server's answer, such as the document
    of a browser or a letter, becomes a `resource`. A `metadata` record beside each says what was asked for, and how.
    """
    writer = BufferWARCWriter(gzip=True, warc_version="1.1")
    for capture in captures:
        record = _record(writer, capture)
        asked = {"asked": capture.url, "redirects": " ".join(capture.redirects), "source": capture.source}
        fields = "".join(f"{name}: {_line(value)}\r\n" for name, value in asked.items() if value)
        about = writer.create_warc_record(
            _line(capture.final_url),
            "metadata",
            payload=io.BytesIO(fields.encode("utf-8", "replace")),
            warc_content_type="application/warc-fields",
            warc_headers_dict=_named(capture, "metadata")
            | {"WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")},
        )
        writer.write_record(record)
        writer.write_record(about)
    return bytes(writer.get_contents())


def _record(writer: BufferWARCWriter, capture: Capture) -> Any:
    address, payload = _line(capture.final_url), io.BytesIO(capture.body)
    if not capture.origin.is_served or not capture.status:
        kind = _line(capture.header("content-type") or "application/octet-stream")
        named = _named(capture, "resource")
        return writer.create_warc_record(
            address, "resource", payload=payload, warc_content_type=kind, warc_headers_dict=named
        )
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _UNDONE else name, _line(value))
        for name, value in capture.headers
        if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)
    ]
    headers.append(("Content-Length", str(len(capture.body))))
    status = f"{capture.status} {responses.get(capture.status, '')}".strip()
    return writer.create_warc_record(
        address,
        "response",
        payload=payload,
        http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
        warc_headers_dict=_named(capture, "response"),
    )


def _named(capture: Capture, kind: str) -> dict[str, str]:
    name = uuid.uuid5(_NAMESPACE, f"{kind}\n{capture.final_url}\n{iso(capture.at)}\n{capture.sha256}")
    return {"WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Date": iso(capture.at)}


def _line(text: str) -> str:
    """What a header may hold: one line, no character that has no bytes."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).encode("utf-8", "replace").decode()
