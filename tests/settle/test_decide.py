"""When a change is news: sequences of captures, and what settlement makes of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tracker.settle import ALTERNATING, Action, Memory, Sight, Suspicion, Verdict, edit_key, masked_key, settle

START = datetime(2026, 6, 1, tzinfo=UTC)


def keys_between(old: str, new: str) -> tuple[str, ...]:
    """Texts are words apart by spaces: each word that differs is an edit of its own."""
    return tuple(edit_key(a, b) for a, b in zip(old.split(), new.split(), strict=True) if a != b)


def tell(*texts: str, hours: float = 12) -> list[Verdict]:
    """Verdicts for a page that shows these texts one after the other.

    A text in [] is suspicious, one in {} cannot be the page's; beside others it counts as one word.
    """
    memory, said, told = Memory(), [], texts[0]
    for number, text in enumerate(texts):
        at = START + number * timedelta(hours=hours)
        suspicion = Suspicion("odd", hard=text[0] == "{") if text[0] in "[{" else None
        if memory.standing is None:
            told = text
        elif told == text:
            suspicion = None
        odd = suspicion is not None or told[0] in "[{"
        keys = (edit_key(told, text),) if odd and told != text else keys_between(told, text)
        verdict = settle(memory, Sight(at, text, number, keys, suspicion, f"change {number}"))
        if verdict.action is not Action.HOLD and verdict.memory.standing and (verdict.settled or not keys):
            words = zip(told.split(), text.split(), strict=True)
            told = text if odd else " ".join(a if edit_key(a, b) in verdict.left else b for a, b in words)
        memory = Memory.load(verdict.memory.dump())  # what is remembered survives a restart
        assert memory == verdict.memory
        said.append(verdict)
    return said


def story(*texts: str, hours: float = 12) -> list[str]:
    return [verdict.action.value for verdict in tell(*texts, hours=hours)]


@pytest.mark.parametrize(
    ("texts", "actions"),
    [
        (["a", "a", "a"], "first keep keep"),
        (["a", "b", "b"], "first open publish"),
        (["a", "b", "a"], "first open keep"),
        (["a", "b", "b", "b"], "first open publish keep"),
        (["a x", "b 1", "b 2"], "first open publish"),  # what flickers besides waits for a look of its own
        (["a x", "b x", "b y", "b y"], "first open publish publish"),  # two changes, one after the other
        (["a x", "a 1", "a 2", "a 3"], "first open open open"),  # what only flickers is never news
        (["a", "[z]", "a"], "first hold keep"),
        (["a", "b", "[z]", "b"], "first open hold publish"),  # a bad capture in between settles nothing
        (["a", "b", "b", "a", "a"], "first open publish open undo"),
        (["[z]", "[z]", "a", "a"], "hold hold first keep"),  # an error page is never the first text
        (["a", "b", "a", "b", "a", "b", "b"], "first open keep open keep open wait"),  # it came and went before
    ],
    ids=" ".join,
)
def test_stories(texts: list[str], actions: str) -> None:
    assert story(*texts) == actions.split()


def test_a_quarantine_that_stays_is_released_with_its_history() -> None:
    verdicts = tell("a", *["[z]"] * 6)
    assert [verdict.action.value for verdict in verdicts] == "first hold hold hold hold publish keep".split()
    (released,) = verdicts[5].settled
    assert released.pending.at == START + timedelta(hours=12)  # the first capture that showed it
    assert released.flags == ("held back since 1 June 2026: odd",)


def test_a_quarantine_whose_texts_differ_is_released_and_then_confirmed() -> None:
    actions = story("a", *[f"[{n}]" for n in range(5)], "[z]", "[z]")
    assert actions == "first hold hold hold hold open open publish".split()


def test_the_same_odd_text_a_week_later_is_the_page_now() -> None:
    assert story("a", "[z]", "[z]", hours=24 * 8) == ["first", "hold", "publish"]


def test_a_text_that_cannot_be_the_pages_is_held_longer() -> None:
    assert set(story("a", *["{z}"] * 20)[1:]) == {"hold"}
    assert story("a", *["{z}"] * 9, hours=24 * 5)[-2:] == ["publish", "keep"]


def test_a_quarantine_is_not_released_by_many_looks_in_a_short_time() -> None:
    assert set(story("a", *["[z]"] * 8, hours=0.1)) == {"first", "hold"}


def test_a_confirmed_change_names_its_first_sight_and_only_what_was_confirmed() -> None:
    _, opened, verdict, rest = tell("a x", "b 1", "b 2", "b 2")
    assert verdict.action is Action.PUBLISH
    (told,) = verdict.settled
    (first,) = opened.memory.pending
    assert told.pending == replace(first, edits=(edit_key("a", "b"),), captures=2)
    assert verdict.left == {edit_key("x", "2")}  # from what was told: "x" still is
    assert [pending.edits for pending in verdict.memory.pending] == [(edit_key("x", "2"),)]
    (then,) = rest.settled
    assert then.pending.edits == (edit_key("x", "2"),)
    assert rest.memory.pending == ()


def test_pages_that_alternate_are_said_to_once_and_are_then_quiet() -> None:
    verdicts = tell(*["a", "a", "b", "b"] * 5)
    (proof,) = [verdict for verdict in verdicts if verdict.alternates]
    assert [(each.flags, each.relates_to) for each in proof.settled] == [((ALTERNATING,), "change 4")]
    after = verdicts[verdicts.index(proof) + 1 :]
    assert {verdict.action for verdict in after} == {Action.OPEN, Action.WAIT, Action.KEEP}
    assert all(pending.change == "" for verdict in after for pending in verdict.memory.pending)
    assert [v.action for v in verdicts if v.settled] == [Action.PUBLISH, Action.UNDO, Action.UNDO]


def test_one_of_texts_that_took_turns_is_told_when_it_stays_for_months() -> None:
    verdicts = tell(*["a", "a", "b", "b"] * 4, *["a"] * 60, hours=48)
    last = [verdict for verdict in verdicts if verdict.settled][-1]
    (told,) = last.settled
    assert told.action is Action.PUBLISH
    assert told.flags == ("it took turns with another text before, and stayed",)
    assert last.memory.pending == ()


def test_three_texts_in_turn_are_told_once_each() -> None:
    verdicts = tell(*["a", "a", "b", "b", "c", "c"] * 6)
    told = [settled for verdict in verdicts for settled in verdict.settled]
    assert sum(settled.action is Action.PUBLISH for settled in told) == 2
    assert len(told) <= 4


def test_a_sentence_whose_number_ticks_is_told_when_it_says_something_else() -> None:
    memory, actions = Memory(), []
    words = ["12 of us never lie", "13 of us never lie", "14 of us never lie", "15 of us may lie", "16 of us may lie"]
    for number, text in enumerate(words):
        keys = (edit_key(words[0], text),) if number else ()
        masks = {key: mask for key in keys if (mask := masked_key(words[0], text))}
        at = START + timedelta(hours=12 * number)
        verdict = settle(memory, Sight(at, text, number, keys, change=f"change {number}", masks=masks))
        memory = verdict.memory
        actions.append(verdict.action)
    assert actions[:4] == [Action.FIRST, Action.OPEN, Action.OPEN, Action.OPEN]
    (told,) = verdict.settled
    assert dict(told.anew) == {edit_key(words[0], words[3]): edit_key(words[0], words[4])}
    assert told.pending.at == START + timedelta(hours=36)
    assert verdict.left == frozenset()


def test_the_end_of_a_young_statement_is_told_with_what_came() -> None:
    verdicts = tell("a -", "a promise", "a promise", *["a promise"] * 8, "b -", "b -")
    (told,) = verdicts[-1].settled
    assert set(told.pending.edits) == {edit_key("promise", "-"), edit_key("a", "b")}
    assert told.flags == ()
    assert told.returned == {edit_key("promise", "-"): START}  # of this edit alone


def test_a_new_edit_on_an_alternating_page_is_news_without_the_alternation() -> None:
    verdicts = tell(*["a x", "a x", "b x", "b x"] * 3, "a y", "a y")
    (told,) = verdicts[-1].settled
    assert told.action is Action.PUBLISH
    assert told.pending.edits == (edit_key("x", "y"),)


def test_a_return_after_long_is_news_and_says_to_what() -> None:
    verdicts = tell("a", "a", "b", *["b"] * 9, "a", "a", hours=48)
    (back,) = verdicts[-1].settled
    assert back.action is Action.PUBLISH
    assert back.flags == ("back to the wording of 3 June 2026",)
    assert back.relates_to == "change 2"


def test_what_flickered_is_published_once_it_stays() -> None:
    assert story("a", "b", "a", "b", "a", *["b"] * 4, hours=48)[-4:] == "open wait wait publish".split()


@pytest.mark.parametrize(("growth", "action"), [(40.0, Action.FIRST), (2.0, Action.OPEN)])
def test_a_fuller_text_takes_the_place_of_a_first_one_that_was_doubtful(growth: float, action: Action) -> None:
    memory = Memory()
    for number in range(5):  # taken for the page at last
        memory = settle(memory, Sight(START + timedelta(days=number), "z", number, (), Suspicion("odd"))).memory
    later, keys = START + timedelta(days=9), (edit_key("z", "page"),)
    assert settle(memory, Sight(later, "page", 9, keys, change="one", growth=growth)).action is action


def test_a_short_first_text_that_grows_is_news() -> None:
    memory = settle(Memory(), Sight(START, "a", 0)).memory
    sight = Sight(START + timedelta(hours=6), "b", 1, (edit_key("a", "b"),), change="one", growth=40.0)
    assert settle(memory, sight).action is Action.OPEN


def test_memory_has_bounds() -> None:
    memory = settle(Memory(), Sight(START, "0", 0)).memory
    for number in range(1, 400):
        keys = tuple(edit_key(f"{number - 1} {part}", f"{number} {part}") for part in range(40))
        sight = Sight(START + timedelta(hours=number), str(number // 2), number, keys, change=f"change {number}")
        memory = settle(memory, sight).memory
    assert len(memory.dump()) < 80_000


def test_memory_of_an_earlier_form_is_read() -> None:
    old = (
        '{"standing":{"version":"a","snapshot":1,"at":"2026-06-01T00:00:00Z"},"last":"a","pending":null,"held":null,'
        '"told":[{"edit":"k","inverse":"i","change":"c","at":"2026-06-01T00:00:00Z"}]}'
    )
    memory = Memory.load(old)
    assert memory.standing is not None
    assert memory.told[0].edit == "k"


def test_an_edit_key_ignores_relative_time_only() -> None:
    assert edit_key("Updated 3 days ago", "x") == edit_key("Updated 4 days ago", "x")
    assert edit_key("within 3 days", "x") != edit_key("within 4 days", "x")
    assert edit_key("ab", "c") != edit_key("a", "bc")
