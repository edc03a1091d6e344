"""The tables, continued: migrations that follow those of `schema`, under the same rule."""

from __future__ import annotations

from sqlite_utils import Database

from tracker.record.store.schema import migrations

__all__ = ["migrations"]


@migrations()
def m0027_declared(db: Database) -> None:
    """Publishing asks which pages were declared since the last time: without an index it would read the whole log."""
    db.execute("CREATE INDEX log_declared ON log (n) WHERE kind IN ('configuration', 'renamed')")


@migrations()
def m0028_unwell(db: Database) -> None:
    """Which pages the last look did not see, and which had none: few, however many are watched."""
    db.execute("CREATE INDEX pages_unwell ON pages (last_good, id) WHERE watched AND last_check IS NOT last_good")
    db.execute("CREATE INDEX pages_new ON pages (id) WHERE watched AND last_check IS NULL")


@migrations()
def m0029_open_runs(db: Database) -> None:
    """A run that goes on has no last version: with each new text of a page all lines that stay were written again."""
    db.execute(
        "UPDATE block_runs SET last = 1 << 62 FROM (SELECT page AS of, MAX(n) AS newest FROM versions GROUP BY page)"
        " WHERE page = of AND last = newest"
    )
