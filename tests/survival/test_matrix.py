"""No fault of a server is taken for a change, and no other page waits. Times and memory: `benchmarks.faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server import Reply
from tests.survival.matrix import GOOD, play
from tests.test_main_path import page
from tests.watch.fetch.test_faults import MATRIX
from tracker.watch.fetch import FetchSettings

pytestmark = pytest.mark.slow

ANSWERS = {
    **{f"status {status}": ("http", Reply(status, "<p>Sorry.")) for status in (400, 403, 404, 410, 429, 500, 503)},
    "an image": ("wrong-type", Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(500), type="image/png")),
    "an image, said to be a page": ("wrong-type", Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(500))),
    "nothing": ("no-text", Reply()),
    "a page without text": ("no-text", Reply(body="<html><body><div id=app></div></body></html>")),
    "half a page": ("cut-short", Reply(body=page("We have no contracts.")[:-30])),
}


def test_every_fault_is_a_failed_check_of_its_class_and_nothing_else(tmp_path: Path) -> None:
    fetch = FetchSettings(allow_private=True, spacing=0.0, timeout=1.0, connect_timeout=1.0, max_bytes=200_000)
    faults = {name: (error.kind, answer) for name, (error, answer) in MATRIX.items()} | ANSWERS
    found = play(tmp_path, fetch, {name: answer for name, (_, answer) in faults.items()})
    assert found.taken == {name: kind for name, (kind, _) in faults.items()}
    assert (found.changes, found.versions) == (0, 1)
    assert len(found.others) == 2 + len(faults)
    assert all(outcome in GOOD for outcome in found.others)
