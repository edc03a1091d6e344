"""A selector is judged before there is a page to try it on."""

from __future__ import annotations

import pytest

from tracker.extract import check_selector


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
        (":has(~ * ~ * ~ * ~ q)", "for ever"),
        ("//*/following::*", "following-sibling"),
        ("//*[preceding :: *]", "preceding-sibling"),
        ("//*[../*[../*[../q]]]", "2 deep"),
        ("//*[//*[//q]]", "begin with `.//`"),
        ("//*" + "[//*" * 90 + "]" * 90, "2 deep"),
    ],
)
def test_what_is_refused_and_why(selector: str, why: str) -> None:
    assert why in (check_selector(selector) or "")
