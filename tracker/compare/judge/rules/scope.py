"""Changes in what a claim is about: statements, list items, modifiers, wider and narrower terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tracker.compare.judge.polarity import Mark, Zone
from tracker.compare.judge.reading import Reading, lemma_of
from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.rules.site import EditSide, EditSite, Rule
from tracker.compare.judge.words import lexicon


def narrowing(mark: Mark) -> Fact:
    """The fact of a narrower term in a place with this mark."""
    if mark.narrows > 0:
        return facts.NARROWED_EXCEPTION if mark.zone is Zone.EXCEPTION else facts.NARROWED_PLAIN
    if mark.zone is Zone.CONDITION:
        return facts.NARROWED_CONDITION
    if mark.denied:
        return facts.NARROWED_DENIED
    return facts.NARROWED_PERMITTED if mark.permitted else facts.NARROWED_SCOPE


def statements(site: EditSite) -> Fact | None:
    """A sentence or a clause of its own, put in."""
    if not site.inserts:
        return None
    side = site.come
    finite = set(side.keys) & lexicon.AUXILIARIES
    if side.keys[0] in ("although", "though") and side.closes and len(side.keys) > 3:
        return facts.STATED  # a concession claims something of its own
    leads = side.opens and bool(finite) and bool(set(side.keys[-3:]) & {"and", "but"})
    bracket = side.span.stop < len(side.reading.words) and "(" in side.gap_after and bool(finite)
    bracket = bracket and side.reading.text[side.reading.words[side.span.stop].start].isupper()
    if not (leads or (side.opens and (side.closes or bracket) and len(side.span) > 2)):
        return None
    if side.mark.zone is Zone.EXCEPTION and side.span.start > 0:
        return facts.EXCEPTED
    return facts.STATED


def general_term(site: EditSite) -> Fact | None:
    """ "any reason, including a violation" for "a violation": more cases are covered, and less is said of each."""
    side = site.come
    ends_in_examples = len(side.keys) > 1 and side.keys[-1] in lexicon.EXAMPLES | lexicon.ARTICLES
    if site.inserts and side.keys[0] in lexicon.EXAMPLES and side.after in lexicon.RELATIVES and side.gap_before:
        return facts.GENERALISED  # "weapons[, including weapons] that choose a target": a bound became an example
    if site.inserts and ends_in_examples and set(side.keys) & lexicon.EXAMPLES:
        named = any(k.startswith("includ") for k in side.keys)  # "such as" and "like" only sketch the general term
        if named or side.mark.narrows < 0:
            return facts.GENERALISED
        return facts.VAGUER if set(side.content) <= lexicon.SKETCHING | lexicon.EXAMPLES else facts.NARROWED_BARE
    return None


def list_items(site: EditSite) -> Fact | None:
    """One more item in a list of things claimed, promised, prohibited or permitted."""
    if not site.inserts:
        return None
    side = site.come
    joined = side.keys[0] in lexicon.CONJUNCTIONS or _leads_on(side.keys)
    between = "," in side.gap_before and ("," in side.gap_after or side.after in lexicon.CONJUNCTIONS)
    first = "," in side.gap_after and (side.before in lexicon.PREPOSITIONS | lexicon.ARTICLES or "," in side.gap_before)
    last = ("," in side.gap_before or "(" in side.gap_before) and side.closes and _listed_near(side)
    second = side.before in lexicon.CONJUNCTIONS and bool(site.gone.span)
    inside = len(side.span) <= 8 and side.keys[0] not in lexicon.PREPOSITIONS
    inside = inside and any(k in lexicon.CONJUNCTIONS for k in side.keys[1:3])
    inner = sum("," in word.gap for word in side.words[1:])  # "proxy [server, Tor] or other means"
    commas = sum("," in word.gap for word in side.words) >= 2 or (
        inner and _listed_near(side) and side.keys[0] not in lexicon.PREPOSITIONS
    )
    if not (commas or joined or between or first or last or second or inside or _inner_item(side)):
        return None
    if joined and len(side.keys) > 1 and side.keys[1] in ("in accordance with", "pursuant to"):
        return None
    if (restricts := _restriction(side)) is not None:
        return restricts
    if _modifies_next(side):
        return None
    if _clause_of_its_own(side):
        return facts.STATED
    if "or" in side.keys and (asked := _nearest_verb(side)) and not side.mark.denied:
        if asked in lexicon.REQUIRING:
            return facts.ALTERNATIVE  # "require a warrant [or subpoena]"
        if asked in ("stay", "remain"):
            return facts.UNDER_ONLY  # "your data stays in Norway [or Sweden]"
    if ("or" in side.keys and _owed(side)) or _of_courts(side):
        return facts.CHOICE
    if side.mark.exclusive:
        another_demand = side.keys[0] == "and" and side.keys[1:2] != ("for",)
        another_demand = another_demand and len(side.keys) > 1 and side.keys[1] in lexicon.PREPOSITIONS
        return facts.NARROWED_BARE if another_demand else facts.UNDER_ONLY
    if side.mark.opener.lower() in ("subject to", "depending on") and not side.mark.example:
        return facts.CONDITION
    if side.mark.zone is not Zone.EXCEPTION:
        return facts.LISTED
    if side.mark.example or side.keys[0] in lexicon.EXAMPLES:
        return facts.EXAMPLE
    joint = "and" in side.keys and side.mark.opener.lower() in lexicon.UNTIL | {"without"}
    return facts.NARROWED_EXCEPTION if joint else facts.EXCEPTED


def _restriction(side: EditSide) -> Fact | None:
    """What a phrase behind a comma or "and" does when it restricts what stands before it and is no item of a list."""
    keys = side.keys[1:] if side.keys[0] in lexicon.CONJUNCTIONS else side.keys
    if keys[:1] == ("as",) and set(keys[1:5]) & lexicon.ALLOWED:
        return facts.CONDITION
    in_a_way = keys[:1] == ("in",) and set(keys[1:4]) & {"manner", "way", "form", "fashion"}
    if in_a_way or (keys and keys[0] in lexicon.RESTRICTING):
        return narrowing(side.mark) if side.mark.narrows < 0 else facts.NARROWED_BARE
    back = [side.reading.key(at) for at in range(side.span.start - 1, max(-1, side.span.start - 9), -1)]
    second = side.keys[0] == "and" and len(side.keys) > 2 and side.keys[1] in ("be", "do", "have")
    if second and set(back) & {"that", "which", "who"}:
        return facts.NARROWED_BARE  # "content that is blurred [and does not show faces]"
    return None


def _modifies_next(side: EditSide) -> bool:
    """ "groups or [US, Canadian and EU] proscribed groups": a list of modifiers of the noun that follows."""
    if (
        side.gap_after
        or side.gap_before
        or side.keys[-1] in lexicon.CONJUNCTIONS
        or side.keys[0] in lexicon.CONJUNCTIONS
    ):
        return False
    light = lexicon.CONJUNCTIONS | lexicon.PREPOSITIONS | lexicon.AUXILIARIES | lexicon.RELATIVES | lexicon.ARTICLES
    opens = side.before in lexicon.CONJUNCTIONS | lexicon.PREPOSITIONS | lexicon.ARTICLES
    return opens and bool(side.after) and side.after not in light and any("," in word.gap for word in side.words[1:])


def _clause_of_its_own(side: EditSide) -> bool:
    """ ", refunds will be made within a month": a subject and its verb behind a comma."""
    if "," not in side.gap_before or not side.closes or side.keys[0] in lexicon.RELATIVES | lexicon.EXAMPLES:
        return False
    return side.keys[0] not in lexicon.CONJUNCTIONS and bool(set(side.keys[1:4]) & {"will", "shall", "may", "must"})


def _of_courts(side: EditSide) -> bool:
    """Whether the item is one more place whose law or courts decide: that binds no more, and permits no more."""
    back = {side.reading.key(at) for at in range(max(0, side.span.start - 10), side.span.start)}
    return (
        side.all_names and bool(back & {"court", "law", "jurisdiction", "venue"}) and "or" in {*side.keys, side.after}
    )


def _owed(side: EditSide) -> bool:
    """Whether the clause asks for something before: what may be met in one more way need not ask for more."""
    back = [side.reading.key(at) for at in range(side.span.start - 1, max(-1, side.span.start - 15), -1)]
    if "sole" in back and "remedy" in back:
        return True
    if side.mark.denied or side.mark.zone is not Zone.MAIN:
        return False
    for at in range(side.span.start - 1, max(-1, side.span.start - 20), -1):
        if any(stop in side.reading.gap(at + 1) for stop in ".;:"):
            return False
        key = side.reading.key(at)
        if key in ("must", "shall", "sole", "at least"):
            return True
        if key in ("may", "not", "will"):
            return False
    return False


def _leads_on(keys: Sequence[str]) -> bool:
    """Whether the words end in a conjunction and what may open the next item: "A or", "A or other", "A or if you"."""
    for key in reversed(keys[-4:]):
        if key in lexicon.CONJUNCTIONS:
            return True
        if key not in _ITEM_OPENERS:
            return False
    return False


_ITEM_OPENERS = lexicon.CONDITIONERS | lexicon.SUBJECTS | lexicon.ARTICLES | {"other"}


def _nearest_verb(side: EditSide) -> str:
    """The nearest verb before that says what is done with a list; a consent that is asked for is no verb."""
    reading = side.reading
    back = range(side.span.start - 1, max(-1, side.span.start - 8), -1)
    keys = (reading.key(at) for at in back if reading.key(at - 1) not in lexicon.ARTICLES)
    known = (lexicon.VERBS | lexicon.REQUIRING | {"stay", "remain"}) - lexicon.CONSENT
    return next((key for key in keys if key in known), "")


def _inner_item(side: EditSide) -> bool:
    """ "sell, [rent,] or lease": a comma inside or at the end, with more of the list near."""
    if side.keys[0] in lexicon.PREPOSITIONS:
        return False
    return "," in side.gap_after and _listed_near(side) and not side.gap_before and len(side.span) <= 4


def _listed_near(side: EditSide) -> bool:
    words = side.reading.words
    near = words[max(0, side.span.start - 10) : side.span.start] + words[side.span.stop : side.span.stop + 12]
    return any(w.key in lexicon.CONJUNCTIONS or "," in w.gap for w in near)


def asides(site: EditSite) -> Fact | None:
    """Words set off by commas or brackets restrict nothing: they add a claim of their own."""
    side = site.come
    if not site.inserts or not any(stop in side.gap_before for stop in ",("):
        return None
    if not (side.closes or any(stop in side.gap_after for stop in ",)")):
        return None
    if side.keys[0] in lexicon.UPPER_BOUNDS and "(" in side.gap_before:
        return narrowing(side.mark) if side.mark.narrows < 0 else facts.NARROWED_SCOPE
    if side.keys[0] in lexicon.PREPOSITIONS and side.keys[0] not in lexicon.UPPER_BOUNDS | lexicon.EXAMPLES:
        return None
    if (restricts := _restriction(side)) is not None:
        return restricts
    if side.keys[0] in ("nothing", "not", "no", "only", "however"):
        return facts.NARROWED_BARE
    if side.mark.zone is Zone.EXCEPTION and side.keys[0] in lexicon.EXAMPLES:
        return facts.EXAMPLE
    return facts.EXCEPTED if side.mark.zone is Zone.EXCEPTION else facts.ELABORATED


def repeated_head(site: EditSite) -> Fact | None:
    """ "A ads or B ads" for "ads": the noun itself takes in all its kinds."""
    side = site.come
    if site.inserts and side.after in side.content and set(side.keys) & lexicon.CONJUNCTIONS:
        return _of_kinds(side.mark)
    return None


def jurisdictions(site: EditSite) -> Fact | None:
    """ "applicable laws" -> "European laws": the laws of one place are fewer."""
    gone, come = site.gone, site.come
    general = bool(gone.content) and set(gone.content) <= {"applicable", "relevant", "local", "respective"}
    if not general or not come.content or not set(come.content) <= lexicon.JURISDICTION:
        return None
    return narrowing(come.mark) if come.mark.narrows < 0 or come.mark.zone is Zone.EXCEPTION else facts.NARROWED_SCOPE


def named_kinds(site: EditSite) -> Fact | None:
    """ "ads" -> "A ads or B ads": a list of names takes the place of the noun for all of them."""
    gone, come = site.gone, site.come
    listed = set(come.keys) & lexicon.CONJUNCTIONS and all(w.name or w.key in lexicon.NEUTRAL for w in come.words)
    if not (listed and 0 < len(gone.content) <= 2) or any(w.name for w in gone.words):
        return None
    if set(gone.content) & lexicon.LOGICAL or set(gone.keys) & lexicon.CONJUNCTIONS or gone.content[0][0].isdigit():
        return None
    return narrowing(come.mark) if come.mark.narrows < 0 or come.mark.zone is Zone.EXCEPTION else facts.NARROWED_SCOPE


def kinds(site: EditSite) -> Fact | None:
    """ "transactions" -> "trades or sales": kinds take the place of the general word for them."""
    gone, come = site.gone, site.come
    known = _kinds().get(gone.content[0], frozenset()) if len(gone.content) == 1 else frozenset()
    parts = set(come.content) - lexicon.CONJUNCTIONS
    if not parts or not parts <= known or gone.mark.narrows != come.mark.narrows:
        return None
    return _of_kinds(come.mark)


def _of_kinds(mark: Mark) -> Fact:
    """The fact of kinds in the place of the general word: a plain claim of them need not say more than one of all."""
    if mark.narrows < 0 or mark.zone is Zone.EXCEPTION:
        return narrowing(mark)
    return facts.NARROWED_SCOPE if mark.definite else facts.NARROWED_BARE


@cache  # made when it is first needed, as the lemmas are
def _kinds() -> dict[str, frozenset[str]]:
    return {lemma_of(word): frozenset(map(lemma_of, names)) for word, names in lexicon.kinds().items()}


def everywhere(site: EditSite) -> Fact | None:
    """ "in any country" -> "in Norway": what was said of all is said of one that is named."""
    gone, come = site.gone, site.come
    of_all = set(gone.keys) & (lexicon.ALL | {"worldwide", "anywhere", "everywhere"})
    named = come.content and all(word.name or word.key in lexicon.NEUTRAL for word in come.words)
    if not of_all or not named or set(come.keys) & lexicon.ALL or gone.mark.zone is Zone.CONDITION:
        return None
    return facts.QUANTITY if gone.keys[0] == come.keys[0] or gone.before in lexicon.PREPOSITIONS else None


def umbrellas(site: EditSite) -> Fact | None:
    """ "your data" -> "your chat logs": a general noun gave way to a kind of it."""
    gone, come = site.gone.content, site.come.content
    if any(word.name for word in site.come.words) or "of" in site.come.keys:
        return None
    if len(gone) == 1 and gone[0] in lexicon.UMBRELLAS and come and not set(come) & lexicon.UMBRELLAS:
        if gone[0].startswith(("any", "every")):
            return facts.QUANTITY
        return narrowing(site.come.mark) if site.gone.mark.narrows == site.come.mark.narrows else None
    return None


def known_thing(site: EditSite) -> Fact | None:
    """ "this agreement [on behalf of your household]": what is pointed at is known, more words describe it."""
    side = site.come
    if not site.inserts or side.gap_before:
        return None
    at = side.span.start - 1
    before = side.reading.key(at)
    if before not in _POINTED and side.reading.key(at - 1) in _POINTED and not side.reading.gap(at):
        if side.keys[0] not in lexicon.PREPOSITIONS or before in lexicon.VERBS | lexicon.AUXILIARIES:
            return None
        if len(side.content) <= 1:
            return facts.REWORDED
        return facts.NARROWED_DENIED if side.mark.denied and not side.mark.inner else facts.ELABORATED
    named = (
        before in _POINTED and len(side.content) <= 2 and side.after not in lexicon.PREPOSITIONS | lexicon.AUXILIARIES
    )
    return facts.REWORDED if named and not side.gap_after and not set(side.content) & lexicon.LOGICAL else None


_POINTED = lexicon.DEMONSTRATIVE - {"that"}  # which also opens a clause


def empty_head(site: EditSite) -> Fact | None:
    """ "location data" for "location", "surveillance activities" for "surveillance": the noun before says it all."""
    side = site.come
    if not site.inserts or len(side.keys) != 1 or side.keys[0] not in lexicon.EMPTY_HEADS or side.gap_before:
        return None
    unmarked = lexicon.NEUTRAL | lexicon.LOGICAL | lexicon.VERBS | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS
    return facts.VARIANT if side.before and side.before not in unmarked else None


def heads(site: EditSite) -> Fact | None:
    """The words of the one side are all among those of the other: the rest narrows."""
    gone, come = site.gone, site.come
    if not site.replaces or gone.mark.narrows != come.mark.narrows:
        return None
    rest = [k for k in come.content if k not in gone.content]
    if len(come.content) > len(gone.content) and len(come.content) - len(rest) == len(gone.content):
        return facts.LISTED if set(come.keys) & lexicon.CONJUNCTIONS else narrowing(come.mark)
    return None


def modifiers(site: EditSite) -> Fact | None:
    """A restrictive modifier: its sign is the polarity of its place.

    Before a bare noun in a plain claim ("we notify you of [material] changes") it may be read of some or of all.
    """
    if not site.inserts:
        return None
    side = site.come
    mark = side.mark
    if _is_title(side.reading):
        return facts.ARTEFACT
    if mark == Mark() or (mark.narrows > 0 and mark.zone is Zone.MAIN and not mark.inner):
        needed = side.before in ("necessary", "appropriate", "required", "require", "need", "only")
        if (needed or side.keys[0] in lexicon.LIMITING) and not mark.exclusive:
            return facts.NARROWED_SCOPE
        if side.keys[0] == "to" and len(side.keys) > 2 and side.keys[1] in lexicon.VERBS:
            return facts.ELABORATED  # a purpose is one more thing said
        if (mark.definite or all(k in lexicon.PICKING for k in side.content)) and not mark.exclusive:
            return facts.NARROWED_SCOPE
        opens = side.keys[0] in lexicon.PREPOSITIONS | lexicon.RELATIVES or side.keys[0].endswith("ly") or side.closes
        return facts.NARROWED_PLAIN if opens else facts.NARROWED_BARE
    return narrowing(mark)


def _is_title(reading: Reading) -> bool:
    """Whether the text is in title case and has no verb: it says what stands below, and claims nothing."""
    if reading.text.isupper() or reading.tail or any(word.key in _CLAIMING for word in reading.words):
        return False
    long = [word for word in reading.words if word.end - word.start > 3]
    return len(long) > 2 and sum(reading.text[word.start].isupper() for word in long) >= _TITLE * len(long)


_CLAIMING = lexicon.AUXILIARIES | lexicon.SUBJECTS | lexicon.NEGATORS | lexicon.DENYING | lexicon.DENIED
_TITLE = 0.8  # share of its longer words that a title has in capitals


RULES: tuple[Rule, ...] = (
    empty_head,
    known_thing,
    statements,
    general_term,
    repeated_head,
    list_items,
    asides,
    jurisdictions,
    named_kinds,
    kinds,
    everywhere,
    umbrellas,
    heads,
    modifiers,
)
