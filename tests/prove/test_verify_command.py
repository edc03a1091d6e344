"""`tracker verify` as its user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.prove.tampering import Folder, Thorough, body
from tracker.cli import cli


def run(root: Path, *more: str) -> Result:
    where = {"--db": "tracker.db", "--watchlist": "watchlist.yaml", "--feeds": "feeds"}
    options = [part for name, path in where.items() for part in (name, str(root / path))]
    return CliRunner().invoke(cli, ["verify", *options, "--base-url", "https://watch.example/", *more])


def test_it_says_what_holds_and_what_no_witness_saw(history: Path) -> None:
    alone = run(history)
    assert alone.exit_code == 0
    assert "This holds" in alone.stdout
    assert "name it with --anchor" in alone.stdout
    witnessed = run(history, "--anchor", str(history / "kept" / "checkpoints.txt"))
    assert "this is the log that was seen by whoever kept" in " ".join(witnessed.stdout.split())


def test_what_does_not_hold_is_named_and_is_the_exit_code(history: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(history, tmp_path / "copy"))
    body(Folder(copy), Thorough(1))
    found = run(copy, "--json")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["holds"]) == (1, False)
    assert any(problem["where"].startswith("body ") for problem in told["problems"])
    assert "This holds" not in run(copy).stdout


@pytest.mark.parametrize("name", ["missing.txt", "watchlist.yaml"])
def test_an_anchor_that_is_none_ends_in_a_sentence(history: Path, name: str) -> None:
    found = run(history, "--anchor", str(history / name))
    assert found.exit_code != 0
    assert name in f"{found.exception}{found.output}"
