"""Which statements of two documents are comparable, and which of them are opposites."""

from __future__ import annotations

import pytest

from tracker.compare.claims import _way, likeness
from tracker.model import Direction

OPPOSITE = [
    ("We have no contracts with ICE.", "We have a contract with ICE for payroll."),
    ("We do not share data with the police.", "We share data with the police when a court orders it."),
    (
        "We have no contracts that support immigration enforcement.",
        "We host the case files of an agency for immigration enforcement under a contract signed in 2024.",
    ),
]
OPEN = [
    ("We do not work with the police.", "We support families of police officers."),
    ("We have never sold data to ICE.", "In 2019 we sold data to ICE."),
    ("We have never built a backdoor into it.", "To our knowledge we have never built a backdoor into it."),
    ("We do not use content to train models unless you opt in.", "By default we use content to train models."),
    ("We respect the right of every employee to join a union.", "We respect the right to join a union by law."),
]
APART = [
    ("We have no contracts with the police.", "A panel reviews our contracts with the police."),
    ("We do not sell data.", "You may not sell data that you obtain from our services."),
    ("We do not sell data.", "Acme employs forty people who sell data storage to hospitals."),
    ("We use cookies to keep you signed in.", "Learn more about how we use cookies."),
    ("We use cookies to keep you signed in.", "For more details on how we use cookies, see our policy."),
    ("We use your data.", "You can control whether we use your data."),
    ("If you leave us, we delete your account.", "If you break our rules, we delete your account."),
    ("Sharing your information", "We share your information with partners."),
    ("We serve the police:", "We serve the police and hospitals."),
    ("No vendemos datos a la policía.", "Vendemos datos a la policía."),
]


@pytest.mark.parametrize(("old", "new"), OPPOSITE)
def test_a_denial_of_what_the_other_tells_is_the_opposite(old: str, new: str) -> None:
    for earlier, later in ((old, new), (new, old)):
        assert likeness("Acme", earlier, later)
        assert _way("Acme", earlier, later, "en").direction is Direction.REVERSED


@pytest.mark.parametrize(("old", "new"), OPEN)
def test_what_is_not_certain_is_open(old: str, new: str) -> None:
    assert _way("Acme", old, new, "en").direction is Direction.OPEN


@pytest.mark.parametrize(("old", "new"), APART)
def test_what_is_not_the_same_deed_is_not_compared(old: str, new: str) -> None:
    assert likeness("Acme", old, new) == likeness("Acme", new, old) == 0


def test_the_name_of_the_organisation_is_we() -> None:
    assert likeness("Acme Systems", "We do not sell data to ICE.", "Acme does not sell any data to ICE.")


def test_a_narrower_denial_in_other_words_says_less() -> None:
    old = "We have no contracts that support immigration enforcement."
    new = "We do not currently maintain AI services contracts specifically related to immigration enforcement."
    assert _way("Acme", old, new, "en").direction is Direction.WEAKER
    assert _way("Acme", new, old, "en").direction is Direction.STRONGER
