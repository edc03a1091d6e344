"""Changes that leave the meaning alone: style, names, numbering, links, cuts."""

from __future__ import annotations

import re
from collections import Counter

import simplemma

from tracker.compare.judge import facts, lexicon
from tracker.compare.judge.facts import Fact
from tracker.compare.judge.likeness import alike, interchangeable
from tracker.compare.judge.site import Rule, Side, Site

_PHONE = re.compile(r"\+?\d[\d ().-]{6,}\d")
_NUMBER = re.compile(r"[$€£¥]?\d[\d.,:/]*(?:st|nd|rd|th|[%a-z]{1,2})?")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?")
_ENUMERATOR = re.compile(r"\d{1,2}(?:\.\w{1,3})*|[a-z]|[ivx]{1,5}|\d{1,2}[a-z]")


def weightless(site: Site) -> Fact | None:
    """Words without weight; but "we" and "you" are two parties."""
    if site.gone.content or site.come.content:
        return None
    persons = [{lexicon.PRONOUNS[k] for k in side.keys if k in lexicon.PRONOUNS} for side in (site.gone, site.come)]
    if {1} in persons and {2} in persons:
        return facts.ACTOR
    return facts.STYLE


def same_letters(site: Site) -> Fact | None:
    """The same letters cut into other words ("on line", "theTerms"), or the same words in another order."""
    gone, come = site.gone, site.come
    if not (gone.span and come.span):
        return facts.STYLE if _repeats(gone) or _repeats(come) else None
    if "".join(gone.keys) == "".join(come.keys) or _letters(gone) == _letters(come):
        return facts.STYLE
    if not site.replaces:
        return None
    if "".join(gone.content) == "".join(come.content):
        return facts.STYLE
    return facts.REORDERED if Counter(gone.content) == Counter(come.content) else None


def _repeats(side: Side) -> bool:
    """ "the the", or a heading that opens its paragraph a second time."""
    size, start, stop = len(side.span), side.span.start, side.span.stop
    if not size:
        return False
    return any(
        tuple(word.key for word in side.reading.words[first : first + size]) == side.keys
        for first in (start - size, stop)
        if first >= 0
    )


def _letters(side: Side) -> str:
    return "".join(c for c in side.text.casefold() if c.isalnum())


def slips(site: Site) -> Fact | None:
    """One word for another that differs by a slip of the pen."""
    gone, come = site.gone.keys, site.come.keys
    if len(gone) != 1 or len(come) != 1 or min(len(gone[0]), len(come[0])) < 3:
        return None
    # Two known words a letter apart ("could" and "would", "typical" and "atypical") are two words.
    unknown = [key for key in gone + come if key.isalpha() and not simplemma.is_known(key, lang="en")]
    return facts.STYLE if len(unknown) == 1 and _one_slip(gone[0], come[0]) else None


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, dropped or changed, or two letters swapped, makes the one word the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[i + 1 :] == b[i:] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i + 1 :] or a[i : i + 2] == b[i : i + 2][::-1]


def numbering(site: Site) -> Fact | None:
    """A number after "section" and the like, or between stops at the start, counts the document's own parts."""
    sides = [side for side in (site.gone, site.come) if side.content]
    if not sides or not all(_is_reference(side) for side in sides):
        return None
    if len(sides) == 1 and set(sides[0].keys) & lexicon.CONJUNCTIONS:
        return None
    for side in sides:
        cited = side.before in lexicon.REFERENCES or any(k in lexicon.REFERENCES for k in side.keys)
        chained = _ENUMERATOR.fullmatch(side.before) and any(s in side.gap_before for s in ".(")
        alone = side.opens and (side.closes or "." in side.text)
        listed = range(max(0, side.span.start - 14), side.span.start)
        cited = cited or ("." in side.text and any(side.reading.key(i) in lexicon.REFERENCES for i in listed))
        if not (cited or chained or alone or side.span.start == 0):
            return None
    return facts.REFERENCE


def _is_reference(side: Side) -> bool:
    """ "4", "article 4", "(b)", "15 (Dispute Resolution)"."""
    content = [word for word in side.words if word.key not in lexicon.NEUTRAL]
    if not content or not all(_ENUMERATOR.fullmatch(w.key) or w.key in lexicon.REFERENCES or w.name for w in content):
        return False
    return bool(_ENUMERATOR.fullmatch(content[0].key)) or all(w.key in lexicon.REFERENCES for w in content)


def addresses(site: Site) -> Fact | None:
    """Web, mail and telephone addresses point somewhere; they say nothing."""
    sides = [side for side in (site.gone, site.come) if side.content]
    if sides and all(all(_is_address(k) for k in side.content) or _PHONE.fullmatch(side.text) for side in sides):
        return facts.LINK
    if site.replaces and all(_in_an_address(side) for side in sides):
        return facts.LINK
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        sole = bool(one.content) and all(_is_address(k) for k in one.content)
        if (
            sole
            and (len(other.content) <= 3 or set(other.keys) & (lexicon.LINK_WORDS | lexicon.SCREEN))
            and len(other.content) <= 8
        ):
            return facts.LINK
    return None


def _in_an_address(side: Side) -> bool:
    """ "#350", "Suite 12", "14 Wall Street": a number of a street, a floor or a box."""
    if len(side.content) != 1 or not any(c.isdigit() for c in side.content[0]):
        return False
    return "#" in side.text or "#" in side.gap_before or bool({side.before, side.after} & lexicon.STREET)


def _is_address(key: str) -> bool:
    return "@" in key or key.startswith(("http", "www.")) or bool(_DOMAIN.fullmatch(key))


def dates(site: Site) -> Fact | None:
    """The date a text was made is no part of what it says; any other date is."""
    sides = (site.gone, site.come)
    if not site.replaces or not all(all(_is_date(k) for k in side.content) for side in sides):
        return None
    if not all(any(_is_dated(k) for k in (side.before, side.after, *side.content)) for side in sides):
        return None
    near = [site.come.reading.key(i) for i in range(max(0, site.come.span.start - 6), site.come.span.start)]
    made = (
        "©" in site.come.reading.text
        or any(k in lexicon.DATED for k in near)
        or len(site.come.reading.words) <= len(site.come.span) + 1
    )
    return facts.REVISED if made else facts.DATE


def _is_date(key: str) -> bool:
    return (
        key in lexicon.MONTHS
        or key == "may"
        or bool(re.fullmatch(r"\d{1,2}(st|nd|rd|th)?|(19|20)\d\d|\d{1,4}[/.]\d{1,2}[/.]\d{2,4}", key))
        or (" " in key and key[-4:].isdigit())
        or any(part in lexicon.MONTHS for part in key.split())
    )


def relative_time(site: Site) -> Fact | None:
    """ "22 days ago" for "21 days ago": a clock, not a claim."""
    if not site.replaces or not all(k.isdigit() or k in _UNITS for k in site.gone.content + site.come.content):
        return None
    after = {site.come.reading.key(site.come.span.stop + i) for i in range(2)}
    return facts.REVISED if "ago" in after else None


_UNITS = frozenset("second minute hour day week month year".split())


def _is_dated(key: str) -> bool:
    """Whether a word can only be part of a date: a month, a year, a full date."""
    return _is_date(key) and not re.fullmatch(r"\d{1,2}(st|nd|rd|th)?|may", key)


def names(site: Site) -> Fact | None:
    """A name for a name in an otherwise unchanged place: a rename. After "use" or "based in" it is another party."""
    if not site.replaces:
        return None
    gone, come = site.gone, site.come
    single = len(gone.content) == len(come.content) == 1 and (gone.all_names or come.all_names)
    single = single and not {gone.content[0], come.content[0]} & lexicon.EMPTY
    if not single and not (gone.all_names and come.all_names):
        return None
    placed = come.before in lexicon.LOCATING and come.before == gone.before and (come.closes or bool(come.gap_after))
    dealt = come.before in lexicon.DEALING and come.after in ("to", "for", "as", "")
    if placed or dealt:
        return facts.ACTOR
    return facts.RENAME


def stands_for(site: Site) -> Fact | None:
    """A pronoun or "the company" for the name: "our" for "Example's"."""
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        pronoun = not one.content and any(k in lexicon.PRONOUNS for k in one.keys)
        if pronoun and other.content and other.all_names:
            return facts.RENAME
        referring = other.keys[:1] in (("the",), ("this",), ("such",), ("these",)) and len(other.content) <= 2
        customer = set(one.keys) & {"you", "your"} and set(other.content) <= lexicon.CUSTOMERS and other.content
        if customer or (one.keys in (("it",), ("they",), ("them",)) and referring):
            return facts.SYNONYM
    return None


def inside_name(site: Site) -> Fact | None:
    """A capitalised word put next to other capitalised words makes another name of the same thing."""
    side = site.come
    strict = all(w.name or w.key in lexicon.LEGAL_FORMS or w.key in ("the", "of") for w in side.words)
    if not site.inserts or not strict or len(side.content) > 3:
        return None
    if set(side.keys) & lexicon.CONJUNCTIONS:
        return None
    joined = all(_next_to_name(one, 0) for one in (site.gone, side)) or all(
        _next_to_name(one, 1) for one in (site.gone, side)
    )
    joined = joined or side.after in lexicon.DOCUMENTS  # "this policy" and "this Privacy Policy"
    legal = all(k in lexicon.LEGAL_FORMS for k in side.content)
    return facts.RENAME if joined or legal else None


def _next_to_name(side: Side, after: int) -> bool:
    at = side.span.stop if after else side.span.start - 1
    gap = side.gap_after if after else side.gap_before
    return not gap and 0 <= at < len(side.reading.words) and side.reading.words[at].name


def defined_term(site: Site) -> Fact | None:
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


def type_word(site: Site) -> Fact | None:
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


def definition(site: Site) -> Fact | None:
    """A term introduced in brackets and quotes (the “Service”) names what is said, it says nothing more."""
    side = site.come
    if not site.inserts or "(" not in side.gap_before or ")" not in side.gap_after:
        return None
    quoted = any('"' in side.reading.gap(i) for i in range(side.span.start, side.span.stop + 1))
    former = any(k in ("formerly", "aka", "known") for k in side.keys)
    return facts.DEFINED if (quoted or former) and len(side.span) <= 12 else None


def fragments(site: Site) -> Fact | None:
    """A label before a dash, or a sentence cut off in the middle, is no wording."""
    if not site.inserts:
        return None
    side = site.come
    words = side.reading.words
    start, stop = side.span.start, side.span.stop
    if (
        start == 0
        and stop < len(words)
        and stop <= 8
        and any(s in side.gap_after for s in "-:|")
        and not site.gone.span
    ):
        return facts.ARTEFACT
    relabelled = start == 0 and 0 < stop < len(words) and stop <= 8 and not site.gone.reading.gap(0)
    restart = relabelled and side.reading.text[words[stop].start].isupper() and words[stop].key in _RESTARTS
    if restart and not set(side.keys) & _VERBAL:
        return facts.ARTEFACT
    titled = not set(side.keys) & _VERBAL and (stop <= 5 or not set(side.keys) & lexicon.VERBS)
    if start == 0 and titled and stop < len(words) and "." in side.gap_after and stop <= 10:
        return facts.ARTEFACT
    cut = stop == len(words) and start > 0 and not side.gap_before
    dangling = (lexicon.AUXILIARIES | lexicon.PREPOSITIONS | lexicon.ARTICLES) - {"be"}
    return (
        facts.ARTEFACT
        if cut and side.before in dangling and site.gone.span.start == len(site.gone.reading.words)
        else None
    )


_RESTARTS = lexicon.NEUTRAL | lexicon.CONDITIONERS | lexicon.QUANTITY.keys()
_VERBAL = (
    lexicon.AUXILIARIES
    | lexicon.NEGATORS
    | frozenset(("we", "you", "they", "it"))
    | lexicon.CONDITIONERS
    | lexicon.EXCEPTIVES
)


def after_slash(site: Site) -> Fact | None:
    """ "countries/regions" for "countries": a second word for the same thing."""
    side = site.come
    if not site.inserts or not side.words or len(side.content) > 1 or set(side.keys) & lexicon.CONJUNCTIONS:
        return None
    text, start, stop = side.reading.text, side.words[0].start, side.words[-1].end
    slashed = text[start - 1 : start] == "/" or text[stop : stop + 1] == "/" or "/" in text[start:stop]
    return facts.VARIANT if slashed else None


def examples(site: Site) -> Fact | None:
    """A phrase of examples ("such as ...", "for example ...") tells nothing new of the claim."""
    side = site.come
    if site.inserts and side.keys[0] in lexicon.EXAMPLES and not side.keys[0].startswith("includ") and side.span.start:
        ends = side.closes or any(s in side.gap_after for s in ",)") or side.after in lexicon.RELATIVES
        return facts.EXAMPLE if ends else None
    return None


def pointers(site: Site) -> Fact | None:
    """Where to look, what to click or whom to call is no claim."""
    if not site.inserts:
        return None
    keys, content = set(site.come.keys), site.come.content
    screen_only = all(k in lexicon.SCREEN for k in content)
    if not screen_only and (site.come.keys[0] in lexicon.CONJUNCTIONS or site.come.keys[-1] in lexicon.CONJUNCTIONS):
        located = any(_is_address(k) for k in content) or bool(_PHONE.search(site.come.text))
        return facts.LINK if located and len(content) <= 12 else None
    if "here" in site.gone.keys and all(k in lexicon.SCREEN | lexicon.LINK_WORDS for k in content):
        return facts.LINK
    lead = next((k for k in content if k not in lexicon.EXAMPLES), "")
    pointed = lead in lexicon.POINTERS and bool(keys & lexicon.LINK_WORDS)
    located = any(_is_address(k) for k in content) or bool(_PHONE.search(site.come.text))
    states = site.come.opens and site.come.closes and not pointed and bool(keys & lexicon.AUXILIARIES)
    if (pointed or located) and len(content) <= 12 and not states:
        return facts.LINK
    if keys & lexicon.SCREEN and len(content) <= 5 and not keys & (lexicon.NEGATORS | lexicon.AUXILIARIES):
        way = (site.come.reading.key(i) for i in range(max(0, site.come.span.start - 14), site.come.span.start))
        return facts.LINK if any(k in lexicon.POINTING for k in way) else None
    return None


def named_document(site: Site) -> Fact | None:
    """ "please see our spam policy" for "please see our abuse policy": another place to look."""
    side = site.come if site.come.span else site.gone
    words = side.reading.words
    before = {words[i].key for i in range(max(0, side.span.start - 5), side.span.start)}
    after = {*side.keys, *(words[i].key for i in range(side.span.stop, min(len(words), side.span.stop + 2)))}
    short = len(site.gone.content) <= 5 and len(site.come.content) <= 5
    return facts.LINK if short and before & {"see", "read", "visit", "review"} and after & lexicon.DOCUMENTS else None


def empty_words(site: Site) -> Fact | None:
    """Adjectives that restrict nothing: the applicable, the respective, the following."""
    if not site.gone.content and not site.come.content:
        return None
    content = site.gone.content + site.come.content
    if content == ("calendar",):
        return facts.REWORDED if "day" in (site.gone.after, site.come.after) else None
    return facts.REWORDED if all(k in lexicon.EMPTY for k in content) else None


_SWAPPABLE = frozenset(
    "of to in on at for from by with under over through via into within across regarding concerning about throughout"
    " toward per as during".split()
) | {"relating to", "related to", "with respect to", "in relation to", "in connection with", "according to"}


def prepositions(site: Site) -> Fact | None:
    """One preposition for another ("permitted under", "permitted by"), unless a number follows."""
    gone, come = site.gone, site.come
    swapped = gone.keys and come.keys and all(k in _SWAPPABLE or k in lexicon.ARTICLES for k in gone.keys + come.keys)
    return facts.REWORDED if swapped and not any(c.isdigit() for c in come.after) else None


def thought(site: Site) -> Fact | None:
    """ "mislead users to think that" is "mislead users that"."""
    follows = site.come.after == "that"
    return facts.REWORDED if site.inserts and follows and all(k in lexicon.THOUGHT for k in site.come.content) else None


def partitive(site: Site) -> Fact | None:
    """ "terminate the accounts of users" for "terminate users": a part named for the whole, unless that is denied."""
    side = site.come
    if not site.inserts or len(side.content) != 1 or side.keys[-1] != "of" or side.mark.narrows < 0:
        return None
    return facts.VARIANT if side.content[0] not in lexicon.LOGICAL else None


def synonyms(site: Site) -> Fact | None:
    """One word for another of the same meaning or the same stem."""
    gone = [k for k in site.gone.content if k not in lexicon.EMPTY]
    come = [k for k in site.come.content if k not in lexicon.EMPTY]
    if not gone or len(gone) != len(come):
        return None
    return facts.SYNONYM if all(alike(a, b) for a, b in zip(gone, come, strict=True)) else None


def same_work(site: Site) -> Fact | None:
    """ "no" for "not", "if" for "when", "about" for "related to": other words that do the same."""
    gone, come = site.gone.keys, site.come.keys
    if len(gone) != 1 or len(come) != 1 or {gone[0], come[0]} & _GRADED:
        return None
    return facts.REWORDED if interchangeable(gone[0], come[0]) else None


_GRADED = lexicon.MODAL_FORCE.keys() | lexicon.QUANTITY.keys() - {"no", "none"}


RULES: tuple[Rule, ...] = (
    weightless, prepositions, same_work, same_letters, slips, numbering, addresses, dates, relative_time, stands_for, names,
    synonyms, empty_words, named_document, definition, fragments, examples, after_slash, pointers, inside_name,
    defined_term, type_word, thought, partitive,
)  # fmt: skip
