"""One change in its place: the words that went, the words that came, and what governs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from tracker.compare.judge.polarity import Mark
from tracker.compare.judge.reading import Reading, Word
from tracker.compare.judge.rules.facts import Fact
from tracker.compare.judge.words import lexicon


class EditSide:
    """The changed words of one text. Their range may be empty."""

    def __init__(
        self, reading: Reading, marks: Sequence[Mark], span: range, moved: frozenset[str] = frozenset()
    ) -> None:
        self.moved = moved  # words that only changed their place
        self.shared: frozenset[str] = frozenset()  # logical words that the other side says as well
        self.reading = reading
        self.marks = marks
        self.span = span

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return self.reading.words[self.span.start : self.span.stop]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that carry meaning of their own."""
        if self.keys[:1] == ("from",) and self.keys[1:] in (("you",), ("us",), ("them",)):
            return self.keys  # a source of its own
        content = [key for key in self.keys if key not in lexicon.NEUTRAL and key not in self.shared]
        stayed = tuple(key for key in content if key not in self.moved)
        # When most of a phrase moved, what is left of it only joins it to its new place.
        return () if len(stayed) * 2 < len(content) and not set(stayed) & lexicon.LOGICAL else stayed

    def without(self, keys: frozenset[str]) -> EditSide:
        """The same side, without words that the other side says as well."""
        side = EditSide(self.reading, self.marks, self.span, self.moved)
        side.shared = keys
        return side

    @property
    def text(self) -> str:
        return self.reading.quote(self.span.start, self.span.stop)

    @property
    def told(self) -> str:
        """The text without the words at its ends that add nothing to what the other side says."""
        empty = lexicon.NEUTRAL | lexicon.HAVING | lexicon.ALL | self.shared if self.shared else frozenset(("be", "do"))
        span = self._trimmed(self._trimmed(self.span, empty), lexicon.TEMPORAL)
        return self.reading.quote(span.start, span.stop)

    def _trimmed(self, span: range, empty: frozenset[str]) -> range:
        """The span without such words at its ends; the span itself when nothing else is in it."""
        keep = [at for at in span if self.reading.key(at) not in empty]
        return range(keep[0], keep[-1] + 1) if keep else span

    @property
    def before(self) -> str:
        return self.reading.key(self.span.start - 1)

    @property
    def after(self) -> str:
        return self.reading.key(self.span.stop)

    @property
    def gap_before(self) -> str:
        return self.reading.gap(self.span.start)

    @property
    def gap_after(self) -> str:
        return self.reading.gap(self.span.stop)

    @property
    def opens(self) -> bool:
        """Whether the words open a sentence or a clause of their own."""
        return self.span.start == 0 or any(stop in self.gap_before for stop in ".;:!?")

    @property
    def closes(self) -> bool:
        return self.span.stop == len(self.reading.words) or any(stop in self.gap_after for stop in ".;:!?")

    @cached_property
    def mark(self) -> Mark:
        """What governs the first word with a meaning that the other side does not say as well."""
        words = self.reading.words
        at = next((i for i in self.span if words[i].key not in lexicon.NEUTRAL | self.shared), self.span.start)
        return self.marks[at] if at < len(self.marks) else (self.marks[-1] if self.marks else Mark())

    @cached_property
    def all_names(self) -> bool:
        """Whether names are all that the words say, with the legal forms that belong to them."""
        weightless = lexicon.NEUTRAL | lexicon.LEGAL_FORMS
        named = any(self.is_name(word) for word in self.words)
        return named and all(w.name or w.key in weightless for w in self.words)

    def is_name(self, word: Word) -> bool:
        """Whether a word is a name or a legal form written as one: "Limited", but not "limited"."""
        return word.name or (word.key in lexicon.LEGAL_FORMS and self.reading.text[word.start].isupper())


class EditSite:
    """One change seen from one side: from words `gone` to words `come`."""

    def __init__(self, gone: EditSide, come: EditSide) -> None:
        self.gone = gone
        self.come = come

    @property
    def restated(self) -> EditSite:
        """The site without what both sides say: a denial ("no" and "not"), a present ("existing" and "currently")."""
        gone, come = set(self.gone.content), set(self.come.content)
        shared: set[str] = set()
        for table in (lexicon.NEGATORS, lexicon.TEMPORAL):
            if gone & table and come & table:
                shared |= table
        if shared and (gone | set(self.gone.keys)) & lexicon.HAVING and (come | set(self.come.keys)) & lexicon.HAVING:
            shared |= lexicon.HAVING
        return EditSite(self.gone.without(frozenset(shared)), self.come.without(frozenset(shared))) if shared else self

    @property
    def mirrored(self) -> EditSite:
        return EditSite(self.come, self.gone)

    @cached_property
    def inserts(self) -> bool:
        """Whether words with a meaning came and none went."""
        return not self.gone.content and bool(self.come.content)

    @cached_property
    def replaces(self) -> bool:
        return bool(self.gone.content) and bool(self.come.content)


Rule = Callable[[EditSite], Fact | None]
