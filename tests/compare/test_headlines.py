"""What the headline of an edit, and of a whole change, holds.

`headlines.jsonl` was written before the code that makes headlines: two texts (a line a statement, "# " a heading, "- "
an item of a list), words that must be in the headline, and words that must not. The whole headlines that a reader finds
acceptable were picked later, from what was told then: what a change of the code makes of them is to be read again. A
reader has not seen the page: what was said about what must be there, a "not" that was lost or won, the numbers that
changed; never a quotation that says the opposite of its sentence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.compare import compare
from tracker.compare.headline import LONGEST
from tracker.model import Block, BlockKind


def blocks(text: str) -> list[Block]:
    found = []
    for line in text.splitlines():
        kind = {"# ": BlockKind.HEADING, "- ": BlockKind.LIST_ITEM}.get(line[:2], BlockKind.PARAGRAPH)
        kind = BlockKind.TABLE_ROW if " | " in line else kind
        found.append(Block(kind, line.removeprefix("# ").removeprefix("- ")))
    return found


def headline(before: str, after: str) -> str:
    return compare(blocks(before), blocks(after), language="en").headline


CASES = [json.loads(line) for line in (Path(__file__).parent / "headlines.jsonl").read_text().splitlines()]
AROUND = "The canteen opens at noon on every day but Sunday."


@pytest.mark.parametrize("case", CASES, ids=lambda case: (case["before"] or case["after"])[:40])
def test_a_headline_tells_what_happened(case: dict[str, Any]) -> None:
    before, after = case["before"], case["after"]
    if case["kind"] == "statement":
        before, after = (f"{text}\n{AROUND}".lstrip() for text in (before, after))
    told = headline(before, after)
    assert len(told) <= LONGEST
    assert "\n" not in told
    bare = told.replace('"', "")
    assert not [words for words in case["must"] if words not in told and words not in bare], told
    assert not [words for words in case.get("never", ()) if words in told], told
    assert told in case["accept"], told


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 80


def test_of_a_page_that_is_largely_rewritten_a_sentence_that_came_again_is_not_told() -> None:
    old = [f"We keep list number {n} in the cellar of the town hall." for n in range(12)]
    new = [f"Cupboards of kind {n} may stand in any corridor now." for n in range(12)]
    denied, again = "We do not sell the names of our readers.", "The names of our readers are not for us to sell, ever."
    lost = "We never lend rare maps to traders."
    told = headline("\n".join([*old, denied, lost]), "\n".join([*new, again]))
    assert told == 'largely rewritten: 13 removed, 12 added; gone: "We never lend rare maps to traders."'
