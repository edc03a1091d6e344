from __future__ import annotations

from textwrap import wrap

import pytest

from tests.read.pages import read
from tests.read.pdfs import Placed, pdf, placed
from tracker.errors import ExtractError, NoText, WrongType
from tracker.model import BlockKind

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


def texts(body: bytes) -> list[str]:
    return [block.text for block in read(body, PDF).blocks]


def lines(x: float, y: float, *words: str, size: float = 11, step: float = 14, bold: bool = False) -> list[Placed]:
    return [Placed(x, y - step * i, line, size, bold) for i, line in enumerate(words)]


LEFT = (
    "We have no contracts with any",
    "border authority, and we never",
    "had one since we began.",
    "Each request that reaches us is",
    "told in the annual report.",
)
RIGHT = (
    "We do not sell the data of our",
    "customers to anyone at all, and",
    "we do not lend any of it.",
    "Who asks for a copy is sent one",
    "within thirty days.",
)
IN_COLUMNS = [
    "We have no contracts with any border authority, and we never had one since we began.",
    "Each request that reaches us is told in the annual report.",
    "We do not sell the data of our customers to anyone at all, and we do not lend any of it.",
    "Who asks for a copy is sent one within thirty days.",
]


@pytest.mark.parametrize("shift", [0, 5])
@pytest.mark.parametrize("by_row", [False, True], ids=["by column", "by row"])
def test_columns_are_read_one_after_the_other(by_row: bool, shift: float) -> None:
    left, right = lines(60, 700, *LEFT), lines(330, 700 - shift, *RIGHT)
    written = [one for row in zip(left, right, strict=True) for one in row] if by_row else [*left, *right]
    assert texts(placed([written])) == IN_COLUMNS


def test_what_stands_over_both_columns_is_read_where_it_stands() -> None:
    head = lines(
        60, 740, "This statement holds for all of our offices, for all who work there, and for whoever they ask."
    )
    foot = lines(
        60, 600, "What is said here was put before our board, which has agreed to it, and holds until it says else."
    )
    page = [*lines(330, 700, *RIGHT), *foot, *lines(60, 700, *LEFT), *head]
    assert texts(placed([page])) == [head[0].words, *IN_COLUMNS, foot[0].words]


def test_three_columns() -> None:
    words = [
        ("We never sell what", "you have told us,", "whoever asks us."),
        ("We answer requests", "within thirty days", "in plain language."),
        ("We delete accounts", "as soon as you ask", "us to delete them."),
    ]
    page = [Placed(50 + 170 * x, 700 - 14 * y, words[x][y]) for y in range(3) for x in range(3)]
    assert " ".join(texts(placed([page]))) == " ".join(" ".join(column) for column in words)


def test_a_table_is_read_by_rows() -> None:
    rows = [
        ("Address", "No", "Never"),
        ("Photos", "Yes", "For a year"),
        ("Messages", "No", "Never"),
        ("Calls", "No", "Never"),
    ]
    page = [Placed(60 + 150 * x, 700 - 20 * y, cell) for x in range(3) for y, cell in enumerate(row[x] for row in rows)]
    assert " ".join(texts(placed([page]))) == " ".join(cell for row in rows for cell in row)


def test_labels_beside_their_text_are_read_with_it() -> None:
    page = [
        Placed(60, 700, "Storage"), Placed(200, 700, "We keep your messages for as long as you have an account"),
        Placed(200, 686, "with us, and for thirty days after you have closed it."),
        Placed(60, 660, "Sale"), Placed(200, 660, "We do not sell anything of it, whoever asks for it and"),
        Placed(200, 646, "whatever they may offer us for it."),
        Placed(60, 620, "Copies"), Placed(200, 620, "You may ask for a copy of all that we know of you."),
    ]  # fmt: skip
    assert texts(placed([page])) == [
        "Storage We keep your messages for as long as you have an account with us, and for thirty days after you have"
        " closed it.",
        "Sale We do not sell anything of it, whoever asks for it and whatever they may offer us for it.",
        "Copies You may ask for a copy of all that we know of you.",
    ]


def test_headings_stand_apart() -> None:
    page = [
        Placed(60, 760, "How we work with public", 16),
        Placed(60, 741, "authorities of all kinds", 16),
        *lines(60, 715, "We answer those who have an order of a court, and tell you", "of it where we may."),
        Placed(60, 680, "Who may ask", bold=True),
        *lines(60, 666, "Whoever works for the police of the country in which you are", "living at that time."),
    ]
    assert [(block.kind, block.text) for block in read(placed([page]), PDF).blocks] == [
        (BlockKind.HEADING, "How we work with public authorities of all kinds"),
        (BlockKind.PARAGRAPH, "We answer those who have an order of a court, and tell you of it where we may."),
        (BlockKind.HEADING, "Who may ask"),
        (
            BlockKind.PARAGRAPH,
            "Whoever works for the police of the country in which you are living at that time.",
        ),
    ]


def test_a_raised_figure_is_a_mark_and_no_word() -> None:
    page = [
        Placed(60, 700, "We tell you of it within 30"), Placed(182, 704, "1", 6.5),
        Placed(189, 700, "days of an order."),
        *lines(60, 686, "We answer within a month."),
        *lines(60, 90, "1 Of working days, in the country in which you live.", size=8),
    ]  # fmt: skip
    assert texts(placed([page])) == [
        "We tell you of it within 30¹ days of an order. We answer within a month.",
        "1 Of working days, in the country in which you live.",
    ]


def test_notes_at_the_foot_do_not_cut_a_sentence() -> None:
    first = [
        *lines(60, 120, "We do not train models on the recordings that customers of ours make,"),
        *lines(60, 80, "1 Recordings of sound and of pictures.", size=8),
    ]
    second = lines(60, 780, "unless they ask us to.")
    assert texts(placed([first, second])) == [
        "We do not train models on the recordings that customers of ours make, unless they ask us to.",
        "1 Recordings of sound and of pictures.",
    ]


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Easter")
SENTENCES = [
    f"{day}: {text}"
    for day in DAYS
    for text in (
        "We have no contracts with any border authority, and we never had one since we began our work in this country.",
        "Each request that reaches us is told in the annual report, which is on our pages, open to all who want it.",
        "We do not sell the data of our customers to anyone at all, and we lend it to none who work with us.",
    )
]


def exported(width: int, size: float, height: int, columns: int = 1) -> bytes:
    """The sentences set anew: in lines of `width` signs, pages of `height` lines, with a running head and numbers.

    In no setting a paragraph fills the last line of a column: nobody could tell that it ends there.
    """
    set_in = [line for text in SENTENCES for line in (*wrap(text, width), "")]
    per_page = height * columns
    pages = []
    for number in range(0, len(set_in), per_page):
        page = [Placed(60, 810, "Acme: what we promise", 8), Placed(290, 30, f"{number // per_page + 1}", 8)]
        for i, line in enumerate(set_in[number : number + per_page]):
            if line:
                page.append(Placed(60 + 260 * (i // height), 760 - 1.25 * size * (i % height), line, size))
        pages.append(page)
    return placed(pages)


@pytest.mark.parametrize(
    ("width", "size", "height", "columns"),
    [(90, 10, 50, 1), (60, 12, 18, 1), (45, 9, 14, 2), (45, 9, 16, 2), (45, 9, 17, 2), (75, 11, 7, 1)],
)
def test_exported_anew_it_says_the_same(width: int, size: float, height: int, columns: int) -> None:
    assert texts(exported(width, size, height, columns)) == SENTENCES


def test_heads_that_alternate_are_left_out() -> None:
    heads = ["Acme Systems", "Code of conduct"]
    body = [f"This is what we promise on matter {word}." for word in ("one", "two", "three", "four", "five", "six")]
    pages = [
        [
            Placed(60, 800, heads[n % 2], 9),
            *lines(60, 740, text, "And it holds for all of us."),
            Placed(500, 40, str(n + 1), 9),
        ]
        for n, text in enumerate(body)
    ]
    assert " ".join(texts(placed(pages))) == " ".join(f"{text} And it holds for all of us." for text in body)


def test_a_sentence_that_opens_each_page_is_read() -> None:
    pages = [lines(60, 500, "We never sell your data.", f"Nor do we lend it on {day}.") for day in ("Monday", "Friday")]
    assert " ".join(texts(placed(pages))).count("We never sell your data.") == 2


def test_divided_words_are_whole() -> None:
    page = lines(
        60,
        700,
        "We have a well-known rule of non-",
        "disclosure, and of non-disclosure alone; nobody sub-",
        "mits data.",
    )
    assert texts(placed([page])) == [
        "We have a well-known rule of non-disclosure, and of non-disclosure alone; nobody submits data."
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read(turn: int) -> None:
    assert texts(placed([lines(60, 400, *LEFT)], turn=turn)) == IN_COLUMNS[:2]
