"""What was said on a subject, from every kind of document, in order, with its time in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.spoken import Spoken, day
from tracker.ask import History
from tracker.ask.subjects import threads
from tracker.compare.subjects import speaks, subject_of
from tracker.errors import UnknownName, UsageError
from tracker.model import ChangeFilter, ChangeStatus, Direction, DocumentKind
from tracker.model.subject import PlaceState, Said, StepKind, Subject, Thread
from tracker.record.merge import merge
from tracker.record.store import Store

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


def thread_of(spoken: Spoken, words: str = "border enforcement") -> Thread:
    (found,) = threads(History(spoken.store, lambda: day(99)), subject_of(words), "Acme")
    return found


def test_what_was_withdrawn_is_in_no_thread_and_a_correction_takes_its_place() -> None:
    spoken = Spoken()
    spoken.answer("acme-press", "Acme", 1, DENIAL)
    spoken.answer("acme-press", "Acme", 10, "We serve border enforcement.", speaker="Nobody")
    page = spoken.pages["acme-press"]
    spoken.past.withdraw(page, day(10), day(10), "not said")
    assert [said.text for said in thread_of(spoken).said] == [DENIAL]
    spoken.answer("acme-press", "Acme", 20, "We have AI contracts that support border enforcement.")
    spoken.past.correct(
        page, NARROW.encode(), ".txt", start=day(20), end=day(20), who="Ann, by e-mail", reason="a word was missing"
    )
    assert [said.text for said in thread_of(spoken).said] == [DENIAL, NARROW]


def test_the_same_words_said_again_are_one_statement_with_two_documents() -> None:
    spoken = Spoken()
    spoken.answer("acme-press", "Acme", 1, DENIAL, speaker="Ann")
    spoken.answer("acme-press", "Acme", 10, DENIAL, speaker="Bob")
    (said,) = thread_of(spoken).said
    assert [(place.document.speaker, place.said) for place in said.places] == [("Ann", day(1)), ("Bob", day(10))]


def test_an_edited_statement_is_compared_with_its_own_former_wording() -> None:
    spoken = Spoken()
    spoken.post("acme-news", "Acme", 1, "Our work", DENIAL)
    spoken.page("acme-policy", "Acme", "Policy", (0, "We have no contracts that support border enforcement abroad."))
    spoken.edit("acme-news", 5, NARROW)
    thread = thread_of(spoken)
    step = next(step for said, step in zip(thread.said, thread.steps, strict=True) if said.text == NARROW)
    assert step is not None
    assert (step.kind, step.old, step.direction) == (StepKind.FORMER, DENIAL, Direction.WEAKER)


def test_what_one_look_alone_saw_is_in_no_thread() -> None:
    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, DENIAL))
    spoken.glimpse("acme-policy", 10, "We serve border enforcement for money.")
    assert [said.text for said in thread_of(spoken).said] == [DENIAL]


def test_a_statement_that_was_taken_down_is_gone() -> None:
    spoken = Spoken()
    spoken.post("acme-news", "Acme", 1, "Our work", DENIAL)
    for hours in (0, 12, 24, 36):
        spoken.fail("acme-news", 3 + hours / 24, 404)
    (said,) = thread_of(spoken).said
    assert (said.standing, said.first.last_seen) == (PlaceState.GONE, day(1.5))


def test_a_renamed_page_keeps_its_statements() -> None:
    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, DENIAL), (20, NARROW))
    spoken.answer("acme-press", "Acme", 10, DENIAL)
    before = thread_of(spoken)
    renamed = [replace(page, id=f"{page.id}-new", was=(page.id,)) for page in spoken.pages.values()]
    spoken.store.pages.sync(renamed, now=day(50))
    after = thread_of(spoken)
    assert [said.id for said in after.said] == [said.id for said in before.said]
    assert {place.document.page for said in after.said for place in said.places} == {
        "acme-policy-new",
        "acme-press-new",
    }
    assert [step and step.direction for step in after.steps] == [step and step.direction for step in before.steps]


def test_what_our_own_rules_read_otherwise_is_no_step_of_theirs() -> None:
    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, DENIAL), (20, NARROW))
    (change,) = spoken.store.changes.find(ChangeFilter(statuses=()))
    with spoken.store.transaction():
        spoken.store.changes.save(replace(change, status=ChangeStatus.RE_EXTRACTION, number=None))
    assert thread_of(spoken).steps == (None, None)


def test_shards_merged_into_one_have_the_threads_of_both(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as one, Store(tmp_path / "b.db") as other:
        first, second = Spoken(one), Spoken(other)
        first.page("acme-policy", "Acme", "Policy", (0, DENIAL))
        second.answer("acme-press", "Acme", 10, DENIAL, speaker="Laura Keane", question="Do you?")
        second.answer("acme-press", "Acme", 12, "We serve border enforcement.")
    with Store(tmp_path / "all.db") as store:
        merge(store, [tmp_path / "a.db", tmp_path / "b.db"])
    with Store(tmp_path / "b.db") as other:
        again = Spoken(other)
        again.answer("acme-press", "Acme", 20, NARROW, speaker="Jon Abel")
        again.past.withdraw(again.pages["acme-press"], day(12), day(12), "not said")
    with Store(tmp_path / "all.db") as store:
        merge(store, [tmp_path / "a.db", tmp_path / "b.db"])
        (found,) = threads(History(store, lambda: day(99)), subject_of("border enforcement"), "Acme")
    assert [said.text for said in found.said] == [DENIAL, NARROW]
    speakers = [place.document.speaker for said in found.said for place in said.places]
    assert speakers == [None, "Laura Keane", "Jon Abel"]
    assert [str(conflict.direction) for conflict in found.conflicts] == ["weaker"]


def test_other_languages_have_threads_and_their_direction_is_open() -> None:
    spoken = Spoken()
    old, new = "当社は移民局に人工知能を提供しません。", "当社は移民局に人工知能の一部を提供しません。"
    spoken.page("acme-jp", "Acme", "方針", (0, old), (20, new), language="ja")
    thread = thread_of(spoken, "移民")
    assert [said.text for said in thread.said] == [old, new]
    assert [step and (step.kind, step.direction) for step in thread.steps] == [None, (StepKind.FORMER, Direction.OPEN)]
