"""From markup to lines."""

from __future__ import annotations

import pytest

from tests.read.pages import STATEMENT, kinds, page, read, wording
from tracker.model import BlockKind as Kind


def lines(markup: str) -> list[str]:
    """The lines that a piece of markup adds to a page."""
    return wording(page(STATEMENT + markup))[6:]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>We <b>ne</b>ver <i>sell</i> da<wbr>ta.</p>", ["We never sell data."]),
        ("<p>  We\n\t never&nbsp;sell   data. </p>", ["We never sell data."]),
        ("<p>We&shy; ne&#8203;ver s&#xfeff;ell d&zwj;ata.</p>", ["We never sell data."]),
        ("<p>Cafe&#x301; No&#x308;el</p>", ["Café Nöel"]),
        ("<p>می‌خواهم</p>", ["می‌خواهم"]),
        ("<p>one</p>two<div>three<p>four</p>five</div>", ["one", "two", "three", "four", "five"]),
        ("<p>A sentence.<br>Another one.</p>", ["A sentence.", "Another one."]),
        ("<p>12 Quay Road<br>Harbour<br>Oslo</p>", ["12 Quay Road Harbour Oslo"]),
        ("<p>First part<br><br>Second part</p>", ["First part", "Second part"]),
        ("<p>We keep<br>- names<br>- places</p>", ["We keep", "- names", "- places"]),
        ("<h2>Two<br>lines</h2>", ["Two lines"]),
        ("<pre>First line\nof a paragraph.\n\nSecond one.</pre>", ["First line of a paragraph.", "Second one."]),
        ("<ul><li>a<ul><li>b</li><li>c</li></ul>d</li></ul>", ["a", "b", "c", "d"]),
        ("<dl><dt>Data</dt><dd>Facts about you</dd></dl>", ["Data", "Facts about you"]),
        ("<p>See <a href=/a>A</a><a href=/b>B</a>.</p>", ["See A B."]),
        ("<p>Kept<script>x()</script> as <style>b{}</style>it<svg><text>no</text></svg> is</p>", ["Kept as it is"]),
        ("<p>Pay<sup>1</sup> now<a href=#fn1>↩</a></p>", ["Pay¹ now"]),
        ("<p>&lt;b&gt; &amp;amp; &#0;x</p>", ["<b> &amp; \ufffdx"]),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


def test_kinds() -> None:
    html = page(
        "<h1>T</h1><p>P</p><ul><li>I<p>J</p></li></ul><dl><dt>K</dt></dl><table><tr><td>a</td><td>b</td></tr></table>"
    )
    assert kinds(html) == [
        (Kind.HEADING, "T"),
        (Kind.PARAGRAPH, "P"),
        (Kind.LIST_ITEM, "I"),
        (Kind.LIST_ITEM, "J"),
        (Kind.LIST_ITEM, "K"),
        (Kind.TABLE_ROW, "a | b"),
    ]


def test_a_row_of_data_is_one_line_whatever_stands_in_its_cells() -> None:
    row = "<tr><td><p>Logs</p></td><td><ul><li>address</li><li>time</li></ul></td><td>30<br>days</td></tr>"
    assert lines(f"<table><thead><tr><th>What</th><th>Which</th><th>How long</th></tr></thead>{row}</table>") == [
        "What | Which | How long",
        "Logs | address time | 30 days",
    ]


def test_tables_that_lay_out_a_page_are_read_as_text() -> None:
    nested = (
        "<table><tr><td><h2>Left</h2><p>One.</p></td><td><table><tr><td>x</td><td>y</td></tr></table></td></tr></table>"
    )
    assert lines(nested) == ["Left", "One.", "x | y"]
    assert lines("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>") == ["One.", "Two."]


def test_title_and_language() -> None:
    statement = read(page(lang="de_AT"))
    assert (statement.title, statement.language) == ("Responsible use | Northwind", "de-AT")
    assert read(page(lang="")).language is None
    by_meta = page(lang="", head='<meta http-equiv="Content-Language" content="fr, en">')
    assert read(by_meta).language == "fr"


def test_the_watchlist_names_a_language_where_the_page_does_not() -> None:
    assert read(page(lang=""), language="nl").language == "nl"
    assert read(page(lang="de"), language="nl").language == "de"


def test_markup_is_no_news() -> None:
    """The same wording in other elements, levels and classes is the same statement."""
    plain = read(page("<h1>T</h1><h2>Scope</h2><p>We keep nothing at all.</p>"))
    other = read(
        page(
            '<h1 class="x">T</h1><h3 id="s">Scope<a href="#s">#</a></h3>'
            "<div><span>We keep</span> nothing at&nbsp;all.</div>"
        )
    )
    assert plain.id == other.id
