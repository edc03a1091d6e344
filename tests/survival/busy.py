"""What is killed: one look at every page and a publication, at once. Prints each page that is on the disk."""

from __future__ import annotations

import sys
from pathlib import Path

from tracker.app import open_tracker
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings


def settings_of(folder: Path) -> Settings:
    """As the command line would have them, but with no rest between two fetches from our own server."""
    fetch = FetchSettings(allow_private=True, spacing=0.0)
    # The folder may be looked at in another place: its feeds name no place on this machine.
    return Settings(
        folder / "tracker.db", folder / "watchlist.yaml", folder / "feeds", "https://watch.example/", fetch=fetch
    )


if __name__ == "__main__":
    with open_tracker(settings_of(Path(sys.argv[1])), write=True) as tracker:
        tracker.sync()
        for recorded in tracker.check(sys.argv[2:]):
            print(recorded.check.page, flush=True)
        tracker.publish()
