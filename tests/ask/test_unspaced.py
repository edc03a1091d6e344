"""Search in scripts that put no space between words."""

from __future__ import annotations

import pytest

from tests.spoken import Spoken, day
from tracker.ask import History

JAPANESE = "当社は、お客様の個人情報を第三者に販売しません。"
BOTH = "当社のAI方針は個人情報にも及びます。"
CHINESE = "我们不会将您的个人信息出售给任何第三方。"
THAI = "เราไม่ขายข้อมูลส่วนบุคคลของลูกค้าให้แก่บุคคลที่สาม"
ENGLISH = "We never sell AI models to third parties."


@pytest.fixture(scope="module")
def history() -> History:
    spoken = Spoken()
    spoken.page("ja", "Acme", "方針", (0, f"{JAPANESE}\n{BOTH}"), language="ja")
    spoken.page("zh", "Acme", "政策", (0, CHINESE), language="zh")
    spoken.page("th", "Acme", "นโยบาย", (0, THAI), language="th")
    spoken.page("en", "Acme", "Policy", (0, ENGLISH))
    return History(spoken.store, lambda: day(9))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("個人情報", {JAPANESE, BOTH}),
        ("個人情報 販売", {JAPANESE}),
        ('"第三者に販売"', {JAPANESE}),
        ("個人情報 -販売", {BOTH}),
        ("个人信息", {CHINESE}),
        ("ข้อมูลส่วนบุคคล", {THAI}),
        ("販売 OR 出售", {JAPANESE, CHINESE}),
        ("(販売 OR 出售) NOT 個人情報", {CHINESE}),
        ("出售 OR sell", {CHINESE, ENGLISH}),
        ("販売しません。当社", {JAPANESE}),
        ("株式", set()),
        ("') OR 1 --販売", set()),
    ],
)
def test_words_are_found_where_no_space_parts_them(history: History, query: str, found: set[str]) -> None:
    hits, total = history.search(query)
    assert {hit.block.text for hit in hits} == found
    assert total == len(found)


def test_of_named_pages_alone(history: History) -> None:
    assert history.search("個人情報", [history.page("zh")]) == ([], 0)
    assert history.search("個人情報", [history.page("ja")], limit=1)[1] == 2
