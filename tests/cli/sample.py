"""The demo's history as a record, without server and scheduler: the same on every machine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tracker.cli.demo.scenes import LAST_DAY, ORGANISATION, TITLE, scene_at
from tracker.cli.demo.watch_fast import START, STEP
from tracker.model import Capture, Page
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.watch.look import Outcome, examine, job_for

PAGE = Page(
    "halcyon-responsible-technology",
    ORGANISATION,
    TITLE,
    "https://halcyon.example/responsible-technology",
    every=timedelta(hours=12),
    tags=("human-rights", "ai"),
)
WATCHLIST = f"""\
pages:
  - id: {PAGE.id}
    organisation: {PAGE.organisation}
    title: {PAGE.title}
    url: {PAGE.url}
    every: 12h
    tags: [human-rights, ai]
  - id: halcyon-press
    organisation: {PAGE.organisation}
    title: Answers to the press
    url: https://halcyon.example/press
    fetch: manual
  - id: halcyon-letters
    organisation: {PAGE.organisation}
    title: Letters
    url: https://halcyon.example/letters
    fetch: manual
commitments:
  - page: {PAGE.id}
    text: We have no contracts that support immigration enforcement
  - page: {PAGE.id}
    text: We will delete location records within 30 days of a request
    name: Deletion within 30 days
  - page: {PAGE.id}
    text: We publish a report on requests from public authorities twice a year
    name: Report twice a year
"""


def sample(folder: Path) -> Path:
    """Writes `tracker.db` and `watchlist.yaml` into a folder; returns the database."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "watchlist.yaml").write_text(WATCHLIST, encoding="utf-8")
    path = folder / "tracker.db"
    with Store(path) as store:
        store.pages.sync([PAGE], now=START)
        at = START
        while (at - START) / timedelta(days=1) < LAST_DAY:
            scene = scene_at((at - START) / timedelta(days=1))
            state = store.pages.state(PAGE.id)
            known = store.wording_in_force(PAGE.id, state)
            job = job_for(PAGE, state, known)
            capture = Capture(PAGE.url, PAGE.url, scene.status, (("Content-Type", "text/html; charset=utf-8"),),
                              scene.body.encode(), at)  # fmt: skip
            if scene.status >= 400:
                reason = f"{PAGE.url} answered {scene.status}"
                record(store, Outcome(job, at, error="http", reason=reason, status=scene.status))
            else:
                record(store, examine(job, capture))
            at += STEP
    return path
