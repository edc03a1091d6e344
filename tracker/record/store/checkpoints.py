"""Signed checkpoints of the log, and the file with the key that signs them."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from tracker.errors import PublishError
from tracker.record.evidence import Frontier, Signer
from tracker.record.store.log import Log

_NEWEST = 256  # published one by one; of those before, every `_EVERY`th
_EVERY = 32


@dataclass(frozen=True, slots=True)
class Kept:
    size: int
    note: str
    stamp: bytes | None = None  # on the note: TimeStampResp (RFC 3161) in DER
    peaks: list[str] | None = None  # roots of its full subtrees; None: they were not asked for, or cannot be read


def told_of(kept: Kept) -> dict[str, object]:
    """What the log says of a checkpoint once the next one is made."""
    stamp = {} if kept.stamp is None else {"stamp": hashlib.sha256(kept.stamp).hexdigest()}
    return {"size": kept.size, "note": hashlib.sha256(kept.note.encode()).hexdigest()} | stamp


class Checkpoints:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def make(self, signer: Signer) -> Kept | None:
        """Sign for all entries there are; None when that was done. Part of the caller's transaction.

        A key that signs for the first time is named in the log before, and so is the checkpoint before this one: that
        it is there, and stamped, is evidence, too.
        """
        newest = self._db.execute("SELECT size, peaks FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
        done, peaks = newest or (0, "[]")
        if self._log.head()[0] == done:
            return None
        self._log.tell_new("key", {"key": signer.vkey})
        if newest and (before := self.get(done)):
            self._log.tell("checkpoint", told_of(before))
        tree = Frontier(done, json.loads(peaks))
        tree.extend(self._log.hashes(since=done))
        made = Kept(tree.size, signer.sign(tree.size, tree.root))
        self._db.execute(
            "INSERT INTO checkpoints (size, note, peaks) VALUES (?, ?, ?)",
            [made.size, made.note, json.dumps(tree.peaks)],
        )
        return made

    def stamp(self, size: int, stamp: bytes) -> None:
        """Keep a time stamp with its checkpoint, for ever. Part of the caller's transaction."""
        self._db.execute("UPDATE checkpoints SET stamp = ? WHERE size = ? AND stamp IS NULL", [stamp, size])

    def stamped(self) -> list[int]:
        """Sizes of the checkpoints that have a time stamp, the smallest first."""
        return [
            row[0] for row in self._db.execute("SELECT size FROM checkpoints WHERE stamp IS NOT NULL ORDER BY size")
        ]

    def get(self, size: int) -> Kept | None:
        row = self._db.execute("SELECT size, note, stamp FROM checkpoints WHERE size = ?", [size]).fetchone()
        return Kept(*row) if row else None

    def newest(self) -> Kept | None:
        (size,) = self._db.execute("SELECT MAX(size) FROM checkpoints").fetchone()
        return self.get(size) if size else None

    def all(self) -> list[Kept]:
        """Every checkpoint, the smallest first, with its peaks."""
        rows = self._db.execute("SELECT size, note, stamp, peaks FROM checkpoints ORDER BY size")
        return [Kept(size, note, stamp, _peaks(kept)) for size, note, stamp, kept in rows]

    def published(self) -> str:
        """What witnesses keep: the keys, the newest checkpoints, and of the older ones every 32nd."""
        keys = [key["key"] for key in self._log.all_told("key")]
        notes = self._db.execute(
            "SELECT note FROM (SELECT note, ROW_NUMBER() OVER (ORDER BY size) - 1 AS place, COUNT(*) OVER () AS of_all"
            " FROM checkpoints) WHERE place >= of_all - ? OR place % ? = 0 ORDER BY place",
            [_NEWEST, _EVERY],
        )
        return "\n\n".join(["\n".join(keys), *(note.rstrip("\n") for (note,) in notes)]) + "\n"


def _peaks(kept: str) -> list[str] | None:
    try:
        return list(json.loads(kept))
    except (ValueError, TypeError):
        return None


def open_key(path: Path) -> Signer:
    """The key in a file that its owner alone may read; made when there is none. PublishError when it cannot be used."""
    try:
        if not path.exists():
            temporary = path.with_name(f".{path.name}.tmp")
            temporary.unlink(missing_ok=True)  # left by a process that was killed
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(Signer.generate())
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(path)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)  # else a power cut may take the key after its first signature was published
            finally:
                os.close(folder)
        return Signer(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise PublishError(
            f"{path} cannot be used as the key that signs the log: {error}; put the right file there, or move it away"
            " and a new key is made, which the log will say"
        ) from error
