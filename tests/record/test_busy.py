"""Other programs that read or write the record for long: nobody fails of it, and nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.record.test_backup import PAGE, db, look
from tests.server import Server
from tests.test_main_path import Principles, page
from tracker.cli import daemon
from tracker.cli.daemon import run_forever
from tracker.errors import StoreBusy
from tracker.model import CheckOutcome
from tracker.record.store import Access, Store, one_moment

__all__ = ["db"]


@contextmanager
def held(path: Path, sql: str, seconds: float | None = None) -> Iterator[None]:
    """Another connection that holds the record, until the block ends or for some seconds."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN" if sql.startswith("SELECT") else sql)
        if sql.startswith("SELECT"):
            other.execute(sql).fetchone()
        timer = threading.Timer(seconds or 0, other.rollback)
        if seconds is not None:
            timer.start()
        try:
            yield
        finally:
            timer.cancel()


def test_who_writes_for_a_moment_is_waited_for_by_a_step_that_has_read(db: Path) -> None:
    with Store(db) as store, held(db, "BEGIN IMMEDIATE", 0.3):
        look(store, 40)
        assert store.pages.state(PAGE.id).last_check


def test_who_reads_for_long_costs_the_step_and_not_the_record(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.record.store.BUSY_SECONDS", 0.1)
    with Store(db) as store:
        before = len(list(store.checks.of(PAGE.id)))
        with held(db, "SELECT * FROM checks"), pytest.raises(StoreBusy, match="held by another program"):
            look(store, 40)
        assert len(list(store.checks.of(PAGE.id))) == before
        look(store, 41)
        assert len(list(store.checks.of(PAGE.id))) == before + 1


def test_what_was_seen_is_kept_until_it_can_be_written(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("/principles", page("We sell no data."))
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    world.look("acme")
    asked = server.count("/principles")
    monkeypatch.setattr("tracker.record.store.BUSY_SECONDS", 0.1)
    with world.open() as tracker, held(world.settings.db, "SELECT * FROM checks", 0.5):
        (recorded,) = tracker.check(["acme"])
    assert recorded.check.outcome is CheckOutcome.UNCHANGED
    assert server.count("/principles") == asked + 1  # what was seen was written, and not fetched anew


def test_the_watch_goes_on_after_a_round_that_could_not_write(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("/principles", page("We sell no data."))
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    world.look("acme")
    stop, said, rounds = threading.Event(), list[str](), list[int]()

    def go(self: object, stop: threading.Event) -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise StoreBusy("the record was held by another program")
        stop.set()

    monkeypatch.setattr(daemon.Rounds, "go", go)
    with world.open() as tracker:
        run_forever(tracker, tick=0.01, warn=said.append, stop=stop)
    assert said == ["the record was held by another program"]
    assert len(rounds) == 2


def test_who_reads_one_moment_of_the_record_holds_up_nobody(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.record.store.BUSY_SECONDS", 0.1)
    with Store(db) as store, Store(db) as reader:
        before = len(list(store.checks.of(PAGE.id)))
        with one_moment(reader) as record:
            look(store, 40)
            assert len(list(record.checks.of(PAGE.id))) == before
        assert len(list(store.checks.of(PAGE.id))) == before + 1


def test_without_a_folder_for_a_copy_the_record_is_read_where_it_is(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(db.parent / "nowhere"))
    with Store(db, access=Access.READ) as reader, one_moment(reader) as record:
        assert record is reader
