from __future__ import annotations

import pytest

from tests.read.pages import MENU, STATEMENT, URL, page, read
from tracker.model import Link
from tracker.read.links import target


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/dpa", "https://www.northwind-robotics.example/dpa"),
        ("dpa.pdf", "https://www.northwind-robotics.example/legal/dpa.pdf"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://A.Example/b?utm_source=x&id=7&gclid=abc&fbclid=1", "https://a.example/b?id=7"),
        ("https://a.example/b?utm_medium=m#part", "https://a.example/b#part"),
        ("https://a.example/b;jsessionid=12AB?x=1", "https://a.example/b?x=1"),
        ("https://a.example/?PHPSESSID=9&sid=3&visitor_id=8&lang=de", "https://a.example/?lang=de"),
        ("https://a.example/s?q=a%20b", "https://a.example/s?q=a%20b"),
        ("mailto:x@a.example", "mailto:x@a.example"),
        ("  /a\n/b ", "https://www.northwind-robotics.example/a/b"),
        ("", None),
        ("#part", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("http://[broken/", None),
        ("x" * 3000, None),
    ],
)
def test_targets(href: str, expected: str | None) -> None:
    assert target(URL, href) == expected


def test_links_of_the_wording_are_kept_once_and_those_of_menus_are_not() -> None:
    html = page(
        f"{STATEMENT}<p>See our <a href=/dpa?utm_source=p>agreement</a>, the <a href=/dpa>agreement</a>.</p>",
        before=MENU,
    )
    assert read(html).links == (Link("agreement", "https://www.northwind-robotics.example/dpa"),)


def test_a_visitor_in_the_address_is_no_change() -> None:
    first, second = (read(page(f"{STATEMENT}<p>Our <a href='/dpa?_ga={n}&sid={n}'>agreement</a>.</p>")) for n in (1, 2))
    assert first == second
