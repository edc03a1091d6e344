"""What waits in the inbox, as a feed and a page for the maintainer: the newest. All of it is in `tracker inbox`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from tracker.model import InboxItem, iso
from tracker.model.dates import day_words
from tracker.model.shown import clean, web_address
from tracker.publish import feeds
from tracker.publish.channels import inbox_channel
from tracker.publish.feeds import FeedItem, Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.record.store.reader import Reader

MOST = 100  # items


@dataclass(frozen=True)
class WaitingView:
    """One item, ready to be shown."""

    item: InboxItem

    @property
    def title(self) -> str:
        return clean(f"{self.item.organisation} · {self.item.title or self.item.url}")

    @property
    def live(self) -> str:
        return web_address(self.item.url)

    @property
    def told(self) -> str:
        """Why it waits: the word that matched with the sentence around it, or what hindered looking."""
        item = self.item
        matched = f"{item.word}: {item.sentence}" if item.word else item.summary
        return clean("; ".join(filter(None, (matched, item.reason))))

    @property
    def dates(self) -> str:
        said = f"Dated {clean(self.item.said[:10])}, found" if self.item.said else "Found"
        return f"{said} on {day_words(self.item.found)}. Item {self.item.number}."

    @property
    def entry(self) -> FeedItem:
        item, take = self.item, f"tracker inbox take {self.item.number}"
        link = f'<p><a href="{escape(self.live)}">{escape(self.live)}</a></p>\n' if self.live else ""
        return FeedItem(
            key=f"inbox\n{clean(item.url)}",
            title=self.title,
            path=f"{inbox_channel().html}#i{item.number}",
            text=f"{self.told}\n{self.dates}\n{take}",
            html=f"<p>{escape(self.told)}</p>\n{link}<p>{self.dates} <code>{take}</code></p>",
            published=item.found,
            updated=item.looked or item.found,
            categories=(clean(item.organisation),),
            live=self.live,
            record={"item": item.number, "url": clean(item.url), "found": iso(item.found)},
        )


def files(source: Reader, site: Site) -> Iterator[dict[str, bytes]]:
    """The files of the inbox as it is."""
    channel = inbox_channel()
    views = [WaitingView(item) for item in source.inbox(MOST)]
    yield make_page(
        site,
        "inbox.html",
        channel.html,
        title=channel.title,
        about=channel.about,
        feeds=[channel],
        channel=channel,
        views=views,
    )
    yield feeds.render(Sheet(channel, None, None), [view.entry for view in reversed(views)], site)
