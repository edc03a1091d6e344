"""`python -m training fit PAIRS...` writes the weights; `folds PAIRS...` measures them on services held out.

`answer FOLDER` reads pairs and answers each with the weights that were made without its service (see `folds --keep`);
`report PAIRS...` writes how often they are wrong, for the package and the documentation.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tracker.compare.judge.learned import Arbiter, written
from tracker.compare.judge.measured import tables
from tracker.compare.judge.measured import written as measured_text
from training.fit import MADE, SAMPLE, WEIGHTS, Traits, fit, fit_news, measured, traits_of
from training.made import make
from training.pairs import Pair, folds, read_pairs
from training.report import Folds, measure, with_figures

OUT = Path("tracker/compare/judge/weights.tsv")
FIGURES, PAGE = Path("tracker/compare/judge/measured.json"), Path("docs/reference/how-often-is-it-wrong.md")


def samples() -> list[Pair]:
    """The minimal pairs of the test suite."""
    from tests.compare.judge.pairs import ALL

    return [Pair(f"sample-{n}", old, new, d.value, f"sample {n % 7}") for n, (_, old, new, d) in enumerate(ALL)]


def trained(pairs: Sequence[Pair], seen: Sequence[Traits]) -> Arbiter:
    """Weights from pairs, from edits made in their texts and from the suite's minimal pairs."""
    made, tests = make(pairs), samples()
    weights = [WEIGHTS[pair.readers] for pair in pairs] + [MADE] * len(made) + [SAMPLE] * len(tests)
    arbiter = fit([*seen, *map(traits_of, made), *map(traits_of, tests)], [*pairs, *made, *tests], weights)
    news, worth = fit_news(seen, pairs)
    return arbiter._replace(news=news or None, worth=worth)


def asked(arbiter: Arbiter, pairs: Sequence[Pair]) -> list[tuple[str, str, int, str]]:
    """What the arbiter answers: (told, read, chance, fact of the reason)."""
    from tracker.compare.judge.verdict import answered

    found = []
    for pair in pairs:
        direction, chance, fact = answered(pair.old, pair.new, arbiter)
        wanted = "different" if pair.direction == "reversed" and direction != "reversed" else pair.direction
        found.append((str(direction), wanted, chance, fact))
    return found


def whole(pairs: Sequence[Pair], seen: Sequence[Traits], parts: int) -> Arbiter:
    """Weights from all pairs, with what was measured on parts of them held out in turn."""
    at = np.array(folds(pairs, parts))
    answers = []
    for part in range(parts):
        kept, out = np.flatnonzero(at != part), np.flatnonzero(at == part)
        arbiter = trained([pairs[i] for i in kept], [seen[i] for i in kept])
        answers += asked(arbiter, [pairs[i] for i in out if pairs[i].readers > 1])
        print(f"  measured on part {part + 1} of {parts}", file=sys.stderr, flush=True)
    return measured(trained(pairs, seen), answers)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fit", "folds", "answer", "report"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT, help="where fit writes the weights")
    parser.add_argument("--keep", type=Path, default=Path("build/folds"), help="where folds keeps its weights")
    given = parser.parse_args(arguments)
    if given.what == "answer":
        return answer(given.files[0])
    if given.what == "report":
        return report(given.files, given.keep)
    pairs = read_pairs(given.files)
    seen = [traits_of(pair) for pair in pairs]
    if given.what == "fit":
        given.out.write_text(written(whole(pairs, seen, 3)), encoding="utf-8")
        return 0
    given.keep.mkdir(parents=True, exist_ok=True)
    at = np.array(folds(pairs))
    services = {}
    for fold in sorted(set(at)):
        kept = np.flatnonzero(at != fold)
        arbiter = whole([pairs[i] for i in kept], [seen[i] for i in kept], 2)
        (given.keep / f"{fold}.tsv").write_text(written(arbiter), encoding="utf-8")
        services |= {pairs[i].service: int(fold) for i in np.flatnonzero(at == fold)}
        print(f"fold {fold}: {len(arbiter.weights)} traits", file=sys.stderr, flush=True)
    texts = {f"{pair.old}\0{pair.new}": services[pair.service] for pair in pairs}
    (given.keep / "pairs.json").write_text(json.dumps(texts), encoding="utf-8")
    return 0


def report(paths: Sequence[Path], keep: Path) -> int:
    """Writes what was measured, into the package and into the page of the documentation that tells it."""
    found = measure(paths, Folds(keep))
    FIGURES.write_text(measured_text(found), encoding="utf-8")
    page = with_figures(PAGE.read_text(encoding="utf-8"), tables(found))
    PAGE.write_text(page, encoding="utf-8")
    return 0


def answer(folder: Path) -> int:
    """Answers pairs from standard input as `tracker compare --jsonl` does, each with the weights of its fold."""
    folds = Folds(folder)
    for line in sys.stdin:
        pair = json.loads(line)
        found = folds.judge(pair["old"], pair["new"])
        row = {"id": pair["id"], "direction": found.direction, "confidence": found.confidence}
        print(json.dumps(row | {"severity": found.severity, "reason": found.reason}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
