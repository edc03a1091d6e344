"""Which sentences look like promises."""

from __future__ import annotations

import pytest

from tracker.compare.promises import propose


@pytest.mark.parametrize(
    ("text", "why", "by"),
    [
        ("We will reach net zero emissions by 2040.", "will", "2040"),
        ("Acme will publish a report by 30 June 2027.", "will", "2027-06-30"),
        ("We aim to reach net zero by the end of March 2035.", "aim", "2035-03"),
        ("We have no contracts that support immigration enforcement.", "no", None),
        ("We never sell your data to anyone.", "never", None),
        ("We commit to audit every supplier once a year.", "commit", None),
        ("We prohibit the use of our services for mass surveillance.", "prohibit", None),
    ],
)
def test_what_an_organisation_binds_itself_to_is_proposed(text: str, why: str, by: str | None) -> None:
    found = propose("Acme", text)
    assert found is not None
    assert (found.text, found.why, found.by) == (text, why, by)


@pytest.mark.parametrize(
    "text",
    [
        "We may change these terms at any time.",
        "You must not use our services for spam.",
        "We collect your name and your address.",
        "If you leave us, we will delete your account.",
        "Learn more about how we will protect you.",
        "In 2025 we found two cases of it.",
        "An independent panel reviews every contract.",
        "We will not.",
        "What we will do for you:",
        "Nous ne vendons jamais vos données à personne.",
    ],
)
def test_what_binds_nobody_or_others_is_not(text: str) -> None:
    assert propose("Acme", text) is None
