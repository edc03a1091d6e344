"""The append-only log: every row that is evidence has an entry, written in the row's own transaction.

`Log.cover` is the only hook: it reads the row back as it stands in its table and appends an entry over it. Rows that
never change again (snapshots, checks, notes) are their entry's payload; of those that do, the payload is kept with the
entry, so that each of their states can be proven.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from tracker.model import CheckOutcome
from tracker.record.evidence import GENESIS, LogEntry, canonical, digest


@dataclass(frozen=True, slots=True)
class Covered:
    """The rows that entries of a kind stand for. A column may be added when it is empty in all rows before it."""

    table: str
    key: str
    columns: str
    changes: bool = False  # the row may be written again, as another entry


_CHECK = Covered("checks", "n", "n, page, at, outcome, reason, error, status, version, snapshot, elapsed, source")
COVERED = {
    "configuration": Covered("pages", "id", "id, organisation, title, url, config, watched", changes=True),
    "snapshot": Covered("snapshots", "n", "n, page, at, url, final_url, status, headers, redirects, source, sha256"),
    "check": _CHECK,
    "quarantine": _CHECK,  # a check that held back what it saw
    "change": Covered(
        "changes",
        "id",
        "id, page, status, direction, severity, confidence, headline, reason, before_version, before_snapshot,"
        " after_version, after_snapshot, last_without, first_with, settled_at, flags, relates_to, rewritten, number,"
        " why, kind, announced",
        changes=True,
    ),
    "note": Covered("notes", "n", "n, change, at, who, text, public"),
    "document": Covered(
        "documents",
        "n",
        "n, page, snapshot, kind, title, url, speaker, source, said, found, question, asked",
        changes=True,
    ),
    "withdrawal": Covered("withdrawn", "snapshot", "snapshot, at, reason"),
}
_EDITS = (
    "SELECT kind, old, new, pieces, direction, cues, confidence, severity, reason, headline, block, old_at, new_at,"
    " before, after FROM edits WHERE change = ? ORDER BY position"
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry as it stands in the table, checked by nobody yet."""

    n: int
    kind: str
    page: str | None  # the page's id at that time
    subject: str | int | None  # key of the row it covers
    payload: str | None  # JSON; None: the row is the payload
    hash: str


class Log:
    def __init__(self, db: Database) -> None:
        self._db = db

    def cover(self, kind: str, subject: str | int) -> int | None:
        """Append an entry over a row; None when its last entry says the same. Part of the caller's transaction."""
        payload = self.row(kind, subject)
        assert payload is not None
        if not COVERED[kind].changes:
            return self._append(kind, payload.get("page"), subject, payload, None)
        kept = canonical(payload).decode()
        if kept == self._last_state(kind, subject):
            return None
        return self._append(kind, payload.get("page"), subject, payload, kept)

    def cover_check(self, n: int, latest: str | None) -> None:
        """Append an entry over a check; first a mark when its time lies before `latest`, that of the page's checks."""
        page, at, outcome = self._db.execute("SELECT page, at, outcome FROM checks WHERE n = ?", [n]).fetchone()
        if latest is not None and at < latest:
            self.tell("back", {"page": page, "at": at, "latest": latest})
        self.cover("quarantine" if outcome == CheckOutcome.QUARANTINED else "check", n)

    def tell(self, kind: str, payload: Mapping[str, Any]) -> int:
        """Append an entry that covers no row."""
        return self._append(kind, payload.get("page"), None, payload, canonical(payload).decode())

    def tell_new(self, kind: str, payload: Mapping[str, Any]) -> int | None:
        """Append an entry that covers no row, unless the last of its kind says the same."""
        last = self.last_told(kind)
        return None if last is not None and canonical(last) == canonical(payload) else self.tell(kind, payload)

    def _append(
        self, kind: str, page: str | None, subject: str | int | None, payload: Mapping[str, Any], kept: str | None
    ) -> int:
        size, head = self.head()
        entry = LogEntry(size + 1, kind, payload, head)
        self._db.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", [entry.n, kind, page, subject, kept, entry.hash])
        return entry.n

    def head(self) -> tuple[int, str]:
        """Number of entries, and the hash of the last one."""
        row = self._db.execute("SELECT n, hash FROM log ORDER BY n DESC LIMIT 1").fetchone()
        return (0, GENESIS) if row is None else (int(row[0]), str(row[1]))

    def row(self, kind: str, subject: str | int) -> dict[str, Any] | None:
        """A row as the payload of its entry: columns that hold nothing left out, fractions as text."""
        covered = COVERED[kind]
        names = covered.columns.split(", ")
        row = self._db.execute(
            f"SELECT {covered.columns} FROM {covered.table} WHERE {covered.key} = ?",  # noqa: S608
            [subject],
        ).fetchone()
        if row is None:
            return None
        payload = {name: _exact(value) for name, value in zip(names, row, strict=True) if value is not None}
        if kind == "change":
            payload["edits"] = digest(self.edits(subject))
        return payload

    def edits(self, change: str | int) -> list[list[Any]]:
        """The edits of a change, whose hash its entry has."""
        return [[_exact(v) for v in edit] for edit in self._db.execute(_EDITS, [change])]

    def entry(self, kind: str, subject: str | int, until: int) -> LogEntry | None:
        """The last entry over a row among the first `until`."""
        found = self._db.execute(
            "SELECT n, page, payload FROM log WHERE subject = ? AND kind = ? AND n <= ? ORDER BY n DESC LIMIT 1",
            [subject, kind, until],
        ).fetchone()
        if found is None:
            return None
        n, page, kept = found
        payload = self.row(kind, subject) if kept is None else json.loads(kept)
        before = next(self.hashes(since=n - 2, until=n - 1), GENESIS)
        if payload is None:
            return None
        named = {"page": page} if kept is None and page is not None else {}  # as it was called then
        return LogEntry(n, kind, payload | named, before)

    def _last_state(self, kind: str, subject: str | int) -> str | None:
        row = self._db.execute(
            "SELECT payload FROM log WHERE subject = ? AND kind = ? AND payload IS NOT NULL ORDER BY n DESC LIMIT 1",
            [subject, kind],
        ).fetchone()
        return None if row is None else str(row[0])

    # -- reading

    def lines(self, since: int = 0, until: int | None = None) -> Iterator[LogLine]:
        """Every entry after the first `since`, up to number `until`, in order."""
        rows = self._db.execute(
            "SELECT n, kind, page, subject, payload, hash FROM log WHERE n > ?1 AND (?2 IS NULL OR n <= ?2) ORDER BY n",
            [since, until],
        )
        return (LogLine(*row) for row in rows)

    def hashes(self, since: int = 0, until: int | None = None) -> Iterator[str]:
        """The hashes of the entries after the first `since`, up to number `until`."""
        rows = self._db.execute(
            "SELECT hash FROM log WHERE n > ? AND n <= ? ORDER BY n",
            [since, self.head()[0] if until is None else until],
        )
        return (row[0] for row in rows)

    def last_told(self, kind: str) -> Mapping[str, Any] | None:
        """The last entry of a kind that covers no row."""
        return next(iter(self.all_told(kind)[-1:]), None)

    def all_told(self, kind: str) -> list[Mapping[str, Any]]:
        """Every entry of a kind that covers no row, in order."""
        rows = self._db.execute(
            "SELECT payload FROM log WHERE subject IS NULL AND payload IS NOT NULL AND kind = ? ORDER BY n", [kind]
        )
        return [json.loads(row[0]) for row in rows]

    def without_entry(self, kind: str) -> list[str | int]:
        """Keys of the rows that no entry of these kinds covers."""
        covered = COVERED[kind]
        kinds = [name for name, other in COVERED.items() if other is covered]
        rows = self._db.execute(
            f"SELECT {covered.key} FROM {covered.table} WHERE {covered.key} NOT IN"  # noqa: S608
            f" (SELECT subject FROM log WHERE kind IN ({','.join('?' * len(kinds))})) ORDER BY 1",
            kinds,
        )
        return [row[0] for row in rows]

    # -- a record from before there was a log

    def take_up(self) -> None:
        """Give every row of a record without a log its entry, in order of time, after one that says so."""
        if self.head()[0] or not self._db.execute("SELECT 1 FROM pages LIMIT 1").fetchone():
            return
        with self._db.atomic():
            rows = self._db.execute(_TAKEN_UP).fetchall()
            pages = [row[0] for row in self._db.execute("SELECT id FROM pages ORDER BY id")]
            self.tell("taken up", {"entries": len(pages) + len(rows)})
            for page in pages:
                self.cover("configuration", page)
            for kind, subject, *_ in rows:
                self.cover(kind, subject)


_TAKEN_UP = """
    SELECT 'snapshot', n, at, 0 FROM snapshots
    UNION ALL SELECT CASE outcome WHEN 'quarantined' THEN 'quarantine' ELSE 'check' END, n, at, 1 FROM checks
    UNION ALL SELECT 'change', id, COALESCE(settled_at, first_with), 2 FROM changes
    UNION ALL SELECT 'note', n, at, 3 FROM notes
    UNION ALL SELECT 'document', n, found, 4 FROM documents
    UNION ALL SELECT 'withdrawal', snapshot, at, 5 FROM withdrawn
    ORDER BY 3, 4, 2
"""


def _exact(value: Any) -> Any:
    return repr(value) if isinstance(value, float) else value
