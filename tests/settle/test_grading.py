"""Grades: what is news in one place of a page is navigation in another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.model import Block, BlockKind, Link, Severity, Statement
from tracker.watch.look import compare_graded

KINDS = {"#": BlockKind.HEADING, "-": BlockKind.LIST_ITEM, "|": BlockKind.TABLE_ROW}
FRAME = """
# Privacy at Harrow & Finch
This notice tells you how we handle what you give us when you use our shop.
{}
We answer every question about this notice within thirty days of receiving it.
"""


MENU = Block(BlockKind.NAVIGATION, "News about our shop and our people.")


def test_a_heading_that_came_to_stand_among_links_is_minor() -> None:
    old, new = statement(inside("# News about our shop and our people.")), statement(inside(""))
    there = compare_graded(old, replace(new, blocks=(*new.blocks, MENU)))
    back = compare_graded(replace(new, blocks=(*new.blocks, MENU)), old)
    assert [found.severity for found in (there, back)] == [Severity.MINOR] * 2
    assert compare_graded(old, new).severity is not Severity.MINOR


def statement(text: str, links: tuple[Link, ...] = (), updated: str | None = None) -> Statement:
    blocks = [
        Block(KINDS.get(line[0], BlockKind.PARAGRAPH), line.lstrip("#-| ") if line[0] in KINDS else line)
        for line in text.strip().splitlines()
        if line.strip()
    ]
    return Statement(tuple(blocks), "1", links, language="en", updated=updated)


def severity(old: str, new: str, links: tuple[Link, ...] = ()) -> Severity:
    return compare_graded(statement(old, links), statement(new, links)).severity


def inside(text: str) -> str:
    return FRAME.format(text)


PROCESSORS = "# Our processors\nThese companies process data on our behalf:\n- Kestrel Mail\n- Bluebell Cloud"
THANKS = "# Hall of fame\nWe would like to thank these people for their reports:\n- Ada Quill\n- Tom Brandt"

MINOR = {
    "a name in a list of thanks": (inside(THANKS), inside(THANKS + "\n- Mira Oduya")),
    "a heading with another name": (inside("# Cookies\nWe use them."), inside("# Cookies on our site\nWe use them.")),
    "a table of contents that repeats headings": (
        inside("# Your rights\nYou may ask us for a copy of all your data at any time."),
        inside("- Your rights\n# Your rights\nYou may ask us for a copy of all your data at any time."),
    ),
    "a label above the text": (inside(""), "Skip to content\n" + inside("")),
    "a label below the text": (inside(""), inside("") + "See details"),
    "a copyright year": (inside("") + "© 2025 Harrow & Finch", inside("") + "© 2026 Harrow & Finch"),
    "a counter": (inside("Showing 1-10 of 14 results"), inside("Showing 1-10 of 18 results")),
    "a price by itself": (inside("$3.58"), inside("$3.61")),
    "a score that came": (inside(""), inside("4.7")),
    "the number of a printed page": (inside("- page 7 -"), inside("")),
    "an address of the same company in a sentence": (
        inside("Close it at https://shop.harrow.example/close or write to us."),
        inside("Close it at https://my.harrow.example/account/close or write to us."),
    ),
    "an address hidden from robots": (
        inside("Write to [email protected] when you want to know more."),
        inside("Write to privacy@harrow.example when you want to know more."),
    ),
    "mark-up shown by mistake": (
        inside("We ask you to [license the picture to us][terms] when you upload it."),
        inside("We ask you to license the picture to us when you upload it."),
    ),
    "sections renumbered together": (
        inside("# 7. Payment\nYou pay in advance.\n# 8. Fees\nSee Section 7 for how to pay what you owe us."),
        inside("# 8. Payment\nYou pay in advance.\n# 9. Fees\nSee Section 8 for how to pay what you owe us."),
    ),
    "sections renumbered inside a paragraph": (
        inside(
            "8. CONTENT 8.1 User Content What you post is yours. Despite 8.1 and Sections 6, 8 (Content), it stays."
        ),
        inside(
            "9. CONTENT 9.1 User Content What you post is yours. Despite 9.1 and Sections 6, 9 (Content), it stays."
        ),
    ),
}
NEWS = {
    "a price in a table": (inside("| Monthly fee | 3.58"), inside("| Monthly fee | 3.61")),
    "a processor in a list of its like": (inside(PROCESSORS), inside(PROCESSORS + "\n- Corvid Analytics")),
    "a processor gone from a list": (inside(PROCESSORS), inside(PROCESSORS.replace("\n- Bluebell Cloud", ""))),
    "a row of a table": (
        inside("| Kestrel Mail | Newsletters | Ireland"),
        inside("| Kestrel Mail | Newsletters | Ireland\n| Corvid | Analytics | USA"),
    ),
    "a short line of an address amid the text": (
        inside("Write to us at:\nHarrow & Finch\nMill Lane\nThe post is read every day by our staff in person."),
        inside("Write to us at:\nHarrow & Finch\nThe post is read every day by our staff in person."),
    ),
    "a list of processors at the end of the page": (
        "Data goes to these companies and to no others at all.\n- Kestrel\n- Bluebell",
        "Data goes to these companies and to no others at all.\n- Kestrel\n- Bluebell\n- Corvid",
    ),
    "another section that is referred to": (
        inside("You give us the rights in Sections D.4 to D.7 and no others."),
        inside("You give us the rights in Sections D.4 to D.1 and no others."),
    ),
    "a rate that moved as the sections did": (
        inside("1. Fees\nYou pay 1.5 % of each sale and 1 day of notice is enough for us."),
        inside("2. Fees\nYou pay 2.5 % of each sale and 2 day of notice is enough for us."),
    ),
    "a sum that moved as the sections did": (
        inside("14. Liability\nOur liability is limited to 14.1 million euros for each case."),
        inside("15. Liability\nOur liability is limited to 15.1 million euros for each case."),
    ),
    "a law that is named by its number": (
        inside("We act as Law No. 78-17 of 6 January 1978 asks of us."),
        inside("We act as Law No. 79-18 of 7 January 1979 asks of us."),
    ),
    "a sentence with a law's number": (inside(""), inside("We act as Act 2005-102 of 11 February 2005 asks us to.")),
    "a length of time in letters and in digits": (
        inside("We keep what you send us for thirty (30) days and no longer."),
        inside("We keep what you send us for thirty (60) days and no longer."),
    ),
    "a statement after the place to write to": (
        inside("To exercise your rights regarding your data, please contact us at:"),
        inside("To exercise your rights regarding your data, please contact us at: We may share it with advertisers."),
    ),
    "another mailbox": (
        inside("Send notices to legal@harrow.example or by post to our office."),
        inside("Send notices to claims@finch.example or by post to our office."),
    ),
    "another company's address": (
        inside("The list is kept at https://kestrel.example and is deleted after a year."),
        inside("The list is kept at https://corvid.example and is deleted after a year."),
    ),
    "a heading that makes a claim": (inside("# We never sell your data"), inside("# We rarely sell your data")),
    "a heading that says what we do": (inside(""), inside("# We sell your data")),
    "a heading that denies something": (inside(""), inside("# We never sell your data")),
}


@pytest.mark.parametrize(("old", "new"), MINOR.values(), ids=MINOR)
def test_minor(old: str, new: str) -> None:
    assert compare_graded(statement(old), statement(new)).edits
    assert severity(old, new) is Severity.MINOR
    assert severity(new, old) is Severity.MINOR


@pytest.mark.parametrize(("old", "new"), NEWS.values(), ids=NEWS)
def test_news(old: str, new: str) -> None:
    assert severity(old, new) is not Severity.MINOR
    assert severity(new, old) is not Severity.MINOR


def test_a_list_of_links_within_the_site_is_navigation_and_one_of_companies_is_not() -> None:
    old, new = inside("- Cookie notice\n- Imprint"), inside("- Cookie notice\n- Imprint\n- Careers")
    own = tuple(Link(text, f"https://harrow.example/{text}") for text in ("Cookie notice", "Imprint", "Careers"))
    assert severity(old, new, own) is Severity.MINOR
    others = (*own[:2], Link("Careers", "https://careers.example/"))
    assert severity(old, new, others) is not Severity.MINOR


def test_a_change_that_renumbers_is_headed_by_what_it_says() -> None:
    old = inside("8. Fees\nDespite the provisions of 8.1 you owe us nothing.\n9. Post\nWe read all of it.")
    new = inside("9. Fees\nDespite the provisions of 9.1 you owe us nothing.\n10. Post\nWe may read all of it.")
    assert "may" in compare_graded(statement(old), statement(new)).headline


def test_a_number_of_any_length_is_read() -> None:
    digits = "9" * 5_000
    assert severity(inside(""), inside(f"We keep {digits}-{digits} of {digits} letters for you.")) is not Severity.MINOR


def test_no_edit_is_dropped() -> None:
    found = compare_graded(statement(inside("")), statement("Skip to content\n" + inside("") + "Top"))
    assert [edit.new for edit in found.edits] == ["Skip to content", "Top"]


BESIDE = "\nWe do not sell the data of those who visit us to anyone, whoever asks for it."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Today is 28 November 2026.", "Today is 29 November 2026."),
        ("Today is Monday, 30 November 2026", "Today is Tuesday, 1 December 2026"),
        ("Printed on March 3, 2026", "Printed on March 4, 2026"),
        ("Server time: 2026-03-04 17:12", "Server time: 2026-03-05 05:12"),
    ],
)
def test_a_line_that_is_only_the_date_of_the_day_is_a_clock(old: str, new: str) -> None:
    assert severity(old + BESIDE, new + BESIDE) is Severity.MINOR


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Effective from 17 January 2026", "Effective from 19 December 2026"),
        ("Complaints are taken until 3 March 2026.", "Complaints are taken until 3 April 2026."),
        ("Logs are kept for 90 days.", "Logs are kept for 30 days."),
        (
            "The shop in Lund closes on 3 March 2026 and reopens with a new owner.",
            "The shop in Lund closes on 9 June 2026 and reopens with a new owner.",
        ),
    ],
)
def test_a_date_that_is_said_of_something_is_none(old: str, new: str) -> None:
    assert severity(old + BESIDE, new + BESIDE) is not Severity.MINOR
