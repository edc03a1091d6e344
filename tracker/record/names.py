"""The names that a record knows, for completion in a shell. It opens no store: a press of a key waits for this."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_QUERIES = {
    "page": "SELECT id, title FROM pages ORDER BY id",
    "organisation": "SELECT DISTINCT organisation, NULL FROM pages ORDER BY 1",
    "tag": "SELECT DISTINCT tag, NULL FROM page_tags ORDER BY 1",
    "change": "SELECT substr(id, 1, 8), headline FROM changes ORDER BY first_with DESC LIMIT 200",
}


def names(path: Path, kind: str) -> list[tuple[str, str | None]]:
    """Read all names of a kind (page, organisation, tag, change), each with a text that explains it, or None.

    Empty when there is no record, or one that cannot be read.
    """
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            return connection.execute(_QUERIES[kind]).fetchall()
    except sqlite3.Error:
        return []
