"""What sites say around every text, and statements that only look like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.settle.test_grading import statement
from tracker.model import Severity
from tracker.settle import suspect
from tracker.settle.site_talk import is_bare_date, is_beside, is_counter, is_stamp, names_languages, site_talk
from tracker.watch.look import compare_graded

TALK = [
    "214 out of 377 found this helpful",
    "58 personnes sur 90 ont trouvé cet article utile",
    "Was this page useful?",
    "Cet article vous a-t-il été utile ?",
    "Need more help?",
    "Besoin d’aide ?",
    "Contactez notre service client",
    "Chat with us or visit our forum",
    "2 417 vues",
    "4,6/5 sur 2 310 avis",
    "8,204 members online",
    "Show25results",
    "7 min de lecture",
    "© 2026 Harrow — Books since 1901",
    "Tous droits réservés Harrow 2026",
    "Bonjour, visiteur",
    "We are currently experiencing technical difficulties with our website.",
    "Some of our services are currently unavailable.",
    "Planned maintenance on Sunday from 2 to 4",
    "We apologise for any inconvenience.",
    "Nous rencontrons actuellement des difficultés techniques.",
]
BESIDE = [
    "Summer sale: up to 40% off everything until Monday.",
    "Livraison offerte dès 35 € d’achat",
    "Plus que 4 jours pour en profiter",
    "Your browser is no longer supported.",
    "Votre navigateur n’est plus pris en charge.",
    "JavaScript est désactivé dans votre navigateur.",
    "En poursuivant votre navigation, vous acceptez nos cookies.",
    "This website uses cookies to work better.",
]
STATEMENTS = [
    "4 reviews of our models are done by people from outside every year.",
    "We help members who need more help than others.",
    "Your browser sends us the address of the page that you come from.",
    "We use cookies to know which pages you have read.",
    "We give 5 % of our profit to schools.",
    "Members may download the app on two devices and no more than that.",
    "French law applies to this contract.",
    "We found this helpful for people who cannot see.",
    "Anyone who comments 3 times a day is warned.",
    "Our services are unavailable to agencies that detain people.",
    "We are experiencing delays in our progress towards net zero.",
    "Some features are not available to children under 13.",
    "Contact us within 30 days if you do not agree with this decision.",
]


@pytest.mark.parametrize("text", TALK)
def test_talk_of_the_site(text: str) -> None:
    assert site_talk(text)


@pytest.mark.parametrize("text", BESIDE)
def test_offers_and_notices(text: str) -> None:
    assert is_beside(text, at_top=False)
    assert site_talk(text) is None  # inside a text it may be a statement


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements_that_look_like_it(text: str) -> None:
    assert site_talk(text) is None
    assert not is_beside(text, at_top=False)
    assert not names_languages(text)


def test_a_sentence_that_begins_with_a_figure_is_no_counter() -> None:
    assert is_counter("12 comments")
    assert not is_counter("12 comments were deleted by us because they broke the rules of the house.")


@pytest.mark.parametrize(
    "text", ["Français", "Bahasa Indonesia", "English (UK)", "Choose your language: English Deutsch"]
)
def test_names_of_languages(text: str) -> None:
    assert names_languages(text)


@pytest.mark.parametrize(
    "text", ["Mis à jour le 3 mars 2026 à 14h32", "Updated over a month ago", "Publié hier", "Last updated: 5 May 2026"]
)
def test_stamps(text: str) -> None:
    assert is_stamp(text)


@pytest.mark.parametrize(
    "text",
    ["Effective date: 5 May 2026", "En vigueur le 3 mars 2026", "Updated prices apply from 5 May 2026", "Changed"],
)
def test_what_holds_from_a_day_is_no_stamp(text: str) -> None:
    assert not is_stamp(text)
    assert not is_bare_date(text)


POLICY = "# Privacy\n{}\n" + "\n".join(
    f"We keep the letters of room {name} for {number} years and then burn them."
    for number, name in enumerate("abcdefgh", 2)
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Mis à jour le 3 mars 2026 à 14h32", "Mis à jour le 9 mars 2026 à 08h05"),
        ("Publié hier", "Publié le 3 mars 2026"),
        ("Updated over a month ago", "March 16, 2026"),
    ],
)
def test_a_stamp_that_moves_on_is_minor(old: str, new: str) -> None:
    assert graded(POLICY.format(old), POLICY.format(new)) is Severity.MINOR


def test_a_date_under_what_holds_from_then_is_news() -> None:
    old, new = (POLICY.format(f"In force from\n{day}") for day in ("3 March 2026", "9 April 2026"))
    assert graded(old, new) is not Severity.MINOR


def test_an_offer_is_minor_above_the_heading_alone() -> None:
    text = POLICY.format("We read them only with your consent.")
    assert graded(text, f"{BESIDE[0]}\n{text}") is Severity.MINOR
    assert graded(text, text.replace("# Privacy", f"# Privacy\n{BESIDE[0]}")) is not Severity.MINOR


def test_a_list_of_languages_is_minor_below_the_text_alone() -> None:
    text, languages = POLICY.format("We read them only with your consent."), "- Deutsch\n- English\n- Français"
    assert graded(text, f"{text}\n{languages}") is Severity.MINOR
    within = POLICY.format(f"We read letters in these languages:\n{languages}")
    assert graded(within, within.replace("- English\n", "")) is not Severity.MINOR


def test_a_page_in_another_language_that_says_so_is_never_the_text() -> None:
    table = "# Companies\n" + "\n".join(f"| Firm {letter} | United States | mail" for letter in "abcdefghij")
    german = table.replace("United States", "USA").replace("mail", "Post")
    known, seen = statement(table), replace(statement(german), language="de")
    found = suspect(known, seen)
    assert found is not None
    assert "another language" in found.reason
    assert suspect(known, replace(known, language="de")) is None  # it says so by mistake


def graded(old: str, new: str) -> Severity:
    return compare_graded(statement(old), statement(new)).severity
