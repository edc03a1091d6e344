from __future__ import annotations

import pytest

from tests.read.pages import read
from tracker.errors import NoText
from tracker.model import BlockKind as Kind

TEXT = """\
# Responsible use

Northwind Robotics does not sell its machines
to armed forces.
\x0c
- We publish each request
  within thirty days.
- We answer within ten.

1. Scope
===========
This binds us\u2028everywhere.\x00
"""


def test_lines_are_joined_to_paragraphs() -> None:
    statement = read(TEXT, "text/plain")
    assert [(b.kind, b.text) for b in statement.blocks] == [
        (Kind.HEADING, "Responsible use"),
        (Kind.PARAGRAPH, "Northwind Robotics does not sell its machines to armed forces."),
        (Kind.LIST_ITEM, "We publish each request within thirty days."),
        (Kind.LIST_ITEM, "We answer within ten."),
        (Kind.PARAGRAPH, "1. Scope"),
        (Kind.PARAGRAPH, "This binds us everywhere."),
    ]
    assert statement.visible == sum(len(b.text) for b in statement.blocks)


def test_wrapping_at_another_width_is_no_news() -> None:
    assert read(TEXT, "text/plain").id == read(TEXT.replace("machines\nto", "machines to"), "text/plain").id


def test_an_empty_text_is_an_error() -> None:
    with pytest.raises(NoText):
        read(" \n\n", "text/plain")
