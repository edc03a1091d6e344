"""Every fault of the tests' matrix through the whole tracker: what it was taken for, how long it took, what it left.

    python -m benchmarks.faults

A page is watched that has said the same for two looks; then its server fails in each way in turn, beside a page of
another name that goes on answering. Printed are the classes, the longest time beside the deadline of 2 s, how far peak
memory grew, and what the record has at the end: one text, no change, and every look at the other page good.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fetch.test_faults import MATRIX
from tests.server import running
from tests.test_path import page
from tracker.app import open_tracker
from tracker.fetch import FetchSettings
from tracker.settings import Settings
from tracker.types import ChangeFilter, ChangeStatus, CheckOutcome

DEADLINE = 2.0  # s


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running() as server, running() as other:
        root = Path(folder)
        server.put("/", page("We have no contracts."))
        other.put("/", page("We have a few contracts."))
        (root / "watchlist.yaml").write_text(
            f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/')}'}}\n"
            f"- {{id: other, organisation: Other, title: Terms, url: '{other.url('/')}'}}\n"
        )
        fetch = FetchSettings(allow_private=True, spacing=0.0, timeout=DEADLINE, connect_timeout=DEADLINE)
        settings = Settings(root / "tracker.db", root / "watchlist.yaml", root / "feeds", fetch=fetch)
        taken: Counter[str] = Counter()
        times: dict[str, float] = {}
        with open_tracker(settings, write=True) as tracker:
            tracker.sync()
            for _ in range(2):
                assert all(r.check.outcome is not CheckOutcome.FAILED for r in tracker.check(["acme", "other"]))
            before = peak()
            for name, (_, answer) in MATRIX.items():
                server.put("/", answer)
                start = time.perf_counter()
                for recorded in tracker.check(["acme", "other"]):
                    if recorded.check.page == "acme":
                        times[name] = time.perf_counter() - start
                        taken[recorded.check.error or recorded.check.outcome] += 1
            grown = peak() - before
            everything = ChangeFilter(statuses=tuple(ChangeStatus))
            changes = len(tracker.store.changes.find(everything))
            looks = [check.outcome for check in tracker.store.checks.of("other")]
    slowest = max(times, key=times.__getitem__)
    good = sum(outcome in (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED) for outcome in looks)
    print(f"{len(MATRIX)} faults: " + ", ".join(f"{name} {count}" for name, count in taken.most_common()))
    print(f"slowest {times[slowest]:.2f} s ({slowest}), deadline {DEADLINE:.0f} s; peak memory grew by {grown:.0f} MB")
    print(f"{changes} changes recorded; {good} of {len(looks)} looks at the other page good")
    held = changes == 0 and good == len(looks) and times[slowest] < DEADLINE + 1 and grown < 150
    return 0 if held and not taken.keys() & {"new", "unchanged", "not_modified"} else 1


if __name__ == "__main__":
    sys.exit(main())
