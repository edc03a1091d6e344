"""`tracker judge`: how often the judge says what readers say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tracker.cli import options
from tracker.cli.output import json_line, say
from tracker.compare.judge import judge as judge_pair
from tracker.compare.judge.scoring import Answered, Figures, figures, share
from tracker.errors import UsageError
from tracker.model import Direction

_READ = [direction for direction in Direction if direction is not Direction.OPEN]


@click.command()
@click.option("--score", "pairs", required=True, type=click.Path(path_type=Path), metavar="PAIRS.jsonl",
              help='Pairs that readers judged: lines of {"id", "old", "new", "direction"}.')  # fmt: skip
@click.option("--answers", type=click.Path(path_type=Path), metavar="ANSWERS.jsonl",
              help="Answers of another judge to these pairs, as `tracker compare --jsonl` writes them.")  # fmt: skip
@options.as_json
def judge(pairs: Path, answers: Path | None, as_json: bool) -> None:
    """How often is it wrong? The judge's answers beside those of readers.

    Told is what is called weaker or stronger; "open" means that which way a change went is not judged.
    """
    read = list(lines_of(pairs, "old", "new", "direction"))
    if not read:
        raise UsageError(f"{pairs} holds no pairs")
    said = {row.get("id"): row for row in lines_of(answers, "id", "direction")} if answers else None
    found = figures([_answered(row, number, pairs, said) for number, row in enumerate(read, 1)])
    if as_json:
        json_line(_json(found))
    else:
        _print(found)


def lines_of(path: Path, *keys: str) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8 text'}"
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not (isinstance(row, dict) and all(isinstance(row[key], str) for key in keys)):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            wanted = ", ".join(f'"{key}"' for key in keys)
            raise UsageError(f"{path}, line {number}: expected one object {{{wanted}}} with texts") from None
        yield row


def _answered(row: dict[str, Any], number: int, path: Path, said: dict[Any, dict[str, Any]] | None) -> Answered:
    if row["direction"] not in _READ:
        raise UsageError(f"{path}, pair {number}: readers say one of {', '.join(_READ)}, not {row['direction']!r}")
    read = Direction(row["direction"])
    if said is None:
        found = judge_pair(row["old"], row["new"])
        return Answered(read, found.direction, found.confidence)
    answer = said.get(row.get("id"))
    if answer is None or answer["direction"] not in list(Direction):
        raise UsageError(f"{path}, pair {number}: there is no answer to the pair {row.get('id')!r}")
    return Answered(read, Direction(answer["direction"]), float(answer.get("confidence") or 0))


def _json(found: Figures) -> dict[str, Any]:
    return {
        "pairs": found.pairs,
        "accuracy": round(share(found.right, found.pairs), 3),
        "told": found.told,
        "told_right": round(share(found.told_right, found.told), 3),
        "told_other_way": round(share(found.told_other_way, found.told), 3),
        "directed": found.directed,
        "directed_told": round(share(found.told_right, found.directed), 3),
        "by_answer": [{"answer": answer, "pairs": of, "right": right} for answer, of, right in found.by_answer],
        "by_confidence": [{"shown": shown, "pairs": of, "right": right} for shown, of, right in found.by_confidence],
    }


def _print(found: Figures) -> None:
    say(f"{found.pairs} pairs, {share(found.right, found.pairs):.1%} answered as readers do")
    say(
        f"of {found.told} told weaker or stronger {share(found.told_right, found.told):.1%} are so,"
        f" {share(found.told_other_way, found.told):.1%} went the other way"
    )
    say(
        f"of {found.directed} that readers call weaker or stronger"
        f" {share(found.told_right, found.directed):.1%} are told so"
    )
    say()
    for answer, of, right in found.by_answer:
        wrong = "not judged" if answer is Direction.OPEN else f"{right:>5} as readers do, {share(right, of):.0%}"
        say(f"{answer:<10}{of:>6}   {wrong}")
    say()
    for shown, of, right in found.by_confidence:
        say(f"shown {shown:>4.0%} {of:>6}   right {share(right, of):.0%}")
