"""`log`, `when`, `search`, `blame` and `said` over 100,000 versions, beside git over the same texts.

    python -m benchmarks.history [--versions 100000] [--keep FOLDER]

The texts are made up; with ../shared/data/diff present they are real policies, cut to their first lines. Version after
version a page goes from its old text to its new one, with a line of its own in each. Every version is a version in the
store, built through its own door, and a commit in git. In process: the median of five warm calls. Command: from the
shell, with the start of Python.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.ask import History, open_history
from tracker.ask.subjects import threads
from tracker.compare.subjects import subject_of
from tracker.model import (
    Block,
    BlockKind,
    Capture,
    Change,
    ChangeFilter,
    ChangeStatus,
    Check,
    CheckOutcome,
    Direction,
    Edit,
    EditKind,
    Op,
    Page,
    Piece,
    Severity,
    Statement,
)
from tracker.record.store import Store

REAL = Path(__file__).parents[2] / "shared" / "data" / "diff" / "versions.jsonl.gz"
LINES = 120  # of a text
EACH = 100  # versions of a page
START = datetime(2020, 1, 1, tzinfo=UTC)
CALLS = 5
SAID = "law enforcement"


def documents() -> list[tuple[list[str], list[str]]]:
    """Old and new text of each document, line by line."""
    if REAL.exists():
        with gzip.open(REAL, "rt", encoding="utf-8") as stream:
            pairs = [json.loads(line) for line in stream]
        found = [(_lines(pair["old"]), _lines(pair["new"])) for pair in pairs]
        return [(old, new) for old, new in found if len(old) > LINES // 2 and _gone(old, new)]
    topics = "location payment health contact device account usage advertising research security".split()
    return [
        (
            [f"We never share {t} records of group {d}-{n} with any third party." for n, t in enumerate(topics * 5)],
            [f"We may share {t} records of group {d}-{n} with our partners." for n, t in enumerate(topics * 5)],
        )
        for d in range(200)
    ]


def _gone(old: list[str], new: list[str]) -> list[str]:
    """The lines that went, longer than a few words."""
    return [line for line in old if line not in new and len(line.split()) > 5]


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:1500] for line in text.split("\n") if line.strip()][:LINES]


def texts(page: int, documents: list[tuple[list[str], list[str]]]) -> Iterator[list[str]]:
    """All texts that a page has, in order of time."""
    old, new = documents[page % len(documents)]
    for version in range(EACH):
        cut = version * max(len(old), len(new)) // (EACH - 1)
        yield [f"Panel {page} has met {version} times.", *new[:cut], *old[cut:]]


def build(path: Path, pages: int, docs: list[tuple[list[str], list[str]]]) -> None:
    watched = [Page(f"page-{n:04}", f"Company {n % 97}", "Policy", f"https://example.com/{n}") for n in range(pages)]
    with Store(path) as store:
        store.pages.sync(watched, now=START)
        for n, page in enumerate(watched):
            with store.transaction():
                _fill(store, page, n, docs)


def _fill(store: Store, page: Page, number: int, docs: list[tuple[list[str], list[str]]]) -> None:
    before: tuple[Statement, datetime, int] | None = None
    for version, lines in enumerate(texts(number, docs)):
        at = START + timedelta(hours=12 * version, seconds=number)
        capture = Capture(page.url, page.url, 200, (), f"{number}".encode(), at)
        snapshot = store.snapshots.add(page.id, capture, None)
        statement = Statement(tuple(Block(BlockKind.PARAGRAPH, line) for line in lines), "1")
        store.versions.add(page.id, statement, at=at, snapshot=snapshot)
        store.checks.add(Check(page.id, at, CheckOutcome.NEW, version=statement.id, snapshot=snapshot))
        if before and version % 10 == 0:
            old, last, first = before
            store.changes.save(
                Change(
                    id=f"{number:08x}{version:08x}",
                    page=page.id,
                    organisation=page.organisation,
                    page_title=page.title,
                    url=page.url,
                    tags=(),
                    status=ChangeStatus.PUBLISHED,
                    direction=Direction.WEAKER,
                    severity=Severity.SUBSTANTIVE,
                    confidence=0.9,
                    headline=f'"{version - 1}" → "{version}"',
                    reason="a number",
                    before=store.snapshots.moment(old.id, first),
                    after=store.snapshots.moment(statement.id, snapshot),
                    last_without=last,
                    first_with=at,
                    settled_at=at,
                    edits=(_edit(old.blocks[0].text, lines[0]),),
                )
            )
        before = (statement, at, snapshot)
    if before is not None:
        store.pages.save(replace(store.pages.state(page.id), version=before[0].id, snapshot=before[2]))


def _edit(old: str, new: str) -> Edit:
    pieces = (Piece(Op.DELETE, old), Piece(Op.INSERT, new))
    return Edit(EditKind.CHANGED, old, new, pieces, Direction.DIFFERENT, (), 0.9, Severity.SUBSTANTIVE, "a number", "")


def commit(folder: Path, pages: int, docs: list[tuple[list[str], list[str]]]) -> None:
    """The same texts in git, packed: one file a page, one commit a version."""
    git(folder, "init", "-q", "-b", "main")
    process = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert process.stdin
    for number in range(pages):
        for version, lines in enumerate(texts(number, docs)):
            body = "\n".join(lines).encode() + b"\n"
            at = int((START + timedelta(hours=12 * version, seconds=number)).timestamp())
            process.stdin.write(
                f"commit refs/heads/main\ncommitter a <a@example.com> {at} +0000\ndata 1\nx\n".encode()
                + f"M 100644 inline page-{number:04}.txt\ndata {len(body)}\n".encode()
                + body
                + b"\n"
            )
    process.stdin.close()
    assert process.wait() == 0
    git(folder, "read-tree", "HEAD")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    return done.stdout


def warm(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def once(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


Row = tuple[str, Callable[[], object], list[str], list[str]]


def questions(history: History, page: str, rare: str) -> list[Row]:
    """What is asked: by its name, in process, as our command, and of git."""
    changes, one, file = history.store.changes, history.page(page), f"{page}.txt"
    often = "third party"
    return [
        ("log, newest 50", lambda: changes.find(ChangeFilter(limit=50)), ["log", "-n50"], ["log", "-n50", "--oneline"]),
        ("log, all", lambda: changes.find(ChangeFilter(), edits=False), ["log"], ["log", "--oneline"]),
        (
            "log of one page",
            lambda: changes.find(ChangeFilter(page=page)),
            ["log", page],
            ["log", "--oneline", "--", file],
        ),
        ("when, a rare phrase", lambda: history.when(rare), ["when", rare], ["log", "-S", rare, "--oneline"]),
        ("when, near forms too", lambda: history.when(rare, near=True), ["when", rare, "--near"], []),
        (
            "when, on one page",
            lambda: history.when(often, [one]),
            ["when", often, page],
            ["log", "-S", often, "--oneline", "--", file],
        ),
        ("when, on most pages", lambda: history.when(often), ["when", often], ["log", "-S", often, "--oneline"]),
        ("the same, near forms too", lambda: history.when(often, near=True), ["when", often, "--near"], []),
        (
            "search, two words",
            lambda: history.search("share partners"),
            ["search", "share", "partners"],
            ["grep", "-c", "-e", "share.*partners", "HEAD"],
        ),
        (
            "search, a word that is everywhere",
            lambda: history.search("we"),
            ["search", "we"],
            ["grep", "-c", "-w", "we", "HEAD"],
        ),
        (
            "search, on one page",
            lambda: history.search(often, [one]),
            ["search", "--page", page, often],
            ["grep", "-c", "-e", often, "HEAD", "--", file],
        ),
        ("blame", lambda: history.blame(one), ["blame", page], ["blame", file, "HEAD"]),
        (
            "said, of one organisation",
            lambda: threads(history, subject_of(SAID), one.organisation),
            ["said", SAID, "--org", one.organisation],
            [],
        ),
        ("said, of all", lambda: threads(history, subject_of(SAID)), ["said", SAID], []),
    ]


def measure(db: Path, folder: Path, docs: list[tuple[list[str], list[str]]], pages: int) -> None:
    rare = " ".join(_gone(*docs[0])[0].split()[:6])
    page = "page-0000"
    print(f"{'':34}{'in process':>12}{'command':>12}{'git':>12}  by")
    with open_history(db) as history:
        for name, call, command, beside in questions(history, page, rare):
            inside = warm(call)
            outside = once(lambda command=command: tracker(db, *command))  # type: ignore[misc]
            other = once(lambda beside=beside: git(folder, *beside)) if beside else None  # type: ignore[misc]
            seconds = f"{other:10.2f} s" if other is not None else f"{'-':>12}"
            by = f"  git {' '.join(beside[:2])}" if beside else ""
            print(f"{name:34}{inside * 1000:9.1f} ms{outside:10.2f} s{seconds}{by}", flush=True)
    print(f"{'tracker --help':34}{'':12}{once(lambda: tracker(db, '--help')):10.2f} s")


def tracker(db: Path, *arguments: str) -> None:
    environment = os.environ | {"TRACKER_DB": str(db)}
    subprocess.run([sys.executable, "-m", "tracker", *arguments], env=environment, capture_output=True, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="folder to build in, and to find it built the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        db, repository, docs, pages = folder / "history.db", folder / "git", documents(), asked.versions // EACH
        if not (folder / "built").exists():
            print(
                f"store of {pages * EACH:,} versions: {once(lambda: build(db, pages, docs)):.0f} s to build", flush=True
            )
            repository.mkdir()
            print(f"the same in git: {once(lambda: commit(repository, pages, docs)):.0f} s", flush=True)
            (folder / "built").touch()
        packed = sum(path.stat().st_size for path in repository.rglob("*") if path.is_file())
        real = "real" if REAL.exists() else "made up"
        print(f"{real} texts; store {db.stat().st_size / 1e6:,.0f} MB, git {packed / 1e6:,.0f} MB")
        measure(db, repository, docs, pages)


if __name__ == "__main__":
    main()
