"""`when` and `blame` against a reading of all versions one by one."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli import brute
from tests.depth import times
from tracker.ask import History
from tracker.compare.phrases import fold
from tracker.errors import UsageError

PHRASE_WORDS = ("no", "contracts", "contract", "DATA", "selling", "ai", '"ai"', "day", "10")
PHRASES = st.lists(st.sampled_from(PHRASE_WORDS), min_size=1, max_size=3).map(" ".join)


@pytest.mark.slow
@settings(max_examples=times(20))
@given(brute.histories(), PHRASES)
def test_when_is_what_reading_every_version_tells(looks: list[brute.Look], phrase: str) -> None:
    with brute.store_of(looks) as store:
        found = History(store, lambda: brute.START).when(phrase)
    brackets = {
        standing.page.id: [(s.last_without, s.first_with, s.last_with, s.first_without) for s in standing.stands]
        for standing in found
    }
    assert brackets == brute.brackets(looks, phrase)


@settings(max_examples=times(20))
@given(brute.histories(), PHRASES)
def test_near_forms_are_in_the_text_and_never_hide_the_phrase(looks: list[brute.Look], phrase: str) -> None:
    with brute.store_of(looks) as store:
        history = History(store, lambda: brute.START)
        exact, near = history.when(phrase), history.when(phrase, near=True)
    assert [standing for standing in near if not standing.near] == exact
    for standing in near:
        expected = brute.brackets(looks, standing.form)[standing.page.id]
        # A form may stand inside another text than those in which it was found as near: never in fewer.
        seen = {bracket[1] for bracket in expected}
        assert all(any(first <= stand.first_with for first in seen) for stand in standing.stands)


@settings(max_examples=times(20))
@given(brute.histories())
def test_blame_is_what_reading_every_version_tells(looks: list[brute.Look]) -> None:
    with brute.store_of(looks) as store:
        history = History(store, lambda: datetime(2030, 1, 1, tzinfo=brute.START.tzinfo))
        for page in sorted({look.page for look in looks}):
            if not any(look.blocks for look in looks if look.page == page):
                with pytest.raises(UsageError, match="has not been seen"):
                    history.blame(history.page(page))
                continue
            lines = history.blame(history.page(page))
            assert [(line.text, line.since, line.last_without) for line in lines] == brute.since(looks, page)


@pytest.mark.slow
@settings(max_examples=times(20))
@given(brute.histories(), st.sampled_from(["data", "no", "contract*"]), st.integers(1, 3))
def test_a_search_on_a_page_finds_and_counts_every_line_it_ever_had(
    looks: list[brute.Look], query: str, limit: int
) -> None:
    wanted = query.rstrip("*")
    with brute.store_of(looks) as store:
        history = History(store, lambda: brute.START)
        for page in history.store.pages.all():
            lines = {text for look in looks if look.page == page.id for text in look.blocks or ()}
            words = {text: [fold(word) for word in re.findall(r"\w+", text)] for text in lines}
            fits = {t for t in lines if any(w.startswith(wanted) if wanted != query else w == query for w in words[t])}
            hits, total = history.search(query, [page], limit=limit)
            assert total == len(fits)
            assert len(hits) == min(limit, total)
            assert {hit.block.text for hit in hits} <= fits
            assert {place.page.id for hit in hits for place in hit.places} <= {page.id}


@settings(max_examples=times(20))
@given(st.text(alphabet="ab \"()*-ORANDT:^{}+.\\'%_", max_size=30))
def test_no_query_is_a_traceback(query: str) -> None:
    look = brute.Look("one", brute.START, ("a b AND c.", "(b) OR a-b"))
    with brute.store_of([look]) as store:
        try:
            hits, total = History(store, lambda: brute.START).search(query)
        except UsageError:
            return
    assert len(hits) <= total <= 2


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("sell data", {"We never sell data."}),
        ('"sell data"', {"We never sell data."}),
        ('"data sell"', set()),
        ("data -never", {"No data about contracts."}),
        ("data NOT never", {"No data about contracts."}),
        ("never OR contracts", {"We never sell data.", "No data about contracts."}),
        ("contract*", {"No data about contracts.", "Contracting is public."}),
        ("(sell OR about) AND data", {"We never sell data.", "No data about contracts."}),
        ("never sell) OR (", {"We never sell data."}),
        ("“sell data”", {"We never sell data."}),
        ("text:data^2", set()),
    ],
)
def test_queries(query: str, lines: set[str]) -> None:
    look = brute.Look("one", brute.START, ("We never sell data.", "No data about contracts.", "Contracting is public."))
    with brute.store_of([look]) as store:
        hits, _ = History(store, lambda: brute.START).search(query)
    assert {hit.block.text for hit in hits} == lines


@pytest.mark.parametrize("query", ["", "   ", '"', "-never", "NOT never", "***", "()"])
def test_a_query_without_a_wanted_word_says_so(query: str) -> None:
    with (
        brute.store_of([brute.Look("one", brute.START, ("never",))]) as store,
        pytest.raises(UsageError, match="name a"),
    ):
        History(store, lambda: brute.START).search(query)


@pytest.mark.parametrize(
    ("phrase", "text", "forms"),
    [
        ("no contracts", "We have no AI services contracts.", ["no AI services contracts"]),
        ("no contracts", "There is no contract.", ["no contract"]),
        ("no contracts", "We have no contracts.", []),
        ("no contracts", "Contracts are few, and no more than ten new or old or other contracts.", []),
        ("sell your data", "We may be selling your personal data.", ["selling your personal data"]),
        ("delete records within 30 days", "We delete records in 30 days.", ["delete records in 30 days"]),
        ("policy", "Our policies apply.", ["policies"]),
        ("never use customer content", "We do not use customer content.", ["not use customer content"]),
        ("sell your data", "We don't knowingly sell all your data.", ["don't knowingly sell all your data"]),
        ("sell your data", "No one of us may sell all your data.", ["sell all your data"]),
        ("contract", "By contrast, it is abstract.", []),
        ("we do not sell", "We do not say what we sell. We do not guess.", ["We do not say what we sell"]),
        ("data retention", "Data; legal basis; retention", []),
        ("no contracts", "We say no. Contracts are public.", []),
    ],
)
def test_near_forms(phrase: str, text: str, forms: list[str]) -> None:
    with brute.store_of([brute.Look("one", brute.START, (text,))]) as store:
        found = History(store, lambda: brute.START).when(phrase, near=True)
    assert [standing.form for standing in found if standing.near] == forms


def test_a_script_without_spaces_is_searched_too() -> None:
    with brute.store_of([brute.Look("one", brute.START, ("当社は移民当局と契約を結んでいません。",))]) as store:
        found = History(store, lambda: brute.START).when("契約を結んでいません")
    assert [standing.page.id for standing in found] == ["one"]
