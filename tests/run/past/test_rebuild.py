"""Rules and selectors that change, pages that make work for nothing: over a real server and a real record."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server import Reply, Server
from tests.test_main_path import AFTER, BEFORE, Principles, page
from tracker.cli import cli
from tracker.model import ChangeFilter, ChangeStatus

ASIDE = '<div class="visitors"><p>{} reads this page beside you right now.</p></div>'


def busy(promise: str, visitors: str) -> str:
    """A page beside whose promise something else is told to each visitor."""
    return page(promise).replace("</main>", ASIDE.format(visitors) + "</main>")


@pytest.fixture
def world(tmp_path: Path, server: Server) -> Principles:
    server.put("/principles", busy(BEFORE, "Anna"))
    return Principles(tmp_path, {"acme": server.url("/principles")})


def with_remove(world: Principles, selector: str) -> None:
    world.settings.watchlist.write_text(world.settings.watchlist.read_text() + f"    remove: ['{selector}']\n")


def run(world: Principles, *arguments: str) -> list[dict[str, object]]:
    where = ["--db", str(world.settings.db), "--watchlist", str(world.settings.watchlist), "--json"]
    result = CliRunner().invoke(cli, [*arguments, *where], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def statuses(world: Principles) -> list[ChangeStatus]:
    with world.open() as tracker:
        return [change.status for change in tracker.log(ChangeFilter(statuses=(), newest_first=False))]


def test_a_new_selector_is_marked_and_never_news(world: Principles, server: Server) -> None:
    world.look("acme")
    with_remove(world, ".visitors")
    for _ in range(3):
        world.look("acme")
    assert statuses(world) == [ChangeStatus.RE_EXTRACTION]
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter(statuses=()))
        assert [edit.new for edit in change.edits] == [None]
        assert change.number is None


def test_a_selector_that_finds_nothing_is_told_though_the_page_is_the_same(world: Principles, server: Server) -> None:
    """Served with validators, too: an answer 304 would hide the mistake of the watchlist."""
    server.put("/principles", busy(BEFORE, "Anna"), etag='"1"')
    world.look("acme")
    good = world.settings.watchlist.read_text()
    for selector, outcome in ((".nowhere", "failed"), (".nowhere", "failed"), ("main", "unchanged")):
        world.settings.watchlist.write_text(f"{good}    select: {selector}\n")
        assert world.look("acme") == [outcome]
    assert statuses(world) == []
    with world.open() as tracker:
        failed, well = tracker.care.events(0)
    assert "'.nowhere' matches nothing" in failed.reason
    assert well.kind == "recovered"


def test_an_edit_that_comes_with_a_new_selector_is_news_all_the_same(world: Principles, server: Server) -> None:
    world.look("acme")
    with_remove(world, ".visitors")
    server.put("/principles", busy(AFTER, "Anna"))
    world.look("acme")
    world.look("acme")
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter())
    assert [(edit.old, edit.new) for edit in change.edits] == [(BEFORE, AFTER)]


def test_what_waits_when_selectors_change_is_told_with_the_time_it_came(world: Principles, server: Server) -> None:
    """A look that showed the new words is never said to have been the last without them."""
    world.look("acme")
    with world.open() as tracker:
        before = tracker.care.status()[0].last.at
    server.put("/principles", busy(AFTER, "Anna"))
    world.look("acme")
    with world.open() as tracker:
        came = tracker.care.status()[0].last.at
    with_remove(world, ".visitors")
    world.look("acme")
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter())
    assert [(edit.old, edit.new) for edit in change.edits] == [(BEFORE, AFTER)]
    assert (change.last_without, change.first_with) == (before, came)


def test_what_waits_and_stood_in_what_is_now_left_out_waits_no_more(world: Principles, server: Server) -> None:
    world.look("acme")
    server.put("/principles", busy(BEFORE, "Bruno"))
    world.look("acme")
    assert statuses(world) == [ChangeStatus.PENDING]
    with_remove(world, ".visitors")
    world.look("acme")
    world.look("acme")
    assert set(statuses(world)) == {ChangeStatus.RE_EXTRACTION}


CLAIMS = (
    "We have no contracts with any authority.",
    "We have no software contracts with any authority.",
    "Logs are kept for 30 days, and are erased then.",
    "Logs are kept for 90 days, and are erased then.",
    "We never sell what you store with us.",
)


@pytest.mark.parametrize("seed", range(5))
def test_a_history_read_anew_tells_what_was_told_while_it_was_looked_at(
    seed: int, world: Principles, server: Server
) -> None:
    """Over a real server: texts that come, stay, go, alternate, fail, and answers 304 in between."""
    dice = random.Random(seed)
    shown = [dice.sample(CLAIMS, 3)]
    for _ in range(14):
        step = dice.choice(("stay", "stay", "change", "back", "fail"))
        if step in ("change", "back"):
            shown.append(dice.sample(CLAIMS, 3) if step == "change" else shown[-2] if len(shown) > 1 else shown[-1])
        if step == "fail":
            server.put("/principles", Reply(503))
        else:
            server.put("/principles", page("</p><p>".join(shown[-1])), etag=f'"{len(shown)}"')
        world.look("acme")
    server.put("/principles", page(AFTER))
    for _ in range(3):
        world.look("acme")
    (found,) = run(world, "rebuild", "--dry-run")
    assert (found["appear"], found["vanish"], found["reads_anew"]) == ([], [], False)
    assert ChangeStatus.PUBLISHED in statuses(world)


def test_a_dry_run_tells_what_another_watchlist_would_have_told(world: Principles, server: Server) -> None:
    world.look("acme")
    server.put("/principles", busy(BEFORE, "Bruno"))
    world.look("acme")
    world.look("acme")
    assert statuses(world) == [ChangeStatus.PUBLISHED]
    before = world.settings.db.read_bytes()
    (same,) = run(world, "rebuild", "--dry-run")
    assert (same["appear"], same["vanish"], same["reads_anew"]) == ([], [], False)
    with_remove(world, ".visitors")
    (other,) = run(world, "rebuild", "--dry-run")
    assert other["appear"] == []
    assert len(other["vanish"]) == 1  # type: ignore[arg-type]
    assert world.settings.db.read_bytes() == before


def test_a_rebuild_marks_what_it_finds_and_publishes_nothing(world: Principles, server: Server) -> None:
    with_remove(world, ".visitors, main p:nth-of-type(2)")
    world.look("acme")
    server.put("/principles", busy(AFTER, "Anna"))
    world.look("acme")
    world.look("acme")
    assert statuses(world) == []  # the selectors hid it
    text = world.settings.watchlist.read_text()
    world.settings.watchlist.write_text(text.replace(", main p:nth-of-type(2)", ""))
    (found,) = run(world, "rebuild")
    assert len(found["appear"]) == 1  # type: ignore[arg-type]
    assert statuses(world) == [ChangeStatus.RE_EXTRACTION]
    world.look("acme")
    world.look("acme")
    assert statuses(world) == [ChangeStatus.RE_EXTRACTION]  # the record stands where the rebuild left it
    server.put("/principles", busy(BEFORE, "Anna"))
    world.time += timedelta(days=30)
    world.look("acme")
    world.look("acme")
    assert ChangeStatus.PUBLISHED in statuses(world)
    (again,) = run(world, "rebuild")
    assert again["reads_anew"] is False


def test_the_doctor_proposes_what_it_has_tried(world: Principles, server: Server) -> None:
    for number in ("Anna", "Bruno", "Clara", "Dora", "Emil", "Frida"):
        server.put("/principles", busy(BEFORE, number))
        world.look("acme")
    server.put("/principles", busy(AFTER, "Emil"))
    world.look("acme")
    server.put("/principles", busy(AFTER, "Gustav"))
    world.look("acme")
    (finding,) = run(world, "doctor")
    assert finding["remedy"] == "remove: [.visitors]"
    assert finding["suppressed"] >= 4  # type: ignore[operator]
    with_remove(world, ".visitors")
    (rebuilt,) = run(world, "rebuild", "--dry-run")
    assert rebuilt["vanish"] == []


def test_the_doctor_ranks_and_gives_reasons(tmp_path: Path, server: Server) -> None:
    server.put("/good", page(BEFORE))
    server.put("/bad", page(BEFORE))
    world = Principles(tmp_path, {"a-good": server.url("/good"), "b-bad": server.url("/bad")})
    world.look("a-good", "b-bad")
    server.put("/bad", "<html lang=en><body><h1>Sorry</h1><p>Something went wrong. Try later.</p></body></html>")
    world.look("a-good", "b-bad")
    bad, good = run(world, "doctor")
    assert (bad["page"], good["page"]) == ("b-bad", "a-good")
    assert "1 of 2 looks were held back" in bad["reasons"][0]  # type: ignore[index]
    assert good["reasons"] == []


def test_an_error_page_is_never_the_first_text(tmp_path: Path, server: Server) -> None:
    server.put("/principles", "<html><body><h1>Sorry</h1><p>Something went wrong. Try later.</p></body></html>")
    world = Principles(tmp_path, {"acme": server.url("/principles")})
    assert world.look("acme") == ["quarantined"]
    server.put("/principles", page(BEFORE))
    assert world.look("acme") == ["new"]
    world.look("acme")
    assert statuses(world) == []


def test_a_stub_that_stays_is_released_with_its_history(world: Principles, server: Server) -> None:
    world.look("acme")
    server.put("/principles", "<html lang=en><body><p>This page has been retired by us.</p></body></html>")
    first = world.time
    for _ in range(10):
        world.look("acme", hours=24 * 5)
    with world.open() as tracker:
        (change,) = tracker.log(ChangeFilter())
    assert change.first_with == first
    assert change.flags[0].startswith("held back since 1 June 2026: ")


def test_a_return_after_long_is_told_with_the_day_of_its_wording(world: Principles, server: Server) -> None:
    world.look("acme")
    server.put("/principles", busy(AFTER, "Anna"))
    for _ in range(6):
        world.look("acme", hours=24 * 5)
    server.put("/principles", busy(BEFORE, "Anna"))
    world.look("acme")
    world.look("acme")
    with world.open() as tracker:
        back, first = tracker.log(ChangeFilter())
    assert back.flags == ("back to the wording of 1 June 2026",)
    assert back.relates_to == first.id


def test_two_edits_a_day_apart_are_two_changes_each_with_its_bracket(world: Principles, server: Server) -> None:
    world.look("acme")
    server.put("/principles", busy(AFTER, "Anna"))
    one = world.time
    world.look("acme")
    server.put("/principles", busy(AFTER, "Anna").replace("within a month", "within a year"))
    two = world.time
    world.look("acme")
    world.look("acme")
    with world.open() as tracker:
        later, earlier = tracker.log(ChangeFilter())
    assert (earlier.first_with, later.first_with) == (one, two)
    assert later.last_without == one
    assert [(edit.old, edit.new) for edit in earlier.edits] == [(BEFORE, AFTER)]
    assert len(later.edits) == 1
