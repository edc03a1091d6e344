"""What starting costs: commands load what they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.docs import named
from tests.cli.sample import sample
from tests.server import Server

HEAVY = ("requests", "urllib3", "lxml", "selectolax", "pydantic", "yaml", "feedgen", "jinja2", "apscheduler", "warcio")


def loaded(*arguments: str) -> set[str]:
    """Modules that a command has loaded when it ends."""
    script = (
        "import sys\nfrom tracker.cli import cli\n"
        f"try: cli.main({list(arguments)!r}, prog_name='tracker')\nexcept SystemExit: pass\n"
        "print('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_no_command_and_no_library_but_click() -> None:
    modules = loaded("--help")
    ours = {name for name in modules if name.startswith("tracker.")}
    assert ours == {"tracker.cli", "tracker.errors"}
    assert modules.isdisjoint({*HEAVY, "rich", "sqlite3", "sqlite_utils", "simplemma", "zstandard"})


@pytest.mark.parametrize(
    "command",
    [
        ("log",),
        ("when", "no contracts"),
        ("blame", "halcyon-responsible-technology"),
        ("cite", "{narrowed}"),
        ("status",),
    ],
    ids=lambda command: command[0],
)
def test_reading_loads_nothing_that_fetches_or_publishes(tmp_path: Path, command: tuple[str, ...]) -> None:
    modules = loaded(*map(named, command), "--db", str(sample(tmp_path)))
    assert modules.isdisjoint(HEAVY)
    assert "tracker.record.store" in modules
    if command[0] != "status":
        assert not {"tracker.settle", "tracker.watch", "tracker.read.statement", "tracker.compare.comparison"} & modules


def test_an_unchanged_page_loads_nothing_that_reads_compares_or_writes(tmp_path: Path, server: Server) -> None:
    server.put("/policy", "<h1>Policy</h1><p>We never share what you store with us.</p>", etag='"1"')
    watchlist = tmp_path / "watchlist.yaml"
    watchlist.write_text(f"pages: [{{organisation: Acme, title: Policy, url: '{server.url('/policy')}'}}]")
    places = ("--db", tmp_path / "a.db", "--watchlist", watchlist, "--feeds", tmp_path / "feeds", "--allow-private")
    first, again = (loaded("check", "acme-policy", *map(str, places)) for _ in range(2))
    readers = {"tracker.read.statement", "selectolax", "jinja2"}
    assert readers <= first
    assert again.isdisjoint({*readers, "tracker.compare.comparison", "simplemma", "warcio", "asyncio", "rich.progress"})
    assert server.count("/policy") == 2
