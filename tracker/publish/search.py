"""A search over the history that a static host can serve: the changes as small JSON files, read by one small script.

Changes are numbered without gaps, so file N holds the numbers from (N - 1) * SHARD + 1 to N * SHARD, and a full one
never changes again. The script reads them newest first and stops when the reader has enough.
"""

from __future__ import annotations

import json
from importlib import resources

from tracker.publish.items import ChangeView, view
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.publish.source import Source
from tracker.types import ChangeFilter

SHARD = 200  # changes in one file
LETTERS = 1_200  # of the statements of one change


def assets() -> dict[str, bytes]:
    return {"search.js": resources.files(__package__).joinpath("assets", "search.js").read_bytes()}


def shard(source: Source, number: int) -> dict[str, bytes]:
    """The file that holds the change of that number, as far as it is filled up to it."""
    first = (number - 1) // SHARD * SHARD
    where = ChangeFilter(after_number=first, before_number=number + 1)
    entries = [_entry(view(change)) for change in source.changes(where)]
    return {f"search/{first // SHARD + 1}.json": json.dumps(entries, ensure_ascii=False, indent=0).encode()}


def newest(source: Source, number: int, site: Site) -> dict[str, bytes]:
    """The file in progress, the list of files, and the page that reads them."""
    shards = -(-number // SHARD)
    found = shard(source, number) if number % SHARD else {}
    found["search/index.json"] = json.dumps({"files": shards, "changes": number}).encode()
    return found | make_page(
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
        "headline": change.headline,
        "organisation": change.organisation,
        "page": change.page_title,
        "direction": one.direction,
        "day": one.at.strftime("%Y-%m-%d"),
        "path": one.path,
        "text": "\n".join(statements)[:LETTERS],
    }
