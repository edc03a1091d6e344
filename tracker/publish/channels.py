"""Who gets which change: one channel each for everything, a page, an organisation, a tag, and so on.

A channel is published as a newest feed and archives (RFC 5005). Its changes are counted off in cells of a fixed size in
order of publication. An archive is one full cell and never changes again; the newest feed holds the few cells after the
last archive. So one new change touches the newest feed, and now and then one new archive, whatever the length of the
history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.compare.phrases import concerns
from tracker.model import NEWS, Change, ChangeFilter, ChangeKind, Direction, SavedSearch, Severity, ways
from tracker.model.shown import clean, file_name
from tracker.publish.settings import PublishSettings

DIRECTION_WORDS = {
    Direction.SAME: "same meaning",
    Direction.WEAKER: "weaker",
    Direction.STRONGER: "stronger",
    Direction.REVERSED: "reversed",
    Direction.DIFFERENT: "different",
    Direction.OPEN: "not judged",
}


class ChannelKind(StrEnum):
    """What a channel is made by, in the order in which they are listed."""

    ALL = "all"
    DIRECTION = "direction"
    SEVERITY = "severity"
    WEEK = "week"
    STATEMENT = "statement"
    COMMITMENT = "commitment"
    CONFLICT = "conflict"
    THREAD = "thread"
    SEARCH = "search"
    ORGANISATION = "organisation"
    TAG = "tag"
    PAGE = "page"
    INBOX = "inbox"
    HEALTH = "health"


GROUP_WORDS = {
    ChannelKind.ALL: "Everything",
    ChannelKind.DIRECTION: "Directions",
    ChannelKind.SEVERITY: "Severities",
    ChannelKind.WEEK: "Week by week",
    ChannelKind.STATEMENT: "Statements",
    ChannelKind.COMMITMENT: "Commitments",
    ChannelKind.CONFLICT: "Said at the same time",
    ChannelKind.THREAD: "Subjects",
    ChannelKind.SEARCH: "Saved searches",
    ChannelKind.ORGANISATION: "Organisations",
    ChannelKind.TAG: "Tags",
    ChannelKind.PAGE: "Pages",
    ChannelKind.INBOX: "Found, and not taken yet",
    ChannelKind.HEALTH: "For those who run this tracker",
}


@dataclass(frozen=True, slots=True)
class Channel:
    kind: ChannelKind
    key: str  # page id, organisation, tag, ... as the record has it
    title: str
    about: str  # one sentence
    where: ChangeFilter | None  # what is in it, when the record can find that by an index of its pages

    @property
    def stem(self) -> str:
        """Path of its files without what follows the first dot."""
        return f"{self.kind}/{file_name(self.key)}" if self.key else str(self.kind)

    @property
    def html(self) -> str:
        return "index.html" if self.kind is ChannelKind.ALL else f"{self.stem}.html"

    def feed(self, form: str, cell: int | None = None) -> str:
        """Path of the newest feed, or of the archive of a cell (from 0). `form`: rss.xml, atom.xml or json."""
        return f"{self.stem}.{form}" if cell is None else f"{self.stem}/{cell + 1}.{form}"

    @property
    def keep(self) -> int:
        """Full cells in the newest feed. More where the changes of all pages come together."""
        return 2 if self.kind is ChannelKind.ALL else 1

    @property
    def groups(self) -> bool:
        """Whether the same edit on several pages is one item here."""
        return self.kind is not ChannelKind.PAGE


def _channel(kind: ChannelKind, key: str, title: str, about: str, where: ChangeFilter | None) -> Channel:
    return Channel(kind, key, clean(title), clean(about), where)


def everything(settings: PublishSettings) -> Channel:
    about = "Every change of wording on every watched page; minor edits left out."
    return _channel(ChannelKind.ALL, "", settings.title, about, None)


def page_channel(page: str, organisation: str, title: str) -> Channel:
    about = f"Changes of wording in “{title}” by {organisation}; minor edits left out."
    return _channel(
        ChannelKind.PAGE, page, f"{organisation}: {title}", about, ChangeFilter(told=True, page=page, severities=NEWS)
    )


def organisation_channel(name: str) -> Channel:
    about = f"Changes of wording on all watched pages of {name}; minor edits left out."
    return _channel(
        ChannelKind.ORGANISATION, name, name, about, ChangeFilter(told=True, organisation=name, severities=NEWS)
    )


def tag_channel(tag: str) -> Channel:
    about = f"Changes of wording on all watched pages tagged “{tag}”; minor edits left out."
    return _channel(ChannelKind.TAG, tag, f"Tag: {tag}", about, ChangeFilter(told=True, tag=tag, severities=NEWS))


def direction_channel(direction: Direction) -> Channel:
    word = DIRECTION_WORDS[direction]
    about = {
        Direction.SAME: "Changes of wording that leave the meaning as it was; minor edits left out.",
        Direction.WEAKER: "Changes after which a page claims, promises, prohibits or permits less.",
        Direction.STRONGER: "Changes after which a page claims, promises, prohibits or permits more.",
        Direction.REVERSED: "Changes after which a page says the opposite.",
        Direction.DIFFERENT: "Changes after which a page says something else, neither weaker nor stronger.",
        Direction.OPEN: "Changes of which it is not judged which way they went: no answer is sure enough to be told.",
    }[direction]
    return _channel(ChannelKind.DIRECTION, direction, f"Direction: {word}", about, None)


def severity_channel(severity: Severity) -> Channel:
    about = {
        Severity.MINOR: "Style, counters, years and navigation words: what the other feeds leave out.",
        Severity.EDITORIAL: "Changes of wording without a change of meaning.",
        Severity.SUBSTANTIVE: "Changes of wording that change what is said.",
    }[severity]
    return _channel(ChannelKind.SEVERITY, severity, f"Severity: {severity}", about, None)


def search_channel(search: SavedSearch) -> Channel:
    about = f"Changes that match the saved search “{search.name}”."
    return _channel(ChannelKind.SEARCH, search.id, search.name, about, None)


def inbox_channel() -> Channel:
    about = "New addresses of followed companies that wait for the maintainer; nothing of them is vouched for here."
    return _channel(ChannelKind.INBOX, "", "Inbox", about, None)


def health_channel() -> Channel:
    about = "Pages that cannot be seen, are held back or alternate; troubles of the watch itself; and when it is over."
    return _channel(ChannelKind.HEALTH, "", "Health of the watch", about, None)


def commitment_channel() -> Channel:
    about = "Changes of the statements in which a company made a promise that is followed here."
    return _channel(ChannelKind.COMMITMENT, "all", "Commitments", about, None)


def thread_channel(subject: str, organisation: str) -> Channel:
    about = f"All that {organisation} said on this, in pages, statements and answers, in order, and how it shifted."
    return _channel(ChannelKind.THREAD, f"{subject}\n{organisation}", f"{organisation} on {subject}", about, None)


def conflict_channel() -> Channel:
    about = "Two statements of one organisation at one time, of which one says less than the other, or the opposite."
    return _channel(ChannelKind.CONFLICT, "all", "Said at the same time", about, None)


def week_channel() -> Channel:
    about = "What changed in a week, told when it is over; minor edits left out."
    return _channel(ChannelKind.WEEK, "", "Week by week", about, None)


def statement_channel() -> Channel:
    about = "New statements of companies that are followed, and those that were taken down."
    return _channel(ChannelKind.STATEMENT, "all", "New statements", about, None)


def channels_of(change: Change, settings: PublishSettings) -> Iterator[Channel]:
    """The channels a change belongs to."""
    yield severity_channel(change.severity)
    yield from (search_channel(search) for search in settings.searches if search.matches(change))
    if change.severity not in NEWS:
        return
    yield everything(settings)
    yield page_channel(change.page, change.organisation, change.page_title)
    yield organisation_channel(change.organisation)
    yield from (tag_channel(tag) for tag in dict.fromkeys(change.tags))
    if change.kind is not ChangeKind.EDIT:  # a statement that is new moved no way
        yield statement_channel()
        return
    yield from (direction_channel(way) for way in Direction if way in ways(change.edits, change.direction))
    if any(concerns(promise, change) for promise in settings.commitments):
        yield commitment_channel()


def declared_channels(organisations: Iterable[str], tags: Iterable[str], settings: PublishSettings) -> list[Channel]:
    """The channels that exist before anything has happened but for those of pages, in the order of their lists."""
    found = [everything(settings)]
    found += [direction_channel(direction) for direction in Direction]
    found += [severity_channel(severity) for severity in reversed(Severity)]
    found += [statement_channel()] if settings.follows else []
    found += [commitment_channel()] if settings.commitments else []
    found += map(search_channel, settings.searches)
    found += map(organisation_channel, organisations)
    found += map(tag_channel, tags)
    return found
