"""Runs of a page's versions that hold a block: kept beside `version_blocks`, from which they follow.

Versions are in the order in which they were stored. In 100,000 versions of 1,000 pages there are 10.8 million blocks,
but 0.2 million runs; so a phrase is found on every page that ever had it without reading what stayed the same.
"""

from __future__ import annotations

from sqlite_utils import Database


def extend(db: Database, page: str, version: int) -> None:
    """Take up the blocks of a page's newest version."""
    before = db.execute("SELECT MAX(n) FROM versions WHERE page = ? AND n < ?", [page, version]).fetchone()[0]
    db.execute(
        """
        INSERT INTO block_runs (block, page, first, last)
        SELECT DISTINCT vb.block, :page, COALESCE(
            (SELECT first FROM block_runs r WHERE r.block = vb.block AND r.page = :page AND r.last = :before), :version
        ), :version
        FROM version_blocks vb WHERE vb.version = :version
        ON CONFLICT (block, page, first) DO UPDATE SET last = excluded.last
        """,
        {"page": page, "before": before, "version": version},
    )


def gather(db: Database, page: str) -> None:
    """Read the runs of a page anew, after versions of it went or others became its own."""
    db.execute("DELETE FROM block_runs WHERE page = ?", [page])
    db.execute(
        """
        INSERT INTO block_runs (block, page, first, last)
        WITH numbered AS (SELECT n, ROW_NUMBER() OVER (ORDER BY n) AS place FROM versions WHERE page = :page),
            held AS (SELECT DISTINCT block, n, place FROM numbered JOIN version_blocks ON version = n),
            runs AS (SELECT block, n, place - ROW_NUMBER() OVER (PARTITION BY block ORDER BY place) AS run FROM held)
        SELECT block, :page, MIN(n), MAX(n) FROM runs GROUP BY block, run
        """,
        {"page": page},
    )
