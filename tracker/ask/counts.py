"""How many documents of each organisation spoke of a subject, period by period: counts that can be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from tracker.ask.history import History
from tracker.errors import UsageError
from tracker.model import Document, DocumentKind, utc
from tracker.model.subject import PlaceState, Said, Subject
from tracker.record.dated import said_on
from tracker.record.threads import read_said

MOST = 1200  # periods: a century of months


class CountEvery(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {CountEvery.MONTH: 1, CountEvery.QUARTER: 3, CountEvery.YEAR: 12}


@dataclass(frozen=True, slots=True)
class DocumentSpan:
    """A document, and from which day to which it was seen or counts as said."""

    organisation: str
    document: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Count:
    organisation: str | None  # None: all together
    period: str  # "2026-Q1", "2026-03", "2026"
    documents: int  # that spoke of it at some time in the period
    seen: int  # that were seen in the period, or said in it


def count(
    history: History, subject: Subject, organisation: str | None, every: CountEvery, *, by_org: bool
) -> list[Count]:
    """The counts by organisation, then period, from the first to the last in which anything was seen.

    A page counts in each period in which it showed the words, an answer in that of its day. UsageError when the subject
    has no word, UnknownName for an organisation that is not there.
    """
    if not subject.words:
        raise UsageError(f"{subject.name!r} has no word to look for")
    named = history.organisation(organisation) if organisation is not None else None
    reader = history.store.reader
    spoken = [span for said in read_said(reader, subject, named).values() for span in _spoken(said)]
    asked = subject.organisations
    documents = [each for each in reader.documents.find(named) if not asked or each.organisation in asked]
    return counted(spoken, list(_seen(documents, reader.lifetimes())), every, by_org=by_org)


def _spoken(said: Iterable[Said]) -> Iterator[DocumentSpan]:
    for place in (place for each in said for place in each.places):
        document = place.document
        if place.standing is PlaceState.SAID:
            yield DocumentSpan(document.organisation, _name(document), _day(place.said), _day(place.said))
            continue
        for number, (first, last) in enumerate(place.spells):
            start = min(place.said, first) if number == 0 else first  # a dated statement said it on its day
            yield DocumentSpan(document.organisation, _name(document), _day(start), _day(last))


def _seen(documents: Sequence[Document], lifetimes: Mapping[str, tuple[str, str]]) -> Iterator[DocumentSpan]:
    """When each document was seen; one that nobody ever saw is none."""
    for each in documents:
        if each.kind is DocumentKind.ANSWER:
            if each.snapshot is not None:
                on = _day(said_on(each) or each.found)
                yield DocumentSpan(each.organisation, _name(each), on, on)
        elif times := lifetimes.get(each.page):
            first = utc(times[0])
            if each.kind is DocumentKind.STATEMENT and (said := said_on(each)):
                first = min(said, first)
            yield DocumentSpan(each.organisation, _name(each), _day(first), _day(utc(times[1])))


def _name(document: Document) -> str:
    """Editions are one document, each answer is one."""
    return f"{document.page}#{document.number}" if document.kind is DocumentKind.ANSWER else document.page


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def counted(
    spoken: Iterable[DocumentSpan], seen: Sequence[DocumentSpan], every: CountEvery, *, by_org: bool
) -> list[Count]:
    """Counts of spans by period. Pure."""
    if not seen:
        return []
    months = _MONTHS[every]
    first, last = (_number(day, months) for day in (min(s.first for s in seen), max(s.last for s in seen)))
    if last - first >= MOST:
        raise UsageError(f"that are more than {MOST} periods; count by a longer one")
    held, known = (_by_period(spans, months, by_org) for spans in (spoken, seen))
    names = sorted({name for name, _ in known}, key=lambda name: (name or "").casefold())
    return [
        Count(name, _label(number, every), len(held.get((name, number), ())), len(known.get((name, number), ())))
        for name in names
        for number in range(first, last + 1)
    ]


def _by_period(spans: Iterable[DocumentSpan], months: int, by_org: bool) -> dict[tuple[str | None, int], set[str]]:
    """The documents of each period, by organisation or all together."""
    found: dict[tuple[str | None, int], set[str]] = {}
    for span in spans:
        for number in range(_number(span.first, months), _number(span.last, months) + 1):
            found.setdefault((span.organisation if by_org else None, number), set()).add(span.document)
    return found


def _number(day: date, months: int) -> int:
    return (day.year * 12 + day.month - 1) // months


def _label(number: int, every: CountEvery) -> str:
    year, part = divmod(number * _MONTHS[every], 12)
    if every is CountEvery.YEAR:
        return str(year)
    return f"{year}-Q{part // 3 + 1}" if every is CountEvery.QUARTER else f"{year}-{part + 1:02}"
