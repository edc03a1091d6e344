"""The pictures of how much changed, on the front page and on that of each organisation, and what stands beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.spoken import Spoken, day
from tracker.model import Commitment
from tracker.publish import PublishSettings, publish
from tracker.publish.activity import activity

DENIAL, NARROW = "We have no contracts with X.", "We have no AI contracts with X."


@pytest.mark.parametrize(
    ("begun", "first", "weeks"),
    [
        (datetime(2026, 2, 2, tzinfo=UTC), "2026-02-02", 18),  # the first look, long before the first change
        (datetime(2020, 2, 2, tzinfo=UTC), "2025-06-09", 52),
        (None, "2026-04-13", 8),
        (datetime(2026, 5, 31, tzinfo=UTC), "2026-04-13", 8),  # bars of a young watch stay bars
    ],
)
def test_it_begins_when_watching_began(begun: datetime | None, first: str, weeks: int) -> None:
    picture = activity({"2026-05-25": (2, 1), "2026-06-01": (4, 0)}, begun)
    assert (picture.weeks[0].start.isoformat(), len(picture.weeks)) == (first, weeks)
    assert picture.busiest == 4
    assert [(week.weaker, week.other) for week in picture.weeks[-2:]] == [(1, 1), (0, 4)]


def test_nothing_is_drawn_of_nothing() -> None:
    assert activity({}, datetime(2026, 2, 2, tzinfo=UTC)).weeks == ()


def organisation_page(folder: Path, name: str) -> str:
    return next((folder / "organisation").glob(f"{name}-*.html")).read_text()


def test_an_organisation_has_a_picture_of_its_own(tmp_path: Path) -> None:
    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, DENIAL), (60, NARROW))
    spoken.page("zed-policy", "Zed", "Policy", (0, DENIAL))
    publish(spoken.store.reader, tmp_path, PublishSettings())
    acme, zed = organisation_page(tmp_path, "acme"), organisation_page(tmp_path, "zed")
    assert "1, of these weaker or reversed 1" in acme
    assert f"<span>{day(0):%-d %B %Y}</span>" in acme  # a Monday
    assert "activity-title" not in zed


def test_promises_stand_there_with_their_state_as_of_the_newest_look(tmp_path: Path) -> None:
    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, f"{DENIAL}\nWe will publish a list."))
    promises = (
        Commitment("acme-policy", DENIAL, "No contracts", None),
        Commitment("acme-policy", "We will publish a list", "A list", day(40).date().isoformat()),
    )
    settings = PublishSettings(commitments=promises)
    publish(spoken.store.reader, tmp_path, settings)
    assert "due as of the last look" in organisation_page(tmp_path, "acme")
    spoken.edit("acme-policy", 30, f"{NARROW}\nWe will publish a list.")
    spoken.look_again(50)
    publish(spoken.store.reader, tmp_path, settings)
    page = organisation_page(tmp_path, "acme")
    assert "Altered." in page
    assert "overdue as of the last look" in page
    spoken.look_again(51)  # nothing changes but the day of the newest look
    publish(spoken.store.reader, tmp_path, settings)
    publish(spoken.store.reader, tmp_path / "anew", settings)
    assert organisation_page(tmp_path, "acme") == organisation_page(tmp_path / "anew", "acme")
