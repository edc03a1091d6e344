"""A full disk, folders that cannot be written, a record that another holds: one sentence, nothing lost, all goes on."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import forked
from tests.server import Server
from tests.test_main_path import page

pytestmark = pytest.mark.slow


def mount(*arguments: object) -> bool:
    command = ["mount", *map(str, arguments)]
    return os.getuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", folder):
        pytest.skip("this machine lets nobody mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def fixed(tmp_path: Path) -> Iterator[Path]:
    """A folder whose disk is mounted again: `mount(..., "remount,ro", ...)` makes it read-only, for root too."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("--bind", folder, folder):
        pytest.skip("this machine lets nobody mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


LOCKED = float(os.environ.get("TRACKER_LOCKED", "3"))  # s; `make survive`: 20


def tracker(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    where = {"TRACKER_DB": "tracker.db", "TRACKER_FEEDS": "feeds"}
    where["TRACKER_WATCHLIST"] = str(folder.parent / "watchlist.yaml")
    return forked.tracker(*arguments, cwd=folder, environment=where)


def watch(folder: Path, server: Server) -> None:
    entry = f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n"
    (folder.parent / "watchlist.yaml").write_text(entry)


def checks(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "tracker.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(db.execute("SELECT COUNT(*) FROM checks").fetchone()[0])


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode not in (0, -9), done.stdout
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_full_disk(tiny: Path, server: Server) -> None:
    watch(tiny, server)
    chance = random.Random(1)
    good = 0
    for turn in range(40):
        noise = chance.randbytes(450_000).hex()  # bytes that no compression makes small
        server.put("/terms", page(f"We have {turn + 2} contracts.") + f"<!-- {noise} -->")
        done = tracker(tiny, "check", "acme", "--allow-private")
        if done.returncode:
            break
        good += 1
    assert "full" in said(done) or "No space left" in done.stderr
    assert good > 1
    assert checks(tiny) >= good
    assert mount("-o", "remount,size=60m", tiny)
    assert tracker(tiny, "check", "acme", "--allow-private").returncode == 0
    assert checks(tiny) > good
    verified = tracker(tiny, "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_disk_full_of_feeds(tiny: Path, server: Server, tmp_path: Path) -> None:
    """The record has room: looks go on, what is published stays as it was, and catches up when there is room again."""
    folder = tmp_path / "record"
    folder.mkdir()
    watch(folder, server)
    (folder / "feeds").symlink_to(tiny)

    def published() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file() and path != tiny / "filler"}

    for text in ("no", "no AI"):
        server.put("/terms", page(f"We have {text} contracts."))
        assert tracker(folder, "check", "acme", "--allow-private").returncode == 0
    before = published()
    subprocess.run(["dd", "if=/dev/zero", f"of={tiny / 'filler'}", "bs=4k"], capture_output=True, check=False)
    for number in (1, 2):
        assert "cannot be published" in said(tracker(folder, "check", "acme", "--allow-private"))
        assert checks(folder) == 2 + number
        assert published() == before
    (tiny / "filler").unlink()
    assert tracker(folder, "publish").returncode == 0
    assert b"no AI contracts" in published()[tiny / "all.rss.xml"]
    assert tracker(folder, "verify").returncode == 0


@pytest.mark.parametrize("what", ["", "feeds"])
def test_a_folder_that_cannot_be_written(fixed: Path, server: Server, tmp_path: Path, what: str) -> None:
    watch(fixed, server)
    server.put("/terms", page("We have no contracts."))
    assert tracker(fixed, "check", "acme", "--allow-private").returncode == 0
    before = checks(fixed)
    server.put("/terms", page("We have few contracts."))
    if what:  # the record can be written, what is published cannot
        assert mount("--bind", fixed / what, fixed / what)
    assert mount("-o", "remount,bind,ro", fixed / what)
    try:
        done = tracker(fixed, "check", "acme", "--allow-private")
        assert ("feeds" if what else "tracker.db") in said(done)
    finally:
        mount("-o", "remount,bind,rw", fixed / what)
        if what:
            subprocess.run(["umount", fixed / what], check=True)
    assert checks(fixed) == before + bool(what)
    assert tracker(fixed, "check", "acme", "--allow-private").returncode == 0
    assert tracker(fixed, "verify").returncode == 0


def test_a_record_that_another_program_holds(tmp_path: Path, server: Server) -> None:
    """A second instance is told who; a lock of some other program is waited for."""
    folder = tmp_path / "disk"
    folder.mkdir()
    watch(folder, server)
    server.put("/terms", page("We have no contracts."))
    assert tracker(folder, "check", "acme", "--allow-private").returncode == 0
    hold = (
        "import sys, time; from pathlib import Path; from tracker.record.store.lock import WriterLock\n"
        "with WriterLock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    seize = (
        "import sqlite3, sys, time; db = sqlite3.connect(sys.argv[1]); db.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True); time.sleep(float(sys.argv[2]))"
    )
    for program in (hold, seize):
        command = [sys.executable, "-c", program, folder / "tracker.db", str(LOCKED)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
            assert other.stdout
            other.stdout.readline()
            done = tracker(folder, "check", "acme", "--allow-private")
            other.kill()
        if program is hold:
            assert f"is in use by process {other.pid} on " in said(done)
        else:
            assert done.returncode == 0, done.stderr
    assert checks(folder) == 2
