"""Statements by hand are documents: who said it, how it was come by, when, and what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import cli
from tracker.model import DocumentKind
from tracker.record.store import Access, Store

PLACES = ("--db", "t.db", "--watchlist", "w.yaml")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("w.yaml").write_text(
        "pages: [{organisation: Acme, id: press, title: Press, url: 'https://acme.example', fetch: manual}]"
    )
    return tmp_path


def tracker(*arguments: str, said: str | None = None) -> str:
    result = CliRunner().invoke(cli, [*arguments], input=said, catch_exceptions=False)
    return f"{result.output}{result.exit_code or ''}"


def test_a_question_stands_as_asked_until_its_answer_is_entered(here: Path) -> None:
    asked = ("--asked", "Do you sell to the border police?", "--asked-on", "2026-03-03")
    assert "no answer yet" in tracker("record", "press", *asked, *PLACES)
    again = CliRunner().invoke(cli, ["record", "press", *asked, *PLACES])
    assert "that question of 2026-03-03 already" in str(again.exception)
    shown = tracker("status", "--db", "t.db")
    assert "press: asked on 2026-03-03, no answer for" in shown
    assert "Do you sell to the border police?" in shown
    answer = ("record", "press", "-f", "-", "--at", "2026-03-09", "--source", "e-mail", "--speaker", "Laura Keane")
    tracker(*answer, *asked, *PLACES, said="We do not sell to the border police.")
    assert "no answer" not in tracker("status", "--db", "t.db")
    with Store(Path("t.db"), create=False, access=Access.READ) as store:
        (document,) = store.documents.find("acme")
        assert (document.kind, document.speaker, document.source) == (DocumentKind.ANSWER, "Laura Keane", "e-mail")
        assert (document.said or "")[:10] in ("2026-03-09", "2026-03-08")  # the day here, in UTC
        assert (document.question, document.asked) == ("Do you sell to the border police?", "2026-03-03")
        assert document.snapshot is not None


def test_what_is_withdrawn_is_no_document_and_what_is_corrected_keeps_its_speaker(here: Path) -> None:
    said = ("record", "press", "-f", "-", "--at", "2026-03-09", "--source", "e-mail", "--speaker", "Laura Keane")
    tracker(*said, *PLACES, said="We never sell to the border police.")
    tracker("record", "press", "-f", "-", "--at", "2026-03-09", "--correct", "a slip", *PLACES, said="We do not sell.")
    with Store(Path("t.db"), create=False, access=Access.READ) as store:
        (document,) = store.documents.find("Acme")
        assert document.speaker == "Laura Keane"
    tracker("record", "press", "--at", "2026-03-09", "--withdraw", "misheard", *PLACES)
    with Store(Path("t.db"), create=False, access=Access.READ) as store:
        assert store.documents.find("Acme", DocumentKind.ANSWER) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--asked", "Why?"), "belong together"),
        (("--asked", " ", "--asked-on", "2026-03-03"), "--asked is empty"),
        (("-f", "-", "--source", "e-mail"), "--at is missing"),
    ],
)
def test_what_is_missing_is_said(here: Path, arguments: tuple[str, ...], what: str) -> None:
    assert what in str(CliRunner().invoke(cli, ["record", "press", *arguments, *PLACES]).exception)
