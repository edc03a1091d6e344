"""From the record to the folder: what a publication touches, and in which order.

::

    changes above the folder's mark
        -> a page for each, and again for those that they follow or undo
        -> their channels: full cells become archives, then the newest feeds and lists
        -> overview, lists of pages and feeds, search index
        -> the mark of how far the folder is

What is linked to is written before what links to it, the mark last. A publication that is cut short is done again from
the old mark, and writes the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib import resources
from itertools import chain
from pathlib import Path

from tracker.errors import PublishError
from tracker.model import Change, ChangeFilter, Commitment, DocumentKind, Page
from tracker.model.shown import clean
from tracker.publish import calendar, feeds, overview, pages, search
from tracker.publish import health_feed as health
from tracker.publish import inbox_feed as inbox
from tracker.publish.activity import activity, count
from tracker.publish.channels import (
    Channel,
    ChannelKind,
    channels_of,
    declared_channels,
    health_channel,
    inbox_channel,
    organisation_channel,
    page_channel,
    tag_channel,
    week_channel,
)
from tracker.publish.entries import entry_of
from tracker.publish.feeds import FORMS, Sheet
from tracker.publish.files import Folder
from tracker.publish.opml import opml
from tracker.publish.pages import Neighbours
from tracker.publish.progress import NAME as MARK
from tracker.publish.progress import Listed, Progress, Shelf, load, maker
from tracker.publish.promises import PATH as PROMISES
from tracker.publish.promises import PromiseView, is_open, promise_page, promises_by_organisation
from tracker.publish.settings import PublishReport, PublishSettings
from tracker.publish.site import Site
from tracker.publish.threads import SUBJECTS, Threads
from tracker.publish.views import ChangeView, Item, as_of, items_of, view, whole_items
from tracker.publish.weeks import Weeks
from tracker.record.store.reader import Reader

BATCH = 200  # changes read at once
# Files of channels: what may be removed when nothing stands behind it any more. Pages of changes are never removed.
_OURS = re.compile(r"([a-z0-9-]*[0-9a-f]{8}(/\d+)?|\d+|\d{4}-w\d\d)\.(html|rss\.xml|atom\.xml|json)")


def publish(
    source: Reader,
    folder: Path,
    settings: PublishSettings,
    *,
    since_number: int | None = None,
    refresh: Collection[str] = (),
) -> PublishReport:
    """Bring a folder up to the record. Only files whose bytes differ are written.

    The folder's own mark says how far it is. A `since_number` below it (0 for certain) makes everything anew.
    `refresh` names pages whose coverage is to be shown anew though no change of theirs is new. Raises PublishError
    when the folder cannot be written: files that are not written yet stay as they were, and the next publication
    catches up.
    """
    files = Folder(folder)
    try:
        return _Publication(source, files, settings, since_number, refresh).run()
    except OSError as error:
        with suppress(OSError):
            files.discard()
        raise PublishError(f"{folder} cannot be published into: {error}; what was there before is whole") from error


class _Publication:
    def __init__(
        self, source: Reader, folder: Folder, settings: PublishSettings, since: int | None, refresh: Collection[str]
    ) -> None:
        self.source, self.settings = source, settings
        self.folder = folder
        self.site = Site(settings)
        mark = self._old_mark(since)
        self.roster = source.roster(mark.roster if mark else None, mark.number if mark else 0)
        self.old = None if self.roster.anew else mark
        self.listed = self.old.listed if self.old and not self.roster.fresh else Listed.of(self._pages)
        self.declared = declared_channels(self.listed.organisations, self.listed.tags, settings)
        self.since = self.old.number if self.old else 0
        self.retold = source.retold(self.old.retold if self.old else 0)
        self.told_before = self.old.health if self.old else None
        self.told = max(
            (event.number or 0 for event in source.events(self.told_before or 0)), default=self.told_before or 0
        )
        self.refresh = refresh
        self.changed: set[str] = set()  # pages with a new change, minor ones included
        self.weeks = dict(self.old.weeks) if self.old else {}
        self.newest: Change | None = None
        self.shelves: dict[str, Shelf] = {}
        self.stock: dict[str, ChangeView] = {}  # changes of before that several channels still show
        self.produced: set[str] = set()
        known = (self.old.marks, self.old.threads) if self.old else ({}, {})
        self.threads = Threads(source, self.site, *known, settings.subjects)
        self.digests = Weeks(source, self.site, self.old.digests if self.old else None, self._view)

    def run(self) -> PublishReport:
        if not self.old:
            self._write(search.assets())
            for name in ("style.css", "feed.css", "icon.svg"):
                self._write({name: resources.files(__package__).joinpath("assets", name).read_bytes()})
        self._retell()
        self._changes()
        for files in chain(self.digests.files(), self.threads.files()):
            self._write(files)
        for path in (*self.digests.gone, *self.threads.gone):
            self.folder.remove(path)
        if self._days:
            self._write({calendar.PATH: calendar.calendar(self._days, self.site)})
        promises = self.settings.commitments
        if promises and (self.threads.touched or not self.old or any(map(is_open, promises))):
            self._write(promise_page(self.promises, self.site, calendar.PATH if self._days else None))
        touched = self._touched()
        self.folder.settle()
        before = len(self.folder.written)
        for channel in touched:
            self._put(*self._newest(self._shelf(channel)))
        done = {channel.stem for channel in touched}
        # A minor change is in no list of its page, whose wording in force it alters all the same.
        again = (page for id in sorted(self._looked_at_again()) if (page := self.source.page(id)))
        for channel in map(_channel_of_page, again):
            if channel.stem not in done:
                self._write(self._html(*self._newest(self._shelf(channel))))
        open_ = (name for name, views in self.promises.items() if any(is_open(v.followed.commitment) for v in views))
        beside = sorted({*self.threads.touched, *open_})  # threads, documents and promises stand there, too
        for channel in map(organisation_channel, beside):
            if channel.stem not in done and channel.key in self.listed.organisations:
                self._write(self._html(*self._newest(self._shelf(channel))))
        for files in health.files(self.source, self.site, self.told_before, self.told):
            self._write(files)
        for files in inbox.files(self.source, self.site) if self.settings.follows else ():
            self._write(files)
        self.folder.settle()
        changed = [path for path in self.folder.written[before:] if path.endswith(FORMS)]
        if touched:
            self._write(search.shard(self.indexed))
            self._write(search.index(self._number, self.listed.organisations, self.site))
        if self.roster.fresh or not self.old or self.threads.kept.keys() != self.old.threads.keys():
            self._lists()
        if not self.old:
            self._remove_stale()
        self.folder.settle()
        self._write({MARK: self._new_mark().dump()})
        self.folder.settle()
        return PublishReport(
            number=self._number,
            written=tuple(self.folder.written),
            unchanged=self.folder.unchanged,
            removed=tuple(self.folder.removed),
            feeds=tuple(self.site.address(path) for path in changed),
        )

    def _looked_at_again(self) -> set[str]:
        """The pages whose own page may differ. A first answer that is withdrawn is no change, and shown no more."""
        answers = {
            document.page
            for organisation in self.threads.touched
            for document in self.source.documents.find(organisation, DocumentKind.ANSWER, withdrawn=True)
        }
        return {*self.refresh, *self.changed, *answers}

    @cached_property
    def _days(self) -> list[tuple[Commitment, Page]]:
        """The promises that have a day, with their pages."""
        found = ((promise, self.source.page(promise.page)) for promise in self.settings.commitments if promise.by)
        return [(promise, page) for promise, page in found if page]

    def _lists(self) -> None:
        """What names every page, and every feed there is."""
        watched = [page for page in self._pages if page.taken is None]  # statements are found by their feed
        self._write(pages.page_list(watched, self.site))
        inboxes = [inbox_channel()] if self.settings.follows else []
        declared = [*self.declared, *self.threads.channels]
        listed = [*declared, week_channel(), *map(_channel_of_page, watched), *inboxes, health_channel()]
        self._write(pages.feed_list(listed, self.site, calendar=calendar.PATH if self._days else None))
        self._write({"feeds.opml": opml(listed, self.site)})
        self._write(pages.how_often_wrong(self.site))

    @cached_property
    def _pages(self) -> Sequence[Page]:
        """Return all pages. Slow: only for a full rebuild, or when a page was added."""
        return self.source.pages()

    # The mark

    def _old_mark(self, since: int | None) -> Progress | None:
        """The mark to go on from; None when everything is to be made anew."""
        mark = load(self.folder.read(MARK))
        if mark is None or mark.maker != maker(self.settings):
            return None
        if since is not None and since < mark.number:
            return None
        if self.source.retold(mark.retold).anew:
            return None
        if mark.number:
            known = self.source.change(mark.change)
            if known is None or known.number != mark.number:
                return None  # another record
        return mark

    @property
    def _number(self) -> int:
        return (self.newest and self.newest.number) or self.since

    def _new_mark(self) -> Progress:
        windows = dict(self.old.windows) if self.old else {}
        windows |= {stem: shelf.window for stem, shelf in self.shelves.items() if shelf.cells or shelf.views}
        change = self.newest.id if self.newest else self.old.change if self.old else ""
        return Progress(
            maker(self.settings),
            self._number,
            change,
            self.roster.mark,
            self.listed,
            windows,
            self.weeks,
            self.retold.number,
            self.told,
            not self.site.local,
            self.threads.marks,
            self.threads.kept,
            self.digests.kept,
        )

    # Changes

    def _retell(self) -> None:
        """Write again what is out and has something new beside it. Archives stay as they were when they closed."""
        for id in dict.fromkeys(self.retold.changes):
            change = self.source.change(id)
            if change is None or change.number is None:
                continue
            if change.number <= self.since:
                self.digests.touch_again(change)
            if not change.is_told:  # in no list any more; its permalink says so
                self._revisit(change)
            elif change.number <= self.since:
                self._revisit(change)
                for channel in channels_of(change, self.settings):
                    self._shelf(channel)

    def _changes(self) -> None:
        waiting: dict[str, tuple[ChangeView, ChangeView | None]] = {}  # newest of a page, and the one before it
        undone: dict[str, ChangeView] = {}
        for change in self._new():
            one = self._view(change)
            self.newest = change
            self.changed.add(change.page)
            if change.relates_to is not None:
                undone[change.relates_to] = one
            last = waiting.get(change.page) or self._last_before(change.page)
            if last is not None:
                self._change_page(last[0], Neighbours(last[1], one, undone.get(last[0].change.id)))
            waiting[change.page] = (one, last[0] if last else None)
            for channel in channels_of(change, self.settings):
                self._push(self._shelf(channel), one)
            count(change, self.weeks)
            self.digests.touch(change)
            if self.indexed and search.file_of(self.indexed[0]) != search.file_of(one):
                self._write(search.shard(self.indexed))
                self.indexed.clear()
            self.indexed.append(one)
        for one, before in waiting.values():
            self._change_page(one, Neighbours(before, None, undone.get(one.change.id)))
        for id in undone:
            told = self.source.change(id)
            if told is not None and told.number is not None:
                self._revisit(told)

    def _new(self) -> Iterator[Change]:
        after = self.since
        while batch := self.source.changes(
            ChangeFilter(told=True, after_number=after, newest_first=False, limit=BATCH)
        ):
            yield from batch
            after = batch[-1].number or after

    def _last_before(self, page: str) -> tuple[ChangeView, ChangeView | None] | None:
        """The page's last change that is out already, and the one before that."""
        if not self.since:
            return None
        known = self.source.changes(ChangeFilter(told=True, page=page, before_number=self.since + 1, limit=2))
        views = [self._view(change) for change in known]
        return (views[0], views[1] if len(views) > 1 else None) if views else None

    def _revisit(self, change: Change) -> None:
        """Write the page of an earlier change again."""
        before = ChangeFilter(told=True, page=change.page, before_number=change.number, limit=1)
        after = ChangeFilter(told=True, page=change.page, after_number=change.number, newest_first=False)
        earlier = next(iter(self.source.changes(before)), None)
        later = self.source.changes(after)
        undoing = (other for other in reversed(later) if other.relates_to == change.id)
        beside = (earlier, next(iter(later), None), next(undoing, None))
        self._change_page(self._view(change), Neighbours(*(None if other is None else view(other) for other in beside)))

    def _change_page(self, one: ChangeView, beside: Neighbours) -> None:
        old, new = self.source.wordings(one.change.before.version, one.change.after.version)
        self._write(pages.change_page(one, beside, old, new, self.site))

    @cached_property
    def indexed(self) -> list[ChangeView]:
        """The changes in the search file in progress."""
        full = (self.since - 1) // search.SHARD * search.SHARD
        where = ChangeFilter(told=True, after_number=full, before_number=self.since + 1, newest_first=False)
        return [self._view(change) for change in self.source.changes(where)]

    # Channels

    def _shelf(self, channel: Channel) -> Shelf:
        known = self.shelves.get(channel.stem)
        if known is None:
            known = self.shelves[channel.stem] = self._stocked(channel) if self.old else Shelf(channel)
        return known

    def _stocked(self, channel: Channel) -> Shelf:
        """A shelf as the last publication left it."""
        window = self.old.windows.get(channel.stem) if self.old else None
        if window is None:
            return Shelf(channel)
        if channel.where is None:
            views = [self._known(id) for id in window.changes]
        else:
            where = replace(channel.where, after_number=window.after, before_number=self.since + 1, newest_first=False)
            views = [self._view(change) for change in self.source.changes(where)]
        return Shelf(channel, window.cells, window.after, [view for view in views if view is not None])

    def _known(self, id: str) -> ChangeView | None:
        if id in self.stock:
            return self.stock[id]
        change = self.source.change(id)
        return None if change is None else self._view(change)

    def _view(self, change: Change) -> ChangeView:
        if change.id not in self.stock:
            self.stock[change.id] = view(change, self.source.remarks(change.id), self.source.origins(change))
        return self.stock[change.id]

    def _push(self, shelf: Shelf, one: ChangeView) -> None:
        shelf.views.append(one)
        size, channel = self.settings.cell, shelf.channel
        if len(shelf.views) == (channel.keep + 1) * size:
            cut = whole_items(shelf.views, size) if channel.groups else size
            full = [as_of(known, one.at) for known in shelf.views[:cut]]
            self._put(*self._sheet(shelf, full, shelf.cells))
            shelf.after = shelf.views[cut - 1].change.number or 0
            shelf.views = shelf.views[cut:]
            shelf.cells += 1

    def _touched(self) -> list[Channel]:
        """The channels to be written: all, or those with something new, and those of pages that are new."""
        if not self.old:
            shelves = (shelf.channel for shelf in self.shelves.values())
            every = (*self.declared, *map(_channel_of_page, self._pages), *shelves)
            return list({channel.stem: channel for channel in every}.values())
        found = {stem: shelf.channel for stem, shelf in self.shelves.items()}
        for channel in (c for page in self.roster.fresh for c in _channels_of_page(page)):
            found.setdefault(channel.stem, channel)
        if found:
            found.setdefault(self.declared[0].stem, self.declared[0])  # the overview names all pages
        return list(found.values())

    def _newest(self, shelf: Shelf) -> tuple[Sheet, list[Item]]:
        return self._sheet(shelf, shelf.views, None)

    def _sheet(self, shelf: Shelf, views: list[ChangeView], cell: int | None) -> tuple[Sheet, list[Item]]:
        channel = shelf.channel
        return Sheet(channel, cell, shelf.cells - 1 if shelf.cells else None), items_of(views, group=channel.groups)

    def _put(self, sheet: Sheet, items: list[Item]) -> None:
        self._write(self._html(sheet, items))
        self._write(
            feeds.render(sheet, [entry_of(item, self.site, self.site.up(sheet.at)) for item in items], self.site)
        )

    def _html(self, sheet: Sheet, items: list[Item]) -> dict[str, bytes]:
        channel = sheet.channel
        if sheet.cell is None and channel.kind is ChannelKind.ALL:
            picture = activity(self.weeks, self.source.first_look())
            return overview.overview(sheet, items, picture, self.listed.pages, self.declared, self.site)
        if sheet.cell is None and channel.kind is ChannelKind.PAGE and (page := self.source.page(channel.key)):
            current, coverage = self.source.current(page.id), self.source.coverage(page.id)
            return pages.watched_page(sheet, items, page, current, coverage, self.site)
        beside = pages.OrganisationBeside()
        if sheet.cell is None and channel.kind is ChannelKind.ORGANISATION:
            beside = self._beside(channel.key)
        return pages.listing(sheet, items, self._members(sheet), self.site, beside)

    def _beside(self, organisation: str) -> pages.OrganisationBeside:
        """What the page of an organisation has beside its changes."""
        return pages.OrganisationBeside(
            self.threads.of(organisation),
            self.source.documents.find(organisation),
            self.promises.get(clean(organisation), ()),
            activity(self.source.weeks(organisation), self.source.first_look(organisation)),
        )

    @cached_property
    def promises(self) -> dict[str, list[PromiseView]]:
        return promises_by_organisation(self.source, self.site) if self.settings.commitments else {}

    def _members(self, sheet: Sheet) -> Sequence[Page]:
        """The pages that the page of an organisation or a tag names."""
        kind, key = sheet.channel.kind, sheet.channel.key
        if sheet.cell is None and kind is ChannelKind.ORGANISATION:
            return self.source.pages(organisation=key)
        return self.source.pages(tag=key) if sheet.cell is None and kind is ChannelKind.TAG else ()

    # Files

    def _write(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            self.produced.add(path)
            self.folder.write(path, content)

    def _remove_stale(self) -> None:
        for kind in ChannelKind:
            for path in self.folder.files(kind):
                if path not in self.produced and _OURS.fullmatch(path.split("/", 1)[1]):
                    self.folder.remove(path)
        for path in (SUBJECTS, PROMISES, calendar.PATH):
            if path not in self.produced and self.folder.read(path) is not None:
                self.folder.remove(path)


def _channel_of_page(page: Page) -> Channel:
    return page_channel(page.id, page.organisation, page.title)


def _channels_of_page(page: Page) -> list[Channel]:
    return [_channel_of_page(page), organisation_channel(page.organisation), *map(tag_channel, page.tags)]
