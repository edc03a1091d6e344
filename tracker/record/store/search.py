"""Questions over all texts of all pages at once, answered from the indexes: distinct blocks, and who holds them.

Nothing here reads a whole text of a version. Answers are plain rows of numbers and names; `tracker.ask` makes sense
of them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from tracker.compare.phrases import unspaced
from tracker.errors import UsageError
from tracker.model import Block, BlockKind
from tracker.record.store.rows import stamp

_TERM = re.compile(r'"[^"]*"\*?|\b(?:AND|OR|NOT)\b|[()]')
RANKED = 2_000  # matches that are ranked; of a word that is nearly everywhere, the newest lines


class BlockRun(NamedTuple):
    """Versions of a page that hold a block, as numbers: all that the page has from `first` to `last`, if it ends."""

    block: int
    page: str
    first: int
    last: int


class BlockSpan(NamedTuple):
    """A span, with times as they are stored (UTC text, whose order is that of time).

    A named tuple, for a question may ask for 100,000 of them: as frozen dataclasses they take five times as long.
    """

    page: str
    version: str
    number: int  # of the version, in the order in which the record came to know them
    first_at: str
    last_at: str
    checks: int


class Search:
    def __init__(self, db: Database) -> None:
        self._db = db

    def matching(self, query: str, pages: Sequence[str] | None = None) -> list[tuple[int, str]]:
        """Number and text of every block that an FTS5 query matches; with `pages` only those that one of these showed.

        UsageError when it is not a query.
        """
        condition, values = "blocks_fts MATCH ?", [query]
        if pages is not None:  # see `best` for the plus
            condition += " AND +rowid IN (SELECT block FROM block_runs WHERE page IN (SELECT value FROM json_each(?)))"
            values.append(json.dumps(list(pages)))
        try:
            return self._db.execute(
                f"SELECT n, text FROM blocks WHERE n IN (SELECT rowid FROM blocks_fts WHERE {condition})",  # noqa: S608
                values,
            ).fetchall()
        except sqlite3.OperationalError as error:
            raise UsageError(f"{query!r} is not a query that can be searched for: {error}") from error

    def containing(self, text: str) -> list[tuple[int, str]]:
        """Number and text of every block with `text` in it, case kept: for scripts that put no space between words."""
        return self._db.execute("SELECT n, text FROM blocks WHERE instr(text, ?) > 0", [text]).fetchall()

    def best(self, query: str, limit: int, pages: Sequence[str] | None = None) -> tuple[list[int], int]:
        """Numbers of the blocks that an FTS5 query matches, best first (BM25), and how many match in all.

        With `pages` only the blocks that one of these ever showed. Where the query has words of a script without
        spaces, which the index does not know, lines are read instead: then the newest are first.
        """
        if unspaced(query):
            return self._read(query, limit, pages)
        matching, values = "blocks_fts MATCH ?", [query]
        if pages is not None:
            # Without the plus the text index is asked once for each block of these pages: eight times as slow.
            matching += " AND +rowid IN (SELECT block FROM block_runs WHERE page IN (SELECT value FROM json_each(?)))"
            values.append(json.dumps(list(pages)))
        try:
            found = self._db.execute(
                f"SELECT rowid FROM (SELECT rowid, rank FROM blocks_fts WHERE {matching}"  # noqa: S608
                " ORDER BY rowid DESC LIMIT ?) ORDER BY rank, rowid DESC LIMIT ?",
                [*values, RANKED, limit],
            ).fetchall()
            total = self._db.execute(f"SELECT COUNT(*) FROM blocks_fts WHERE {matching}", values).fetchone()[0]  # noqa: S608
        except sqlite3.OperationalError as error:
            raise UsageError(f"{query!r} is not a query that can be searched for: {error}") from error
        return [row[0] for row in found], total

    def _read(self, query: str, limit: int, pages: Sequence[str] | None) -> tuple[list[int], int]:
        """The blocks for which an FTS5 query of words, AND, OR, NOT and brackets holds, term by term."""
        parts: list[str] = []
        values: list[Any] = []
        for term in _TERM.findall(query):
            if term[0] != '"':
                parts.append("AND NOT" if term == "NOT" else term)
            elif unspaced(term):
                words = term.strip('"*').split()
                parts.append(f"({' AND '.join(['instr(text, ?) > 0'] * len(words))})")
                values += words
            else:
                parts.append("n IN (SELECT rowid FROM blocks_fts WHERE blocks_fts MATCH ?)")
                values.append(term)
        condition = f"({' '.join(parts)})"
        if pages is not None:
            condition += " AND n IN (SELECT block FROM block_runs WHERE page IN (SELECT value FROM json_each(?)))"
            values.append(json.dumps(list(pages)))
        try:
            rows = self._db.execute(f"SELECT n FROM blocks WHERE {condition} ORDER BY n DESC", values).fetchall()  # noqa: S608
        except sqlite3.OperationalError as error:
            raise UsageError(f"{query!r} is not a query that can be searched for: {error}") from error
        return [n for (n,) in rows[:limit]], len(rows)

    def blocks(self, numbers: Iterable[int]) -> dict[int, Block]:
        """Blocks by number."""
        rows = self._db.execute(
            "SELECT n, kind, text FROM blocks WHERE n IN (SELECT value FROM json_each(?))", [_list(numbers)]
        )
        return {n: Block(BlockKind(kind), text) for n, kind, text in rows}

    def runs(self, blocks: Iterable[int], pages: Sequence[str] = ()) -> list[BlockRun]:
        """Which versions hold any of the blocks; of all pages when none are named."""
        of = " AND page IN (SELECT value FROM json_each(?))" if pages else ""
        rows = self._db.execute(
            f"SELECT block, page, first, last FROM block_runs WHERE block IN (SELECT value FROM json_each(?)){of}",  # noqa: S608
            [_list(blocks), json.dumps(list(pages))][: 1 + bool(pages)],
        )
        return list(map(BlockRun._make, rows))

    def sightings(self, pages: Iterable[str]) -> list[BlockSpan]:
        """What each page showed when: by page, then in order of time."""
        rows = self._db.execute(
            "SELECT s.page, s.version, v.n, s.first_at, s.last_at, s.checks"
            " FROM spans s JOIN versions v ON v.page = s.page AND v.id = s.version"
            " WHERE s.page IN (SELECT value FROM json_each(?)) ORDER BY s.page, s.first_at",
            [json.dumps(sorted(pages))],
        )
        return list(map(BlockSpan._make, rows))

    def wordings(self, page: str) -> dict[str, list[int]]:
        """Of each version of a page, by id, the numbers of its blocks in order, navigation left out."""
        found: dict[str, list[int]] = {}
        rows = self._db.execute(
            "SELECT v.id, vb.block FROM versions v JOIN version_blocks vb ON vb.version = v.n"
            " JOIN blocks b ON b.n = vb.block WHERE v.page = ? AND b.kind <> ? ORDER BY vb.version, vb.position",
            [page, BlockKind.NAVIGATION],
        )
        for version, block in rows:
            found.setdefault(version, []).append(block)
        return found

    def lifetimes(self, block: int) -> list[tuple[str, str, str, bool]]:
        """The pages that ever showed a block: page, first and last look that saw it, whether the page's last did."""
        rows = self._db.execute(
            "WITH held AS (SELECT s.page, MIN(s.first_at) AS first, MAX(s.last_at) AS last FROM block_runs r"
            "   CROSS JOIN spans s ON s.page = r.page CROSS JOIN versions v ON v.page = s.page AND v.id = s.version"
            "   WHERE r.block = ? AND v.n BETWEEN r.first AND r.last GROUP BY s.page)"
            " SELECT page, first, last, last = (SELECT MAX(last_at) FROM spans WHERE page = held.page)"
            " FROM held ORDER BY first, page",
            [block],
        )
        return [(page, first, last, bool(still)) for page, first, last, still in rows]

    def capture(self, page: str, version: str, at: datetime) -> tuple[int, str]:
        """Number of the snapshot that the last look at or before `at` saw this version in, and the look's source.

        Looks whose bytes retention let go are passed over.
        """
        row = self._db.execute(
            "SELECT c.snapshot, c.source FROM checks c JOIN snapshots s ON s.n = c.snapshot"
            " JOIN bodies b ON b.sha256 = s.sha256 AND LENGTH(b.data) > 0"
            " WHERE c.page = ? AND c.version = ? AND c.at <= ? ORDER BY c.at DESC LIMIT 1",
            [page, version, stamp(at)],
        ).fetchone()
        if row is None:  # re-extracted: the version was made from a snapshot that is named with it
            row = self._db.execute(
                "SELECT s.n, s.source FROM versions v JOIN snapshots s ON s.n = v.snapshot"
                " WHERE v.page = ? AND v.id = ?",
                [page, version],
            ).fetchone()
        return row[0], row[1]

    def source(self, snapshot: int) -> str:
        """Where a snapshot is from."""
        return str(self._db.execute("SELECT source FROM snapshots WHERE n = ?", [snapshot]).fetchone()[0])

    def tags(self) -> list[str]:
        """Every tag of a page, in order."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT tag FROM page_tags ORDER BY tag")]


def _list(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))
