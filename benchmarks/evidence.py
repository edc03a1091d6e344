"""How long `tracker verify` takes over an untouched record, and whether it raises a false alarm.

    python -m benchmarks.evidence [10000]

The record is made through its own doors: 25 pages looked at every six hours, each with a new nonce in its bytes and a
new wording every 40 looks, until the log has that many entries; published, signed and copied by a witness half-way.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.app import Tracker, open_tracker
from tracker.model import Capture
from tracker.record.outcome import record
from tracker.settings import Settings
from tracker.watch.look import examine, job_for

START = datetime(2026, 1, 1, tzinfo=UTC)
PAGES = 25
TEXT = (
    "<!doctype html><html lang=en><title>Terms</title><main><h1>Terms of company {page}</h1>"
    "<p>We have {count} contracts with public authorities.</p>"
    "<p>These terms hold for every user of every service, wherever they live.</p>"
    "<p>We read every complaint that reaches us, and answer within thirty days.</p></main><!-- {nonce} --></html>"
)


def settings(root: Path) -> Settings:
    return Settings(root / "tracker.db", root / "watchlist.yaml", root / "feeds", base_url="https://record.example/")


def fill(tracker: Tracker, entries: int, witness: Path) -> None:
    store, turn = tracker.store, 0
    while store.log.head()[0] < entries:
        for number, page in enumerate(store.pages.all()):
            state = store.pages.state(page.id)
            known = store.wording_in_force(page.id, state)
            body = TEXT.format(page=number, count=2 + (turn + number) // 40, nonce=turn * PAGES + number).encode()
            at = START + timedelta(hours=6 * turn, seconds=number)
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            record(store, examine(job_for(page, state, known), Capture(page.url, page.url, 200, headers, body, at)))
        turn += 1
        if not witness.exists() and store.log.head()[0] > entries / 2:
            tracker.publish()
            shutil.copy(tracker.settings.feeds / "checkpoints.txt", witness)
    tracker.publish()


def main() -> int:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        root, witness = Path(folder), Path(folder, "witness.txt")
        listed = "".join(
            f"- {{id: page-{n}, organisation: Company {n}, title: Terms, url: 'https://c{n}.example/'}}\n"
            for n in range(PAGES)
        )
        (root / "watchlist.yaml").write_text(f"pages:\n{listed}")
        end = START + timedelta(days=400)
        with open_tracker(settings(root), write=True, now=lambda: end) as tracker:
            tracker.sync()
            fill(tracker, entries, witness)
        with open_tracker(settings(root), now=lambda: end) as tracker:
            begin = time.perf_counter()
            found = tracker.verify([witness])
            took = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        assert found.feeds
        print(
            f"{found.entries:,} entries, {found.changes} changes computed again, their feeds compared:"
            f" {took:.2f} s, {len(found.problems)} false alarms, peak {peak} MB"
        )
        for problem in found.problems:
            print(f"  {problem}")
        return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
