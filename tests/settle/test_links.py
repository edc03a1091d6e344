"""Links whose words stay and whose address changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.model import Block, BlockKind, Link, Severity, Statement
from tracker.settle import Memory, Standing, link_edits, relinked, settle_links
from tracker.settle.links import differing, place

START = datetime(2026, 6, 1, tzinfo=UTC)
LINE = "How we share data is told in our partner list."


def text(*links: tuple[str, str], lines: tuple[str, ...] = (LINE,)) -> Statement:
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines)
    return Statement(blocks, "1", tuple(Link(words, address) for words, address in links))


def told(*addresses: str | None) -> list[tuple[str, str]]:
    """What is told of a page whose one link leads to these addresses in turn; None: the last capture once more."""
    known = text(("partner list", addresses[0] or ""))
    memory = Memory(standing=Standing(known.id, 1, START))
    found = []
    for number, address in enumerate(addresses[1:], 2):
        seen = None if address is None else text(("partner list", address))
        verdict = settle_links(memory, known, seen, START + number * timedelta(hours=6), number)
        known = Statement(known.blocks, "1", relinked(known.links, verdict.confirmed))
        memory = Memory.load(verdict.memory.dump())
        assert memory == verdict.memory
        found += [(first.old[0], first.new[0]) for first in verdict.confirmed]
    return found


A, B, C, D = (f"https://acme.example/{name}" for name in "abcd")


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ((A, A, A), []),
        ((A, B, A, A), []),  # gone at the next look
        ((A, B, B, B), [(A, B)]),  # told once
        ((A, B, None, None), [(A, B)]),  # the server says it is what it was
        ((A, B, B, C, C), [(A, B), (B, C)]),
        ((A, B, C, D, A, B, B), []),  # another at every look: a visitor's id
        ((A, B, B, A, A, B, B, A, A, B, B), [(A, B), (B, A), (A, B)]),  # takes turns
    ],
)
def test_a_link_that_leads_elsewhere_is_told_at_its_second_sight(
    addresses: tuple[str | None, ...], expected: list[tuple[str, str]]
) -> None:
    assert told(*addresses) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://acme.example/terms", "https://www.acme.example/terms/"),
        ("https://acme.example/terms#section-2", "https://acme.example/terms"),
        ("https://acme.example/en-us/terms", "https://acme.example/de/terms"),
        ("https://acme.example/terms?b=2&a=1", "https://ACME.example/terms?a=1&b=2"),
        ("mailto:Press@acme.example?subject=Hello", "mailto:press@acme.example"),
    ],
)
def test_two_ways_to_one_place_are_no_difference(one: str, other: str) -> None:
    assert place(one) == place(other)
    assert told(one, other, other) == []


@pytest.mark.parametrize("address", ["https://acme.example/terms", "https://[broken", "mailto:", "tel:+49"])
def test_any_address_has_a_place(address: str) -> None:
    assert isinstance(place(address), str)


def test_a_hidden_mail_address_is_no_address() -> None:
    hidden = "https://acme.example/cdn-cgi/l/email-protection#{}"
    assert told(hidden.format("ab12"), hidden.format("cd34"), hidden.format("cd34")) == []
    assert told(hidden.format("ab12"), "mailto:dpo@acme.example", "mailto:dpo@acme.example") == []


def test_words_with_several_links_are_compared_as_a_set() -> None:
    old = text(("here", A), ("here", B))
    assert differing(old, text(("here", B), ("here", A))) == {}
    assert differing(old, text(("here", A), ("here", C))) == {"here": ((B,), (C,))}
    assert differing(old, text(("here", A))) == {}  # a link less is no link that leads elsewhere


def test_links_of_lines_that_changed_belong_to_the_change_of_wording() -> None:
    other = "None of our customers is named."
    old = text(("partner list", A), ("customers", A), lines=(LINE, other))
    new = text(("partner list", B), ("customers", B), lines=(LINE, "Some of our customers are named."))
    assert list(differing(old, new)) == ["partner list"]


def test_the_edit_says_where_the_ways_part_and_is_minor() -> None:
    known = text(("partner list", "https://acme.example/legal/partners/2025"))
    seen = text(("partner list", "https://acme.example/legal/partners/2026"))
    memory = settle_links(Memory(standing=Standing(known.id, 1, START)), known, seen, START, 2).memory
    (edit,) = link_edits(settle_links(memory, known, seen, START, 3).confirmed)
    assert edit.severity is Severity.MINOR
    assert edit.headline == 'the link of "partner list" leads elsewhere: "…/2025" → "…/2026"'
    assert "".join(p.text for p in edit.pieces if p.op.name != "INSERT") == edit.old
    assert "".join(p.text for p in edit.pieces if p.op.name != "DELETE") == edit.new
