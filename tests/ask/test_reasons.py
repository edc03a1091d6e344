"""Why something was told, waits, is held back, or is minor: every decision can be asked for its reason."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.sample import PAGE, sample
from tests.settle import play
from tests.settle.play import daily
from tracker.ask import decision, open_history
from tracker.ask.reasons import page_reasons
from tracker.cli import cli
from tracker.cli.demo.watch_fast import START
from tracker.model import Capture, ChangeFilter, ChangeStatus, Severity
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.watch.look import examine, job_for


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("reasons"))


def run(db: Path, *args: str) -> str:
    result = CliRunner().invoke(cli, [*args, "--db", str(db)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_each_change_says_what_became_of_it_and_why(db: Path) -> None:
    with open_history(db) as history:
        changes = history.changes(ChangeFilter(statuses=()))
        assert {change.status for change in changes} >= {ChangeStatus.PUBLISHED}
        for change in changes:
            found = decision(change)
            assert found.state
            assert found.why.said
            assert found.carried_by
            assert "was not kept" not in found.why.said


def test_minor_changes_are_said_to_be_in_their_own_feed_only(db: Path) -> None:
    with open_history(db) as history:
        told = history.changes(ChangeFilter())
        for change in told:
            minor = change.severity is Severity.MINOR
            assert ("only the feed of minor edits" in decision(change).carried_by) == minor


def test_show_why_gives_the_reason_and_the_grade_of_every_edit(db: Path) -> None:
    with open_history(db) as history:
        change = history.changes(ChangeFilter())[0]
    shown = run(db, "show", change.id[:8], "--why")
    assert "published: " in shown
    assert "feed" in shown
    for number, edit in enumerate(change.edits, 1):
        assert f"{number}/{len(change.edits)} {edit.severity}: {edit.reason}" in shown


def test_each_verdict_is_logged_with_its_reason(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="tracker"):
        sample(tmp_path)
    said = [record.getMessage() for record in caplog.records]
    assert f"{PAGE.id}: first: it is the first text of the page: all that comes is compared with it" in said
    assert any(line.startswith(f"{PAGE.id}: publish: ") for line in said)


def test_why_of_a_page_names_what_waits(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tracker.db"
    copy.write_bytes(db.read_bytes())
    with Store(copy) as store:
        state = store.pages.state(PAGE.id)
        known = store.versions.get(PAGE.id, state.version or "")
        assert known is not None
        assert state.last_check is not None
        at = state.last_check + timedelta(hours=12)
        words = "".join(f"<p>{block.text}</p>" for block in known.wording)
        body = f"<html lang=en><body><main><h1>{PAGE.title}</h1>{words}<p>We now sell location data.</p></main></body>"
        capture = Capture(PAGE.url, PAGE.url, 200, (("Content-Type", "text/html"),), body.encode(), at)
        record(store, examine(job_for(PAGE, state, known), capture))
    shown = run(copy, "why", PAGE.id)
    assert "it showed a new text" in shown
    assert "waits for a second look: " in shown
    assert "no feed carries it" in shown
    (first, *_) = json.loads(run(copy, "why", PAGE.id, "--json"))["decisions"]
    assert (first["status"], first["state"]) == ("pending", "waits for a second look")
    assert first["why"]


def test_a_page_that_was_never_looked_at_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    with Store(path) as store:
        store.pages.sync([PAGE], now=START)
    shown = run(path, "why", PAGE.id)
    assert "last look never: it was not looked at yet" in shown
    assert "no change was ever seen" in shown


def test_why_of_a_page_that_alternates_says_in_what(tmp_path: Path) -> None:
    kept = "<p>We keep what you store with us for as long as the account is open, and delete it afterwards.</p>"
    texts = [f"<html lang=en><main>{kept}<p>Logs are kept for {days} days.</p></main>" for days in (30, 90)]
    with daily(tmp_path, [texts[n // 2 % 2] for n in range(16)]) as store:
        found = page_reasons(store, play.PAGE.id)
    assert found.notes[0].startswith("it shows known texts in turn, known since ")
    assert "the other text differs in this: " in found.notes[0]
    assert {"30 days", "90 days"} <= set(re.findall(r"\d+ days", found.notes[0]))
