"""From the record to the folder: what a publication touches, and in which order.

::

    changes above the last published number
        -> a page for each change, and again for those that they follow or undo
        -> its channels: full cells become archives, then the newest feeds and lists
        -> pages of watched pages, overview, OPML
        -> the mark of how far the folder is

A reader who follows a link finds its target: what is linked to is written first, the mark last. A publication that is
cut short is done again from the old mark, and writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from tracker.publish import feeds, pages
from tracker.publish.channels import Channel, channels_of, declared_channels
from tracker.publish.feeds import Sheet
from tracker.publish.files import Folder
from tracker.publish.items import ChangeView, items_of, view
from tracker.publish.opml import opml
from tracker.publish.pages import Neighbours
from tracker.publish.settings import PublishReport, PublishSettings
from tracker.publish.site import Site
from tracker.publish.source import Source
from tracker.types import Change, ChangeFilter

RENDERER = 1  # raised when published bytes would differ for the same record
BATCH = 200  # changes read at once
ASSETS = ("style.css", "feed.xsl", "icon.svg")


def publish(
    source: Source,
    folder: Path,
    settings: PublishSettings,
    *,
    since_number: int | None = None,
    refresh: Collection[str] = (),
) -> PublishReport:
    """Bring a folder up to the record.

    `since_number` is the publication number up to which the folder is known to be good; 0 makes everything anew,
    nothing believes the folder's own mark. `refresh` names pages whose coverage is to be renewed though they did not
    change. Raises OSError when the folder cannot be written: old files stay whole.
    """
    return _Publication(source, folder, settings, since_number, refresh).run()


@dataclass
class _Shelf:
    """One channel during a publication: the changes after its last archive."""

    channel: Channel
    cells: int = 0  # archived
    views: list[ChangeView] = field(default_factory=list)


class _Publication:
    def __init__(
        self, source: Source, root: Path, settings: PublishSettings, since: int | None, refresh: Collection[str]
    ) -> None:
        self.source, self.settings = source, settings
        self.folder = Folder(root)
        self.site = Site(settings, root)
        self.pages = source.pages()
        self.channels = {channel.stem: channel for channel in declared_channels(self.pages, settings)}
        self.since = self._start(since)
        self.refresh = set(refresh)
        self.shelves: dict[str, _Shelf] = {}
        self.feeds: list[str] = []
        self.produced: set[str] = set()

    def run(self) -> PublishReport:
        for name in ASSETS:
            self._write({name: resources.files("tracker.publish").joinpath("assets", name).read_bytes()})
        number = self.since
        waiting: dict[str, tuple[ChangeView, ChangeView | None]] = {}  # newest of a page, and the one before it
        undone: dict[str, ChangeView] = {}
        revisit: set[str] = set()
        for change in self._new():
            one = view(change)
            number = change.number or number
            if change.relates_to is not None:
                undone[change.relates_to] = one
                revisit.add(change.relates_to)
            last = waiting.get(change.page) or self._last_before(change)
            if last is not None:
                self._change_page(last[0], Neighbours(last[1], one, undone.get(last[0].change.id)))
            waiting[change.page] = (one, last[0] if last else None)
            self._shelve(change, one)
        for one, before in waiting.values():
            self._change_page(one, Neighbours(before, None, undone.get(one.change.id)))
        for id in sorted(revisit):
            self._revisit(id, undone[id])
        self._channels()
        self._write({"feeds.opml": opml(list(self.channels.values()), self.site)})
        self._write(pages.feed_list(list(self.channels.values()), self.site))
        self.folder.settle()
        return PublishReport(
            number, tuple(self.folder.written), self.folder.unchanged, tuple(self.folder.removed), tuple(self.feeds)
        )

    # Where to begin

    def _start(self, since: int | None) -> int:
        return since or 0

    # Changes

    def _new(self) -> Iterator[Change]:
        after = self.since
        while batch := self.source.changes(ChangeFilter(after_number=after, newest_first=False, limit=BATCH)):
            yield from batch
            after = batch[-1].number or after

    def _last_before(self, change: Change) -> tuple[ChangeView, ChangeView | None] | None:
        """The page's change before this one and the one before that, when they are out already."""
        if not self.since:
            return None
        known = self.source.changes(ChangeFilter(page=change.page, before_number=self.since + 1, limit=2))
        views = [view(one) for one in known]
        return (views[0], views[1] if len(views) > 1 else None) if views else None

    def _revisit(self, id: str, by: ChangeView) -> None:
        change = self.source.change(id)
        if change is None or change.number is None:
            return
        on_page = ChangeFilter(page=change.page, before_number=change.number, limit=1)
        after = ChangeFilter(page=change.page, after_number=change.number, limit=1, newest_first=False)
        earlier, later = ([view(c) for c in self.source.changes(where)] for where in (on_page, after))
        self._change_page(view(change), Neighbours(earlier[0] if earlier else None, later[0] if later else None, by))

    def _change_page(self, one: ChangeView, beside: Neighbours) -> None:
        old = self.source.wording(one.change.before.version)
        new = self.source.wording(one.change.after.version)
        self._write(pages.change_page(one, beside, old, new, self.site))

    # Channels

    def _shelve(self, change: Change, one: ChangeView) -> None:
        for channel in channels_of(change, self.settings):
            self._push(self._shelf(channel), one)

    def _shelf(self, channel: Channel) -> _Shelf:
        known = self.shelves.get(channel.stem)
        if known is None:
            # A page's title in the watchlist goes before the one in an old change.
            channel = self.channels.setdefault(channel.stem, channel)
            known = self.shelves[channel.stem] = self._stocked(channel)
        return known

    def _stocked(self, channel: Channel) -> _Shelf:
        return _Shelf(channel)

    def _push(self, shelf: _Shelf, one: ChangeView) -> None:
        shelf.views.append(one)
        size = self.settings.cell
        if len(shelf.views) == 2 * size:
            self._sheet(shelf, shelf.views[:size], shelf.cells)
            shelf.views = shelf.views[size:]
            shelf.cells += 1

    def _channels(self) -> None:
        for channel in list(self.channels.values()):
            shelf = self._shelf(channel)
            self._sheet(shelf, shelf.views, None)

    def _sheet(self, shelf: _Shelf, views: list[ChangeView], cell: int | None) -> None:
        size, group = self.settings.cell, shelf.channel.groups
        items = items_of(views[:size], group=group) + items_of(views[size:], group=group)
        sheet = Sheet(shelf.channel, items, cell, shelf.cells - 1 if shelf.cells else None)
        self._write(feeds.render(sheet, self.site))
        self._write(pages.listing(sheet, self.site))

    def _write(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            self.produced.add(path)
            self.folder.write(path, content)
