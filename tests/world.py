"""One world for tests from outside: a folder with a watchlist, a record and feeds, and a clock that tests move.

::

    world = World(tmp_path)
    world.watch(f"  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n")
    world.look("acme")             # ["new"]; the clock goes on by six hours
    with world.open() as tracker:  # as this process would: written, at the world's time
        tracker.log(...)

A test that needs more of its world makes a class of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.app import Tracker, open_tracker
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
BETWEEN = timedelta(hours=6)  # two looks


class World:
    def __init__(self, folder: Path, *, notify: tuple[str, ...] = (), **fetch: Any) -> None:
        self.time, self.folder = START, folder
        self.watchlist = folder / "watchlist.yaml"
        self.settings = Settings(
            folder / "tracker.db",
            self.watchlist,
            folder / "feeds",
            fetch=FetchSettings(allow_private=True, spacing=0.0, **fetch),
            notify=notify,
        )

    def watch(self, entries: str) -> None:
        """Write the watchlist: the lines under `pages:`."""
        self.watchlist.write_text(f"pages:\n{entries}")

    @contextmanager
    def open(self) -> Iterator[Tracker]:
        """The tracker that writes, at the world's time, with the watchlist in force."""
        with open_tracker(self.settings, write=True, now=lambda: self.time) as tracker:
            tracker.sync()
            yield tracker

    def look(self, *ids: str, hours: float = 6) -> list[str]:
        """One round of checks and a publication; outcomes in order of page id. Then so many hours pass."""
        with self.open() as tracker:
            outcomes = {recorded.check.page: recorded.check.outcome.value for recorded in tracker.check(ids)}
            tracker.publish()
        self.time += timedelta(hours=hours)
        return [outcomes[id_] for id_ in sorted(outcomes)]
