"""What makes others witnesses of the log: signed checkpoints in the published folder, and time stamps on them.

::

    checkpoints.txt         the keys and the signed checkpoints
    checkpoints/1042.txt    one checkpoint that was stamped with the time
    checkpoints/1042.tsr    its stamp (RFC 3161): openssl ts -verify -data 1042.txt -in 1042.tsr -CAfile ...

The authority is asked beside everything else; the coordinator writes what came of it, at the next publication or at
the end. With the authority gone nothing waits, and nothing is missing but the stamp.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tracker.prove.time_authority import TimeAuthority
from tracker.publish import put
from tracker.record.evidence import Signer, keys_in, notes_in, read_stamp
from tracker.record.store import Store

CHECKPOINTS = "checkpoints.txt"
STAMPED = "checkpoints"  # folder


def of_another_record(folder: Path, store: Store, signer: Signer) -> str | None:
    """Why what a folder's checkpoints speak of is not this record, in words; None when it is, or it has none."""
    try:
        text = (folder / CHECKPOINTS).read_text("utf-8", "replace")
    except OSError:
        return None
    keys = keys_in(text)
    if keys and signer.vkey not in keys:
        return "its checkpoints are signed with another key than this record's"
    longest = max((note.checkpoint.size for note in notes_in(text)), default=0)
    size = store.log.head()[0]
    if longest > size:
        return f"its checkpoints speak of {longest:,} entries, and the log of this record has {size:,}"
    return None


class Witnesses:
    """Belongs to the thread that owns the record."""

    def __init__(self, store: Store, authority: TimeAuthority | None) -> None:
        self._store, self._authority = store, authority

    def call(self, folder: Path, signer: Signer, today: date) -> None:
        """Sign for the log as it stands and publish that; once a day (UTC), ask for a stamp. PublishError."""
        with self._store.transaction():
            self._store.checkpoints.make(signer)
        put(folder, CHECKPOINTS, self._store.checkpoints.published().encode())
        self.take_stamp(folder)
        if self._authority and (newest := self._store.checkpoints.newest()) and self._last_day() != today:
            self._authority.ask(newest.size, newest.note)

    def take_stamp(self, folder: Path, seconds: float = 0.0) -> None:
        """Keep a stamp that has come, or comes within so many seconds, and publish what is not published yet."""
        found = self._authority.answer(seconds) if self._authority else None
        if found:
            with self._store.transaction():
                self._store.checkpoints.stamp(*found)
        for size in self._store.checkpoints.stamped():
            note, stamp = f"{STAMPED}/{size}.txt", f"{STAMPED}/{size}.tsr"
            if not (folder / stamp).exists() and (kept := self._store.checkpoints.get(size)) and kept.stamp:
                put(folder, note, kept.note.encode())
                put(folder, stamp, kept.stamp)

    def _last_day(self) -> date | None:
        """That of the newest stamp; authorities give theirs for nothing, and one a day says when all before it was."""
        sizes = self._store.checkpoints.stamped()
        kept = self._store.checkpoints.get(sizes[-1]) if sizes else None
        return read_stamp(kept.stamp, kept.note).at.date() if kept and kept.stamp else None
