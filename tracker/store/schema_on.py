"""The tables, continued: migrations that follow those of `schema`, under the same rule."""

from __future__ import annotations

from sqlite_utils import Database

from tracker.store.schema import migrations

__all__ = ["migrations"]


@migrations()
def m0027_declared(db: Database) -> None:
    """Publishing asks which pages were declared since the last time: without an index it would read the whole log."""
    db.execute("CREATE INDEX log_declared ON log (n) WHERE kind IN ('configuration', 'renamed')")
