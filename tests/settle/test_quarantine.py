"""Captures that are not the page, by their shape; and pages that changed for good, which are."""

from __future__ import annotations

import pytest

from tests.settle.test_grading import statement
from tracker.compare.language import language_of
from tracker.model import Comparison, Direction, Severity
from tracker.settle import suspect
from tracker.settle.own_date import own_date_flags

POLICY = "# Terms of the library\n" + "\n".join(
    f"Readers of room {name} may borrow up to {number} books at a time and must bring them back within the month."
    for number, name in enumerate("amber birch cedar dogwood elder fir gorse hazel ivy juniper".split(), 3)
)
GERMAN = "# Bedingungen der Bibliothek\n" + "\n".join(
    f"Wer den Raum {name} nutzt, darf bis zu {number} Bücher mit nach Hause nehmen und muss sie bald bringen."
    for number, name in enumerate("Ahorn Birke Zeder Eiche Erle Fichte Ginster Hasel Efeu Kiefer".split(), 3)
)
NOT_THE_PAGE = {
    "error": "# Oops\nSomething went wrong on our side. Please try again later.",
    "redirects": "You are being redirected. If nothing happens, follow this link.",
    "challenge": "# Just a moment\nChecking your browser before you enter library.example.",
    "login": "# Welcome back\nSign in to go on\nForgot your password?",
    "consent": "We value your privacy.\nAccept all cookies\nManage your choices",
    "blank": "Menu",
    "another language": GERMAN,
    "collapse": "\n".join(POLICY.splitlines()[:3]),
}


@pytest.mark.parametrize("text", NOT_THE_PAGE.values(), ids=NOT_THE_PAGE)
def test_held_back(text: str) -> None:
    found = suspect(statement(POLICY), statement(text))
    assert found is not None
    assert found.reason


@pytest.mark.parametrize("kind", ["error", "redirects", "challenge", "login", "consent", "blank"])
def test_what_cannot_be_the_page_is_held_hard_and_what_may_be_is_not(kind: str) -> None:
    hard = suspect(statement(POLICY), statement(NOT_THE_PAGE[kind]))
    assert hard is not None
    assert hard.hard
    soft = suspect(statement(POLICY), statement(NOT_THE_PAGE["collapse"]))
    assert soft is not None
    assert not soft.hard


@pytest.mark.parametrize("kind", ["error", "redirects", "challenge", "login", "consent", "blank"])
def test_no_first_text_of_a_page(kind: str) -> None:
    assert suspect(None, statement(NOT_THE_PAGE[kind])) is not None


IS_THE_PAGE = {
    "an edit": POLICY.replace("the month", "the week"),
    "a third of it gone": "\n".join(POLICY.splitlines()[:8]),
    "a section on errors": POLICY + "\nWhen a page is not found or a login fails, tell us, and we repair the error.",
}


@pytest.mark.parametrize("text", IS_THE_PAGE.values(), ids=IS_THE_PAGE)
def test_not_held_back(text: str) -> None:
    assert suspect(statement(POLICY), statement(text)) is None


OTHER = "\n".join(f"Nobody lends item {n} without a card from the desk." for n in range(30))


def test_a_text_of_which_nothing_was_there_is_held_longer_under_another_title() -> None:
    anew = suspect(statement(POLICY), statement(f"# Terms of the library\n{OTHER}"))
    assert anew is not None
    assert not anew.hard
    article = suspect(statement(POLICY), statement(f"# Lamps, chairs and tables\n{OTHER}"))
    assert article is not None
    assert article.hard
    assert "Lamps, chairs and tables" in article.reason


@pytest.mark.parametrize(
    "final", ["https://library.example/", "https://library.example/en", "https://library.example/login"]
)
def test_the_front_page_or_a_door_is_never_what_became_of_a_statement(final: str) -> None:
    for text in (f"# Welcome\n{OTHER}", "# Welcome\nHello."):
        found = suspect(statement(POLICY), statement(text), "https://library.example/terms", final)
        assert found is not None
        assert found.elsewhere
        assert found.reason.endswith(f"; it now leads to {final.removeprefix('https://library.example')}")


def test_an_error_page_of_another_name_is_never_what_became_of_a_statement() -> None:
    gone = suspect(statement(POLICY), statement(f"# Sorry\nThis page cannot be found.\n{OTHER[:900]}"))
    assert gone is not None
    assert gone.elsewhere


def test_a_text_that_breaks_off_inside_a_sentence_is_held_back() -> None:
    """Whatever its length: what is missing was not taken back, it did not arrive."""
    for share in (0.4, 0.6, 0.85, 0.97):
        cut = POLICY[: int(len(POLICY) * share)].rstrip()
        cut = cut if not cut.endswith(".") else cut[:-1]
        found = suspect(statement(POLICY), statement(cut))
        assert found is not None
        assert found.reason.startswith('the text breaks off at "')
        assert not found.hard


def test_a_text_that_lost_its_last_sentences_is_not() -> None:
    assert suspect(statement(POLICY), statement("\n".join(POLICY.splitlines()[:-2]))) is None
    shorter = POLICY.replace(" and must bring them back within the month.", ".", 1)
    assert suspect(statement(POLICY), statement(shorter)) is None
    last = POLICY.rsplit(" and must", 1)[0] + "."
    assert suspect(statement(POLICY), statement(last)) is None


def test_a_short_statement_may_be_a_first_text() -> None:
    assert suspect(None, statement("We have no contracts with immigration authorities, and we will sign none.")) is None
    assert suspect(None, statement(POLICY)) is None


def test_a_table_that_lost_its_last_rows_is_held_back_once_it_was_whole() -> None:
    rows = [f"| Processor {n} | Hosting of our books and cards | Ireland" for n in range(14)]
    whole, cut = "\n".join((POLICY, *rows)), "\n".join((POLICY, *rows[:10], "1-10 of 14"))
    found = suspect(statement(whole), statement(cut))
    assert found is not None
    assert "1-10 of 14" in found.reason
    assert suspect(statement(cut), statement(cut.replace("amber", "azure"))) is None


def test_a_page_that_leads_to_the_front_page_is_held_back() -> None:
    front = statement("# Harrow Library\n" + "\n".join(f"Come and see exhibition {n} in our house." for n in range(40)))
    asked = "https://library.example/terms"
    same = suspect(statement(POLICY), front, asked, asked)
    led = suspect(statement(POLICY), front, asked, "https://library.example/")
    assert same is not None
    assert led is not None
    assert (same.elsewhere, led.elsewhere) == (False, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", POLICY),
        ("de", GERMAN),
        ("fr", "Nous ne vendons pas vos données et nous les gardons pour vous dans le respect de la loi. " * 4),
        ("es", "No vendemos los datos que nos das y los guardamos para ti con el respeto de la ley en su país. " * 4),
        ("ja", "私たちはあなたの個人情報を販売しません。法律に従って保管します。" * 4),
        ("cyrillic", "Мы не продаём ваши данные и храним их по закону для вас. " * 4),
        (None, "Amber Birch Cedar 12"),
    ],
)
def test_language(language: str | None, text: str) -> None:
    assert language_of(text) == language


def test_a_declared_language_alone_is_no_reason() -> None:
    known = statement(POLICY)
    assert suspect(known, statement(POLICY.replace("month", "week"))) is None


@pytest.mark.parametrize(
    ("old", "new", "severity", "flags"),
    [
        ("2026-05-01", "2026-05-01", Severity.SUBSTANTIVE, 1),
        ("2026-05-01", "2026-06-01", Severity.SUBSTANTIVE, 0),
        ("2026-05-01", "2026-06-01", Severity.MINOR, 1),
        ("2026-05-01", "2026-05-01", Severity.MINOR, 0),
        (None, "2026-05-01", Severity.SUBSTANTIVE, 0),
    ],
)
def test_silent_edits(old: str | None, new: str | None, severity: Severity, flags: int) -> None:
    rewritten = severity is Severity.SUBSTANTIVE
    comparison = Comparison((), Direction.DIFFERENT, severity, 1.0, "", "", rewritten)
    found = own_date_flags(statement("a", updated=old), statement("b", updated=new), comparison)
    assert len(found) == flags
    if flags and rewritten:
        assert found == ("silent edit: the page still says it was last updated on 1 May 2026",)
