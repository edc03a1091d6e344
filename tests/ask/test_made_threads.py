"""Ten made-up threads: what folds, what is compared with what, which way it went, what conflicts."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.ask.made_threads import END, THREADS, MadeThread
from tests.spoken import Spoken, day
from tracker.ask import History
from tracker.ask.subjects import threads
from tracker.compare.subjects import same_words, subject_of
from tracker.model import Direction
from tracker.model.subject import StepKind, Thread

NAMED = pytest.mark.parametrize("made", THREADS, ids=lambda made: made.organisation)


def fill(spoken: Spoken, made: MadeThread) -> None:
    """Let the company say it all, document by document."""
    for name, kind in made.documents.items():
        own = [line for line in made.lines if line.document == name]
        id_ = f"{made.organisation.split()[0].lower()}-{name}"
        turns = sorted({line.since for line in own})
        texts = [(turn, "\n".join(line.text for line in own if line.since <= turn < line.until)) for turn in turns]
        if kind == "page":
            spoken.page(id_, made.organisation, name.title(), *texts)
        elif kind == "edition":
            spoken.editions(id_, made.organisation, name.title(), *texts)
        for line in own if kind in ("post", "answer") else ():
            if kind == "post":
                spoken.post(id_, made.organisation, line.since, name.title(), line.text)
            else:
                spoken.answer(id_, made.organisation, line.since, line.text, source="spokesperson, by e-mail")


def drawn(made: MadeThread) -> Thread:
    return _drawn(made.organisation)


@cache
def _drawn(organisation: str) -> Thread:
    made = next(each for each in THREADS if each.organisation == organisation)
    spoken = Spoken()
    fill(spoken, made)
    spoken.look_again(END)
    (found,) = threads(History(spoken.store, lambda: day(END + 1)), subject_of(made.words), made.organisation)
    spoken.store.close()
    return found


def letters(made: MadeThread) -> dict[str, str]:
    """The first letter of each statement by its words, repeats being one."""
    known: dict[str, str] = {}
    for line in made.lines:
        known.setdefault(same_words(line.text), line.key)
    return known


def links(made: MadeThread) -> dict[str, tuple[StepKind, str, Direction]]:
    """Of each statement, by its letter, what it is compared with."""
    thread, known = drawn(made), letters(made)
    return {
        known[same_words(said.text)]: (step.kind, known[same_words(step.old)], step.direction)
        for said, step in zip(thread.said, thread.steps, strict=True)
        if step is not None
    }


def test_there_are_enough_of_them() -> None:
    assert len(THREADS) == 10
    assert sum(len(made.lines) for made in THREADS) >= 60
    assert all(len(set(made.documents.values())) >= 3 for made in THREADS)


@NAMED
def test_repeats_fold_and_the_rest_does_not(made: MadeThread) -> None:
    repeats = Counter(letters(made)[same_words(line.text)] for line in made.lines)
    found = {letters(made)[same_words(said.text)]: len(said.places) for said in drawn(made).said}
    assert found == repeats


@NAMED
def test_what_is_compared_with_what(made: MadeThread) -> None:
    found = links(made)
    for line in made.lines:
        known = found.get(line.key)
        if line.relation in "-=" and line.key not in {each.to for each in made.lines if each.relation == "="}:
            assert known is None, f"{line.text!r} is compared with {known}"
        elif line.relation in "<^":
            assert known is not None, f"{line.text!r} is compared with nothing"
            assert known[1] == line.to, line.text
            assert known[0] is (StepKind.FORMER if line.relation == "^" else StepKind.ALIKE)
        elif line.relation == "~" and known is not None:
            assert known[1] == line.to, line.text


@NAMED
def test_no_direction_is_false(made: MadeThread) -> None:
    found = links(made)
    for line in made.lines:
        if line.direction and line.key in found:
            assert found[line.key][2] in (line.direction, Direction.OPEN), line.text


def test_most_directions_are_told() -> None:
    asked = [(made, line) for made in THREADS for line in made.lines if line.relation in "<^"]
    told = [line for made, line in asked if links(made)[line.key][2] == line.direction]
    assert len(told) >= 0.75 * len(asked), [line.text for _, line in asked if line not in told]


@NAMED
def test_what_conflicts(made: MadeThread) -> None:
    thread, known = drawn(made), letters(made)
    names = {said.id: known[same_words(said.text)] for said in thread.said}
    found = {(names[each.earlier], names[each.later]): str(each.direction) for each in thread.conflicts}
    for pair, direction in made.conflicts.items():
        assert found.get(pair) == direction
    for pair, direction in found.items():
        assert direction in (made.conflicts.get(pair), made.allowed.get(pair)), pair
