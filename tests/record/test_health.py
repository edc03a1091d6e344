"""What the maintainer is told: each trouble once, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.model import Capture, Page
from tracker.model.health import HealthKind
from tracker.record.outcome import Recorded, record
from tracker.record.store import Store
from tracker.watch.look import Outcome, examine, job_for

START = datetime(2026, 6, 3, 8, tzinfo=UTC)
PAGE = Page("acme", "Acme", "Terms", "https://acme.example/terms")
TEXT = (
    "<html lang=en><main><h1>Terms</h1><p>{} We answer every question about these terms in two days.</p></main></html>"
)
WALL = "<html><body><h1>Just a moment</h1><p>Checking your browser before accessing acme.example.</p></body></html>"


class Watch:
    """One page, looked at every six hours."""

    def __init__(self, store: Store) -> None:
        self.store, self.turn = store, 0
        store.pages.sync([PAGE], now=START)

    def sees(self, body: str | None) -> Recorded:
        """A capture with that body, or a look that failed."""
        self.turn += 1
        at = START + timedelta(hours=6 * self.turn)
        state = self.store.pages.state(PAGE.id)
        known = self.store.wording_in_force(PAGE.id, state)
        job = job_for(PAGE, state, known)
        if body is None:
            return record(self.store, Outcome(job, at, error="timeout", reason="no answer within 30 s"))
        capture = Capture(PAGE.url, PAGE.url, 200, (("Content-Type", "text/html"),), body.encode(), at)
        return record(self.store, examine(job, capture))

    def told(self, *bodies: str | None) -> list[HealthKind]:
        return [event.kind for body in bodies for event in self.sees(body).events]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with Store(tmp_path / "tracker.db") as store:
        yield Watch(store)


def test_a_trouble_is_told_once_and_its_end_once(watch: Watch) -> None:
    good = TEXT.format("We sell no data.")
    assert watch.told(good, None, None, good, good, None) == [
        HealthKind.FAILED,
        HealthKind.RECOVERED,
        HealthKind.FAILED,
    ]
    failed, again, _ = watch.store.health.events()
    assert failed.reason == "no answer within 30 s"
    assert again.reason == "well again; the trouble since 3 June 2026, 20:00 UTC: no answer within 30 s"
    assert [event.number for event in watch.store.health.events(after=1, before=3)] == [2]


def test_another_kind_of_trouble_is_told_too_and_one_end_ends_both(watch: Watch) -> None:
    good = TEXT.format("We sell no data.")
    assert watch.told(good, None, WALL, None, WALL, good) == [
        HealthKind.FAILED,
        HealthKind.HELD,
        HealthKind.RECOVERED,
    ]


def test_texts_in_turn_are_told_when_they_are_known_as_such(watch: Watch) -> None:
    one, other = TEXT.format("We sell no data."), TEXT.format("We sell no personal data to anyone.")
    told = watch.told(*[one, one, other, other] * 6)
    assert told == [HealthKind.ALTERNATING]
    (event,) = watch.store.health.events()
    assert "this time: " in event.reason
    assert "personal data" in event.reason


def test_a_renamed_page_keeps_what_was_told(watch: Watch) -> None:
    watch.told(TEXT.format("We sell no data."), None)
    renamed = Page("acme-terms", "Acme", "Terms", PAGE.url, was=("acme",))
    watch.store.pages.sync([renamed], now=START)
    assert [event.page for event in watch.store.health.events()] == ["acme-terms"]
    assert [event.kind for event in watch.store.health.open("acme-terms")] == [HealthKind.FAILED]
