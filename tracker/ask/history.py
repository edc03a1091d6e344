"""`History`: the questions, put to the store and answered by the pure modules beside this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.ask.periods import Period, parse
from tracker.compare import compare
from tracker.errors import UnknownName, UsageError
from tracker.model import (
    Block,
    Capture,
    Change,
    ChangeFilter,
    Commitment,
    Comparison,
    Document,
    DocumentKind,
    InboxItem,
    ItemState,
    Moment,
    Page,
    Statement,
    utc,
)
from tracker.model.dates import minute_words
from tracker.model.names import fitting
from tracker.model.text import comparable
from tracker.record.store import Access, BlockRun, Note, Store

# What answers a question is loaded when it is asked: `log` and `show` begin a tenth sooner.
if TYPE_CHECKING:
    from tracker.ask.blame import Blamed
    from tracker.ask.coverage import Coverage
    from tracker.ask.reasons import PageReasons
    from tracker.record.commitments import Followed
    from tracker.record.phrase_spans import Stand


@dataclass(frozen=True, slots=True)
class Seen:
    """A text of a page, the capture it comes from, and between which looks it stood."""

    page: Page
    number: int  # of this text among those the page had, from 1 in order of first sight
    moment: Moment
    source: str
    first_at: datetime
    last_at: datetime
    next_at: datetime | None  # when another text was first seen; None: it is the last
    checks: int  # that saw it, in this stretch


@dataclass(frozen=True, slots=True)
class PhraseStanding:
    """A phrase, or a near form of one, on one page."""

    page: Page
    form: str  # as it was asked for, or as the page has it
    near: bool
    stands: tuple[Stand, ...]  # oldest first
    looked: datetime  # last good look at the page


@dataclass(frozen=True, slots=True)
class Presence:
    """A page that shows or showed a line, and when."""

    page: Page
    first_at: datetime
    last_at: datetime
    still: bool  # it was there at the last look


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that a search found."""

    block: Block
    places: tuple[Presence, ...]


class History:
    """Reads a store. Raises UnknownName, with near names, and UsageError for what is not there."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.store = store
        self.now = now

    # -- names

    def inbox(
        self,
        states: Sequence[ItemState] = (ItemState.NEW,),
        organisation: str | None = None,
        source: str | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> list[InboxItem]:
        """Addresses that followed pages named, in these states, the newest first. UnknownName for an unknown source."""
        if source is not None:
            source = self.page(source).id
        return self.store.inbox.find(states, organisation, source, text, limit=limit)

    def documents(self, organisation: str | None = None, kind: DocumentKind | None = None) -> list[Document]:
        """What carries statements, the earliest said first."""
        return self.store.documents.find(organisation, kind)

    def page(self, id_: str) -> Page:
        """The page of this id, or the only one that it is short for."""
        page = self.store.pages.get(id_)
        if page is None:
            known = [page.id for page in self.store.pages.all()]
            return self.page(_meant("page", id_, known))
        return page

    def organisation(self, name: str) -> str:
        """An organisation as the record writes it; the case does not matter, and a part will do that only one has."""
        known = sorted({page.organisation for page in self.store.pages.all()})
        for found in known:
            if found.casefold() == name.casefold():
                return found
        return _meant("organisation", name, known)

    def tag(self, name: str) -> str:
        known = self.store.search.tags()
        if name.lower() not in known:
            raise _unknown("tag", name, known)
        return name.lower()

    def change(self, prefix: str) -> Change:
        """The change whose id begins so. UsageError when there is none or more than one."""
        ids = self.store.changes.ids(prefix.lower()) if prefix else []
        if not ids:
            raise UsageError(f"no change has an id that begins with {prefix!r}; `tracker log --all` lists them")
        if len(ids) > 1:
            raise UsageError(f"{prefix!r} is short of an id: {', '.join(ids)} begin so; give one more character")
        change = self.store.changes.get(ids[0])
        assert change is not None
        return change

    def notes(self, change: Change) -> list[Note]:
        """The remarks on a change, oldest first."""
        return self.store.notes.of(change.id)

    def pages(self) -> list[Page]:
        """Every page of the record, watched or not."""
        return self.store.pages.all()

    def changes(self, where: ChangeFilter, *, edits: bool = True) -> list[Change]:
        """Changes for which every field of the filter holds; without their edits, which takes a third of the time."""
        return self.store.changes.find(where, edits=edits)

    def count(self, where: ChangeFilter) -> int:
        """How many changes a filter holds for; its limit is ignored."""
        return self.store.changes.count(where)

    def capture(self, moment: Moment) -> Capture | None:
        """The bytes as served that one side of a change was read from."""
        return self.store.snapshots.get(moment.snapshot)

    def wordings(self, change: Change) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """The compared blocks before and after a change."""
        old, new = self.store.reader.wordings(change.before.version, change.after.version)
        return old, new

    def reasons(self, page: Page) -> PageReasons:
        """Why a page shows what it shows: its last look, and what became of its latest changes."""
        from tracker.ask.reasons import page_reasons

        return page_reasons(self.store, page.id)

    def source(self, moment: Moment) -> str:
        """Where a capture is from: http, browser, warc:FILE, wayback:ADDRESS, manual:WHO."""
        return self.store.search.source(moment.snapshot)

    def period(self, text: str) -> Period:
        """UsageError when it is no date."""
        try:
            return parse(text, self.now())
        except ValueError as error:
            raise UsageError(str(error)) from None

    # -- texts

    def seen(self, page: Page, when: str = "now", *, after: bool = True) -> Seen:
        """The text of a page at a time, by its number (#3), or by a change: after it, or before it.

        UsageError when the page had not been seen by then.
        """
        if match := re.fullmatch(r"#(\d{1,6})|(\d{1,3})", when.strip()):
            return self._numbered(page, int(match[1] or match[2]))
        if re.fullmatch(r"[0-9a-f]{5,16}", when) and self.store.changes.ids(when):
            change = self.change(when)
            if change.page != page.id:
                raise UsageError(f"{change.id} is a change of {change.page}, not of {page.id}")
            moment = change.after if after else change.before
            return self._at(page, moment.captured_at if after else change.last_without, moment.version)
        return self._at(page, self.period(when).last)

    def previous(self, seen: Seen) -> Seen | None:
        """The last text of a page before this one whose wording is another: more than "2 days ago" differs."""
        wording = self._wording(seen.moment.version)
        for span in reversed(self.store.checks.spans(seen.page.id)):
            if span.last_at < seen.first_at and self._wording(span.version) != wording:
                return self._at(seen.page, span.last_at)
        return None

    def _wording(self, version: str) -> list[str]:
        return [comparable(block.text) for block in self.store.reader.wording(version)]

    def statement(self, seen: Seen) -> Statement:
        return self._text(seen.page, seen.moment.version)

    def _text(self, page: Page, version: str) -> Statement:
        found = self.store.versions.get(page.id, version)
        assert found is not None
        return found

    def compare(self, old: Seen, new: Seen) -> tuple[Statement, Statement, Comparison]:
        """Both texts and what differs."""
        return self._compared(new.page, old.moment.version, new.moment.version)

    def _compared(self, page: Page, old: str, new: str) -> tuple[Statement, Statement, Comparison]:
        a, b = self._text(page, old), self._text(page, new)
        return a, b, compare(a.wording, b.wording, language=page.language or b.language)

    # -- promises

    def commitment(self, promised: Commitment) -> Followed:
        """What became of a promise that the watchlist names."""
        from tracker.record.commitments import read_commitment

        return read_commitment(self.store.reader, promised)

    def _numbered(self, page: Page, number: int) -> Seen:
        versions = self.store.versions.of(page.id)
        if not 1 <= number <= len(versions):
            raise UsageError(f"{page.id} has no text number {number}; it had {len(versions)}")
        version = versions[number - 1]
        return self._at(page, version.first_at, version.id)

    def _at(self, page: Page, at: datetime, version: str | None = None) -> Seen:
        spans = self.store.checks.spans(page.id)
        fit = [n for n, span in enumerate(spans) if span.first_at <= at and version in (None, span.version)]
        if not fit and version is None:
            if not spans:
                raise UsageError(f"{page.id} has not been seen yet; `tracker check {page.id}` looks at it")
            raise UsageError(f"{page.id} was first seen at {_stamp(spans[0].first_at)}, later than that")
        number = {v.id: n for n, v in enumerate(self.store.versions.of(page.id), 1)}
        if not fit:  # held back: kept, and never taken for the page
            assert version is not None
            held = self.store.versions.of(page.id)[number[version] - 1]
            assert held.snapshot is not None
            moment = self.store.snapshots.moment(version, held.snapshot)
            return Seen(page, number[version], moment, "", held.first_at, held.first_at, None, 1)
        span = spans[fit[-1]]
        later = spans[fit[-1] + 1].first_at if fit[-1] + 1 < len(spans) else None
        snapshot, source = self.store.search.capture(page.id, span.version, min(at, span.last_at))
        moment = self.store.snapshots.moment(span.version, snapshot)
        return Seen(page, number[span.version], moment, source, span.first_at, span.last_at, later, span.checks)

    # -- questions over all texts

    def when(self, phrase: str, pages: Sequence[Page] = (), *, near: bool = False) -> list[PhraseStanding]:
        """On which pages a phrase stood, and when. UsageError when it has no word."""
        from tracker.compare.phrases import unspaced
        from tracker.record.phrase_spans import by_page, held, holding, stands

        if not re.search(r"[^\W_]", phrase):
            raise UsageError(f"{phrase!r} has no word to look for")
        forms = {phrase: (False, holding(self.store.search, phrase))}
        if near and not unspaced(phrase):
            forms |= {form: (True, blocks) for form, blocks in self._near(phrase).items()}
        blocks = {block for _, found in forms.values() for block in found}
        runs_of: dict[int, list[BlockRun]] = {}
        for run in self.store.search.runs(blocks, [page.id for page in pages]):
            runs_of.setdefault(run.block, []).append(run)
        shown = {run.page for runs in runs_of.values() for run in runs}
        named = self.store.pages.named(shown)
        seen = by_page(self.store.search.sightings(shown))
        answers = [
            PhraseStanding(named[id_], form, is_near, found, utc(seen[id_][-1].last_at))
            for form, (is_near, numbers) in forms.items()
            for id_, runs in _by_page(run for number in numbers for run in runs_of.get(number, ())).items()
            if id_ in seen and (found := tuple(stands(seen[id_], held(runs))))
        ]
        return sorted(answers, key=lambda a: (a.page.id, a.near, a.stands[0].first_with, a.form))

    def _near(self, phrase: str) -> dict[str, list[int]]:
        """The near forms of a phrase, each with the blocks that hold it."""
        from tracker.compare.phrases import fold, near_forms, near_query

        forms: dict[str, tuple[str, list[int]]] = {}
        for n, text in self.store.search.matching(near_query(phrase)):
            for form in near_forms(phrase, text):
                forms.setdefault(fold(form), (form, []))[1].append(n)
        return dict(forms.values())

    def search(self, query: str, pages: Sequence[Page] | None = None, *, limit: int = 20) -> tuple[list[Hit], int]:
        """Lines of any text ever that a query finds, best first, and how many there are in all."""
        from tracker.ask.query_syntax import fts_query

        ids = None if pages is None else [page.id for page in pages]
        numbers, total = self.store.search.best(fts_query(query), limit, ids)
        blocks = self.store.search.blocks(numbers)
        named = {page.id: page for page in pages or ()}
        hits = []
        for number in numbers:
            places = self.store.search.lifetimes(number)
            shown = tuple(
                Presence(named.get(id_) or self.page(id_), utc(first), utc(last), still)
                for id_, first, last, still in places
                if not named or id_ in named
            )
            hits.append(Hit(blocks[number], shown))
        return hits, total

    def blame(self, page: Page, when: str = "now") -> list[Blamed]:
        """Every sentence of a page as it stood, and since when it has said it."""
        from tracker.ask.blame import blamed, since
        from tracker.compare.sentences import sentences
        from tracker.record.phrase_spans import in_force

        last = self.period(when).last
        changes = self.store.changes.find(ChangeFilter(page=page.id, statuses=(), until=None, newest_first=True))
        seen = [s for s in self.store.search.sightings([page.id]) if utc(s.first_at) <= last]
        if not seen:
            self._at(page, last)
        force = in_force(seen, changes)
        wordings = self.store.search.wordings(page.id)
        blocks = self.store.search.blocks({n for numbers in wordings.values() for n in numbers})
        cut: dict[int, list[str]] = {}

        def cuts(number: int) -> list[str]:
            if number not in cut:
                cut[number] = sentences(blocks[number].text)
            return cut[number]

        found = since(force, wordings, cuts)
        now = [blocks[n] for n in wordings.get(force[-1].version, ())]
        published = [change for change in changes if change.number is not None]
        return blamed(found, now, published)

    def coverage(self, page: Page, since: datetime | None = None, until: datetime | None = None) -> Coverage:
        """Every look at a page from `since` up to and without `until`."""
        from tracker.ask.coverage import coverage

        changes = self.store.changes.find(ChangeFilter(page=page.id, statuses=(), since=since, until=until))
        checks = list(self.store.checks.of(page.id, since=since, until=until))
        return coverage(page, checks, changes)


@contextmanager
def open_history(db: Path, now: Callable[[], datetime] | None = None) -> Iterator[History]:
    """A record to read. StoreError when there is none."""
    with Store(db, create=False, access=Access.READ) as store:
        yield History(store, now or (lambda: datetime.now(UTC)))


def _meant(kind: str, name: str, known: Sequence[str]) -> str:
    """The only known name that this one is short for. UnknownName when there is none, or more than one."""
    found = fitting(name, known)
    if len(found) == 1:
        return found[0]
    raise UnknownName(kind, name, found[:3]) if found else _unknown(kind, name, known)


def _unknown(kind: str, name: str, known: Sequence[str]) -> UnknownName:
    import difflib  # only a name that is not found needs it

    parts = {part: other for other in known for part in re.findall(r"[^\W_]+", other.casefold()) if len(part) > 2}
    names = parts | {other.casefold(): other for other in known}
    close = difflib.get_close_matches(name.casefold(), names, n=6, cutoff=0.7)
    return UnknownName(kind, name, list(dict.fromkeys(names[other] for other in close))[:3])


def _by_page(runs: Iterable[BlockRun]) -> dict[str, list[BlockRun]]:
    found: dict[str, list[BlockRun]] = {}
    for run in runs:
        found.setdefault(run.page, []).append(run)
    return found


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', " ") + '"'


def _stamp(at: datetime) -> str:
    return minute_words(at.astimezone())
