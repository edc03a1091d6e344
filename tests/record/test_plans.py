"""What is done every day reads tables that grow by index: asked of SQLite itself, statement by statement."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.server import Server
from tracker.app import Tracker, open_tracker
from tracker.model import ChangeFilter, Severity
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

GROWS = "checks snapshots bodies versions version_blocks block_runs blocks changes edits log health retold notes"
SCAN = re.compile(rf"SCAN ({GROWS.replace(' ', '|')})\b")
IN_ORDER = re.compile(r"ORDER BY [\w., ]+ LIMIT \d+$")  # follows an index, and stops
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = (
    "<title>P</title><main><h1>Principles</h1><p>We have no contracts with the border police.</p><p>Ask us.</p></main>"
)
DAILY: dict[str, Callable[[Tracker], object]] = {
    "tick": lambda t: (t.reload(), t.due()),
    "check, unchanged": lambda t: list(t.check(["one"])),
    "check, changed": lambda t: list(t.check(["two"])),
    "check, confirmed": lambda t: list(t.check(["two"])),
    "publish": lambda t: t.publish(),
    "status": lambda t: (t.care.status(), t.care.summary(timedelta(days=2)), t.care.machine(schedule=True)),
    "log": lambda t: t.log(ChangeFilter(limit=50)),
    "log of news": lambda t: t.log(ChangeFilter(told=True, limit=50)),
    "log of a page": lambda t: t.log(ChangeFilter(page="two", limit=50)),
    "log of a severity": lambda t: t.log(ChangeFilter(told=True, severities=(Severity.SUBSTANTIVE,), limit=50)),
}


@contextmanager
def statements(tracker: Tracker) -> Iterator[set[str]]:
    """What is asked of the database meanwhile, values filled in."""
    asked: set[str] = set()
    connection = tracker.store._db.conn
    connection.set_trace_callback(asked.add)
    try:
        yield asked
    finally:
        connection.set_trace_callback(None)


def plan(connection: sqlite3.Connection, statement: str) -> list[str]:
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


def scans(connection: sqlite3.Connection, statement: str) -> list[str]:
    """Steps that read a growing table from end to end.

    The plan of an INSERT has steps for deferred foreign keys too, of which there are none: only queries are asked.
    """
    if not statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        return []
    steps = plan(connection, statement)
    if IN_ORDER.search(statement) and not any("ORDER BY" in step for step in steps):
        return []
    return [step for step in steps if SCAN.match(step)]


@pytest.fixture
def tracker(tmp_path: Path, server: Server) -> Iterator[Tracker]:
    clock = [NOW]

    def later() -> datetime:
        clock[0] += timedelta(hours=1)
        return clock[0]

    lines = ""
    for name in ("one", "two"):
        server.put(f"/{name}", TEXT)
        lines += f"- {{id: {name}, organisation: O, title: T, url: '{server.url(f'/{name}')}'}}\n"
    (tmp_path / "watchlist.yaml").write_text(f"pages:\n{lines}")
    fetch = FetchSettings(allow_private=True, spacing=0.0)
    settings = Settings(tmp_path / "t.db", tmp_path / "watchlist.yaml", tmp_path / "feeds", fetch=fetch)
    with open_tracker(settings, write=True, now=later) as opened:
        opened.sync()
        list(opened.check())
        opened.publish()
        yield opened


def test_daily_work_reads_no_growing_table_from_end_to_end(tracker: Tracker, server: Server) -> None:
    server.put("/two", TEXT.replace("no contracts", "no AI contracts"))
    found = {}
    for name, work in DAILY.items():
        with statements(tracker) as asked:
            work(tracker)
        assert asked, name
        found |= {(name, s): bad for s in asked if (bad := scans(tracker.store._db.conn, s))}
    assert found == {}


def test_due_pages_are_found_by_the_index_of_due_times(tracker: Tracker) -> None:
    with statements(tracker) as asked:
        tracker.store.pages.due(NOW)
    plans = [plan(tracker.store._db.conn, statement) for statement in asked]
    assert [steps[0] for steps in plans] == ["SEARCH pages USING INDEX pages_due (due<?)"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT n FROM versions WHERE id = 'x' LIMIT 1",
        "SELECT id FROM changes ORDER BY first_with LIMIT 5",
        "UPDATE pages SET due = (SELECT COUNT(*) FROM checks WHERE outcome = 'new')",
    ],
)
def test_a_missing_index_would_be_noticed(tracker: Tracker, query: str) -> None:
    for index in ("versions_id", "changes_time"):
        tracker.store._db.execute(f"DROP INDEX {index}")
    assert scans(tracker.store._db.conn, query)
