"""Questions over all texts of all pages at once, answered from the indexes: distinct blocks, and who holds them.

Nothing here reads a whole text of a version. Answers are plain rows of numbers and names; `tracker.history` makes sense
of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from tracker.errors import UsageError
from tracker.store.rows import stamp
from tracker.types import Block, BlockKind

RANKED = 2_000  # matches that are ranked; of a word that is nearly everywhere, the newest lines


_FEW = 10_000  # versions whose blocks are listed rather than looked up match by match
_OF_FEW = (
    "SELECT vb.block FROM versions v JOIN version_blocks vb ON vb.version = v.n"
    " WHERE v.page IN (SELECT value FROM json_each(?))"
)
_OF_MANY = (
    "SELECT vb.block FROM version_blocks vb JOIN versions v ON v.n = vb.version"
    " WHERE vb.block = blocks_fts.rowid AND +v.page IN (SELECT value FROM json_each(?))"
)


class Sighting(NamedTuple):
    """A span, with times as they are stored (UTC text, whose order is that of time).

    A named tuple, for a question may ask for 100,000 of them: as frozen dataclasses they take five times as long.
    """

    page: str
    version: str
    first_at: str
    last_at: str
    checks: int


class Search:
    def __init__(self, db: Database) -> None:
        self._db = db

    def matching(self, query: str) -> list[tuple[int, str]]:
        """Number and text of every block that an FTS5 query matches. UsageError when it is not a query."""
        try:
            return self._db.execute(
                "SELECT n, text FROM blocks WHERE n IN (SELECT rowid FROM blocks_fts WHERE blocks_fts MATCH ?)",
                [query],
            ).fetchall()
        except sqlite3.OperationalError as error:
            raise UsageError(f"{query!r} is not a query that can be searched for: {error}") from error

    def containing(self, text: str) -> list[tuple[int, str]]:
        """Number and text of every block with `text` in it, case kept: for scripts that put no space between words."""
        return self._db.execute("SELECT n, text FROM blocks WHERE instr(text, ?) > 0", [text]).fetchall()

    def best(self, query: str, limit: int, pages: Sequence[str] | None = None) -> tuple[list[int], int]:
        """Numbers of the blocks that an FTS5 query matches, best first (BM25), and how many match in all.

        With `pages` only the blocks that one of these ever showed.
        """
        matching, values = "blocks_fts MATCH ?", [query]
        if pages is not None:
            # Without the plus the text index is asked once for each block of these pages: eight times as slow.
            matching += f" AND +rowid IN ({_OF_FEW if self._are_few(pages) else _OF_MANY})"
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

    def _are_few(self, pages: Sequence[str]) -> bool:
        query = "SELECT COUNT(*) FROM versions WHERE page IN (SELECT value FROM json_each(?))"
        return int(self._db.execute(query, [json.dumps(list(pages))]).fetchone()[0]) <= _FEW

    def blocks(self, numbers: Iterable[int]) -> dict[int, Block]:
        """Blocks by number."""
        rows = self._db.execute(
            "SELECT n, kind, text FROM blocks WHERE n IN (SELECT value FROM json_each(?))", [_list(numbers)]
        )
        return {n: Block(BlockKind(kind), text) for n, kind, text in rows}

    def holders(self, blocks: Iterable[int], pages: Sequence[str] = ()) -> dict[str, set[str]]:
        """By page, the ids of the versions that hold at least one of the blocks; of all pages when none are named."""
        if pages:  # from the few versions of these pages, not from all that hold the blocks
            query = (
                "SELECT page, id FROM versions v WHERE page IN (SELECT value FROM json_each(?2)) AND EXISTS"
                " (SELECT 1 FROM version_blocks vb WHERE vb.version = v.n"
                "  AND +vb.block IN (SELECT value FROM json_each(?1)))"
            )
        else:
            query = (
                "SELECT page, id FROM versions WHERE n IN (SELECT version FROM version_blocks"
                " WHERE block IN (SELECT value FROM json_each(?1)))"
            )
        values: list[Any] = [_list(blocks), json.dumps(list(pages))]
        found: dict[str, set[str]] = {}
        for page, id_ in self._db.execute(query, values[: 1 + bool(pages)]):
            found.setdefault(page, set()).add(id_)
        return found

    def sightings(self, pages: Iterable[str]) -> list[Sighting]:
        """What each page showed when: by page, then in order of time."""
        rows = self._db.execute(
            "SELECT page, version, first_at, last_at, checks FROM spans"
            " WHERE page IN (SELECT value FROM json_each(?)) ORDER BY page, first_at",
            [json.dumps(sorted(pages))],
        )
        return list(map(Sighting._make, rows))

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
            "WITH holders AS (SELECT v.page, v.id FROM version_blocks vb JOIN versions v ON v.n = vb.version"
            "   WHERE vb.block = ?),"
            " held AS (SELECT s.page, MIN(s.first_at) AS first, MAX(s.last_at) AS last FROM spans s"
            "   JOIN holders h ON h.page = s.page AND h.id = s.version GROUP BY s.page)"
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
