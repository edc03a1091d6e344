"""The maintainer's guides, as written: every command is pasted, and prints what the page says it prints."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {"first-watch.md": 1, "how-to/follow-a-newsroom.md": 2}  # with the entries of the feed at the end
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "8765"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_told(line: str, printed: str) -> bool:
    """Whether a line was printed; `…` stands for anything."""
    pattern = ".*".join(map(re.escape, line.split("…")))
    return re.search(f"^{pattern}$", printed, re.MULTILINE) is not None


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash, whose commands are pasted")
@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_is_pasted_and_ends_in_a_feed_item(guide: str, tmp_path: Path) -> None:
    port = str(free_port())
    blocks = [
        (kind, body.replace(PORT, port)) for kind, body in BLOCK.findall((DOCS / guide).read_text(encoding="utf-8"))
    ]
    mark = "-- what it prints --"
    script = "set -e\ntrap 'kill %1 2>/dev/null || true' EXIT\n"
    script += "".join(f"{body}echo '{mark}'\n" for kind, body in blocks if kind == "sh")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    printed = done.stdout.split(mark)
    number = -1
    for kind, body in blocks:
        if kind == "sh":
            number += 1
            continue
        assert [line for line in body.splitlines() if not is_told(line, printed[number])] == [], printed[number]
    assert (tmp_path / "newsroom" / "feeds" / "all.atom.xml").read_text().count("<entry>") == GUIDES[guide]
