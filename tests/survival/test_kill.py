"""kill -9 at random moments of a busy loopback run. `make survive` kills 100 times; the suite does it a few times."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.server import Server
from tests.test_path import World, page
from tracker.types import ChangeFilter

KILLS = int(os.environ.get("TRACKER_KILLS", "4"))
PAGES = [f"acme-{number}" for number in range(6)]


def test_nothing_acknowledged_is_lost_and_nothing_told_twice(tmp_path: Path, server: Server) -> None:
    chance = random.Random(8)
    world = World(tmp_path, {id_: server.url(f"/{id_}") for id_ in PAGES})
    settings = world.settings
    command = [sys.executable, "-m", "tracker"]
    environment = {
        **os.environ,
        "TRACKER_DB": str(settings.db),
        "TRACKER_WATCHLIST": str(settings.watchlist),
        "TRACKER_FEEDS": str(settings.feeds),
    }
    check = [*command, "check", "--allow-private", "--json", *PAGES]
    acknowledged: Counter[str] = Counter()
    out = tmp_path / "out"
    for number in range(KILLS + 3):
        for id_ in PAGES:
            server.put(f"/{id_}", page(f"We have {number // 2 + 2} contracts with {id_}."))
        killed = 0 < number <= KILLS
        with out.open("wb") as file, (tmp_path / "err").open("wb") as errors:
            process = subprocess.Popen(check, env=environment, stdout=file, stderr=errors)
            try:
                process.wait(chance.uniform(0.3, 2.0) if killed else 60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert b"Traceback" not in (tmp_path / "err").read_bytes()
        whole = [line for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        acknowledged.update(json.loads(line)["page"] for line in whole)
        if settings.feeds.is_dir():
            for path in settings.feeds.rglob("*.xml"):
                ElementTree.fromstring(path.read_bytes())
    with sqlite3.connect(settings.db) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = Counter(dict(db.execute("SELECT page, count(*) FROM checks GROUP BY page")))
    db.close()
    print(f"{KILLS} kills, {acknowledged.total()} acknowledged, {stored.total()} stored")
    assert all(stored[id_] >= acknowledged[id_] > 0 for id_ in PAGES)
    verified = subprocess.run([*command, "verify"], env=environment, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with world.open() as tracker:
        changes = list(tracker.store.reader.changes(ChangeFilter(told=True, newest_first=False)))
    assert sorted(change.number or 0 for change in changes) == list(range(1, len(changes) + 1))
    assert len({(c.page, c.before.snapshot, c.after.snapshot) for c in changes}) == len(changes) > 0
