"""Plain lists: an address a line, and tables with a column of addresses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from tracker.model import Page
from tracker.watch.watchlist.exchange.common import Gathering, Imported, Left
from tracker.watch.watchlist.values import SLUG

COLUMNS = {
    "url": ("url", "address", "link", "href"),
    "title": ("title", "name", "statement", "document", "page"),
    "organisation": ("organisation", "organization", "company", "service"),
    "tags": ("tags", "tag", "category"),
}


_MARKDOWN = re.compile(r"^\[(?P<title>[^\]]*)\]\((?P<url>[^)\s]+)\)")


def read_list(text: str) -> Imported:
    """Pages of a list.

    A line is an address and, after a space, a title; or tags, when all that is written there are lower-case words with
    commas between, as changedetection.io lists them. `#` begins a comment. Bullets, angle brackets and Markdown are
    seen through. A first line that names columns (comma, semicolon or tab between) makes it a table.
    """
    gathering = Gathering()
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    for delimiter in "\t;,":
        names = [name.strip(' "').lower() for name in first.split(delimiter)]
        places = {key: next((i for i, n in enumerate(names) if n in known), None) for key, known in COLUMNS.items()}
        if len(names) > 1 and places["url"] is not None:
            _read_table(gathering, text[text.index(first) :], delimiter, places)
            return gathering.result()
    for line in lines:
        line = re.sub(r"^[-*+] +", "", line.strip())
        if link := _MARKDOWN.match(line):
            line = f"{link['url']} {link['title']}"
        url, _, rest = line.partition(" ")
        url = url.removeprefix("<").removesuffix(">")
        if not url or url.startswith("#"):
            continue
        words = [word.strip() for word in rest.split(",") if word.strip()]
        are_tags = bool(words) and all(SLUG.match(word) for word in words)
        gathering.add(url, url=url, title="" if are_tags else rest, tags=words if are_tags else ())
    return gathering.result()


def _read_table(gathering: Gathering, text: str, delimiter: str, places: dict[str, int | None]) -> None:
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    next(rows)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            gathering.leave(f"line {rows.line_num}", f"cannot be read: {error}")
            continue
        found = {key: row[at].strip() if at is not None and at < len(row) else "" for key, at in places.items()}
        if any(row):
            tags = re.split(r"[,;|]", found.pop("tags"))
            gathering.add(
                found["url"] or f"line {rows.line_num}",
                url=found["url"],
                title=found["title"],
                organisation=found["organisation"],
                tags=tags,
            )


def write_list(pages: Iterable[Page]) -> tuple[str, list[Left]]:
    """An address a line with its tags, and what else there was to say."""
    lines: list[str] = []
    left: list[Left] = []
    for page in pages:
        lines.append(f"{page.url} {', '.join(page.tags)}".strip())
        unsaid = {
            "select": page.select,
            "remove": page.remove,
            "note": page.note,
            "headers": page.headers,
            "sources": page.sources[1:],
        }
        left.extend(Left(page.id, what) for what, value in {"title": page.title, **unsaid}.items() if value)
    return "\n".join([*lines, ""]), left
