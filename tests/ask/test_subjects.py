"""What was said on a subject, from every kind of document, in order, with its time in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.spoken import Spoken, day
from tracker.ask import History
from tracker.ask.subjects import threads
from tracker.compare.subjects import speaks, subject_of
from tracker.errors import UnknownName, UsageError
from tracker.model import DocumentKind
from tracker.model.subject import PlaceState, Said, Subject, Thread

DENIAL = "We have no contracts that support border enforcement."
NARROW = "We have no AI contracts that support border enforcement."
HOSTED = "We host the files of ICE under a contract."


@pytest.mark.parametrize(
    ("words", "sentence", "speaks_of_it"),
    [
        ("immigration", "We serve immigration offices.", True),
        ("contract", "We have no contracts.", True),
        ("policy", "Our policies are public.", True),
        ("ICE", "We work with ICE's officers.", True),
        ("ICE", "We sell ice.", False),
        ("ice", "We sell ICE.", True),
        ("border enforcement", "We serve border and customs enforcement.", True),
        ("border enforcement", "The enforcement of rules at no border.", False),
        ("lamps, chairs", "We sell a chair.", True),
        ("移民", "我们不为移民执法提供服务。", True),
        ("Kinder", "Wir schützen Kinder.", True),
    ],
)
def test_words_speak_of_a_subject_in_any_form(words: str, sentence: str, speaks_of_it: bool) -> None:
    assert speaks(subject_of(words), sentence) is speaks_of_it


def test_all_words_of_a_list_within_the_list_are_needed_and_none_of_without() -> None:
    subject = Subject("Selling data", (("sell", "data"), ("hawk",)), without=("storage",))
    assert speaks(subject, "Data we never sell.")
    assert speaks(subject, "We hawk lamps.")
    assert not speaks(subject, "We sell lamps.")
    assert not speaks(subject, "We sell data storage.")


@pytest.fixture(scope="module")
def spoken() -> Iterator[Spoken]:
    made = Spoken()
    made.page("acme-policy", "Acme", "Policy", (0, DENIAL), (30, NARROW))
    made.page("acme-terms", "Acme", "Terms", (0, f"You pay at once.\n{DENIAL}"))
    made.page("acme-list", "Acme", "Border enforcement", (0, "We greet all guests."))
    made.answer("acme-press", "Acme", 10, f"Thank you. “{DENIAL.upper()}”", speaker="Laura Keane")
    made.answer("acme-press", "Acme", 40, "We have no comment on that.", question="Do you serve border enforcement?")
    made.post("acme-news", "Acme", 20, "Our work", f"{HOSTED} It is about border enforcement.")
    made.editions("acme-year", "Acme", "Yearly", (5, "We audited border enforcement."), (45, "We audit no more."))
    made.page("brite-policy", "Brite", "Policy", (0, "Brite serves border enforcement."))
    made.look_again(60)
    yield made
    made.store.close()


Ask = Callable[..., list[Thread]]


@pytest.fixture
def ask(spoken: Spoken) -> Ask:
    def asked(words: str = "border enforcement", organisation: str | None = "Acme", **how: object) -> list[Thread]:
        return threads(History(spoken.store, lambda: day(61)), subject_of(words), organisation, **how)  # type: ignore[arg-type]

    return asked


def told(thread: Thread, text: str) -> Said:
    return next(said for said in thread.said if said.text == text)


def test_a_thread_is_every_sentence_that_speaks_of_it_in_order_of_the_date_said(ask: Ask) -> None:
    (thread,) = ask()
    assert [(said.text, said.at) for said in thread.said] == [
        (DENIAL, day(0)),
        ("We audited border enforcement.", day(5)),
        ("It is about border enforcement.", day(20).replace(hour=0)),
        (NARROW, day(30)),
        ("We have no comment on that.", day(40)),
    ]


def test_repeats_in_whatever_document_are_one_with_the_time_in_each(ask: Ask) -> None:
    (thread,) = ask()
    places = told(thread, DENIAL).places
    assert [(place.document.page, place.standing) for place in places] == [
        ("acme-policy", PlaceState.GONE),
        ("acme-terms", PlaceState.STANDS),
        ("acme-press", PlaceState.SAID),
    ]
    policy, terms, press = places
    half = timedelta(hours=12)
    assert (policy.first_seen, policy.last_seen, policy.first_without) == (day(0), day(0) + half, day(30))
    assert (terms.last_without, terms.last_seen, terms.first_without) == (None, day(60), None)
    assert (press.said, press.document.speaker, press.is_dated) == (day(10), "Laura Keane", True)


def test_each_kind_of_document_says_when_and_from_which_capture(ask: Ask, spoken: Spoken) -> None:
    (thread,) = ask()
    by_kind = {place.document.kind: place for said in thread.said for place in said.places}
    assert set(by_kind) == set(DocumentKind)
    post, edition = by_kind[DocumentKind.STATEMENT], by_kind[DocumentKind.EDITION]
    assert (post.is_dated, post.standing, post.moment.url) == (True, PlaceState.STANDS, "https://acme-news.example/")
    assert (edition.document.title, edition.standing) == ("Yearly, edition 2025", PlaceState.GONE)
    for place in by_kind.values():
        capture = spoken.store.snapshots.get(place.moment.snapshot)
        assert capture is not None
        assert capture.sha256 == place.moment.sha256


def test_an_answer_to_a_question_that_speaks_of_it_is_part_of_the_thread(ask: Ask) -> None:
    (thread,) = ask()
    assert [said.text for said in thread.said if said.answers] == ["We have no comment on that."]


def test_all_organisations_have_a_thread_each_and_a_subject_may_name_some(ask: Ask, spoken: Spoken) -> None:
    assert [thread.organisation for thread in ask(organisation=None)] == ["Acme", "Brite"]
    some = Subject("Borders", (("border enforcement",),), organisations=("Brite",))
    found = threads(History(spoken.store, lambda: day(61)), some)
    assert [thread.organisation for thread in found] == ["Brite"]


def test_since_and_standing_leave_out_the_rest(ask: Ask) -> None:
    assert [said.text for said in ask(since=day(21))[0].said] == [NARROW, "We have no comment on that."]
    assert [said.text for said in ask(standing=True)[0].said] == [DENIAL, "It is about border enforcement.", NARROW]
    assert ask(since=day(50)) == []


def test_what_is_not_there_is_told(ask: Ask) -> None:
    assert ask("zebra") == []
    with pytest.raises(UsageError, match="no word"):
        ask("...")
    with pytest.raises(UnknownName):
        ask(organisation="Nobody")
