"""Changes in what points elsewhere: numbers of sections, addresses, ways on a screen, dates of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.compare.judge.reading import Word, is_address
from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.rules.site import EditSide, EditSite, Rule
from tracker.compare.judge.words import lexicon

_PHONE = re.compile(r"\+?\d[\d ().-]{6,}\d")
_ISO_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_POSTCODE = re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_ENUMERATOR = re.compile(r"\d{1,2}(?:\.\w{1,3})*|[a-z]|[ivx]{1,5}|\d{1,2}[a-z]")


def numbering(site: EditSite) -> Fact | None:
    """A number after "section" and the like, or between stops at the start, counts the document's own parts."""
    sides = [side for side in (site.gone, site.come) if side.content]
    if not sides or not all(_is_reference(side) for side in sides):
        return None
    if len(sides) == 1 and set(sides[0].keys) & lexicon.CONJUNCTIONS:
        return None
    for side in sides:
        cited = side.before in lexicon.REFERENCES or any(k in lexicon.REFERENCES for k in side.keys)
        chained = _ENUMERATOR.fullmatch(side.before) and any(s in side.gap_before for s in ".(")
        chained = chained and not _is_numeral(side)
        alone = side.opens and (side.closes or "." in side.text)
        listed = range(max(0, side.span.start - 14), side.span.start)
        cited = cited or ("." in side.text and any(side.reading.key(i) in lexicon.REFERENCES for i in listed))
        if not (cited or chained or alone or side.span.start == 0):
            return None
    return facts.REFERENCE


def _is_numeral(side: EditSide) -> bool:
    """Whether the word before is a number in letters: "thirty (30)"."""
    before = side.reading.words[side.span.start - 1]
    return before.key.isdigit() and side.reading.text[before.start].isalpha()


def _is_reference(side: EditSide) -> bool:
    """ "4", "article 4", "(b)", "15 (Dispute Resolution)"."""
    content = [word for word in side.words if word.key not in lexicon.NEUTRAL]
    if any(w.key.isdigit() and side.reading.text[w.start].isalpha() for w in content):
        return False  # "Ten of our readers"
    if not content or not all(_ENUMERATOR.fullmatch(w.key) or w.key in lexicon.REFERENCES or w.name for w in content):
        return False
    counted = [w.key for w in content if not (w.name and w.key not in lexicon.REFERENCES and len(w.key) > 2)]
    cited = any(key in lexicon.REFERENCES for key in counted)
    return (
        bool(_ENUMERATOR.fullmatch(content[0].key))
        or (cited and len(counted) > 1)
        or all(w.key in lexicon.REFERENCES for w in content)
    )


def addresses(site: EditSite) -> Fact | None:
    """Web, mail and telephone addresses point somewhere; they say nothing."""
    sides = [side for side in (site.gone, site.come) if side.content]
    if sides and all(_ISO_DATE.fullmatch(side.text) for side in sides):
        return None
    if sides and all(all(is_address(k) for k in side.content) or _PHONE.fullmatch(side.text) for side in sides):
        return facts.LINK
    if sides and all(map(_in_an_address, sides)):
        return facts.LINK
    if site.replaces and (all(map(_is_postal, sides)) or all(map(_in_a_phone_number, sides))):
        return facts.LINK
    if len(sides) == 2 and all(len(side.content) <= 5 and any(map(is_address, side.content)) for side in sides):
        return facts.LINK
    for one, other in ((site.gone, site.come), (site.come, site.gone)):
        sole = bool(one.content) and all(is_address(k) for k in one.content)
        if (
            sole
            and (len(other.content) <= 3 or set(other.keys) & (lexicon.LINK_WORDS | lexicon.SCREEN))
            and len(other.content) <= 8
        ):
            return facts.LINK
    return None


def _in_an_address(side: EditSide) -> bool:
    """ "#350", "Suite 12", "14 Wall Street": a number of a street, a floor or a box."""
    if len(side.content) != 1 or not any(c.isdigit() for c in side.content[0]):
        return False
    return "#" in side.text or "#" in side.gap_before or bool({side.before, side.after} & lexicon.STREET)


def _is_postal(side: EditSide) -> bool:
    """ "14 Wall Street, Suite 12", "94105" after a state: a place to send letters to."""
    if not any(c.isdigit() for c in side.text):
        return False
    street = bool({*side.keys, side.after} & lexicon.STREET) and all(
        w.name or w.key in lexicon.STREET | lexicon.NEUTRAL or w.key[0].isdigit() or len(w.key) <= 3 for w in side.words
    )
    return street or bool(_POSTCODE.search(side.reading.text[max(0, side.words[0].start - 4) : side.words[-1].end]))


def _in_a_phone_number(side: EditSide) -> bool:
    start, end = side.words[0].start, side.words[-1].end
    return any(found.start() <= start and end <= found.end() for found in _PHONE.finditer(side.reading.text))


def dates(site: EditSite) -> Fact | None:
    """The date a text was made is no part of what it says; any other date is."""
    sides = (site.gone, site.come)
    if not site.replaces or not all(all(_is_date(k) or k in lexicon.DATED for k in side.content) for side in sides):
        return None
    if not all(any(_is_dated(k) for k in (side.before, side.after, *side.content)) for side in sides):
        return None
    near = [site.come.reading.key(i) for i in range(max(0, site.come.span.start - 6), site.come.span.start)]
    near += site.come.keys
    made = (
        "©" in site.come.reading.text
        or any(k in lexicon.DATED for k in near)
        or (len(near) > 1 and site.come.before == "of" and near[-len(site.come.keys) - 2] == "as")
        or len(site.come.reading.words) <= len(site.come.span) + 1
    )
    return facts.REVISED if made else facts.DATE


def _is_date(key: str) -> bool:
    return (
        key in lexicon.MONTHS
        or key == "may"
        or bool(
            re.fullmatch(r"\d{1,2}(st|nd|rd|th)?|(19|20)\d\d|\d{4}-\d\d-\d\d\S*|\d{1,4}[/.]\d{1,2}[/.]\d{2,4}", key)
        )
        or (" " in key and key[-4:].isdigit())
        or any(part in lexicon.MONTHS for part in key.split())
    )


def relative_time(site: EditSite) -> Fact | None:
    """ "22 days ago" for "21 days ago": a clock, not a claim."""
    if not site.replaces or not all(
        k.isdigit() or k in lexicon.UNITS_OF_TIME for k in site.gone.content + site.come.content
    ):
        return None
    after = {site.come.reading.key(site.come.span.stop + i) for i in range(2)}
    return facts.REVISED if "ago" in after else None


def _is_dated(key: str) -> bool:
    """Whether a word can only be part of a date: a month, a year, a full date."""
    return _is_date(key) and not re.fullmatch(r"\d{1,2}(st|nd|rd|th)?|may", key)


def pointers(site: EditSite) -> Fact | None:
    """Where to look, what to click or whom to call is no claim."""
    if not site.inserts:
        return None
    keys, content = set(site.come.keys), site.come.content
    if _claims(site.come):
        return None
    screen_only = all(k in lexicon.SCREEN for k in content)
    if not screen_only and (site.come.keys[0] in lexicon.CONJUNCTIONS or site.come.keys[-1] in lexicon.CONJUNCTIONS):
        located = any(is_address(k) for k in content) or bool(_PHONE.search(site.come.text))
        return facts.LINK if located and len(content) <= 12 else None
    if "here" in site.gone.keys and all(k in lexicon.SCREEN | lexicon.LINK_WORDS for k in content):
        return facts.LINK
    lead = next((k for k in content if k not in lexicon.EXAMPLES), "")
    pointed = lead in lexicon.POINTERS and bool(keys & lexicon.LINK_WORDS)
    located = any(is_address(k) for k in content) or bool(_PHONE.search(site.come.text))
    states = site.come.opens and site.come.closes and not pointed and bool(keys & lexicon.AUXILIARIES)
    if (pointed or (located and len(content) <= 8)) and len(content) <= 12 and not states:
        return facts.LINK
    if keys & lexicon.SCREEN and len(content) <= 5 and not keys & (lexicon.NEGATORS | lexicon.AUXILIARIES):
        way = (site.come.reading.key(i) for i in range(max(0, site.come.span.start - 14), site.come.span.start))
        return facts.LINK if any(k in lexicon.POINTING for k in way) else None
    return None


def _claims(side: EditSide) -> bool:
    """Whether the words say more than where to look: "except on Sundays (see example.org)"."""
    at = next((i for i, word in enumerate(side.words) if is_address(word.key)), 0)
    while at > 0 and not side.words[at].gap:
        at -= 1
    said = set(side.keys[:at])
    if said & (lexicon.EXCEPTIVES | lexicon.NEGATORS | lexicon.LIMITS):
        return True
    return bool(said & lexicon.LOGICAL) and not said & (lexicon.POINTERS | lexicon.POINTING)


def ways_to_write(site: EditSite) -> Fact | None:
    """ "contact us [through the support portal]": by what means to write to somebody."""
    side = site.come
    if not site.inserts or side.keys[0] not in ("through", "via", "by", "using", "us") or len(side.content) > 8:
        return None
    near = {side.reading.key(at) for at in range(side.span.start - 4, side.span.start)}
    named = set(side.keys) & (lexicon.SCREEN | lexicon.LINK_WORDS | _MEANS) or any(map(is_address, side.content))
    return facts.LINK if near & {"contact", "reach", "write"} and named else None


_MEANS = frozenset("email mail letter telephone chat post support".split())


def pointing_sentence(site: EditSite) -> Fact | None:
    """ "Visit [the settings in] our app": in a sentence that only tells where to look, nothing else is claimed."""
    sides = (site.gone, site.come)
    if site.gone.keys == ("here",):
        way = lexicon.POINTING | lexicon.POINTERS | {"to"}
        told = site.gone.before in way or set(site.come.keys) & (lexicon.SCREEN | lexicon.LINK_WORDS - {"our", "more"})
        return facts.LINK if told and len(site.come.content) <= 8 else None
    if any(map(_bears, sides)) or not all(_only_points(side.reading.words) for side in sides):
        return None
    joined = any(set(side.keys) & lexicon.CONJUNCTIONS and len(side.content) > 1 for side in sides)
    return facts.LINK if not joined and max(len(side.content) for side in sides) <= 15 else None


def _bears(side: EditSide) -> bool:
    """Whether the words decide for whom or when the pointer holds: an age, an exception."""
    counted = any(k.isdigit() for k in side.content) and not lexicon.REFERENCES & {side.before, *side.keys}
    stated = side.opens and bool(set(side.keys) & lexicon.AUXILIARIES) and side.span.start > 0
    return counted or stated or bool(set(side.keys) & lexicon.EXCEPTIVES)


def _only_points(words: Sequence[Word]) -> bool:
    keys = [word.key for word in words]
    while keys and keys[0] in ("please", "you", "can", "may", "also"):
        keys = keys[1:]
    if len(keys) > 50 or any("." in word.gap for word in words[1:]) or set(keys) & (_BINDING | lexicon.NEGATORS):
        return False
    if keys[:1] and keys[0] in lexicon.POINTERS - {"contact", "review", "call"}:
        return keys[0] in ("see", "visit", "refer", "learn") or bool(set(keys[1:8]) & lexicon.LINK_WORDS)
    lead = next((at for at, key in enumerate(keys) if key in lexicon.POINTERS and keys[at - 1] != "the"), 99)
    asked = _ASKED & set(keys[:lead]) if keys[lead + 1 : lead + 2] != ["information"] else set()
    return keys[0:1] in (["for"], ["if"]) and lead < 30 and bool(asked)


_ASKED = frozenset("information detail more question concern complaint".split())
_BINDING = frozenset("must shall agree prohibit require".split())


def ways(site: EditSite) -> Fact | None:
    """ "see our policy" and "visit our policy": another word for having a look."""
    gone, come = site.gone.content, site.come.content
    looks = len(gone) == len(come) == 1 and {gone[0], come[0]} <= lexicon.POINTERS
    return facts.REWORDED if looks else None


def named_document(site: EditSite) -> Fact | None:
    """ "please see our spam policy" for "please see our abuse policy": another place to look."""
    side = site.come if site.come.span else site.gone
    words = side.reading.words
    title = site.inserts and side.all_names and bool(set(side.keys) & lexicon.CONJUNCTIONS)
    near = range(max(0, side.span.start - 8), min(len(words), side.span.stop + 6))
    beside = any(0 <= at < len(words) and words[at].name for at in (side.span.start - 1, side.span.stop))
    if title and beside and any(words[at].key in lexicon.WHEREABOUTS for at in near):
        return facts.LINK
    if all(map(_in_a_title, (site.gone, site.come))):
        return facts.LINK
    before = {words[i].key for i in range(max(0, side.span.start - 5), side.span.start)}
    after = {*side.keys, *(words[i].key for i in range(side.span.stop, min(len(words), side.span.stop + 2)))}
    short = len(site.gone.content) <= 5 and len(site.come.content) <= 5
    return facts.LINK if short and before & {"see", "read", "visit", "review"} and after & lexicon.DOCUMENTS else None


def _in_a_title(side: EditSide) -> bool:
    """Whether the words stand in quotes that name a section or a page: `see the "How we share data" section`."""
    reading, end = side.reading, len(side.reading.words)
    if not side.span or not any('"' in word.gap for word in reading.words):
        return False
    opened = sum(reading.gap(at).count('"') for at in range(min(side.span.start + 1, end))) % 2 == 1
    close = next(
        (at for at in range(max(side.span.stop, 1), min(end, side.span.stop + 12)) if '"' in reading.gap(at)), end
    )
    return opened and (reading.key(close) in lexicon.DOCUMENTS or reading.key(close) in lexicon.SCREEN)


RULES: tuple[Rule, ...] = (
    numbering, addresses, dates, relative_time, ways, named_document, pointers, ways_to_write, pointing_sentence,
)  # fmt: skip
