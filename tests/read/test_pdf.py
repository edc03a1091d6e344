from __future__ import annotations

import pytest

from tests.read.pages import read
from tests.read.pdfs import pdf
from tracker.errors import ExtractError, NoText, WrongType

PAGES = [
    [
        "Northwind Robotics - Responsible use",
        "Responsible use of machines",
        "Northwind Robotics does not sell its machines to armed forces, and it has no",
        "contracts of this kind. We publish each request by a public authority within",
        "thirty days.",
        "Customers may inspect every component of a machine before it is delivered to",
        "their premises (see annex).",
        "Page 1 of 3",
    ],
    [
        "Northwind Robotics - Responsible use",
        "Should one of these promises change, we tell our customers ninety days before",
        "it does.",
        "Page 2 of 3",
    ],
    ["Northwind Robotics - Responsible use", "Last updated: 3 June 2026", "Page 3 of 3"],
]
PDF = "application/pdf"


def test_lines_are_joined_and_running_heads_left_out() -> None:
    statement = read(pdf(PAGES, "Responsible use"), PDF)
    assert [block.text for block in statement.blocks] == [
        "Responsible use of machines",
        "Northwind Robotics does not sell its machines to armed forces, and it has no contracts of this kind. "
        "We publish each request by a public authority within thirty days.",
        "Customers may inspect every component of a machine before it is delivered to their premises (see annex).",
        "Should one of these promises change, we tell our customers ninety days before it does.",
        "Last updated: 3 June 2026",
    ]
    assert (statement.title, statement.updated) == ("Responsible use", "2026-06-03")
    assert statement.visible > 300


def test_set_in_another_width_it_says_the_same() -> None:
    words = " ".join(PAGES[0][2:5]).split()
    narrow = [" ".join(words[i : i + 7]) for i in range(0, len(words), 7)]
    assert read(pdf([PAGES[0][2:5]]), PDF).text == read(pdf([narrow]), PDF).text


def test_a_header_that_lies_does_no_harm() -> None:
    assert read(pdf(PAGES), "text/html").id == read(pdf(PAGES), PDF).id


def test_a_sentence_over_two_pages_is_one() -> None:
    pages = [["We do not train models on the recordings of our customers,"], ["unless they ask us to."]]
    assert read(pdf(pages), PDF).text == " ".join(line for page in pages for line in page)


def test_a_scan_is_an_error() -> None:
    with pytest.raises(NoText, match="scan"):
        read(pdf([[], []]), PDF)


def test_a_broken_document_is_an_error() -> None:
    with pytest.raises(WrongType):
        read(b"%PDF-1.7\n nothing of the kind", PDF)


@pytest.mark.parametrize("length", [20, 200, 700, 1500])
def test_the_start_of_a_document_ends_in_an_error(length: int) -> None:
    with pytest.raises(ExtractError):
        read(pdf(PAGES)[:length], PDF)
