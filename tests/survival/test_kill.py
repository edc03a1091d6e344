"""kill -9 at random moments of a busy loopback run. `make survive` kills 100 times; the suite does it a few times."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.server import Server
from tests.survival.busy import settings_of
from tests.test_main_path import Principles, page
from tracker.app import open_tracker
from tracker.model import ChangeFilter

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("TRACKER_KILLS", "4"))
PAGES = [f"acme-{number}" for number in range(16)]
LAST = 3  # looks that nobody disturbs: the last text is confirmed and told


def test_nothing_acknowledged_is_lost_and_nothing_told_twice(tmp_path: Path, server: Server) -> None:
    chance = random.Random(8)
    Principles(tmp_path, by_two_names(server, PAGES))  # writes the watchlist
    settings = settings_of(tmp_path)
    look = [sys.executable, "-m", "tests.survival.busy", tmp_path, *PAGES]
    acknowledged: Counter[str] = Counter()
    killed = rounds = writing = 0
    spare = LAST
    while killed < KILLS or spare:
        for id_ in PAGES:
            server.put(f"/{id_}", page(f"We have {rounds // 2 + 2} contracts with {id_}."))
        rounds += killed < KILLS
        out, err = tmp_path / "out", tmp_path / "err"
        with out.open("wb") as file, err.open("wb") as errors:
            process = subprocess.Popen(look, stdout=file, stderr=errors)
            if rounds == 1:  # each page has a text before the first kill, however slow the machine is
                process.wait(120)
            elif killed < KILLS:
                _in_the_middle(process, out, chance.uniform(0, 0.5))
                killed += process.returncode == -signal.SIGKILL
            else:
                spare -= 1
                process.wait(120)
        assert b"Traceback" not in err.read_bytes()
        whole = [line for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        writing += 0 < len(whole) < len(PAGES)
        acknowledged.update(line.decode().strip() for line in whole)
        for path in settings.feeds.rglob("*.xml") if settings.feeds.is_dir() else ():
            ElementTree.fromstring(path.read_bytes())
    with closing(sqlite3.connect(settings.db)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = Counter(dict(db.execute("SELECT page, count(*) FROM checks GROUP BY page")))
    print(f"{killed} kills, {writing} between two rows; {acknowledged.total()} acknowledged, {stored.total()} stored")
    assert writing >= KILLS // 4
    assert all(stored[id_] >= acknowledged[id_] > 0 for id_ in PAGES)
    where = ["--db", settings.db, "--feeds", settings.feeds, "--base-url", settings.base_url]
    verify = [sys.executable, "-m", "tracker", "verify", *where]
    verified = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with open_tracker(settings, create=False) as tracker:
        changes = list(tracker.store.reader.changes(ChangeFilter(told=True, newest_first=False)))
        assert sorted(change.number or 0 for change in changes) == list(range(1, len(changes) + 1))
        for id_ in PAGES:  # each begins where the one before it ended, and the last ends with what is there now
            told = [change for change in changes if change.page == id_]
            assert told
            assert [c.before.version for c in told[1:]] == [c.after.version for c in told[:-1]]
            now = tracker.store.reader.current(id_)
            assert now is not None
            assert told[-1].after.version == now.moment.version
            assert any(f"have {rounds // 2 + 2} contracts" in block.text for age in now.ages for block in age.blocks)
    published = json.loads((settings.feeds / "publication.json").read_text())
    assert published["number"] == len(changes)


def by_two_names(server: Server, pages: Iterable[str]) -> dict[str, str]:
    """Addresses of pages by id, half of them on another host: what two hosts answer at once is recorded together."""
    names = (server.host, "127.0.0.1")
    return {id_: server.url(f"/{id_}").replace(server.host, names[n % 2]) for n, id_ in enumerate(pages)}


def _in_the_middle(process: subprocess.Popen[bytes], out: Path, later: float) -> None:
    """Kill it so many seconds after it answered for the first page, unless it is done by then."""
    until = time.monotonic() + 60
    while not out.stat().st_size and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    try:
        process.wait(later)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
