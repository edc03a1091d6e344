"""A selector is judged before there is a page to try it on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.errors import BadSelector
from tracker.model import Capture
from tracker.read import check_selector, extract, range_of


@pytest.mark.parametrize(
    "selector",
    [
        "main .policy > p:not(.ad, .x):nth-child(2n+1)",
        "ul#groceries > li.unchecked, [data-x~='a ~ b ~ c ~ d ~ e']",
        "h2 ~ p",
        "//div[@class='policy' and .//h2[contains(., 'following::')]]",
        "(//article)[1]//p[position() > 2]",
        "//h2[following-sibling::p]",
        "./p",
        "//p/text()",
        "from #privacy to (//h2)[2]",
        "to #contact",
    ],
)
def test_what_can_be_used(selector: str) -> None:
    assert check_selector(selector) is None


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("main [", "not valid CSS"),
        ("div > > p", "not valid CSS"),
        ("p:contains('x')", "not valid CSS"),
        ("count(//p)", "not valid CSS"),
        ("//p[", "not valid XPath"),
        ("//p[re:test(., '(a+)+$')]", "not valid XPath"),
        ("(1)", "a value, not elements"),
        ("from #a to main [", "'main ['"),
        ("from //p[ to h2", "not valid XPath"),
        (":has(~ * ~ * ~ * ~ q)", "for ever"),
        ("//*/following::*", "following-sibling"),
        ("//*[preceding :: *]", "preceding-sibling"),
        ("//*[../*[../*[../q]]]", "2 deep"),
        ("//*[//*[//q]]", "begin with `.//`"),
        ("//*[contains(string(//*), 'zz')]", "begin with `.//`"),
        ("//p[string-length(translate(string(/), 'abc', 'def')) > 5]", "begin with `.//`"),
        ("//p[. = //a]", "begin with `.//`"),
        ("//a[. != //p]", "begin with `.//`"),
        ("//*" + "[//*" * 90 + "]" * 90, "2 deep"),
    ],
)
def test_what_is_refused_and_why(selector: str, why: str) -> None:
    assert why in (check_selector(selector) or "")


PAGE = b"""<html><body><div><h1>Acme</h1><p>What this is about.</p></div>
<main><h2 id=privacy>Privacy</h2>We keep <b>nothing</b> of it.<ul><li>No names</li>
<li>No places <a id=contact href=/c>ask us</a> twice</li><li>No times</li></ul></main>
<h2 id=end>End</h2><p>Last words.</p></body></html>"""


def read(select: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> list[str]:
    url = "https://acme.example/"
    capture = Capture(url, url, 200, (("Content-Type", "text/html"),), PAGE, datetime(2026, 6, 1, tzinfo=UTC))
    return [block.text for block in extract(capture, select=select, remove=remove).blocks]


KEPT = ["Privacy", "We keep nothing of it.", "No names"]


@pytest.mark.parametrize(
    ("selector", "lines"),
    [
        ("from #privacy to #contact", [*KEPT, "No places"]),
        ("after #privacy to #contact", [*KEPT[1:], "No places"]),
        ("from #privacy through #contact", [*KEPT, "No places ask us"]),
        ("from //h2[@id='privacy'] to #end", [*KEPT, "No places ask us twice", "No times"]),
        ("from h2 to h2", [*KEPT, "No places ask us twice", "No times"]),
        ("from main to ul", KEPT[:2]),
        ("from #end", ["End", "Last words."]),
        ("to #privacy", ["Acme", "What this is about."]),
        ("through h1", ["Acme"]),
    ],
)
def test_a_range_is_what_stands_between_two_places(selector: str, lines: list[str]) -> None:
    assert read((selector,)) == lines


def test_ranges_are_taken_out_and_stand_beside_other_selectors() -> None:
    assert read(remove=("from #privacy to #end",)) == ["Acme", "What this is about.", "End", "Last words."]
    assert read(("from #contact through #end", "h1"), ("after #contact to #end",)) == ["Acme", "ask us", "End"]


@pytest.mark.parametrize("selector", ["from #end to #privacy", "from #nowhere to #end", "from h1 to #nowhere"])
def test_a_range_without_an_end_is_an_error_and_never_a_part_of_the_text(selector: str) -> None:
    with pytest.raises(BadSelector):
        read((selector,))


@pytest.mark.parametrize("selector", ["main", "a to", "p[title='from a to b']", "//p[.='from x to y']", "fromage to"])
def test_other_selectors_are_no_ranges(selector: str) -> None:
    assert range_of(selector) is None


def test_a_range_is_written_as_it_was_read() -> None:
    for text in ("from h1 to h2", "after //a[.=' to '] through (//b)[2]", "to #x", "from main > p"):
        assert str(range_of(text)) == text
