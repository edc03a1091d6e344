"""The watchlist of a running scheduler: edits are picked up, and a bad one never takes a good one's place."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import WatchlistError
from tracker.watch.watchlist.load import digest_of, included, load, read_bytes
from tracker.watch.watchlist.watchlist import Watchlist


class LiveWatchlist:
    """`current` is the last good watchlist of a file. WatchlistError when there is none to begin with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current: Watchlist = load(path)
        self.error: WatchlistError | None = None  # what is wrong with the file as it is now

    def refresh(self) -> WatchlistError | None:
        """Take up the file if it has changed. Returns what is wrong with it, as long as it is; `current` then stays."""
        try:
            # While the file is bad, what it means to include is not known: then it is read in full.
            if self.error or self._digest() != self.current.digest:
                self.current = load(self.path)
            self.error = None
        except WatchlistError as error:
            self.error = error
        return self.error

    def _digest(self) -> str:
        # By content, not by time stamp: a file saved twice within the stamp's grain would be missed.
        try:
            files = dict.fromkeys(file for name in self.current.include for file in included(name, self.path.parent))
        except (ValueError, OSError):
            return ""
        return digest_of(read_bytes(self.path), [read_bytes(file) for file in files if file != self.path])
