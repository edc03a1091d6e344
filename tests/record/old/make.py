"""A small database as this release writes it, kept for the tests of upgrades.

Once a release, before the schema moves on: `python -m tests.record.old.make 0.1`. It holds something in every table:
pages (one renamed, one gone), captures, a failure, a quarantine, changes in several states, a remark, a signed
checkpoint, copies in an archive, another record.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.model import Capture, ChangeFilter, ChangeStatus, Page
from tracker.record.evidence import Signer
from tracker.record.outcome import record
from tracker.record.store import Note, Shard, Store
from tracker.watch.look import Outcome, examine, job_for

HERE = Path(__file__).parent
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
PAGES = [
    Page("acme-ai", "Acme", "AI principles", "https://acme.example/ai", tags=("ai", "rights"), note="since 2024"),
    Page("acme-terms", "Acme", "Terms", "https://acme.example/terms", every=timedelta(hours=12), select=("main",)),
    Page("boreal-old", "Boréal", "Confidentialité", "https://boreal.example/vie-privee", language="fr"),
]
HTML = "<!DOCTYPE html><html lang=en><head><title>{0}</title></head><body><main><h1>{0}</h1>{1}</main></body></html>"
LINES = (
    "These principles hold for everything that we make, and for everyone we make it for.",
    "We have no contracts with immigration authorities.",
    "Every two years an outside panel reviews how well we keep to them and publishes what it finds.",
    "Anyone may report a breach to us, and we answer each report in writing within a month.",
)


def page(title: str, lines: tuple[str, ...]) -> bytes:
    return HTML.format(title, "".join(f"<p>{line}</p>" for line in lines)).encode()


def fill(store: Store, publish: Callable[[], object] = lambda: None) -> None:
    """Two weeks of looks at three pages, published each time a week is over."""
    store.pages.sync(PAGES, now=START)
    weaker = LINES[1].replace("no contracts", "no AI services contracts")
    for day in range(14):
        for number, watched in enumerate(PAGES):
            lines = LINES if day < 4 + number else (LINES[0], weaker, *LINES[2:])
            if day == 9:
                lines = (*lines, "A line that is gone the next day: we also sell umbrellas.")
            if day == 13:
                lines = lines[:2]
            body = page(watched.title, lines)
            if day == 7 and number == 0:
                body = page("Access denied", ("Checking your browser before accessing the site. Please wait.",))
            look(store, watched, START + timedelta(days=day, minutes=number), body, fails=day == 5 and number == 1)
        if day % 7 == 6:
            publish()
    store.pages.sync(
        [replace(PAGES[0], tags=("ai",)), replace(PAGES[2], id="boreal-privacy", was=("boreal-old",))],
        now=START + timedelta(days=14),
    )
    change = store.changes.find(ChangeFilter())[-1]
    with store.transaction():
        store.notes.add(Note(change.id, START + timedelta(days=14), "desk", "Asked Acme: no answer.", public=True))


def fill_further(store: Store) -> None:
    """What it takes an archive, a maintainer and other records to fill, without them."""
    signer = Signer(Signer.generate())
    told = store.changes.find(ChangeFilter(told=True))
    with store.transaction():
        store.checkpoints.make(signer)
        store.saves.add(told[0].id, PAGES[0].url, START + timedelta(days=14))
        store.saves.add(told[1].id, PAGES[0].url, START + timedelta(days=14))
        store.saves.done(told[0].id, "https://archive.example/1")
        store.shards.save(Shard("ab" * 32, 12, "cd" * 32, 1, 1))
        store.health.begin("maintainer")
        store.health.tell("maintainer", 1)
        store.changes.save(replace(told[0], reason="A better reason."))


def look(store: Store, watched: Page, at: datetime, body: bytes, *, fails: bool) -> None:
    state = store.pages.state(watched.id)
    known = store.wording_in_force(watched.id, state)
    job = job_for(watched, state, known)
    if fails:
        record(store, Outcome(job, at, error="timeout", reason="no answer within 30 s"))
        return
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{len(body)}"'))
    record(store, examine(job, Capture(watched.url, watched.url, 200, headers, body, at)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tracker.db")
        with Store(path) as made:
            fill(made)
            fill_further(made)
            statuses = {change.status for change in made.changes.find(ChangeFilter(statuses=tuple(ChangeStatus)))}
        target = HERE / f"{sys.argv[1]}.db.gz"
        assert not target.exists()
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        print(target, target.stat().st_size, "bytes;", *sorted(statuses))
