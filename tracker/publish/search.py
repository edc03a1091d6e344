"""A search over the history that a static host can serve: the changes as small JSON files, read by one small script.

File N holds the numbers from (N - 1) * SHARD + 1 to N * SHARD, and an older one changes only when all is made anew: a
change that was taken back leaves a gap. The script reads them newest first and stops when the reader has enough.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

from tracker.publish.items import ChangeView
from tracker.publish.pages import make_page
from tracker.publish.site import Site

SHARD = 200  # changes in one file
LETTERS = 1_200  # of the statements of one change


def assets() -> dict[str, bytes]:
    return {"search.js": resources.files(__package__).joinpath("assets", "search.js").read_bytes()}


def file_of(one: ChangeView) -> int:
    """The number of the file that a change is in."""
    return ((one.change.number or 1) - 1) // SHARD + 1


def shard(views: Sequence[ChangeView]) -> dict[str, bytes]:
    """One file, with the changes that it holds so far, oldest first. Nothing when there are none."""
    if not views:
        return {}
    entries = [_entry(view) for view in reversed(views)]
    return {f"search/{file_of(views[0])}.json": json.dumps(entries, ensure_ascii=False, indent=0).encode()}


def index(number: int, site: Site) -> dict[str, bytes]:
    """The list of the files when that is the newest change's number, and the page that reads them."""
    return {"search/index.json": json.dumps({"files": -(-number // SHARD), "changes": number}).encode()} | make_page(
        site,
        "search.html",
        "search.html",
        title="Search",
        about="Search the wording of every published change, minor ones too.",
        feeds=[],
        count=number,
    )


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
