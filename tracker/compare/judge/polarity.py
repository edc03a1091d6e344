"""Where a word stands: under a denial, in a condition, in an exception, in a permission.

Narrowing a term strengthens a plain claim ("copies are kept" -> "copies are kept encrypted") and weakens a denied one
("no contracts" -> "no AI contracts"). The marks say for each word which of the two holds, and which word decides it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tracker.compare.judge.reading import Reading, Word
from tracker.compare.judge.words import lexicon


class Zone(StrEnum):
    MAIN = "main"
    CONDITION = "condition"
    EXCEPTION = "exception"


class Mark(NamedTuple):
    """What governs one word. Every field but `zone` and `inner` is the governing word as written, or nothing."""

    zone: Zone = Zone.MAIN
    opener: str = ""  # opens the zone: "if", "unless"
    denied: str = ""  # denies: "not", "without", "prohibit"
    permitted: str = ""  # permits: "may", "right"
    universal: str = ""  # makes it hold of all: "any", "all"
    subject: bool = False  # in the subject of a statement about all of its kind
    inner: int = 0  # denials inside a relative clause: each turns the sign round
    example: str = ""  # opens a list of examples: "such as"
    definite: str = ""  # speaks of all of its kind: "your data"
    only: str = ""  # rules out the rest: "only", "solely"

    @property
    def narrows(self) -> int:
        """What a narrower term does here: +1 the sentence claims more, -1 it claims less."""
        if self.zone is Zone.EXCEPTION or self.exclusive:
            sign = 1
        elif self.zone is Zone.CONDITION or self.denied or self.permitted or self.universal or self.subject:
            sign = -1
        else:
            sign = 1
        return -sign if self.inner % 2 else sign

    @property
    def exclusive(self) -> bool:
        """Whether "only" rules out everything but what follows; in a permission or a denial it does not."""
        return bool(self.only) and self.zone is not Zone.EXCEPTION and not self.permitted and not self.denied

    @property
    def prohibits(self) -> bool:
        """Whether the denial tells somebody not to act: "may not", "do not permit", "prohibit", not "have no"."""
        return bool(self.denied) and (bool(self.permitted) or self.denied.lower() not in _PLAIN_DENIALS)

    @property
    def decisive(self) -> str:
        return self.opener or self.denied or self.permitted or self.universal

    def __str__(self) -> str:
        words = (self.opener and f"{self.zone} {self.opener!r}", self.denied and f"denied by {self.denied!r}",
                 self.permitted and f"permitted by {self.permitted!r}", self.universal and f"all: {self.universal!r}",
                 "subject" if self.subject else "")  # fmt: skip
        return f"{'+' if self.narrows > 0 else '-'} ({', '.join(filter(None, words)) or 'plain claim'})"


_FORBIDDING = frozenset("may must shall should".split())
_PLAIN_DENIALS = lexicon.NEGATORS | frozenset("nor lack unable fail decline disclaim waive cease".split())


def marks(reading: Reading) -> list[Mark]:
    """One mark a word."""
    marker = _Marker(reading)
    for at in range(len(reading.words)):
        marker.step(at)
    return marker.marks


_START = Mark(subject=True)
# A clause that follows an opening condition begins with one of these (or a name).
_STARTERS = lexicon.SUBJECTS | lexicon.ARTICLES | frozenset(
    "please your our then any all no do not each such some many only never to by for in".split()
)  # fmt: skip
_AFRESH = lexicon.SUBJECTS - {"this", "these"}  # behind a conjunction, the subject of a clause of its own
_MAY_OPEN = _AFRESH | {"but", "however"}
_NO_NOUN = lexicon.VERBS | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS
_APART = frozenset("with in at by for".split())  # a phrase with one of these stands beside "without ...", not in it
_QUESTION_BEFORE = frozenset(
    "about explain describe know how why on of understand decide and or as tell determine".split()
)


# The words that change what governs those after them; all others are only marked.
_OPERATORS = (
    lexicon.SUBJECTS | lexicon.AUXILIARIES | lexicon.VERBS | lexicon.DEFINITE | lexicon.INDEFINITE | lexicon.RELATIVES
    | lexicon.NEGATORS | lexicon.DENYING | lexicon.DENIED | lexicon.EXCEPTIVES | lexicon.UNTIL | lexicon.CONDITIONERS
    | lexicon.EXAMPLES | lexicon.MODAL_FORCE.keys() | lexicon.PERMITTING | lexicon.UNIVERSAL
    | {"only", "solely", "exclusively"}
)  # fmt: skip


class _Marker:
    """Walks over the words once; `now` is the mark of the place reached."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.marks: list[Mark] = []
        self.now = _START
        self.leading = False  # the zone opened the clause and ends at its comma
        self.aside = False  # the zone opened after a comma and may end at the next
        self.sticky = False  # "except: (a) ...; (b) ..." goes on after ";"
        self.relative = False
        self.verb = -9  # where the last verb stood
        self.pending = False  # a relative clause of the subject still lacks its verb
        self.outer: list[tuple[Mark, bool, bool]] = []  # before an opening parenthesis

    def step(self, at: int) -> None:
        word = self.words[at]
        if word.gap:
            self._stop(at, word)
        denied = self.now.denied
        if denied and denied.lower() == "without" and ("," in word.gap or self._coordinates(at)):
            self.now = self.now._replace(denied="")
        if word.key in _MAY_OPEN and self._opens_clause(at):
            self._clause()
        self.marks.append(self.now)
        if word.key in _OPERATORS:
            self._operate(at, word.key, self.reading.text[word.start : word.end])

    def _clause(self) -> None:
        self.now, self.leading, self.aside, self.relative = _START, False, False, False

    def _stop(self, at: int, word: Word) -> None:
        gap = word.gap
        for stop in gap:
            if stop == "(":
                self.outer.append((self.now, self.leading, self.aside))
            elif stop == ")" and self.outer:
                self.now, self.leading, self.aside = self.outer.pop()
        if ":" in gap and self.now.decisive and not self.leading:
            self.sticky = True
        elif any(stop in gap for stop in ".!?") or (";" in gap and not self.sticky) or ":" in gap:
            self.sticky = False
            self._clause()
        elif "," in gap:
            if self.words[at - 1].key in ("only", "solely", "exclusively"):
                self.now = self.now._replace(only="")  # "for information only, and ..."
            self.now = self.now._replace(
                definite="", universal="", example="" if self.now.example and self._starts(at) else self.now.example
            )
            if (self.leading and self._starts(at)) or (self.aside and self._resumes(at)):
                self._clause()

    def _starts(self, at: int) -> bool:
        word = self.words[at]
        return word.key in _STARTERS or word.name

    def _resumes(self, at: int) -> bool:
        key = self.words[at].key
        return key in lexicon.AUXILIARIES or key in lexicon.SUBJECTS or key in lexicon.NEGATORS

    def _opens_clause(self, at: int) -> bool:
        """ "..., and we may ...", "but you can ...": a conjunction and a subject open a clause of their own."""
        key = self.words[at].key
        if key in ("but", "however") and at:
            return True
        if not at or self.words[at - 1].key not in ("and", "or") or key not in _AFRESH:
            return False
        return self.now.zone is Zone.MAIN or (not self.leading and not self.outer)

    def _coordinates(self, at: int) -> bool:
        """ "without harm and in compliance": a conjunction and a preposition end what "without" denies."""
        key, after = self.words[at].key, self.reading.key(at + 1)
        return (key in lexicon.CONJUNCTIONS and after in lexicon.PREPOSITIONS) or key in _APART

    def _operate(self, at: int, key: str, shown: str) -> None:
        before, after = self.reading.key(at - 1), self.reading.key(at + 1)
        subject = key in lexicon.SUBJECTS
        if subject or key in lexicon.AUXILIARIES or (key in lexicon.VERBS and before not in lexicon.ARTICLES):
            self._verb_group(at, key, before)
        if key in lexicon.DEFINITE:
            self.now = self.now._replace(definite=shown)
        elif key in lexicon.INDEFINITE:
            self.now = self.now._replace(definite="")
        if key in lexicon.RELATIVES and at and not self.words[at].gap:
            self.relative, self.pending = True, self.now.subject
        self._govern(at, key, shown, before, after)
        if key in lexicon.DENIED:
            self.marks = [m._replace(denied=m.denied or shown) for m in self.marks]

    def _verb_group(self, at: int, key: str, before: str) -> None:
        """A subject pronoun or a verb ends the subject of its clause, unless it belongs to a relative clause in it."""
        now, pronoun = self.now, key in lexicon.SUBJECTS
        if pronoun and now.definite and not self.words[at].gap and before not in _NO_NOUN:
            self.relative = True  # "the data we collect"
        if now.subject and self.pending and not pronoun:
            self.pending = False
            subject = True
        else:
            subject = now.subject and (self.pending or (self.relative and at - self.verb <= 2))
        self.now = now._replace(
            subject=subject,
            definite=now.definite if self.relative else "",
            universal="" if key in lexicon.AUXILIARIES else now.universal,
        )
        if not pronoun:
            self.verb = at

    def _govern(self, at: int, key: str, shown: str, before: str, after: str) -> None:
        """What a word that carries logic does to those after it."""
        now = self.now
        if key in lexicon.NEGATORS:
            now = self._deny(now, key, self._with_modal(at, shown) if key == "not" else shown)
        elif key in lexicon.DENYING and before not in lexicon.CONJUNCTIONS:
            now = now._replace(denied="" if now.denied else shown, subject=False)
        elif key in lexicon.EXCEPTIVES or (now.denied and key in lexicon.UNTIL):
            now = now._replace(zone=Zone.EXCEPTION, opener=shown, subject=False, universal="", permitted="", inner=0)
            self._placed(at)
        elif key in lexicon.CONDITIONERS and not self._asks(at, key, before, after):
            if now.zone is not Zone.EXCEPTION:
                now = Mark(Zone.CONDITION, shown, permitted=now.permitted, only=now.only)
            self._placed(at)
        elif key in ("only", "solely", "exclusively"):
            now = now._replace(only=shown)
        elif key in lexicon.EXAMPLES:
            now = now._replace(example=shown)
        elif key in lexicon.PERMITTING:
            now = self._permit(now, key, shown, after)
        elif key in lexicon.UNIVERSAL:
            now = now._replace(universal=shown)
        self.now = now

    def _permit(self, now: Mark, key: str, shown: str, after: str) -> Mark:
        if key in ("right", "license") and after not in ("to", "not", "by"):
            return now  # a right or a licence as a thing: "your rights in the content"
        if key == "eligible" and after not in ("to", "for"):
            return now  # which ones: "eligible goods"
        if key in lexicon.MODAL_FORCE and (after in lexicon.POSSIBLE or (self.relative and after == "be")):
            return now._replace(subject=False)  # a possibility: "which may include", "that may be shown"
        if key in lexicon.MODAL_FORCE and after == "not":
            return now
        return now._replace(permitted=shown, universal="", subject=False)

    def _deny(self, now: Mark, key: str, shown: str) -> Mark:
        if key == "without" and now.denied and not self.relative:
            return now._replace(zone=Zone.EXCEPTION, opener=shown, inner=0)
        if self.relative or now.zone is not Zone.MAIN:
            return now._replace(inner=now.inner + 1, subject=False)
        return now._replace(denied=now.denied or shown, subject=False, permitted="" if key == "not" else now.permitted)

    def _with_modal(self, at: int, shown: str) -> str:
        """ "not" as it is said: "may not", "must not", and the "do not" of a command."""
        before = self.words[at - 1] if at else None
        if before is None or before.start == self.words[at].start:
            return shown
        commands = before.key == "do" and (at == 1 or any(stop in before.gap for stop in ".!?:;"))
        if commands or before.key in _FORBIDDING:
            return self.reading.quote(at - 1, at + 1)
        return shown

    def _placed(self, at: int) -> None:
        first = at == 0 or any(stop in self.words[at].gap for stop in ".;:!?")
        first = first or (at == 1 and self.words[0].key in ("and", "or", "but", "also", "even", "only", "however"))
        before = self.words[at - 1]
        first = first or (before.key in ("and", "or", "but") and "," in before.gap)  # "..., and if you ask, we ..."
        self.leading = first
        self.aside = not first and "," in self.words[at].gap

    def _asks(self, at: int, key: str, before: str, after: str) -> bool:
        """ "when", "where" and "if" that ask or refer back: "explains when we share", "the country where you live"."""
        if key not in ("when", "where", "if", "while"):
            return False
        if key == "where" and at and not self.words[at].gap and before not in ("and", "or", "except"):
            return True
        return key != "if" and (before in _QUESTION_BEFORE or (after in ("and", "or", ",") and at > 0))
