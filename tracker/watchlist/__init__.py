"""The watchlist: YAML files that say which pages are watched, to pages; every mistake with its line and column.

load(path) -> Watchlist            loads(text, path) -> Watchlist
LiveWatchlist(path)                .current, .refresh(): for a running scheduler
"""

from tracker.types import SavedSearch
from tracker.watchlist.live import LiveWatchlist
from tracker.watchlist.load import load, loads
from tracker.watchlist.watched import Place, Watchlist

__all__ = ["LiveWatchlist", "Place", "SavedSearch", "Watchlist", "load", "loads"]
