"""The documentation prints what the commands print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import docs
from tracker.cli import COMMANDS


@pytest.mark.parametrize("path", docs.FILES, ids=lambda path: path.name)
def test_every_block_is_what_its_commands_print(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == docs.refreshed(text), "run `python -m tests.cli.docs` and look at what it changes"


def test_every_command_is_in_the_reference() -> None:
    text = docs.FILES[1].read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"$ tracker {name} --help\n" not in text] == []


def test_every_command_for_a_reader_is_shown_at_work() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in docs.FILES)
    readers = ("log show diff text when blame search coverage cite export note record commitments").split()
    shown = {line.split()[2] for line in text.splitlines() if line.startswith("$ tracker ") and "--help" not in line}
    assert set(readers) <= shown
