"""A change of links quotes addresses, which stand in no text: they are looked for in the captures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.prove.history import WATCHLIST, check, open_history
from tests.prove.tampering import Folder
from tests.record.old.make import LINES, START, look
from tracker.model import ChangeFilter

LINKED = (
    "<!doctype html><html lang=en><main><h1>AI principles</h1>{}"
    "<p>Ask for <a href='{}'>our full policy</a>.</p></main></html>"
)
ADDRESSES = ("https://acme.example/policy, whole", "https://acme.example/archive/2019")


@pytest.fixture
def relinked(tmp_path: Path) -> Path:
    (tmp_path / "watchlist.yaml").write_text(WATCHLIST)
    with open_history(tmp_path, write=True) as tracker:
        tracker.sync()
        (page,) = tracker.store.pages.all()
        for day in range(8):
            body = LINKED.format("".join(f"<p>{line}</p>" for line in LINES), ADDRESSES[day > 3]).encode()
            look(tracker.store, page, START + timedelta(days=day), body, fails=False)
        tracker.publish()
        assert tracker.store.changes.find(ChangeFilter())
    return tmp_path


def test_a_change_of_links_is_no_alarm(relinked: Path) -> None:
    found = check(relinked, anchors=False)
    assert found.problems == []
    assert (found.changes, found.read_again) == (1, 1)


def test_an_address_that_no_capture_has_is_found(relinked: Path) -> None:
    with Folder(relinked).open() as db:
        db.execute(
            "UPDATE edits SET pieces = replace(pieces, 'archive', 'invented'),"
            " new = replace(new, 'archive', 'invented')"
        )
    problems = [problem.what for problem in check(relinked, anchors=False).problems]
    assert any("has no such link" in what and "invented" in what for what in problems)
