"""Runs of a page's versions that hold a block: kept beside `version_blocks`, from which they follow.

Versions are in the order in which they were stored. In 100,000 versions of 1,000 pages there are 10.8 million blocks,
but 0.2 million runs; so a phrase is found on every page that ever had it without reading what stayed the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

STILL = 1 << 62  # last version of a run that the newest version of its page is in: it grows without being written


def extend(db: Database, page: str, version: int, *, before: int, went: Iterable[int], came: Iterable[int]) -> None:
    """Take up a page's newest version: the blocks that went since the version `before` it, and those that came."""
    db.conn.executemany(
        "UPDATE block_runs SET last = ? WHERE block = ? AND page = ? AND last = ?",
        [(before, block, page, STILL) for block in sorted(went)],
    )
    db.conn.executemany(
        "INSERT INTO block_runs (block, page, first, last) VALUES (?, ?, ?, ?)",
        [(block, page, version, STILL) for block in sorted(came)],
    )


_READ_OFF = """
    WITH numbered AS (SELECT n, ROW_NUMBER() OVER (ORDER BY n) AS place FROM versions WHERE page = :page),
        held AS (SELECT DISTINCT block, n, place FROM numbered JOIN version_blocks ON version = n),
        runs AS (SELECT block, n, place - ROW_NUMBER() OVER (PARTITION BY block ORDER BY place) AS run FROM held)
    SELECT block, :page AS page, MIN(n) AS first,
        CASE WHEN MAX(n) = (SELECT MAX(n) FROM numbered) THEN :still ELSE MAX(n) END AS last
    FROM runs GROUP BY block, run
"""


def gather(db: Database, page: str) -> None:
    """Read the runs of a page anew, after versions of it went or others became its own."""
    db.execute("DELETE FROM block_runs WHERE page = ?", [page])
    db.execute(f"INSERT INTO block_runs (block, page, first, last) {_READ_OFF}", {"page": page, "still": STILL})


def hold(db: Database, page: str) -> bool:
    """Whether the runs of a page are those that its texts give."""
    values = {"page": page, "still": STILL}
    given = set(db.execute(_READ_OFF, values).fetchall())
    return given == set(db.execute("SELECT block, page, first, last FROM block_runs WHERE page = :page", values))
