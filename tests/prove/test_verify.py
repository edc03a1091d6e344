"""Nothing altered goes unseen, and nothing untouched is called altered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.prove.history import check
from tests.prove.tampering import KINDS, Folder, Tamper, Thorough, cut_tail, rewritten_chain, seed, swapped_key
from tracker.errors import TrackerError, UsageError

TRIES = int(os.environ.get("TRACKER_TAMPERING_TRIES", "1"))  # `make tamper`: 12


@pytest.fixture
def copy(history: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(history, tmp_path / "copy"))


def test_an_untouched_history_holds(history: Path) -> None:
    found = check(history)
    assert found.problems == []
    assert found.feeds
    assert found.witnessed == found.signed == found.entries
    assert (found.changes, found.read_again) == (10, 10)


@pytest.mark.parametrize("number", range(TRIES))
@pytest.mark.parametrize("tamper", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_altered_is_found(copy: Path, tamper: Tamper, number: int) -> None:
    tamper(Folder(copy), seed(tamper, number))
    assert not check(copy).holds


@pytest.mark.parametrize("tamper", [cut_tail, rewritten_chain, swapped_key], ids=lambda kind: kind.__name__)
def test_the_cleverest_are_found_by_witnesses_alone(copy: Path, tamper: Tamper) -> None:
    """What the tests above would not show: that these forgeries are good, and that it is the anchor that finds them."""
    tamper(Folder(copy), Thorough(7))
    shutil.rmtree(copy / "feeds")
    assert check(copy, anchors=False).problems == []
    assert not check(copy).holds


GARBAGE = [
    "UPDATE changes SET direction = 'sideways', flags = '{'",
    "UPDATE edits SET pieces = 'no', cues = '[1]'",
    "UPDATE snapshots SET headers = '[[]]', at = 'once'",
    "UPDATE checks SET at = ''",
    "UPDATE versions SET links = '[', id = 'x' || n",
    "UPDATE blocks SET text = 'x', kind = 'x'",
    "UPDATE pages SET config = '{}'",
    "UPDATE bodies SET data = x'', size = 9223372036854775807",
    "UPDATE bodies SET base = sha256, depth = 1",
    "UPDATE log SET payload = '[0.5]'",
    'UPDATE log SET payload = \'{"id": [], "page": 5, "entries": "x"}\' WHERE payload IS NOT NULL',
    "UPDATE log SET kind = 'x'",
    "UPDATE log SET hash = 'x'",
    "UPDATE log SET subject = x'00'",
    "UPDATE checkpoints SET note = 'x', peaks = 'x'",
    "DELETE FROM pages",
    "DELETE FROM snapshots",
    "DELETE FROM log",
]


@pytest.mark.parametrize("statement", GARBAGE)
def test_whatever_stands_in_the_tables_ends_in_a_finding(copy: Path, statement: str) -> None:
    with Folder(copy).open() as db:
        db.execute(statement)
    assert not check(copy).holds


def test_a_file_that_is_broken_ends_in_a_sentence(copy: Path) -> None:
    path = copy / "tracker.db"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(TrackerError, match=r"tracker\.db"):
        check(copy)


@pytest.mark.parametrize("content", ["", "nothing", "log:1:xyz", "\x00\xff"])
def test_an_anchor_that_names_nothing_is_refused(copy: Path, content: str) -> None:
    (copy / "kept" / "all.json").write_text(content)
    with pytest.raises(UsageError, match=r"all\.json names no checkpoint"):
        check(copy)
