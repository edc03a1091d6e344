from __future__ import annotations

from dataclasses import replace

from tests.read.pages import STATEMENT, WORDING, page, paragraphs, read
from tracker.read import broken


def test_text_lost_while_the_page_shows_the_same_is_our_fault() -> None:
    known = read(page())
    seen = replace(known, blocks=known.blocks[:3])
    reason = broken(known, seen)
    assert reason is not None
    assert "select" in reason


def test_a_page_that_shows_less_has_changed() -> None:
    assert broken(read(page()), read(page(paragraphs(*WORDING[:2])))) is None


def test_a_small_loss_and_a_gain_are_changes() -> None:
    known = read(page())
    assert broken(known, replace(known, blocks=known.blocks[:-1])) is None
    assert broken(known, read(page(STATEMENT * 2))) is None


def test_a_statement_taken_for_furniture_after_new_markup_is_found() -> None:
    known = read(page())
    hidden = f"<form><p>{WORDING[0]}</p></form><nav>{paragraphs(*WORDING[1:])}</nav>"
    html = (
        page()
        .replace("<main>", "<div>")
        .replace("</main>", "</div>")
        .replace(STATEMENT, f"<h1>Responsible use</h1>{hidden}")
    )
    seen = read(html)
    assert len(seen.text) < len(known.text) or seen.wording == known.wording
    if len(seen.text) < 0.6 * len(known.text):
        assert broken(known, seen)
