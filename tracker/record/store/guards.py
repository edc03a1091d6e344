"""What a database may do by itself when it is opened: only what our own steps have put into it.

A database comes from wherever somebody names it (`--db`, `restore`, `--merge`), and may hold a view in the place of a
table, or a trigger that deletes what it is to keep.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3

from tracker.errors import StoreError

_ASKED = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'"
# Of all steps, also those that a later one took away: a record of before has them. `tests/record/test_guards.py`
# names what is missing here.
OURS = frozenset(
    """
    02b4fb3c2c1ba171 0529d363234aa605 0a45a9c168129cb1 15afd1a20c4d0b7c 1f8e36114006eafb 2c87645a35ae20d9
    2e6834970d4ff048 33217685d34f949c 3664c72e61fb7e42 4425550c61374a28 4c1de2f5465002fe 689e0a839ee25b72
    80bacf6bcbb6fe72 8309dd50845031a4 8e3046be2ebf37ad 98aad1d2bf319b51 a277386d53cb504c a33c1f4a15c644c2
    aa236c769a0c7180 abaa8aa0dd9e1b68 ada4d2f8aff37e8c af2360beeab6e7f4 b2ecc192d2061a9a bdd9a31c4417f497
    c32c31d149ada6ac c9242133bc2d549d cbdf3ee05cad527b d58e3230372bc3ad f294c121452bf860 f54bc6cf6d173fb8
    """.split()
)


def check_guards(connection: sqlite3.Connection, where: object) -> None:
    """Raise StoreError when a database holds a view, or a trigger or virtual table that is not ours."""
    for kind, name, sql in connection.execute(_ASKED):
        if kind == "view" or fingerprint(sql) not in OURS:
            what = "virtual table" if kind == "table" else kind
            raise StoreError(
                f"{where} holds the {what} {str(name)[:60]!r}, which the tracker never makes: somebody put it in. It is"
                " not used; take a backup from before"
            )


def fingerprint(sql: str) -> str:
    """What a statement of the schema says, in sixteen digits, however it is quoted and spaced."""
    return hashlib.sha256(re.sub(r"""[\s"'\[\]`]""", "", sql).lower().encode()).hexdigest()[:16]
