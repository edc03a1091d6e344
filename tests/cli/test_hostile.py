"""Page text cannot drive a terminal, a pipe or a spreadsheet, whatever command shows it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import forked
from tracker.cli import cli
from tracker.cli.commands.cite import _STYLES
from tracker.compare import compare
from tracker.model import Block, BlockKind, Capture, Page, Statement
from tracker.record.outcome import record
from tracker.record.store import Note, Store
from tracker.watch.look import Outcome, job_for

START = datetime(2026, 6, 1, tzinfo=UTC)
DRIVES = (
    "\x1b]52;c;cm0gLXJmIC8=\x07",  # writes the clipboard
    "\x1b[2J\x1b[31m",
    "\x9b31m",  # the same introducer in one byte
    "\x1b]0;owned\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\r\x08\x7f",
    "\u202eevil\u202c",
    "\u2066x\u2069",
    "\u061c",
    "\U000e0041",
)
HOSTILE = "=cmd|'/c calc'!A0 promise " + " ".join(DRIVES)
# What may leave us beside text: colours (SGR), and nothing else that begins with an escape.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_DRIVING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
COMMANDS = [
    ["log", "--all"],
    ["log", "--all", "--json"],
    ["log", "--all", "--csv"],
    ["show", "CHANGE"],
    ["show", "CHANGE", "--side-by-side", "--all"],
    ["show", "CHANGE", "--context", "2"],
    ["show", "CHANGE", "--json"],
    ["text", "acme"],
    ["text", "acme", "--json"],
    ["diff", "acme"],
    ["diff", "acme", "--side-by-side", "--all"],
    ["diff", "acme", "--json"],
    ["when", "promise"],
    ["when", "promise", "--all"],
    ["when", "promises", "--near"],
    ["when", "promise", "--json"],
    ["when", "promise", "--csv"],
    ["search", "promise"],
    ["search", "promise", "--json"],
    ["search", "promise", "--csv"],
    ["blame", "acme"],
    ["blame", "acme", "--json"],
    ["blame", "acme", "--csv"],
    ["commitments"],
    ["commitments", "--json"],
    ["commitments", "--csv"],
    ["coverage", "acme", "--all"],
    ["coverage", "acme", "--json"],
    ["coverage", "acme", "--csv"],
    *(["cite", "CHANGE", "--style", style] for style in _STYLES),
    ["cite", "CHANGE", "--json"],
    *(["export", name, "--format", form] for name in ("CHANGE", "acme") for form in ("html", "md", "json")),
    ["status"],
    ["status", "--json"],
]

PROGRAM = [sys.executable, "-m", "tracker"]
QUIET = ("coverage", "status")  # may show nothing of what a page says


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "tracker.db"
    page = Page("acme", f"Acme {HOSTILE}", f"-Title {HOSTILE}", "https://acme.example/")
    with Store(path) as store:
        store.pages.sync([page], now=START)
        for n in range(4):
            said = f"{HOSTILE} kept never given away" if n < 2 else f"{HOSTILE} kept mostly given away"
            statement = Statement(tuple(Block(BlockKind.PARAGRAPH, text) for text in ("A line that stays.", said)), "1")
            state = store.pages.state("acme")
            known = store.wording_in_force("acme", state)
            at = START + timedelta(days=n)
            capture = Capture(page.url, page.url, 200, (("X", "\x1b[2J"),), f"{n // 2}".encode(), at)
            different = compare(known.wording, statement.wording) if known and known.id != statement.id else None
            record(store, Outcome(job_for(page, state, known), at, capture, statement, different))
        with store.transaction():
            (change,) = store.changes.ids("")[:1] or [""]
            assert change, "the sample must hold a change"
            store.notes.add(Note(change, START, f"me {HOSTILE}", DRIVES[0]))
    # The watchlist holds no control characters; the page's own words, which are shown beside its promises, do.
    promises = {"=1 promise": "never given away", "@SUM(1)": "A line that stays.", "+1": "kept"}
    entries = [{"page": "acme", "name": name, "text": text} for name, text in promises.items()]
    declared = {"id": "acme", "organisation": "Acme", "title": "Terms", "url": page.url}
    (path.parent / "watchlist.yaml").write_text(json.dumps({"pages": [declared], "commitments": entries}))
    return path


def change(db: Path) -> str:
    with Store(db) as store:
        return store.changes.ids("")[0]


def command(db: Path, arguments: list[str]) -> list[str]:
    named = [change(db) if argument == "CHANGE" else argument for argument in arguments]
    watchlist = ["--watchlist", str(db.parent / "watchlist.yaml")] if arguments[0] == "commitments" else []
    return [*named, "--db", str(db), *watchlist]


def on_terminal(arguments: list[str]) -> str:
    """What a terminal receives."""
    process, main = pty.fork()
    if process == 0:
        forked.run(arguments, environment={"TERM": "xterm-256color", "PAGER": "cat"})

    def received() -> Iterator[bytes]:
        while select.select([main], [], [], 30)[0]:
            try:
                data = os.read(main, 65536)
            except OSError:  # Linux says so when the other end is closed
                return
            if not data:
                return
            yield data

    body = b"".join(received())
    os.close(main)
    assert os.waitpid(process, 0)[1] == 0, body
    return body.decode()


def drives(text: str) -> list[str]:
    return _DRIVING.findall(text.replace("\r\n", "\n"))


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_drives_what_reads_our_output(db: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, command(db, arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "promise" in result.output or arguments[0] in QUIET
    assert drives(result.output) == []


@pytest.mark.parametrize("arguments", [["log", "--all"], ["show", "CHANGE"]], ids=" ".join)
def test_nothing_drives_a_pipe(db: Path, arguments: list[str]) -> None:
    done = subprocess.run([*PROGRAM, *command(db, arguments)], capture_output=True, check=True)
    assert drives(done.stdout.decode()) == []
    assert b"promise" in done.stdout


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_drives_a_terminal(db: Path, arguments: list[str]) -> None:
    shown = on_terminal(command(db, arguments))
    assert drives(_COLOUR.sub("", shown)) == []
    assert "promise" in shown or arguments[0] in QUIET


@pytest.mark.parametrize("arguments", [c for c in COMMANDS if "--csv" in c], ids=" ".join)
def test_no_cell_is_a_formula(db: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, command(db, arguments), catch_exceptions=False)
    rows = list(csv.reader(io.StringIO(result.output)))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if re.match(r"\s*[=+\-@\t\r|]", cell)] == []


def test_json_says_exactly_what_the_page_said(db: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, *command(db, ["log", "--all", "--json"])], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[0])
    assert "\x1b]52;c;cm0gLXJmIC8=\x07" in found["edits"][0]["old"]
