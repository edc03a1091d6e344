"""Whole sequences of captures in the manner of real pages: of all that moves on them, only real edits come out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.settle.play import PAGE, START, daily, news, told
from tracker.model import ChangeFilter, CheckOutcome
from tracker.run.care.doctor import examine_pages

WORDING = (
    "Acme makes machines that help people to lift what they cannot lift alone.",
    "We do not sell machines to armed forces, and we have no contracts of this kind.",
    "Recordings made by a machine stay on it, unless its owner sends them to us.",
    "Every year we publish how many requests by authorities we received and answered.",
)
EDITED = (WORDING[0], WORDING[1].replace("no contracts", "no AI contracts"), *WORDING[2:])
EDIT = [(WORDING[1], EDITED[1])]


def page(wording: tuple[str, ...] = WORDING, *, above: str = "", below: str = "", around: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in wording)
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Responsible use | Acme</title></head><body>'
        f"<nav><a href=/>Home</a></nav>{around}<main><h1>Responsible use</h1>{above}{text}{below}</main></body></html>"
    )


def test_relative_times_are_one_text(tmp_path: Path) -> None:
    ages = ["just now", "22 hours ago", "yesterday", "2 days ago", "3 days ago", "4 days ago"]
    with daily(
        tmp_path, [page(EDITED if n > 3 else WORDING, above=f"<p>Updated {a}</p>") for n, a in enumerate(ages)]
    ) as store:
        assert told(store) == EDIT
        assert len(store.versions.of(PAGE.id)) == 2
        outcomes = [check.outcome for check in store.checks.of(PAGE.id)]
        assert outcomes.count(CheckOutcome.UNCHANGED) == 4
        assert len(store.changes.find(ChangeFilter(statuses=()))) == 1


def test_a_page_that_alternates_is_quiet_and_doctor_says_between_what(tmp_path: Path) -> None:
    turns = [text for _ in range(5) for text in (WORDING, WORDING, EDITED, EDITED)]
    with daily(tmp_path, [page(text) for text in (*turns, WORDING, WORDING)]) as store:
        assert told(store) == EDIT
        (found,) = examine_pages(store, [PAGE], remedies=False)
    assert any('"no AI contracts" → "no contracts"' in reason for reason in found.reasons), found.reasons


def test_an_edit_inside_a_sentence_that_alternates_is_told(tmp_path: Path) -> None:
    turns = [text for _ in range(4) for text in (WORDING, WORDING, EDITED, EDITED)]
    sold = tuple(line.replace("do not sell", "may sell") for line in EDITED)
    with daily(tmp_path, [page(text) for text in (*turns, sold, sold)]) as store:
        assert told(store) == [*EDIT, (EDITED[1], sold[1])]


ANEW = (
    "Machines by Acme carry loads of up to three hundred kilograms over stairs and thresholds.",
    "Whoever rents one signs for it at the counter and brings it back with a full battery.",
    "Armies may rent them like anybody else, at the price that is on the list.",
    "Films taken by a machine belong to Acme and may be shown at fairs.",
)


def test_a_text_written_anew_under_the_same_title_is_told_once_it_stayed(tmp_path: Path) -> None:
    with daily(tmp_path, [page(), page(), *[page(ANEW)] * 6]) as store:
        (change,) = news(store)
        assert {edit.new for edit in change.edits} >= set(ANEW)
        assert change.flags[-1].startswith(
            "held back since 3 March 2025: nothing of the text is left under the same title"
        )
        assert change.first_with == START + timedelta(days=2)


def test_another_page_under_the_address_is_not_what_became_of_the_statement(tmp_path: Path) -> None:
    other = page(ANEW).replace("<h1>Responsible use</h1>", "<h1>Rent a machine</h1>")
    with daily(tmp_path, [page(), page(), *[other] * 20, page(), page(EDITED), page(EDITED)]) as store:
        assert told(store) == EDIT  # what is told is compared with the last text that was the page's
        reasons = {check.reason for check in store.checks.of(PAGE.id) if check.reason}
        assert reasons == {'nothing of the text is left, and what came is called "Rent a machine"'}
