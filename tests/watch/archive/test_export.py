"""Captures as a WARC file: what other people's tools say of it, and what comes back."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.pywb import Pywb
from tracker.model import Capture
from tracker.watch.archive.warc import index_warc, read_warc, write_warc

AT = datetime(2025, 3, 1, 4, 5, 6, tzinfo=UTC)
HTML = "<html><title>Terms</title><p>We sell no data. Ça va. \U0001f600</p></html>".encode()
SERVED = Capture(
    url="http://acme.example/terms",
    final_url="https://acme.example/legal/terms?lang=en",
    status=200,
    headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "br"), ("Content-Length", "12")),
    body=HTML,
    at=AT,
    redirects=("http://acme.example/terms",),
)
LATER = replace(SERVED, body=HTML.replace(b"no data", b"no personal data"), at=AT.replace(month=6))
RENDERED = replace(SERVED, source="browser", at=AT.replace(month=7))
HOSTILE = replace(
    SERVED,
    headers=(
        ("X-A", "one\r\nWARC-Type: request\r\n\r\n"),
        ("Bad name\r\n", "x"),
        ("X-\ud800", "y"),
        ("X-B", "\ud800é"),
    ),
    body=b"WARC/1.1\r\nWARC-Type: response\r\n\r\n\x00\xff",
    at=AT.replace(month=8),
    source="http",
)
ALL = (SERVED, LATER, RENDERED, HOSTILE)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    path = tmp_path / "captures.warc.gz"
    path.write_bytes(write_warc(ALL))
    return path


def test_other_tools_find_it_whole(warc: Path) -> None:
    subprocess.run(["gzip", "-t", warc], check=True)
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(warc)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") >= len(ALL)
    cut = warc.with_name("altered.warc.gz")
    cut.write_bytes(gzip.compress(gzip.decompress(warc.read_bytes()).replace(b"no data", b"our data"[:7], 1)))
    command[-1] = str(cut)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_same_captures_make_the_same_bytes() -> None:
    assert write_warc(ALL) == write_warc(ALL)


def test_what_was_served_comes_back(warc: Path) -> None:
    found = [read_warc(entry) for entry in index_warc(warc)]
    wanted = (SERVED, LATER, RENDERED, HOSTILE)  # what a browser rendered is a resource, and a page all the same
    assert [(c.final_url, c.status, c.body, c.at) for c in found if c] == [
        (c.final_url, c.status, c.body, c.at) for c in wanted
    ]
    assert found[0] is not None
    assert found[0].header("content-type") == "text/html; charset=utf-8"
    assert found[0].header("content-encoding") is None
    assert found[0].header("x-archive-orig-content-encoding") == "br"


def test_a_real_archive_replays_it(warc: Path, pywb: Pywb) -> None:
    address = pywb.collection(warc)
    for capture in (SERVED, LATER, RENDERED):
        shown = requests.get(f"{address}/{capture.at:%Y%m%d%H%M%S}id_/{capture.final_url}", timeout=20)
        assert (shown.status_code, shown.content) == (200, capture.body)
    page = requests.get(f"{address}/20250301040506mp_/{SERVED.final_url}", timeout=20)
    assert "We sell no data." in page.text
