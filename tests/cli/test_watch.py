"""The commands as a maintainer types them: what they print, where, and their exit codes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server import Reply, Server
from tracker.cli import main
from tracker.cli.output import console

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TEXT = "<html lang=en><title>Terms</title><main><h1>Terms</h1><p>{}</p><p>These terms hold for all users.</p></main>"


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command in a folder of its own, in this process: starting one is what most of its time would go to."""
    for key in [key for key in os.environ if key.startswith("TRACKER_")]:
        monkeypatch.delenv(key)
    for key, value in {"TRACKER_ALLOW_PRIVATE": "1", "COLUMNS": "100", "NO_COLOR": ""}.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    console.cache_clear()

    def run(*args: str, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["tracker", *args])
        ended = 0
        with CliRunner().isolation(input=stdin) as (out, err, _):
            try:
                main()
            except SystemExit as end:
                ended = end.code if isinstance(end.code, int) else int(end.code is not None)
            sys.stdout.flush()
        done = subprocess.CompletedProcess(args, ended, out.getvalue().decode(), err.getvalue().decode())
        assert done.returncode == code, done.stdout + done.stderr
        return done

    yield run
    console.cache_clear()


@pytest.fixture
def watched(tmp_path: Path, server: Server) -> Server:
    server.put("/terms", TEXT.format("We keep no records of visitors."))
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - id: acme-terms\n    organisation: Acme\n    title: Terms\n    url: {server.url('/terms')}\n"
    )
    return server


def test_check_prints_one_line_a_page_and_publishes(tracker: Run, watched: Server, tmp_path: Path) -> None:
    assert tracker("check").stdout.splitlines()[0] == "acme-terms: new text"
    assert (tmp_path / "feeds" / "all.atom.xml").exists()
    assert "No page is due" in tracker("check").stdout


def test_check_says_what_failed_and_exits_1(tracker: Run, watched: Server) -> None:
    watched.put("/terms", Reply(404))
    assert "acme-terms: failed: " in tracker("check", code=1).stdout
    assert "404" in tracker("status").stdout
    row = json.loads(tracker("status", "--json").stdout)
    assert (row["page"], row["outcome"], row["failures"], row["last_good"]) == ("acme-terms", "failed", 1, None)


def test_a_change_goes_from_check_to_log_and_show(tracker: Run, watched: Server) -> None:
    tracker("check")
    watched.put("/terms", TEXT.format("We keep no medical records of visitors."))
    assert "waits for a second look" in tracker("check", "acme-terms").stdout
    assert "(weaker)" in tracker("check", "acme-terms").stdout
    assert "no medical records" in tracker("log").stdout
    (line,) = tracker("log", "--json").stdout.splitlines()
    change = json.loads(line)
    assert set(change) >= {"change", "page", "status", "direction", "severity", "headline", "before", "after", "edits"}
    assert set(change["before"]) >= {"version", "captured_at", "sha256"}
    assert set(change["edits"][0]) >= {"kind", "old", "new", "direction", "cues", "reason"}
    assert change["after"]["captured_at"].endswith("Z")
    shown = tracker("show", change["change"][:6]).stdout
    assert "{+medical+}" in shown.replace("{+medical +}", "{+medical+}")
    assert change["after"]["sha256"] in shown


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["chek"], 2, "Did you mean check?"),
        (["check", "acme-trems"], 2, "did you mean acme-terms?"),
        (["check", "--executor", "threads:0"], 2, "threads:0"),
        (["check", "--watchlist", "none.yaml"], 1, "none.yaml:1:1: "),
        (["show", "ffff", "--db", "none.db"], 1, "there is no record at none.db"),
        (["backfill", "--warc", "watchlist.yaml"], 2, "cannot be read as a WARC file"),
        (["compare", "none.txt", "none.txt"], 2, "none.txt cannot be read"),
        (["compare"], 2, "Name two files"),
        (["demo", "--into", "."], 2, "holds something that is not a demo's"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_told_in_a_sentence(
    tracker: Run, watched: Server, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    done = tracker(*arguments, code=code)
    assert told in done.stderr
    assert done.stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("none")) == []


def test_init_makes_a_watchlist_that_is_good_and_overwrites_nothing(tracker: Run) -> None:
    tracker("init", "news")
    assert "no mistakes" in tracker("watchlist", "check", "--watchlist", "news/watchlist.yaml").stdout
    assert "was left as it is" in tracker("init", "news", code=2).stderr


def test_watchlist_check_names_every_mistake_with_its_place(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text("pages:\n  - organization: X\n    title: T\n    url: htp://x\n")
    lines = tracker("watchlist", "check", code=1).stdout.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["watchlist.yaml:2:5:", "watchlist.yaml:4:10:"]
    assert "did you mean `organisation`?" in lines[0]
    github = tracker("watchlist", "check", "--format", "github", code=1).stdout.splitlines()
    assert github[0].startswith("::error file=watchlist.yaml,line=2,col=5::")


def test_page_text_cannot_drive_the_terminal(tracker: Run, watched: Server) -> None:
    tracker("check")
    watched.put("/terms", TEXT.format("We keep\x1b]52;c;ZXZpbA==\x07 \x9b31m some \u202erecords of visitors."))
    tracker("check", "acme-terms")
    for command in (["check", "acme-terms"], ["log"], ["status"], ["log", "--all"]):
        out = tracker(*command).stdout
        assert not set(out) & set("\x1b\x07\x9b\u202e"), command


def test_compare_reads_files_and_standard_input(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("We have no contracts with the police.")
    out = tracker("compare", "old.txt", "-", stdin="We have no active contracts with the police.").stdout
    assert "weaker" in out
    answer = json.loads(tracker("compare", "old.txt", "old.txt", "--json").stdout)
    assert (answer["direction"], answer["edits"]) == ("same", [])
    lines = tracker("compare", "--jsonl", stdin='{"id": 7, "old": "We will.", "new": "We may."}\n\n').stdout
    assert (json.loads(lines)["id"], json.loads(lines)["direction"]) == (7, "weaker")
    assert "line 1" in tracker("compare", "--jsonl", stdin='{"id": 7}\n', code=2).stderr


def test_compare_takes_an_empty_file_for_an_empty_text(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "new.txt").write_text("We have no contracts with the police.")
    (edit,) = json.loads(tracker("compare", "empty.txt", "new.txt", "--json", "--explain").stdout)["edits"]
    assert (edit["kind"], edit["old"], edit["direction"]) == ("added", None, "stronger")
    assert "explanation" in edit
    assert tracker("compare", "empty.txt", "empty.txt").stdout == "the texts say the same\n"


def test_compare_names_a_file_once_that_holds_no_text(tracker: Run, tmp_path: Path) -> None:
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (tmp_path / "bare.html").write_text("<html><script>1</script>")
    for name in ("image.txt", "bare.html"):
        told = tracker("compare", name, name, code=2).stderr
        assert told.startswith(f"tracker: {name}: ")
        assert told.count(name) == 1


def test_compare_explains_in_json_lines_too(tracker: Run) -> None:
    pair = '{"id": 7, "old": "We have no contracts.", "new": "We have no AI contracts."}\n'
    answer = json.loads(tracker("compare", "--jsonl", "--explain", stdin=pair).stdout)
    assert any("no" in line for line in answer["explanation"])
    assert "explanation" not in json.loads(tracker("compare", "--jsonl", stdin=pair).stdout)


def test_the_demo_tells_its_story_and_leaves_what_it_names(tracker: Run, tmp_path: Path) -> None:
    done = tracker("demo")
    assert done.stderr == ""  # its time runs fast, which is no trouble to tell of
    out = done.stdout
    told, _, thread = out.partition("Published\n")[2].partition("\nWhat the company said")
    assert '"no contracts" → "no AI services contracts" that support immigration enforcement (weaker)' in told
    assert "new statement: Our work for the Border Agency" in told
    assert len(told.strip().splitlines()) == 7
    story = [
        "no contracts that support",
        "weaker than there before",
        "reversed, against what was said",
        "Terms of service",
    ]
    assert [part in thread for part in story] == [True] * 4
    assert "held back" in out
    named = [word for word in out.partition("Look at")[2].split() if word.startswith("demo-output/feeds/")]
    assert len(named) == 3
    assert all((tmp_path / name).exists() for name in named)
    for command in out.splitlines()[-2:]:
        assert '"no AI services contracts"' in tracker(*shlex.split(command)[1:]).stdout


def test_a_process_ends_with_a_sentence_and_its_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tracker", "show", "ffff", "--db", "none.db"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "tracker: there is no record at none.db yet; the first `tracker check` or `tracker run` makes it\n"
    )


def test_the_first_minutes_say_what_to_do_and_what_is_missing(tracker: Run, watched: Server, tmp_path: Path) -> None:
    assert "cd news" in (told := tracker("init", "news").stdout)
    assert all(words in told for words in ("watchlist add", "follow", "--base-url"))
    (tmp_path / "watchlist.yaml").rename(kept := tmp_path / "kept.yaml")
    assert "cd " not in tracker("init", ".").stdout
    by_hand = "  - {id: press, organisation: Acme, title: Press, url: 'https://acme.example/', fetch: manual}\n"
    secret = "  - {id: x, organisation: B, title: T, url: 'https://b.example/', headers: {Cookie: '${TRACKER_NOPE}'}}\n"
    (tmp_path / "watchlist.yaml").write_text(kept.read_text() + by_hand)
    assert tracker("check", "terms").stdout.startswith("acme-terms: new text\n")
    assert "no public address" in tracker("publish").stdout
    told = tracker("status").stdout
    assert "by hand" in told
    assert "2 of 2 pages well" in told  # what nobody entered yet is not ill
    assert "no public address" in told
    tracker("publish", "--base-url", "https://news.example/")
    assert "no public address" not in tracker("status").stdout
    (tmp_path / "watchlist.yaml").write_text(kept.read_text() + secret)
    assert "x needs the environment variable TRACKER_NOPE" in tracker("watchlist", "check").stderr


def test_help_is_fast_because_it_loads_no_heavy_module() -> None:
    script = "import sys; from tracker.cli import cli; cli(['--help'], standalone_mode=False); print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    loaded = set(out.split())
    heavy = {"requests", "sqlite_utils", "lxml", "selectolax", "rich", "feedgen", "pydantic", "jinja2", "apscheduler"}
    assert not loaded & heavy
