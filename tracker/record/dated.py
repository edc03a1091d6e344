"""What is said of a document's own date."""

from __future__ import annotations

from datetime import datetime

from tracker.model import Document, Page, utc
from tracker.model.dates import date_words, day_words
from tracker.record.store import Store
from tracker.watch.editions import edition_name


def dated(document: Document) -> str:
    """When a document says it was made, and when it was found."""
    found = f"found on {day_words(document.found)}"
    day = said_on(document)
    return f"dated {date_words(day.date())}, {found}" if day else f"it bears no date; {found}"


def said_on(document: Document) -> datetime | None:
    """The day that a document bears."""
    try:
        return utc(document.said) if document.said else None
    except ValueError:
        return None


def edited_after(store: Store, page: Page, at: datetime) -> tuple[str, ...]:
    """What is said of an edit of a dated statement: how long after its publication it came."""
    document = next(iter(store.documents.of(page.id)), None) if page.taken else None
    if document is None:
        return ()
    days = (at.date() - (said_on(document) or document.found).date()).days
    since = "publication" if document.said else "it was found"
    return (f"edited {'on the day of publication' if days < 1 and document.said else _days(days, since)}",)


def _days(days: int, since: str) -> str:
    return f"{max(days, 0)} day{'' if days == 1 else 's'} after {since}"


def editions_flag(store: Store, page: Page, before: int, after: int) -> tuple[str, ...]:
    """Which editions a change lies between, by its captures; nothing within one edition."""
    if page.editions is None:
        return ()
    names = [edition_name(found[0].url) for n in (after, before) if (found := store.snapshots.bare(n))]
    return (f"edition {names[0]} against edition {names[1]}",) if len(names) == 2 and names[0] != names[1] else ()
