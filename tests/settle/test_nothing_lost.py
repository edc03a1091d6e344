"""Random histories: what was told between two texts adds up to what differs between them, statement by statement."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.depth import times
from tests.settle.play import PAGE, play
from tracker.model import Change, ChangeFilter, ChangeStatus, Statement
from tracker.record.store import Store
from tracker.record.told import told_text
from tracker.settle import Memory
from tracker.watch.look import compare_graded

FIRM = (
    "Acme makes machines that help people to lift what they cannot lift alone.",
    "Every year we publish how many requests by authorities we received and answered.",
    "Whoever finds a fault in one of our machines may write to the office in Lund.",
    "Recordings made by a machine stay on it, unless its owner sends them to us.",
)
LOOSE = (
    "We have no contracts with immigration authorities of any country.",
    "Our press office answers questions at any hour of the day or night.",
    "A panel of outsiders reads each new contract before it is signed.",
    "We will publish a human rights report at the end of every year.",
    "Backups may be kept in another country for up to 180 days.",
    "Suppliers are visited without notice at least once in two years.",
)
FORMS = {
    LOOSE[0]: "We have no AI contracts with immigration authorities of any country.",
    LOOSE[2]: "A panel of outsiders reads some new contracts before they are signed.",
    FIRM[3]: "Recordings made by a machine are sent to us, unless its owner objects.",
}


def page(lines: list[str], visitors: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f'<html lang="en"><main><h1>Responsible use</h1>{text}{visitors}</main></html>'


def history(seed: int) -> list[tuple[float, str]]:
    """Captures of a page to which sentences are added, from which they go, and that come back; some last one look."""
    dice = random.Random(seed)
    lines, day = list(FIRM), 0.0
    captures = []
    for _ in range(dice.randrange(6, 14)):
        for _ in range(dice.choice((1, 1, 2, 3))):
            spare = [line for line in LOOSE if line not in lines and FORMS.get(line) not in lines]
            match dice.choice(("add", "add", "remove", "reword")):
                case "add" if spare:
                    lines.insert(dice.randrange(len(lines) + 1), dice.choice(spare))
                case "remove" if len(lines) > 3:
                    del lines[dice.randrange(len(lines))]
                case "reword":
                    at = dice.randrange(len(lines))
                    back = {new: old for old, new in FORMS.items()}
                    lines[at] = FORMS.get(lines[at]) or back.get(lines[at]) or lines[at]
        for _ in range(dice.choice((1, 2, 2, 3, 8))):
            who = f"<p>{dice.choice(('Anna', 'Bruno', 'Clara', 'David'))} reads this page beside you.</p>"
            captures.append((day, page(lines, who if seed % 3 == 0 else "")))
            day += dice.choice((0.5, 0.5, 3.0, 20.0))
    return captures


def sentences(text: Statement) -> Counter[str]:
    return Counter(block.text for block in text.wording)


def told(change: Change) -> Counter[str]:
    """What a change adds to the sentences of a page, and, negative, what it takes from them."""
    found: Counter[str] = Counter()
    for edit in change.edits:
        found[edit.new or ""] += 1
        found[edit.old or ""] -= 1
    del found[""]
    return found


def is_told(change: Change) -> bool:
    return change.status is ChangeStatus.PUBLISHED or change.takes_back


@pytest.mark.parametrize("seed", range(times(10)))
def test_what_was_told_adds_up_to_the_wording(tmp_path: Path, seed: int) -> None:
    captures = history(seed)
    with Store(tmp_path / "record.db", durable=False) as store:
        first: Counter[str] = Counter()
        for capture in captures:
            play(store, [capture])
            now = told_text(store, store.pages.state(PAGE.id))
            assert now is not None
            first = first or sentences(now)
            sums = Counter(first)
            for change in filter(is_told, store.changes.find(ChangeFilter(statuses=()))):
                sums.update(told(change))
            assert +sums == sentences(now)
            assert not -sums


@pytest.mark.parametrize("seed", range(times(10)))
def test_what_lasts_is_told(tmp_path: Path, seed: int) -> None:
    """In the end the page stays as it is for long, and then the wording that is told is the page's."""
    captures = history(seed)
    last, body = captures[-1]
    captures += [(last + 15.0 * n, body) for n in range(1, 8)]
    with Store(tmp_path / "record.db", durable=False) as store:
        play(store, captures)
        state = store.pages.state(PAGE.id)
        now, seen = told_text(store, state), store.versions.get(PAGE.id, state.version or "")
        assert now is not None
        assert seen is not None
        assert not compare_graded(now, seen).edits
        assert Memory.load(state.memory).pending == ()


@pytest.mark.parametrize("seed", range(times(10)))
def test_every_quotation_stands_in_the_capture_that_a_change_names(tmp_path: Path, seed: int) -> None:
    with Store(tmp_path / "record.db", durable=False) as store:
        play(store, history(seed))
        for change in store.changes.find(ChangeFilter(statuses=())):
            before, after = (store.versions.get(PAGE.id, m.version) for m in (change.before, change.after))
            assert before is not None
            assert after is not None
            assert all(edit.old is None or edit.old in before.text for edit in change.edits)
            assert all(edit.new is None or edit.new in after.text for edit in change.edits)
            assert change.last_without < change.first_with
            assert change.why is not None
