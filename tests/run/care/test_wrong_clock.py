"""One look with a clock that was ahead costs a watch nothing once the clock is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from tests.server import Server
from tests.test_main_path import Principles, page
from tracker.cli import cli

AHEAD = datetime.now(UTC) + timedelta(days=600)


def test_check_looks_again_and_status_does_not_call_it_fresh(tmp_path: Path, server: Server) -> None:
    server.put("/principles", page("We sell no data."))
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    with world.open() as tracker:
        list(tracker.check(["acme"]))
        state = tracker.store.pages.state("acme")
        with tracker.store.transaction():  # as a look leaves it whose clock is ahead
            tracker.store.pages.save(replace(state, last_check=AHEAD, last_good=AHEAD, due=AHEAD + timedelta(days=1)))
    where = ["--db", str(world.settings.db), "--watchlist", str(world.settings.watchlist)]
    stale = CliRunner().invoke(cli, ["status", "--fail-if-stale", "2d", *where[:2]])
    assert stale.exit_code == 1
    assert "acme" in stale.output
    asked = server.count("/principles")
    feeds = ["--feeds", str(tmp_path / "feeds"), "--allow-private"]
    done = CliRunner().invoke(cli, ["check", *where, *feeds], catch_exceptions=False)
    assert "No page is due" not in done.output
    assert server.count("/principles") == asked + 1
    assert CliRunner().invoke(cli, ["status", "--fail-if-stale", "2d", *where[:2]]).exit_code == 0
    assert "No page is due" in CliRunner().invoke(cli, ["check", *where, *feeds], catch_exceptions=False).output
