"""Archived captures go the way of live ones, once, in order of their time."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.app import Tracker, open_tracker
from tracker.errors import UsageError
from tracker.model import ChangeFilter, iso
from tracker.record.outcome import Recorded
from tracker.run.past.backfill import Passed
from tracker.settings import Settings

URL = "https://acme.example/terms"
START = datetime(2025, 3, 1, 4, tzinfo=UTC)
PAGE = (
    "<html lang=en><main><h1>Terms</h1><p>{}</p><p>These terms hold for every user of every service.</p></main></html>"
)
OLD, NEW = PAGE.format("We sell no data."), PAGE.format("We sell no personal data.")


def write_warc(path: Path, captures: list[tuple[int, str]], url: str = URL, **more: str) -> Path:
    """A gzipped WARC of (day, page) captures, in the order given."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for day, body in captures:
            payload, headers = body.encode(), [("Content-Type", "text/html; charset=utf-8")]
            if more.get("encoding") == "gzip":
                payload, headers = gzip.compress(payload), [*headers, ("Content-Encoding", "gzip")]
            record = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(payload),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": iso(START + timedelta(days=day))},
            )
            writer.write_record(record)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - id: acme\n    organisation: Acme\n    title: T\n    url: {URL}\n"
    )
    return Settings(tmp_path / "tracker.db", tmp_path / "watchlist.yaml", tmp_path / "feeds")


def fill(settings: Settings, *files: Path) -> tuple[Tracker, list[Recorded | Passed]]:
    tracker = open_tracker(settings, write=True)
    with tracker:
        tracker.sync()
        taken = list(tracker.past.backfill(files))
    return tracker, taken


def history(settings: Settings) -> list[tuple[object, ...]]:
    with open_tracker(settings) as tracker:
        changes = tracker.log(ChangeFilter(statuses=()))
        checks = [(c.at, c.outcome, c.source) for c in tracker.store.checks.of("acme")]
        return [*((c.id, c.status, c.first_with, c.last_without, c.number) for c in changes), *checks]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_archived_captures_keep_their_times(settings: Settings, tmp_path: Path, encoding: str) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", [(0, OLD), (1, OLD), (2, NEW), (3, NEW)], encoding=encoding)
    fill(settings, warc)
    with open_tracker(settings) as tracker:
        (change,) = tracker.log(ChangeFilter())
        assert change.last_without == START + timedelta(days=1)
        assert change.first_with == change.after.captured_at == START + timedelta(days=2)
        assert [check.source for check in tracker.store.checks.of("acme")] == ["warc:a.warc.gz"] * 4


def test_the_order_in_the_files_does_not_matter(settings: Settings, tmp_path: Path) -> None:
    one = write_warc(tmp_path / "1.warc.gz", [(3, NEW), (0, OLD)])
    two = write_warc(tmp_path / "2.warc.gz", [(2, NEW), (1, OLD)])
    fill(settings, one, two)
    with open_tracker(settings) as tracker:
        (change,) = tracker.log(ChangeFilter())
    assert change.first_with == START + timedelta(days=2)


def test_run_twice_it_adds_nothing(settings: Settings, tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", [(0, OLD), (1, NEW), (2, NEW)])
    fill(settings, warc)
    before = history(settings)
    _, taken = fill(settings, warc)
    assert [type(step) for step in taken] == [Passed] * 3
    assert history(settings) == before


def test_cut_short_it_goes_on_where_it_was(settings: Settings, tmp_path: Path) -> None:
    captures = [(0, OLD), (1, NEW), (2, NEW), (3, OLD), (4, OLD)]
    warc = write_warc(tmp_path / "a.warc.gz", captures)
    with open_tracker(settings, write=True) as tracker:
        tracker.sync()
        for step, _ in enumerate(tracker.past.backfill([warc])):
            if step == 1:
                break
    fill(settings, warc)
    cut_short = history(settings)
    settings.db.unlink()
    fill(settings, warc)
    assert cut_short == history(settings)


def test_one_address_may_serve_several_documents(settings: Settings, tmp_path: Path) -> None:
    with settings.watchlist.open("a") as file:
        file.write(f"  - id: other\n    organisation: Acme\n    title: Head\n    url: {URL}\n    select: h1\n")
    _, taken = fill(settings, write_warc(tmp_path / "a.warc.gz", [(0, OLD)]))
    assert {step.check.page for step in taken if isinstance(step, Recorded)} == {"acme", "other"}


def test_pages_that_are_not_watched_are_passed_over(settings: Settings, tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", [(0, OLD)], url="https://other.example/")
    assert fill(settings, warc)[1] == []


def test_a_file_that_is_cut_is_told_and_what_is_whole_is_taken_up(settings: Settings, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", [(0, OLD), (1, NEW)])
    path.write_bytes(path.read_bytes()[:-40])
    _, taken = fill(settings, path)
    assert [type(step) for step in taken] == [Passed, Recorded, Passed]
    assert "it ends in the middle of the record" in str(taken[0])


@pytest.mark.parametrize("damage", ["noise", "empty"])
def test_a_damaged_file_is_told_and_nothing_of_it_is_taken_up(settings: Settings, tmp_path: Path, damage: str) -> None:
    path = write_warc(tmp_path / "a.warc.gz", [(0, OLD), (1, NEW)])
    path.write_bytes({"noise": b"\x00\xff" * 500, "empty": b""}[damage])
    with pytest.raises(UsageError, match=r"a\.warc\.gz cannot be read as a WARC file"):
        fill(settings, path)
    assert history(settings) == []
