"""Each week with news as a page, a list of them, and a feed of those that are over: what `tracker digest` says of them.

A week is read anew when one of its changes is new or has something new beside it. The folder's mark keeps what the list
and the feed say of each, so that the others need not be read. No clock: a week is over once a page was looked at later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tracker.model import NEWS, Change, ChangeFilter, iso, utc
from tracker.model.dates import span_words
from tracker.publish import feeds
from tracker.publish.activity import monday_of
from tracker.publish.channels import Channel, week_channel
from tracker.publish.feeds import FeedItem, Sheet
from tracker.publish.letter import of_digest
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.publish.views import ChangeView, items_of
from tracker.record.store.reader import Reader

WEEK = timedelta(weeks=1)
MOST = 26  # weeks in the feed: its page has all
HEADLINES = 5  # of a week, in the list and the feed: its page has all

Kept = Mapping[str, Any]  # what the mark keeps of a week


def path_of(monday: date) -> str:
    """Of the page of a week: "week/2026-w23.html"."""
    year, week, _ = monday.isocalendar()
    return f"{week_channel().stem}/{year}-w{week:02}.html"


class Weeks:
    """What a publication shows of weeks. `kept`: what the last one left, by Monday; None when all is made anew."""

    def __init__(
        self, source: Reader, site: Site, kept: Mapping[str, Kept] | None, view: Callable[[Change], ChangeView]
    ) -> None:
        self.source, self.site, self.view = source, site, view
        self.before, self._anew = kept or {}, kept is None
        self.kept: dict[str, Kept] = dict(self.before)
        self._touched: dict[date, list[Change]] = defaultdict(list)

    def touch(self, change: Change) -> None:
        """Take in a change that is new."""
        if change.severity in NEWS and not change.late:
            self._touched[monday_of(change.settled_at or change.first_with)].append(change)

    def touch_again(self, change: Change) -> None:
        """Take in one that is out, and has something new beside it, or another time, or is told no more."""
        self.touch(change)
        for monday, known in self.before.items():
            first, last = known["numbers"]
            if first <= (change.number or 0) <= last:  # where it may have stood
                self._touched[date.fromisoformat(monday)].append(change)

    def files(self) -> Iterator[dict[str, bytes]]:
        """The pages of the weeks that have something new; the list and the feed when they differ."""
        for monday in sorted(self._touched):
            yield from self._week(monday)
        look = self.source.newest_look()
        over = monday_of(look).isoformat() if look else ""
        self.kept = {monday: {**known, "over": monday < over} for monday, known in sorted(self.kept.items())}
        if self.kept != self.before or self._anew:
            yield self._list()
            yield self._feed()

    @property
    def gone(self) -> list[str]:
        """Pages of weeks of which nothing is told any more. Known when all is read."""
        return [path_of(date.fromisoformat(monday)) for monday in sorted(self.before.keys() - self.kept.keys())]

    def _week(self, monday: date) -> Iterator[dict[str, bytes]]:
        views = [self.view(change) for change in self._changes(monday)]
        key = monday.isoformat()
        if not views:
            self.kept.pop(key, None)
            return
        start = datetime.combine(monday, time(), UTC)
        items, path, channel = items_of(views, group=True), path_of(monday), week_channel()
        letter = of_digest(items, self.site, span_words(start, start + WEEK - timedelta(seconds=1)), at=path)
        title = letter.lines[0].text
        left = len(items) - HEADLINES
        self.kept[key] = {
            "numbers": [views[0].change.number, views[-1].change.number],
            "title": title,
            "lines": [item.title for item in items[:HEADLINES]] + ([f"And {left:,} more."] if left > 0 else []),
            "updated": iso(max(item.updated for item in items)),
        }
        yield make_page(
            self.site,
            "week.html",
            path,
            title=title,
            about="What changed in a week, by organisation; minor edits left out.",
            feeds=[channel],
            channel=channel,
            lines=letter.lines[1:],
        )

    def _changes(self, monday: date) -> list[Change]:
        """The news of a week, in order of publication."""
        touched, known = self._touched[monday], self.before.get(monday.isoformat())
        if known is None:  # then all of it is at hand
            return [change for change in touched if change.is_told]
        numbers = [*known["numbers"], *(change.number or 0 for change in touched)]
        where = ChangeFilter(
            told=True,
            severities=NEWS,
            late=False,
            after_number=min(numbers) - 1,
            before_number=max(numbers) + 1,
            newest_first=False,
        )
        found = self.source.changes(where)
        return [change for change in found if monday_of(change.settled_at or change.first_with) == monday]

    def _list(self) -> dict[str, bytes]:
        channel = week_channel()
        weeks = [(path_of(date.fromisoformat(monday)), known) for monday, known in reversed(self.kept.items())]
        return make_page(
            self.site,
            "weeks.html",
            channel.html,
            title=channel.title,
            about=channel.about,
            feeds=[channel],
            channel=channel,
            weeks=weeks,
        )

    def _feed(self) -> dict[str, bytes]:
        channel = week_channel()
        over = [(monday, known) for monday, known in self.kept.items() if known["over"]]
        entries = [self._entry(date.fromisoformat(monday), known, channel) for monday, known in over[-MOST:]]
        return feeds.render(Sheet(channel, None, None), entries, self.site)

    def _entry(self, monday: date, known: Kept, channel: Channel) -> FeedItem:
        ended = datetime.combine(monday, time(), UTC) + WEEK
        return FeedItem(
            key=monday.isoformat(),
            title=known["title"],
            path=path_of(monday),
            text="\n".join(known["lines"]),
            html=self.site.render("lines.html", lines=known["lines"]),
            published=ended,
            updated=max(ended, utc(known["updated"])),
            categories=(),
            record={"monday": monday.isoformat()},
        )
