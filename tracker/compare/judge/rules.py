"""One change, one fact: the rules that tell what an edit does, each a linguistic fact, in the order they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.compare.judge import facts, lexicon
from tracker.compare.judge.align import Change
from tracker.compare.judge.facts import Fact, Finding
from tracker.compare.judge.polarity import Mark, Zone
from tracker.compare.judge.reading import Reading, Word


class Side(NamedTuple):
    reading: Reading
    marks: Sequence[Mark]
    span: range

    @property
    def keys(self) -> tuple[str, ...]:
        return self.reading.keys(self.span.start, self.span.stop)

    @property
    def words(self) -> tuple[Word, ...]:
        return self.reading.words[self.span.start : self.span.stop]

    @property
    def content(self) -> tuple[str, ...]:
        return tuple(key for key in self.keys if key not in lexicon.NEUTRAL)

    @property
    def quoted(self) -> str:
        return self.reading.quote(self.span.start, self.span.stop)

    @property
    def mark(self) -> Mark:
        at = next((i for i in self.span if self.reading.words[i].key not in lexicon.NEUTRAL), self.span.start)
        return self.marks[at]


class Site(NamedTuple):
    """One change, seen from one side: words `gone`, words `come`."""

    gone: Side
    come: Side

    @property
    def mirrored(self) -> Site:
        return Site(self.come, self.gone)

    @property
    def inserts(self) -> bool:
        return not self.gone.content and bool(self.come.content)


Rule = Callable[[Site], Fact | None]


def same_words(site: Site) -> Fact | None:
    """Words without weight, or the same words joined, split or put in another order."""
    gone, come = site.gone.content, site.come.content
    if not gone and not come:
        return facts.STYLE
    if "".join(gone) == "".join(come):
        return facts.STYLE
    if Counter(gone) == Counter(come):
        return facts.REORDERED
    return None


def numbering(site: Site) -> Fact | None:
    """A number after "section" and the like, or at the very start, counts the document's own parts."""
    gone, come = site.gone, site.come
    if not (gone.content and come.content and all(k[0].isdigit() or len(k) == 1 for k in gone.content + come.content)):
        return None
    at = come.span.start
    before = come.reading.words[at - 1].key if at else ""
    if not at or before in lexicon.REFERENCES or (before[:1].isdigit() and "." in come.reading.gap(at)):
        return facts.REFERENCE
    return None


def numbers(site: Site) -> Fact | None:
    """One number for another."""
    if (
        site.gone.content
        and site.come.content
        and all(k[0].isdigit() for k in (*site.gone.content, *site.come.content))
    ):
        return facts.DATE if "/" in site.come.content[0] else facts.NUMBER
    return None


def addresses(site: Site) -> Fact | None:
    """Web and mail addresses point somewhere; they say nothing."""
    both = site.gone.content + site.come.content
    if both and all("/" in k or "@" in k or k.count(".") > 1 for k in both):
        return facts.LINK
    return None


def names(site: Site) -> Fact | None:
    """A name for a name in an otherwise unchanged place: a rename."""
    gone, come = site.gone, site.come
    if not (gone.content and come.content):
        return None
    return facts.RENAME if _named(gone) and _named(come) else None


def _named(side: Side) -> bool:
    return all(w.name or w.key in lexicon.NEUTRAL or w.key in lexicon.LEGAL_FORMS for w in side.words)


_SYNONYM_OF: dict[str, set[int]] = {}
for _n, _row in enumerate(lexicon.SYNONYMS):
    for _word in _row.split():
        _SYNONYM_OF.setdefault(_word, set()).add(_n)


def synonyms(site: Site) -> Fact | None:
    """One word for another of the same meaning or the same stem, or a slip of the pen put right."""
    gone, come = site.gone.content, site.come.content
    if len(gone) != len(come) or not gone:
        return None
    return facts.SYNONYM if all(_alike(a, b) for a, b in zip(gone, come, strict=True)) else None


def _alike(a: str, b: str) -> bool:
    if a == b or _SYNONYM_OF.get(a, set()) & _SYNONYM_OF.get(b, set()):
        return True
    stem = min(len(a), len(b), 6)
    return stem >= 5 and a[:stem] == b[:stem]


def pronouns(site: Site) -> Fact | None:
    """ "our" for the company's name, "you" for "the user"."""
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        stands = all(k in lexicon.NEUTRAL for k in one.keys) and any(k in lexicon.PRONOUNS for k in one.keys)
        if stands and other.words and _named(other):
            return facts.RENAME
    return None


def modals(site: Site) -> Fact | None:
    """ "will" -> "may": the modal verb carries the force."""

    def force(side: Side) -> int | None:
        found = [lexicon.MODAL_FORCE[k] for k in side.keys if k in lexicon.MODAL_FORCE]
        rest = [k for k in side.content if k not in lexicon.MODAL_FORCE]
        return None if rest else (found[0] if found else 3)

    a, b = force(site.gone), force(site.come)
    if a is None or b is None or not any(k in lexicon.MODAL_FORCE for k in site.gone.keys + site.come.keys):
        return None
    if a == b:
        return facts.STYLE
    return facts.MODAL if a > b else None


def negation(site: Site) -> Fact | None:
    """A bare "not" put in turns the sentence round."""
    if site.inserts and set(site.come.content) <= {"not", "no", "never"}:
        return facts.NEGATED
    return None


def quantities(site: Site) -> Fact | None:
    """all > most > some; "any", "all" and "each" alone are a matter of style."""
    a = [lexicon.QUANTITY[k] for k in site.gone.content if k in lexicon.QUANTITY]
    b = [lexicon.QUANTITY[k] for k in site.come.content if k in lexicon.QUANTITY]
    if len(a) != len(site.gone.content) or len(b) != len(site.come.content):
        return None
    if not a and b:
        return facts.STYLE if b[0] == 9 else facts.PARTIAL
    if a and b:
        if {a[0], b[0]} == {9}:
            return facts.STYLE
        return facts.QUANTITY_LESS if a[0] > b[0] > 0 else None
    return None


def fragments(site: Site) -> Fact | None:
    """A label before a dash, or a sentence cut off in the middle, is no wording."""
    if not site.inserts:
        return None
    side = site.come
    start, stop = side.span.start, side.span.stop
    words = side.reading.words
    if start == 0 and stop < len(words) and ("-" in side.reading.gap(stop) or ":" in side.reading.gap(stop)):
        return facts.ARTEFACT
    if stop == len(words) and start > 0:
        before = words[start - 1].key
        if before in (lexicon.AUXILIARIES | lexicon.PREPOSITIONS | lexicon.ARTICLES) - {"be"} and not side.reading.gap(
            start
        ):
            return facts.ARTEFACT
    return None


def pointers(site: Site) -> Fact | None:
    """Where to look or whom to ask is no claim."""
    if (
        site.inserts
        and (set(site.come.keys) & lexicon.POINTERS)
        and (set(site.come.keys) & lexicon.LINK_WORDS or any(k[0].isdigit() for k in site.come.content))
    ):
        return facts.LINK
    return None


def exceptions(site: Site) -> Fact | None:
    """An exception put in."""
    if site.inserts and any(k in lexicon.EXCEPTIVES for k in site.come.content[:3]):
        return facts.EXCEPTION
    if site.inserts and site.come.content[0] == "without" and not site.come.mark.denied:
        return facts.EXCEPTION
    return None


def conditions(site: Site) -> Fact | None:
    """A condition put in."""
    if site.inserts and any(k in lexicon.CONDITIONERS for k in site.come.keys[:3]):
        return facts.CONDITION
    return None


def hedges(site: Site) -> Fact | None:
    """A hedge, a legal limit or "may" put in."""
    if not site.inserts:
        return None
    keys = site.come.content
    if any(k in lexicon.LIMITS for k in keys) or all(k in lexicon.HEDGES for k in keys):
        return facts.HEDGE
    if keys[0] in lexicon.HEDGES and " " in keys[0]:
        return facts.HEDGE
    return None


def temporal(site: Site) -> Fact | None:
    """ "currently", "existing": the claim is bound to the present."""
    return facts.TEMPORAL if site.inserts and all(k in lexicon.TEMPORAL for k in site.come.content) else None


def boosters(site: Site) -> Fact | None:
    return facts.BOOSTED if site.inserts and all(k in lexicon.BOOSTERS for k in site.come.content) else None


def only(site: Site) -> Fact | None:
    """ "only" rules out the rest; in a permission to others it permits less."""
    if not site.inserts or site.come.content[0] not in ("only", "solely", "exclusively"):
        return None
    return facts.ONLY_PERMITTED if site.come.mark.permitted else facts.ONLY_EXCLUSIVE


def list_items(site: Site) -> Fact | None:
    """One more item in a list of things claimed, promised, prohibited or permitted."""
    if not site.inserts:
        return None
    side = site.come
    start, stop = side.span.start, side.span.stop
    words = side.reading.words
    conj_in = side.keys[0] in lexicon.CONJUNCTIONS or side.keys[-1] in lexicon.CONJUNCTIONS
    comma = "," in side.reading.gap(start) or "," in side.reading.gap(stop)
    near = any(w.key in lexicon.CONJUNCTIONS for w in words[max(0, start - 8) : stop + 12])
    if not (conj_in or (comma and near)):
        return None
    zone = side.mark.zone
    if zone is Zone.EXCEPTION:
        return facts.EXCEPTED
    if zone is Zone.CONDITION and "and" in side.keys:
        return facts.CONDITION
    return facts.LISTED


def statements(site: Site) -> Fact | None:
    """A sentence or a clause of its own, put in."""
    if not site.inserts:
        return None
    side = site.come
    start, stop = side.span.start, side.span.stop
    opens = start == 0 or any(s in side.reading.gap(start) for s in ".;:!?")
    closes = stop == len(side.reading.words) or any(s in side.reading.gap(stop) for s in ".;:!?")
    if opens and closes and len(side.span) > 2:
        return facts.STATED
    return None


def modifiers(site: Site) -> Fact | None:
    """A restrictive modifier: its sign is the polarity of its place."""
    if not site.inserts:
        return None
    mark = site.come.mark
    if mark.denied and mark.down:
        return facts.NARROWED_DENIED
    return facts.NARROWED_SCOPE if mark.down else facts.NARROWED_PLAIN


RULES: tuple[Rule, ...] = (
    same_words, numbering, addresses, numbers, pronouns, names, synonyms, modals, negation, quantities, fragments,
    pointers,
    exceptions, hedges, conditions, temporal, boosters, only, statements, list_items, modifiers,
)  # fmt: skip


def assess(change: Change, old: Reading, new: Reading, old_marks: Sequence[Mark], new_marks: Sequence[Mark]) -> Finding:
    """The first fact that fits the change, asked both ways round; two that contradict each other leave it open."""
    site = Site(Side(old, old_marks, change.old), Side(new, new_marks, change.new))
    for rule in RULES:
        forth, back = rule(site), rule(site.mirrored)
        if forth and back and forth.sign is not back.sign.mirrored:
            break
        if forth:
            return _finding(site, forth, False)
        if back:
            return _finding(site.mirrored, back, False).mirrored
    return _finding(site, facts.REPLACED, False)


def _finding(site: Site, fact: Fact, flipped: bool) -> Finding:
    mark = site.come.mark if site.come.span else site.gone.mark
    word = site.come.quoted or site.gone.quoted
    return Finding(fact, flipped, _around(site.gone), _around(site.come), word, mark.decisive)


def _around(side: Side) -> str:
    """The changed words with a neighbour on each side, as far as no stop lies between."""
    start, stop = side.span.start, side.span.stop
    if start > 0 and start < len(side.reading.words) and not side.reading.gap(start):
        start -= 1
    if stop < len(side.reading.words) and not side.reading.gap(stop):
        stop += 1
    return side.reading.quote(start, stop)
