"""What organisations said on a subject, read from the record: by the index of words, then only the lines it names.

::

    words -> lines that may speak of it -> their sentences -> texts that hold them -> when each stood, and where
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from tracker.compare.claims import Former, Weaver, rewritten
from tracker.compare.subjects import answering, is_asked, queries, said_id, same_words, speaking
from tracker.model import (
    TOLD,
    Block,
    BlockKind,
    Change,
    ChangeFilter,
    ChangeKind,
    ChangeStatus,
    Direction,
    Document,
    DocumentKind,
    utc,
)
from tracker.model.subject import Place, PlaceState, Said, Subject, Thread
from tracker.record.dated import said_on
from tracker.record.phrase_spans import Stand, by_page, held, in_force, stands
from tracker.record.store import BlockRun, BlockSpan, Reader

_UNTOLD = (ChangeStatus.PENDING, ChangeStatus.REVERTED)


@dataclass(slots=True)
class _Found:
    """A sentence of one organisation, while it is gathered."""

    organisation: str
    text: str
    block: Block
    places: list[Place] = field(default_factory=list)
    answers: bool = False


def read_said(source: Reader, subject: Subject, organisation: str | None = None) -> dict[str, list[Said]]:
    """Each sentence that speaks of a subject, by organisation and in order of the date said; of one alone, if named."""
    return _ThreadReading(source, subject, organisation).said()


class _ThreadReading:
    def __init__(self, source: Reader, subject: Subject, organisation: str | None) -> None:
        self.source, self.subject, self.organisation = source, subject, organisation
        self.found: dict[str, _Found] = {}  # by id
        # Many sentences of a page are in the same texts.
        self._language = cache(source.language)
        self._capture, self._moment = cache(source.search.capture), cache(source.moment)

    def said(self) -> dict[str, list[Said]]:
        documents: dict[str, list[Document]] = defaultdict(list)
        for document in self.source.documents.find(self.organisation):
            if not self.subject.organisations or document.organisation in self.subject.organisations:
                documents[document.page].append(document)
        lines = self._lines(sorted(documents) if self._narrow else None)
        runs: dict[str, dict[int, list[BlockRun]]] = defaultdict(lambda: defaultdict(list))  # page -> line -> runs
        for run in self.source.search.runs(lines, sorted(documents) if self._narrow else ()):
            if run.page in documents:
                runs[run.page][run.block].append(run)
        asked = {page for page, known in documents.items() if any(is_asked(self.subject, each) for each in known)}
        seen = self._sightings({*runs, *asked})
        for page, sightings in seen.items():
            self._read_page(page, documents[page], runs.get(page, {}), lines, sightings)
        return self._gathered()

    @property
    def _narrow(self) -> bool:
        return self.organisation is not None or bool(self.subject.organisations)

    def _lines(self, pages: Sequence[str] | None) -> dict[int, tuple[Block, list[str]]]:
        """The lines that speak of it, by number, each with its sentences that do. Headings and menus say nothing."""
        search = self.source.search
        indexed, unindexed = queries(self.subject)
        query = " OR ".join(f"({each})" for each in indexed)
        texts = dict(search.matching(query, pages)) if indexed else {}
        for word in unindexed:
            texts.update(search.containing(word))
        spoken = {n: told for n, text in texts.items() if (told := speaking(self.subject, text))}
        blocks = search.blocks(spoken)
        return {
            n: (blocks[n], told)
            for n, told in spoken.items()
            if blocks[n].kind not in (BlockKind.HEADING, BlockKind.NAVIGATION)
        }

    def _sightings(self, pages: Iterable[str]) -> dict[str, Sequence[BlockSpan]]:
        """What each page showed when, without texts that never became its wording."""
        passing = defaultdict(list)
        where = ChangeFilter(organisation=self.organisation, statuses=_UNTOLD)
        for change in self.source.changes(where, edits=False):
            passing[change.page].append(change)
        seen = by_page(self.source.search.sightings(pages))
        return {page: in_force(spans, passing[page]) for page, spans in seen.items() if spans}

    def _read_page(
        self,
        page: str,
        documents: Sequence[Document],
        runs: Mapping[int, list[BlockRun]],
        lines: Mapping[int, tuple[Block, list[str]]],
        sightings: Sequence[BlockSpan],
    ) -> None:
        answers = [each for each in documents if each.kind is DocumentKind.ANSWER and each.snapshot is not None]
        others = [each for each in documents if each.kind is not DocumentKind.ANSWER]
        holders: dict[str, tuple[str, Block, list[BlockRun]]] = {}  # sentence -> as first met, its line, its runs
        for line in sorted(runs):
            block, told = lines[line]
            for sentence in told:
                holders.setdefault(same_words(sentence), (sentence, block, []))[2].extend(runs[line])
        heard = self._heard(page, answers, sightings)
        for document, seen, place in heard:
            for sentence, block, held_by in holders.values():
                if seen.number in held(held_by):
                    self._add(document, sentence, block, place)
            if is_asked(self.subject, document):
                self._answer(document, place)
        if not others:
            return
        by_hand = {seen.first_at for _, seen, _ in heard}
        shown = [seen for seen in sightings if seen.first_at not in by_hand]
        gone = self.source.taken_down(page)
        for sentence, block, held_by in holders.values():
            if runs_of := stands(shown, held(held_by)):
                document = _bearing(others, runs_of[0].first_with)
                self._add(document, sentence, block, self._place(document, shown, held_by, runs_of, gone))

    def _heard(
        self, page: str, answers: Sequence[Document], sightings: Sequence[BlockSpan]
    ) -> list[tuple[Document, BlockSpan, Place]]:
        """What was said to somebody: each answer, with the text that holds it."""
        found = []
        for document in answers:
            assert document.snapshot is not None
            at = self.source.captured_at(document.snapshot)
            seen = next((each for each in reversed(sightings) if utc(each.first_at) <= at), None)
            if seen is None:
                continue
            moment = self.source.moment(seen.version, document.snapshot)
            said = said_on(document) or at
            language = self._language(page, seen.version)
            place = Place(document, said, True, at, at, None, None, PlaceState.SAID, moment, ((at, at),), language)
            found.append((document, seen, place))
        return found

    def _place(
        self,
        document: Document,
        sightings: Sequence[BlockSpan],
        runs: Iterable[BlockRun],
        found: Sequence[Stand],
        gone: tuple[datetime, datetime] | None,
    ) -> Place:
        """Where a sentence of a page stood, from its first time to its last."""
        first, last = found[0], found[-1]
        holders = held(runs)
        seen = next(each for each in sightings if each.number in holders)
        until = last.first_without
        if until is None and gone is not None and gone[0] >= last.last_with:  # taken down as a whole
            until = gone[1]
        dated = said_on(document) if first.last_without is None and document.kind is not DocumentKind.PAGE else None
        snapshot, _ = self._capture(document.page, seen.version, utc(seen.last_at))
        return Place(
            document,
            dated or first.first_with,
            dated is not None,
            first.first_with,
            last.last_with,
            first.last_without,
            until,
            PlaceState.STANDS if until is None else PlaceState.GONE,
            self._moment(seen.version, snapshot),
            tuple((stand.first_with, stand.last_with) for stand in found),
            self._language(document.page, seen.version),
        )

    def _answer(self, document: Document, place: Place) -> None:
        """All that was answered to a question that speaks of it."""
        blocks = {block.text: block for block in self.source.wording(place.moment.version)}
        spoken = [text for text, block in blocks.items() if block.kind is not BlockKind.HEADING]
        for sentence, line in answering(spoken):
            known = self._add(document, sentence, blocks[line], place)
            known.answers = known.answers or not speaking(self.subject, sentence)

    def _add(self, document: Document, sentence: str, block: Block, place: Place) -> _Found:
        id_ = said_id(document.organisation, sentence)
        known = self.found.setdefault(id_, _Found(document.organisation, sentence, block))
        if place not in known.places:
            if known.places and place.said < min(each.said for each in known.places):
                known.text, known.block = sentence, block  # as it was said first
            known.places.append(place)
        return known

    def _gathered(self) -> dict[str, list[Said]]:
        threads: dict[str, list[Said]] = defaultdict(list)
        for id_, each in self.found.items():
            places = tuple(sorted(each.places, key=lambda p: (p.said, p.first_seen, p.document.page)))
            threads[each.organisation].append(
                Said(id_, each.text, each.block.kind, each.block.text, places, each.answers)
            )
        for said in threads.values():
            said.sort(key=lambda each: (each.at, each.first.document.page, each.id))
        return dict(sorted(threads.items(), key=lambda item: item[0].casefold()))


def _bearing(documents: Sequence[Document], at: datetime) -> Document:
    """The document of a page that bore its text at a time: of editions, the one that was then the newest."""
    return max((each for each in documents if each.found <= at), key=lambda each: each.found, default=documents[0])


def read_threads(source: Reader, subject: Subject, organisation: str | None = None) -> list[Thread]:
    """The thread of each organisation that speaks of a subject, by its name; of one alone, if named."""
    found = []

    @cache  # a change may bring many statements
    def brought(page: str, at: datetime) -> list[Change]:
        return source.changes(ChangeFilter(page=page, since=at, until=at + timedelta(milliseconds=1), statuses=()))

    for name, said in read_said(source, subject, organisation).items():
        weaver = Weaver(
            name, said, lambda each, place: _former(source, each, place, brought(place.document.page, place.first_seen))
        )
        found.append(Thread(name, subject, tuple(said), weaver.steps(), weaver.conflicts()))
    return found


def _former(source: Reader, said: Said, place: Place, changes: Sequence[Change]) -> Former | None:
    """The former wording of a statement, as the changes that brought it into a document tell it.

    What an edit of ours brought has itself for one. None when the change added it, or there is none.
    """
    if any(change.status is ChangeStatus.RE_EXTRACTION for change in changes):
        return Former(said.text, Direction.SAME, 0.0, "", ())
    wanted = same_words(said.text)
    for change in changes:
        if change.status not in TOLD or change.kind is not ChangeKind.EDIT:
            continue
        for edit in change.edits:
            if edit.new and f" {wanted} " in f" {same_words(edit.new)} ":
                told = (edit.direction, edit.confidence, edit.reason, edit.pieces)
                return Former(edit.old, *told) if edit.old else None
        if change.rewritten:
            old, new = source.wordings(change.before.version, change.after.version)
            return rewritten(said.text, old, new, place.language)
    return None
