"""What a reporter does, on the demo's record."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli import docs
from tests.cli.sample import PAGE
from tracker.ask import open_history
from tracker.cli import cli
from tracker.cli.commands.show import _edits
from tracker.compare.judge import judge
from tracker.errors import TrackerError
from tracker.model import (
    Block,
    BlockKind,
    Capture,
    Change,
    Check,
    CheckOutcome,
    Edit,
    EditKind,
    Op,
    Page,
    Piece,
    Statement,
)
from tracker.record.store import Store

START = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def record() -> Iterator[None]:
    with docs.reader():
        yield


def lines(command: str) -> list[str]:
    return docs.run(command).splitlines()


def ids(command: str) -> list[str]:
    """The changes that a log tells, those of the demo by their names."""
    names = {id_: name for name, id_ in docs.changes().items()}
    told = [json.loads(line)["change"] for line in lines(f"tracker log --json {command}")]
    return [names.get(id_, id_) for id_ in told]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", ["slower", "hedged", "narrowed"]),
        ("--all", ["slower", "flickered", "moved", "hedged", "error", "narrowed"]),
        (PAGE.id, ["slower", "hedged", "narrowed"]),
        ("--organisation 'halcyon systems' --tag AI --direction weaker", ["slower", "hedged", "narrowed"]),
        ("--direction stronger", []),
        ("--direction stronger --direction weaker --all", ["slower", "flickered", "hedged", "error", "narrowed"]),
        ("--severity minor", ["moved"]),
        ("--cue number", ["slower"]),
        ("--text LOCATION", ["slower", "hedged"]),
        ("--since 2026-06-08", ["slower", "hedged"]),
        ("--until '8 June 2026'", ["narrowed"]),
        ("--during 2026-06-13", ["slower"]),
        ("--during 'May 2026'", []),
        ("--limit 1", ["slower"]),
        ("--reverse", ["narrowed", "hedged", "slower"]),
    ],
)
def test_filters_of_the_log(filters: str, found: list[str]) -> None:
    assert ids(filters) == found


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("log halcyon-responsibel", f"did you mean {PAGE.id}"),
        ("log --org halcion", "did you mean Halcyon Systems"),
        ("log --tag human-right", "did you mean human-rights"),
        ("show zzzz", "tracker log"),
        ("show 0123456789abcdef01", "no change has an id"),
        (f"text {PAGE.id} --at '#99'", "it had 7"),
        (f"text {PAGE.id} --at 2020", "was first seen at 2026-06-01"),
        (f"text {PAGE.id} --at 3/6/2026", "two dates"),
        (f"diff {PAGE.id} --to 2026-06-01", "had no other text before"),
        ("when '!!'", "has no word"),
        ("export nothing", "no change has an id"),
        (f"record {PAGE.id} -f nothing.txt --at now --source me", "cannot be read"),
        (f"record {PAGE.id} -f tracker.db --at 2026-06-02 --source me", "cannot be read"),
        ("note {narrowed} ' '", "the note is empty"),
    ],
)
def test_mistakes_are_told_in_a_sentence(command: str, says: str) -> None:
    result = CliRunner().invoke(cli, docs.shlex.split(docs.named(command)))
    assert isinstance(result.exception, TrackerError)
    assert says in str(result.exception)


def test_a_phrase_on_many_pages_has_a_line_on_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "many.db"))
    with Store(tmp_path / "many.db") as store:
        for n in range(14):
            page = Page(f"page-{n:02}", "Acme", f"Policy {n}", f"https://acme.example/{n}")
            store.pages.sync([page], now=START)
            for day, text in enumerate(("We sell data.", "We sell data." if n else "We sell nothing.")):
                at = START + timedelta(days=day)
                seen = Statement((Block(BlockKind.PARAGRAPH, text),), "1")
                with store.transaction():
                    number = store.snapshots.add(page.id, Capture(page.url, page.url, 200, (), text.encode(), at), None)
                    store.versions.add(page.id, seen, at=at, snapshot=number)
                    store.checks.add(Check(page.id, at, CheckOutcome.NEW, version=seen.id, snapshot=number))
    told = lines('tracker when "sell data"')
    assert told[0] == "“sell data” stood on 14 pages, still on 13 at the last look"
    assert told[1].split() == "2026-06-01 or before to 2026-06-01, gone Acme · Policy 0 (page-00)".split()
    assert told[2].split() == "since 2026-06-01 or before, still there Acme · Policy 1 (page-01)".split()
    assert len(told) == 1 + 14 + 1
    assert "first without  2026-06-02 12:00" in "\n".join(lines('tracker when "sell data" --all'))
    assert len([line for line in lines('tracker when "sell data" page-03') if "first with" in line]) == 1


def test_a_text_by_its_day_its_number_and_a_change_is_one_text() -> None:
    by = [json.loads(docs.run(f"tracker text {PAGE.id} --json --at {when}"))["version"]
          for when in ("'4 June 2026'", "2026-06-03T06:00", "#2", "{narrowed}")]  # fmt: skip
    assert len(set(by)) == 1


def test_the_raw_bytes_are_those_of_the_hash() -> None:
    about = json.loads(docs.run(f"tracker text {PAGE.id} --json"))
    raw = CliRunner().invoke(cli, ["text", PAGE.id, "--raw"]).stdout_bytes
    assert hashlib.sha256(raw).hexdigest() == about["sha256"]


@pytest.mark.parametrize("name", ["{narrowed}", PAGE.id])
def test_a_bundle_holds_what_proves_it(name: str) -> None:
    docs.run(f"tracker export {name} --format zip -o bundle.zip")
    once = Path("bundle.zip").read_bytes()
    docs.run(f"tracker export {name} --format zip -o bundle.zip")
    assert Path("bundle.zip").read_bytes() == once
    with zipfile.ZipFile(io.BytesIO(once)) as bundle:
        files = {entry: bundle.read(entry) for entry in bundle.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {entry: hashlib.sha256(body).hexdigest() for entry, body in files.items() if entry != "SHA256SUMS"}
    shown = json.loads(docs.run("tracker log --json --text contracts"))
    bodies = {hashlib.sha256(body).hexdigest() for entry, body in files.items() if entry.endswith(".body")}
    assert {shown["before"]["sha256"], shown["after"]["sha256"]} <= bodies
    assert b"<ins>" in files["report.html"]
    assert b"<script" not in files["report.html"]


def test_a_statement_by_hand_and_a_note() -> None:
    Path("a.txt").write_text("We sell no data to anyone.")
    Path("b.txt").write_text("We sell no personal data to anyone.")
    docs.run('tracker record halcyon-press -f a.txt --at "16 June 2026" --source "by phone"')
    told = docs.run('tracker record halcyon-press -f b.txt --at "17 June 2026 12:00" --source "by e-mail"')
    assert "published" in told
    (change,) = ids("halcyon-press")
    docs.run(f'tracker note {change} "Two answers in two days." --by Reporter')
    shown = docs.run(f"tracker show {change}")
    assert "entered by hand: by e-mail" in shown
    assert "Two answers in two days. (Reporter," in shown
    assert "entered by hand twice" in docs.run("tracker coverage halcyon-press")


def test_a_statement_of_last_month_is_put_in_its_place() -> None:
    for name, text in (("no", "We sell no data."), ("some", "We sell some data."), ("none", "We sell no data.")):
        Path(f"{name}.txt").write_text(text)
    enter = 'tracker record halcyon-letters --source "letter" -f'
    docs.run(f'{enter} no.txt --at "3 May 2026"')
    assert "unchanged" in docs.run(f'{enter} none.txt --at "3 July 2026"')
    assert ids("halcyon-letters") == []
    told = docs.run(f'{enter} some.txt --at "3 June 2026"')
    assert "published" in told
    assert "no data" in told
    turned = [json.loads(line) for line in lines("tracker log halcyon-letters --json --reverse --all")]
    assert [(c["status"], c["last_without"][:10], c["first_with"][:10]) for c in turned] == [
        ("published", "2026-05-03", "2026-06-03"),
        ("published", "2026-06-03", "2026-07-03"),  # what is said again takes nothing back
    ]
    stood = docs.run('tracker when "some data" halcyon-letters')
    assert "first without  2026-07-03" in stood
    assert "give each its hour" in docs.run(f'{enter} no.txt --at "3 June 2026"')
    assert "has not come yet" in docs.run(f'{enter} no.txt --at "3 June 2126"')
    assert "entered by hand 3 times" in docs.run("tracker coverage halcyon-letters")


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        ("tracker log hal", PAGE.id),
        ("tracker log --tag hu", "human-rights"),
        ("tracker log --organisation hal", "Halcyon Systems"),
        ("tracker se", "search"),
    ],
)
def test_names_complete(words: str, offers: str) -> None:
    assert offers in offered(words)


def test_in_bash_a_name_of_several_words_completes_as_one() -> None:
    environment = {
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": "tracker log --organisation hal",
        "COMP_CWORD": "3",
    }
    offers = CliRunner().invoke(cli, [], prog_name="tracker", env=environment).output
    script = "IFS=',' read type value; eval \"printf '%s|' $value\""  # as click's script reads it, and bash the line
    done = subprocess.run(["bash", "-c", script], input=offers, capture_output=True, text=True, check=True)
    assert done.stdout == "Halcyon Systems|"


def test_ids_complete() -> None:
    id_ = docs.changes()["narrowed"]
    assert id_[:8] in offered(f"tracker show {id_[:2]}")


def offered(words: str) -> list[str]:
    """What the tab key offers behind these words."""
    environment = {"_TRACKER_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    return CliRunner().invoke(cli, [], prog_name="tracker", env=environment).output.splitlines()


def test_a_public_note_says_when_it_will_be_in_the_feeds() -> None:
    docs.run("tracker publish")
    told = docs.run("tracker note {hedged} 'Asked on Monday.' --by Reporter --publish")
    assert "the next `tracker publish`" in told
    assert "Asked on Monday." not in Path("demo-output/feeds/all.atom.xml").read_text()
    docs.run("tracker publish")
    assert "Asked on Monday." in Path("demo-output/feeds/all.atom.xml").read_text()


def test_statements_that_came_alike_are_told_with_one_reason(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [("We may share it.", "We will share it."), (None, "We ask first."), (None, "We sell nothing."),
             ("We keep it for you.", None)]  # fmt: skip
    _edits(_changed(*texts), everything=True)
    told = capsys.readouterr().out.splitlines()
    at = told.index("2 of 4 added")
    assert told[at + 1 : at + 4] == [
        "+ We ask first.",
        "+ We sell nothing.",
        "  each: the statement was added: the text says more",
    ]
    assert '  the statement "We keep it for you." was removed: the text says less' in told


def _changed(*texts: tuple[str | None, str | None]) -> Change:
    """The demo's change, with other edits."""
    edits = []
    for old, new in texts:
        found = judge(old, new)
        kind = EditKind.ADDED if old is None else EditKind.REMOVED if new is None else EditKind.CHANGED
        pieces = tuple(Piece(op, text) for op, text in ((Op.DELETE, old), (Op.INSERT, new)) if text)
        edits.append(
            Edit(kind, old, new, pieces, found.direction, found.cues, 0.9, found.severity, found.reason, found.headline)
        )
    with open_history(Path("demo-output/tracker.db")) as history:
        return replace(history.change(docs.changes()["narrowed"]), edits=tuple(edits))
