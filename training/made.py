"""Edits of known effect, made in sentences that somebody wrote: what real edits are too rare to teach.

Every list is our own. A sentence gets an edit only where its effect is certain from its form.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tracker.compare.judge.polarity import Mark, Zone, marks
from tracker.compare.judge.reading import read
from training.pairs import Pair

EXCEPTIONS = (
    "except as a court orders", "unless you agree to it", "except in an emergency", "except for schools",
    "unless we say otherwise in writing", "other than for unpaid accounts", "except where a law forbids it",
    "unless a fraud is suspected",
)  # fmt: skip
CONDITIONS = (
    "if you ask us to", "where that is possible", "provided that you are over 18", "to the extent a law permits it",
    "if you have a paid plan", "subject to availability", "when you use our app", "where applicable",
    "as long as you pay",
)  # fmt: skip
HEDGES = ("generally", "typically", "usually", "currently", "normally", "in most cases", "primarily", "mainly")
ITEMS = (
    "device settings", "voice recordings", "postal addresses", "travel plans", "our insurers", "health records",
    "research partners", "calendar entries", "fireworks", "purchase history", "screen names", "delivery notes",
)  # fmt: skip
ADJECTIVES = (
    "confidential", "commercial", "medical", "unlawful", "violent", "paid", "European", "inactive",
    "outdated", "foreign", "encrypted", "political", "small", "red", "new", "business", "long-term", "external",
)  # fmt: skip
STATEMENTS = (
    "We may also pass it on to our partners.", "You can change this in your settings.", "We keep it for two years.",
    "You may not resell it.", "We will tell you about every change.", "This includes what others tell us.",
)  # fmt: skip
STYLES = (
    ("personal data", "personal information"), ("in order to", "to"), ("prior to", "before"), ("such as", "including"),
    ("utilize", "use"), ("for example", "for instance"), ("do not", "don't"), ("cannot", "can't"), ("e-mail", "email"),
    ("regarding", "about"), ("assist", "help"), ("obtain", "get"), ("organization", "organisation"), ("upon", "on"),
    ("web site", "website"), ("you are", "you're"), ("we will", "we'll"), ("as well as", "and"),
    ("provided by", "from"), ("at all times", "always"), ("commence", "begin"), ("terminate", "end"),
    ("the Services", "our Services"),
)  # fmt: skip
NUMBERS = (5, 7, 10, 14, 21, 28, 30, 45, 60, 90, 120)
_NOUNS = r"\b(information|data|content|services|accounts?|products|images|material|users|agreements?|claims?|files)\b"

Made = tuple[str, str, str]  # the new text, its direction, the kind of edit


class Maker:
    """Makes edits, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def edits(self, text: str) -> Iterator[Made]:
        """Every edit that the form of the sentence allows."""
        for kind, direction, pattern, put in self._swaps():
            if new := self._swap(pattern, put, text):
                yield new, direction, kind
        yield from self._ends(text)
        for make in (self._narrowed, self._listed):
            yield from make(text)
        for old, new in STYLES:
            if old in text:
                yield text.replace(old, new, 1), "same", "style"

    def _swaps(self) -> tuple[tuple[str, str, str, str], ...]:
        pick = self.random.choice
        return (
            ("modal", "weaker", r"\b([Ww]e) will (?!not)(?=[a-z])", r"\1 may "),
            ("modal", "weaker", r"\b(must|shall) (?!not)(?=[a-z])", "should "),
            ("hedge", "weaker", r"\b(will|do|does) not (?=[a-z])", rf"\1 {pick(HEDGES[:3])} not "),
            ("hedge", "weaker", r"\b([Ww]e) (?=(?:use|keep|share|delete|store|provide)\b)", rf"\1 {pick(HEDGES)} "),
            ("never", "weaker", r"\bnever (?=[a-z])", f"{pick(HEDGES[:3])} do not "),
            ("negated", "reversed", r"\b(will|may|can|do|does|must) (?!not|also|only)(?=[a-z]+ )", r"\1 not "),
            ("negated", "reversed", r"\b(will|may|can|must) not (?=[a-z])", r"\1 "),
            ("number", "different", r"\b\d\d? (?=days|months|years|hours)", f"{pick(NUMBERS)} "),
            ("quantity", "weaker", r"\b[Aa]ll (?=[a-z]+s\b)", pick(("some ", "most ", "certain ", "many "))),
            ("only", "weaker", r"\b([Yy]ou) may (?!not|only)(?=[a-z])", r"\1 may only "),
        )

    def _swap(self, pattern: str, put: str, text: str) -> str | None:
        places = list(re.finditer(pattern, text))
        if not places:
            return None
        at = self.random.choice(places)
        new = text[: at.start()] + at.expand(put) + text[at.end() :]
        return new if new != text else None

    def _ends(self, text: str) -> Iterator[Made]:
        if not text.endswith("."):
            return
        yield f"{text} {self.random.choice(STATEMENTS)}", "stronger", "stated"
        if re.match(r"(?:If|When|Where|Unless|Except|Please|See|For more|What|How)\b", text):
            return
        if re.search(r"\b(?:unless|except|if|only|when|where)\b|[;:]", text):
            return
        for kind, phrases in (("exception", EXCEPTIONS), ("condition", CONDITIONS)):
            phrase = self.random.choice(phrases)
            yield f"{text[:-1]} {phrase}.", "weaker", kind
            if text.split()[0] in ("We", "You", "The", "Your", "Our", "This"):
                first = phrase[0].upper() + phrase[1:]
                yield f"{first}, {text[0].lower()}{text[1:]}", "weaker", f"leading {kind}"

    def _narrowed(self, text: str) -> Iterator[Made]:
        for at, mark in self._nouns(text):
            plain = mark.zone is Zone.MAIN and mark.narrows < 0 and (mark.denied or mark.permitted or mark.universal)
            condition = mark.zone is Zone.CONDITION and not mark.inner
            if not (plain or condition or mark.zone is Zone.EXCEPTION) or mark.inner or mark.only or mark.example:
                continue
            direction = "stronger" if mark.zone is Zone.EXCEPTION else "weaker"
            yield f"{text[:at]}{self.random.choice(ADJECTIVES)} {text[at:]}", direction, "narrowed"

    def _nouns(self, text: str) -> Iterator[tuple[int, Mark]]:
        reading = read(text)
        found = marks(reading)
        starts = {word.start: number for number, word in enumerate(reading.words)}
        for match in re.finditer(_NOUNS, text):
            number = starts.get(match.start())
            determined = re.search(r"(?:personal|your|our|the|this|these|sensitive)\s$", text[: match.start()])
            if number is not None and number < len(found) and not determined:
                yield match.start(), found[number]

    def _listed(self, text: str) -> Iterator[Made]:
        reading = read(text)
        found = marks(reading)
        for match in re.finditer(r", ([a-z][a-z\- ]{3,30}?)(?=, (?:and|or) )", text):
            number = next((n for n, word in enumerate(reading.words) if word.start >= match.start(1)), None)
            clause = set(match[1].split()) & {"you", "we", "if", "may", "will", "is", "are", "not", "that", "which"}
            if number is None or number >= len(found) or clause or found[number].only or found[number].example:
                continue
            if found[number].zone is not Zone.MAIN:
                continue
            yield text[: match.start()] + text[match.end() :], "weaker", "dropped"
            yield f"{text[: match.start()]}, {self.random.choice(ITEMS)}{text[match.start() :]}", "stronger", "listed"


def make(pairs: Iterable[Pair], most: int = 2400, seed: int = 7) -> list[Pair]:
    """Edits made in the texts of the pairs, no kind more than a twelfth of them, a third with a change of style."""
    maker = Maker(seed)
    texts = sorted({(pair.old, pair.service) for pair in pairs if 8 <= len(pair.old.split()) <= 40})
    maker.random.shuffle(texts)
    counts: Counter[str] = Counter()
    made: list[Pair] = []
    for text, service in texts:
        edits = [edit for edit in maker.edits(text) if counts[edit[2]] < most // 12]
        for new, direction, kind in maker.random.sample(edits, min(2, len(edits))):
            counts[kind] += 1
            made.append(Pair(f"made-{kind}-{counts[kind]}", text, _restyled(maker, text, new), direction, service))
        if len(made) >= most:
            break
    return made


def _restyled(maker: Maker, old: str, new: str) -> str:
    styles: list[Callable[[str], str]] = [
        lambda text, pair=pair: text.replace(*pair, 1) for pair in STYLES if pair[0] in old and pair[0] in new
    ]
    return maker.random.choice(styles)(new) if styles and maker.random.random() < 1 / 3 else new
