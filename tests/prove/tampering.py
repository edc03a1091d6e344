"""Twelve ways in which an insider alters a record, with the database open and every guard taken down.

The cleverer ones make the hashes anew afterwards, and sign again with the key: nothing inside the record shows those.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import zstandard

from tracker.model import utc
from tracker.record.evidence import GENESIS, Frontier, LogEntry, Signer, canonical, root_of
from tracker.record.store import Store
from tracker.record.store.log import COVERED
from tracker.record.store.rows import stamp

Tamper = Callable[["Folder", Random], None]


class Folder:
    """A record with what was published of it."""

    def __init__(self, root: Path) -> None:
        self.db, self.feeds, self.key = root / "tracker.db", root / "feeds", root / "tracker.db.key"

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.db)
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'blocks%'")
        taken_down = guards.fetchall()
        for name, _ in taken_down:
            db.execute(f"DROP TRIGGER {name}")
        with db:
            yield db
        for _, sql in taken_down:  # as if they had always stood
            db.execute(sql)
        db.commit()
        db.close()


def one(db: sqlite3.Connection, random: Random, table: str, key: str = "n", where: str = "1") -> object:
    """The key of a row picked at random."""
    return random.choice(db.execute(f"SELECT {key} FROM {table} WHERE {where} ORDER BY 1").fetchall())[0]


def forge(folder: Folder) -> None:
    """Make every hash anew, so that the log fits what now stands in the tables, and sign it again."""
    with folder.open(), Store(folder.db) as store:
        previous, hashes, signer = GENESIS, list[str](), Signer(folder.key.read_text())
        lines = list(store.log.lines())
        for n, line in enumerate(lines, 1):
            payload = json.loads(line.payload) if line.payload else store.log.row(line.kind, line.subject or 0)
            assert payload is not None
            if line.payload is None and line.page is not None:
                payload["page"] = line.page
            if line.kind == "checkpoint":
                payload["note"] = digest_of(signer.sign(payload["size"], root_of(hashes[: payload["size"]])))
                store._db.execute("UPDATE log SET payload = ? WHERE n = ?", [canonical(payload).decode(), line.n])
            previous = LogEntry(n, line.kind, payload, previous).hash
            hashes.append(previous)
            store._db.execute("UPDATE log SET n = ?, hash = ? WHERE n = ?", [n, previous, line.n])
        sign(store, hashes, signer)
        store._db.conn.commit()


def sign(store: Store, hashes: list[str], signer: Signer) -> None:
    for (size,) in store._db.execute("SELECT size FROM checkpoints").fetchall():
        if size > len(hashes):
            store._db.execute("DELETE FROM checkpoints WHERE size = ?", [size])
        else:
            tree = Frontier()
            tree.extend(hashes[:size])
            values = [signer.sign(size, tree.root), json.dumps(tree.peaks), size]
            store._db.execute("UPDATE checkpoints SET note = ?, peaks = ? WHERE size = ?", values)


def digest_of(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()


def body(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        sha256 = one(db, random, "bodies", "sha256")
        altered = b"<p>We never said so.</p>" + random.randbytes(8).hex().encode()
        data = zstandard.ZstdCompressor().compress(altered)
        db.execute("UPDATE bodies SET base = NULL, size = ?, data = ? WHERE sha256 = ?", [len(altered), data, sha256])


def status(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        if random.random() < 0.5:
            db.execute("UPDATE snapshots SET status = 404 WHERE n = ?", [one(db, random, "snapshots")])
        else:
            n = one(db, random, "checks", where="outcome <> 'failed'")
            db.execute("UPDATE checks SET outcome = 'failed' WHERE n = ?", [n])


def time(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        table = random.choice(["checks", "snapshots", "notes"])
        n = one(db, random, table)
        at = utc(db.execute(f"SELECT at FROM {table} WHERE n = ?", [n]).fetchone()[0])
        db.execute(
            f"UPDATE {table} SET at = ? WHERE n = ?", [stamp(at + timedelta(minutes=random.randint(1, 50_000))), n]
        )


def dropped_row(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        table = random.choice(["checks", "snapshots", "notes", "changes", "log"])
        key = "id" if table == "changes" else "n"
        gone = one(db, random, table, key)
        if table == "changes":
            db.execute("DELETE FROM edits WHERE change = ?", [gone])
        db.execute(f"DELETE FROM {table} WHERE {key} = ?", [gone])


def swapped_rows(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        table = random.choice(["checks", "snapshots"])
        first = one(db, random, table)
        second = one(db, random, table, where=f"n <> {first}")
        for old, new in ((first, -1), (second, first), (-1, second)):
            db.execute(f"UPDATE {table} SET n = ? WHERE n = ?", [new, old])


def dropped_body(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        db.execute("DELETE FROM bodies WHERE sha256 = ?", [one(db, random, "bodies", "sha256")])


def back_dated_row(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        n = one(db, random, "checks", where="outcome = 'unchanged'")
        at = db.execute("SELECT at FROM checks WHERE n = ?", [n]).fetchone()[0]
        earlier = stamp(utc(at) - timedelta(minutes=random.randint(1, 500)))
        new = db.execute(
            "INSERT INTO checks (page, at, outcome, status, version, snapshot, elapsed, source)"
            " SELECT page, ?, outcome, status, version, snapshot, elapsed, source FROM checks WHERE n = ?",
            [earlier, n],
        ).lastrowid
    assert new is not None
    if random.random() < 0.5:  # with an entry of its own, as if it had just been taken down
        with Store(folder.db) as store:
            store.log.cover("check", new)
            store._db.conn.commit()


def rewritten_chain(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        n = one(db, random, "checks")
        db.execute("UPDATE checks SET elapsed = elapsed + ?, reason = 'as we say' WHERE n = ?", [random.random(), n])
    forge(folder)


def cut_tail(folder: Folder, random: Random) -> None:
    """The last entries go, with what they cover: as if it had never been."""
    with folder.open() as db:
        size = db.execute("SELECT MAX(n) FROM log").fetchone()[0]
        cut = random.randint(1, size // 3)
        db.execute("UPDATE changes SET entry = NULL WHERE entry > ?", [size - cut])
        tail = db.execute("SELECT kind, subject FROM log WHERE n > ?", [size - cut]).fetchall()
        for kind, subject in tail:
            covered = COVERED.get(kind)
            if covered and not covered.changes:
                db.execute(f"DELETE FROM {covered.table} WHERE {covered.key} = ?", [subject])
            elif (
                kind == "change"
                and not db.execute(
                    "SELECT 1 FROM log WHERE kind = 'change' AND subject = ? AND n <= ?", [subject, size - cut]
                ).fetchone()
            ):
                db.execute("DELETE FROM changes WHERE id = ?", [subject])
            elif kind == "change":
                put_back(db, subject, size - cut)
        db.execute("DELETE FROM log WHERE n > ?", [size - cut])
        db.execute("DELETE FROM checkpoints WHERE size > ?", [size - cut])


def put_back(db: sqlite3.Connection, change: str, until: int) -> None:
    row = db.execute(
        "SELECT payload FROM log WHERE kind = 'change' AND subject = ? AND n <= ? ORDER BY n DESC LIMIT 1",
        [change, until],
    ).fetchone()
    said = json.loads(row[0])
    db.execute(
        "UPDATE changes SET status = ?, settled_at = ?, number = ? WHERE id = ?",
        [said["status"], said.get("settled_at"), said.get("number"), change],
    )


def edited_change(folder: Folder, random: Random) -> None:
    with folder.open() as db:
        change = one(db, random, "changes", "id")
        what = random.choice(["headline", "direction", "reason", "first_with", "edits", "gone"])
        if what == "edits":
            db.execute("UPDATE edits SET new = new || ' today' WHERE change = ? AND position = 0", [change])
            db.execute("UPDATE edits SET old = old || ' once' WHERE change = ? AND position = 0", [change])
        elif what == "gone":
            db.execute("DELETE FROM edits WHERE change = ? AND position = 0", [change])
        else:
            db.execute(f"UPDATE changes SET {what} = 'otherwise' WHERE id = ?", [change])


def edited_published_feed(folder: Folder, random: Random) -> None:
    feeds = [p for p in folder.feeds.rglob("*") if p.name.endswith((".rss.xml", ".atom.xml", ".json"))]
    words = [b"contracts", b"AI services", b"weaker", b"rights"]
    told = sorted(p for p in feeds if any(word in p.read_bytes() for word in words) and "search" not in str(p))
    path = random.choice(told)
    content = path.read_bytes()
    word = random.choice([word for word in words if word in content])
    path.write_bytes(content.replace(word, word[::-1], 1))


def swapped_key(folder: Folder, random: Random) -> None:
    """All is signed with another key; in half of the tries the log names it as if it had been the key for ever."""
    key = Signer.generate()
    signer = Signer(key)
    folder.key.write_text(key)
    thorough = random.random() < 0.5
    with folder.open() as db:
        if thorough:
            told = json.dumps({"key": signer.vkey}, separators=(",", ":"))
            db.execute("UPDATE log SET payload = ? WHERE kind = 'key'", [told])
    if thorough:
        forge(folder)
    else:
        with Store(folder.db) as store:
            sign(store, list(store.log.hashes()), signer)
            store._db.conn.commit()


KINDS: list[Tamper] = [
    body,
    status,
    time,
    dropped_row,
    swapped_rows,
    dropped_body,
    back_dated_row,
    rewritten_chain,
    cut_tail,
    edited_change,
    edited_published_feed,
    swapped_key,
]


class Thorough(Random):
    """Always takes the cleverer way."""

    def random(self) -> float:
        return 0.0


def seed(kind: Tamper, number: int) -> Random:
    return Random(hashlib.sha256(f"{kind.__name__} {number}".encode()).digest())
