"""Versions: the wording of a page as an ordered list of content-addressed blocks, each stored and indexed once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from tracker.model import Block, BlockKind, Link, Statement, utc
from tracker.record.store import block_runs as runs
from tracker.record.store.rows import dump, stamp

KINDS = {kind.value: kind for kind in BlockKind}  # a quarter of the cost of calling the class, once a block
_CHUNK = 500  # SQLite builds allow at least 999 variables in a statement


@dataclass(frozen=True, slots=True)
class Version:
    """A text of a page and when it was first seen."""

    id: str
    page: str
    ruleset: str
    first_at: datetime
    snapshot: int | None
    title: str
    updated: str | None


class Versions:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, page: str, statement: Statement, *, at: datetime, snapshot: int) -> None:
        """Keep a page's text. A text the page had before is not stored again; it may turn out to be older."""
        if (known := self._number(page, statement.id)) is not None:
            self._db.execute(
                "UPDATE versions SET first_at = ?, snapshot = ? WHERE n = ? AND first_at > ?",
                [stamp(at), snapshot, known, stamp(at)],
            )
            return
        before, held = self._newest(page)
        blocks = self._blocks(statement, held)
        cursor = self._db.execute(
            "INSERT INTO versions (page, id, ruleset, first_at, snapshot, title, language, updated, visible, links)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                page,
                statement.id,
                statement.ruleset,
                stamp(at),
                snapshot,
                statement.title,
                statement.language,
                statement.updated,
                statement.visible,
                dump([(link.text, link.target) for link in statement.links]),
            ],
        )
        number = cursor.lastrowid
        self._db.conn.executemany(
            "INSERT INTO version_blocks VALUES (?, ?, ?)",
            [(number, position, blocks[id_]) for position, id_ in enumerate(statement.block_ids)],
        )
        assert number is not None
        old, new = set(held.values()), set(blocks.values())
        runs.extend(self._db, page, number, before=before, went=old - new, came=new - old)

    def get(self, page: str, version: str) -> Statement | None:
        """A page's text as it was extracted."""
        row = self._db.execute(
            "SELECT n, ruleset, title, language, updated, visible, links FROM versions WHERE page = ? AND id = ?",
            [page, version],
        ).fetchone()
        if row is None:
            return None
        blocks = self._db.execute(
            "SELECT kind, text FROM version_blocks JOIN blocks ON blocks.n = block WHERE version = ? ORDER BY position",
            [row[0]],
        )
        return Statement(
            blocks=tuple(Block(KINDS[kind], text) for kind, text in blocks),
            ruleset=row[1],
            title=row[2],
            language=row[3],
            updated=row[4],
            visible=row[5],
            links=tuple(Link(text, target) for text, target in json.loads(row[6])),
        )

    def ruleset(self, page: str, version: str) -> str | None:
        """The rules that read a page's text."""
        row = self._db.execute("SELECT ruleset FROM versions WHERE page = ? AND id = ?", [page, version]).fetchone()
        return None if row is None else str(row[0])

    def mark(self, page: str, version: str, ruleset: str) -> None:
        """Note that these rules read this text too, so that it need not be read again."""
        self._db.execute("UPDATE versions SET ruleset = ? WHERE page = ? AND id = ?", [ruleset, page, version])

    def relink(self, page: str, version: str, links: Sequence[Link]) -> None:
        """Note where the links of this text lead now: they are no part of what it is."""
        told = dump([(link.text, link.target) for link in links])
        self._db.execute("UPDATE versions SET links = ? WHERE page = ? AND id = ?", [told, page, version])

    def of(self, page: str) -> list[Version]:
        """All texts a page ever had, in order of first sight."""
        rows = self._db.execute(
            "SELECT id, page, ruleset, first_at, snapshot, title, updated FROM versions WHERE page = ?"
            " ORDER BY first_at, n",
            [page],
        )
        return [Version(r[0], r[1], r[2], utc(r[3]), r[4], r[5], r[6]) for r in rows]

    def misnamed(self) -> int:
        """How many lines are filed under another hash than theirs."""
        rows = self._db.execute("SELECT hash, kind, text FROM blocks")
        return sum(Block(kind, text).id != hash_ for hash_, kind, text in rows)

    def runs_hold(self, page: str) -> bool:
        """Whether what is kept of which texts hold a line is what the texts say."""
        return runs.hold(self._db, page)

    def _number(self, page: str, version: str) -> int | None:
        row = self._db.execute("SELECT n FROM versions WHERE page = ? AND id = ?", [page, version]).fetchone()
        return None if row is None else int(row[0])

    def _newest(self, page: str) -> tuple[int, dict[str, int]]:
        """Number of the page's version that was stored last, 0 when there is none, and those of its blocks by id."""
        (number,) = self._db.execute("SELECT COALESCE(MAX(n), 0) FROM versions WHERE page = ?", [page]).fetchone()
        blocks = self._db.execute(
            "SELECT hash, block FROM version_blocks JOIN blocks ON blocks.n = block WHERE version = ?", [number]
        )
        return number, dict(blocks.fetchall())

    def _blocks(self, statement: Statement, held: Mapping[str, int]) -> dict[str, int]:
        """Numbers of a text's blocks by id, the new ones stored; `held` has some of them."""
        distinct = dict(zip(statement.block_ids, statement.blocks, strict=True))
        known = {id_: held[id_] for id_ in distinct if id_ in held}
        known |= self._numbers([id_ for id_ in distinct if id_ not in known])
        fresh = [(id_, block.kind, block.text) for id_, block in distinct.items() if id_ not in known]
        self._db.conn.executemany("INSERT INTO blocks (hash, kind, text) VALUES (?, ?, ?)", fresh)
        return known | self._numbers([id_ for id_, _, _ in fresh])

    def _numbers(self, ids: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            found.update(self._db.execute(f"SELECT hash, n FROM blocks WHERE hash IN ({marks})", part))  # noqa: S608
        return found
