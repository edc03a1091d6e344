"""What an index of sitemaps named when following began is old, however late its files are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.server import Reply, Server
from tests.world import World
from tracker.model import ItemState

XML = "application/xml"


def serve(server: Server, parts: Sequence[Sequence[str]]) -> None:
    """An index of so many sitemaps, each with its addresses."""
    maps = "".join(f"<sitemap><loc>{server.url(f'/map-{n}.xml')}</loc></sitemap>" for n in range(len(parts)))
    server.put("/sitemap.xml", Reply(body=f"<sitemapindex>{maps}</sitemapindex>", type=XML))
    for n, paths in enumerate(parts):
        urls = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in paths)
        server.put(f"/map-{n}.xml", Reply(body=f"<urlset>{urls}</urlset>", type=XML))


@pytest.fixture
def world(server: Server, tmp_path: Path) -> World:
    world = World(tmp_path)
    entry = f"{{organisation: Tarn, sitemap: '{server.url('/sitemap.xml')}', take: watch, every: 12h}}"
    world.watchlist.write_text(f"follow:\n  - {entry}\n")
    return world


def states(world: World) -> dict[str, ItemState]:
    with world.open() as tracker:
        return {item.url.rpartition("/")[2]: item.state for item in tracker.store.inbox.find(tuple(ItemState))}


def text(words: str) -> str:
    return f"<html lang=en><main><h1>Release</h1><p>{words} Tarn makes maps for people who go to sea.</p></main></html>"


def test_more_sitemaps_than_are_read_at_one_look(world: World, server: Server) -> None:
    parts = [[f"/old-{n}"] for n in range(60)]
    serve(server, parts)
    for _ in range(3):
        world.look("tarn-news")
    assert len(states(world)) == 60
    assert set(states(world).values()) == {ItemState.DISMISSED}
    server.put("/new", text("We have moved."))
    serve(server, [*parts[:-1], ["/old-59", "/new"], ["/new-part"]])
    server.put("/new-part", text("We have opened a shop."))
    for _ in range(2):
        world.look("tarn-news")
    found = states(world)
    assert {name for name, state in found.items() if state is ItemState.TAKEN} == {"new", "new-part"}


def test_a_sitemap_that_could_not_be_read_at_the_first_look(world: World, server: Server) -> None:
    serve(server, [["/old-0"], ["/old-1"]])
    server.put("/map-1.xml", Reply(503))
    world.look("tarn-news")
    serve(server, [["/old-0"], ["/old-1"]])
    world.look("tarn-news", hours=24)
    world.look("tarn-news")
    assert states(world) == {"old-0": ItemState.DISMISSED, "old-1": ItemState.DISMISSED}


def test_a_first_look_that_was_cut_short(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the index and its sitemaps: these are read at the next look, as what was there before."""
    serve(server, [["/old-0"], ["/old-1"]])
    with monkeypatch.context() as patch:
        patch.setattr("tracker.run.new_statements.look_further", lambda *_: 0)
        world.look("tarn-news")
    assert states(world) == {}
    world.look("tarn-news")
    assert states(world) == {"old-0": ItemState.DISMISSED, "old-1": ItemState.DISMISSED}
