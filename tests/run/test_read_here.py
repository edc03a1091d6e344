"""A page whose reading kills the process costs the watch one start, and not every one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.server import Server
from tests.world import World
from tracker.model import ChangeFilter
from tracker.watch import look

TEXT = "<html lang=en><main><h1>Terms</h1><p>We sell no data to anybody who asks for it, {}.</p></main></html>"
NAMES = ("a", "killer", "z")


@pytest.fixture
def world(server: Server, tmp_path: Path) -> World:
    world = World(tmp_path)
    entry = "  - {{id: {0}, organisation: Tarn, title: {0}, url: '{1}', every: 1h}}\n"
    world.watch("".join(entry.format(name, server.url(f"/{name}")) for name in NAMES))
    for name in NAMES:
        server.put(f"/{name}", TEXT.format("ever"))
    return world


def dies(world: World, *ids: str) -> bool:
    """Whether a look at these pages kills the process that takes it: one of its own."""
    process = os.fork()
    if process == 0:
        try:
            world.look(*ids)
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    read = look.read

    def reading(page: look.Page, *rest: object) -> object:
        if page.id == "killer":
            os.kill(os.getpid(), signal.SIGKILL)
        return read(page, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(look, "read", reading)


def test_a_page_that_kills_its_reader_has_failed_and_is_read_again_later(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.look(*NAMES) == ["new"] * 3
    for name in ("killer", "z"):
        server.put(f"/{name}", TEXT.format("but once"))
    with monkeypatch.context() as patch:
        deadly(patch)
        assert dies(world, "killer", "z")
        assert not dies(world, "z", "killer")  # the other page is looked at, and this one has failed
        with world.open() as tracker:
            last = tracker.store.checks.last("killer")
            assert last is not None
            assert (last.outcome.value, last.error) == ("failed", "killed_reader")
            assert "died while it read this page" in (last.reason or "")
            state = tracker.store.pages.state("killer")
            assert state.failures == 1
            assert len(list(tracker.store.checks.of("z"))) == 2
        assert dies(world, "killer")  # it is tried again, once
        assert not dies(world, "killer")
    for _ in range(2):
        assert world.look("killer") != ["failed"]
    with world.open() as tracker:
        assert tracker.store.pages.state("killer").failures == 0
        (told,) = tracker.log(ChangeFilter(page="killer"))
        assert "but once" in told.headline
