"""The arbiter: what its file holds, that it adds up alike for both orders, and when a direction may be told."""

from __future__ import annotations

import pytest

from tests.compare.judge.pairs import ALL
from tracker.compare import judge as judging
from tracker.compare.judge import judge
from tracker.compare.judge.learned import CLASSES, MILLE, Arbiter, Chances, parse, shipped, written
from tracker.compare.judge.traits import mirrored
from tracker.model import Direction, Severity

EVEN = (0, 0, 0, 0)
STRONGER = (0, -2000, 4000, -2000)


def arbiter(told: int = 600, same: int = 400, base: tuple[int, int, int, int] = EVEN, **weights: object) -> Arbiter:
    return Arbiter(base, weights, told, same, {"directed": ((0, 500), (700, 900))}, {})  # type: ignore[arg-type]


def test_the_file_is_what_is_read_from_it() -> None:
    assert parse(written(shipped())) == shipped()


def test_weights_are_whole_numbers_and_each_trait_is_kept_once_for_both_orders() -> None:
    for trait, row in shipped().weights.items():
        assert trait[0] in "+="
        assert all(isinstance(weight, int) for weight in row)
        assert trait[0] != "=" or row[1] == row[2]


def test_a_trait_of_what_went_weighs_as_one_of_what_came_with_the_sides_exchanged() -> None:
    found = arbiter(**{"+x": STRONGER})
    assert found.chances(["+x"]).likeliest is Direction.STRONGER
    assert found.chances([mirrored("+x")]) == found.chances(["+x"]).mirrored


def test_chances_are_thousandths_and_nothing_known_is_even() -> None:
    assert arbiter().chances(["+never seen"]) == Chances(250, 250, 250, 250)
    # 4000 to -2000 and 0: e to the power of 0, -4 and twice -6, of their sum
    assert arbiter(**{"+x": STRONGER}).chances(["+x"]) == Chances(17, 2, 977, 2)
    for _, old, new, _ in ALL[:50]:
        row = judging.verdict.answered(old, new, shipped())
        assert 0 <= row[1] <= MILLE


def test_the_confidence_is_what_was_measured_from_that_chance_on() -> None:
    found = arbiter()
    assert [found.confidence(Direction.WEAKER, chance) for chance in (0, 699, 700, 999)] == [0.5, 0.5, 0.9, 0.9]
    assert found.confidence(Direction.STRONGER, 700) == found.confidence(Direction.WEAKER, 700)
    assert found.confidence(Direction.OPEN, 999) == 0


OLD, NEW = "We keep names and addresses.", "We keep names, photos and addresses."  # one more item: stronger
BASES = {direction: tuple(3000 * (direction is one) for one in CLASSES) for direction in CLASSES}


def test_a_direction_is_told_where_the_chance_is_large_and_a_finding_has_its_sign() -> None:
    base = (0, 0, 3000, 0)
    found = judge(OLD, NEW, arbiter=arbiter(base=base))
    assert found.direction is Direction.STRONGER
    assert '"photos" is added to a list' in found.reason
    assert judge(OLD, NEW, arbiter=arbiter(told=950, base=base)).direction is Direction.OPEN  # 0.87 is too little


def test_a_direction_without_a_finding_of_its_sign_is_open() -> None:
    found = judge(OLD, NEW, arbiter=arbiter(base=(0, 3000, 0, 0)))
    assert (found.direction, found.confidence) == (Direction.OPEN, 0)
    assert "photos" in found.reason
    assert "not judged" in found.reason


def test_same_against_the_rules_needs_its_chance_too() -> None:
    base = (3000, 0, 0, 0)
    assert judge(OLD, NEW, arbiter=arbiter(base=base)).direction is Direction.SAME
    assert judge(OLD, NEW, arbiter=arbiter(same=950, base=base)).direction is Direction.OPEN


def test_the_reason_says_how_often_readers_agreed_with_its_fact() -> None:
    found = arbiter(base=(0, 0, 3000, 0))._replace(agreed={"listed": 88})
    assert judge(OLD, NEW, arbiter=found).reason.endswith("(readers agreed in 88 of 100 such cases)")


def test_same_is_minor_where_it_is_nobodys_news_and_a_direction_never_is() -> None:
    same, told = arbiter(base=(3000, 0, 0, 0)), arbiter(base=(0, 0, 3000, 0))
    quiet = {"news": {"listed": -900}, "worth": (400, -400)}  # 400 - 900 is less than -400
    assert judge(OLD, NEW, arbiter=same).severity is Severity.EDITORIAL
    assert judge(OLD, NEW, arbiter=same._replace(**quiet)).severity is Severity.MINOR
    assert judge(NEW, OLD, arbiter=same._replace(**quiet)).severity is Severity.MINOR
    assert (
        judge(OLD, NEW, arbiter=same._replace(news={"listed": -800}, worth=(400, -400))).severity is Severity.EDITORIAL
    )
    assert judge(OLD, NEW, arbiter=told._replace(**quiet)).severity is Severity.SUBSTANTIVE


def test_what_rests_on_style_alone_is_not_weighed() -> None:
    found = judge("We honour your choice.", "We honor your choice!", arbiter=arbiter(base=(0, 0, 9000, 0)))
    assert found.direction is Direction.SAME


def test_both_orders_of_a_pair_have_mirrored_chances() -> None:
    for _, old, new, _ in ALL:
        there, back = (judge(*pair, explain=True).explanation[-1] for pair in ((old, new), (new, old)))
        if there.startswith("chances"):
            same, weaker, stronger, different = (part.split("=")[1] for part in there.rstrip(")").split(", "))
            assert back == f"chances: Chances(same={same}, weaker={stronger}, stronger={weaker}, different={different})"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We do not sell your photos to anyone.", "We sell your photos to selected partners."),
        ("We never read your letters.", "We read your letters and may keep a copy."),
    ],
)
def test_a_lost_denial_is_never_told_as_stronger_or_same(old: str, new: str) -> None:
    assert judge(old, new).direction in (Direction.REVERSED, Direction.DIFFERENT, Direction.WEAKER, Direction.OPEN)
