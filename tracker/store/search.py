"""Questions over all texts of all pages at once, answered from the indexes: distinct blocks, and who holds them.

Nothing here reads a whole text of a version. Answers are plain rows of numbers and names; `tracker.history` makes sense
of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from tracker.errors import UsageError
from tracker.store.rows import stamp
from tracker.types import Block, BlockKind

RANKED = 2_000  # matches that are ranked; of a word that is nearly everywhere, the newest lines


@dataclass(frozen=True, slots=True)
class Sighting:
    """A span, with the number of its version and times as they are stored (UTC text, whose order is that of time)."""

    page: str
    version: int
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

    def best(self, query: str, limit: int) -> tuple[list[int], int]:
        """Numbers of the blocks that an FTS5 query matches, best first (BM25), and how many match in all."""
        try:
            found = self._db.execute(
                "SELECT rowid FROM (SELECT rowid, rank FROM blocks_fts WHERE blocks_fts MATCH ?"
                " ORDER BY rowid DESC LIMIT ?) ORDER BY rank, rowid DESC LIMIT ?",
                [query, RANKED, limit],
            ).fetchall()
            total = self._db.execute("SELECT COUNT(*) FROM blocks_fts WHERE blocks_fts MATCH ?", [query]).fetchone()[0]
        except sqlite3.OperationalError as error:
            raise UsageError(f"{query!r} is not a query that can be searched for: {error}") from error
        return [row[0] for row in found], total

    def blocks(self, numbers: Iterable[int]) -> dict[int, Block]:
        """Blocks by number."""
        rows = self._db.execute(
            "SELECT n, kind, text FROM blocks WHERE n IN (SELECT value FROM json_each(?))", [_list(numbers)]
        )
        return {n: Block(BlockKind(kind), text) for n, kind, text in rows}

    def holders(self, blocks: Iterable[int]) -> set[int]:
        """Numbers of the versions that hold at least one of the blocks."""
        rows = self._db.execute(
            "SELECT DISTINCT version FROM version_blocks WHERE block IN (SELECT value FROM json_each(?))",
            [_list(blocks)],
        )
        return {row[0] for row in rows}

    def pages_of(self, versions: Iterable[int]) -> list[str]:
        """The pages that these versions are of, in order of id."""
        rows = self._db.execute(
            "SELECT DISTINCT page FROM versions WHERE n IN (SELECT value FROM json_each(?)) ORDER BY page",
            [_list(versions)],
        )
        return [row[0] for row in rows]

    def sightings(self, pages: Sequence[str]) -> list[Sighting]:
        """What each page showed when: by page, then in order of time."""
        rows = self._db.execute(
            "SELECT s.page, v.n, s.first_at, s.last_at, s.checks FROM spans s"
            " JOIN versions v ON v.page = s.page AND v.id = s.version"
            " WHERE s.page IN (SELECT value FROM json_each(?)) ORDER BY s.page, s.first_at",
            [json.dumps(list(pages))],
        )
        return [Sighting(*row) for row in rows]

    def wordings(self, page: str) -> dict[int, list[int]]:
        """Of each version of a page, the numbers of its blocks in order, navigation left out."""
        found: dict[int, list[int]] = {}
        rows = self._db.execute(
            "SELECT vb.version, vb.block FROM versions v JOIN version_blocks vb ON vb.version = v.n"
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
        """Number of the snapshot that the last look at or before `at` saw this version in, and the look's source."""
        row = self._db.execute(
            "SELECT snapshot, source FROM checks WHERE page = ? AND version = ? AND at <= ? AND snapshot IS NOT NULL"
            " ORDER BY at DESC LIMIT 1",
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
