"""Power cuts at random moments of a busy run: whatever the disk may hold then is a sound record, and nothing is lost.

`make survive` cuts 300 times; the suite does it a few times.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.server import Server
from tests.survival.busy import settings_of
from tests.survival.disk import Disk, Op, ops, traced
from tests.survival.test_kill import by_two_names
from tests.test_main_path import Principles, page
from tracker.app import open_tracker
from tracker.model import ChangeFilter

CUTS = int(os.environ.get("TRACKER_CUTS", "12"))
PAGES = [f"acme-{number}" for number in range(4)]
ROUNDS = 4  # new text, confirmed, new text, confirmed


def can_trace() -> bool:
    return bool(shutil.which("strace")) and subprocess.run(["strace", "-o", os.devnull, "true"]).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not trace here"),
]


@pytest.fixture
def steps(tmp_path: Path, server: Server) -> list[Op]:
    """All that a few rounds did to the disk, and what they said was done."""
    (tmp_path / "live").mkdir()
    Principles(tmp_path / "live", by_two_names(server, PAGES))  # writes the watchlist
    found: list[Op] = []
    for turn in range(ROUNDS):
        for id_ in PAGES:
            server.put(f"/{id_}", page(f"We have {turn // 2 + 2} contracts with {id_}."))
        log, out = tmp_path / "log", tmp_path / "live" / "said"
        look = [sys.executable, "-m", "tests.survival.busy", tmp_path / "live", *PAGES]
        with out.open("wb") as file:
            subprocess.run(traced(look, log), stdout=file, check=True)
        found += ops(log, tmp_path / "live")
    return found


def test_whatever_a_power_cut_leaves_is_sound(steps: list[Op], tmp_path: Path) -> None:
    chance = Random(5)
    live = tmp_path / "live"
    disk = Disk(live)
    disk.play(Op("make", str(live / "watchlist.yaml")))
    disk.play(Op("write", str(live / "watchlist.yaml"), (live / "watchlist.yaml").read_bytes()))
    for name in ("watchlist.yaml", ""):
        disk.play(Op("sync", str(live / name)))
    moments = set(chance.sample(range(len(steps)), CUTS)) | {len(steps) - 1}
    acknowledged: Counter[str] = Counter()
    for number, op in enumerate(steps):
        if op.path == str(live / "said"):
            acknowledged.update(op.data.decode().split())
        else:
            disk.play(op)
        if number in moments:
            after = tmp_path / "after"
            disk.after_cut(chance, after)
            _examine(after, disk, acknowledged)
            shutil.rmtree(after)
    print(f"{len(steps):,} steps, {len(moments)} cuts")
    assert acknowledged == dict.fromkeys(PAGES, ROUNDS)


def _examine(after: Path, disk: Disk, acknowledged: Counter[str]) -> None:
    """The record and what is published of it, as they are found, and after the next start."""
    settings = settings_of(after)
    for path in settings.feeds.rglob("*"):
        if path.is_file() and not path.name.endswith(".tmp"):
            assert path.read_bytes() in disk.whole[f"{disk.root}/{path.relative_to(after)}"], path
    with closing(sqlite3.connect(settings.db)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if acknowledged:
            stored = Counter(dict(db.execute("SELECT page, count(*) FROM checks GROUP BY page")))
            assert stored >= acknowledged
    with open_tracker(settings, write=True) as tracker:
        before = tracker.verify()
        assert before.problems == []
        tracker.sync()
        assert len(list(tracker.check(PAGES))) == len(PAGES)
        tracker.publish()
        found = tracker.verify()
        assert found.problems == []
        assert found.feeds
        assert len(found.keys) == 1
        changes = list(tracker.store.reader.changes(ChangeFilter(told=True, newest_first=False)))
        assert [change.number for change in changes] == list(range(1, len(changes) + 1))
        for id_ in PAGES:
            told = [change for change in changes if change.page == id_]
            assert [c.before.version for c in told[1:]] == [c.after.version for c in told[:-1]]
