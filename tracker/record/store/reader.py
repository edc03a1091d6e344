"""The record as it is published: read only, and every answer follows from the record alone, never from the clock."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlite_utils import Database

from tracker.model import (
    NEWS,
    Block,
    BlockKind,
    Change,
    ChangeFilter,
    ChangeKind,
    ChangeStatus,
    CheckOutcome,
    Direction,
    InboxItem,
    Moment,
    Page,
    utc,
)
from tracker.model.dates import day_words, time_words
from tracker.model.health import HealthEvent, Part
from tracker.record.store.changes import Changes
from tracker.record.store.documents import Documents
from tracker.record.store.health import Health
from tracker.record.store.inbox import Inbox
from tracker.record.store.notes import Notes
from tracker.record.store.pages import Pages
from tracker.record.store.published_pages import Roster, Rosters
from tracker.record.store.search import Search
from tracker.record.store.versions import KINDS

WITHDRAWN = '"withdrawn: '
ALTERNATING = '"alternating"'  # among the flags of a change
_GOOD = (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED)
_VERSION = "SELECT n FROM versions WHERE id = ? LIMIT 1"  # a text that several pages have is the same on each


@dataclass(frozen=True, slots=True)
class Age:
    """A run of blocks of the current wording that came together, and since when they have been there."""

    blocks: tuple[Block, ...]
    since: datetime
    from_start: bool  # there when watching began: they may be older
    change: str | None  # published change that brought them


@dataclass(frozen=True, slots=True)
class CurrentText:
    """The text of a page that is in force, navigation left out, in order."""

    moment: Moment
    ages: tuple[Age, ...]


@dataclass(frozen=True, slots=True)
class DayChecks:
    """How often a page was looked at on one day."""

    day: date  # UTC
    good: int  # checks that saw the page: new, unchanged or not modified
    failed: int  # checks that did not: failed or quarantined


@dataclass(frozen=True, slots=True)
class DaysLooked:
    """When a page was looked at, and when not."""

    first_good: datetime | None
    last_good: datetime | None
    days: tuple[DayChecks, ...]  # oldest first, days with a check only


@dataclass(frozen=True, slots=True)
class Remark:
    """Something put beside a change once it was told."""

    at: datetime
    who: str | None  # None: the tracker itself
    text: str


@dataclass(frozen=True, slots=True)
class Retold:
    """What must be told again."""

    number: int  # of the newest of them
    changes: tuple[str, ...]
    anew: bool  # one of them says something else now, so that all lists it stands in may differ


class Reader:
    """Answers what publishing asks. Changes come whole, with their edits, by ranges of publication numbers."""

    def __init__(
        self,
        db: Database,
        pages: Pages,
        changes: Changes,
        notes: Notes,
        health: Health,
        inbox: Inbox,
        search: Search,
        documents: Documents,
    ) -> None:
        self.search, self.documents = search, documents
        self._db, self._pages, self._changes, self._notes, self._health = db, pages, changes, notes, health
        self._inbox = inbox
        self._roster = Rosters(db, pages)

    def pages(self, organisation: str | None = None, tag: str | None = None) -> list[Page]:
        """Every page that is watched or has a published change, in order of id; of an organisation, or with a tag."""
        return self._pages.shown(organisation=organisation, tag=tag)

    def page(self, id: str) -> Page | None:
        """One of these."""
        return next(iter(self._pages.shown(id=id)), None)

    def known_page(self, id: str) -> Page | None:
        """A page of the record, shown or not."""
        return self._pages.get(id)

    def roster(self, since: str | None, number: int) -> Roster:
        """What became of these since the roster of that mark, when changes up to that number were published."""
        return self._roster.since(since, number)

    def changes(self, where: ChangeFilter, *, edits: bool = True) -> list[Change]:
        return self._changes.find(where, edits=edits)

    def count(self, where: ChangeFilter) -> int:
        return self._changes.count(where)

    def change(self, id: str) -> Change | None:
        return self._changes.get(id)

    def origins(self, change: Change) -> tuple[str, str]:
        """Where the captures before and after a change came from."""
        rows = self._db.execute(
            "SELECT n, source FROM snapshots WHERE n IN (?, ?)", [change.before.snapshot, change.after.snapshot]
        )
        source = dict(rows.fetchall())
        return source[change.before.snapshot], source[change.after.snapshot]

    def moment(self, version: str, snapshot: int) -> Moment:
        """A stored capture by reference, as the place where a text was seen."""
        at, sha256, url = self._db.execute(
            "SELECT at, sha256, final_url FROM snapshots WHERE n = ?", [snapshot]
        ).fetchone()
        return Moment(version, utc(at), sha256, snapshot, url)

    def newest_look(self) -> datetime | None:
        """When any page was last looked at: the only day of today that the record knows."""
        return self._pages.newest_check()

    def captured_at(self, snapshot: int) -> datetime:
        """When a capture was made."""
        return utc(self._db.execute("SELECT at FROM snapshots WHERE n = ?", [snapshot]).fetchone()[0])

    def language(self, page: str, version: str) -> str | None:
        """The language of a text as the watchlist says it of its page, else as the page declares it (BCP 47)."""
        watched = self._pages.get(page)
        if watched is not None and watched.language:
            return watched.language
        row = self._db.execute("SELECT language FROM versions WHERE page = ? AND id = ?", [page, version]).fetchone()
        return row[0] if row else None

    def marks(self, *, texts: bool) -> dict[str, str]:
        """What the record has of each organisation: another mark when a document came, was answered or withdrawn.

        With `texts` also when a text or a change did: all that a thread may show.
        """
        documents = (
            "SELECT page, COUNT(*) AS n, COUNT(snapshot) AS answered,"
            " SUM(snapshot IN (SELECT snapshot FROM withdrawn)) AS withdrawn FROM documents GROUP BY page"
        )
        columns, joins = "SUM(d.n), SUM(d.answered), SUM(d.withdrawn)", f"LEFT JOIN ({documents}) d ON d.page = p.id"
        if texts:
            columns += ", COUNT(*), SUM(v.n), MAX(v.at), SUM(s.n), MAX(s.at), SUM(c.n), SUM(c.told), SUM(c.settled)"
            for name, table in (("v", "versions"), ("s", "spans")):
                found = f"SELECT page, COUNT(*) AS n, MAX(first_at) AS at FROM {table} GROUP BY page"  # noqa: S608
                joins += f" LEFT JOIN ({found}) {name} ON {name}.page = p.id"
            found = "SELECT page, COUNT(*) AS n, COUNT(number) AS told, COUNT(settled_at) AS settled FROM changes"
            joins += f" LEFT JOIN ({found} GROUP BY page) c ON c.page = p.id"
        rows = self._db.execute(
            f"SELECT p.organisation, {columns} FROM pages p {joins}"  # noqa: S608
            " WHERE p.config NOT LIKE '%\"follow\":{%' GROUP BY p.organisation"
        )
        return {row[0]: " ".join(str(value or 0) for value in row[1:]) for row in rows}

    def lifetimes(self) -> dict[str, tuple[str, str]]:
        """The first and the last good look at each page that was ever seen, as they are stored (UTC text)."""
        rows = self._db.execute("SELECT page, MIN(first_at), MAX(last_at) FROM spans GROUP BY page")
        return {page: (first, last) for page, first, last in rows}

    def first_look(self, organisation: str | None = None) -> datetime | None:
        """When any page, or one of an organisation, was seen first. None when none was."""
        where = "" if organisation is None else " WHERE page IN (SELECT id FROM pages WHERE organisation = ?)"
        values = [] if organisation is None else [organisation]
        (first,) = self._db.execute(f"SELECT MIN(first_at) FROM spans{where}", values).fetchone()  # noqa: S608
        return None if first is None else utc(first)

    def weeks(self, organisation: str) -> dict[str, tuple[int, int]]:
        """The published changes of an organisation that are more than minor, by the Monday of their week, of the year
        up to the newest: how many, and of these weaker or reversed.
        """
        news = ChangeFilter(organisation=organisation, severities=NEWS)
        newest = self.changes(replace(news, limit=1), edits=False)
        if not newest:
            return {}
        asked = replace(news, since=newest[0].first_with - timedelta(days=366))
        less = replace(asked, directions=(Direction.WEAKER, Direction.REVERSED))
        total, weaker = self._changes.by_week(asked), self._changes.by_week(less)
        return {monday: (count, weaker.get(monday, 0)) for monday, count in total.items()}

    def taken_down(self, page: str) -> tuple[datetime, datetime] | None:
        """Between which looks a statement was taken down as a whole. None when it was not, or is back."""
        row = self._db.execute(
            "SELECT c.last_without, c.first_with FROM changes c WHERE c.page = ? AND c.kind = ?"
            " AND NOT EXISTS (SELECT 1 FROM spans s WHERE s.page = c.page AND s.last_at > c.first_with)"
            " ORDER BY c.first_with DESC LIMIT 1",
            [page, ChangeKind.TAKEN_DOWN],
        ).fetchone()
        return (utc(row[0]), utc(row[1])) if row else None

    def remarks(self, change: str) -> list[Remark]:
        """What was put beside a change once it was told, in order of time: public notes, and that it was taken back."""
        notes = (Remark(note.at, note.who, note.text) for note in self._notes.of(change, public=True))
        undone = self._db.execute(
            "SELECT settled_at, first_with, flags FROM changes WHERE relates_to = ? AND status = ?",
            [change, ChangeStatus.REVERTED],
        )
        back = (Remark(utc(row[0] or row[1]), None, _taken_back(utc(row[1]), row[2])) for row in undone)
        return sorted((*notes, *back), key=lambda remark: remark.at)

    def retold(self, after: int) -> Retold:
        """Which published changes have something new beside them since that number."""
        rows = self._db.execute("SELECT n, change, anew FROM retold WHERE n > ? ORDER BY n", [after]).fetchall()
        return Retold(rows[-1][0] if rows else after, tuple(row[1] for row in rows), any(row[2] for row in rows))

    def inbox(self, limit: int) -> list[InboxItem]:
        """What was found and waits, the newest first; only what was looked at."""
        return self._inbox.waiting(limit)

    def events(self, after: int = 0, before: int | None = None) -> list[HealthEvent]:
        """What the maintainer was told, by number."""
        return self._health.events(after, before)

    def unwell(self) -> list[HealthEvent]:
        """The troubles that watched pages and the watch itself are in, the oldest first."""
        pages = self._db.execute(
            "SELECT id FROM pages WHERE watched AND EXISTS (SELECT 1 FROM health WHERE page = pages.id)"
        ).fetchall()
        found = [event for page in pages for event in self._health.open(page[0])]
        found += [event for part in Part for event in self._health.open(part=part)]
        return sorted(found, key=lambda event: event.number or 0)

    def wording(self, version: str) -> tuple[Block, ...]:
        """The compared blocks of a version, in order."""
        return self.wordings(version)[0]

    def wordings(self, *versions: str) -> list[tuple[Block, ...]]:
        """Those of several; a block that more than one of them has is read once."""
        numbers = [self._numbers(version) for version in versions]
        blocks = self._blocks({number for own in numbers for number in own})
        return [tuple([blocks[number] for number in own if number in blocks]) for own in numbers]

    def _numbers(self, version: str) -> list[int]:
        """The blocks of a version, in order, navigation among them."""
        rows = self._db.execute(
            f"SELECT block FROM version_blocks WHERE version = ({_VERSION}) ORDER BY position",  # noqa: S608
            [version],
        )
        return [number for (number,) in rows]

    def _blocks(self, numbers: Collection[int]) -> dict[int, Block]:
        """Blocks by number, but for navigation."""
        rows = self._db.execute(
            "SELECT n, kind, text FROM blocks WHERE n IN (SELECT value FROM json_each(?)) AND kind <> ?",
            [json.dumps([*numbers]), BlockKind.NAVIGATION],
        )
        return {number: Block(KINDS[kind], text) for number, kind, text in rows}

    def current(self, page: str) -> CurrentText | None:
        """The wording in force, each block with the published change that brought it. None when never seen."""
        state = self._pages.state(page)
        row = None
        if state.version is not None:
            row = self._db.execute(
                "SELECT v.first_at, s.sha256, s.n, s.final_url,"
                " (SELECT MIN(first_at) FROM versions WHERE page = v.page)"
                " FROM versions v JOIN snapshots s ON s.n = v.snapshot WHERE v.page = ? AND v.id = ?",
                [page, state.version],
            ).fetchone()
        if row is None or state.version is None:
            return None
        numbers = self._numbers(state.version)
        blocks = self._blocks(numbers)
        brought: dict[int, Change] = {}
        left = set(blocks)
        # Newest first: what a change brought is not in its before.
        for change in self._changes.find(ChangeFilter(page=page), edits=False):
            if not left:
                break
            older = left.intersection(self._numbers(change.before.version))
            brought |= dict.fromkeys(left - older, change)
            left = older
        begun = utc(row[4])
        ages = []
        for by, run in groupby((number for number in numbers if number in blocks), key=brought.get):
            together = tuple([blocks[number] for number in run])
            ages.append(Age(together, by.first_with, False, by.id) if by else Age(together, begun, True, None))
        return CurrentText(Moment(state.version, utc(row[0]), row[1], row[2], row[3]), tuple(ages))

    def coverage(self, page: str) -> DaysLooked:
        """When a page was looked at, day by day."""
        marks = ",".join("?" * len(_GOOD))
        rows: Sequence[tuple[str, int, int]] = self._db.execute(
            f"SELECT substr(at, 1, 10), SUM(outcome IN ({marks})), SUM(outcome NOT IN ({marks}))"  # noqa: S608
            " FROM checks WHERE page = ? GROUP BY 1 ORDER BY 1",
            [*_GOOD, *_GOOD, page],
        ).fetchall()
        first, last = self._db.execute(
            f"SELECT MIN(at), MAX(at) FROM checks WHERE page = ? AND outcome IN ({marks})",  # noqa: S608
            [page, *_GOOD],
        ).fetchone()
        return DaysLooked(
            utc(first) if first else None,
            utc(last) if last else None,
            tuple(DayChecks(date.fromisoformat(day), good, failed) for day, good, failed in rows),
        )


def _taken_back(at: datetime, flags: str) -> str:
    if WITHDRAWN in flags:
        return f"This statement was entered by mistake, and was withdrawn on {day_words(at)}."
    said = f"The wording from before this change was back on {time_words(at)}."
    return f"{said} Since then the page shows both in turn." if ALTERNATING in flags else said
