"""Which bytes may go, and letting them go.

What goes are the bytes of good looks that showed nothing new. Their row stays with hash and size, so do the checks, the
texts and the log, which gains an entry that names what went. What never goes: either side of any change, the first
capture of each text, what was held back or could not be read, what was entered by hand, the first and last look of each
time a wording stood, one look a month, and what the next check is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from tracker.record.store.bodies import Bodies
from tracker.record.store.log import Log
from tracker.record.store.rows import stamp

LET_GO = "let go"  # kind of the entries of the log
BATCH = 1000  # bodies that go with one entry

# What a change, a text or a quarantine is proven with. `verify` asks the same.
_EVIDENCE = """
    SELECT before_snapshot AS n FROM changes
    UNION SELECT after_snapshot FROM changes
    UNION SELECT snapshot FROM versions
    UNION SELECT snapshot FROM checks WHERE version IS NULL
"""
_NEEDED = f"""
    {_EVIDENCE}
    UNION SELECT snapshot FROM pages
    UNION SELECT value FROM pages, json_tree(pages.memory) WHERE key IN ('snapshot', 'was_snapshot')
    UNION SELECT n FROM snapshots WHERE at >= :before OR source LIKE 'manual:%'
    UNION SELECT snapshot FROM looks WHERE earlier IS NOT version OR later IS NOT version OR of_month = 1
"""  # noqa: S608
_GOING = f"""
    WITH looks AS (
        SELECT snapshot, version, LAG(version) OVER run AS earlier, LEAD(version) OVER run AS later,
            ROW_NUMBER() OVER (PARTITION BY page, SUBSTR(at, 1, 7) ORDER BY at, n) AS of_month
        FROM checks WHERE version IS NOT NULL WINDOW run AS (PARTITION BY page ORDER BY at, n)
    ), needed AS ({_NEEDED})
    SELECT s.sha256 FROM snapshots s JOIN bodies b ON b.sha256 = s.sha256 AND LENGTH(b.data) > 0
    GROUP BY s.sha256
    HAVING MIN(s.n IN (SELECT snapshot FROM looks) AND s.n NOT IN (SELECT n FROM needed WHERE n IS NOT NULL))
        AND s.sha256 NOT IN (SELECT sha256 FROM pages WHERE sha256 IS NOT NULL)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was let go, or would be, and what stays."""

    bodies: int
    freed: int  # bytes inside the record, to be used again
    kept: int  # bodies
    held: int  # bytes that these take


class Retention:
    def __init__(
        self, db: Database, bodies: Bodies, log: Log, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._db, self._bodies, self._log, self._transaction = db, bodies, log, transaction

    def prune(self, before: datetime, *, now: datetime, dry_run: bool = False) -> Pruned:
        """Let go of the bytes older than `before` that may go.

        StoreError when that cannot be written: the next run goes on from there.
        """
        going = {row[0] for row in self._db.execute(_GOING, {"before": stamp(before)})}
        freed = gone = 0
        for part in self._bodies.loosened(going, BATCH):
            if not dry_run:
                with self._transaction():
                    self.tell(part.gone, before=before, now=now)
                    self._bodies.let_go(part)
            freed, gone = freed + part.freed, gone + len(part.gone)
        bodies, held = self._db.execute(
            "SELECT COUNT(*), COALESCE(SUM(LENGTH(data)), 0) FROM bodies WHERE LENGTH(data) > 0"
        ).fetchone()
        return Pruned(gone, freed, bodies - gone, held - freed) if dry_run else Pruned(gone, freed, bodies, held)

    def tell(self, hashes: Iterable[str], **times: datetime) -> None:
        """Say in the log that these bytes are not there any more."""
        told = {name: stamp(at) for name, at in times.items()}
        self._log.tell(LET_GO, {**told, "bodies": sorted(hashes)})

    def told(self) -> set[str]:
        """Every hash whose bytes an entry of the log lets go."""
        return {sha256 for payload in self._log.all_told(LET_GO) for sha256 in payload["bodies"]}

    def evidence(self) -> set[str]:
        """Hashes of what a change, a text or a quarantine is proven with: bytes that never go."""
        rows = self._db.execute(f"SELECT sha256 FROM snapshots WHERE n IN ({_EVIDENCE})")  # noqa: S608
        return {row[0] for row in rows}
