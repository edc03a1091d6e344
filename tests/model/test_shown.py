"""The one place where text is made safe, and times in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from tracker.model import Block, BlockKind, Edit, EditKind, Op, Piece
from tracker.model.dates import bracket_words
from tracker.model.shown import clean, cleaned, file_name, is_public, web_address
from tracker.publish.coverage import DayGap, summary
from tracker.publish.markup import paragraphs
from tracker.record.store.reader import DayChecks, DaysLooked

AT = datetime(2026, 6, 3, 8, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from(BlockKind), st.text(st.characters(codec=None, exclude_categories=[])))))
def test_paragraphs_made_at_once_are_those_made_one_by_one(blocks: list[tuple[BlockKind, str]]) -> None:
    one_by_one = [f'<p class="{kind} unchanged" dir="auto">{escape(clean(text))}</p>\n' for kind, text in blocks]
    assert paragraphs([Block(kind, text) for kind, text in blocks], " unchanged") == "".join(one_by_one)


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_clean_text_fits_into_xml_and_keeps_its_length(text: str) -> None:
    safe = clean(text)
    assert len(safe) == len(text)
    assert clean(safe) == safe
    element = ElementTree.Element("a", b=safe)
    element.text = safe
    again = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
    assert again.text == (safe or None)


def test_what_is_harmless_stays() -> None:
    kept = "Zażółć gęślą jaźń, 不签合同, אין חוזים\u200f, لا عقود, 👩🏽‍⚖️\u200d, “quotes” – <b>&amp;</b>\ttab\nline"
    assert clean(kept) is kept or clean(kept) == kept


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x00b", "a␀b"),
        ("\x1b]52;c;x\x07", "␛]52;c;x␇"),
        ("\u202eevil\u202c", "�evil�"),
        ("\ud800", "�"),
        ("\x85", "�"),
    ],
)
def test_what_is_not_is_seen(text: str, safe: str) -> None:
    assert clean(text) == safe


def test_a_whole_edit_is_cleaned_and_a_clean_one_is_itself() -> None:
    piece = Piece(Op.INSERT, "a\x00")
    edit = Edit(EditKind.ADDED, None, "a\x00", (piece,), *_rest())
    assert cleaned(edit).pieces == (Piece(Op.INSERT, "a␀"),)
    assert cleaned(edit).new == "a␀"
    assert cleaned(cleaned(edit)) == cleaned(edit)
    tidy = cleaned(edit)
    assert cleaned(tidy) is tidy


def _rest() -> tuple[object, ...]:
    from tracker.model import Direction, Severity

    return Direction.SAME, (), 1.0, Severity.MINOR, "why", "what", BlockKind.PARAGRAPH


@given(st.text(), st.text())
def test_different_ids_never_share_a_file(a: str, b: str) -> None:
    assert (file_name(a) == file_name(b)) == (a == b)
    assert file_name(a).replace("-", "").isalnum()
    assert file_name(a).isascii()


def test_ids_with_one_slug_stay_apart() -> None:
    assert len({file_name(id) for id in ("acme/privacy", "acme-privacy", "Acme Privacy", "..", "", "...")}) == 6


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//x", "", "http://[", "JaVaScRiPt:x"]
)
def test_addresses_that_must_not_be_followed_are_dropped(url: str) -> None:
    assert web_address(url) == ""


def test_addresses_are_encoded_once() -> None:
    assert (
        web_address('https://x.example/ä b%20c?q="<é>&r=1#f')
        == "https://x.example/%C3%A4%20b%20c?q=%22%3C%C3%A9%3E&r=1#f"
    )


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(hours=6), "between 3 June 2026 08:00 and 14:00 UTC"),
        (timedelta(days=1), "between 3 June 08:00 and 4 June 2026 08:00 UTC"),
        (timedelta(days=365), "between 3 June 2026 08:00 and 3 June 2027 08:00 UTC"),
        (timedelta(seconds=20), "between 3 June 2026 08:00:00 and 08:00:20 UTC"),
        (timedelta(), "at 3 June 2026 08:00 UTC"),
    ],
)
def test_the_bracket_of_times(after: timedelta, words: str) -> None:
    assert bracket_words(AT, AT + after) == words


def test_coverage_counts_days_and_finds_gaps() -> None:
    days = [(1, 4, 0), (2, 4, 0), (3, 0, 2), (4, 0, 2), (7, 1, 1), (9, 2, 0)]
    looked = DaysLooked(
        datetime(2026, 6, 1, 3, tzinfo=UTC),
        datetime(2026, 6, 9, 3, tzinfo=UTC),
        tuple(DayChecks(date(2026, 6, d), good, failed) for d, good, failed in days),
    )
    found = summary(looked)
    assert (found.good, found.failed) == (11, 5)
    assert found.gaps == (DayGap(date(2026, 6, 3), date(2026, 6, 6)),)
    (month,) = found.months
    assert (month.name, month.seen, len(month.days)) == ("Jun 2026", 4, 9)
    assert [seen for _, seen in month.days] == "good good failed failed none none good none good".split()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://acme.example/x", True),
        ("http://a.b.example.:8080", True),
        ("http://127.0.0.1:39055/x", False),
        ("http://[::1]/", False),
        ("http://localhost/", False),
        ("file:///etc/x.html", False),
        ("", False),
    ],
)
def test_only_public_addresses_are_looked_up_elsewhere(address: str, public: bool) -> None:
    assert is_public(address) is public
