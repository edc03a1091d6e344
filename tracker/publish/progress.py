"""How far a folder is, written into it last: `publication.json`.

It lets a publication do only what is new, and notice by itself that everything must be made anew: other settings,
another version of this package, another record, or a page that is now called or tagged otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tracker.model import Page
from tracker.publish.channels import Channel
from tracker.publish.settings import PublishSettings
from tracker.publish.views import ChangeView

NAME = "publication.json"


@dataclass(frozen=True)
class Window:
    """Where a channel stands: what its newest feed holds."""

    cells: int = 0  # archived
    after: int = 0  # publication number of the last archived change
    changes: tuple[str, ...] = ()  # ids after it, oldest first; only of channels that no index of the record serves


@dataclass
class Shelf:
    """One channel during a publication: its changes after the last archive, oldest first."""

    channel: Channel
    cells: int = 0  # archived
    after: int = 0  # publication number of the last archived change
    views: list[ChangeView] = field(default_factory=list)

    @property
    def window(self) -> Window:
        ids = () if self.channel.where else tuple(view.change.id for view in self.views)
        return Window(self.cells, self.after, ids)


@dataclass(frozen=True)
class Listed:
    """What the pages are listed by, each in order of the first page that has it."""

    pages: int = 0
    organisations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, pages: Sequence[Page]) -> Listed:
        organisations = dict.fromkeys(page.organisation for page in pages)
        return cls(len(pages), tuple(organisations), tuple(dict.fromkeys(tag for page in pages for tag in page.tags)))


@dataclass(frozen=True)
class Progress:
    maker: str  # digest of settings and of the code that wrote the files
    number: int  # publication number of the newest change that is out; 0: none
    change: str  # its id
    roster: str  # which pages it shows, and what it says of them: a mark of the record
    listed: Listed
    windows: Mapping[str, Window]  # by stem
    weeks: Mapping[str, tuple[int, int]]  # Monday, ISO 8601 -> changes of that week, of these weaker or reversed
    retold: int = 0  # number of the newest remark or other reason to tell a change again that was followed
    health: int = 0  # number of the newest event that the maintainer is told
    public: bool = False  # whether links are absolute
    marks: Mapping[str, str] = field(default_factory=dict)  # what the record had of each organisation
    threads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by stem: what lists say of each
    digests: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by Monday: what lists say of each week

    def dump(self) -> bytes:
        windows = {stem: [w.cells, w.after, *w.changes] for stem, w in sorted(self.windows.items())}
        value = {
            "about": "How far this folder is; the next publication starts from here. Without it, all is made anew.",
            "number": self.number,
            "change": self.change,
            "maker": self.maker,
            "public": self.public,
            "retold": self.retold,
            "health": self.health,
            "roster": self.roster,
            "pages": self.listed.pages,
            "organisations": self.listed.organisations,
            "tags": self.listed.tags,
            "marks": dict(sorted(self.marks.items())),
            "threads": dict(sorted(self.threads.items())),
            "digests": dict(sorted(self.digests.items())),
            "windows": windows,
            "weeks": dict(sorted(self.weeks.items())),
        }
        # One entry a line, for folders that are kept in git.
        return json.dumps(value).replace('], "', '],\n"').encode() + b"\n"


def load(text: bytes | None) -> Progress | None:
    """None when there is no mark, or when it is not one of ours."""
    try:
        value: Any = json.loads(text or b"")
        windows = {stem: Window(int(c), int(after), tuple(ids)) for stem, (c, after, *ids) in value["windows"].items()}
        weeks = {monday: (int(total), int(less)) for monday, (total, less) in value["weeks"].items()}
        listed = Listed(int(value["pages"]), tuple(value["organisations"]), tuple(value["tags"]))
        return Progress(
            value["maker"],
            int(value["number"]),
            value["change"],
            value["roster"],
            listed,
            windows,
            weeks,
            int(value["retold"]),
            int(value["health"]),
            bool(value["public"]),
            dict(value["marks"]),
            dict(value["threads"]),
            dict(value["digests"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def maker(settings: PublishSettings) -> str:
    return _digest(_code(), repr(settings))


@cache
def _code() -> str:
    """Digest of this package's files: what it writes may differ as soon as one of them does."""
    return _digest(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in _files(resources.files(__package__))))


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
