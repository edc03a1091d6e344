"""What starting costs: commands load what they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.docs import named
from tests.cli.sample import sample

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
    assert "tracker.store" in modules
