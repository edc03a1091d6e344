"""How the watch itself is doing: pages that nobody has seen for long, a full disk, a clock that is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.errors import BadSelector, StoreError, UsageError
from tracker.model import Check, CheckOutcome, FetchKind, Page, PageState
from tracker.model.health import HealthEvent, HealthKind, Part
from tracker.record.store import Access, Store
from tracker.settle import Memory

LITTLE_SPACE = 500_000_000  # bytes: below that the next weeks, or a backup, may not find room
AHEAD = timedelta(minutes=2)  # more than clocks differ that are kept by the network
MEASURED = (Part.DISK, Part.CLOCK)  # of these it is known at any time how they are
GRACE = timedelta(hours=1)  # a page may wait that long for its turn, and half an interval more


@dataclass(frozen=True, slots=True)
class PageStatus:
    """How a watched page is doing."""

    page: Page
    state: PageState
    last: Check | None
    alternating: datetime | None = None  # since when it is known to show known texts in turn
    held_since: datetime | None = None  # since when its captures are held back
    waits: tuple[datetime, int] | None = None  # since when a new text waits for its next look, and captures of it
    leads_to: str | None = None  # address to which a redirect leads from its own

    @property
    def held(self) -> bool:
        """Whether the last capture was held back."""
        return self.last is not None and self.last.outcome is CheckOutcome.QUARANTINED

    @property
    def selector_broken(self) -> bool:
        """Whether a selector of its entry found nothing at the last look."""
        return self.last is not None and self.last.error == BadSelector.kind

    def stale(self, now: datetime, limit: timedelta) -> bool:
        """Whether its last good check is older than `limit`; or it was looked at, or was due so long, without any."""
        if self.page.fetch is FetchKind.MANUAL:
            return False
        if self.state.last_good is not None:
            age = now - self.state.last_good
            return age > limit or age < -AHEAD  # a look of the future says nothing of today
        return self.state.last_check is not None or (self.state.due is not None and now - self.state.due > limit)

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been looked at long ago."""
        due = self.state.due
        return self.page.fetch is not FetchKind.MANUAL and due is not None and now - due > self.page.every / 2 + GRACE


def statuses(store: Store, ids: Collection[str] | None = None) -> list[PageStatus]:
    """Every watched page, or those of them that are named, the longest unseen first."""
    states = store.pages.states(ids)
    pages = store.pages.all(watched=True) if ids is None else store.pages.named(states).values()
    rows = [_status(store, page, states[page.id]) for page in pages]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(rows, key=lambda row: (row.state.last_good or never, row.page.id))


def _status(store: Store, page: Page, state: PageState) -> PageStatus:
    last, memory = store.checks.last(page.id), Memory.load(state.memory)
    waiting = [pending for pending in memory.pending if pending.change]
    waits = (waiting[0].at, waiting[0].captures) if waiting else None
    final = None
    if last is not None and last.snapshot is not None and not page.sources:
        final = store.snapshots.moment("", last.snapshot).url
    return PageStatus(
        page,
        state,
        last,
        memory.alternating,
        memory.held.since if memory.held else None,
        waits,
        final if final and final != page.url and _is_elsewhere(page.url, final) else None,
    )


def _is_elsewhere(asked: str, final: str) -> bool:
    from tracker.settle import other_address  # with all that judges a capture, and few pages lead on

    return other_address(asked, final)


@dataclass(frozen=True, slots=True)
class HealthSummary:
    """How all watched pages are doing, told by those that are not well."""

    watched: int
    failed: int
    held: int  # the last capture was held back
    new: int  # not looked at yet
    rows: list[PageStatus]  # of those that failed or are held back, the longest unseen first
    stale: list[PageStatus]  # pages without a good check for longer than was asked about
    due: int  # pages whose time has come
    next: tuple[str, datetime] | None  # the page that falls due after these, and when

    @property
    def well(self) -> int:
        return self.watched - self.failed - self.held - self.new


def summary(store: Store, now: datetime, limit: timedelta | None = None) -> HealthSummary:
    """Costs by how many pages are not well, due or stale, and not by how many are watched."""
    rows = statuses(store, store.pages.unwell())
    held = sum(row.held for row in rows)
    unseen = statuses(store, store.pages.unseen(now - limit, now + AHEAD)) if limit else []
    return HealthSummary(
        watched=store.pages.count(),
        failed=len(rows) - held,
        held=held,
        new=store.pages.count_new(),
        rows=rows,
        stale=[row for row in unseen if limit and row.stale(now, limit)],
        due=len(store.pages.due(now)),
        next=store.pages.next_due(now),
    )


@dataclass(frozen=True, slots=True)
class Machine:
    """What the watch needs of its machine."""

    free: int  # bytes left on the disk of the record
    ahead: timedelta  # how far in the future the newest check lies
    overdue: int = 0  # pages that should have been looked at long ago
    told: tuple[HealthEvent, ...] = ()  # troubles of the watch itself that the record tells of

    @property
    def complaints(self) -> dict[str, str]:
        """What is wrong, by what it is about: as measured now, and what cannot be measured as it was told last."""
        found = {event.about: event.reason for event in self.told if event.part not in MEASURED}
        if self.free < LITTLE_SPACE:
            found["disk"] = f"only {self.free // 1_000_000:,} MB are left on the disk of the record"
        if self.ahead > AHEAD:
            found["clock"] = f"it was set back: the newest check lies {span(self.ahead)} in the future"
        if self.overdue:
            pages = f"{self.overdue:,} page{'' if self.overdue == 1 else 's'}"
            found["schedule"] = f"{pages} should have been looked at long ago: is `tracker run` running?"
        return found


def machine(store: Store, now: datetime, *, schedule: bool = False) -> Machine:
    """The machine as it is now; with `schedule`, also how many pages wait too long."""
    newest = store.pages.newest_check()
    ahead = max(timedelta(0), newest - now) if newest else timedelta(0)
    return Machine(free_space(store.path), ahead, _overdue(store, now) if schedule else 0, troubles(store))


def _overdue(store: Store, now: datetime) -> int:
    late = store.pages.due(now - GRACE)
    states, pages = store.pages.states(late), store.pages.named(late)
    return sum(PageStatus(pages[id_], states[id_], None).overdue(now) for id_ in late)


def troubles(store: Store) -> tuple[HealthEvent, ...]:
    """The troubles that the watch itself is in."""
    return tuple(event for part in Part for event in store.health.open(part=part))


def report(store: Store, part: Part, complaint: str | None, now: datetime, *, anew: bool = False) -> HealthEvent | None:
    """Keep that a part of the watch is in trouble, or well with no complaint; None when that was told already.

    The figures of a complaint may move meanwhile; with `anew` another one is told again. StoreError.
    """
    open_ = store.health.open(part=part)
    if complaint is not None and (not open_ or (anew and open_[-1].reason != complaint)):
        kind, reason = HealthKind.FAILED, complaint
    elif complaint is None and open_:
        from tracker.record.outcome import ended  # with all that a look is recorded with

        kind, reason = HealthKind.RECOVERED, ended(open_)
    else:
        return None
    with store.transaction():
        return store.health.add(HealthEvent(None, now, kind, reason, part=part))


def examine(store: Store, now: datetime) -> None:
    """Report what can be measured."""
    found = machine(store, now).complaints
    for part in MEASURED:
        report(store, part, found.get(part), now)


@contextmanager
def telling_of_backup(db: Path, now: datetime) -> Iterator[None]:
    """Keep whether the backup made inside went well.

    An error while noting this is suppressed, so that it cannot hide the backup's own.

    Only a row of health is written, so that it may be done beside the process that watches.
    """
    complaint = None
    try:
        yield
    except (StoreError, UsageError) as error:
        complaint = f"the last backup failed\n{error}"
        raise
    finally:
        with suppress(StoreError), Store(db, create=False, access=Access.BESIDE) as store:
            report(store, Part.BACKUP, complaint, now)


def free_space(path: Path) -> int:
    """Bytes left where a file lies."""
    return shutil.disk_usage(path.resolve().parent).free


def span(time: timedelta) -> str:
    """A length of time in one unit: "3 hours"."""
    seconds = int(abs(time.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size or (seconds >= size and unit == "minute"):
            return f"{seconds // size} {unit}{'' if seconds < 2 * size else 's'}"
    return f"{seconds} seconds"
