"""Names in short."""

from __future__ import annotations

import pytest

from tracker.model.names import fitting

KNOWN = ("acme-terms-of-service", "acme-privacy", "meridian-cloud-terms-of-service", "Open Future", "terms")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("acme-terms", ["acme-terms-of-service"]),
        ("priv", ["acme-privacy"]),
        ("meridian", ["meridian-cloud-terms-of-service"]),
        ("open future", ["Open Future"]),
        ("FUTURE", ["Open Future"]),
        ("acme", ["acme-terms-of-service", "acme-privacy"]),
        ("terms-acme", []),  # not in this order
        ("acme-terms-terms", []),  # a word counts once
        ("acme.example", []),  # an address
        ("rms", []),  # words from their beginning
        ("-", []),
    ],
)
def test_a_short_name_has_words_of_the_whole_one_in_its_order(name: str, found: list[str]) -> None:
    assert fitting(name, KNOWN) == found
