"""What extraction costs beside its peers, and what it keeps: `python -m benchmarks.extraction [--warc FILE]`.

Every way reads the same pages in turns within one run. Peers are no dependency of ours: `--peers` makes a scratch
environment in a temporary folder and installs them there; without it those that are missing are named and left out.
Printed are pages per second of processor, the ratio to trafilatura, the share of the words that our statement holds and
theirs keeps, and the memory of this process before and after 1,000 captures.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import ExtractError
from tracker.model import Capture
from tracker.read import extract, visible_text
from tracker.watch.archive.warc import index_warc, read_warc

WARC = Path(__file__).parents[2] / "shared/data/replay/history.warc.gz"
PEERS = ("trafilatura", "readability-lxml", "inscriptis", "resiliparse")
SAMPLE = 40  # captures that every way reads: the slowest peer takes half a second for ten
MANY = 1_000  # captures over which memory is watched
WORDS = (
    "the customer may ask us in writing which of its records we keep and for how long no part of this policy limits a "
    "right that law grants and we do not sell share or train on recordings unless a person agrees to it beforehand"
).split()

Way = Callable[[Capture], str]


def captures_of(warc: Path) -> list[Capture]:
    return [read_warc(entry) for entry in index_warc(warc)]


def made_up(count: int) -> list[Capture]:
    """Pages of the size and shape of real ones (200 kB, a third of it script), for where there are none."""
    random.seed(7)
    sentence = " ".join
    captures = []
    for number in range(count):
        sections = "".join(
            f'<h2 id="s{i}">Section {i}<a href="#s{i}">#</a></h2>'
            + "".join(f'<p class="text-{k}">{sentence(random.choices(WORDS, k=60))} {number}.</p>' for k in range(6))
            + "<ul>"
            + "".join(f"<li><span>{sentence(random.choices(WORDS, k=12))}</span></li>" for _ in range(8))
            + "</ul>"
            for i in range(30)
        )
        menu = "".join(f'<li><a class="nav-link" href="/p{i}">Product {i}</a></li>' for i in range(120))
        script = "<script>" + "var state = {a: [1, 2, 3], b: '<p>'};" * 2_000 + "</script>"
        body = (
            f'<!DOCTYPE html><html lang="en"><head><title>Policy</title>{script}</head><body><header><nav>'
            f"<ul>{menu}</ul></nav></header><main><h1>Policy</h1>{sections}</main>"
            "<footer><p>© 2026</p></footer></body></html>"
        )
        url = f"https://example.org/{number}"
        html = (("Content-Type", "text/html; charset=utf-8"),)
        captures.append(Capture(url, url, 200, html, body.encode(), datetime(2026, 1, 1, tzinfo=UTC)))
    return captures


def peers() -> dict[str, Way]:
    """The peers that are installed, by what they are called in the table."""
    found: dict[str, Way] = {}

    def add(module: str, ways: Callable[[object], dict[str, Callable[[str], str | None]]]) -> None:
        try:
            library = importlib.import_module(module)
        except ImportError:
            print(f"{module}: not installed, left out (--peers installs it in a scratch environment)")
            return
        for name, way in ways(library).items():
            found[name] = lambda capture, way=way: way(capture.body.decode("utf-8", "replace")) or ""  # type: ignore[misc]

    add(
        "trafilatura",
        lambda t: {"trafilatura": t.extract, "trafilatura, recall": lambda h: t.extract(h, favor_recall=True)},
    )
    add("readability", lambda r: {"readability-lxml": lambda h: r.Document(h).summary()})
    add("inscriptis", lambda i: {"inscriptis": i.get_text})
    add(
        "resiliparse.extract.html2text",
        lambda r: {
            "resiliparse, main": lambda h: r.extract_plain_text(h, main_content=True),
            "resiliparse, all": r.extract_plain_text,
        },
    )
    return found


def ours(capture: Capture) -> str:
    try:
        return "\n".join(block.text for block in extract(capture).blocks)
    except ExtractError:
        return ""


def seconds(ways: dict[str, Way], captures: Sequence[Capture]) -> dict[str, tuple[float, list[str]]]:
    """Seconds of processor a capture, and the texts, of each way; all read one capture before any reads the next."""
    spent = dict.fromkeys(ways, 0.0)
    texts: dict[str, list[str]] = {name: [] for name in ways}
    for capture in captures:
        for name, way in ways.items():
            begun = time.process_time()
            texts[name].append(way(capture))
            spent[name] += time.process_time() - begun
    return {name: (spent[name] / len(captures), texts[name]) for name in ways}


def words(text: str) -> Counter[str]:
    return Counter("".join(c if c.isalnum() else " " for c in text).split())


def share(kept: Iterable[str], wanted: Iterable[str]) -> float:
    """Mean over the pages of the share of the wanted words that are kept."""
    shares = [
        (words(a) & words(b)).total() / max(1, words(b).total()) for a, b in zip(kept, wanted, strict=True) if b.split()
    ]
    return sum(shares) / max(1, len(shares))


def compare(captures: Sequence[Capture]) -> None:
    ways: dict[str, Way] = {"statement-tracker": ours, "all visible text": visible_text, **peers()}
    for way in ways.values():
        way(captures[0])  # what a library loads on first use is not its speed
    rows = seconds(ways, captures)
    statements = rows["statement-tracker"][1]
    base = rows.get("trafilatura", rows["statement-tracker"])[0]
    print(f"\n{len(captures)} captures of {sum(len(c.body) for c in captures) / len(captures) / 1e3:.0f} kB")
    print(f"{'':22}{'pages/s':>9}{'times trafilatura':>19}{'of our words':>14}{'of theirs in ours':>19}")
    for name, (cost, texts) in rows.items():
        shares = f"{share(texts, statements):14.3f}{share(statements, texts):19.3f}"
        print(f"{name:22}{1 / cost:9.1f}{base / cost:19.1f}{shares}")


def watch_memory(captures: Sequence[Capture]) -> None:
    """Peak memory over MANY captures, in four parts: flat when the last equals the second."""
    print(f"\nmemory over {MANY:,} captures, MB after each quarter: ", end="")
    for number in range(MANY):
        ours(captures[number % len(captures)])
        if (number + 1) % (MANY // 4) == 0:
            print(f"{resident():.0f}", end=" ", flush=True)
    print(f"(peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f})")


def resident() -> float:
    """Megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def with_peers(arguments: Sequence[str]) -> int:
    """Run this again with the peers on its path, installed in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, system_site_packages=False)
        python = Path(folder) / "bin/python"
        for package in (*PEERS, "lxml-html-clean"):
            subprocess.run([python, "-m", "pip", "install", "-q", package], check=False)
        site = next(Path(folder).glob("lib/*/site-packages"))
        script = f"import sys; sys.path.append({str(site)!r}); from benchmarks.extraction import main; main()"
        return subprocess.run([sys.executable, "-c", script, *arguments], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warc", type=Path, default=WARC)
    parser.add_argument("--peers", action="store_true", help="install the peers in a scratch environment")
    parser.add_argument("--sample", type=int, default=SAMPLE)
    asked = parser.parse_args()
    if asked.peers:
        return with_peers([f"--warc={asked.warc}", f"--sample={asked.sample}"])
    captures = captures_of(asked.warc) if asked.warc.exists() else made_up(SAMPLE)
    if not asked.warc.exists():
        print(f"{asked.warc} is not here: reading {len(captures)} made-up pages")
    watch_memory(captures)
    compare(captures[:: max(1, len(captures) // asked.sample)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
