"""The JSON Schema agrees with what is accepted, and describes every key."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tracker.errors import WatchlistError
from tracker.watch.watchlist import loads, schema

SHIPPED = Path(__file__).parents[3] / "watchlist.yaml"
PAGE = "{organisation: Acme, title: T, url: 'https://acme.example/'%s}"


VALIDATOR = cache(lambda: Draft202012Validator(schema()))


def is_valid(text: str) -> bool:
    return bool(VALIDATOR().is_valid(yaml.load(text, Loader=yaml.BaseLoader)))


def loads_well(text: str) -> bool:
    try:
        loads(text)
    except WatchlistError:
        return False
    return True


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_shipped_watchlist_fits() -> None:
    assert is_valid(SHIPPED.read_text())


@pytest.mark.parametrize(
    "text",
    [
        f"pages: [{PAGE % ''}]",
        f"pages: [{PAGE % ', select: main, remove: [nav, aside], tags: law'}]",
        f"pages: [{PAGE % ', select: {from: h1, to: h2}, remove: [nav, {after: h3}]'}]",
        f"pages: [{PAGE % ', select: {frm: h1, to: h2}'}]",
        f"pages: [{PAGE % ', every: 6h to 2d, language: no, fetch: browser'}]",
        f"pages: [{PAGE % ', headers: {Accept-Language: de}, was: [a, b], note: x'}]",
        "groups: {acme: {organisation: Acme, pages: [{title: T, url: 'https://acme.example/'}]}}",
        f"defaults: {{every: 1d}}\ntags: {{law: {{every: 1h}}}}\npages: [{PAGE % ''}]",
        f"feeds: [{{name: F, direction: weaker, severity: [minor], query: x}}]\npages: [{PAGE % ''}]",
        f"commitments: [{{page: acme-t, text: We promise}}]\npages: [{PAGE % ', id: acme-t'}]",
        f"commitments: [{{page: acme-t, txt: We promise}}]\npages: [{PAGE % ', id: acme-t'}]",
        "pages: [{title: T}]",
        f"pages: [{PAGE % ', selct: main'}]",
        f"pages: [{PAGE % ', fetch: htp'}]",
        f"pages: [{PAGE % ', tags: Law'}]",
        f"pages: [{PAGE % ', tags: {law: x}'}]",
        "pages: {a: b}",
        "pages: x",
        "pages: [{organisation: A, title: T, url: acme.example}]",
        f"feeds: [{{name: F, direction: weeker}}]\npages: [{PAGE % ''}]",
        f"page: []\npages: [{PAGE % ''}]",
        f"tags: {{Law: {{every: 1h}}}}\npages: [{PAGE % ''}]",
        f"tags: {{law: {{title: T}}}}\npages: [{PAGE % ''}]",
    ],
)
def test_it_says_what_the_loader_says(text: str) -> None:
    assert is_valid(text) == loads_well(text)


def described(value: Any, path: str = "") -> list[str]:
    """Keys of the watchlist that the schema does not explain."""
    missing = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if path.endswith("/properties") and "description" not in inner:
                missing.append(f"{path}/{key}")
            missing += described(inner, f"{path}/{key}")
    return missing


def test_every_key_is_explained() -> None:
    assert described(schema()) == []
