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
from collections import Counter
from pathlib import Path

from tests.server import Reply
from tests.survival.matrix import GOOD, play
from tests.watch.fetch.test_faults import MATRIX
from tracker.watch.fetch import FetchSettings

DEADLINE = 2.0  # s
FETCH = FetchSettings(allow_private=True, spacing=0.0, timeout=DEADLINE, connect_timeout=DEADLINE)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder), FETCH, {"no answer": Reply()})  # all that is loaded at a first look
    before = peak()
    with tempfile.TemporaryDirectory() as folder:
        found = play(Path(folder), FETCH, {name: answer for name, (_, answer) in MATRIX.items()})
    grown = peak() - before
    taken = Counter(found.taken.values())
    slowest = max(found.seconds, key=found.seconds.__getitem__)
    good = sum(outcome in GOOD for outcome in found.others)
    print(f"{len(found.taken)} faults: " + ", ".join(f"{name} {count}" for name, count in taken.most_common()))
    print(
        f"slowest {found.seconds[slowest]:.2f} s ({slowest}), deadline {DEADLINE:.0f} s;"
        f" peak memory grew by {grown:.0f} MB"
    )
    print(f"{found.changes} changes recorded; {good} of {len(found.others)} looks at the other page good")
    held = found.changes == 0 and good == len(found.others) and found.seconds[slowest] < DEADLINE + 1 and grown < 150
    return 0 if held and not taken.keys() & set(GOOD) else 1


if __name__ == "__main__":
    sys.exit(main())
