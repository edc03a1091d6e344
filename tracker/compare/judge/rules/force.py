"""Changes in the force of a claim: denial, modal verbs, hedges, exceptions, conditions, quantity, bounds."""

from __future__ import annotations

import re
from itertools import pairwise

from tracker.compare.judge.polarity import Zone
from tracker.compare.judge.rules import facts
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.rules.site import EditSide, EditSite, Rule
from tracker.compare.judge.words import lexicon

_DENYING = frozenset({"not", "never", "cannot"})
_ALLOWING = frozenset({"may", "can", "might"})
_AUXILIARY = frozenset({"do", "does", "did", "will", "shall", "would", "also"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[$€£¥]?\d+(?:\.\d+)?%?")


def negation(site: EditSite) -> Fact | None:
    """A bare "not" put in turns the sentence round; "Do not shout" for an item "Shouting" of a list does not."""
    if site.inserts and site.come.span.start == 0 and site.come.keys == ("do", "not"):
        words = site.gone.reading.words
        if words and site.gone.reading.quote(0, 1).casefold().endswith("ing"):
            return facts.REWORDED
    if site.inserts and site.come.span.start == 0 and site.come.keys == ("no",) and "," in site.come.gap_after:
        return facts.STYLE  # an answer: "[No,] we do not"
    if site.inserts and set(site.come.content) <= {"not", "no", "never", "no longer"}:
        if site.come.opens and site.come.closes and len(site.come.span) > 2:
            return facts.STATED
        again = site.come.keys[-1] in lexicon.CONJUNCTIONS and site.come.reading.key(site.come.span.stop + 1) == "not"
        if again:
            return facts.REWORDED  # "[do not and] will not"
        joined = site.come.keys[0] in lexicon.CONJUNCTIONS
        denies = any(word.key in lexicon.NEGATORS for word in site.gone.reading.words)
        return facts.STATED if joined and denies else facts.NEGATED  # "we do not sell it [and never will]"
    return None


def lifted(site: EditSite) -> Fact | None:
    """ "do not share" -> "may share": the denial is gone, and what took its place allows it."""
    gone, come = set(site.gone.keys), set(site.come.keys)
    if not site.replaces or not gone & _DENYING or not gone <= _DENYING | _AUXILIARY:
        return None
    return facts.LIFTED if come & _ALLOWING and come <= _ALLOWING | _AUXILIARY else None


def modals(site: EditSite) -> Fact | None:
    """ "will" -> "may": the modal verb carries the force. Under "not" the strong ones all forbid."""
    a, b = _modal(site.gone), _modal(site.come)
    if a is None or b is None or not any(k in lexicon.MODAL_FORCE for k in site.gone.keys + site.come.keys):
        return None
    offered = any("you" in (side.before, *side.keys) for side in (site.gone, site.come))
    owed = {"must", "shall", "require"} & {*site.gone.keys, *site.come.keys}
    pointing = offered and not owed and site.come.after in lexicon.POINTERS  # "you may contact us" is "contact us"
    if a == b or pointing or site.come.before in ("that", "which"):
        return facts.REWORDED
    return facts.MODAL if a > b else None


def _modal(side: EditSide) -> int | None:
    """The force of a verb group; None when the side holds other words too. A bare verb states a fact as "will" does."""
    if any(k not in lexicon.MODAL_FORCE and k not in ("require", "need") for k in side.content):
        return None
    scale = lexicon.DENIED_FORCE if side.after == "not" else lexicon.MODAL_FORCE
    return next((scale[k] for k in side.keys if k in scale), 3)


def never(site: EditSite) -> Fact | None:
    """ "never" -> "generally not": the denial lost its "in no case"."""
    gone, come = set(site.gone.content), set(site.come.content)
    if gone & {"never"} and gone <= {"never"} and "not" in come:
        return facts.HEDGE_FOR if come & lexicon.HEDGES else facts.NEVER
    return None


def softened(site: EditSite) -> Fact | None:
    """A hedge in the place of an adverb without reserve, or the other way round."""
    gone, come = site.gone.content, site.come.content
    if not site.replaces or not all(k in lexicon.HEDGES for k in come):
        return None
    firm = all(
        k in lexicon.BOOSTERS | lexicon.COMMITTING or (k.endswith("ly") and k not in lexicon.HEDGES) for k in gone
    )
    return facts.HEDGE_FOR if firm else None


def discouraged(site: EditSite) -> Fact | None:
    """ "prohibit" -> "discourage": what was forbidden is only advised against."""
    gone, come = site.gone.content, site.come.content
    firm = len(gone) == 1 and gone[0] in ("prohibit", "forbid", "ban", "disallow")
    return facts.HEDGE_FOR if firm and come in (("discourage",), ("advise", "against")) else None


def quantities(site: EditSite) -> Fact | None:
    """all > most > some; "any", "all" and "each" before a plural are a matter of style."""
    a, b = _share(site.gone), _share(site.come)
    if a is None or b is None or (not site.gone.content and not site.come.content):
        return None
    if a == b:
        return facts.REWORDED
    if not site.gone.content and site.come.mark.example:
        return None
    if 0 in (a, b) and site.replaces:
        return facts.NEGATED  # "no" -> "some": both cannot hold
    if site.come.mark.zone is Zone.CONDITION and not (site.gone.content and site.come.content):
        return facts.REWORDED
    less = a > b
    if site.come.mark.denied and site.gone.content:
        less = not less
    return facts.QUANTITY if less else None


def picked(site: EditSite) -> Fact | None:
    """ "all countries" -> "eligible countries": what was said of all is said of those that the adjective picks."""
    gone, come = site.gone.content, site.come.content
    if len(gone) != 1 or gone[0] not in lexicon.ALL or len(come) != 1 or site.come.after in lexicon.CONJUNCTIONS:
        return None
    plain = come[0] not in lexicon.LOGICAL | lexicon.CONJUNCTIONS and not come[0][0].isdigit()
    return facts.QUANTITY if plain and not site.come.gap_after and site.come.after not in lexicon.NEUTRAL else None


def _share(side: EditSide) -> int | None:
    if not side.content:
        return 9
    found = [lexicon.QUANTITY[k] for k in side.content if k in lexicon.QUANTITY]
    return found[0] if len(found) == len(side.content) else None


def numbers(site: EditSite) -> Fact | None:
    """A number with a bound covers more or fewer cases; a bare number is another number."""
    gone, come = site.gone.content, site.come.content
    if len(gone) != 1 or len(come) != 1 or not (_NUMBER.fullmatch(gone[0]) and _NUMBER.fullmatch(come[0])):
        return None
    bound = _bound(site.come)
    a, b = (float(re.sub(r"[^\d.]", "", k)) for k in (gone[0], come[0]))
    if not bound and site.come.before == "for" and _own_time(site.come) and a != b:
        return facts.CUT_SHORT if b < a else None  # "you can export it for 30 days"
    if not bound or bound != _bound(site.gone):
        return facts.NUMBER
    if a == b:
        return facts.REWORDED
    narrower = b < a if bound == "upper" else b > a
    if bound == "upper" and _own_time(site.come):
        return facts.NUMBER_NARROWED if narrower else None
    mark = site.come.mark
    if "%" in come[0] or site.come.after in ("percent", "percentage"):
        mark = mark._replace(subject=False, universal="")  # "over 60% of users" counts cases, it does not pick them
    elif any(site.come.reading.key(site.come.span.stop + ahead) in lexicon.UNITS_OF_TIME for ahead in (0, 1)):
        mark = mark._replace(universal="")  # "notify you of any change at least 30 days before": the act is timed
    if mark.narrows < 0 and not _counts_the_subject(site.come):
        return facts.NUMBER_NARROWED if narrower else None
    return facts.NUMBER_TIGHTER if narrower else None


def _counts_the_subject(side: EditSide) -> bool:
    """ "No more than 5 people can see it" says how many do; "firms of at least 5 people" picks some of them."""
    return side.before in ("at most", "at least") and side.span.start == 1


def _own_time(side: EditSide) -> bool:
    """Whether the time is the customer's, to use a right in: "you may return it within 14 days"."""
    near = [side.reading.key(side.span.stop + ahead) for ahead in (0, 1)]
    if not set(near) & lexicon.UNITS_OF_TIME:
        return False
    clause: list[str] = []
    for at in range(side.span.start - 1, -1, -1):
        clause.append(side.reading.key(at))
        if any(stop in side.reading.gap(at) for stop in ".;:!?"):
            break
    said = set(clause)
    if "we" in said or said & {"must", "shall", "require"} or side.mark.denied:
        return False
    return ("you" in said and bool(said & {"may", "can"})) or bool(said & lexicon.CUSTOMERS_RIGHTS)


def deadlines(site: EditSite) -> Fact | None:
    """ "by 2030" -> "by 2040": a promise put off; "not before 2030" -> "not before 2028": a promise cut short."""
    gone, come = site.gone.content, site.come.content
    years = len(gone) == len(come) == 1 and _YEAR.fullmatch(gone[0]) and _YEAR.fullmatch(come[0])
    if not years or site.come.before not in ("by", "before", "until"):
        return None
    if site.come.mark.denied:
        return facts.CUT_SHORT if come[0] < gone[0] and site.come.before != "by" else None
    return facts.DEADLINE if come[0] > gone[0] else None


_SOMETIMES = frozenset({"regularly", "regular", "periodically", "periodic", "occasionally", "occasional", "routinely"})


def frequencies(site: EditSite) -> Fact | None:
    """ "monthly" -> "annually": it happens less often."""
    before, after = _rate(site.gone), _rate(site.come)
    timed = before is not None or any(key in lexicon.FREQUENCY for key in site.gone.content)
    if timed and after is None and set(site.come.content) & _SOMETIMES:
        return facts.HEDGE_FOR  # "once a year" -> "regularly"
    if before is None or after is None:
        return None
    if before == after:
        return facts.REWORDED
    return facts.RARER if before > after else None


def _rate(side: EditSide) -> float | None:
    """How many times a year: "monthly", "every six months", "twice a year". None when the words tell no rate."""
    if len(side.content) == 1 and side.content[0] in lexicon.FREQUENCY:
        return lexicon.FREQUENCY[side.content[0]]
    reading, span = side.reading, side.span
    if not span or len(span) > 4:
        return None
    keys = [reading.key(at) for at in range(max(0, span.start - 3), span.stop + 3)]
    changed = {reading.key(at) for at in span}
    for at, key in enumerate(keys):
        several = keys[at + 1 : at + 2] if key in ("every", "each") else []
        number = int(several[0]) if several and several[0].isdigit() else 1
        unit = keys[at + 2] if several and several[0].isdigit() and at + 2 < len(keys) else "".join(several)
        if unit in lexicon.TIMES_A_YEAR and changed & {key, unit, *several}:
            return lexicon.TIMES_A_YEAR[unit] / max(1, number)
        unit = keys[at + 2] if at + 2 < len(keys) and keys[at + 1] in ("a", "per", "each", "every") else ""
        if key in lexicon.TIMES and unit in lexicon.TIMES_A_YEAR and changed & {key, unit}:
            return lexicon.TIMES[key] * lexicon.TIMES_A_YEAR[unit]
    return None


def _bound(side: EditSide) -> str:
    """ "upper" for "within N", "under the age of N"; "lower" for "at least N", "N or older"."""
    words = side.reading.words
    before = [words[i].key for i in range(max(0, side.span.start - 4), side.span.start)]
    after = [words[i].key for i in range(side.span.stop, min(len(words), side.span.stop + 5))]
    if "%" in side.text and {"uptime", "availability"} & {*before, *after}:
        return "lower"
    for keys in (list(reversed(before)), after):
        for key in keys:
            if key in lexicon.UPPER_BOUNDS:
                return "upper"
            if key in lexicon.LOWER_BOUNDS:
                return "lower"
    return ""


def exceptions(site: EditSite) -> Fact | None:
    """An exception put in takes cases out of the claim."""
    if not site.inserts:
        return None
    side = site.come
    opener = next((k for k in side.keys if k not in lexicon.CONJUNCTIONS), "")
    proviso = ("provide", "however") in pairwise(side.keys)  # "permitted; provided, however, that ..."
    if proviso or opener in lexicon.EXCEPTIVES or (opener == "without" and _consent(side)):
        return facts.EXCEPTION
    return None


def _consent(side: EditSide) -> bool:
    return bool(lexicon.CONSENT & set(side.keys))


def conditions(site: EditSite) -> Fact | None:
    """A condition put in lets the claim hold in fewer cases."""
    if not site.inserts:
        return None
    side = site.come
    if _whole_sentence(side):
        return facts.STATED
    opener = next((k for k in side.keys if k not in lexicon.CONJUNCTIONS), "")
    if side.keys[0] == "or" and opener in lexicon.WHEN:
        return None  # one more case: "if you object [or if you move]"
    if opener == "even if":
        return facts.ELABORATED
    if side.keys[0] == "and" and any("," in word.gap and word.key in lexicon.SUBJECTS for word in side.words[2:]):
        return facts.STATED  # "[, and if you like, you can add a picture]"
    if side.keys[0] == "and" and opener == "where" and side.mark.zone is not Zone.EXCEPTION:
        return facts.CONDITION
    if side.keys == ("where",) and side.after in lexicon.SUBJECTS and not side.gap_before:
        return facts.REWORDED  # "any place [where] we work"
    if opener in lexicon.CONDITIONERS and (opener != "where" or side.gap_before or side.span.start == 0):
        return facts.CONDITION
    asked = opener == "with" and set(side.keys) & lexicon.CONSENT and not side.mark.denied
    if asked and set(side.keys) & {"your", "their", "user"}:
        return facts.CONDITION
    if opener == "with" and side.mark.permitted and (_consent(side) or "notice" in side.keys):
        return facts.CONDITION
    joined = "and" in (side.keys[0], side.keys[-1]) and any(k in lexicon.AUXILIARIES for k in side.keys)
    if side.mark.zone is Zone.CONDITION and side.keys[0] == "and" and side.keys[1:2] in (("be",), ("will",)):
        return facts.NARROWED_BARE  # "is removed when you leave [and is deleted at once]"
    if side.mark.zone is Zone.CONDITION and joined and side.mark.opener.lower() not in ("where", "once"):
        return facts.CONDITION
    return None


def _whole_sentence(side: EditSide) -> bool:
    """ "If you do not hear from us, you may complain.": a condition with its consequence is a statement of its own."""
    starts = side.span.start == 0 or any(stop in side.gap_before for stop in ".!?")
    ends = side.span.stop == len(side.reading.words) or any(stop in side.gap_after for stop in ".!?")
    if not (starts and ends) or len(side.span) == len(side.reading.words):
        return False
    return any("," in word.gap and word.key in lexicon.SUBJECTS | lexicon.ARTICLES for word in side.words[1:])


def hedges(site: EditSite) -> Fact | None:
    """A hedge or a legal limit takes force from the claim."""
    if not site.inserts:
        return None
    content = site.come.content
    lead = content[0]
    if site.come.keys[0] in lexicon.EXAMPLES:
        return None  # "including, where applicable, the annex" names the annex
    if set(content) <= lexicon.TRYING and "to" not in (*site.come.keys, site.come.after):
        return None  # "seek advice" is an act
    lawful = site.come.keys[0] in lexicon.UNDER_LAW and "law" in content and set(content) <= lexicon.OF_LAWS
    efforts = "effort" in content and set(content) <= lexicon.EFFORTS
    hedged = efforts or lead in lexicon.LIMITS or all(k in lexicon.HEDGES for k in content)
    if (lawful and not site.come.mark.denied) or hedged:
        return facts.HEDGE if site.come.mark.zone is Zone.MAIN else facts.REWORDED
    return facts.HEDGE if lead in lexicon.HEDGES and " " in lead and site.come.keys[0] == lead else None


def temporal(site: EditSite) -> Fact | None:
    """ "currently", "existing": the claim is bound to the present."""
    return facts.TEMPORAL if site.inserts and all(k in lexicon.TEMPORAL for k in site.come.content) else None


def broadeners(site: EditSite) -> Fact | None:
    """ "at any time", "without notice", "in our sole discretion": a permission without the usual limits."""
    if not site.inserts:
        return None
    content = [k for k in site.come.content if k not in lexicon.DISPENSED and k not in ("prior", "advance", "further")]
    if content and all(k in lexicon.BROADENERS for k in content):
        return facts.BROADENED
    if "discretion" in site.come.keys and site.come.mark.permitted:
        return facts.BROADENED
    dispensed = content == ["without"] and len(site.come.content) > 1
    return facts.BROADENED if dispensed and not site.come.mark.denied else None


def enrichers(site: EditSite) -> Fact | None:
    """ "free", "full", "encrypted": a quality that makes a promise or a duty larger."""
    if not site.inserts or not all(k in lexicon.ENRICHING for k in site.come.content):
        return None
    mark = site.come.mark
    if site.come.content[0] == "free" and not mark.denied and not (mark.permitted and site.come.after):
        return facts.ENRICHED
    plain = mark._replace(subject=False, universal="").narrows > 0
    return facts.ENRICHED if plain else None


def boosters(site: EditSite) -> Fact | None:
    """ "always", "strictly": the claim leaves no gaps."""
    if not site.inserts:
        return None
    everywhere = site.come.keys[0] == "in" and site.come.keys[1:2] in (("all",), ("any",), ("every",))
    return facts.BOOSTED if everywhere or all(k in lexicon.BOOSTERS for k in site.come.content) else None


def only(site: EditSite) -> Fact | None:
    """ "only" rules out the rest; in a permission to others it permits less."""
    side = site.come
    if not site.inserts or not set(side.content[:1]) & {"only", "solely", "exclusively", "sole", "exclusive"}:
        return None
    if side.mark.permitted or side.mark.zone is Zone.CONDITION:
        return facts.ONLY_PERMITTED
    return facts.ONLY_EXCLUSIVE


RULES: tuple[Rule, ...] = (
    negation, lifted, modals, never, softened, discouraged, quantities, picked, numbers, frequencies, exceptions,
    hedges, conditions,
    temporal, broadeners, enrichers, boosters, only,
)  # fmt: skip
