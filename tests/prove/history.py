"""A record with its published folder, made through the real façade."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tests.record.old.make import fill
from tracker.app import Tracker, open_tracker
from tracker.prove.verify import Verification
from tracker.settings import Settings

WATCHLIST = "pages:\n- id: acme-ai\n  organisation: Acme\n  title: AI principles\n  url: https://acme.example/ai\n"
ANCHORS = ("checkpoints.txt", "all.json")
LATER = datetime(2026, 4, 1, tzinfo=UTC)


def settings(root: Path) -> Settings:
    # The folder may be copied: its feeds name no place on this machine.
    return Settings(root / "tracker.db", root / "watchlist.yaml", root / "feeds", base_url="https://watch.example/")


def open_history(root: Path, *, write: bool = False) -> Tracker:
    return open_tracker(settings(root), write=write, now=lambda: LATER)


def make_history(root: Path) -> None:
    (root / "watchlist.yaml").write_text(WATCHLIST)
    with open_history(root, write=True) as tracker:
        fill(tracker.store, publish=tracker.publish)
        tracker.publish()
    (root / "kept").mkdir()
    for name in ANCHORS:
        shutil.copy(root / "feeds" / name, root / "kept" / name)


def check(root: Path, *, anchors: bool = True) -> Verification:
    with open_history(root) as tracker:
        return tracker.verify([root / "kept" / name for name in ANCHORS] if anchors else ())
