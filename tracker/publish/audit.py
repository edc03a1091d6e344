"""A published folder against the record it was made from: which feeds and change pages the record does not give."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tracker.model import ChangeFilter
from tracker.publish.channels import ChannelKind
from tracker.publish.feeds import FORMS
from tracker.publish.files import Folder
from tracker.publish.progress import NAME as MARK
from tracker.publish.progress import load, maker
from tracker.publish.publisher import publish
from tracker.publish.settings import PublishSettings
from tracker.record.store.reader import Reader

_ENTRY = re.compile(rb"<(entry|item)>.*?</\1>|^\{\"id\": .*?\}(?=,?$)", re.DOTALL | re.MULTILINE)


def altered(source: Reader, folder: Path, settings: PublishSettings) -> list[str] | None:
    """Paths of feeds and change pages that the record does not give; of a folder that is behind, as far as it goes.

    None when it cannot be told: nothing was published there, or by other settings or another version of this package.
    """
    mark = load(Folder(folder).read(MARK))
    if mark is None or mark.maker != maker(settings):
        return None
    with tempfile.TemporaryDirectory(prefix="tracker-") as scratch:
        anew = Path(scratch, "feeds")
        number = publish(source, anew, settings).number
        # An entry of a thread is told anew when its statement comes to a document or goes: not one that is behind.
        threads = number == mark.number and mark.marks == source.marks(
            texts=bool(settings.subjects or settings.commitments)
        )
        made = {path: _digest(anew / path) for path in _evidence(anew, threads=threads)}
        entries = set() if number == mark.number else {e for path in made for e in _entries(anew / path)}
    there = {path: _digest(folder / path) for path in _evidence(folder, threads=threads)}
    if number == mark.number:
        return sorted(path for path in {**made, **there} if made.get(path) != there.get(path))
    known = {change.id for change in source.changes(ChangeFilter(before_number=mark.number + 1))}
    wrong = {path for path in there if path.endswith(FORMS) and not entries.issuperset(_entries(folder / path))}
    return sorted(wrong | {path for path in made.keys() - there.keys() if Path(path).stem in known})


def _evidence(folder: Path, *, threads: bool) -> Iterator[str]:
    """The feeds of changes and the pages of single changes. What shows coverage goes with the time of publication."""
    for path in Folder(folder).files("."):
        is_feed = path.endswith(FORMS) and path != MARK and not path.startswith(("search", "health"))
        is_feed = is_feed and (threads or not path.startswith((f"{ChannelKind.THREAD}/", f"{ChannelKind.CONFLICT}/")))
        if is_feed or (path.startswith("change/") and path.endswith(".html")):
            yield path


def _entries(file: Path) -> set[bytes]:
    """Digests of the entries of a feed."""
    return {hashlib.sha256(found[0]).digest() for found in _ENTRY.finditer(file.read_bytes())}


def _digest(file: Path) -> bytes:
    """Of a file: of 100,000 pages the bytes are 3 GB."""
    return hashlib.sha256(file.read_bytes()).digest()
