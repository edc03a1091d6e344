"""The console blocks of the documentation, run and compared; `python -m tests.cli.docs` writes what they print now.

A block that begins with `$ tracker` holds commands and what each prints, on the demo's record. Blocks run in order, in
one folder a file. A block marked `sh` is for the reader alone.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from tests.cli.sample import sample
from tracker.cli import COMMANDS, cli
from tracker.cli.output import console
from tracker.errors import TrackerError

DOCS = Path(__file__).parents[2] / "docs"
FILES = (DOCS / "tutorial.md", DOCS / "reference" / "commands.md")
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ENV = {
    "TZ": "UTC",
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TRACKER_DB": "demo-output/tracker.db",
    "TRACKER_WATCHLIST": "demo-output/watchlist.yaml",
    "TRACKER_FEEDS": "demo-output/feeds",
}


@contextmanager
def reader() -> Iterator[None]:
    """In a folder with the demo's record, as a reader of the documentation is."""
    before, here = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(_ENV)
        os.chdir(folder)
        time.tzset()
        console.cache_clear()
        try:
            sample(Path("demo-output"))
            yield
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
            time.tzset()
            console.cache_clear()


def run(command: str) -> str:
    """What a command prints, errors as `tracker` says them."""
    name, *arguments = shlex.split(command)
    if name != "tracker":
        assert name == "printf", command  # makes a file for the next command
        text, sign, path = arguments
        assert sign == ">"
        Path(path).write_text(text.replace("\\n", "\n"), encoding="utf-8")
        return ""
    result = CliRunner().invoke(cli, arguments, prog_name="tracker")
    if isinstance(result.exception, TrackerError):
        return f"{result.output}tracker: {result.exception}\n"
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def refreshed(text: str) -> str:
    """A document with what its commands print now."""
    with reader():
        return _BLOCK.sub(lambda match: f"```console\n{_block(match[1])}```", text)


def _block(block: str) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    shown = [
        f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in run(command).rstrip().splitlines())
        for command in commands
    ]
    return "\n".join(shown)


def help_blocks() -> str:
    """The reference of every command, with room for its help."""
    return "".join(f"## tracker {name}\n\n```console\n$ tracker {name} --help\n```\n\n" for name in COMMANDS)


if __name__ == "__main__":
    for path in FILES:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(path)
