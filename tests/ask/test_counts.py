"""How many documents spoke of a subject in each period."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.dom import minidom

import pytest
from click.testing import CliRunner

from tests.spoken import Spoken
from tracker.ask.counts import CountEvery, DocumentSpan, counted
from tracker.cli import cli
from tracker.cli.output import console
from tracker.errors import UsageError
from tracker.record.store import Store

ACME = DocumentSpan("Acme", "policy", date(2026, 1, 15), date(2026, 7, 2))
PRESS = DocumentSpan("Acme", "press", date(2026, 4, 1), date(2026, 4, 1))
BRITE = DocumentSpan("Brite", "policy-b", date(2026, 3, 31), date(2026, 4, 1))


def told(every: CountEvery, *, by_org: bool = True) -> list[tuple[str | None, str, int, int]]:
    found = counted([PRESS, BRITE], [ACME, PRESS, BRITE], every, by_org=by_org)
    return [(each.organisation, each.period, each.documents, each.seen) for each in found]


def test_documents_count_in_each_period_that_they_reach_into() -> None:
    assert told(CountEvery.QUARTER) == [
        ("Acme", "2026-Q1", 0, 1),
        ("Acme", "2026-Q2", 1, 2),
        ("Acme", "2026-Q3", 0, 1),
        ("Brite", "2026-Q1", 1, 1),
        ("Brite", "2026-Q2", 1, 1),
        ("Brite", "2026-Q3", 0, 0),
    ]
    assert told(CountEvery.YEAR, by_org=False) == [(None, "2026", 2, 3)]
    assert [row for row in told(CountEvery.MONTH, by_org=False) if row[2]] == [
        (None, "2026-03", 1, 2),
        (None, "2026-04", 2, 3),
    ]


def test_too_many_periods_are_refused_and_none_is_no_count() -> None:
    assert counted([], [], CountEvery.YEAR, by_org=True) == []
    long = DocumentSpan("Acme", "old", date(1800, 1, 1), date(2026, 1, 1))
    with pytest.raises(UsageError, match="longer one"):
        counted([], [long], CountEvery.MONTH, by_org=True)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder, here = tmp_path_factory.mktemp("counts"), Path.cwd()
    with Store(folder / "tracker.db") as store:
        spoken = Spoken(store)  # from 1 June on
        spoken.page(
            "acme-policy", "Acme <b>", "Policy", (0, "We sell lamps."), (40, "We sell no more."), (70, "We sell lamps.")
        )
        spoken.answer("acme-press", "Acme <b>", 35, "Our lamps are safe.")
        spoken.page("brite-policy", "Brite", "Policy", (0, "Brite makes chairs."))
        spoken.look_again(80)
    os.chdir(folder)
    console.cache_clear()
    yield
    os.chdir(here)
    console.cache_clear()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["count", "lamps", *arguments], prog_name="tracker")
    return result.output


@pytest.mark.usefixtures("record")
def test_the_command_counts_pages_while_they_showed_it_and_answers_on_their_day() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--by", "org,month", "--csv"))))
    counts = {(row["organisation"], row["period"]): (row["documents"], row["seen"]) for row in rows}
    assert counts["Acme <b>", "2026-06"] == ("1", "1")
    assert counts["Acme <b>", "2026-07"] == ("1", "2")  # the page showed it until its last look of June
    assert counts["Acme <b>", "2026-08"] == ("1", "1")
    assert counts["Brite", "2026-07"] == ("0", "1")
    shown = run("--by", "org,month")
    assert "2026-07    1 of 2" in shown
    assert "Brite" not in shown


@pytest.mark.usefixtures("record")
def test_the_picture_is_well_formed_and_escapes_names() -> None:
    picture = run("--by", "org,month", "--svg")
    minidom.parseString(picture)
    assert "Acme &lt;b&gt;" in picture
    assert "2026-08: 1 of 1" in picture


@pytest.mark.usefixtures("record")
def test_what_cannot_be_counted_by_is_told() -> None:
    assert "say org, and one of month, quarter, year" in run("--by", "week")
