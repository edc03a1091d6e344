"""What comparing real versions costs beside other differs: `python -m benchmarks.comparison [--budget SECONDS]`.

Pairs are those of `../shared/data/diff/versions.jsonl.gz` when it is there, else policies made up here. Every way runs
in a process of its own, over the same pairs in the same shuffled order; one that passes the budget is cut, and says
after how many pairs. `x ours` is its time over that of our rows on the pairs it finished: above 1, ours is faster.
Seconds are of the processor, MB the peak memory above that of the empty process. The ways "lines then words" are put
together here from a differ's engine; no peer ships them, and they tell no statements and no moves. Our own run also
checks that the rows rebuild both texts and that a second run gives the same bytes.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import hashlib
import json
import multiprocessing
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from diff_match_patch import diff_match_patch

from tracker.compare import compare, rows
from tracker.model import Block, BlockKind, Row

try:
    import fast_diff_match_patch
except ImportError:  # its wheels are for some systems only
    fast_diff_match_patch = None

VERSIONS = Path(__file__).parent.parent.parent / "shared/data/diff/versions.jsonl.gz"
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
Way = Callable[[str, str], object]


def blocks(text: str) -> list[Block]:
    """A text cut into blocks by line, its Markdown telling their kinds."""
    kinds = {"#": BlockKind.HEADING, "*": BlockKind.LIST_ITEM, "-": BlockKind.LIST_ITEM, "|": BlockKind.TABLE_ROW}
    return [Block(kinds.get(line.lstrip()[:1], BlockKind.PARAGRAPH), line) for line in text.split("\n")]


def our_rows(old: str, new: str) -> tuple[Row, ...]:
    return rows(blocks(old), blocks(new))


def our_comparison(old: str, new: str) -> object:
    return compare(blocks(old), blocks(new))


def characters(limit: float) -> Way:
    differ = diff_match_patch()
    differ.Diff_Timeout = limit
    return lambda old, new: differ.diff_main(old, new)


def fast(old: str, new: str) -> object:
    return fast_diff_match_patch.diff(old, new, timelimit=0, cleanup="Semantic")


def fast_limited(old: str, new: str) -> object:
    return fast_diff_match_patch.diff(old, new, timelimit=1, cleanup="Semantic")


def fast_lines_then_words(old: str, new: str) -> object:
    """Its C++ engine over whole lines, then over the words of the lines that changed."""
    found = []
    gone: list[str] = []
    come: list[str] = []
    lines = (old.splitlines(True), new.splitlines(True))
    i = j = 0
    for op, count in [*fast_over(*lines), ("=", 0)]:
        if op == "=":
            if gone and come:
                found.append(fast_over(WORDS.findall("".join(gone)), WORDS.findall("".join(come))))
            gone, come = [], []
        else:
            gone += lines[0][i : i + count] if op == "-" else []
            come += lines[1][j : j + count] if op == "+" else []
        i += count if op != "+" else 0
        j += count if op != "-" else 0
    return found


def fast_over(old: list[str], new: list[str]) -> list[tuple[str, int]]:
    codes = {item: chr(0x100 + n + 0x800 * (n >= 0xD700)) for n, item in enumerate(dict.fromkeys([*old, *new]))}
    texts = ("".join(map(codes.__getitem__, side)) for side in (old, new))
    return fast_diff_match_patch.diff(*texts, timelimit=0, checklines=False, cleanup="Semantic")


def difflib_words(old: str, new: str) -> object:
    return difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).get_opcodes()


def difflib_lines_then_words(old: str, new: str) -> object:
    a, b = old.splitlines(), new.splitlines()
    return [
        difflib.SequenceMatcher(None, " ".join(a[i:k]).split(), " ".join(b[j:m]).split(), autojunk=False).get_opcodes()
        for tag, i, k, j, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if tag == "replace"
    ]


WAYS: dict[str, Way] = {
    "ours: rows": our_rows,
    "ours: comparison, judged": our_comparison,
    "diff-match-patch, no limit": characters(0),
    "diff-match-patch, 1 s": characters(1),
    "fast-diff-match-patch, no limit": fast,
    "fast-diff-match-patch, 1 s": fast_limited,
    "fast, lines then words": fast_lines_then_words,
    "difflib, words": difflib_words,
    "difflib, lines then words": difflib_lines_then_words,
}


def made_up(count: int = 200) -> Iterator[tuple[str, str]]:
    """Policies of a few to a few thousand lines, and their next version: mostly small edits, now and then a rewrite."""
    chance = random.Random(5)
    subjects = "we you they partners customers services devices employees affiliates authorities".split()
    verbs = "collect share sell delete keep review disclose process transfer protect".split()
    words = [a + b for a in ("data", "content", "account", "location", "payment", "log") for b in ("", "s", "-files")]

    def sentence() -> str:
        middle = " ".join(chance.choices([*words, "of", "and", "the", "your", "for", "with"], k=chance.randint(4, 24)))
        return f"{chance.choice(subjects).title()} may {chance.choice(verbs)} {middle}."

    for _ in range(count):
        old = [
            " ".join(sentence() for _ in range(chance.randint(1, 6)))
            for _ in range(int(chance.lognormvariate(4.5, 1)) + 1)
        ]
        share = chance.choice((0.0, 0.01, 0.05, 0.9))
        new = [sentence() if chance.random() < share else line for line in old]
        new = [line.replace(" may ", " will ", 1) if chance.random() < share else line for line in new]
        yield "\n".join(old), "\n".join(new)


def pairs() -> list[tuple[str, str]]:
    if VERSIONS.exists():
        with gzip.open(VERSIONS, "rt") as file:
            found = [(pair["old"], pair["new"]) for pair in map(json.loads, file)]
    else:
        found = list(made_up())
    random.Random(11).shuffle(found)  # a way that is cut has seen small and large ones alike
    return found


def work(name: str, pipe: Connection) -> None:
    """Answer each pair with the seconds it took and the peak memory so far in kB."""
    way = WAYS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for old, new in iter(pipe.recv, None):
        start = time.process_time()
        way(old, new)
        pipe.send((time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))


def measured(name: str, budget: float) -> tuple[list[float], int, bool]:
    """Seconds of each finished pair, peak memory in MB, and whether all were done."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=work, args=(name, there))
    process.start()
    seconds: list[float] = []
    peak = 0
    todo = pairs()
    end = time.monotonic() + budget
    for pair in todo:
        here.send(pair)
        if not here.poll(max(0.0, end - time.monotonic())):
            break
        taken, peak = here.recv()
        seconds.append(taken)
    process.kill()
    process.join()
    return seconds, peak // 1024, len(seconds) == len(todo)


def check() -> None:
    digests = [hashlib.sha256(), hashlib.sha256()]
    for old, new in pairs():
        for digest in digests:
            found = our_rows(old, new)
            digest.update(repr(found).encode("utf-8", "backslashreplace"))
        for text, side in (
            (old, [(row.old_at, row.old) for row in found]),
            (new, [(row.new_at, row.new) for row in found]),
        ):
            lines = [""] * len(text.split("\n"))
            for at, part in side:
                if at is not None:
                    lines[at] += part or ""
            assert "\n".join(lines) == text
    assert digests[0].digest() == digests[1].digest()
    print(f"rows rebuild every text exactly; two runs are the same bytes ({digests[0].hexdigest()[:12]})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds for each way (default: %(default)s)")
    budget = parser.parse_args().budget
    count = len(pairs())
    print(f"{count} pairs, {'real' if VERSIONS.exists() else 'made up'}; budget {budget:g} s a way")
    check()
    heads = ("pairs", "total s", "p50 ms", "p99 ms", "max s", "MB", "x ours")
    print(f"{'':<34}" + "".join(f"{head:>9}" for head in heads))
    ours: list[float] = []
    for name in WAYS:
        if name.startswith("fast") and not fast_diff_match_patch:
            print(f"{name:<34} not installed")
            continue
        seconds, peak, done = measured(name, budget)
        ours = ours or seconds
        if not seconds:
            print(f"{name:<34} no pair within the budget")
            continue
        ranked = sorted(seconds)
        p50, p99 = (1000 * ranked[int(len(ranked) * share)] for share in (0.5, 0.99))
        ratio = sum(seconds) / sum(ours[: len(seconds)])
        figures = f"{len(seconds):>9}{sum(seconds):>9.2f}{p50:>9.2f}{p99:>9.0f}{ranked[-1]:>9.2f}{peak:>9}{ratio:>9.2f}"
        print(f"{name:<34}{figures}{'' if done else '  cut'}", flush=True)


if __name__ == "__main__":
    main()
