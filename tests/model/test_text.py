from __future__ import annotations

import pytest

from tracker.model.text import comparable

SAME = [
    ("Updated 22 days ago", "Updated 23 days ago"),
    ("Last updated: 3 hours ago.", "Last updated: an hour ago."),
    ("2 weeks ago", "3 months ago"),
    ("Posted yesterday", "Posted 2 days ago"),
    ("Updated over 2 weeks ago | Help", "Updated over 3 weeks ago | Help"),
    ("Aktualisiert vor 3 Tagen", "Aktualisiert vor 1 Woche"),
    ("Mis à jour il y a 2 jours", "Mis à jour il y a 9 jours"),
    ("更新 3日前", "更新 5時間前"),
    ("white \u00a0 space", "white space"),
]
DIFFERENT = [
    ("We delete it if you left 30 days ago or earlier.", "We delete it if you left 90 days ago or earlier."),
    ("Updated on 3 June 2026", "Updated on 4 June 2026"),
    ("We keep it for 30 days.", "We keep it for 90 days."),
    ("We answer within 2 days", "We answer within 3 days"),
    ("Case", "case"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_relative_time_is_no_difference(old: str, new: str) -> None:
    assert comparable(old) == comparable(new)


@pytest.mark.parametrize(("old", "new"), DIFFERENT)
def test_wording_stays(old: str, new: str) -> None:
    assert comparable(old) != comparable(new)
