"""What the maintainer is told, as a feed and a page: what cannot be seen or is in trouble, and what is well again.

Events are counted off in cells like the changes of a channel, by their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from tracker.model import Page, iso
from tracker.model.dates import time_words
from tracker.model.health import HealthEvent, HealthKind
from tracker.model.shown import clean, sentence, web_address
from tracker.publish import feeds
from tracker.publish.channels import Channel, health_channel, page_channel
from tracker.publish.feeds import FeedItem, Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.record.store.reader import Reader

CELL = 50  # events in one archive; the newest feed holds one to two times as many
WORDS = {
    HealthKind.FAILED: "cannot be seen",
    HealthKind.HELD: "held back",
    HealthKind.ALTERNATING: "alternates",
    HealthKind.RECOVERED: "well again",
}


@dataclass(frozen=True)
class EventView:
    """One event, ready to be shown."""

    event: HealthEvent
    page: Page | None  # None: it is about the watch itself, or watched no more with nothing of it published

    @property
    def kind(self) -> str:
        is_trouble = self.event.part and self.event.kind is HealthKind.FAILED
        return "in trouble" if is_trouble else WORDS[self.event.kind]

    @property
    def name(self) -> str:
        if self.page:
            return clean(f"{self.page.organisation}: {self.page.title}")
        return clean(f"The watch: {self.event.part}" if self.event.part else self.event.about)

    @property
    def reason(self) -> str:
        return sentence(clean(self.event.summary))

    @property
    def path(self) -> str:
        """Where it is seen when the page was looked at, and when not."""
        return health_channel().html if self.page is None else f"{_channel_of(self.page).html}#coverage"

    @property
    def entry(self) -> FeedItem:
        event, page = self.event, self.page
        at = f"Noticed {time_words(event.at)}."
        return FeedItem(
            key=f"{event.about}\n{event.kind}\n{iso(event.at)}",
            title=f"{self.name} – {self.kind}",
            path=self.path,
            text=f"{self.reason}\n{at}",
            html=f"<p>{escape(self.reason)}</p>\n<p>{at}</p>",
            published=event.at,
            updated=event.at,
            categories=(event.kind, *([clean(page.organisation)] if page else [])),
            live=web_address(page.url) if page else "",
            record={
                "page": event.page,
                "part": event.part,
                "kind": event.kind,
                "at": iso(event.at),
                "reason": clean(event.summary),
            },
        )


def files(source: Reader, site: Site, before: int | None, newest: int) -> Iterator[dict[str, bytes]]:
    """The files to be written when the folder tells of the events up to number `before` (nothing: of none at all)."""
    if newest == before:
        return
    cells = _cells(newest)
    for cell in range(_cells(before or 0), cells):
        events = source.events(cell * CELL, (cell + 1) * CELL + 1)
        yield from _sheet(Sheet(health_channel(), cell, cell - 1 if cell else None), events, (), source, site)
    events = source.events(cells * CELL, newest + 1)
    yield from _sheet(
        Sheet(health_channel(), None, cells - 1 if cells else None), events, source.unwell(), source, site
    )


def _cells(newest: int) -> int:
    """Archives, when that is the number of the newest event."""
    return max(0, newest // CELL - 1)


def _sheet(
    sheet: Sheet,
    events: Sequence[HealthEvent],
    unwell: Sequence[HealthEvent],
    source: Reader,
    site: Site,
) -> Iterator[dict[str, bytes]]:
    views, now = (
        [EventView(event, source.page(event.page) if event.page else None) for event in found]
        for found in (events, unwell)
    )
    yield make_page(
        site,
        "health.html",
        sheet.html,
        title=sheet.channel.title,
        about=sheet.channel.about,
        feeds=[sheet.channel],
        channel=sheet.channel,
        sheet=sheet,
        views=views[::-1],
        unwell=now,
        older=sheet.older_path("html"),
    )
    yield feeds.render(sheet, [view.entry for view in views], site)


def _channel_of(page: Page) -> Channel:
    return page_channel(page.id, page.organisation, page.title)
