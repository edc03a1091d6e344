"""Changes of words that leave the meaning alone: style, synonyms, cuts."""

from __future__ import annotations

from collections import Counter

from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.rules.site import EditSide, EditSite, Rule
from tracker.compare.judge.synonyms import alike, interchangeable
from tracker.compare.judge.words import lexicon
from tracker.compare.judge.words.lemmas import is_known

_OPPOSITES = (
    ("in", "out"), ("to", "from"), ("on", "off"), ("with", "without"), ("over", "under"), ("before", "after"),
    ("yours", "ours"), ("yours", "mine"), ("private", "public"), ("internal", "external"), ("mandatory", "optional"),
    ("mandatory", "voluntary"), ("required", "optional"), ("require", "optional"), ("enable", "disable"),
    ("include", "exclude"), ("accept", "reject"), ("accept", "refuse"), ("allow", "forbid"), ("allow", "prohibit"),
    ("permit", "forbid"), ("permit", "prohibit"), ("open", "closed"), ("open", "close"), ("always", "never"),
    ("minimum", "maximum"), ("increase", "decrease"), ("increase", "reduce"), ("temporary", "permanent"),
    ("lawful", "unlawful"), ("encrypted", "unencrypted"), ("secure", "insecure"), ("identified", "anonymous"),
    ("automatic", "manual"), ("automatically", "manually"), ("online", "offline"), ("free", "paid"),
    ("opt-in", "opt-out"),
    ("inside", "outside"), ("active", "inactive"), ("anonymous", "identifiable"), ("safe", "unsafe"),
)  # fmt: skip


def opposites(site: EditSite) -> Fact | None:
    """ "opt in" for "opt out", "from you" for "to you": words that say the opposite."""
    gone, come = site.gone.keys, site.come.keys
    if not (0 < len(gone) <= 2 and len(gone) == len(come)):
        return None
    turned = any(
        (a in gone and b in come and not (a in come or b in gone))
        or (b in gone and a in come and not (b in come or a in gone))
        for a, b in _OPPOSITES
    )
    return facts.TURNED if turned else None


def weightless(site: EditSite) -> Fact | None:
    """Words without weight; but "we" and "you" are two parties."""
    if site.gone.content or site.come.content:
        return None
    persons = [{lexicon.PRONOUNS[k] for k in side.keys if k in lexicon.PRONOUNS} for side in (site.gone, site.come)]
    if {1} in persons and {2} in persons:
        return facts.ACTOR
    return facts.STYLE


def same_letters(site: EditSite) -> Fact | None:
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


def _repeats(side: EditSide) -> bool:
    """ "the the", or a heading that opens its paragraph a second time."""
    size, start, stop = len(side.span), side.span.start, side.span.stop
    if not size:
        return False
    return any(
        tuple(word.key for word in side.reading.words[first : first + size]) == side.keys
        for first in (start - size, stop)
        if first >= 0
    )


def _letters(side: EditSide) -> str:
    return "".join(c for c in side.text.casefold() if c.isalnum())


def slips(site: EditSite) -> Fact | None:
    """One word for another that differs by a slip of the pen."""
    gone, come = site.gone.keys, site.come.keys
    if len(gone) != 1 or len(come) != 1 or min(len(gone[0]), len(come[0])) < 3:
        return None
    # Two known words a letter apart ("could" and "would", "typical" and "atypical") are two words.
    unknown = [key for key in gone + come if key.isalpha() and not is_known(key)]
    return facts.STYLE if len(unknown) == 1 and _one_slip(gone[0], come[0]) else None


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, dropped or changed, or two letters swapped, makes the one word the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[i + 1 :] == b[i:] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i + 1 :] or a[i : i + 2] == b[i : i + 2][::-1]


def fragments(site: EditSite) -> Fact | None:
    """A label before a dash, or a sentence cut off in the middle, is no wording."""
    if _is_cut(site.gone, site.come):
        return facts.ARTEFACT
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
    code = start == 0 and 0 < stop < len(words) and stop <= 4 and not site.gone.span and side.text.isupper()
    if code and side.reading.text[words[stop].start].isupper() and not side.reading.text.isupper():
        return facts.ARTEFACT if not set(side.keys) & lexicon.LOGICAL else None
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
        if cut
        and side.before in dangling
        and not site.gone.reading.tail
        and site.gone.span.start == len(site.gone.reading.words)
        else None
    )


def _is_cut(gone: EditSide, come: EditSide) -> bool:
    """Whether the text ends, without a stop, in the first letters of the word that the other text goes on with."""
    reading = gone.reading
    last = gone.span.stop == len(reading.words) and not reading.tail and len(gone.span) == 1
    whole = come.words[0] if come.words else None
    if not last or whole is None or come.span.stop < len(come.reading.words):
        return False
    start = come.reading.text[whole.start : whole.end].casefold()
    return start.startswith(gone.text.casefold()) and start != gone.text.casefold()


_RESTARTS = lexicon.NEUTRAL | lexicon.CONDITIONERS | lexicon.QUANTITY.keys()
_VERBAL = (
    lexicon.AUXILIARIES
    | lexicon.NEGATORS
    | frozenset(("we", "you", "they", "it"))
    | lexicon.CONDITIONERS
    | lexicon.EXCEPTIVES
)


def after_slash(site: EditSite) -> Fact | None:
    """ "countries/regions" for "countries": a second word for the same thing."""
    side = site.come
    if not site.inserts or not side.words or len(side.content) > 1 or set(side.keys) & lexicon.CONJUNCTIONS:
        return None
    text, start, stop = side.reading.text, side.words[0].start, side.words[-1].end
    slashed = text[start - 1 : start] == "/" or text[stop : stop + 1] == "/" or "/" in text[start:stop]
    return facts.VARIANT if slashed else None


def examples(site: EditSite) -> Fact | None:
    """A phrase of examples ("such as ...", "for example ...") tells nothing new of the claim."""
    side = site.come
    if site.inserts and side.keys[0] in lexicon.EXAMPLES and not side.keys[0].startswith("includ") and side.span.start:
        ends = side.closes or any(s in side.gap_after for s in ",)") or side.after in lexicon.RELATIVES
        return facts.EXAMPLE if ends else None
    return None


def empty_words(site: EditSite) -> Fact | None:
    """Adjectives that restrict nothing: the applicable, the respective, the following."""
    if not site.gone.content and not site.come.content:
        return None
    content = site.gone.content + site.come.content
    if content == ("calendar",):
        return facts.REWORDED if "day" in (site.gone.after, site.come.after) else None
    return facts.REWORDED if all(k in lexicon.EMPTY for k in content) else None


def own_text(site: EditSite) -> Fact | None:
    """ "changes [to this policy]", "plans [offered by us]": the text points at itself, or at who speaks."""
    side = site.come
    if not site.inserts or len(side.keys) < 3:
        return None
    if side.keys[0] in ("offer", "provide", "operate", "make") and side.keys[1] == "by":
        by_us = side.keys[2:] in (("we",), ("us",)) or all(word.name for word in side.words[2:])
        return facts.REWORDED if by_us else None
    if side.keys[0] not in lexicon.PREPOSITIONS | {"as", "describe", "set out"}:
        return None
    own = bool(set(side.keys) & {"this", "these", "our"}) and bool(set(side.content) & lexicon.TEXTS)
    return facts.REWORDED if own and set(side.content) <= _OF_TEXTS else None


_OF_TEXTS = lexicon.TEXTS | lexicon.EMPTY | frozenset("privacy cookie use service data user explain provide".split())
_SWAPPABLE = frozenset(
    "of to in on at for from by with under over through via into within across regarding concerning about throughout"
    " toward per as during until till".split()
) | {
    "relating to", "related to", "with respect to", "in relation to", "in connection with", "according to",
    "pursuant to", "in accordance with",
}  # fmt: skip


def prepositions(site: EditSite) -> Fact | None:
    """One preposition for another ("permitted under", "permitted by"), unless a number follows."""
    gone, come = site.gone, site.come
    swapped = gone.keys and come.keys and all(k in _SWAPPABLE or k in lexicon.ARTICLES for k in gone.keys + come.keys)
    return facts.REWORDED if swapped and not any(c.isdigit() for c in come.after) else None


def thought(site: EditSite) -> Fact | None:
    """ "mislead users to think that" is "mislead users that"."""
    follows = site.come.after == "that"
    return facts.REWORDED if site.inserts and follows and all(k in lexicon.THOUGHT for k in site.come.content) else None


def partitive(site: EditSite) -> Fact | None:
    """ "terminate the accounts of users" for "terminate users": a part named for the whole, unless that is denied."""
    side = site.come
    if not site.inserts or len(side.content) != 1 or side.keys[-1] != "of" or side.mark.narrows < 0:
        return None
    return facts.VARIANT if side.content[0] not in lexicon.LOGICAL else None


def synonyms(site: EditSite) -> Fact | None:
    """One word for another of the same meaning or the same stem."""
    gone, come = site.gone.content, site.come.content
    if not gone or not come:
        return None
    full = [k for k in gone if k not in lexicon.EMPTY], [k for k in come if k not in lexicon.EMPTY]
    for left, right in ((gone, come), full):
        if len(left) == len(right) > 0 and all(alike(a, b) for a, b in zip(left, right, strict=True)):
            return facts.SYNONYM
    return None


def same_work(site: EditSite) -> Fact | None:
    """ "no" for "not", "if" for "when", "about" for "related to": other words that do the same."""
    gone, come = site.gone.keys, site.come.keys
    if len(gone) != 1 or len(come) != 1 or {gone[0], come[0]} & _GRADED:
        return None
    return facts.REWORDED if interchangeable(gone[0], come[0]) else None


_GRADED = lexicon.MODAL_FORCE.keys() | lexicon.QUANTITY.keys() - {"no", "none"}


STYLE: tuple[Rule, ...] = (opposites, weightless, prepositions, same_work, same_letters, slips)
WORDING: tuple[Rule, ...] = (synonyms, empty_words, fragments, examples, own_text, after_slash, thought, partitive)
