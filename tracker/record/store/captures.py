"""Snapshots, the checks that made them, and the spans of time in which a wording was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from tracker.model import Capture, Check, CheckOutcome, Moment, utc
from tracker.record.store.bodies import Bodies
from tracker.record.store.log import Log
from tracker.record.store.rows import dump, stamp

_CHECK = "page, at, outcome, reason, error, status, version, snapshot, elapsed, source"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of good checks that showed the same wording: from its first to its last one."""

    page: str
    version: str
    first_at: datetime
    last_at: datetime
    checks: int


class Snapshots:
    def __init__(self, db: Database, bodies: Bodies, log: Log) -> None:
        self._db, self._bodies, self._log = db, bodies, log

    def add(self, page: str, capture: Capture, previous: str | None) -> int:
        """Keep a capture as served and return its number. `previous` is the SHA-256 of the page's body before."""
        return self.keep(page, capture, self._bodies.put(capture.body, previous, capture.sha256))

    def keep(self, page: str, capture: Capture, sha256: str) -> int:
        """Keep a capture whose bytes are in the store already, and return its number."""
        cursor = self._db.execute(
            "INSERT INTO snapshots (page, at, url, final_url, status, headers, redirects, source, sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                page,
                stamp(capture.at),
                capture.url,
                capture.final_url,
                capture.status,
                dump(capture.headers),
                dump(capture.redirects),
                capture.source,
                sha256,
            ],
        )
        assert cursor.lastrowid is not None
        self._log.cover("snapshot", cursor.lastrowid)
        return cursor.lastrowid

    def get(self, number: int) -> Capture | None:
        """A stored capture with its bytes."""
        found = self.bare(number)
        return None if found is None else replace(found[0], body=self._bodies.get(found[1]))

    def bare(self, number: int) -> tuple[Capture, str] | None:
        """A stored capture without its bytes, and the SHA-256 of these."""
        row = self._db.execute(
            "SELECT url, final_url, status, headers, sha256, at, redirects, source FROM snapshots WHERE n = ?", [number]
        ).fetchone()
        if row is None:
            return None
        capture = Capture(
            url=row[0],
            final_url=row[1],
            status=row[2],
            headers=tuple((k, v) for k, v in json.loads(row[3])),
            body=b"",
            at=utc(row[5]),
            redirects=tuple(json.loads(row[6])),
            source=row[7],
        )
        return capture, row[4]

    def moment(self, version: str, number: int) -> Moment:
        """A stored capture by reference, as the place where a version was seen."""
        row = self._db.execute("SELECT at, sha256, final_url FROM snapshots WHERE n = ?", [number]).fetchone()
        return Moment(version, utc(row[0]), row[1], number, row[2])

    def withdraw(self, number: int, at: datetime, reason: str) -> None:
        """Note that a capture was entered by mistake. Part of the caller's transaction."""
        row = [number, stamp(at), reason]
        if self._db.execute("INSERT OR IGNORE INTO withdrawn VALUES (?, ?, ?)", row).rowcount:
            self._log.cover("withdrawal", number)

    def withdrawn(self, page: str) -> frozenset[int]:
        """Numbers of the page's captures that were entered by mistake."""
        rows = self._db.execute("SELECT n FROM withdrawn JOIN snapshots ON n = snapshot WHERE page = ?", [page])
        return frozenset(number for (number,) in rows)

    def waiting(self, page: str) -> list[int]:
        """Numbers of the snapshots that no check has taken up yet, in order of time."""
        rows = self._db.execute(
            "SELECT n FROM snapshots s WHERE page = ? AND NOT EXISTS"
            " (SELECT 1 FROM checks c WHERE c.page = s.page AND c.at = s.at AND c.source = s.source) ORDER BY at, n",
            [page],
        )
        return [row[0] for row in rows]

    def find(self, page: str, source: str, at: datetime) -> int | None:
        """The number of a page's snapshot of that source and moment."""
        row = self._db.execute(
            "SELECT n FROM snapshots WHERE page = ? AND at = ? AND source = ?", [page, stamp(at), source]
        ).fetchone()
        return None if row is None else int(row[0])

    def repeat(self, number: int, source: str, at: datetime) -> None:
        """Note that a stored snapshot's bytes were seen again then, as a snapshot of its own."""
        cursor = self._db.execute(
            "INSERT INTO snapshots (page, at, url, final_url, status, headers, redirects, source, sha256)"
            " SELECT page, ?, url, final_url, status, headers, redirects, ?, sha256 FROM snapshots WHERE n = ?",
            [stamp(at), source, number],
        )
        assert cursor.lastrowid is not None
        self._log.cover("snapshot", cursor.lastrowid)

    def of(self, page: str) -> list[int]:
        """Numbers of a page's snapshots, in order of time."""
        rows = self._db.execute("SELECT n FROM snapshots WHERE page = ? ORDER BY at, n", [page])
        return [row[0] for row in rows]


class Checks:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def add(self, check: Check) -> None:
        """Keep one attempt, and extend or begin the span of the wording it showed."""
        self.keep(check)
        if check.version is not None and check.outcome not in (CheckOutcome.FAILED, CheckOutcome.QUARANTINED):
            self._extend(check.page, check.version, stamp(check.at))

    def keep(self, check: Check) -> None:
        """Keep one attempt that is older than others; `respan` says what the page's checks show then."""
        latest = self._db.execute("SELECT MAX(at) FROM checks WHERE page = ?", [check.page]).fetchone()[0]
        cursor = self._db.execute(
            f"INSERT INTO checks ({_CHECK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [
                check.page,
                stamp(check.at),
                check.outcome,
                check.reason,
                check.error,
                check.status,
                check.version,
                check.snapshot,
                round(check.elapsed, 4),
                check.source,
            ],
        )
        assert cursor.lastrowid is not None
        self._log.cover_check(cursor.lastrowid, latest)

    def get(self, number: int) -> Check | None:
        row = self._db.execute(f"SELECT {_CHECK} FROM checks WHERE n = ?", [number]).fetchone()  # noqa: S608
        return None if row is None else _check(row)

    def respan(self, page: str, spans: Iterable[Span]) -> None:
        """Replace the spans of a page."""
        self._db.execute("DELETE FROM spans WHERE page = ?", [page])
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?)",
            [(page, stamp(span.first_at), stamp(span.last_at), span.version, span.checks) for span in spans],
        )

    def _extend(self, page: str, version: str, at: str) -> None:
        last = self._db.execute(
            "SELECT first_at, version FROM spans WHERE page = ? ORDER BY first_at DESC LIMIT 1", [page]
        ).fetchone()
        if last and last[1] == version:
            self._db.execute(
                "UPDATE spans SET last_at = ?, checks = checks + 1 WHERE page = ? AND first_at = ?", [at, page, last[0]]
            )
        else:
            # Two looks at one moment (a clock set back, archived copies of the same second): what was seen last holds.
            self._db.execute("INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, 1)", [page, at, at, version])

    def of(self, page: str, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Check]:
        """A page's checks in order of time, from `since` up to and without `until`."""
        where, values = ["page = ?"], [page]
        for bound, sign in ((since, ">="), (until, "<")):
            if bound is not None:
                where.append(f"at {sign} ?")
                values.append(stamp(bound))
        rows = self._db.execute(f"SELECT {_CHECK} FROM checks WHERE {' AND '.join(where)} ORDER BY at, n", values)  # noqa: S608
        return map(_check, rows)

    def as_recorded(self, page: str) -> list[Check]:
        """A page's checks in the order in which they were recorded: a clock may have been set back between two."""
        rows = self._db.execute(f"SELECT {_CHECK} FROM checks WHERE page = ? ORDER BY n", [page])  # noqa: S608
        return list(map(_check, rows))

    def last(self, page: str) -> Check | None:
        row = self._db.execute(
            f"SELECT {_CHECK} FROM checks WHERE page = ? ORDER BY at DESC, n DESC LIMIT 1",  # noqa: S608
            [page],
        ).fetchone()
        return None if row is None else _check(row)

    def seen(self, page: str, source: str, at: datetime) -> bool:
        """Whether a check of that page, source and moment is already in the record."""
        return bool(
            self._db.execute(
                "SELECT 1 FROM checks WHERE page = ? AND at = ? AND source = ?", [page, stamp(at), source]
            ).fetchone()
        )

    def spans(self, page: str) -> list[Span]:
        """Which wording was seen when, in order of time."""
        rows = self._db.execute(
            "SELECT page, version, first_at, last_at, checks FROM spans WHERE page = ? ORDER BY first_at", [page]
        )
        return [Span(r[0], r[1], utc(r[2]), utc(r[3]), r[4]) for r in rows]


def _check(row: Sequence[Any]) -> Check:
    page, at, outcome, reason, error, status, version, snapshot, elapsed, source = row
    return Check(page, utc(at), CheckOutcome(outcome), reason, error, status, version, snapshot, elapsed, source)
