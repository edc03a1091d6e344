"""What spokespersons said, entered by hand: each is a statement of its own and takes nothing back."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner, Result

from tracker.cli import cli

PAGE = (
    "pages:\n  - id: press\n    organisation: Meridian\n    title: Answers to the press\n"
    "    url: https://meridian.example/press\n    fetch: manual\n"
    "  - id: policy\n    organisation: Meridian\n    title: Policy\n    url: https://meridian.example/policy\n"
)
SAID = (
    ("14 January 2026", "Laura Keane", "We have no contracts with immigration authorities, and we never have had."),
    ("7 February 2026", "Tom Berg", "We do not provide translation services to the border police of any country."),
    ("20 February 2026", "Tom Berg", "Meridian does not comment on single customers. All must keep to our policies."),
    ("2 March 2026", "Laura Keane", "Meridian does not comment on customers. All must keep to our policies."),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("watchlist.yaml").write_text(PAGE)
    return tmp_path


def run(*arguments: str, text: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments, input=text)
    assert result.exit_code == code, result.output
    return result


def enter(number: int, *more: str, page: str = "press", code: int = 0) -> Result:
    at, who, text = SAID[number]
    arguments = ("record", page, "-f", "-", "--at", at, "--source", "by e-mail", "--speaker", who, *more)
    return run(*arguments, text=text, code=code)


def log() -> list[dict[str, object]]:
    return [json.loads(line) for line in run("log", "--json", "--reverse").output.splitlines()]


def test_a_new_answer_takes_back_nothing(folder: Path) -> None:
    for number in range(3):
        enter(number)
    changes = log()
    assert {change["status"] for change in changes} == {"published"}
    edits = [edit for change in changes for edit in change["edits"]]  # type: ignore[attr-defined]
    assert {edit["kind"] for edit in edits} == {"added"}
    assert [str(change["headline"]).split(": ")[0] for change in changes] == ["Tom Berg, by e-mail"] * 2
    for change in changes:
        assert not set(change["moves"]) & {"stronger", "weaker"}  # type: ignore[call-overload]
    assert run("log", "--direction", "stronger", "--json").output == ""


def test_what_speaks_of_the_same_thing_is_compared(folder: Path) -> None:
    enter(2)
    enter(3)
    (change,) = log()
    (edit,) = change["edits"]  # type: ignore[misc]
    assert (edit["kind"], edit["new"]) == ("changed", "Meridian does not comment on customers.")
    assert str(change["headline"]).startswith("Laura Keane, by e-mail: ")


def test_a_later_statement_in_any_order_makes_the_same_news(folder: Path) -> None:
    for number in (2, 0, 1):
        enter(number)
    assert [edit["kind"] for change in log() for edit in change["edits"]] == ["added"] * 3  # type: ignore[attr-defined]


def test_the_feed_says_who_said_it_and_when(folder: Path) -> None:
    for number in range(2):
        enter(number)
    (entry,) = feedparser.parse(Path("feeds/all.atom.xml").read_bytes()).entries
    assert entry.title.startswith("Meridian · Answers to the press: Tom Berg, by e-mail: ")
    said = entry.content[0].value
    assert "Said on 7 February 2026 by Tom Berg, by e-mail." in said
    for words in ("The page changed", "Live page", "as served"):
        assert words not in said


def test_a_page_that_is_fetched_asks_for_yes(folder: Path) -> None:
    refused = enter(0, page="policy", code=1)
    assert "--yes" in str(refused.exception)
    enter(0, "--yes", page="policy")


def test_what_was_said_is_not_gone(folder: Path) -> None:
    for number in range(2):
        enter(number)
    told = run("search", "immigration").output
    assert "said 2026-01-14" in told
    assert "gone" not in told


def withdraw(number: int, *more: str, code: int = 0) -> Result:
    return run("record", "press", "--at", SAID[number][0], *more, code=code)


def test_a_slip_is_withdrawn_and_the_feeds_say_so(folder: Path) -> None:
    for number in range(3):
        enter(number)
    told = withdraw(1, "--withdraw", "it was said of another company")
    assert "withdrawn: Tom Berg, by e-mail" in told.output
    changes = log()
    assert [(change["status"], bool(change["relates_to"])) for change in changes] == [
        ("published", False),
        ("published", False),
        ("reverted", True),
    ]
    slip = next(change for change in changes if change["change"] == changes[2]["relates_to"])
    assert "border police" in json.dumps(slip)
    assert changes[2]["flags"] == ["withdrawn: it was said of another company"]
    entries = feedparser.parse(Path("feeds/all.atom.xml").read_bytes()).entries
    assert "taken back: Tom Berg, by e-mail: " in entries[0].title
    assert "Withdrawn on" in entries[0].content[0].value
    (first,) = (entry for entry in entries if "border police" in entry.title and "taken back" not in entry.title)
    assert "was withdrawn on" in first.content[0].value
    assert "whole" in run("verify").output
    assert "has no statement of that time" in str(withdraw(1, "--withdraw", "again", code=1).exception)


def test_a_slip_is_corrected_and_what_came_after_is_compared_with_the_right_words(folder: Path) -> None:
    enter(0)
    enter(2)
    right = "Meridian does not comment on customers. All must keep to our policies."
    run("record", "press", "--at", SAID[2][0], "-f", "-", "--correct", "a word too many", text=right)
    news = [(change["status"], change["headline"]) for change in log()]
    assert [status for status, _ in news].count("reverted") == 1
    assert any(status == "published" and "comment on customers" in str(headline) for status, headline in news)
    enter(3)
    assert len(log()) == len(news)  # it says the same again


def test_the_first_of_all_can_be_withdrawn(folder: Path) -> None:
    enter(0)
    withdraw(0, "--withdraw", "not for publication")
    enter(1)
    assert log() == []
    assert "border police" in run("text", "press").output
