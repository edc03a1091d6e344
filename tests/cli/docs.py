"""The console blocks of the documentation, run and compared; `python -m tests.cli.docs` writes what they print now.

A block that begins with `$ tracker` holds commands and what each prints, on the demo's record. Blocks run in order, in
one folder a file. A block marked `sh` is for the reader alone. A comment at the end keeps the ids of the demo's
changes, so that commands follow when the ids become others.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from tests.cli.sample import sample
from tracker.cli import COMMANDS, cli
from tracker.cli.output import console
from tracker.errors import TrackerError
from tracker.model import ChangeFilter
from tracker.record.store import Store

DOCS = Path(__file__).parents[2] / "docs"
FILES = (DOCS / "tutorial.md", DOCS / "reference" / "commands.md")
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IDS = re.compile("<!-- changes: (.*) -->")
_NAMED = re.compile(r"\{([a-z]+)\}")
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


@cache
def changes() -> dict[str, str]:
    """The changes of the demo's record by a name: their ids are hashes of what extraction makes of its pages."""
    names = ("narrowed", "error", "hedged", "moved", "flickered", "slower")
    with tempfile.TemporaryDirectory() as folder, Store(sample(Path(folder))) as store:
        found = store.changes.find(ChangeFilter(statuses=(), newest_first=False), edits=False)
    return dict(zip(names, (change.id for change in found), strict=True))


def named(words: str) -> str:
    """The words with the id of a change for its name: `show {narrowed}`."""
    return _NAMED.sub(lambda match: changes()[match[1]], words)


def run(command: str) -> str:
    """What a command prints, errors as `tracker` says them. Changes may be called by name."""
    name, *arguments = shlex.split(named(command))
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


def carried(text: str) -> str:
    """A document whose commands name the changes as they are called now."""
    comment = _IDS.search(text)
    assert comment
    for old, new in zip(comment[1].split(), changes().values(), strict=True):
        text = re.sub(rf"(?m)^(\$ tracker .*\b){old[:4]}[0-9a-f]*\b", rf"\g<1>{new[:4]}", text)
    return _IDS.sub(f"<!-- changes: {' '.join(changes().values())} -->", text)


if __name__ == "__main__":
    for path in FILES:
        path.write_text(refreshed(carried(path.read_text(encoding="utf-8"))), encoding="utf-8")
        print(path)
