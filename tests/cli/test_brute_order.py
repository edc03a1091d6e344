"""Captures in any order and statements by hand: `when`, `--near` and `blame` against a reading of look by look."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli import brute
from tests.depth import times
from tests.settle.play import PAGE, START, capture
from tracker.ask import History
from tracker.compare.phrases import fold, near_forms, words_of
from tracker.record.store import Store
from tracker.run.past.backfill import backfill
from tracker.run.past.enter_by_hand import enter, entered

KEPT = (
    "These terms hold for every user of every service that we run.",
    "Whoever breaks them may lose the account, after we have asked for an explanation in writing.",
)
CLAIMS = (
    "We have no contracts with any authority.",
    "We have no AI services contracts with any authority.",
    "We sell personal data to partners.",
    "We never sell data. We have no contract with any authority.",
)
LOOKS = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=7)


def text(claim: int) -> tuple[str, ...]:
    return (KEPT[0], CLAIMS[claim], KEPT[1])


def take_up(store: Store, day: int, claim: int, *, by_hand: bool) -> None:
    """One look: a capture of an archive, or a statement that someone gave."""
    if by_hand:
        body = "\n\n".join(text(claim)).encode()
        enter(store, PAGE, entered(PAGE, body, ".txt", at=START + timedelta(days=day), who="a letter"))
    else:
        lines = "".join(f"<p>{line}</p>" for line in text(claim))
        html = f"<html lang=en><main><h1>Terms</h1>{lines}</main></html>"
        list(backfill(store, [(PAGE, capture(day, html))]))


def days(at: datetime | None) -> int | None:
    return None if at is None else round((at - START) / timedelta(days=1))


@pytest.mark.slow
@settings(max_examples=times(6))
@given(
    LOOKS,
    st.randoms(use_true_random=False),
    st.sampled_from(["no contracts", "sell", "AI services", "never sell data"]),
)
def test_the_order_in_which_looks_come_changes_no_answer(
    looks: list[tuple[int, bool]], dice: object, phrase: str
) -> None:
    order = list(enumerate(looks))
    dice.shuffle(order)  # type: ignore[attr-defined]
    seen = [brute.Look(PAGE.id, START + timedelta(days=day), text(claim)) for day, (claim, _) in enumerate(looks)]
    with Store.in_memory() as store:
        store.pages.sync([PAGE], now=START)
        for day, (claim, by_hand) in order:
            take_up(store, day, claim, by_hand=by_hand)
        history = History(store, lambda: START + timedelta(days=99))
        found = {
            standing.form: [
                tuple(map(days, (s.last_without, s.first_with, s.last_with, s.first_without))) for s in standing.stands
            ]
            for standing in history.when(phrase, near=True)
        }
        said = [
            (line.text, days(line.since), days(line.last_without))
            for line in history.blame(PAGE)
            if line.text != "Terms"
        ]
    forms = {phrase: {block for look in seen for block in look.blocks or () if brute.said(block, phrase)}}
    for block in {block for look in seen for block in look.blocks or ()}:
        for form in near_forms(phrase, block):
            forms.setdefault(form, set()).add(block)
    expected = {form: brackets(looks, blocks) for form, blocks in forms.items()}
    assert found == {form: stands for form, stands in expected.items() if stands}
    if all(by_hand for _, by_hand in looks):  # of a text that was seen once `blame` waits for the second look
        assert said == [(s, days(since), days(before)) for s, since, before in brute.since(seen, PAGE.id)]


def brackets(looks: list[tuple[int, bool]], blocks: set[str]) -> list[tuple[int | None, ...]]:
    """Each unbroken time in which a page showed one of the blocks, in days."""
    there = [not blocks.isdisjoint(text(claim)) for claim, _ in looks]
    found, n = list[tuple[int | None, ...]](), 0
    while n < len(there):
        end = n
        while end + 1 < len(there) and there[end + 1] == there[n]:
            end += 1
        if there[n]:
            found.append((n - 1 if n else None, n, end, end + 1 if end + 1 < len(there) else None))
        n = end + 1
    return found


NEAR = st.lists(
    st.sampled_from(["sell", "contract", "data", "promise", "never", "authority"]), min_size=1, max_size=5, unique=True
)
FILLERS = st.lists(st.sampled_from(["all", "of", "our", "new"]), max_size=3)


@settings(max_examples=times(40))
@given(NEAR, st.data())
def test_a_phrase_inflected_and_with_words_put_in_is_found(words: list[str], data: st.DataObject) -> None:
    endings = {"authority": "authorities"}
    said = ["Therefore"]
    for n, word in enumerate(words):
        inflected = data.draw(st.booleans())
        said += [(endings.get(word) or f"{word}s") if inflected else word]
        if n < len(words) - 1:
            said += data.draw(FILLERS)
    phrase, body = " ".join(words), " ".join(said) + "."
    found = list(near_forms(phrase, body))
    exact = fold(phrase) in fold(body) and brute.said(body, phrase)
    assert exact or found == [" ".join(said[1:])]
    assert all(len(words_of(form)) <= len(words) + 4 * (len(words) - 1) for form in found)
