"""Lists of links to other pages, such as the releases of a newsroom: which lines are one entry, and where it leads.

Links whose surroundings repeat make a list: each is the head of its lines (or, as "Read more", their foot), and the
lines between two heads are about as many each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlsplit

from tracker.model import BlockKind, Statement
from tracker.read.own_date import date_in, day_in, is_stamp

FEWEST = 3  # entries that make a list
_LONGEST = 12  # lines of one entry
_LEAD = 3  # lines above its head that belong to an entry: date, kind, place
_LABEL_WORDS = 5
_CALL = re.compile(  # a link that leads on, and says nothing of where
    r"(?:read|learn|see|view|find out|discover|show|continue)\s?(?:more|all|on|reading|details|now|the (?:full )?\w+)*"
    r"|(?:full|the)? ?(?:story|article|post|release|statement)|more|details|open|download(?: pdf)?|pdf"
    r"|mehr(?: lesen| erfahren)?|weiterlesen|zum artikel|lire (?:la suite|plus|l.article)|en savoir plus|leer más"
    r"|saber más|leggi (?:tutto|di più)|lees (?:meer|verder)",
    re.IGNORECASE,
)
_AROUND = " \t|·•–—:/-,()[]→›»"  # what stands between a date and a link
# A heading that calls its page news: "Newsroom", "Latest press releases", "News and stories".
_NEWS = re.compile(
    r"(?:[\w’'&-]+\s){0,3}(?:news|newsroom|press|press\s?(?:room|releases?|cent(?:er|re)|office|statements?)|blog|stories"
    r"|media\s?(?:room|cent(?:er|re)|releases?|statements?)|announcements|articles|presse|pressemitteilungen|aktuelles"
    r"|neuigkeiten|meldungen|medienmitteilungen|actualit\w+|communiqu\w+(?:\sde\spresse)?|noticias|prensa|notizie"
    r"|comunicati(?:\sstampa)?|nieuws|persberichten)(?:\s(?:and|&|und|et|y|e|en)\s\w+)?",
    re.IGNORECASE,
)
_NEWS_PATH = re.compile(  # a folder of articles, and one of them
    r"/(?:[\w-]*news[\w-]*|press|press-?\w+|blog|stories|media-(?:center|centre|releases?)|releases|announcements|articles?"
    r"|posts|insights|presse\w*|aktuell\w*|actualites?|communiques?|noticias|prensa|notizie|comunicati|nieuws)/[^?#]*\w",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line, with the words and absolute addresses of the links in it."""

    kind: BlockKind
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a list: where it leads, what it is called, and its lines."""

    target: str
    title: str
    first: int  # index of its first line
    end: int  # index after its last line
    day: str | None = None  # that it bears: an ISO date
    dated: bool = False  # it bears a day, be it without a year


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a page, in its order."""

    entries: tuple[ListEntry, ...] = ()
    of_articles: bool = False  # they bear dates or call themselves news: what leaves such a list was not withdrawn

    def entry_at(self, line: int | None) -> ListEntry | None:
        """The entry that a line belongs to."""
        return next((e for e in self.entries if line is not None and e.first <= line < e.end), None)


def listing_of(statement: Statement) -> Listing:
    """The list in a statement, its lines numbered as in its wording: menus tell of an entry's day and title alone."""
    found = listing(tuple(_lines_of(statement)), statement.title, statement.language)
    at = [0]
    for block in statement.blocks:
        at.append(at[-1] + (block.kind is not BlockKind.NAVIGATION))
    return replace(found, entries=tuple(replace(e, first=at[e.first], end=at[e.end]) for e in found.entries))


def is_listing(statement: Statement) -> bool:
    """Whether a text is mostly a list of articles: it leads to statements, and is none."""
    found = listing_of(statement)
    inside = sum(entry.end - entry.first for entry in found.entries)
    return found.of_articles and 2 * inside > len(statement.wording)


def _lines_of(statement: Statement) -> Iterator[ListedLine]:
    """The lines with their links: a statement keeps those of its wording in order, each once."""
    texts = [(i, block.text) for i, block in enumerate(statement.blocks) if block.kind is not BlockKind.NAVIGATION]
    placed: dict[int, list[tuple[str, str]]] = {}
    at = 0
    for link in statement.links:
        there = next((i for i in range(at, len(texts)) if link.text in texts[i][1]), None)
        if there is not None:
            placed.setdefault(texts[there][0], []).append((link.text, link.target))
            at = there
    for i, block in enumerate(statement.blocks):
        yield ListedLine(block.kind, block.text, tuple(placed.get(i, ())))


def listing(lines: Sequence[ListedLine], title: str = "", language: str | None = None) -> Listing:
    """The list that lines of a page make; an empty one when they make none."""
    found = lists_of(lines, language)
    unlinked = not found
    if unlinked:
        runs = (run for run in _near(_dated_headings(lines)) if len(run) >= FEWEST)
        found = [tuple(_entries(lines, run, language)) for run in runs]
    entries = [entry for each in found for entry in each]
    dated = sum(entry.dated for entry in entries)
    names = [re.split(r"\s[|–—·:-]\s", title)[0], *(line.text for line in lines[:3] if line.kind is BlockKind.HEADING)]
    in_folder = sum(bool(_NEWS_PATH.search(urlsplit(entry.target).path)) for entry in entries)
    named = any(_NEWS.fullmatch(name.strip()) for name in names) or 2 * in_folder > len(entries)
    days = [entry.day for entry in entries if entry.day]
    if unlinked and not named and not (len(days) == len(entries) and days == sorted(set(days), reverse=True)):
        return Listing()
    return Listing(tuple(entries), bool(entries) and (3 * dated >= 2 * len(entries) or named))


def lists_of(lines: Sequence[ListedLine], language: str | None = None) -> list[tuple[ListEntry, ...]]:
    """The lists of links in these lines, the longest first."""
    return [tuple(_entries(lines, run, language)) for run in _runs(lines)]


def _dated_headings(lines: Sequence[ListedLine]) -> list[_Head]:
    """Headings with a line beside them that is a date, and no stamp of the text below: of entries whose links are lost
    in a menu of "Read more". Their words stand for the address.
    """
    found = []
    for at, line in enumerate(lines):
        beside = [lines[k] for k in (at - 1, at + 1) if 0 <= k < len(lines)]
        if line.kind is BlockKind.HEADING and any(_is_date(each) for each in beside):
            found.append(_Head(at, line.text, foot=False))
    return found


def _is_date(line: ListedLine) -> bool:
    return _is_label(line) and day_in(line.text) and not is_stamp(line.text)


@dataclass(frozen=True, slots=True)
class _Head:
    at: int  # line
    target: str
    foot: bool  # it stands below its entry


def _runs(lines: Sequence[ListedLine]) -> Iterator[list[_Head]]:
    """Heads of the same kind that follow each other within few lines, by the lists that they make."""
    found: dict[tuple[BlockKind, bool], list[_Head]] = {}
    seen: set[str] = set()
    calls: dict[str, _Head] = {}
    for at, line in enumerate(lines):
        for words, target in line.links:
            if target in seen or not target.startswith(("http:", "https:", "file:")):
                continue
            if _CALL.fullmatch(words.strip(_AROUND)):
                calls.setdefault(target, _Head(at, target, foot=True))
            elif _leads(line.text, words):
                seen.add(target)
                found.setdefault((line.kind, False), []).append(_Head(at, target, foot=False))
    feet = [head for target, head in calls.items() if target not in seen]
    groups = [*found.values(), feet]
    # Of kinds that lie among each other, the one with the most heads is that of the list.
    taken: list[range] = []
    for group in sorted(groups, key=len, reverse=True):
        for run in _near(group):
            span = range(run[0].at, run[-1].at + 1)
            if len(run) >= FEWEST and not any(span.start < other.stop and other.start < span.stop for other in taken):
                taken.append(span)
                yield run


def _near(heads: Iterable[_Head]) -> Iterator[list[_Head]]:
    run: list[_Head] = []
    for head in heads:
        if run and (head.at - run[-1].at > _LONGEST or head.at == run[-1].at):
            if head.at == run[-1].at:  # a second link in the same line
                continue
            yield run
            run = []
        run.append(head)
    if run:
        yield run


def _leads(text: str, words: str) -> bool:
    """Whether a link begins its line, or does after a date or a label."""
    before, found, after = text.partition(words)
    if not found:
        return False
    before = before.strip(_AROUND)
    return not before or (len(before.split()) <= _LABEL_WORDS and (bool(day_in(before)) or not after.strip(_AROUND)))


def _entries(lines: Sequence[ListedLine], run: Sequence[_Head], language: str | None) -> Iterator[ListEntry]:
    size = Counter(b.at - a.at for a, b in pairwise(run)).most_common(1)[0][0]
    if run[0].foot:
        starts = [max(0, run[0].at - size + 1), *(head.at + 1 for head in run[:-1])]
        ends = [head.at + 1 for head in run]
    else:
        lead = min(_lead(lines, head.at, run[i - 1].at if i else -1) for i, head in enumerate(run))
        starts = [head.at - lead for head in run]
        most = max(b - a for a, b in pairwise(starts))
        ends = [*starts[1:], _last_end(lines, starts[-1], run[-1].at, most)]
    for head, first, end in zip(run, starts, ends, strict=True):
        own = lines[first:end]
        title = _title(own, lines[head.at], head)
        labels = [text for line in own for text in _edges(line.text)]
        day = next(filter(None, (date_in(text, language) for text in labels)), None)
        yield ListEntry(head.target, title, first, end, day, bool(day) or any(map(day_in, labels)))


def _lead(lines: Sequence[ListedLine], at: int, before: int) -> int:
    """How many lines above a head are short and say nothing: a date, a kind, a place."""
    count = 0
    while count < _LEAD and at - count - 1 > before and _is_label(lines[at - count - 1]):
        count += 1
    return count


def _is_label(line: ListedLine) -> bool:
    text = line.text
    if line.kind is BlockKind.NAVIGATION:
        return not _CALL.fullmatch(text.strip(_AROUND))
    return (
        line.kind is not BlockKind.HEADING
        and (bool(day_in(text[:60])) or (len(text.split()) <= _LABEL_WORDS and text[-1:] not in ".!?:"))
        and len(text.split()) <= 2 * _LABEL_WORDS
    )


def _last_end(lines: Sequence[ListedLine], start: int, head: int, most: int) -> int:
    """Where the last entry ends: no entry is longer than the longest, and none holds another heading."""
    end = min(start + most, len(lines))
    return next((at for at in range(head + 1, end) if lines[at].kind is BlockKind.HEADING), end)


def _title(own: Sequence[ListedLine], line: ListedLine, head: _Head) -> str:
    if not head.foot:
        linked = [(each, words) for each in own for words, target in each.links if target == head.target]
        said = [words for each, words in linked if not (day_in(words) and _is_label(each))]
        headings = [each.text for each in own if each.kind is BlockKind.HEADING]
        headings += [each.text for each in own if each.kind is BlockKind.NAVIGATION and not day_in(each.text)]
        return next(iter([*headings, *said, *(words for _, words in linked)]), line.text)
    heading = next((each for each in own if each.kind is BlockKind.HEADING), None)
    return (heading or next((each for each in own if not _is_label(each)), line)).text


def _edges(text: str) -> Iterator[str]:
    """Where a line bears a date: it is one, or begins or ends with one."""
    if len(text) <= 60:
        yield text
    else:
        yield text[:40]
        yield text[-40:]
