"""A page's captures played into a record of its own, one after another, the way archived ones are taken up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.model import Capture, Change, ChangeFilter, Page, Severity
from tracker.record.store import Store
from tracker.run.past.backfill import backfill

PAGE = Page("acme", "Acme", "Responsible use", "https://acme.example/legal/use")
START = datetime(2025, 3, 1, 4, tzinfo=UTC)
NEWS = (Severity.EDITORIAL, Severity.SUBSTANTIVE)


def capture(day: float, body: str, page: Page = PAGE) -> Capture:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Capture(page.url, page.url, 200, headers, body.encode(), START + timedelta(days=day), source="warc:a")


def play(store: Store, captures: Iterable[tuple[float, str]], page: Page = PAGE) -> None:
    """Take up (day, HTML) captures in the order given."""
    store.pages.sync([page], now=START)
    list(backfill(store, [(page, capture(day, body, page)) for day, body in captures]))


def daily(folder: Path, pages: Sequence[str]) -> Store:
    """A new record of a page looked at once a day."""
    store = Store(folder / "record.db")
    play(store, enumerate(pages))
    return store


def news(store: Store) -> list[Change]:
    """What a subscriber was told, oldest first."""
    return store.changes.find(ChangeFilter(severities=NEWS, newest_first=False))


def told(store: Store) -> list[tuple[str | None, str | None]]:
    """The edits a subscriber was told, minor ones left out, oldest first."""
    return [(e.old, e.new) for change in news(store) for e in change.edits if e.severity in NEWS]
