# ruff: noqa: E501
"""Text in the scripts of a page, XHTML as XML, and fields that nobody can write in."""

from __future__ import annotations

import json

import pytest

from tests.read.pages import STATEMENT, page, read, wording
from tracker.errors import NoText

BODY = "We lend maps to schools for a year. " * 8


def shell(data: object, head: str = "<script type='application/ld+json'>") -> str:
    return f"<html lang=en><title>Maps</title><body><div id=app>Loading</div>{head}{json.dumps(data)}</script></body></html>"


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "Article", "articleBody": BODY},
        {"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "articleBody": f"<p>{BODY}</p>"}]},
    ],
)
def test_an_article_in_structured_data_is_read_where_the_page_is_a_shell(data: object) -> None:
    assert wording(shell(data)) == [BODY.strip()]


def test_it_is_left_where_the_page_says_something_itself() -> None:
    whole = page(STATEMENT, after=f"<script type=application/ld+json>{json.dumps({'articleBody': BODY})}</script>")
    assert BODY.strip() not in wording(whole)


@pytest.mark.parametrize("broken", ["{", '{"articleBody": 7}', '{"articleBody": "Maps."}', "[" * 5_000])
def test_structured_data_that_is_none_is_passed_over(broken: str) -> None:
    head = "<script type='application/ld+json'>"
    assert wording(f"<body><p>Maps.</p>{head}{broken}</script>{head}</body>") == ["Maps."]


def test_a_page_whose_text_is_data_says_so() -> None:
    with pytest.raises(NoText, match=r"__NEXT_DATA__.*fetch: browser"):
        read("<body><div id=__next></div><script id=__NEXT_DATA__ type=application/json>{}</script></body>")


XHTML = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title/></head><body><div><a name="x"/>
<script type="text/javascript"><![CDATA[ if (a<b && c) ]]></script><p>One<b/>&nbsp;&amp; <![CDATA[all <maps>]]></p><div/><p>End.</p>
</div></body></html>"""


def test_xhtml_is_read_as_xml() -> None:
    found = read(XHTML, "application/xhtml+xml")
    assert [block.text for block in found.wording] == ["One & all <maps>", "End."]
    assert found.language == "en"


def test_what_says_that_it_is_xhtml_and_is_none_is_read_as_html() -> None:
    assert [
        block.text for block in read("<html><body><p>One<p>Two <b>words</p></body>", "application/xhtml+xml").wording
    ] == [
        "One",
        "Two words",
    ]


def test_no_entity_of_a_page_is_opened() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = read(f"{bomb}<html><body><p>Maps &a; &f; end.</p></body></html>", "application/xhtml+xml").text
    assert "root" not in text
    assert "boom" not in text


def test_a_field_that_nobody_can_write_in_says_its_value() -> None:
    fields = "<p>Fee: <input readonly value='12 crowns a year'> <input readonly value=https://maps.example/s> <input value='type here'></p>"
    assert wording(page(STATEMENT + fields))[-1] == "Fee: 12 crowns a year"
