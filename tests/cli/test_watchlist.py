"""The maintainer's commands: each changes what it says it changes, and no other character of the watchlist."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.test_watch import Run, tracker
from tracker.watch.watchlist import load

__all__ = ["tracker"]

LIST = """# What we watch.
pages:
  - id: acme-terms   # the first one
    organisation: Acme
    title: Terms
    url: https://acme.example/terms

  # privacy comes next
  - id: bolt-privacy
    organisation: Bolt
    title: Privacy
    url: https://bolt.example/privacy
    tags: [privacy]
"""


@pytest.fixture
def watchlist(tmp_path: Path) -> Path:
    path = tmp_path / "watchlist.yaml"
    path.write_text(LIST)
    return path


def test_the_schema_holds_for_a_good_watchlist_and_not_for_a_bad_one(tracker: Run) -> None:
    schema = json.loads(tracker("watchlist", "schema").stdout)
    jsonschema.validate(yaml.safe_load(LIST), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(LIST.replace("title:", "titel:")), schema)
    assert "# yaml-language-server: $schema=watchlist.schema.json" in tracker("watchlist", "schema", "--help").stdout


def test_remove_takes_one_entry_and_leaves_the_rest_as_it_is(tracker: Run, watchlist: Path) -> None:
    assert "history stays" in tracker("watchlist", "remove", "acme-terms").stdout
    entry = LIST[LIST.index("  - id: acme") : LIST.index("\n  # privacy")]
    assert watchlist.read_text() == LIST.replace(entry, "")
    assert "did you mean bolt-privacy?" in tracker("watchlist", "remove", "bolt-privcy", code=2).stderr


def test_rename_notes_the_former_id(tracker: Run, watchlist: Path) -> None:
    tracker("watchlist", "rename", "acme-terms", "acme-conditions")
    page = load(watchlist).page("acme-conditions")
    assert page.was == ("acme-terms",)
    assert "# the first one" in watchlist.read_text()
    before = watchlist.read_text()
    assert "did you mean `acme-t`?" in tracker("watchlist", "rename", "acme-terms", "Acme T", code=2).stderr
    assert "is the id of a page already" in tracker("watchlist", "rename", "acme-terms", "bolt-privacy", code=2).stderr
    assert watchlist.read_text() == before


def test_a_page_of_an_included_file_is_changed_there(tracker: Run, watchlist: Path) -> None:
    (watchlist.parent / "pages").mkdir()
    more = watchlist.parent / "pages" / "more.yaml"
    more.write_text(LIST.replace("acme", "cove").replace("bolt", "dune"))
    watchlist.write_text(f"include: pages/\n{LIST}")
    tracker("watchlist", "remove", "cove-terms")
    assert [page.id for page in load(watchlist).pages] == ["acme-terms", "bolt-privacy", "dune-privacy"]
    assert watchlist.read_text() == f"include: pages/\n{LIST}"


def test_import_adds_what_is_new_and_tells_what_is_left(tracker: Run, watchlist: Path, tmp_path: Path) -> None:
    (tmp_path / "urls.yaml").write_text(
        "name: Terms\nurl: https://acme.example/terms\n---\nname: Privacy\nurl: https://acme.example/privacy\n"
        "filter:\n  - grepi: cookies\n---\nname: Disk\ncommand: df\n"
    )
    dry = tracker("watchlist", "import", "urls.yaml", "--dry-run")
    assert dry.stdout.splitlines() == [
        "acme-example-privacy  https://acme.example/privacy",
        "1 page would be added to watchlist.yaml",
    ]
    assert watchlist.read_text() == LIST
    done = tracker("watchlist", "import", "urls.yaml", "--from", "urlwatch")
    assert done.stderr == dry.stderr
    for told in ("the filter `grepi`", "Disk: watches the output", "is watched already, as acme-terms"):
        assert told in done.stderr
    assert watchlist.read_text().startswith(LIST)
    assert load(watchlist).pages[-1].url == "https://acme.example/privacy"
    assert "0 pages added" in tracker("watchlist", "import", "urls.yaml").stdout
    told = [json.loads(line) for line in tracker("watchlist", "import", "urls.yaml", "--json").stdout.splitlines()]
    assert {"not_carried_over": "watches the output of a command", "where": "Disk"} in told


def test_import_gives_ids_that_are_free_and_makes_the_watchlist(tracker: Run, tmp_path: Path) -> None:
    addresses = "https://acme.example/a/terms\nhttps://acme.example/b/terms\n"
    tracker("watchlist", "import", "-", stdin=addresses)
    tracker("watchlist", "import", "-", stdin=addresses.replace("terms", "TERMS"))
    ids = [page.id for page in load(tmp_path / "watchlist.yaml").pages]
    assert ids == [f"acme-example-terms{end}" for end in ("", "-2", "-3", "-4")]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["import", "none.yaml"], 2, "none.yaml cannot be read: no such file"),
        (["import", "."], 2, "is a folder: name its files"),
        (["import", "image"], 2, "image is no text"),
        (["import", "image", "--from", "rss"], 2, "--from"),
        (["import", "-", "--from", "ota"], 1, "not JSON"),
        (["export", "--to", "ota"], 2, "name a folder with --into"),
        (["export", "--to", "ota", "--into", "image"], 2, "is a file"),
        (["remove", "nobody"], 2, "no page is called 'nobody'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_told_and_nothing_is_written(
    tracker: Run, watchlist: Path, arguments: list[str], code: int, told: str
) -> None:
    (watchlist.parent / "image").write_bytes(b"\x89PNG")
    assert told in tracker("watchlist", *arguments, code=code, stdin="{").stderr
    assert watchlist.read_text() == LIST


@pytest.mark.parametrize("form", ["urlwatch", "webchanges", "changedetection", "ota", "opml", "urls"])
def test_what_is_exported_can_be_imported(tracker: Run, watchlist: Path, tmp_path: Path, form: str) -> None:
    tracker("watchlist", "export", "--to", form, "--into", "out")
    files = [f"out/{path.name}" for path in sorted((tmp_path / "out").iterdir())]
    # changedetection.io takes lists of addresses, but keeps its own in JSON
    taken = [] if form == "changedetection" else ["--from", form]
    tracker("watchlist", "import", *files, *taken, "--watchlist", "back.yaml")
    back = load(tmp_path / "back.yaml").pages
    assert sorted(page.url for page in back) == ["https://acme.example/terms", "https://bolt.example/privacy"]


def test_export_says_what_a_format_cannot_hold(tracker: Run, watchlist: Path) -> None:
    done = tracker("watchlist", "export", "--to", "urls")
    assert done.stdout == "https://acme.example/terms\nhttps://bolt.example/privacy privacy\n"
    assert "not carried over: acme-terms: title" in done.stderr
