"""The site of an address, by the Public Suffix List."""

from __future__ import annotations

import pytest

from tracker.model.address import site


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://docs.example.co.uk/a?b#c", "example.co.uk"),
        ("//docs.example.com.au", "example.com.au"),
        ("policies.example.com/terms", "example.com"),
        ("https://someone.github.io/", "someone.github.io"),  # each is another owner's
        ("https://other.github.io/", "other.github.io"),
        ("https://WWW.Example.COM:8443/", "example.com"),
        ("https://example.com./", "example.com"),
        ("http://localhost:8000/", "localhost"),
        ("http://127.0.0.1/a", "127.0.0.1"),
        ("http://[2001:db8::1]/a", "2001:db8::1"),
        ("https://co.uk/", "co.uk"),
        ("https://user:secret@www.example.org/", "example.org"),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_a_site_is_what_a_registrant_owns(address: str, expected: str) -> None:
    assert site(address) == expected
