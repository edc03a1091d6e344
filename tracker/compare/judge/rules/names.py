"""Changes of names: another name of the same thing, or another party."""

from __future__ import annotations

from functools import cache

from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.rules.site import EditSide, EditSite, Rule
from tracker.compare.judge.words import lexicon


def acronyms(site: EditSite) -> Fact | None:
    """ "GDPR" for "General Data Protection Regulation"."""
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        initials = "".join(
            w.key[0] for w in other.words if w.key not in lexicon.PREPOSITIONS | lexicon.ARTICLES | {"and"}
        )
        letters = "".join(one.content)
        if 2 <= len(letters) == len(initials) and letters == initials and one.text.isupper():
            return facts.SYNONYM
    return None


def place_of_place(site: EditSite) -> Fact | None:
    """ "London" and "London, United Kingdom"."""
    side = site.come
    if not site.inserts or "," not in side.gap_before or not (side.closes or ")" in side.gap_after):
        return None
    known = _places(side) or set(side.keys) <= {"us-country", "uk"}
    before = side.reading.quote(max(0, side.span.start - 2), side.span.start).casefold().split()
    return facts.VARIANT if known and (tuple(before) in _PLACES or tuple(before[-1:]) in _PLACES) else None


def _acts(side: EditSide) -> bool:
    """ "Example collects": a noun without an article before a verb in the third person is a name."""
    words, stop = side.reading.words, side.span.stop
    if stop >= len(words) or not 0 < len(side.words) <= 3 or not side.text[0].isupper():
        return False
    verb = side.reading.quote(stop, stop + 1)
    lone = side.keys[0] not in lexicon.ARTICLES | lexicon.UNIVERSAL and side.words[-1].key[-1:] != "s"
    return lone and verb.endswith("s") and words[stop].key != verb and not side.text.endswith("s")


def other_companies(site: EditSite) -> Fact | None:
    """ "Google" -> "Apple": the names of two companies that everybody knows are never two names of one."""
    if not (site.gone.all_names and site.come.all_names):
        return None
    gone, come = ({_companies().get(key) for key in side.content} for side in (site.gone, site.come))
    known = len(gone) == len(come) == 1 and None not in gone | come
    return facts.OTHER_COMPANY if known and gone != come else None


@cache
def _companies() -> dict[str, int]:
    return lexicon.companies()


def names(site: EditSite) -> Fact | None:
    """A name for a name in an otherwise unchanged place: a rename. After "use" or "based in" it is another party."""
    if not site.replaces:
        return None
    gone, come = sides = (site.gone, site.come)
    if all(side.content[-1] in lexicon.TEXTS and _OWN & {side.before, *side.keys} for side in sides):
        return facts.RENAME
    single = len(gone.content) == len(come.content) == 1 and (gone.all_names or come.all_names)
    single = single and not {gone.content[0], come.content[0]} & lexicon.EMPTY
    if not single and not (gone.all_names and come.all_names):
        return None
    bare = [set(side.content) <= lexicon.EMPTY | lexicon.JURISDICTION for side in sides]
    listed = [side.keys[0] in lexicon.CONJUNCTIONS for side in sides]
    if bare[0] != bare[1] or listed[0] != listed[1]:
        return None  # "applicable" is no name; "or Zed" is one name more
    if any(set(a.content) < set(b.content) and set(b.keys) & lexicon.CONJUNCTIONS for a, b in (sides, sides[::-1])):
        return None  # one more in a list: "US laws", "US and Dutch laws"
    if all(set(side.content) & lexicon.TEXTS for side in sides):
        return facts.RENAME
    return facts.ACTOR if _is_another_party(gone, come) else facts.RENAME


def _is_another_party(gone: EditSide, come: EditSide) -> bool:
    """Whether the name is that of somebody or some place dealt with, not of who speaks."""
    last = [side.content[-1] for side in (gone, come)]
    if set(last) <= lexicon.PARTIES and last[0] != last[1]:
        return True
    placed = come.before in lexicon.LOCATING and come.before == gone.before and (come.closes or bool(come.gap_after))
    speaks = any(come.reading.key(at) == "we" for at in range(come.span.start - 4, come.span.start))
    dealt = speaks and come.before in lexicon.DEALING and come.after in ("to", "for", "as", "")
    return placed or dealt or _is_third_party(gone) or _places(gone) != _places(come)


_OWN = frozenset(("this", "these"))
_PLACES = lexicon.places()
_LONGEST_PLACE = max(map(len, _PLACES))


def _places(side: EditSide) -> set[tuple[str, ...]]:
    """The places that the words name."""
    words = side.text.casefold().replace(",", " ").split()
    runs = (tuple(words[i : i + n]) for i in range(len(words)) for n in range(1, _LONGEST_PLACE + 1))
    return {run for run in runs if run in _PLACES}


def _is_third_party(side: EditSide) -> bool:
    """ "we share addresses with Example", "is hosted by Example": the name is not that of who speaks."""
    reading, start = side.reading, side.span.start
    if _next_to_name(side, 0) or _next_to_name(side, 1):
        return False
    back = [reading.key(at) for at in range(start - 2, max(-1, start - 10), -1)]
    if side.before == "by":
        return bool(back) and back[0] in lexicon.DONE_BY
    verb = next((key for key in back if key in lexicon.VERBS | lexicon.PASSING_ON), "")
    speaker = next((key for key in reversed(back) if key in ("we", "you")), "")
    return side.before in ("with", "to") and verb in lexicon.PASSING_ON and speaker == "we"


def stands_for(site: EditSite) -> Fact | None:
    """A pronoun or "the company" for the name: "our" for "Example's"; but "your child" is not "you"."""
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        if one.keys in (("we",), ("us",), ("our",)) and set(other.content) & lexicon.CUSTOMERS:
            return facts.ACTOR
        if one.keys == ("we",) and other.opens and _acts(other):
            return facts.RENAME
        if one.content in (("company",), ("group",)) and one.text[0].isupper() and _is_titled(other):
            return facts.RENAME  # "the Company", as agreements call it
        if one.keys in (("you",), ("we",), ("us",)) and _is_somebody_else(other):
            return facts.ACTOR
        pronoun = not one.content and any(k in lexicon.PRONOUNS or k == "whose" for k in one.keys)
        if pronoun and other.content and other.all_names:
            return facts.RENAME
        if _refers(one, other):
            return facts.SYNONYM
    return None


def _is_titled(side: EditSide) -> bool:
    return bool(side.content) and all(side.reading.text[word.start].isupper() for word in side.words)


def _is_somebody_else(side: EditSide) -> bool:
    """ "children", "your child", "the driver": a noun that is neither a customer nor a name."""
    if len(side.content) != 1 or side.all_names or side.content[0].endswith("ly"):
        return False
    owned = side.keys[0] in ("your", "our", "the") and len(side.keys) == 2
    noun = side.content[0] not in lexicon.CUSTOMERS | lexicon.LOGICAL | lexicon.VERBS
    return noun and (owned or side.keys == side.content)


def _refers(one: EditSide, other: EditSide) -> bool:
    """Whether the pronoun stands for the noun: "you" for "the user", "they" for "people", "it" for "this data"."""
    if {"you", "your"} & set(one.keys) and other.content and set(other.content) <= lexicon.CUSTOMERS:
        return True
    if one.keys == ("they",) and len(other.content) == 1 and other.keys[-1:] == other.content:
        return other.content[0] in lexicon.CUSTOMERS | lexicon.PEOPLE
    known = other.keys[:1] in (("the",), ("this",), ("such",), ("these",), ("those",))
    return one.keys in (("it",), ("they",), ("them",)) and known and len(other.content) <= 3


def inside_name(site: EditSite) -> Fact | None:
    """A capitalised word put next to other capitalised words makes another name of the same thing."""
    side = site.come
    strict = all(
        w.name or w.key in lexicon.LEGAL_FORMS or w.key in lexicon.ARTICLES | {"of", "for"} for w in side.words
    )
    if not site.inserts or not strict or len(side.content) > 4 or _places(side):
        return None
    if set(side.keys) & lexicon.CONJUNCTIONS:
        return None
    said = {word.key for at, word in enumerate(side.reading.words) if word.name and at not in side.span}
    if side.all_names and set(side.content) <= said and not side.gap_after:
        return facts.RENAME  # "on an [Example] console", where Example is named already
    joined = all(_next_to_name(one, 0) for one in (site.gone, side)) or all(
        _next_to_name(one, 1) for one in (site.gone, side)
    )
    joined = joined or side.after in lexicon.DOCUMENTS  # "this policy" and "this Privacy Policy"
    legal = all(word.key in lexicon.LEGAL_FORMS and side.is_name(word) for word in side.words)
    return facts.RENAME if joined or legal else None


def _next_to_name(side: EditSide, after: int) -> bool:
    at = side.span.stop if after else side.span.start - 1
    gap = side.gap_after if after else side.gap_before
    return (gap in ("", "(") or not side.span) and 0 <= at < len(side.reading.words) and side.reading.words[at].name


def defined_term(site: EditSite) -> Fact | None:
    """ "our business partner" for "our Partner": the capital letter tells of a defined term."""
    gone, come = site.gone, site.come
    if not site.inserts or gone.span or len(come.content) > 2:
        return None
    old_words, new_words = gone.reading.words, come.reading.words
    if gone.span.start >= len(old_words) or come.span.stop >= len(new_words):
        return None
    short, long = old_words[gone.span.start], new_words[come.span.stop]
    same = short.key == long.key and short.name and not long.name and not come.gap_after
    return facts.RENAME if same and not any(word.name for word in come.words) else None


def type_word(site: EditSite) -> Fact | None:
    """A type word after a name names the same thing: "Example" and "the Example platform"."""
    side = site.come
    if (
        not site.inserts
        or len(side.content) != 1
        or side.content[0] not in lexicon.TYPES
        or set(side.keys) & lexicon.CONJUNCTIONS
    ):
        return None
    return facts.RENAME if _next_to_name(side, 0) else None


def definition(site: EditSite) -> Fact | None:
    """A term introduced in brackets and quotes (the “Service”) names what is said, it says nothing more."""
    side = site.come
    if not site.inserts or "(" not in side.gap_before or ")" not in side.gap_after:
        return None
    quoted = any('"' in side.reading.gap(i) for i in range(side.span.start, side.span.stop + 1))
    former = any(k in ("formerly", "aka", "known") for k in side.keys)
    called = "refer" in side.keys[:3] and "as" in side.keys  # "which we refer to as"
    return facts.DEFINED if (quoted or former or called) and len(side.span) <= 12 else None


RULES: tuple[Rule, ...] = (
    acronyms,
    place_of_place,
    stands_for,
    other_companies,
    names,
    definition,
    inside_name,
    defined_term,
    type_word,
)
