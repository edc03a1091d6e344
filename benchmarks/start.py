"""What a command costs with its start: `python -m benchmarks.start`.

Milliseconds of processor of a process of its own, the least of some: `check` of one page on loopback that answers 304,
`status` and `log` of its record, `compare` of two files, and `--help`.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.server import running

TIMES = 6
PAGE = "<main><h1>Principles</h1>" + "".join(f"<p>In matter {n} we sell no data.</p>" for n in range(40)) + "</main>"


def cost(folder: Path, *words: str) -> float:
    """Milliseconds of processor of one call."""
    begin = os.times()
    subprocess.run([sys.executable, "-m", "tracker", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    end = os.times()
    return 1000 * (end.children_user + end.children_system - begin.children_user - begin.children_system)


def main() -> None:
    compileall.compile_dir(Path(__file__).parent.parent / "tracker", quiet=1)  # as pip does
    with tempfile.TemporaryDirectory() as place, running() as server:
        folder = Path(place)
        server.put("/", PAGE, etag='"1"')
        entry = f"{{id: p, organisation: O, title: T, url: '{server.url('/')}'}}"
        (folder / "watchlist.yaml").write_text(f"pages:\n  - {entry}\n")
        (folder / "old.html").write_text(PAGE)
        (folder / "new.html").write_text(PAGE.replace("matter 7 we sell no", "matter 7 we sell no sensitive"))
        check = ("check", "--allow-private", "p")
        cost(folder, *check)  # the first look; all others are answered by 304
        for words in (check, ("status",), ("log",), ("compare", "old.html", "new.html"), ("--help",)):
            print(f"{' '.join(words):28}{min(cost(folder, *words) for _ in range(TIMES)):8.0f} ms", flush=True)


if __name__ == "__main__":
    main()
