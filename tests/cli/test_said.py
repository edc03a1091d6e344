"""`tracker said`, and the report and citation of a thread."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.ask.made_threads import END, THREADS
from tests.ask.test_made_threads import fill
from tests.spoken import Spoken
from tracker.cli import cli
from tracker.cli.output import console
from tracker.record.store import Store

HOSTILE = "=HYPERLINK(1) We sell no \x1b[31mlamps\x1b[0m to </script><b>ICE</b> \u202eever."


@pytest.fixture(scope="module", autouse=True)
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder, here = tmp_path_factory.mktemp("said"), Path.cwd()
    with Store(folder / "tracker.db") as store:
        spoken = Spoken(store)
        fill(spoken, THREADS[0])
        spoken.answer("rival-press", "Rival [+]", 5, HOSTILE, speaker="=Eve\x07", question="Do you sell to ICE?")
        spoken.look_again(END)
    (folder / "watchlist.yaml").write_text(
        "pages: [{organisation: Halcyon Systems, title: T, url: 'https://h.example/'}]\n"
        "subjects: [{name: Immigration enforcement, words: [immigration, ICE]}]\n"
    )
    os.chdir(folder)
    console.cache_clear()
    yield
    os.chdir(here)
    console.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="tracker")


def told(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_thread_is_told_in_order_with_who_said_it_where_and_which_way_it_went() -> None:
    shown = told("said", "immigration", "--org", "halcyon systems")
    parts = [
        "Halcyon Systems on immigration",
        "6 statements in 6 documents · 3 still there · 2 conflicts (--conflicts)",
        "“We have no contracts that support immigration enforcement.”",
        "Policy · 2026-06-01 or before to 2026-06-01, then gone",
        "again: spokesperson, by e-mail · Answers to the press · said on 2026-06-11",
        "“We do not currently maintain AI services contracts",
        'weaker than on 2026-06-01: "have no contracts" is narrowed to',
        "weaker than there before",
        "which way is open, against what was said on 2026-07-31",
        "“Halcyon does not comment",
    ]
    places = [shown.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_a_subject_of_the_watchlist_is_asked_for_by_its_name_and_all_of_them_in_brief() -> None:
    assert "Halcyon Systems on Immigration enforcement" in told("said", "immigration ENFORCEMENT")
    brief = told("said")
    assert "Immigration enforcement · Halcyon Systems" in brief
    assert "“We" not in brief


def test_conflicts_show_both_quotes_and_where_they_stand() -> None:
    shown = told("said", "immigration", "--conflicts")
    assert "the later one says less · from 2026-07-11 to 2026-07-31" in shown
    assert "the earlier one says less · together since 2026-07-31" in shown
    assert "no two statements on “Halcyon” are known to conflict" in told("said", "Halcyon", "--conflicts")
    (first, _) = [json.loads(line) for line in told("said", "immigration", "--conflicts", "--json").splitlines()]
    assert first["earlier"]["text"].startswith("We have no contracts")
    assert len(first["later"]["capture"]["sha256"]) == 64
    rows = list(csv.DictReader(io.StringIO(told("said", "immigration", "--conflicts", "--csv"))))
    assert [row["direction"] for row in rows] == ["weaker", "stronger"]
    assert rows[0]["later_document"] == "Answers to the press"


def test_json_and_csv_have_every_field() -> None:
    lines = [
        json.loads(line) for line in told("said", "immigration", "--org", "Halcyon Systems", "--json").splitlines()
    ]
    assert len(lines) == 6
    assert [place["kind"] for place in lines[0]["places"]] == ["page", "answer"]
    assert lines[2]["step"]["direction"] == "weaker"
    assert lines[2]["step"]["before"] == lines[0]["id"]
    rows = list(csv.DictReader(io.StringIO(told("said", "immigration", "--org", "Halcyon Systems", "--csv"))))
    assert [row["id"] for row in rows] == [line["id"] for line in lines]


def test_what_was_said_is_shown_and_never_obeyed() -> None:
    shown = told("said", "ICE", "--org", "Rival [+]")
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    (row,) = csv.DictReader(io.StringIO(told("said", "ICE", "--org", "Rival [+]", "--csv")))
    assert row["text"].startswith("'=")
    assert row["speaker"].startswith("'=")
    page = told("export", "ICE", "--org", "Rival [+]", "--format", "html")
    assert "<b>ICE" not in page
    assert "</script>" not in page


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("said", "..."), "has no word to look for"),
        (("said", "ICE", "--org", "Halycon Systems"), "did you mean Halcyon Systems?"),
        (("export", "zebra", "--org", "Halcyon Systems"), "nothing that was seen of Halcyon Systems speaks of 'zebra'"),
        (("cite", "ICE", "--statement", "zz"), "no statement on it has an id that begins with 'zz'"),
        (("said", "--watchlist", "none.yaml"), "names no subjects"),
        (("said", "ICE, immigration", "--html"), "name one with --org: Halcyon Systems, Rival [+]"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(arguments: tuple[str, ...], error: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert error in f"{result.output}{result.exception}"


def test_a_report_holds_all_of_a_thread_and_the_bundle_its_captures() -> None:
    words = ("immigration", "--org", "Halcyon Systems")
    page = told("export", *words)
    assert told("said", *words, "--html").rstrip() == page.rstrip()
    text = told("export", *words, "--format", "md")
    data = json.loads(told("export", *words, "--format", "json"))
    assert (len(data["statements"]), len(data["conflicts"])) == (6, 2)
    for statement in data["statements"]:
        assert statement["text"] in text
        assert statement["text"] in page
        assert all(place["capture"]["sha256"] in text for place in statement["places"])
    assert "Says less than what was said on 1 June 2026" in text
    told("export", *words, "--format", "zip", "-o", "thread.zip")
    with zipfile.ZipFile("thread.zip") as bundle:
        sums = dict(line.split("  ")[::-1] for line in bundle.read("SHA256SUMS").decode().splitlines())
        bodies = {hashlib.sha256(bundle.read(name)).hexdigest() for name in sums if name.endswith(".body")}
    assert {place["capture"]["sha256"] for each in data["statements"] for place in each["places"]} <= bodies


def test_a_statement_is_cited_in_every_style() -> None:
    (line, *_) = [json.loads(line) for line in told("said", "immigration", "--json").splitlines()]
    found = json.loads(told("cite", "immigration", "--statement", line["id"][:6], "--json"))
    assert set(found) == {"statement", "plain", "apa", "chicago", "mla", "bibtex", "wikipedia", "markdown"}
    assert found["statement"] == line["id"]
    for style in found.keys() - {"statement"}:
        assert line["text"].rstrip(".") in found[style]
    assert line["places"][0]["capture"]["sha256"] in found["plain"]
    assert "First seen 1 June 2026, 08:00 UTC" in found["plain"]
