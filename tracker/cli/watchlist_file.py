"""Reading and writing the watchlist file for the commands that change it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

from tracker.errors import UsageError, WatchlistError
from tracker.run.care.doctor import Remedy
from tracker.watch.watchlist import Watchlist, change_page, load, loads, save
from tracker.watch.watchlist.load import read_bytes
from tracker.watch.watchlist.nodes import decode

EMPTY = "pages: []\n"


def current(watchlist: Path) -> tuple[str, Watchlist]:
    """The text of the watchlist and what it says; an empty one when there is none yet."""
    return (text_of(watchlist), load(watchlist)) if watchlist.exists() else (EMPTY, loads(EMPTY))


def declared(name: str, watchlist: Path) -> tuple[str, Path]:
    """The id of a page and the file that declares it: this one, or one that it includes. UnknownName when none does."""
    known = load(watchlist)
    page = known.page(name)
    return page.id, Path(known.places[page.id].path)


def text_of(file: Path) -> str:
    return decode(read_bytes(file), str(file))


def patch_of(remedies: Mapping[str, Remedy], watchlist: Path) -> str:
    """The patch that writes remedies into the files of a watchlist, by id of their page."""
    known = load(watchlist)
    edited: dict[Path, str] = {}
    for name, remedy in remedies.items():
        id_ = known.page(name).id
        file = Path(known.places[id_].path)
        text = edited.get(file) or text_of(file)
        edited[file] = change_page(text, id_, remedy.key, remedy.selectors)
    patches = (
        unified_diff(text_of(file).splitlines(True), text.splitlines(True), str(file), str(file))
        for file, text in edited.items()
    )
    return "".join(line for patch in patches for line in patch)


def put(file: Path, text: str, watchlist: Path) -> None:
    """Put an edited text in its place, and back again when the watchlist as a whole would not be good any more."""
    before = text_of(file) if file.exists() else None
    try:
        save(file, text)
        if file != watchlist and before is not None:
            try:
                load(watchlist)
            except WatchlistError:
                save(file, before)
                raise
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {(error.strerror or str(error)).lower()}") from error
