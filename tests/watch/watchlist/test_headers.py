"""Headers from the environment reach the fetcher and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.errors import CannotSee
from tracker.watch.watchlist import fill_headers, loads

PAGE = loads("""
pages:
  - organisation: Acme
    title: Terms
    url: https://acme.example/terms
    headers: {Accept-Language: de, Cookie: "a=${TRACKER_A}; b=${TRACKER_B}"}
""").pages[0]


def test_values_are_put_in_for_the_one_who_sends_them() -> None:
    filled = fill_headers(PAGE, {"TRACKER_A": "secret ${TRACKER_B}", "TRACKER_B": "2"})
    assert filled == (("Accept-Language", "de"), ("Cookie", "a=secret ${TRACKER_B}; b=2"))
    assert "secret" not in repr(PAGE)


@pytest.mark.parametrize(
    ("environ", "meant"),
    [
        ({"TRACKER_A": "1"}, "TRACKER_B, which is not set"),
        ({"TRACKER_A": "1", "TRACKER_B": ""}, "TRACKER_B, which is not set"),
        ({"TRACKER_A": "secret\r\nX: y", "TRACKER_B": "1"}, "TRACKER_A holds characters"),
        ({"TRACKER_A": "secreté", "TRACKER_B": "1"}, "TRACKER_A holds characters"),
    ],
)
def test_what_cannot_be_had_or_sent_is_named_without_its_value(environ: dict[str, str], meant: str) -> None:
    with pytest.raises(CannotSee, match=meant) as caught:
        fill_headers(PAGE, environ)
    assert "secret" not in str(caught.value)
    assert caught.value.url == PAGE.url


@pytest.mark.parametrize(
    ("language", "asked"), [("de", "de, *;q=0.5"), ("pt-BR", "pt-BR, pt;q=0.9, *;q=0.5")], ids=["language", "region"]
)
def test_a_page_is_asked_for_in_its_language(language: str, asked: str) -> None:
    assert fill_headers(replace(PAGE, headers=(), language=language), {}) == (("Accept-Language", asked),)


def test_its_own_header_goes_before_its_language() -> None:
    assert fill_headers(replace(PAGE, headers=PAGE.headers[:1], language="pt-BR"), {}) == (("Accept-Language", "de"),)
