"""How the watch itself is: pages and machine, the maintainer, copies asked of archives, room on the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.model import Page
from tracker.model.health import HealthEvent, Part
from tracker.read.listing import is_listing
from tracker.record.store import Pruned, Store
from tracker.run.care.health import (
    AHEAD,
    HealthSummary,
    Machine,
    PageStatus,
    examine,
    machine,
    report,
    statuses,
    summary,
)
from tracker.watch.fetch import FetchSettings

if TYPE_CHECKING:
    from tracker.run.care.archive_copies import Saving
    from tracker.run.care.doctor import Diagnosis
    from tracker.run.care.notify import Maintainer
    from tracker.run.care.second_reading import SecondRound
    from tracker.watch.second_reader import SecondReader


class Care:
    """The health of a record and its watch.

    A look at an unchanged page needs none of what examines pages, sends messages or asks archives, which takes nearly
    twice as long to load as all the rest together: these are imported by the methods that use them.
    """

    def __init__(
        self,
        store: Store,
        declared: Callable[[Sequence[str]], list[Page]],
        *,
        now: Callable[[], datetime],
        fetch: FetchSettings,
        maintainer: Sequence[str] = (),
    ) -> None:
        self._store, self._declared, self._now, self._fetch = store, declared, now, fetch
        self._maintainer = _open_maintainer(store, maintainer) if maintainer else None

    def status(self) -> list[PageStatus]:
        """Every watched page with its state and last check, the longest unseen first."""
        return statuses(self._store)

    def summary(self, limit: timedelta | None = None) -> HealthSummary:
        """The same told by the pages that are not well, and those without a good check for as long as `limit`."""
        return summary(self._store, self._now(), limit)

    def listings(self, ids: Sequence[str]) -> list[Page]:
        """Those of these pages whose text in force is mostly a list of articles: they should be followed."""
        pages = self._store.pages.named(ids).values()
        texts = ((page, self._store.wording_in_force(page.id)) for page in pages if page.follow is None)
        return [page for page, text in texts if text is not None and is_listing(text)]

    def dues(self) -> list[datetime]:
        """When each page is to be looked at next, of those that have such a time."""
        return [state.due for state in self._store.pages.states().values() if state.due]

    def machine(self, *, schedule: bool = False) -> Machine:
        """What the watch needs of its machine; with `schedule`, also whether pages wait too long."""
        return machine(self._store, self._now(), schedule=schedule)

    def examine_machine(self) -> None:
        """Keep it as a trouble when the disk is nearly full or the clock was set back, and when that is over."""
        examine(self._store, self._now())

    def hasten(self, by: timedelta) -> None:
        """Look at every page so much earlier: the clock was set back."""
        self._store.pages.hasten(by)

    def recall(self) -> int:
        """Make due now the pages that were looked at with a clock that was ahead; returns how many."""
        return self._store.pages.recall(self._now(), self._now() + AHEAD)

    def report(self, part: Part, complaint: str | None, *, anew: bool = False) -> HealthEvent | None:
        """Keep that a part of the watch is in trouble, or well again (None). The event; None when that is no news."""
        return report(self._store, part, complaint, self._now(), anew=anew)

    def newest_event(self) -> int:
        """Number of the newest event of the health feed; see `events`."""
        return self._store.health.newest()

    def events(self, after: int) -> list[HealthEvent]:
        """What happened to pages and to the watch itself since the event of that number, in order."""
        return self._store.health.events(after)

    def notify(self) -> list[str]:
        """Tell the maintainer what they have not been told: each trouble once, and its end.

        Returns what went wrong, in sentences. What reached no address goes out the next time; nothing here ends a run.
        """
        return self._maintainer.tell() if self._maintainer else []

    def save_copies(self, seconds: float = 0.0) -> int:
        """Work on the queue of copies asked of an archive; returns how many were completed. Waits no longer than that.

        Where `archive:` is set, a published change is queued for it; its page shows the copy's address once it is told.
        """
        return self._saving.turn(seconds)

    @cached_property
    def _saving(self) -> Saving:
        from tracker.run.care.archive_copies import Saving
        from tracker.watch.archive import Saver

        return Saving(self._store, Saver(self._fetch), self._now)

    def read_again(self, reader: SecondReader, *, public: bool) -> SecondRound:
        """Ask a second reader about changes that were told, the newest first; see `tracker.run.care.second_reading`."""
        from tracker.run.care.second_reading import read_again

        return read_again(self._store, reader, self._now, public=public)

    def doctor(self, ids: Sequence[str] = (), *, remedies: bool = True) -> list[Diagnosis]:
        """Which pages make work for nothing, and why, the worst first. `remedies` are tried on the pages' history."""
        from tracker.run.care.doctor import examine_pages

        return examine_pages(self._store, self._declared(ids), remedies=remedies)

    def prune(self, older_than: timedelta, *, dry_run: bool = False, shrink: bool = False) -> Pruned:
        """Let go of the bytes of looks older than that which showed nothing new.

        Never of what a change is proven with (`record.store.retention`). `shrink` gives the room back to the disk.
        """
        found = self._store.retention.prune(self._now() - older_than, now=self._now(), dry_run=dry_run)
        if shrink and not dry_run:
            self._store.shrink()
        return found


def _open_maintainer(store: Store, addresses: Sequence[str]) -> Maintainer:
    from tracker.run.care.notify import Maintainer

    return Maintainer(store, tuple(addresses))
