"""What is said of the judge's errors: counted rightly, and the same in the package, the documentation and the site."""

from __future__ import annotations

import json
from pathlib import Path

from tests.publish.history import sample
from tracker.compare.judge.learned import shipped, written
from tracker.compare.judge.measured import parse, shipped_figures, tables
from tracker.compare.judge.measured import written as figures_text
from tracker.model import Direction
from tracker.publish import PublishSettings, publish
from training.report import Folds, markdown, measure, with_figures

ROOT = Path(__file__).parents[3]
PAIRS = [  # what is answered: stronger, same, weaker, stronger
    ("We keep names and addresses.", "We keep names, photos and addresses.", "stronger", [2, 2]),
    ("We use cookies to help you.", "We use cookies in order to help you.", "same", [0, 0]),
    ("We do not sell data.", "We do not sell data except as a court orders.", "weaker", [2, 1]),
    ("You may not sell guns.", "You may not sell guns or drugs.", "weaker", [1, 1]),
]


def folds(folder: Path) -> Path:
    """One fold whose weights are the package's."""
    folder.mkdir()
    (folder / "0.tsv").write_text(written(shipped()), encoding="utf-8")
    (folder / "pairs.json").write_text(json.dumps({f"{old}\0{new}": 0 for old, new, _, _ in PAIRS}), encoding="utf-8")
    return folder


def test_what_is_told_is_counted_by_direction_fact_and_news(tmp_path: Path) -> None:
    lines = [json.dumps(dict(zip(("old", "new", "direction", "news"), pair, strict=True))) for pair in PAIRS]
    (tmp_path / "read-twice.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = measure([tmp_path / "read-twice.jsonl"], Folds(folds(tmp_path / "folds")))
    (only,) = found.samples
    assert only.name == "read twice"
    assert (only.figures.pairs, only.figures.right, only.figures.told) == (4, 3, 3)
    assert (only.figures.told_right, only.figures.told_other_way, only.figures.directed) == (2, 1, 3)
    assert only.left_open == {}
    assert found.news == (3, 3, 1, 1)  # the style is minor; 1.5 is no grade 2
    assert parse(figures_text(found)) == found
    told = markdown(tables(found))
    assert "| told weaker or stronger | 3 of 4 |" in told
    assert "| of these, readers say the other way | 0.333 (1) |" in told


def test_the_documentation_shows_the_figures_of_the_package() -> None:
    page = (ROOT / "docs/reference/how-often-is-it-wrong.md").read_text(encoding="utf-8")
    assert page == with_figures(page, tables(shipped_figures())), "run `make measure`"


def test_the_figures_of_the_package_are_what_was_asked_of_it() -> None:
    first = shipped_figures().samples[0].figures
    assert first.told_right / first.told >= 0.85
    assert first.told_other_way / first.told <= 0.015
    assert sum(of for _, of, _ in first.by_answer) == first.pairs
    news = shipped_figures().news
    assert news.worth / news.carried >= 0.6
    assert news.grave_carried / news.grave >= 0.85


def test_the_confidence_that_is_shown_is_kept() -> None:
    for shown, of, right in shipped_figures().samples[0].figures.by_confidence:
        assert of < 60 or abs(right / of - shown) <= 0.1, (shown, of, right)


def test_the_site_tells_how_often_it_is_wrong(tmp_path: Path) -> None:
    publish(sample().reader, tmp_path, PublishSettings())
    page = (tmp_path / "how-often-is-it-wrong.html").read_text(encoding="utf-8")
    first = shipped_figures().samples[0].figures
    assert f"{first.told} of {first.pairs}" in page
    assert 'href="how-often-is-it-wrong.html"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(str(answer) in page for answer in (Direction.SAME, Direction.OPEN))
