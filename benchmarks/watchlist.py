"""What reading a watchlist costs, and what refusing a bad one does: `python -m benchmarks.watchlist`.

`x` is a time over that of libyaml's bare events for the same text. ruamel.yaml is measured when it is installed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import yaml

from tracker.errors import WatchlistError
from tracker.watch.watchlist import NewPage, add_page, loads
from tracker.watch.watchlist.exchange import Form, export_pages, import_pages
from tracker.watch.watchlist.nodes import LOADER

try:
    from ruamel.yaml import YAML  # only to compare with; not a dependency
except ImportError:
    YAML = None

ENTRY = """  - id: acme-{n}
    organisation: Acme Corporation
    title: Acceptable Use Policy, part {n}
    url: https://www.acme.example/legal/{n}/acceptable-use
    every: 6h
    tags: [terms, ai]
"""
HOSTILE = {
    "100,000 entries of one key": "pages:\n" + "  - a: 1\n" * 100_000,
    "a million brackets": "pages: " + "[" * 900_000,
    "80,000 anchors": "pages:\n" + "  - &a x\n" * 80_000,
    "deep blocks": "\n".join(" " * i + "a:" for i in range(1000)),
    "a comment of 1 MB": "# filler\n" * 110_000,
}


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the quickest of a few runs."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def refuse(text: str) -> None:
    try:
        loads(text)
    except WatchlistError:
        return
    raise AssertionError("a hostile watchlist was taken")


def events(text: str, loader: object) -> int:
    return sum(1 for _ in yaml.parse(text, Loader=loader))


def ways(text: str, count: int) -> dict[str, Callable[[], object]]:
    found: dict[str, Callable[[], object]] = {"loads": lambda: loads(text)}
    if count != 1000:
        return found
    jobs = export_pages(loads(text).pages, Form.WEBCHANGES).files["jobs.yaml"]
    new = NewPage("New", "https://new.example/", organisation="New")
    found["PyYAML without libyaml, events alone"] = lambda: events(text, yaml.SafeLoader)
    if YAML is not None:
        found["ruamel.yaml, events alone"] = lambda: sum(1 for _ in YAML(typ="safe", pure=True).parse(text))
    found["add a page, verified"] = lambda: add_page(text, new)
    found["import as webchanges jobs"] = lambda: import_pages(jobs, Form.WEBCHANGES)
    return found


def main() -> int:
    for count in (100, 1000, 5000):
        text = "pages:\n" + "".join(ENTRY.format(n=n) for n in range(count))
        bare = best(partial(events, text, LOADER))
        print(f"\n{f'{count:,} pages, {len(text):,} characters':40}{'ms':>12}{'x':>8}")
        print(f"  {'libyaml, events alone':40}{bare * 1e3:10.1f}{1:8.1f}")
        for name, run in ways(text, count).items():
            took = best(run)
            print(f"  {name:40}{took * 1e3:10.1f}{took / bare:8.1f}")
    print(f"\n{'refused in':40}{'ms':>12}")
    for name, text in HOSTILE.items():
        print(f"  {name:40}{best(partial(refuse, text)) * 1e3:10.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
