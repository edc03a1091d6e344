"""Archives as other tools write them: encodings, revisits, resources, and addresses in other spellings."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.errors import UsageError
from tracker.watch.archive.warc import WarcIndex, address_key, index_warc, read_warc

PAGE = b"<html lang=en><main><h1>Policy</h1><p>We keep no names of visitors at all.</p></main></html>"
URL = "https://acme.example/policy"
DIGEST = {"WARC-Payload-Digest": f"sha1:{base64.b32encode(hashlib.sha1(PAGE).digest()).decode()}"}


def warc(path: Path, *records: tuple[str, str, bytes, dict[str, str], dict[str, str]]) -> Path:
    """A file of records: kind, date, body, HTTP headers and WARC headers."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for kind, date, body, http, own in records:
            head = None if kind == "resource" else StatusAndHeaders("200 OK", list(http.items()), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                URL,
                kind,
                payload=io.BytesIO(body),
                http_headers=head,
                warc_content_type=http.get("Content-Type", "") if kind == "resource" else "",
                warc_headers_dict={"WARC-Date": date, **own},
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_bodies_are_decoded(tmp_path: Path, coding: str, chunked: bool) -> None:
    if coding == "zstd":
        import zstandard

        body = zstandard.compress(PAGE)
    else:
        body = brotli.compress(PAGE) if coding == "br" else gzip.compress(PAGE)
    http = {"Content-Type": "text/html", "Content-Encoding": coding}
    if chunked:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        http["Transfer-Encoding"] = "chunked"
    (entry,) = index_warc(warc(tmp_path / "a.warc.gz", ("response", "2026-03-01T06:00:00Z", body, http, {})))
    capture = read_warc(entry)
    assert capture is not None
    assert capture.body == PAGE


def test_a_revisit_is_a_look_that_saw_the_same_bytes(tmp_path: Path) -> None:
    http = {"Content-Type": "text/html"}
    by_date = {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": "2026-03-01T06:00:00Z"}
    path = warc(
        tmp_path / "a.warc.gz",
        ("response", "2026-03-01T06:00:00Z", PAGE, http, DIGEST),
        ("revisit", "2026-03-02T06:00:00Z", b"", http, DIGEST),
        ("revisit", "2026-03-03T06:00:00Z", b"", http, {"WARC-Payload-Digest": "sha1:BBBB", **by_date}),
        ("revisit", "2026-03-04T06:00:00Z", b"", http, {"WARC-Payload-Digest": "sha1:CCCC"}),
    )
    captures = [read_warc(entry) for entry in index_warc(path)]
    assert [(capture.at.day, capture.body) for capture in captures if capture] == [(1, PAGE), (2, PAGE), (3, PAGE)]


def test_a_resource_is_a_capture_when_it_is_a_page(tmp_path: Path) -> None:
    path = warc(
        tmp_path / "a.warc.gz",
        ("resource", "2026-03-01T06:00:00Z", PAGE, {"Content-Type": "text/html"}, {}),
        ("resource", "2026-03-01T06:00:00Z", b"PNG", {"Content-Type": "image/png"}, {}),
    )
    (entry,) = index_warc(path)
    capture = read_warc(entry)
    assert capture is not None
    assert (capture.status, capture.body, capture.header("content-type")) == (200, PAGE, "text/html")
    assert capture.at == datetime(2026, 3, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("packed", [False, True])
def test_an_arc_file_is_named(tmp_path: Path, packed: bool) -> None:
    data = b"filedesc://a.arc 0.0.0.0 20260301060000 text/plain 76\n1 0 Acme\n"
    path = tmp_path / "a.arc"
    path.write_bytes(gzip.compress(data) if packed else data)
    with pytest.raises(UsageError, match="an ARC file"):
        list(index_warc(path))


@pytest.mark.parametrize(
    "other",
    [
        "http://acme.example/policy",
        "https://ACME.example:443/policy#top",
        "https://acme.example./policy",
        "http://acme.example:80/policy",
    ],
)
def test_one_address_in_other_spellings(other: str) -> None:
    assert address_key(other) == address_key(URL)


@pytest.mark.parametrize(
    "other", ["https://acme.example:8443/policy", "https://acme.example/Policy", "https://acme.example/policy?a", "x:y"]
)
def test_another_address(other: str) -> None:
    assert address_key(other) != address_key(URL)


HTTP = {"Content-Type": "text/html"}


def records(folder: Path, packed: bool) -> list[bytes]:
    """Three records of the same page, each as it stands in a file."""
    found = []
    for day in (1, 2, 3):
        path = warc(folder / f"{day}.warc.gz", ("response", f"2026-03-0{day}T06:00:00Z", PAGE, HTTP, {}))
        found.append(path.read_bytes() if packed else gzip.decompress(path.read_bytes()))
    return found


def flipped(record: bytes) -> bytes:
    return record[:40] + bytes([record[40] ^ 0xFF]) + record[41:]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("damage", ["flip", "zeros", "length", "date"])
def test_a_bad_record_costs_no_other(tmp_path: Path, packed: bool, damage: str) -> None:
    first, second, third = records(tmp_path, packed=False)
    if damage == "length":
        second = second.replace(b"Content-Length", b"Content-Lxngth")
    elif damage == "date":
        second = second.replace(b"2026-03-02T06", b"2026-33-02T06")
    pieces = [gzip.compress(piece) if packed else piece for piece in (first, second, third)]
    if damage == "flip":
        pieces[1] = flipped(pieces[1]) if packed else b"XARC" + pieces[1][4:]
    elif damage == "zeros":
        pieces[1] = bytes(700)
    path = tmp_path / "all.warc"
    path.write_bytes(b"".join(pieces))
    index = WarcIndex()
    days = [entry.at.day for entry in index.read(path) if read_warc(entry) is not None]
    assert days == [1, 3]
    assert len(index.lost) == 1


def test_a_file_without_any_record_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"\x1b[31m no records here")
    with pytest.raises(UsageError, match=r"cannot be read as a WARC file: it is damaged, or no WARC file$"):
        list(index_warc(path))
