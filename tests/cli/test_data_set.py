"""`tracker export --all`: a data set that a stranger can check and read."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.sample import PAGE, sample
from tracker.cli import cli
from tracker.errors import UsageError
from tracker.model import ChangeFilter
from tracker.record.store import Note, Store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("set")
    db = sample(root)
    with Store(db) as store, store.transaction():
        change = store.changes.get(store.reader.changes(ChangeFilter(told=True))[0].id)
        assert change is not None
        store.notes.add(Note(change.id, change.first_with, "the desk", "=a public note", True))
        store.notes.add(Note(change.id, change.first_with, "the desk", "a private note", False))
    for name in ("one", "two"):
        done = CliRunner().invoke(
            cli, ["export", "--all", "-o", str(root / name), "--db", str(db), "--licence", "CC BY"]
        )
        assert done.exit_code == 0, done.output
        assert re.fullmatch(r".*/\w+: \d+ changes, \d+ statements\n", done.output)
    return root


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_both_forms_say_the_same_and_the_same_twice(folder: Path) -> None:
    one = folder / "one"
    lines = [json.loads(line) for line in (one / "changes.jsonl").read_text().splitlines()]
    rows = table(one / "changes.csv")
    assert [row["change"] for row in rows] == [line["change"] for line in lines]
    assert [int(row["number"]) for row in rows] == sorted(line["number"] for line in lines)
    assert (
        len(table(one / "edits.csv")) == sum(len(line["edits"]) for line in lines) == sum(int(r["edits"]) for r in rows)
    )
    told = [json.loads(line) for line in (one / "statements.jsonl").read_text().splitlines()]
    assert [row["text"] for row in table(one / "statements.csv")] == [line["text"] for line in told]
    assert {line["page"] for line in told} == {PAGE.id}
    assert all(line["first_seen"] <= line["last_seen"] for line in told)
    for path in one.iterdir():
        assert path.read_bytes() == (folder / "two" / path.name).read_bytes(), path.name


def test_every_column_is_in_the_codebook_and_every_file_has_its_checksum(folder: Path) -> None:
    one = folder / "one"
    book = (one / "codebook.md").read_text()
    for name in ("changes", "edits", "statements"):
        part = book.partition(f"## {name}" if name == "edits" else f"## {name}.jsonl")[2]
        with (one / f"{name}.csv").open() as file:
            for column in next(csv.reader(file)):
                assert f"`{column}`" in part, (name, column)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=one, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == len(list(one.iterdir())) - 1
    package = json.loads((one / "datapackage.json").read_text())
    for resource in package["resources"]:
        body = (one / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert "CC BY" in (one / "LICENCE.txt").read_text()


def test_private_notes_stay_at_home(folder: Path) -> None:
    whole = b"".join(path.read_bytes() for path in (folder / "one").iterdir())
    assert b"=a public note" in whole
    assert b"a private note" not in whole


def test_misuse_is_told(folder: Path) -> None:
    for arguments, told in (
        (["--all"], "Name a folder"),
        ([], "say --all"),
        ([PAGE.id, "--all", "-o", "x"], "leave out the name"),
    ):
        done = CliRunner().invoke(cli, ["export", *arguments, "--db", str(folder / "tracker.db")])
        assert done.exit_code == 2
        assert told in done.output
    full = CliRunner().invoke(cli, ["export", "--all", "-o", str(folder / "one"), "--db", str(folder / "tracker.db")])
    assert isinstance(full.exception, UsageError)
    assert "holds something already" in str(full.exception)
