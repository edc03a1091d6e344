"""A search over the history that a static host can serve: the changes as small JSON files, read by one small script.

File N holds the numbers from (N - 1) * SHARD + 1 to N * SHARD, and an older one changes only when all is made anew: a
change that was taken back leaves a gap. The script reads them newest first and stops when the reader has enough.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from importlib import resources
from typing import Protocol

from tracker.model import Block, ChangeKind, Page
from tracker.model.shown import clean
from tracker.publish.channels import DIRECTION_WORDS, page_channel
from tracker.publish.pages import make_page
from tracker.publish.settings import PublishSettings
from tracker.publish.site import Site
from tracker.publish.views import ChangeView

SHARD = 200  # changes in one file
LETTERS = 1_200  # of the statements of one change
WORDS = "words"  # path of the page that a server answers with
LONGEST = 500  # characters of a query


class FoundPlace(Protocol):
    """Where and when a statement was seen."""

    @property
    def page(self) -> Page: ...
    @property
    def first_at(self) -> datetime: ...
    @property
    def last_at(self) -> datetime: ...
    @property
    def still(self) -> bool: ...


class FoundLine(Protocol):
    """A statement that a query finds in the full text."""

    @property
    def block(self) -> Block: ...
    @property
    def places(self) -> Sequence[FoundPlace]: ...


def assets() -> dict[str, bytes]:
    return {"search.js": resources.files(__package__).joinpath("assets", "search.js").read_bytes()}


def file_of(one: ChangeView) -> int:
    """The number of the file that a change is in."""
    return ((one.change.number or 1) - 1) // SHARD + 1


def shard(views: Sequence[ChangeView]) -> dict[str, bytes]:
    """One file, with the changes that it holds so far, oldest first. Empty when there are none."""
    if not views:
        return {}
    entries = [_entry(view) for view in reversed(views)]
    return {f"search/{file_of(views[0])}.json": json.dumps(entries, ensure_ascii=False, indent=0).encode()}


def index(number: int, organisations: Sequence[str], site: Site) -> dict[str, bytes]:
    """The list of the files when that is the newest change's number, and the page that reads them."""
    return {"search/index.json": json.dumps({"files": -(-number // SHARD), "changes": number}).encode()} | make_page(
        site,
        "search.html",
        "search.html",
        title="Search",
        about="Search the wording of every published change, minor ones too.",
        feeds=[],
        count=number,
        organisations=sorted(map(clean, organisations), key=str.casefold),
        directions=[
            *DIRECTION_WORDS.values(),
            "added",
            "removed",
            *(str(k) for k in ChangeKind if k is not ChangeKind.EDIT),
        ],
    )


def words_page(
    settings: PublishSettings, query: str, hits: Sequence[FoundLine] = (), total: int = 0, problem: str = ""
) -> bytes:
    """The page of a search in the full text of all versions, which needs a server: no part of the folder."""
    lines = [
        (
            clean(hit.block.text),
            [(at, page_channel(at.page.id, at.page.organisation, at.page.title)) for at in hit.places],
        )
        for hit in hits
    ]
    made = make_page(
        Site(settings),
        "words.html",
        WORDS,
        title="Every wording on record",
        about="Search what any watched page ever said.",
        feeds=[],
        query=clean(query),
        lines=lines,
        total=total,
        problem=clean(problem),
        longest=LONGEST,
    )
    return made[WORDS]


def _entry(one: ChangeView) -> dict[str, str]:
    change = one.change
    statements = [text for edit in change.edits for text in (edit.old, edit.new) if text]
    return {
        "headline": one.headline,
        "organisation": change.organisation,
        "page": change.page_title,
        "direction": one.direction,
        "day": one.at.strftime("%Y-%m-%d"),
        "path": one.path,
        "text": "\n".join(statements)[:LETTERS],
    }
