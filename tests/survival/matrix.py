"""Faults of a server through the whole tracker, one after the other, beside a page of another server that is well."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.server import Reply, Script, running
from tests.test_main_path import page
from tracker.app import open_tracker
from tracker.model import ChangeFilter, ChangeStatus, CheckOutcome
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

GOOD = (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED)


@dataclass
class Played:
    taken: dict[str, str] = field(default_factory=dict)  # by fault: the class of the failed check, or its outcome
    seconds: dict[str, float] = field(default_factory=dict)  # by fault, until its check was stored
    changes: int = 0  # in the record at the end, whatever their state
    versions: int = 0  # of the page
    others: list[CheckOutcome] = field(default_factory=list)  # looks at the page that is well


def play(root: Path, fetch: FetchSettings, faults: Mapping[str, Script | Reply]) -> Played:
    """Watch a page that said the same twice, then fails in each way in turn."""
    found = Played()
    with running() as server, running() as other:
        server.put("/", page("We have no contracts."))
        other.put("/", page("We have a few contracts."))
        (root / "watchlist.yaml").write_text(
            f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/')}'}}\n"
            f"- {{id: other, organisation: Other, title: Terms, url: '{other.url('/')}'}}\n"
        )
        settings = Settings(root / "tracker.db", root / "watchlist.yaml", root / "feeds", fetch=fetch)
        with open_tracker(settings, write=True) as tracker:
            tracker.sync()
            for _ in range(2):
                assert all(recorded.check.outcome in GOOD for recorded in tracker.check(["acme", "other"]))
            for name, answer in faults.items():
                server.put("/", answer)
                start = time.perf_counter()
                for recorded in tracker.check(["acme", "other"]):
                    if recorded.check.page == "acme":
                        found.seconds[name] = time.perf_counter() - start
                        found.taken[name] = recorded.check.error or recorded.check.outcome
            found.changes = len(tracker.store.changes.find(ChangeFilter(statuses=tuple(ChangeStatus))))
            found.versions = len(tracker.store.versions.of("acme"))
            found.others = [check.outcome for check in tracker.store.checks.of("other")]
    return found
