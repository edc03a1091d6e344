"""A folder is published from one record: a mistyped --db or a lost record never empties it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.server import Server
from tests.test_main_path import AFTER, BEFORE, Principles, page
from tracker.errors import PublishError


@pytest.fixture
def world(tmp_path: Path, server: Server) -> Principles:
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    for words in (BEFORE, AFTER, AFTER):
        server.put("/principles", page(words))
        world.look("acme")
    return world


def test_another_record_is_refused_and_what_was_there_stays(world: Principles) -> None:
    feeds = world.settings.feeds
    before = {path: path.read_bytes() for path in feeds.rglob("*") if path.is_file()}
    assert len(json.loads((feeds / "all.json").read_text())["items"]) == 1
    shutil.move(world.settings.db, world.folder / "gone.db")
    shutil.move(world.settings.key_file, world.folder / "gone.key")
    with world.open() as tracker:
        list(tracker.check(["acme"]))
        with pytest.raises(PublishError, match=r"another record.*another key.*Is --db right"):
            tracker.publish()
    assert before == {path: path.read_bytes() for path in before}


def test_an_older_copy_is_refused_until_it_is_said_to_be_the_record_now(world: Principles, server: Server) -> None:
    older = world.folder / "older.db"
    shutil.copy(world.settings.db, older)
    server.put("/principles", page(BEFORE))
    world.look("acme")
    shutil.copy(older, world.settings.db)
    with world.open() as tracker:
        with pytest.raises(PublishError, match=r"speak of \d+ entries, and the log of this record has \d+"):
            tracker.publish()
        tracker.publish(force=True)
    with world.open() as tracker:
        tracker.publish()  # the folder is its own from now on
