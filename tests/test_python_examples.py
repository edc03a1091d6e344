"""The examples of the page for programs, as they stand there: each runs, and prints what is in the record."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.spoken import Spoken, day
from tracker.record.store import Store

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "ask-from-a-program.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
PRINTED = (
    f'{day(20):%Y-%m-%d} Acme We have "no contracts" → "no AI contracts"',
    "weaker 'We have no contracts with the border police.' -> 'We have no AI contracts with the border police.'\nTrue ",
    f"acme-policy {day(0):%Y-%m-%d} {day(20):%Y-%m-%d}",
)


def test_there_are_three() -> None:
    assert len(EXAMPLES) == len(PRINTED)


@pytest.mark.parametrize("number", range(len(PRINTED)))
def test_an_example_runs(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "tracker.db") as store:
        old, new = (f"We have no {word}contracts with the border police." for word in ("", "AI "))
        Spoken(store).page("acme-policy", "Acme", "Policy", (0, old), (20, new))
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(StringIO()) as printed:
        exec(compile(EXAMPLES[number], PAGE.name, "exec"), {})
    assert printed.getvalue().startswith(PRINTED[number])
