"""A server that answers "not modified" whatever the page says: it is not believed for ever, and then never again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.server import Reply, Server
from tests.test_main_path import AFTER, BEFORE, Principles, page
from tracker.model import ChangeFilter, Page, PageState
from tracker.settle import Memory
from tracker.watch.look import job_for

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def test_a_wrong_answer_is_found_out_and_the_server_is_told_no_more(tmp_path: Path, server: Server) -> None:
    server.put("/principles", Reply(body=page(BEFORE), etag='"always"'))
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    world.look("acme")
    last_full = world.time - timedelta(hours=6)
    server.put("/principles", Reply(body=page(AFTER), etag='"always"'))
    outcomes = [world.look("acme")[0] for _ in range(6)]
    assert outcomes[:3] == ["not_modified"] * 3
    assert outcomes[3] == "new"  # a day after the last time that it was read
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter())
        memory = Memory.load(tracker.store.pages.state("acme").memory)
    assert change.last_without == last_full  # what the answers in between said counts for nothing
    assert memory.misled
    asked = [seen.headers.get("If-None-Match") for seen in server.seen("/principles")]
    assert asked[-2:] == [None, None]


@pytest.mark.parametrize(
    ("every", "hours_since_full", "unread", "asks"),
    [(6, 0, 0, True), (6, 12, 2, True), (6, 18, 3, False), (24, 0, 0, False), (1, 9, 9, False), (1, 8, 8, True)],
)
def test_how_long_not_modified_is_believed(every: int, hours_since_full: int, unread: int, asks: bool) -> None:
    memory = Memory(full=AT, unread=unread)
    state = PageState("acme", etag='"1"', last_check=AT + timedelta(hours=hours_since_full), memory=memory.dump())
    watched = Page("acme", "Acme", "Terms", "https://acme.example/", every=timedelta(hours=every))
    assert (job_for(watched, state, None).request.etag is not None) == asks
