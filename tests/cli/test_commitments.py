"""Promises that the watchlist names: which still stand, which moved and which way, and their feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.cli import docs
from tests.cli.sample import PAGE, sample
from tracker.app import open_tracker
from tracker.ask import CommitmentState, Followed, History
from tracker.errors import WatchlistError
from tracker.model import Capture, Commitment, Direction, Page
from tracker.record.commitments import DueState, due_state
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.settings import Settings
from tracker.watch.look import examine, job_for
from tracker.watch.watchlist import load

START = datetime(2026, 6, 1, tzinfo=UTC)
REST = "".join(f"<p>Paragraph {n} tells what we do on day {n} of the week.</p>" for n in range(6))


def followed(tmp_path: Path, text: str, *texts: str) -> Followed:
    """What became of a promise on a page that made these statements, each seen on two days."""
    page = Page("acme", "Acme", "Terms", "https://acme.example/")
    with Store(tmp_path / "t.db") as store:
        store.pages.sync([page], now=START)
        for n, said in enumerate(said for said in texts for _ in range(2)):
            state = store.pages.state("acme")
            known = store.wording_in_force("acme", state)
            body = f"<html lang=en><main><h1>Terms</h1>{REST}<p>{said}</p></main></html>".encode()
            capture = Capture(
                page.url, page.url, 200, (("Content-Type", "text/html"),), body, START + timedelta(days=n)
            )
            record(store, examine(job_for(page, state, known), capture))
        return History(store, lambda: START).commitment(Commitment("acme", text, text))


def test_what_stays_is_present(tmp_path: Path) -> None:
    found = followed(
        tmp_path, "never sell your data", "We never sell your data.", "We never sell your data. Write to us!"
    )
    assert found.state is CommitmentState.PRESENT
    assert found.was == "We never sell your data."
    assert found.last_without is None


def test_what_is_put_otherwise_is_altered_with_its_direction_and_bracket(tmp_path: Path) -> None:
    hedged = "We will generally delete your records on request."
    found = followed(tmp_path, "will delete your records", "We will delete your records on request.", hedged)
    assert (found.state, found.now, found.direction) == (CommitmentState.ALTERED, hedged, Direction.WEAKER)
    assert (found.last_without, found.first_with) == (START + timedelta(days=1), START + timedelta(days=2))
    assert found.change


def test_words_that_stay_in_a_statement_that_says_less_are_altered(tmp_path: Path) -> None:
    found = followed(
        tmp_path,
        "We have no contracts with the police",
        "We have no contracts with the police.",
        "We have no contracts with the police in Europe.",
    )
    assert (found.state, found.direction) == (CommitmentState.ALTERED, Direction.WEAKER)
    assert found.stand is not None
    assert found.stand.first_without is None


def test_what_nothing_takes_the_place_of_is_gone(tmp_path: Path) -> None:
    found = followed(
        tmp_path, "never sell your data", "We never sell your data.", "Our office is open on weekdays until five."
    )
    assert (found.state, found.now, found.direction) == (CommitmentState.GONE, None, None)
    assert found.first_with == START + timedelta(days=2)


def test_what_comes_back_is_present(tmp_path: Path) -> None:
    promise = "We never sell your data."
    found = followed(tmp_path, "never sell your data", promise, "We may sell your data to partners.", promise)
    assert found.state is CommitmentState.PRESENT


def test_words_that_were_never_there_are_unseen(tmp_path: Path) -> None:
    assert followed(tmp_path, "never sell your data", "We are nice.").state is CommitmentState.UNSEEN


@pytest.fixture(scope="module")
def reader() -> Iterator[None]:
    with docs.reader():
        yield


@pytest.mark.usefixtures("reader")
def test_the_command_lists_and_filters() -> None:
    states = [json.loads(line)["state"] for line in docs.run("tracker commitments --json").splitlines()]
    assert states == ["altered", "altered", "present"]
    rows = docs.run("tracker commitments --state present --csv").splitlines()
    assert len(rows) == 2
    assert "Report twice a year" in rows[1]
    assert "none of 3 is gone" in docs.run("tracker commitments --state gone")


def test_they_have_a_feed_of_their_own(tmp_path: Path) -> None:
    db = sample(tmp_path)
    with open_tracker(Settings(db, tmp_path / "watchlist.yaml", tmp_path / "feeds"), write=True) as tracker:
        tracker.publish()
    (feed,) = (tmp_path / "feeds" / "commitment").glob("*.json")
    titles = [item["title"] for item in json.loads(feed.read_text(encoding="utf-8"))["items"]]
    assert ["90 days" in titles[0], "generally" in titles[1], "AI services" in titles[2]] == [True] * 3
    assert len(titles) == 3


def test_the_log_says_which_promises_are_followed_and_when_that_changed(tmp_path: Path) -> None:
    watchlist = tmp_path / "watchlist.yaml"
    page = "pages:\n- {id: acme, organisation: Acme, title: Terms, url: 'https://acme.example/'}\n"
    promise = "commitments:\n- {page: acme, text: We never sell names}\n"
    for text in (page + promise, page + promise, page):
        watchlist.write_text(text)
        with open_tracker(Settings(tmp_path / "t.db", watchlist, tmp_path / "feeds"), write=True) as tracker:
            tracker.sync()
            told = tracker.store.log.all_told("in force")
    assert [[promise["text"] for promise in one["commitments"]] for one in told] == [["We never sell names"], []]


def test_what_was_altered_before_it_went_says_so(tmp_path: Path) -> None:
    hedged = "We will generally delete your records on request."
    found = followed(tmp_path, "will delete your records", "We will delete your records on request.", hedged, "Hello.")
    assert (found.state, found.between, found.between_direction) == (CommitmentState.GONE, hedged, Direction.WEAKER)
    told = followed(tmp_path, "never sell lamps", "We never sell lamps.", "Our office is open on weekdays until five.")
    assert (told.state, told.between) == (CommitmentState.GONE, None)


@pytest.mark.parametrize(
    ("day", "by", "met", "contested", "state"),
    [
        (date(2030, 12, 31), "2030-12-31", None, None, DueState.DUE),
        (date(2031, 1, 1), "2030-12-31", None, None, DueState.OVERDUE),
        (date(2031, 1, 1), "2030-12-31", "report of 2030", None, DueState.MET),
        (date(2029, 1, 1), "2030-12-31", "report of 2030", "The Herald", DueState.CONTESTED),
        (date(2029, 1, 1), None, "report of 2030", None, DueState.MET),
        (date(2029, 1, 1), None, None, None, None),
    ],
)
def test_a_day_is_due_then_overdue_unless_a_source_says_what_became_of_it(
    day: date, by: str | None, met: str | None, contested: str | None, state: DueState | None
) -> None:
    assert due_state(Commitment("acme", "We pay.", "Pay", by, met, contested), day) is state


@pytest.fixture
def dated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    db = sample(tmp_path)
    text = (tmp_path / "watchlist.yaml").read_text()
    text += f"""\
  - {{page: {PAGE.id}, text: We publish a report, name: 'Report; soon, \\end', by: 2020}}
  - {{page: {PAGE.id}, text: An independent panel, by: 2999-06, contested: "https://herald.example/a"}}
  - {{page: {PAGE.id}, text: every contract, by: 2030-06-30, met: report of 2030}}
"""
    (tmp_path / "watchlist.yaml").write_text(text)
    monkeypatch.setenv("TRACKER_DB", str(db))
    monkeypatch.setenv("TRACKER_WATCHLIST", str(tmp_path / "watchlist.yaml"))
    with open_tracker(Settings(db, tmp_path / "watchlist.yaml", tmp_path / "feeds"), write=True) as tracker:
        tracker.publish()
    return tmp_path


@pytest.mark.usefixtures("dated")
def test_the_command_tells_the_day_and_the_source() -> None:
    shown = docs.run("tracker commitments")
    assert "overdue by 31 December 2020: " in shown
    assert "and nothing was entered that shows it" in shown
    assert "contested by 30 June 2999: https://herald.example/a" in shown
    assert "met by 30 June 2030: report of 2030" in shown
    rows = docs.run("tracker commitments --state overdue --state met --csv").splitlines()
    assert len(rows) == 3
    due = [json.loads(line)["due"] for line in docs.run("tracker commitments --json").splitlines()]
    assert due == [None, None, None, "overdue", "contested", "met"]


def test_days_are_published_as_a_calendar(dated: Path) -> None:
    body = (dated / "feeds" / "commitments.ics").read_bytes()
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    text = body.replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20201231" in text
    assert r"SUMMARY:Halcyon Systems: Report\; soon\, \\end (due)" in text
    assert 'href="commitments.ics"' in (dated / "feeds" / "feeds.html").read_text()


@pytest.mark.parametrize("day", ["soon", "2030-13", "30-06-2030", "2030-02-30", "0000"])
def test_a_day_that_is_none_is_a_mistake_with_its_place(tmp_path: Path, day: str) -> None:
    watchlist = tmp_path / "watchlist.yaml"
    watchlist.write_text(
        "pages:\n- {id: acme, organisation: Acme, title: Terms, url: 'https://acme.example/'}\n"
        f"commitments:\n- {{page: acme, text: We pay, by: '{day}'}}\n"
    )
    with pytest.raises(WatchlistError, match=f"4:34: `by`: `{day}` is no day; write"):
        load(watchlist)


@pytest.mark.usefixtures("reader")
def test_what_looks_like_a_promise_is_proposed_as_lines_for_the_watchlist() -> None:
    shown = docs.run(f"tracker commitments propose {PAGE.id}")
    assert "Nothing was written" in shown
    lines = shown[shown.index("commitments:") :]
    proposed = [each["text"] for each in yaml.safe_load(lines)["commitments"]]
    assert "We have no AI services contracts that support immigration enforcement." in proposed
    assert {
        json.loads(line)["text"] for line in docs.run(f"tracker commitments propose {PAGE.id} --json").splitlines()
    } == {*proposed}
    assert "Name a page" in docs.run("tracker commitments propose")
    assert "no page is called" in docs.run("tracker commitments propose nothing-like-it")
