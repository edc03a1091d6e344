"""A list of links to other pages: what rolls off it was not withdrawn, and what comes is told by its title."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tracker.model import Capture, Comparison, EditKind, Severity, Statement
from tracker.read import extract
from tracker.watch.look import compare_graded

Item = tuple[str, str, str, str]  # day, address, title, teaser
ITEMS: list[Item] = [
    ("2 May 2026", "/n/1", "A harbour for Tarn", "We have never sold cameras to any army."),
    ("5 May 2026", "/n/2", "Figures of the first quarter", "Turnover grew by 4 percent to 310 million euros."),
    ("9 May 2026", "/n/3", "On the use of our maps", "We do not give maps to border police."),
    ("12 May 2026", "/n/4", "Ida Holm leads the office in Oslo", "She comes from the ministry of fisheries."),
    ("20 May 2026", "/n/5", "Figures of the second quarter", "Turnover grew by 6 percent to 330 million euros."),
    ("28 May 2026", "/n/6", "A statement on drones", "We will build drones for three armies from autumn on."),
]


def cards(items: list[Item]) -> str:
    return "".join(
        f'<article><time>{day}</time><h3><a href="{to}">{title}</a></h3><p>{teaser}</p></article>'
        for day, to, title, teaser in items
    )


def read_more(items: list[Item]) -> str:
    return "".join(
        f'<div class="t"><h3>{title}</h3><p>{day}</p><p>{teaser}</p><p><a href="{to}">Read more</a></p></div>'
        for day, to, title, teaser in items
    )


def whole_cards(items: list[Item]) -> str:
    return "".join(
        f'<a href="{to}"><div><p>{day}</p><h4>{title}</h4><p>{teaser}</p></div></a>' for day, to, title, teaser in items
    )


def rows(items: list[Item]) -> str:
    cells = "".join(
        f'<tr><td>{day}</td><td><a href="{to}">{title}</a></td><td>{teaser}</td></tr>'
        for day, to, title, teaser in items
    )
    return f"<table>{cells}</table>"


def breaks(items: list[Item]) -> str:
    return (
        "<ul>"
        + "".join(f'<li>{day} <a href="{to}">{title}</a><br>{teaser}</li>' for day, to, title, teaser in items)
        + "</ul>"
    )


def terms(items: list[Item]) -> str:
    return (
        "<dl>"
        + "".join(
            f'<dt>{day}</dt><dd><a href="{to}">{title}</a></dd><dd>{teaser}</dd>' for day, to, title, teaser in items
        )
        + "</dl>"
    )


def date_last(items: list[Item]) -> str:
    return "".join(
        f'<div><h2><a href="{to}">{title}</a></h2><p>{teaser}</p><span>Press · {day}</span></div>'
        for day, to, title, teaser in items
    )


MARK_UPS = [cards, read_more, whole_cards, rows, breaks, terms, date_last]


def statement(inner: str, title: str = "What we say") -> Statement:
    html = (
        f"<html lang=en><title>{title} | Tarn</title><main><h1>{title}</h1><p>Our office answers every question that"
        f" comes by letter within a week.</p>{inner}<p>Whoever wants to visit us in the harbour is welcome on any"
        " weekday, and may bring a dog.</p></main>"
    )
    url = "https://tarn.example/say"
    return extract(Capture(url, url, 200, (), html.encode(), datetime(2026, 6, 1, tzinfo=UTC)))


def loud(found: Comparison, kind: EditKind) -> list[str]:
    return [
        edit.old or edit.new or "" for edit in found.edits if edit.kind is kind and edit.severity is not Severity.MINOR
    ]


@pytest.mark.parametrize("mark_up", MARK_UPS, ids=lambda each: each.__name__)
def test_what_rolls_off_is_not_removed_and_what_comes_is_told(mark_up: Callable[[list[Item]], str]) -> None:
    window = [ITEMS[n + 3 :: -1][:4] for n in range(3)]
    for old, new in pairwise(window):
        found = compare_graded(statement(mark_up(old)), statement(mark_up(new)))
        assert loud(found, EditKind.REMOVED) == []
        assert loud(found, EditKind.CHANGED) == []
        added = " ".join(loud(found, EditKind.ADDED))
        assert new[0][3] in added
        assert old[-1][3] not in added
        assert new[0][2] in found.headline


@pytest.mark.parametrize("mark_up", MARK_UPS, ids=lambda each: each.__name__)
def test_an_entry_that_stays_is_compared_with_itself(mark_up: Callable[[list[Item]], str]) -> None:
    edited = [*ITEMS[:2], (*ITEMS[2][:3], "We give maps to border police."), ITEMS[3]]
    found = compare_graded(statement(mark_up(ITEMS[3::-1])), statement(mark_up(edited[::-1])))
    (edit,) = found.edits
    assert edit.kind is EditKind.CHANGED
    assert edit.severity is Severity.SUBSTANTIVE


def test_a_list_without_dates_rolls_when_it_calls_itself_news() -> None:
    def plain(items: list[Item]) -> str:
        return "".join(f'<h3><a href="{to}">{title}</a></h3><p>{teaser}</p>' for _, to, title, teaser in items)

    for title in ("Newsroom", "Latest press releases", "News and stories"):
        old, new = statement(plain(ITEMS[2::-1]), title), statement(plain(ITEMS[4:1:-1]), title)
        assert loud(compare_graded(old, new), EditKind.REMOVED) == []


def test_a_list_without_dates_rolls_when_the_last_make_room_for_the_first() -> None:
    def plain(items: list[Item]) -> str:
        return "".join(f'<h3><a href="{to}">{title}</a></h3><p>{teaser}</p>' for _, to, title, teaser in items)

    found = compare_graded(statement(plain(ITEMS[3::-1])), statement(plain(ITEMS[4:0:-1])))
    assert loud(found, EditKind.REMOVED) == []


def test_a_promise_that_leads_to_its_own_page_is_removed_when_it_goes() -> None:
    promises = [
        ("/p/privacy", "Privacy", "We do not sell personal data."),
        ("/p/arms", "Arms", "We do not build weapons."),
        ("/p/children", "Children", "We do not show advertisements to children."),
        ("/p/police", "Police", "We give nothing to the police without an order of a court."),
        ("/p/energy", "Energy", "We buy no energy from coal."),
    ]

    def hub(kept: list[tuple[str, str, str]]) -> Statement:
        inner = "".join(f'<h3><a href="{to}">{name}</a></h3><p>{text}</p>' for to, name, text in kept)
        return statement(inner, "Our principles")

    for gone in range(len(promises)):
        found = compare_graded(hub(promises), hub(promises[:gone] + promises[gone + 1 :]))
        assert promises[gone][2] in loud(found, EditKind.REMOVED)


def test_a_sentence_beside_the_list_is_removed_when_it_goes() -> None:
    say = "<p>We do not work for armies, and nothing in our catalogue may be used by one.</p>"
    found = compare_graded(statement(say + cards(ITEMS[3::-1])), statement(cards(ITEMS[4:0:-1])))
    assert len(loud(found, EditKind.REMOVED)) == 1


def test_a_list_that_turned_over_whole_is_told_by_what_came() -> None:
    many = [
        (f"{n % 28 + 1} May 202{n // 28}", f"/n/{n}", f"Report number {n} of {chr(97 + n % 26)}", f"We never did {n}.")
        for n in range(120)
    ]
    found = compare_graded(statement(cards(many[:60])), statement(cards(many[60:])))
    assert "removed" not in found.headline
    assert "new in the list" in found.headline
