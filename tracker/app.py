"""The façade: the only place where the parts are put together.

``open_tracker(settings)`` gives a `Tracker`; its methods are what the commands, the scheduler and other programs use.

What only some methods need is imported by them, and what only some commands use is opened at its first use: all of it
together takes twice as long to load as what a look at an unchanged page needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any

from tracker.errors import PublishError, UsageError
from tracker.model import Change, ChangeFilter, FetchKind, Page
from tracker.model.health import HealthEvent, Part
from tracker.record.store import Access, Note, Pruned, Store, WriterLock, open_key
from tracker.run.care.health import Machine, PageStatus, Summary, examine, machine, report, statuses, summary
from tracker.run.executors import InlineExecutor, LateExecutor, open_executor
from tracker.run.listeners import Listener, tell
from tracker.settings import Settings

if TYPE_CHECKING:
    from tracker.ask import History
    from tracker.prove.publish_checkpoints import Witnesses
    from tracker.prove.time_authority import TimeAuthority
    from tracker.prove.verify import Verification
    from tracker.publish import PublishReport, PublishSettings
    from tracker.publish.hub import Hub
    from tracker.record.merge import Merged
    from tracker.record.outcome import Recorded
    from tracker.run.care.archive_copies import Saving
    from tracker.run.care.doctor import Finding
    from tracker.run.care.notify import Maintainer
    from tracker.run.past.backfill import Passed
    from tracker.run.past.rebuild import Rebuilt
    from tracker.watch.archive import Wayback
    from tracker.watch.fetch import Fetchers
    from tracker.watch.watchlist import LiveWatchlist, Watchlist

FAREWELL = 10.0  # s, for a time stamp that is still to come when the program ends
FEW = 30  # captures that are read sooner than a worker is up


def _in_force(watched: Watchlist) -> dict[str, Any]:
    """What a watchlist says beside its pages, as an entry of the log."""
    retention = watched.retention
    return {
        "feeds": [asdict(feed) for feed in watched.feeds],
        "commitments": [asdict(promise) for promise in watched.commitments],
        "retention": None if retention is None else int(retention.total_seconds()),
    }


def utc_now() -> datetime:
    return datetime.now(UTC)


class Tracker:
    """A watchlist, its record and what is published of it. Use as a context manager.

    Raises WatchlistError, StoreError and UsageError as they say; a page that fails is data, never an exception.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        write: bool,
        create: bool = True,
        now: Callable[[], datetime] = utc_now,
        listeners: Iterable[Listener] = (),
    ) -> None:
        self.settings = settings
        self.now = now
        self.listeners = tuple(listeners)
        # Before anything is made on disk: a writer needs a good watchlist, a reader none.
        self._live = _open_watchlist(settings) if write else None
        with ExitStack() as stack:
            if write:
                stack.enter_context(WriterLock(settings.db))
            self.store = stack.enter_context(
                Store(settings.db, create=create and write, access=Access.WRITE if write else Access.READ)
            )
            self._maintainer = _open_maintainer(self.store, settings) if write and settings.notify else None
            self._hub = stack.enter_context(self._open_hub()) if write and settings.hub else None
            self._authority = self._open_authority() if write and settings.timestamp else None
            self._stack = stack.pop_all()

    def _open_hub(self) -> closing[Hub]:
        from tracker.publish.hub import Hub

        if self.settings.base_url is None:
            raise UsageError("a hub can only be told of feeds that have a public address: give --base-url, too")
        return closing(Hub(self.settings.hub or "", self.settings.fetch))

    def _open_authority(self) -> TimeAuthority:
        from tracker.prove.anchors import open_authority

        return open_authority(self.settings.timestamp or "", self.settings.timestamp_ca, self.settings.fetch)

    # -- the watchlist

    @property
    def watchlist(self) -> Watchlist:
        """The last good watchlist. Raises WatchlistError when there never was one."""
        if self._live is None:
            self._live = _open_watchlist(self.settings)
        return self._live.current

    def reload(self) -> None:
        """Take up an edited watchlist. While it has mistakes the last good one stays in force, and they are told."""
        before = self.watchlist
        assert self._live is not None
        error = self._live.refresh()
        if self._live.current is not before:
            self.sync()
        complaint = f"it has mistakes; the last good one stays in force\n{error}" if error else None
        self._report(Part.WATCHLIST, complaint, anew=True)

    def sync(self) -> None:
        """Make the record watch what the watchlist says. UsageError for one that only merges others."""
        if self.store.shards.any():
            raise UsageError(f"{self.settings.db} merges other records; pages are watched in those")
        watched = self.watchlist
        with self.store.transaction():
            self.store.pages.sync(watched.pages, now=self.now())
            self.store.log.tell_new("in force", _in_force(watched))

    # -- watching

    def check(self, ids: Sequence[str] = (), *, stop: Event | None = None) -> Iterator[Recorded]:
        """Look at the named pages, or at those due; yields what each look became once it is on the disk."""
        from tracker.run.due_pages import FAR_UNIT, check_pages
        from tracker.watch.fetch_page import far_fetch, fetch, servers_of

        pages = [self.watchlist.page(id_) for id_ in dict.fromkeys(ids)] if ids else self.due()
        place = self.settings.executor
        looks = partial(check_pages, self.store, pages, now=self.now, stop=stop, executor=self._fetching)
        if place.far:
            far = far_fetch(self.settings.fetch, pages)
            found = looks(fetch=far, far=True, rest=far.rest, servers=servers_of(pages), unit=FAR_UNIT)
        else:
            readers = LateExecutor(FEW, lambda: self._executor) if place.kind == "processes" else InlineExecutor()
            found = looks(fetch=partial(fetch, self._fetchers), readers=readers)
        for recorded in found:
            tell(self.listeners, recorded)
            yield recorded

    @cached_property
    def _executor(self) -> Executor:
        return self._stack.enter_context(open_executor(self.settings.executor))

    @cached_property
    def _fetching(self) -> Executor:
        return self._stack.enter_context(open_executor(self.settings.executor.fetching))

    @cached_property
    def _fetchers(self) -> Fetchers:
        from tracker.watch.fetch import open_fetchers

        return self._stack.enter_context(open_fetchers(self.settings.fetch, wayback=self._wayback))

    @cached_property
    def _wayback(self) -> Wayback:
        from tracker.watch.archive import Wayback

        return Wayback(self.settings.fetch)

    @cached_property
    def _saving(self) -> Saving:
        from tracker.run.care.archive_copies import Saving
        from tracker.watch.archive import Saver

        return Saving(self.store, Saver(self.settings.fetch), self.now)

    def save_copies(self, seconds: float = 0.0) -> int:
        """Go on with the copies that a public archive is asked for; how many are there now. Waits no longer than that.

        Where `archive:` is set, a published change is queued for it; its page shows the copy's address once it is told.
        """
        return self._saving.turn(seconds)

    def due(self) -> list[Page]:
        """The watched pages whose time has come."""
        due = (self.store.pages.get(id_) for id_ in self.store.pages.due(self.now()))
        return [page for page in due if page and page.fetch is not FetchKind.MANUAL]

    def backfill(
        self, files: Sequence[Path], progress: Callable[[int], None] = lambda _: None
    ) -> Iterator[Recorded | Passed]:
        """Take up archived captures of watched pages from WARC files, oldest first.

        `progress` is told the number of captures once the files are read through.
        """
        from tracker.run.past.backfill import backfill
        from tracker.watch.archive.warc import index_warc, read_warc

        watched: dict[str, list[Page]] = {}  # one address may serve several documents
        for page in self.watchlist.pages:
            watched.setdefault(page.url, []).append(page)
        entries = [entry for path in files for entry in index_warc(path) if entry.url in watched]
        entries.sort(key=lambda entry: (entry.at, entry.url))
        progress(sum(len(watched[entry.url]) for entry in entries))
        captures = ((page, capture) for e in entries for capture in [read_warc(e)] for page in watched[e.url])
        yield from backfill(self.store, captures, self._executor if len(entries) > FEW else None)

    def backfill_from_archive(
        self,
        ids: Sequence[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Iterator[Recorded | Passed]:
        """Take up what the archive of the settings holds of these pages, oldest first; see `backfill_from`."""
        from tracker.run.past.backfill import backfill_from

        for page in self._declared(ids):
            yield from backfill_from(self._wayback, self.store, page, since=since, until=until, progress=progress)

    def narrow(
        self, ids: Sequence[str], *, progress: Callable[[int], None] = lambda _: None
    ) -> Iterator[Recorded | Passed]:
        """Ask the archive when the published changes of these pages were made; see `backfill.narrow`."""
        from tracker.run.past.backfill import narrow

        for page in self._declared(ids):
            yield from narrow(self._wayback, self.store, page, progress=progress)

    def hasten(self, by: timedelta) -> None:
        """Look at every page so much earlier: the clock was set back."""
        self.store.pages.hasten(by)

    # -- health

    def status(self) -> list[PageStatus]:
        """Every watched page with its state and last check, the longest unseen first."""
        return statuses(self.store)

    def summary(self, limit: timedelta | None = None) -> Summary:
        """The same told by the pages that are not well, and those without a good check for as long as `limit`."""
        return summary(self.store, self.now(), limit)

    def machine(self, *, schedule: bool = False) -> Machine:
        """What the watch needs of its machine; with `schedule`, also whether pages wait too long."""
        return machine(self.store, self.now(), schedule=schedule)

    def examine_machine(self) -> None:
        """Keep it as a trouble when the disk is nearly full or the clock was set back, and when that is over."""
        examine(self.store, self.now())

    def _report(self, part: Part, complaint: str | None, *, anew: bool = False) -> HealthEvent | None:
        return report(self.store, part, complaint, self.now(), anew=anew)

    def newest_event(self) -> int:
        """Number of the newest event of the health feed; see `events`."""
        return self.store.health.newest()

    def events(self, after: int) -> list[HealthEvent]:
        """What happened to pages and to the watch itself since the event of that number, in order."""
        return self.store.health.events(after)

    def notify(self) -> list[str]:
        """Tell the maintainer what they have not been told: each trouble once, and its end.

        Returns what went wrong, in sentences. What reached no address goes out the next time; nothing here ends a run.
        """
        return self._maintainer.tell() if self._maintainer else []

    # -- reading

    def log(self, where: ChangeFilter) -> list[Change]:
        if where.page is not None:
            self.page(where.page)
        return self.store.changes.find(where)

    @property
    def history(self) -> History:
        """What a reporter asks of the record."""
        from tracker.ask import History

        return History(self.store, self.now)

    def change(self, prefix: str) -> Change:
        """The change whose id begins so. UsageError when there is none or more than one."""
        return self.history.change(prefix)

    def page(self, id_: str) -> Page:
        """A page of the record. UnknownName, with near names, when there is none."""
        return self.history.page(id_)

    # -- entering by hand

    def enter(self, page: Page, body: bytes, suffix: str, *, at: datetime, who: str) -> Recorded:
        """Take up a statement that is no web page; `suffix` is that of its file. UsageError when it cannot be."""
        from tracker.run.past.enter_by_hand import enter, entered

        if at > self.now():
            raise UsageError(
                f"{at.astimezone():%Y-%m-%d %H:%M} has not come yet; --at says when the statement was made"
            )
        recorded = enter(self.store, page, entered(page, body, suffix, at=at, who=who))
        tell(self.listeners, recorded)
        return recorded

    def note(self, prefix: str, text: str, *, who: str, public: bool) -> Change:
        """Put a remark beside a change, which it never alters. UsageError when there is no such change."""
        change = self.change(prefix)
        with self.store.transaction():
            self.store.notes.add(Note(change.id, self.now(), who, text, public))
        return change

    # -- care

    def rebuild(self, ids: Sequence[str] = (), *, dry_run: bool = False) -> Iterator[Rebuilt]:
        """Read the history of these pages, or all, with today's rules and this watchlist; yields what differs.

        Publishes nothing. UnknownName for a page that the watchlist does not have.
        """
        from tracker.run.past.rebuild import rebuild

        pages = self._declared(ids)
        executor = self._executor if len(pages) > 1 else InlineExecutor()
        yield from rebuild(self.store, pages, executor=executor, dry_run=dry_run)

    def prune(self, *, older_than: timedelta | None = None, dry_run: bool = False, shrink: bool = False) -> Pruned:
        """Let go of the bytes of old looks that showed nothing new; `older_than` or what the watchlist says.

        Never of what a change is proven with (`record.store.retention`). `shrink` gives the room back to the disk.
        UsageError when neither says how old.
        """
        age = older_than or self.watchlist.retention
        if age is None:
            raise UsageError(
                f"{self.settings.watchlist} keeps everything: write `retention:` with `unchanged: 90d` into it, or give"
                " --older-than 90d"
            )
        found = self.store.retention.prune(self.now() - age, now=self.now(), dry_run=dry_run)
        if shrink and not dry_run:
            self.store.shrink()
        return found

    def doctor(self, ids: Sequence[str] = (), *, remedies: bool = True) -> list[Finding]:
        """Which pages make work for nothing, and why, the worst first. `remedies` are tried on the pages' history."""
        from tracker.run.care.doctor import examine_pages

        return examine_pages(self.store, self._declared(ids), remedies=remedies)

    def _declared(self, ids: Sequence[str]) -> list[Page]:
        return [self.watchlist.page(id_) for id_ in dict.fromkeys(ids)] if ids else list(self.watchlist.pages)

    # -- publishing

    def merge(self, paths: Sequence[Path]) -> list[Merged]:
        """Take in what is new in the records of shards; see `tracker.record.merge.merge`."""
        from tracker.record.merge import merge

        return merge(self.store, paths)

    def publish(self, *, coverage: bool = False) -> PublishReport:
        """Write what is new to the feeds and pages. Files whose bytes would be the same are left alone.

        With `coverage`, every watched page's own page also shows the checks since it was last written. PublishError
        when the folder cannot be written.
        """
        refresh = [page.id for page in self.store.pages.all(watched=True)] if coverage else []
        try:
            published = self._put_out(refresh)
        except PublishError as error:
            self._report(Part.PUBLISHING, f"the feeds cannot be written, and are tried again\n{error}")
            raise
        if self._report(Part.PUBLISHING, None):
            self._put_out()  # the health feed tells of the end, too
        return published

    def _put_out(self, refresh: Sequence[str] = ()) -> PublishReport:
        from tracker.publish import publish

        published = publish(self.store.reader, self.settings.feeds, self._publishing(), refresh=refresh)
        self._witnesses.call(self.settings.feeds, open_key(self.settings.key_file), self.now().date())
        if self._hub:
            self._hub.tell(published.feeds)
        return published

    @cached_property
    def _witnesses(self) -> Witnesses:
        from tracker.prove.publish_checkpoints import Witnesses

        return Witnesses(self.store, self._authority)

    def _publishing(self) -> PublishSettings:
        from tracker.publish import PublishSettings

        return PublishSettings(
            title=self.settings.title,
            base_url=self.settings.base_url,
            searches=self.watchlist.feeds,
            commitments=self.watchlist.commitments,
            hub=self.settings.hub,
            contact=self.settings.fetch.contact,
        )

    def verify(self, anchors: Sequence[Path] = ()) -> Verification:
        """The record against its log, against what was published of it, and against what witnesses kept.

        UsageError for an anchor that cannot be read or names nothing.
        """
        from tracker.prove.anchors import open_anchor, open_roots
        from tracker.prove.publish_checkpoints import CHECKPOINTS
        from tracker.prove.verify import verify

        own = self.settings.feeds / CHECKPOINTS
        kept = [open_anchor(path) for path in anchors]
        if own.exists():
            kept.append(replace(open_anchor(own), elsewhere=False))
        with self.store.one_state():
            found = verify(self.store, kept, open_roots(self.settings.timestamp_ca))
            self._verify_published(found)
        return found

    def _verify_published(self, found: Verification) -> None:
        from tracker.prove.verify import UNREADABLE, Problem
        from tracker.publish import altered

        folder = self.settings.feeds
        if not folder.is_dir():
            return
        try:
            paths = altered(self.store.reader, folder, self._publishing())
        except UNREADABLE:  # a record that cannot be read, which was told already
            return
        found.feeds = None if paths is None else not paths
        what = "is not what the record gives: it was edited, or the record was"
        found.problems += [Problem(str(folder / path), what) for path in paths or ()]

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Tracker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._authority:
                self._witnesses.take_stamp(self.settings.feeds, FAREWELL)
        finally:
            self.close()


def _open_watchlist(settings: Settings) -> LiveWatchlist:
    from tracker.watch.watchlist import LiveWatchlist

    return LiveWatchlist(settings.watchlist)


def _open_maintainer(store: Store, settings: Settings) -> Maintainer:
    from tracker.run.care.notify import Maintainer

    return Maintainer(store, settings.notify)


def open_tracker(
    settings: Settings,
    *,
    write: bool = False,
    create: bool = True,
    now: Callable[[], datetime] = utc_now,
    listeners: Iterable[Listener] = (),
) -> Tracker:
    """Open the record. With `write`, this process alone may change it: StoreLocked when another does."""
    return Tracker(settings, write=write, create=create, now=now, listeners=listeners)
