"""`tracker judge --score`: the judge's answers beside readers'."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import cli
from tracker.compare.judge.scoring import Answered, figures
from tracker.errors import UsageError
from tracker.model import Direction

SAME, WEAKER, STRONGER = Direction.SAME, Direction.WEAKER, Direction.STRONGER
DIFFERENT, REVERSED, OPEN = Direction.DIFFERENT, Direction.REVERSED, Direction.OPEN


def test_figures_count_what_is_told_apart_from_what_is_open() -> None:
    found = figures(
        [
            Answered(WEAKER, WEAKER, 0.92),
            Answered(WEAKER, STRONGER, 0.9),
            Answered(SAME, STRONGER, 0.6),
            Answered(STRONGER, OPEN, 0.0),
            Answered(REVERSED, DIFFERENT, 0.5),
            Answered(SAME, SAME, 1.0),
        ]
    )
    assert (found.pairs, found.right, found.directed) == (6, 3, 3)
    assert (found.told, found.told_right, found.told_other_way) == (3, 1, 1)
    assert found.by_answer == ((SAME, 1, 1), (WEAKER, 1, 1), (STRONGER, 2, 0), (DIFFERENT, 1, 1), (OPEN, 1, 0))
    assert found.by_confidence == ((0.5, 1, 1), (0.6, 1, 0), (0.9, 2, 1), (1.0, 1, 1))


PAIRS = [
    {"id": "a", "old": "We honour your wish.", "new": "We honor your wish.", "direction": "same"},
    {"id": "b", "old": "We sell no data.", "new": "We sell no health data.", "direction": "weaker"},
]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in PAIRS), encoding="utf-8")
    return path


def score(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["judge", "--score", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_judge_is_scored_on_the_pairs_of_a_file(pairs: Path) -> None:
    assert "2 pairs, 100.0% answered as readers do" in score(pairs)
    assert json.loads(score(pairs, "--json"))["told_right"] == 1


def test_answers_of_another_judge_are_scored_alike(pairs: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    rows = [{"id": "b", "direction": "stronger", "confidence": 0.9}, {"id": "a", "direction": "open"}]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = json.loads(score(pairs, "--answers", answers, "--json"))
    assert (found["accuracy"], found["told_other_way"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no pairs"),
        ("[]", "line 1"),
        ('{"old": "a", "new": "b"}', "line 1"),
        ('{"old": "a", "new": "b", "direction": "better"}', "pair 1: readers say one of"),
        ('{"old": "a", "new": "b", "direction": "open"}', "pair 1: readers say one of"),
        ('{"old": 1, "new": "b", "direction": "same"}', "line 1"),
        ("{" * 20_000, "line 1"),
    ],
)
def test_a_file_of_no_pairs_is_told_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        CliRunner().invoke(cli, ["judge", "--score", str(path)], catch_exceptions=False, standalone_mode=False)
