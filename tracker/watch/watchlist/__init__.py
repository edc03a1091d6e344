"""The watchlist: YAML files that say which pages are watched, to pages; every mistake with its line and column.

load(path) -> Watchlist            loads(text, path) -> Watchlist
LiveWatchlist(path)                .current, .refresh(): for a running scheduler
schema() -> dict                   JSON Schema for editors
fill_headers(page, environ)        headers with the environment's values put in, for the one who sends them
add_page, remove_page, rename_page, change_page(text, ...) -> text    keep comments and order; save(path, text)
"""

from tracker.model import SavedSearch
from tracker.watch.watchlist.edit import NewPage, add_page, add_pages, change_page, remove_page, rename_page, save
from tracker.watch.watchlist.headers import fill_headers, variables
from tracker.watch.watchlist.live import LiveWatchlist
from tracker.watch.watchlist.load import load, loads
from tracker.watch.watchlist.schema import schema
from tracker.watch.watchlist.watchlist import FilePosition, Watchlist

__all__ = [
    "FilePosition",
    "LiveWatchlist",
    "NewPage",
    "SavedSearch",
    "Watchlist",
    "add_page",
    "add_pages",
    "change_page",
    "fill_headers",
    "load",
    "loads",
    "remove_page",
    "rename_page",
    "save",
    "schema",
    "variables",
]
