"""The traits of an edit that the arbiter weighs: which rules spoke, of what, where, and in which words.

A trait begins with "+" (of what came), "-" (of what went) or "=" (of both alike). Swapping the two texts swaps the
first two, so that what is weighed for one order is weighed for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from tracker.compare.judge.polarity import Mark, Zone
from tracker.compare.judge.reading import Reading
from tracker.compare.judge.rules.facts import Finding, Sign
from tracker.compare.judge.rules.site import EditSide
from tracker.compare.judge.words import lexicon

_MIRROR = {"+": "-", "-": "+", "=": "="}
_OF_SIGN = {Sign.STRONGER.value: "+", Sign.WEAKER.value: "-"}


def mirrored(trait: str) -> str:
    """The trait as it is seen when the two texts are swapped."""
    return _MIRROR[trait[0]] + trait[1:]


def traits(old: Reading, new: Reading, found: Sequence[Finding], direction: str) -> set[str]:
    """The traits of the edit from `old` to `new`, with what the rules found and the direction that they amount to."""
    said = _whole(old, new)
    said |= _verdict(old, new, found, direction)
    for finding in found:
        said |= _of_finding(finding, len(found))
    if is_short(old) and is_short(new):
        said |= {f"{trait}|short" for trait in _ruled(found, direction)}
    return said


_SHORT = 18  # words of a whole sentence that says one thing


def is_short(reading: Reading) -> bool:
    """Whether the text is one short whole sentence: what the rules find there is seldom a matter of form."""
    return len(reading.words) <= _SHORT and bool(reading.tail) and reading.text[:1].isupper()


def _ruled(found: Sequence[Finding], direction: str) -> set[str]:
    """What the rules say, of what, and where."""
    sign = {"stronger": "+", "weaker": "-"}.get(direction, "=")
    said = {f"{sign}rules" if sign != "=" else f"=rules {direction}"}
    for finding in found:
        sign = _sign(finding)
        said |= {f"{sign}{finding.fact.name}", f"{sign}{finding.fact.name}|{where(finding.mark)}"}
        said.add(f"{sign}{finding.fact.name}|{where(finding.mark)}|{_count(len(found))}")
    return said


def _sign(finding: Finding) -> str:
    """The sign of a finding as a trait's; of a fact without one, whether words came or went."""
    sign = _OF_SIGN.get(finding.sign, "=")
    if sign == "=" and finding.fact.added != finding.fact.removed:
        return "-" if finding.flipped else "+"
    return sign


def _count(number: int) -> str:
    """A number of words or findings, told coarsely."""
    return str(next((top for top in (0, 1, 2, 3, 5, 8, 14, 29) if number <= top), 99))


def _shift(name: str, less: int, more: int) -> str:
    return f"{'+' if more > less else '-' if more < less else '='}{name}"


# --- the edit as a whole ---------------------------------------------------------------------------------------------


def _whole(old: Reading, new: Reading) -> set[str]:
    """How much of the two texts differs, and what kinds of words went and came."""
    a, b = ([word.key for word in reading.words] for reading in (old, new))
    left, right = (Counter(key for key in keys if key not in lexicon.NEUTRAL) for keys in (a, b))
    gone, come = left - right, right - left
    less, more = sum(gone.values()), sum(come.values())
    total = max(1, min(sum(left.values()), sum(right.values())))
    said = {f"=words {_count(len(a))}", f"=share {min(10, 5 * (less + more) // total)}"}
    said.add(_shift(f"size {_count(min(less, more))} {_count(max(less, more))}", less, more))
    if not (less and more):
        said.add(_shift("alone", less, more))
    said.update(f"{sign}of {trait}" for sign, keys in (("-", gone), ("+", come)) for trait in _kinds_and_words(keys))
    stops = [sum(any(stop in word.gap for stop in ".!?") for word in reading.words) for reading in (old, new)]
    if stops[0] != stops[1]:
        said.add(_shift("sentences", *stops))
    said.add(_shift("end", bool(old.tail), bool(new.tail)) + (" closed" if old.tail and new.tail else ""))
    return said


def _kinds_and_words(keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield key
        yield f"<{kind(key)}>"


def _verdict(old: Reading, new: Reading, found: Sequence[Finding], direction: str) -> set[str]:
    """What the rules amount to, in what kind of statement."""
    sign = {"stronger": "+", "weaker": "-"}.get(direction, "=")
    name = "rules" if sign != "=" else f"rules {direction}"
    a, b = ({word.key for word in reading.words} for reading in (old, new))
    both = a & b
    speech = _speech(old) if _speech(old) == _speech(new) else "mixed"
    whole = bool(both & _FINITE) and not (old.text[:1].islower() and new.text[:1].islower())
    pointing = bool((a | b) & _POINTING)
    many = _count(len(found))
    said = {
        f"{sign}{name}", f"{sign}{name}|{speech}", f"{sign}{name}|{many}", f"={many} findings",
        f"={'whole' if whole else 'part'}", f"{sign}{name}|{'whole' if whole else 'part'}",
        f"={'points' if pointing else 'says'}", f"{sign}{name}|{'points' if pointing else 'says'}",
        "=facts " + " ".join(sorted({finding.fact.name for finding in found})[:4]),
    }  # fmt: skip
    said.update(f"{sign}{name}|has {key}" for key in both & _GOVERNING)
    signs = {finding.sign for finding in found}
    moves = signs & _OF_SIGN.keys()
    lead = _OF_SIGN[next(iter(moves))] if len(moves) == 1 else "="
    rest = f"{len(moves)} {Sign.OPEN in signs:d} {Sign.REVERSED in signs:d}"
    said.add(f"{lead}signs {rest}")
    if old.words and new.words and old.words[0].key == new.words[0].key:
        said.add(f"=opens {old.words[0].key}")
    return said


def _speech(reading: Reading) -> str:
    """Who speaks and with what force: "we may", "you must not"."""
    keys = [word.key for word in reading.words[:40]]
    who = next((_WHO[key] for key in keys if key in _WHO), "-")
    at = next((at for at, key in enumerate(keys) if key in _FORCE), None)
    if at is None:
        return who
    return f"{who} {_FORCE[keys[at]]}{' not' if keys[at + 1 : at + 2] == ['not'] else ''}"


_WHO = {"we": "we", "our": "we", "us": "we", "you": "you", "your": "you", "they": "it", "it": "it"}
_FORCE = dict.fromkeys(("may", "can", "could", "might"), "may") | dict.fromkeys(
    ("must", "shall", "should", "require", "agree"), "must"
)  # fmt: skip
_FORCE |= {"will": "will", "not": "not", "never": "not", "no": "not"}
_FINITE = lexicon.AUXILIARIES | lexicon.SUBJECTS
_POINTING = frozenset("learn click here page visit link see read help center website contact section".split())
_GOVERNING = frozenset(
    "only sole must shall require not no limited responsible if unless agree except right will may can should never any"
    " all or without liable prohibited least right include including such".split()
)


# --- one finding -----------------------------------------------------------------------------------------------------


def _of_finding(finding: Finding, among: int) -> set[str]:
    """What one rule said of what, in what place."""
    fact, place, few, sign = finding.fact.name, where(finding.mark), _count(among), _sign(finding)
    said = {f"{sign}{fact}", f"{sign}{fact}|{place}", f"{sign}{fact}|{few}", f"{sign}{fact}|{place}|{few}"}
    gone, come = finding.gone, finding.come
    said.add(_shift(f"grows {fact}|{place}", len(gone.content), len(come.content)))
    for own, side, other in (("-", gone, come), ("+", come, gone)):
        if side.keys:
            said |= _of_side(own, side, set(other.keys), fact, place)
    if gone.keys and come.keys:
        said |= _of_replacement(gone, come, fact)
    side = come if come.span else gone
    if side.keys:
        said |= _around(sign, side, fact)
    return said


def _of_side(own: str, side: EditSide, other: set[str], fact: str, place: str) -> set[str]:
    """The words that went or came, and the words and stops beside them."""
    keys, alone = side.keys, "" if other else "*"
    fresh = set(keys) - other
    said = {f"{own}{key}" for key in fresh} | {f"{own}{key}|{place}" for key in fresh}
    said |= {f"{own}{key}|{fact}" for key in fresh}
    said.update(f"{own}{one} {two}" for one, two in pairwise(keys))
    for name in {kind(key) for key in fresh}:
        said |= {f"{own}<{name}>{alone}|{place}", f"{own}<{name}>|{fact}"}
    first, stops = kind(keys[0]), f"{side.gap_before[:1]}_{side.gap_after[:1]}"
    size = _count(len(keys))
    said |= {
        f"{own}1 {keys[0]}{alone}", f"{own}1 <{first}>{alone}|{place}", f"{own}9 {keys[-1]}{alone}",
        f"{own}before {side.before}{alone}", f"{own}before <{kind(side.before)}> <{first}>{alone}",
        f"{own}after {side.after}{alone}", f"{own}after <{kind(keys[-1])}> <{kind(side.after)}>{alone}",
        f"{own}stops {stops}{alone}|{place}", f"{own}stops {stops}{alone}|{fact}",
        f"{own}stops {stops}{alone}|<{first}>|{size}",
    }  # fmt: skip
    if any("," in word.gap for word in side.words[1:]):
        said.add(f"{own}commas{alone}")
    if any(word.name for word in side.words):
        said.add(f"{own}names {'all' if side.all_names else 'some'}{alone}|{fact}")
    if alone:
        ends = f"{'[' * side.opens}{']' * side.closes}"
        content = _count(len(side.content))
        said |= {
            f"{own}put {place}|{size}", f"{own}put {keys[0]}|{fact}", f"{own}put {fact}|{content}|{place}",
            f"{own}put {ends}|{fact}|<{first}>", f"{own}put {ends}|{size}",
        }  # fmt: skip
    return said


def _of_replacement(gone: EditSide, come: EditSide, fact: str) -> set[str]:
    """Which words, and which kinds of words, stand for which."""
    said = {_shift(f"length {_count(abs(len(come.keys) - len(gone.keys)))}|{fact}", len(gone.keys), len(come.keys))}
    lost, won = set(gone.content) - set(come.content), set(come.content) - set(gone.content)
    less, more = sorted((min(len(lost), 5), min(len(won), 5)))
    said.add(_shift(f"content {less} {more}|{fact}", len(lost), len(won)))
    if len(gone.keys) <= 3 and len(come.keys) <= 3:
        said.add(_pair(" ".join(gone.keys), " ".join(come.keys)))
    kinds = [" ".join(sorted({kind(key) for key in side})) for side in (lost, won)]
    said.add(_pair(f"<{kinds[0]}>", f"<{kinds[1]}>"))
    return said


def _pair(a: str, b: str) -> str:
    return f"={a}" if a == b else f"+{a} > {b}" if a < b else f"-{b} > {a}"


def _around(sign: str, side: EditSide, fact: str) -> set[str]:
    """What stands around the change: words that govern it, brackets, quotation marks, examples."""
    words, start = side.reading.words, side.span.start
    before = [word.key for word in words[max(0, start - 12) : start]]
    said = {f"{sign}behind {key}|{fact}" for key in _GOVERNING.intersection(before)}
    text = side.reading.text[: side.words[0].start]
    inside = ("(" if text.count("(") > text.count(")") else "") + ("“" if _quoted(text) else "")
    if inside:
        said |= {f"{sign}in {inside}|{fact}", f"=in {inside}"}
    if lexicon.EXAMPLES.intersection(before):
        said |= {f"{sign}example|{fact}", "=example"}
    place = "first" if not start else "last" if side.span.stop == len(words) else "inside"
    said |= {f"{sign}{place}|{fact}", f"{sign}{place}|{fact}|{_count(len(side.keys))}"}
    verb = next((key for key in reversed(before) if key in lexicon.VERBS), "-")
    light = next((key for key in reversed(before) if key in lexicon.PREPOSITIONS), "-")
    said |= {f"{sign}verb {verb}|{fact}", f"{sign}of {light}|{fact}"}
    return said


def _quoted(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


# --- kinds of words and places ---------------------------------------------------------------------------------------


def where(mark: Mark) -> str:
    """What governs a word, in one name."""
    if mark.zone is not Zone.MAIN:
        return mark.zone.value
    named = (
        ("denied", mark.denied), ("permitted", mark.permitted), ("only", mark.only), ("universal", mark.universal),
        ("subject", mark.subject), ("example", mark.example), ("definite", mark.definite),
    )  # fmt: skip
    return next((name for name, holds in named if holds), "plain")


@lru_cache(maxsize=65536)
def kind(key: str) -> str:
    """The kind of a canonical word: the table it stands in, or its form."""
    if not key:
        return "end"
    if known := _tables().get(key):
        return known
    if key[0].isdigit():
        return "number"
    if "@" in key or key.startswith(("http", "www")):
        return "address"
    return "adverb" if key.endswith("ly") else "word"


@cache
def _tables() -> dict[str, str]:
    tables = {
        "hedge": lexicon.HEDGES, "exception": lexicon.EXCEPTIVES, "condition": lexicon.CONDITIONERS,
        "limit": lexicon.LIMITS, "denial": lexicon.NEGATORS | lexicon.DENYING | lexicon.DENIED,
        "modal": lexicon.MODAL_FORCE, "permit": lexicon.PERMITTING, "only": ("only", "solely", "exclusively", "just"),
        "all": lexicon.UNIVERSAL | lexicon.ALL, "quantity": lexicon.QUANTITY, "now": lexicon.TEMPORAL,
        "boost": lexicon.BOOSTERS, "example": lexicon.EXAMPLES, "and": lexicon.CONJUNCTIONS,
        "preposition": lexicon.PREPOSITIONS, "relative": lexicon.RELATIVES, "article": lexicon.ARTICLES,
        "auxiliary": lexicon.AUXILIARIES, "pronoun": lexicon.PRONOUNS.keys() | lexicon.SUBJECTS,
        "empty": lexicon.EMPTY, "enrich": lexicon.ENRICHING, "broad": lexicon.BROADENERS, "text": lexicon.TEXTS,
        "pointer": lexicon.POINTERS | lexicon.LINK_WORDS,
        "law": ("law", "legal", "court", "regulation", "regulatory", "statute", "lawful", "jurisdiction"),
        "verb": lexicon.VERBS, "party": lexicon.PARTIES, "month": lexicon.MONTHS, "limiting": lexicon.LIMITING,
        "bound": lexicon.UPPER_BOUNDS | lexicon.LOWER_BOUNDS, "umbrella": lexicon.UMBRELLAS,
        "company": lexicon.LEGAL_FORMS, "consent": lexicon.CONSENT,
    }  # fmt: skip
    found: dict[str, str] = {}
    for name, words in tables.items():
        for word in words:
            found.setdefault(word, name)
    return found
