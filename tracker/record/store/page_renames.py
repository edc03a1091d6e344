"""A page under another id: everything the record holds of it goes along.

Which tables name pages is asked of the database (PRAGMA foreign_key_list), so a table added later is moved as well.
"""

from __future__ import annotations

from sqlite_utils import Database

from tracker.record.store import block_runs as runs

Column = tuple[str, str]  # table, column


def take_over(db: Database, old: str, new: str) -> None:
    """Make the rows of page `old` those of page `new`, and `old` unknown. Part of the caller's transaction.

    When both were looked at, theirs becomes one history; a row that both have (one wording, seen under either id) is
    kept as the one seen first. The state between two checks is that of the page looked at last.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")  # ends with the transaction
    columns = referring(db, "pages")
    if _is_known(db, new):
        _merge(db, old, new, columns)
    else:
        db.execute("UPDATE pages SET id = ? WHERE id = ?", [new, old])
    for table, column in columns:
        db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [new, old])  # noqa: S608
    runs.gather(db, new)


def referring(db: Database, table: str) -> list[Column]:
    """The columns of all tables that refer to a table, each named once."""
    found = db.execute(
        'SELECT DISTINCT m.name, f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f'
        " WHERE m.type = 'table' AND lower(f.\"table\") = lower(?) ORDER BY 1, 2",
        [table],
    )
    return [(str(name), str(column)) for name, column in found]


def _is_known(db: Database, page: str) -> bool:
    return bool(db.execute("SELECT 1 FROM pages WHERE id = ?", [page]).fetchone())


def _merge(db: Database, old: str, new: str, columns: list[Column]) -> None:
    looked = {
        row[0]: row[1] or "" for row in db.execute("SELECT id, last_check FROM pages WHERE id IN (?, ?)", [old, new])
    }
    gone, kept = (new, old) if looked[old] >= looked[new] else (old, new)
    for table, column in columns:
        for unique in _unique_with(db, table, column):
            _drop_doubles(db, table, column, unique, old, new)
    db.execute("DELETE FROM pages WHERE id = ?", [gone])
    db.execute("UPDATE pages SET id = ? WHERE id = ?", [new, kept])


def _unique_with(db: Database, table: str, column: str) -> list[list[str]]:
    """The other columns of each key of a table in which the page stands, primary keys included."""
    keys = []
    for index in db.execute('SELECT name FROM pragma_index_list(?) WHERE "unique"', [table]).fetchall():
        names = [row[0] for row in db.execute("SELECT name FROM pragma_index_info(?)", [index[0]])]
        if column in names:
            keys.append([name for name in names if name != column])
    return keys


def _drop_doubles(db: Database, table: str, column: str, others: list[str], old: str, new: str) -> None:
    """Take out the rows of `new` that `old` has as well, and let what refers to them refer to those of `old`."""
    same = " AND ".join(f'theirs."{name}" IS ours."{name}"' for name in others) or "1"
    pairs = f'"{table}" ours JOIN "{table}" theirs ON {same} AND theirs."{column}" = ? AND ours."{column}" = ?'
    for child, parent_key, child_column in _children(db, table):
        for mine, other in db.execute(
            f'SELECT ours."{parent_key}", theirs."{parent_key}" FROM {pairs}',  # noqa: S608
            [old, new],
        ).fetchall():
            db.execute(
                f'UPDATE OR IGNORE "{child}" SET "{child_column}" = ? WHERE "{child_column}" = ?',  # noqa: S608
                [other, mine],
            )
            db.execute(f'DELETE FROM "{child}" WHERE "{child_column}" = ?', [mine])  # noqa: S608
    db.execute(
        f'DELETE FROM "{table}" AS ours WHERE "{column}" = ? AND EXISTS'  # noqa: S608
        f' (SELECT 1 FROM "{table}" AS theirs WHERE theirs."{column}" = ? AND {same})',
        [new, old],
    )


def _children(db: Database, table: str) -> list[tuple[str, str, str]]:
    """Child table, the column it refers to, and its own column, of every reference to a table."""
    found = db.execute(
        'SELECT m.name, f."to", f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f'
        ' WHERE m.type = \'table\' AND lower(f."table") = lower(?) AND f."to" IS NOT NULL',
        [table],
    )
    return [(str(child), str(to), str(column)) for child, to, column in found]
