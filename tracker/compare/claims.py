"""What statements of one organisation on a subject have to do with each other: which is compared with which, which way
it went, and which stand together although one says less, or the opposite.

Two statements are comparable when the same one does the same to the same: "we have no contracts that support X" and "we
do not currently maintain AI contracts related to X", but not "a panel reviews our contracts on X". What is not certain
is not compared: a false link is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, pairwise, product
from typing import NamedTuple

from tracker.compare.judge import judge
from tracker.compare.judge.language import is_english
from tracker.compare.judge.polarity import Mark, Zone, marks
from tracker.compare.judge.reading import Reading, read
from tracker.compare.judge.synonyms import alike
from tracker.compare.judge.words import lexicon
from tracker.compare.pairing import Pair, account
from tracker.compare.phrases import unspaced, words_of
from tracker.compare.subjects import same_words
from tracker.compare.word_diff import diff_words
from tracker.model import Block, Direction, EditKind, Op, Piece
from tracker.model.subject import Conflict, Place, PlaceState, Said, StepKind, ThreadStep

# Of the words that say something, those that two statements with one deed and one object share at least. Where dealings
# are denied less is enough: "no contracts with X" and "no services to X" are of one matter.
_LEAST, _LEAST_OF_DEALINGS = 0.65, 0.35
_LEAST_IF_CONDITIONAL = 0.8  # where a statement opens with a condition, this must be shared, too
_NEARLY = 0.75  # of all words, in any language, shared by two statements that are compared whatever they do
_NEARLY_WORDS = 5
# Confidence below which a direction between two documents is left open: where both deny or a figure stands for another,
# and else. Of plain claims that are worded otherwise the judge, who learnt from edits, is wrong too often below it.
_SURE, _SURE_IF_PLAIN = 0.7, 0.85
_SHOWN = 0.4  # of the characters of the shorter text that must be shared for both to be shown in one
_FORMER_FITS = 0.3  # of the words, shared by a statement and its own former wording
_LONG = 600  # characters; a longer one is no single claim

# Deeds that are dealings with somebody: to have a contract, to provide, to work with.
_DEALING = frozenset(
    "provide supply offer sell license deliver host serve support work partner contract cooperate".split()
)
_MORE = frozenset("for more far further additional".split())  # "for more details" is read as "for information"
_TOLD_THERE = frozenset("information detail details".split())
_ENDS = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_TIES = frozenset("contract agreement deal business relationship partnership customer client".split())
_SKIPPED = (
    lexicon.NEUTRAL | lexicon.NEGATORS | lexicon.AUXILIARIES | lexicon.HEDGES | lexicon.TEMPORAL | lexicon.BOOSTERS
    | lexicon.ARTICLES | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.RELATING | lexicon.UNIVERSAL
    | lexicon.HAVING | lexicon.SUBJECTS | frozenset(lexicon.PRONOUNS) | lexicon.DEFINITE | lexicon.INDEFINITE
    | lexicon.ENRICHING | lexicon.EXCEPTIVES | lexicon.CONDITIONERS | lexicon.LIMITS
    | frozenset("specifically directly ever knowledge any".split())
)  # fmt: skip
_BEFORE_VERB = (
    lexicon.NEGATORS | lexicon.HEDGES | lexicon.TEMPORAL | lexicon.BOOSTERS | lexicon.ENRICHING
    | frozenset("to also ever be do will shall may can must should would could might not specifically".split())
)  # fmt: skip
_OPENING = lexicon.CONDITIONERS | lexicon.PREPOSITIONS | frozenset("to as".split())
_US = frozenset("we i us".split())
_PAST = frozenset(
    "been begun bought broken brought built chosen done drawn driven found gave given gone held kept led left lost made"
    " met paid said seen sent shown sold spent taken taught told took went won written".split()
)


class _Deed(NamedTuple):
    """What a statement is about: who does what to what."""

    who: str  # "we" for the organisation itself
    verb: str
    object: str  # head of what it is done to; empty when there is none
    denied: bool
    content: frozenset[str]  # the words that say something
    bounded: bool  # it has a condition or an exception
    past: bool
    opens: bool  # with a condition
    whole: bool  # a sentence with its end, and no beginning of a list
    words: frozenset[str]  # all words, folded: for languages that are not judged


@lru_cache(maxsize=8192)
def _deed(organisation: str, text: str) -> _Deed | None:
    """None when the text is too long to be one claim, or points to another place."""
    if len(text) > _LONG:
        return None
    reading = read(text)
    if _points(reading):
        return None
    known = marks(reading)
    ours = {word.key for word in read(organisation).words}
    who, at = _subject(reading, known, ours)
    verb, object_, past = _predicate(reading, at)
    denied = any(mark.denied and mark.zone is Zone.MAIN for mark in known[at : at + 6])
    denied = denied or any(word.key in lexicon.NEGATORS for word in reading.words[at : at + 4])  # "as far as we know"
    content = frozenset(w.key for w in reading.words if w.key not in _SKIPPED and w.key not in ours)
    bounded = any(mark.zone is not Zone.MAIN for mark in known)
    opens = bool(reading.words) and reading.words[0].key in lexicon.CONDITIONERS
    whole = _ENDS.search(text) is not None
    return _Deed(who, verb, object_, denied, content, bounded, past, opens, whole, frozenset(words_of(text)))


def _subject(reading: Reading, known: Sequence[Mark], ours: set[str]) -> tuple[str, int]:
    """Who the statement is about, and the index of the word behind."""
    words = reading.words
    start = _behind_opening(reading)
    for at, word in enumerate(words[start : start + 10], start):
        if word.key in ("you", "they", "it") or word.key in lexicon.VERBS or word.key in lexicon.MODAL_FORCE:
            break
        if word.key in _US or (at == start and word.key in ours):
            end = at + 1
            while end < len(words) and words[end].key in ours:
                end += 1
            return "we", end
    free = next((at for at, mark in enumerate(known) if at > start and not mark.subject), len(words))
    end = _behind_subject(reading, start, free)
    joined = next((at for at in range(start + 1, end) if words[at].key in lexicon.PREPOSITIONS), end)
    heads = [word.key for word in words[start:joined] if word.key not in _SKIPPED]
    return (heads[-1] if heads else ""), end


def _behind_opening(reading: Reading) -> int:
    """Where the main clause begins, behind "If you leave us," and "In 2025,"."""
    words = reading.words
    if not words or words[0].key not in _OPENING:
        return 0
    return next((at for at, word in enumerate(words) if at and "," in word.gap), 0)


def _behind_subject(reading: Reading, start: int, end: int) -> int:
    """The mark of a subject may reach over its verb: "board reviews"."""
    for at, word in enumerate(reading.words[start:end], start):
        if at > start and (
            word.key in lexicon.VERBS or word.key in lexicon.MODAL_FORCE or word.key in ("be", "do", "have")
        ):
            return at
    return end


def _predicate(reading: Reading, at: int) -> tuple[str, str, bool]:
    """The verb, the head of its object, and whether it is in the past."""
    words = reading.words
    while at < len(words) and (words[at].key in _BEFORE_VERB or words[at].key.endswith("ly")):
        at += 1
    if at >= len(words):
        return "", "", False
    verb, past = words[at].key, _is_past(reading, at)
    if verb == "have":
        behind = at + 1
        while behind < len(words) and words[behind].key in _BEFORE_VERB - {"no"}:
            behind += 1
        if behind < len(words) and _is_past(reading, behind):  # "have never built"
            verb, at, past = words[behind].key, behind, False
    phrase = []
    for word in words[at + 1 :]:
        if word.gap or word.key in lexicon.RELATIVES or word.key in lexicon.RELATING or (
            word.key in lexicon.PREPOSITIONS or word.key in lexicon.CONJUNCTIONS or word.key in lexicon.CONDITIONERS
            or word.key in lexicon.EXCEPTIVES
        ):  # fmt: skip
            break
        if word.key not in _SKIPPED:
            phrase.append(word.key)
    return verb, phrase[-1] if phrase else "", past


def _is_past(reading: Reading, at: int) -> bool:
    """Whether a word is a form of the past: "provided", "built"."""
    word = reading.words[at]
    shown = reading.text[word.start : word.end].casefold()
    return shown in _PAST or (shown != word.key and shown.endswith("ed"))


def says_of_itself(organisation: str, text: str) -> tuple[list[str], str] | None:
    """What an organisation says that it does: the words before its verb, and the verb. None when it says it of others,
    in a part of a sentence, under a condition, or of what is past.
    """
    deed = _deed(organisation, text)
    if deed is None or deed.who != "we" or not deed.whole or deed.opens or deed.past or not deed.verb:
        return None
    reading = read(text)
    _, at = _subject(reading, marks(reading), {word.key for word in read(organisation).words})
    keys = [word.key for word in reading.words[at : at + 6]]
    end = keys.index(deed.verb) if deed.verb in keys else len(keys)
    behind = keys[end + 1 : end + 2] if deed.verb in lexicon.HAVING else []  # "have no contracts"
    return keys[:end] + behind, deed.verb


def _points(reading: Reading) -> bool:
    """Whether it says where to read something: "Learn more about ..."."""
    opening = [word.key for word in reading.words[:6]]
    if any(word in lexicon.POINTERS for word in opening[:2]) or "learn more" in " ".join(opening):
        return True
    return any(one in _MORE and other in _TOLD_THERE for one, other in pairwise(opening))


def _dealing(deed: _Deed) -> bool:
    """Whether it tells of dealings with somebody, or denies them."""
    return deed.verb in _DEALING or (deed.verb in lexicon.HAVING and deed.object in _TIES)


def _matched(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    """The words of `a` for which a word of `b` may stand."""
    rest = b - a
    return frozenset(word for word in a if word in b or any(alike(word, other) for other in rest))


def likeness(organisation: str, old: str, new: str) -> float:
    """How alike two statements are that may be compared, above 0 to 1; 0 when they may not."""
    a, b = _deed(organisation, old), _deed(organisation, new)
    if a is None or b is None or not a.content or not b.content:
        return 0.0
    if like := _by_deed(a, b):
        return like
    if a.who != b.who or min(len(a.words), len(b.words)) < _NEARLY_WORDS:
        return 0.0
    shared = 2 * len(a.words & b.words) / (len(a.words) + len(b.words))
    return shared if shared >= _NEARLY else 0.0


def _by_deed(a: _Deed, b: _Deed) -> float:
    """How alike two statements are of which the same one does the same to the same; else 0."""
    if not (a.verb and b.verb and a.who and b.who) or not alike(a.who, b.who):
        return 0.0
    dealings = _dealing(a) and _dealing(b)
    if not dealings and not alike(a.verb, b.verb):
        return 0.0
    if not (a.whole and b.whole):
        return 0.0
    tie = _TIES & {a.object, b.object}
    if a.object and b.object and not alike(a.object, b.object) and not (dealings and tie):
        return 0.0
    if bool(a.object) != bool(b.object) and not dealings:
        return 0.0
    like = (len(_matched(a.content, b.content)) + len(_matched(b.content, a.content))) / (
        len(a.content) + len(b.content)
    )
    if dealings and (a.denied or b.denied) and a.who == "we":
        return like if like >= _LEAST_OF_DEALINGS else 0.0
    return like if like >= (_LEAST_IF_CONDITIONAL if a.opens or b.opens else _LEAST) else 0.0


class _Way(NamedTuple):
    direction: Direction
    confidence: float
    reason: str


@lru_cache(maxsize=1024)  # a pair may be a step and a conflict
def _way(organisation: str, old: str, new: str, language: str | None) -> _Way:
    """Which way a statement of one document goes from that of another; open where it is not sure."""
    a, b = _deed(organisation, old), _deed(organisation, new)
    assert a is not None
    assert b is not None
    found = judge(old, new, language=language)
    if a.denied != b.denied and a.verb and b.verb and is_english(language, read(old), read(new)):
        denial, told = (a, b) if a.denied else (b, a)
        if _is_opposite(denial, told):
            which = ("the earlier", "the later") if a.denied else ("the later", "the earlier")
            return _Way(Direction.REVERSED, 0.0, f"{which[0]} one denies what {which[1]} one tells")
        return _Way(Direction.OPEN, 0.0, "one denies and the other tells, of matters that may not be the same")
    if found.direction is Direction.OPEN:
        return _Way(Direction.OPEN, 0.0, found.reason)
    sure = _SURE if (a.denied and b.denied) or _figures_differ(a, b) else _SURE_IF_PLAIN
    if found.direction is Direction.REVERSED or found.confidence < sure:
        return _Way(Direction.OPEN, 0.0, f"it is not certain which way: {found.reason}")
    if found.direction in (Direction.WEAKER, Direction.STRONGER) and not _is_one_sided(a, b):
        return _Way(Direction.OPEN, 0.0, f"each says something that the other does not: {found.reason}")
    return _Way(found.direction, found.confidence, found.reason)


def _is_opposite(denial: _Deed, told: _Deed) -> bool:
    """Whether what is told is what is denied: the denial has no bound, and names nothing that the other does not."""
    if denial.bounded or told.past:
        return False
    rest = denial.content - _matched(denial.content, told.content)
    if alike(denial.verb, told.verb):
        return not rest
    # Other words for dealings: only a denial of contracts and the like, where the other names one.
    return denial.object in _TIES and bool(told.content & _TIES) and not rest - _TIES - _DEALING


def _is_one_sided(a: _Deed, b: _Deed) -> bool:
    """Whether all that one says, but for figures and for having, is in the other."""
    light = lexicon.HAVING | lexicon.RELATING | {word for word in a.content | b.content if word[0].isdigit()}
    return any(
        not (one - _matched(one, other) - light) for one, other in ((a.content, b.content), (b.content, a.content))
    )


def _figures_differ(a: _Deed, b: _Deed) -> bool:
    """Whether a figure of each stands nowhere in the other."""
    both = ((a.words, b.words), (b.words, a.words))
    return all(any(word[0].isdigit() for word in one - other) for one, other in both)


@dataclass(frozen=True, slots=True)
class Former:
    """The former wording of a statement in the same document, as a published change tells it, or as it is judged."""

    old: str
    direction: Direction
    confidence: float
    reason: str
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class _Stretch:
    """A time in which a statement stood in a document."""

    document: tuple[str, int | None]
    start: datetime
    end: datetime | None  # None: it stands


class _Together(NamedTuple):
    """Two documents, and the time in which both said what they say."""

    places: tuple[Place, Place]
    since: datetime
    until: datetime | None


class Weaver:
    """Draws the steps and conflicts of one thread. `said` is in order of the date said.

    `former(said, place)` gives the former wording of a statement that came into a document which was known already.
    """

    def __init__(self, organisation: str, said: Sequence[Said], former: Callable[[Said, Place], Former | None]) -> None:
        self.organisation, self.said, self.former = organisation, said, former
        self.stretches = [[_stretch(place) for place in each.places] for each in said]
        self.by_words = {same_words(each.text): each for each in said}
        for number in range(len(said)):
            self._supersede(number)

    def steps(self) -> tuple[ThreadStep | None, ...]:
        """From each statement to the one that it is compared with."""
        return tuple(self._step(number) for number in range(len(self.said)))

    def _step(self, number: int) -> ThreadStep | None:
        each = self.said[number]
        place = each.first
        told = self.former(each, place) if place.last_without is not None else None
        if told is not None and told.old == each.text:
            return None  # it is we who read the page otherwise
        if told is not None and _shares(told.old, each.text) >= _FORMER_FITS:
            before = self.by_words.get(same_words(told.old))
            id_ = before.id if before and before.at <= each.at else None
            return ThreadStep(StepKind.FORMER, told.old, id_, told.direction, told.confidence, told.reason, told.pieces)
        if place.last_without is None and not place.is_dated:
            return None  # it was there when watching began: nobody knows what it came after
        best = max(
            (
                (like, _shares(other.text, each.text), other.at, other.id, other)
                for n, other in enumerate(self.said[:number])
                if self._stood(n, each.at, place) and (like := likeness(self.organisation, other.text, each.text))
            ),
            default=None,
        )
        if best is None:
            return None
        old = best[4]
        way = _way(self.organisation, old.text, each.text, place.language or old.first.language)
        return ThreadStep(StepKind.ALIKE, old.text, old.id, *way, pieces=_in_one(old.text, each.text))

    def _supersede(self, number: int) -> None:
        """An answer takes the place of those of before that it may be compared with."""
        each = self.said[number]
        said_at = [place.said for place in each.places if place.standing is PlaceState.SAID]
        for n, other in enumerate(self.said[:number] if said_at else ()):
            if not any(place.standing is PlaceState.SAID for place in other.places):
                continue
            if not likeness(self.organisation, other.text, each.text):
                continue
            for place, stretch in zip(other.places, self.stretches[n], strict=True):
                later = [at for at in said_at if at > place.said]
                if place.standing is PlaceState.SAID and later and stretch.end is None:
                    stretch.end = later[0]

    def _stood(self, number: int, at: datetime, place: Place) -> bool:
        """Whether a statement stood in another document when this one was made."""
        own = _document(place)
        return any(
            stretch.document != own and stretch.start <= at and (stretch.end is None or stretch.end >= at)
            for stretch in self.stretches[number]
        )

    def conflicts(self) -> tuple[Conflict, ...]:
        """The pairs that stood at one time in two documents, of which one says less or the opposite; oldest first."""
        found = []
        for i, j in self._of_one_matter():
            time = self._together(i, j)
            if time is None:
                continue
            earlier, later = self.said[i], self.said[j]
            language = later.first.language or earlier.first.language
            way = _way(self.organisation, earlier.text, later.text, language)
            if way.direction in (Direction.WEAKER, Direction.STRONGER, Direction.REVERSED):
                found.append(Conflict(earlier.id, later.id, time.places, *way, time.since, time.until))
        return tuple(sorted(found, key=lambda each: (each.since, each.earlier, each.later)))

    def _of_one_matter(self) -> Iterator[tuple[int, int]]:
        """The pairs of two pages that may be compared. Most pairs are about others: those are not looked at."""
        pages = [{place.document.page for place in each.places} for each in self.said]
        if len(set().union(*pages)) < 2:
            return
        by_who: dict[str, list[int]] = {}
        for n, each in enumerate(self.said):
            deed = _deed(self.organisation, each.text)
            if deed is not None and deed.content:
                by_who.setdefault(deed.who, []).append(n)
        for a, b in combinations_with_replacement(by_who, 2):
            if a != b and not (a and b and alike(a, b)):
                continue
            pairs = combinations(by_who[a], 2) if a == b else product(by_who[a], by_who[b])
            for one, other in pairs:
                i, j = min(one, other), max(one, other)
                if (len(pages[i]) > 1 or pages[i] != pages[j]) and likeness(
                    self.organisation, self.said[i].text, self.said[j].text
                ):
                    yield i, j

    def _together(self, i: int, j: int) -> _Together | None:
        """From when on two statements stood in two documents, and until when; the time that lasts longest."""
        times = [
            _Together((p, q), max(a.start, b.start), min((end for end in (a.end, b.end) if end), default=None))
            for p, a in zip(self.said[i].places, self.stretches[i], strict=True)
            for q, b in zip(self.said[j].places, self.stretches[j], strict=True)
            if a.document[0] != b.document[0]
        ]
        lasting = [time for time in times if time.until is None or time.until > time.since]
        return min(lasting, key=lambda time: (time.until is not None, time.since), default=None)


def _shares(old: str, new: str) -> float:
    """The share of their words that two texts have in common."""
    a, b = (set(map("".join, pairwise(text)) if unspaced(text) else words_of(text)) for text in (old, new))
    return 2 * len(a & b) / max(1, len(a) + len(b))


def _document(place: Place) -> tuple[str, int | None]:
    """Which document: each answer is one of its own."""
    return place.document.page, place.document.number if place.standing is PlaceState.SAID else None


def _stretch(place: Place) -> _Stretch:
    return _Stretch(_document(place), place.said, place.first_without)


def _in_one(old: str, new: str) -> tuple[Piece, ...]:
    """Both in one, where enough of them is shared for that to be read."""
    pieces = diff_words(old, new)
    kept = sum(len(piece.text) for piece in pieces if piece.op is Op.EQUAL)
    return pieces if kept >= _SHOWN * min(len(old), len(new)) else ()


def rewritten(text: str, old: Sequence[Block], new: Sequence[Block], language: str | None) -> Former | None:
    """The former wording of a statement in a text of which little survived. None when nothing stood in its place."""
    wanted = same_words(text)
    for entry in account(old, new):
        if isinstance(entry, Pair) and entry.kind is EditKind.CHANGED and wanted in same_words(entry.new.core):
            found = judge(entry.old.core, entry.new.core, language=language, block=entry.block)
            return Former(entry.old.core, found.direction, found.confidence, found.reason, entry.pieces)
    return None
