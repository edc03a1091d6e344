"""The façade: the only place where the parts are put together.

``open_tracker(settings)`` gives a `Tracker`; its methods are what the commands, the scheduler and other programs use.

Modules that one method needs are imported inside it, and clients that few commands use are opened on first use. Loading
all of them at start would triple what a look at an unchanged page takes to begin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any

from tracker.errors import PublishError, UsageError
from tracker.model import Change, ChangeFilter, Commitment, FetchKind, InboxItem, ItemState, Page
from tracker.model.health import Part
from tracker.record.store import Access, Note, Store, WriterLock, one_moment, open_key
from tracker.run.care.facade import Care
from tracker.run.executors import LateExecutor, open_executor
from tracker.run.listeners import Listener, tell
from tracker.settings import Settings

if TYPE_CHECKING:
    from tracker.ask import History
    from tracker.deliver.delivery import Delivery, Handed
    from tracker.model.delivery import Receiver
    from tracker.prove.publish_checkpoints import Witnesses
    from tracker.prove.time_authority import TimeAuthority
    from tracker.prove.verify import Verification
    from tracker.publish import PublishReport, PublishSettings
    from tracker.publish.hub import Hub
    from tracker.record.merge import Merged
    from tracker.record.outcome import Recorded
    from tracker.run.past.facade import Past
    from tracker.watch.archive import Wayback
    from tracker.watch.fetch import Fetchers
    from tracker.watch.watchlist import LiveWatchlist, Watchlist

FAREWELL = 10.0  # s, for a time stamp that is still to come when the program ends
FEW = 30  # captures that are read sooner than a worker is up


def _in_force(watched: Watchlist) -> dict[str, Any]:
    """What a watchlist says beside its pages, as an entry of the log."""
    retention = watched.retention
    subjects = {"subjects": [asdict(subject) for subject in watched.subjects]} if watched.subjects else {}
    return {
        **subjects,
        "feeds": [asdict(feed) for feed in watched.feeds],
        "commitments": [_promised(promise) for promise in watched.commitments],
        "retention": None if retention is None else int(retention.total_seconds()),
    }


def _promised(promise: Commitment) -> dict[str, Any]:
    """A commitment without what it does not have: what the log has of older ones stays as it is."""
    return {key: value for key, value in asdict(promise).items() if value is not None}


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
        self._is_own_folder = False  # it is known that the folder was published from this record, or may be
        # Before anything is made on disk: a writer needs a good watchlist, a reader none.
        self._live = _open_watchlist(settings) if write else None
        with ExitStack() as stack:
            if write:
                stack.enter_context(WriterLock(settings.db))
            self.store = stack.enter_context(
                Store(settings.db, create=create and write, access=Access.WRITE if write else Access.READ)
            )
            self.care = Care(
                self.store,
                self._declared,
                now=now,
                fetch=settings.fetch,
                maintainer=settings.notify if write else (),
            )
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
        self.care.report(Part.WATCHLIST, complaint, anew=True)

    def sync(self) -> None:
        """Make the record watch what the watchlist says. UsageError for one that only merges others."""
        if self.store.shards.any():
            raise UsageError(f"{self.settings.db} merges other records; pages are watched in those")
        watched = self.watchlist
        with self.store.transaction():
            self.store.pages.sync(watched.all, now=self.now())
            self.store.log.tell_new("in force", _in_force(watched))

    # -- watching

    def check(self, ids: Sequence[str] = (), *, stop: Event | None = None) -> Iterator[Recorded]:
        """Look at the named pages, or at those due; yields what each look became once it is on the disk.

        What a followed page names that is new is looked at after the others, and so is what was taken of it.
        """
        named = [self._looked_at(id_) for id_ in dict.fromkeys(ids)]
        pages = named if ids else self.due()
        followed: list[Recorded] = []
        for recorded in self._look_at(pages, stop):
            if recorded.named is not None:
                followed.append(recorded)
            yield recorded
        if not followed and not self.store.inbox.unlooked(1):
            return
        yield from self._follow_up(followed, stop)

    def _looked_at(self, id_: str) -> Page:
        """A page of the watchlist, or a statement that was taken. UnknownName."""
        known = self.store.pages.get(id_)
        return known if known is not None and known.taken is not None else self.watchlist.page(id_)

    def _follow_up(self, followed: Sequence[Recorded], stop: Event | None) -> Iterator[Recorded]:
        """Look at what followed pages named that is new, and at the statements that were taken of it."""
        from tracker.run.new_statements import look_at_items, look_further
        from tracker.watch.fetch_page import far_fetch, fetch

        far = self.settings.executor.far
        seen = far_fetch(self.settings.fetch, self.watchlist.follow) if far else partial(fetch, self._fetchers)
        at = (seen, self._fetching, self.now)
        look_further(self.store, followed, *at)
        taken = [item.page for item in look_at_items(self.store, *at, stop=stop) if item.page]
        fresh = [page for id_ in taken if (page := self.store.pages.get(id_))]
        yield from self._look_at(fresh, stop)

    def _look_at(self, pages: Sequence[Page], stop: Event | None) -> Iterator[Recorded]:
        from tracker.run.due_pages import FAR_UNIT, check_pages
        from tracker.watch.fetch_page import far_fetch, fetch, servers_of

        place = self.settings.executor
        looks = partial(check_pages, self.store, pages, now=self.now, stop=stop, executor=self._fetching)
        if place.far:
            far = far_fetch(self.settings.fetch, pages)
            found = looks(fetch=far, far=True, rest=far.rest, servers=servers_of(pages), unit=FAR_UNIT)
        else:
            here = self._reading
            readers = LateExecutor(FEW, lambda: self._executor, here) if place.kind == "processes" else here
            found = looks(fetch=partial(fetch, self._fetchers), readers=readers)
        for recorded in found:
            tell(self.listeners, recorded)
            yield recorded

    @cached_property
    def _reading(self) -> Executor:
        from tracker.run.read_here import ReadHere

        return self._stack.enter_context(ReadHere(self.settings.db))

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

    def due(self) -> list[Page]:
        """The watched pages whose time has come."""
        due = (self.store.pages.get(id_) for id_ in self.store.pages.due(self.now()))
        return [page for page in due if page and page.fetch is not FetchKind.MANUAL]

    @cached_property
    def past(self) -> Past:
        """Archived captures, statements entered by hand, and reading anew by today's rules."""
        from tracker.run.past.facade import Past

        return Past(
            self.store,
            self._declared,
            now=self.now,
            executor=lambda: self._executor,
            wayback=lambda: self._wayback,
            listeners=self.listeners,
        )

    def _declared(self, ids: Sequence[str]) -> list[Page]:
        """The named pages, or all. UnknownName for one that the watchlist does not have."""
        return [self.watchlist.page(id_) for id_ in dict.fromkeys(ids)] if ids else list(self.watchlist.pages)

    def take(self, numbers: Sequence[int]) -> list[Recorded]:
        """Take items of the inbox, and look at each at once. UsageError for one that is not there."""
        from tracker.record.found import take

        with self.store.transaction():
            taken = [take(self.store, item, self.now()) for item in self._items(numbers) if item.page is None]
        return list(self._look_at(taken, None))

    def dismiss(self, numbers: Sequence[int], reason: str) -> list[InboxItem]:
        """Dismiss items of the inbox; they stay in it. UsageError for one that is not there, or was taken."""
        items = self._items(numbers)
        if taken := next((item for item in items if item.page), None):
            raise UsageError(f"item {taken.number} is taken already, as {taken.page}")
        with self.store.transaction():
            return [self.store.inbox.save(replace(item, state=ItemState.DISMISSED, reason=reason)) for item in items]

    def _items(self, numbers: Sequence[int]) -> list[InboxItem]:
        found = [(number, self.store.inbox.get(number)) for number in dict.fromkeys(numbers)]
        missing = [str(number) for number, item in found if item is None]
        if missing:
            raise UsageError(f"the inbox has no item {', '.join(missing)}; `tracker inbox --all` lists them")
        return [item for _, item in found if item is not None]

    # -- reading

    def log(self, where: ChangeFilter) -> list[Change]:
        if where.page is not None:
            where = replace(where, page=self.page(where.page).id)
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

    def note(self, prefix: str, text: str, *, who: str, public: bool) -> Change:
        """Put a remark beside a change, which it never alters. UsageError when there is no such change."""
        change = self.change(prefix)
        with self.store.transaction():
            self.store.notes.add(Note(change.id, self.now(), who, text, public))
        return change

    # -- publishing

    def merge(self, paths: Sequence[Path]) -> list[Merged]:
        """Take in what is new in the records of shards; see `tracker.record.merge.merge`."""
        from tracker.record.merge import merge

        return merge(self.store, paths)

    def publish(self, *, coverage: bool = False, force: bool = False) -> PublishReport:
        """Write what is new to the feeds and pages. Files whose bytes would be the same are left alone.

        With `coverage`, every watched page's own page also shows the checks since it was last written. PublishError
        when the folder cannot be written, or was published from another record: then only with `force`.
        """
        self._is_own_folder = self._is_own_folder or force
        refresh = [page.id for page in self.store.pages.all(watched=True)] if coverage else []
        try:
            published = self._put_out(refresh)
        except PublishError as error:
            self.care.report(Part.PUBLISHING, f"the feeds cannot be written, and are tried again\n{error}")
            raise
        if self.care.report(Part.PUBLISHING, None):
            self._put_out()  # the health feed tells of the end, too
        return published

    def _put_out(self, refresh: Sequence[str] = ()) -> PublishReport:
        from tracker.publish import publish

        self._refuse_folder_of_another()
        published = publish(self.store.reader, self.settings.feeds, self._publishing(), refresh=refresh)
        self._witnesses.call(self.settings.feeds, open_key(self.settings.key_file), self.now().date())
        if self._hub:
            self._hub.tell(published.feeds)
        return published

    def _refuse_folder_of_another(self) -> None:
        """A mistyped --db makes an empty record: published, that would empty the feeds of the true one."""
        if self._is_own_folder:
            return
        from tracker.prove.publish_checkpoints import of_another_record

        if why := of_another_record(self.settings.feeds, self.store, open_key(self.settings.key_file)):
            raise PublishError(
                f"{self.settings.feeds} was published from another record than {self.settings.db}: {why}. Is --db"
                " right? Publish into another folder; or, when this record is to take its place (a backup was restored,"
                " a key was lost), run `tracker publish --force` once"
            )
        self._is_own_folder = True

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
            subjects=self.watchlist.subjects,
            follows=bool(self.watchlist.follow),
            hub=self.settings.hub,
            contact=self.settings.fetch.contact,
        )

    # -- sending

    def deliver(self, receivers: Sequence[Receiver] | None = None) -> list[Handed]:
        """Send what is due to all receivers; one that cannot be reached is a trouble, told once.

        To named ones also what failed and would be tried later: somebody asks for it.
        """
        known, named = self.watchlist.deliver, receivers is not None
        asked = known if receivers is None else receivers
        done = self.delivery.turn(asked, self.now(), at_once=named) if known else []
        self.care.report(Part.DELIVERY, self.delivery.trouble(known) if known else None, anew=True)
        return done

    @cached_property
    def delivery(self) -> Delivery:
        """What sends; `deliver` is what is due."""
        from tracker.deliver.delivery import open_delivery

        return open_delivery(self.store, self._publishing(), self.settings.fetch)

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
        with one_moment(self.store) as record:
            found = verify(record, kept, open_roots(self.settings.timestamp_ca))
            self._verify_published(record, found)
        return found

    def _verify_published(self, record: Store, found: Verification) -> None:
        from tracker.prove.problem import Problem
        from tracker.prove.verify import UNREADABLE
        from tracker.publish import altered

        folder = self.settings.feeds
        if not folder.is_dir():
            return
        try:
            paths = altered(record.reader, folder, self._publishing())
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
