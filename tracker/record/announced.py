"""What the logs of organisations say of changes: asked when a change is told, and again at each look at such a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tracker.compare.announced import AROUND, GRACE, ChangelogLine, announced
from tracker.model import (
    Announced,
    Announcement,
    BlockKind,
    Change,
    ChangeFilter,
    ChangeKind,
    ChangeStatus,
    ItemState,
    Page,
    Severity,
    Statement,
    utc,
)
from tracker.model.dates import day_words
from tracker.read.own_date import date_in
from tracker.record.store import Store, Version

_HEAD = 12  # words of a line whose date is that of the lines below it


def with_announcement(store: Store, page: Page, change: Change) -> Change:
    """The change with what the logs of its page say of it, as kept. Part of the caller's transaction."""
    if page.changelog is None or not _is_asked_of(change):
        return change
    found = _asked(store, page, change)
    return change if found == change.announcement else store.changes.save(replace(change, announcement=found))


def hear(store: Store, log: Page, at: datetime) -> None:
    """Ask a log that was looked at once more of the changes around that time. Part of the caller's transaction."""
    for page in store.pages.announced_in(log.id):
        near = ChangeFilter(page=page.id, since=at - AROUND - GRACE, until=at + AROUND)
        for change in store.changes.find(near):
            with_announcement(store, page, change)


def _is_asked_of(change: Change) -> bool:
    told = change.status is ChangeStatus.PUBLISHED and change.kind is ChangeKind.EDIT
    return told and change.severity is not Severity.MINOR


def _asked(store: Store, page: Page, change: Change) -> Announcement:
    if not page.changelog:
        return Announcement(Announced.NO_LOG, "no log of changes is kept")
    dated: list[ChangelogLine] = []
    undated: list[ChangelogLine] = []
    looked, begun, language = [], [], True
    logs = [log for log in map(store.pages.get, page.changelog) if log is not None]
    for log in logs:
        state = store.pages.state(log.id)
        looked += [state.last_good] if state.last_good else []
        if log.follow is not None:
            lines = _lines_of_newsroom(store, log, change.first_with)
            begun.append(datetime.min.replace(tzinfo=UTC))  # what it names bears its date
            dated += lines
            continue
        versions = store.versions.of(log.id)
        if versions:
            begun.append(versions[0].first_at)
            new, there = _lines_of_page(store, log, versions, change.first_with)
            dated += new
            undated += there
            language = language and _same_language(store, page, change, log, versions[-1])
    dated.sort(key=lambda line: line.at)
    last = max(looked, default=None)
    found = _in(change, dated, last, language)
    if not found.quote:
        found = replace(found, title=" and ".join(log.title for log in logs))
    if found.quote or not begun:
        return found
    since = max(begun)
    if told := _in(change, [replace(line, at=change.first_with) for line in undated], last, language).quote:
        return Announcement(
            Announced.OPEN, f"the log had this already when it was first looked at, on {day_words(since)}: “{told}”"
        )
    if found.state is Announced.NOT and since > change.last_without:
        return Announcement(Announced.OPEN, f"the log is watched since {day_words(since)}, after this change")
    return found


def _in(change: Change, lines: Sequence[ChangelogLine], looked: datetime | None, same_language: bool) -> Announcement:
    return announced(
        change.edits,
        change.page_title,
        change.organisation,
        lines,
        first_with=change.first_with,
        looked=looked,
        same_language=same_language,
    )


def _same_language(store: Store, page: Page, change: Change, log: Page, newest: Version) -> bool:
    """Whether both are in one language, or it is not known that they are not."""
    own = page.language or store.reader.language(page.id, change.after.version)
    other = log.language or store.reader.language(log.id, newest.id)
    return not own or not other or own.split("-")[0].lower() == other.split("-")[0].lower()


def _lines_of_page(
    store: Store, log: Page, versions: Sequence[Version], around: datetime
) -> tuple[list[ChangelogLine], list[ChangelogLine]]:
    """The lines of a log that came around a time; and those of its first text then that bear no date."""
    since, until = around - AROUND, around + AROUND
    known: set[str] = set()
    dated: list[ChangelogLine] = []
    undated: list[ChangelogLine] = []
    for n, version in enumerate(versions):
        if version.first_at > until:
            break
        if n + 1 < len(versions) and versions[n + 1].first_at < since:
            continue  # of the texts of before, the last one has what stood there
        statement = store.versions.get(log.id, version.id)
        if statement is None or version.snapshot is None:
            continue
        came = version.first_at if known or n else None
        for text, on in _with_dates(statement, log.language or statement.language):
            if text in known:
                continue
            known.add(text)
            if came is None and on is None:
                undated.append(ChangelogLine(text, version.first_at, log.id, log.title, version.id, version.snapshot))
            elif came is None or came >= since:
                at = came or datetime.combine(on, time(12), UTC)  # type: ignore[arg-type]  # one of both is there
                dated.append(ChangelogLine(text, at, log.id, log.title, version.id, version.snapshot))
    return dated, undated


def _with_dates(statement: Statement, language: str | None) -> Iterator[tuple[str, date | None]]:
    """The lines of a text, each with the date that it bears, or the short line above it."""
    above: date | None = None
    for block in statement.wording:
        own = _date(block.text, language)
        if own is not None and (block.kind is BlockKind.HEADING or len(block.text.split()) <= _HEAD):
            above = own
        if block.kind is not BlockKind.NAVIGATION:
            yield block.text, own or above


def _date(text: str, language: str | None) -> date | None:
    found = date_in(text[:200], language)
    return date.fromisoformat(found) if found else None


def _lines_of_newsroom(store: Store, log: Page, around: datetime) -> list[ChangelogLine]:
    """What a followed page named around a time: titles, summaries, and the texts of what was taken."""
    snapshot = store.pages.state(log.id).snapshot
    found: list[ChangelogLine] = []
    for item in store.inbox.find(tuple(ItemState), source=log.id, since=around - AROUND - timedelta(days=365)):
        at = _day(item.said) or item.found
        if abs(at - around) > AROUND:
            continue
        if snapshot is not None:
            words = f"{item.title}. {item.summary}".strip(" .")
            found.append(ChangelogLine(words, at, log.id, log.title, "", snapshot))
        version = next(iter(store.versions.of(item.page)), None) if item.page else None
        statement = store.versions.get(version.page, version.id) if version else None
        if version is not None and statement is not None and version.snapshot is not None:
            texts = (block.text for block in statement.wording if block.kind is not BlockKind.NAVIGATION)
            found += [ChangelogLine(text, at, version.page, log.title, version.id, version.snapshot) for text in texts]
    return found


def _day(text: str | None) -> datetime | None:
    try:
        return utc(text) if text else None
    except ValueError:
        return None
