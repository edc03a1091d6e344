"""Changes to a watchlist: what was meant happens, and every other character stays."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UnknownName, UsageError, WatchlistError
from tracker.watch.watchlist import load, loads
from tracker.watch.watchlist.edit import NewPage, add_page, change_page, remove_page, rename_page, save, written

TEXT = """\
# What the rail office watches.   Two spaces, kept.
defaults: {every: 6h}  # twice a shift

pages:
  # -- Terms

  - id: norrland-terms   # never rename
    organisation: "Norrland Rail"
    title: 'Terms of carriage'
    url: https://norrland.example/terms
    tags: [ rail,  terms ]
    note: |
      First line.

      # not a comment

  # A remark on the next one
  - organisation: Norrland Rail
    title: Fares
    url: https://norrland.example/fares

# To add a page, copy an entry.
"""
NEW = NewPage("Privacy: a policy", "https://acme.example/privacy#top", organisation="Acme", tags=("privacy", "no"))


def changes(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_an_added_page_stands_last_and_nothing_else_moves() -> None:
    after = add_page(TEXT, NEW)
    entry = """
  - organisation: Acme
    title: 'Privacy: a policy'
    url: https://acme.example/privacy#top
    tags: [privacy, 'no']
"""
    start, end = TEXT.split("\n# To add a page")
    assert after == f"{start}{entry}\n# To add a page{end}"
    page = loads(after).page("acme-privacy-a-policy")
    assert (page.title, page.tags) == ("Privacy: a policy", ("privacy", "no"))


@pytest.mark.parametrize(
    "before", ["pages: []\n", "pages: [] # none yet", "feeds: []\npages: []", "include: []\npages: []\n"]
)
def test_the_first_page_of_an_empty_watchlist(before: str) -> None:
    (page,) = loads(add_page(before, NEW)).pages
    assert page.organisation == "Acme"


def test_the_style_of_the_list_is_kept() -> None:
    text = "pages:\n- organisation: A\n  title: T\n  url: https://a.example/"
    assert add_page(text, NewPage("U", "https://a.example/u", organisation="A")) == (
        text + "\n- organisation: A\n  title: U\n  url: https://a.example/u\n"
    )


def test_windows_line_ends_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    after = rename_page(
        remove_page(add_page(text, NEW), "norrland-rail-fares"), "norrland-terms", "norrland-conditions"
    )
    assert "\n" not in after.replace("\r\n", "")
    assert len(loads(after).pages) == 2


def test_the_organisation_may_come_from_the_defaults() -> None:
    text = TEXT.replace("{every: 6h}", "{every: 6h, organisation: Norrland Rail}")
    after = add_page(text, NewPage("Refunds", "https://norrland.example/refunds"))
    assert loads(after).page("norrland-rail-refunds").organisation == "Norrland Rail"


def test_what_is_added_must_be_good() -> None:
    with pytest.raises(WatchlistError, match="does not begin with https"):
        add_page(TEXT, NewPage("T", "norrland", organisation="N"))
    with pytest.raises(UsageError, match="in brackets"):
        add_page("pages: [{organisation: A, title: T, url: 'https://a.example/'}]\n", NEW)
    with pytest.raises(WatchlistError, match="must be a list"):
        add_page("pages: {}\n", NEW)


def test_a_removed_page_takes_only_its_own_lines() -> None:
    after = remove_page(TEXT, "norrland-terms")
    start, end = TEXT.index("  - id: norrland-terms"), TEXT.index("  # A remark")
    assert after == TEXT[:start] + TEXT[end:]
    assert [page.id for page in loads(after).pages] == ["norrland-rail-fares"]


def test_removing_the_last_page_leaves_an_empty_list_that_is_meant() -> None:
    after = remove_page(remove_page(TEXT, "norrland-terms"), "norrland-rail-fares")
    assert loads(after).pages == ()
    assert "pages: []\n" in after
    assert "# A remark on the next one" in after
    assert loads(add_page(after, NEW)).pages[0].title == NEW.title


def test_a_page_of_a_group_is_removed() -> None:
    text = """groups:
  rail:
    organisation: Norrland Rail
    pages:
      - {title: One, url: "https://n.example/1"}   # first
      - title: Two
        url: https://n.example/2
pages:
  - {organisation: A, title: Three, url: "https://a.example/3"}
"""
    assert changes(text, remove_page(text, "norrland-rail-one")) == [
        '-       - {title: One, url: "https://n.example/1"}   # first'
    ]
    assert [page.title for page in loads(remove_page(text, "a-three")).pages] == ["One", "Two"]


def test_a_name_that_is_not_there_is_met_with_near_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean norrland-terms"):
        remove_page(TEXT, "norland-terms")


def test_a_renamed_page_keeps_its_former_id() -> None:
    after = rename_page(TEXT, "norrland-terms", "norrland-conditions")
    assert changes(TEXT, after)[:1] == ["-   - id: norrland-terms   # never rename"]
    assert "  - id: norrland-conditions   # never rename\n    was: [norrland-terms]\n" in after
    again = rename_page(after, "norrland-conditions", "norrland-rules")
    assert loads(again).page("norrland-terms").was == ("norrland-terms", "norrland-conditions")
    back = rename_page(again, "norrland-rules", "norrland-terms")
    assert loads(back).page("norrland-terms").was == ("norrland-conditions", "norrland-rules")


def test_a_page_without_an_id_is_given_one() -> None:
    after = rename_page(TEXT, "norrland-rail-fares", "fares")
    assert "  - id: fares\n    was: [norrland-rail-fares]\n    organisation: Norrland Rail\n" in after


def test_a_page_in_braces_is_renamed() -> None:
    text = "pages:\n  - {organisation: A, title: T, url: 'https://a.example/'}  # short\n"
    assert rename_page(text, "a-t", "t") == (
        "pages:\n  - {id: t, was: [a-t], organisation: A, title: T, url: 'https://a.example/'}  # short\n"
    )


def test_a_page_is_not_given_the_id_of_another() -> None:
    with pytest.raises(UsageError, match="is the id of a page already"):
        rename_page(TEXT, "norrland-terms", "norrland-rail-fares")
    with pytest.raises(ValueError, match="did you mean `no-spaces`"):
        rename_page(TEXT, "norrland-terms", "No spaces")


def test_one_key_is_changed_whatever_its_value_looked_like() -> None:
    text = change_page(TEXT, "norrland-terms", "note", "Short.")
    assert "    note: Short.\n\n  # A remark" in text
    text = change_page(text, "norrland-terms", "tags", ("rail",))
    text = change_page(text, "norrland-terms", "select", ("main .terms", "//div[@id='a']"))
    page = loads(text).page("norrland-terms")
    assert (page.note, page.tags, page.select) == ("Short.", ("rail",), ("main .terms", "//div[@id='a']"))
    with pytest.raises(WatchlistError, match="did you mean `select`"):
        change_page(TEXT, "norrland-terms", "selct", "main")


ODD = [
    *["no", "yes", "Null", "~", "1.10", "0x1f", "2024-01-01", "12:30", "a: b", "a #b", "#a", "- a", "[a", "{a}", "'a'"],
    *[
        "a'",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "| a",
        "> a",
        "? a",
        ": a",
        "é ü 東京",
        "a,b",
        " a ",
        "a\nb",
        "=",
        "<<",
    ],
    *["\\", '"a"', "a:b", "\n", "a]", "a}", "---", "..."],
]


@pytest.mark.parametrize("text", ODD)
def test_every_text_is_written_so_that_it_is_read_back(text: str) -> None:
    entry = (
        f"pages:\n- {{organisation: A, title: T, url: 'https://a.example/', note: {written(text, in_brackets=True)}}}\n"
    )
    assert loads(entry).pages[0].note == text
    entry = f"pages:\n- organisation: A\n  title: T\n  url: https://a.example/\n  note: {written(text)}\n"
    assert loads(entry).pages[0].note == text
    assert yaml.load(written([text, "b"]), Loader=yaml.BaseLoader) == [text, "b"]


LAYOUTS = st.lists(
    st.tuples(
        st.sampled_from(["", "\n", "\n\n", "  # remark: - a\n", "\n  # one\n\n  # two\n", "# left\n"]),
        st.sampled_from(
            [
                "  - {{id: p{n}, organisation: A, title: T{n}, url: 'https://a.example/{n}'}}\n",
                "  - id: p{n}\n    organisation: A\n    title: T{n}\n    url: https://a.example/{n}\n",
                "  -\n    title: T{n}\n    id: p{n}  # x\n    organisation: 'A'\n    url: https://a.example/{n}\n",
                "  - organisation: A\n    id: \"p{n}\"\n    title: >\n      T{n}\n    url: https://a.example/{n}\n",
                "  - tags:\n    - a\n    - b # c\n    id: p{n}\n    organisation: A\n    title: |-\n"
                "        T{n}\n    url: https://a.example/{n}\n    remove:\n      - '#a'\n      # c\n",
            ]
        ),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


@given(LAYOUTS, st.sampled_from(["", "\n", "feeds: []\n", "# end\n", "\n  # end\n\nfeeds: []\n"]), st.data())
def test_any_layout_survives_any_change(layout: list[tuple[str, str]], end: str, data: st.DataObject) -> None:
    text = "pages: # all\n" + "".join(gap + entry.format(n=n) for n, (gap, entry) in enumerate(layout)) + end
    before = loads(text)
    page = data.draw(st.sampled_from(before.pages))
    others = [other for other in before.pages if other is not page]

    removed = remove_page(text, page.id)
    assert list(loads(removed).pages) == others
    renamed = rename_page(text, page.id, "new")
    assert loads(renamed).page(page.id).id == "new"
    added = add_page(text, NEW)
    assert loads(added).pages[:-1] == before.pages
    for after in (removed, renamed, added):
        remarks = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
        kept = [line.strip() for line in after.splitlines() if line.strip().startswith("#")]
        assert [r for r in remarks if r != "# c"] == [k for k in kept if k != "# c"]
    assert changes(text, added) == [line for line in changes(text, added) if line[0] == "+"]


def test_saving_replaces_the_file_at_once_and_keeps_its_mode(tmp_path: Path) -> None:
    path, link = tmp_path / "watchlist.yaml", tmp_path / "link.yaml"
    path.write_text(TEXT)
    path.chmod(0o664)
    link.symlink_to(path)
    save(link, add_page(TEXT, NEW))
    assert len(load(path).pages) == 3
    assert path.stat().st_mode & 0o777 == 0o664
    assert sorted(os.listdir(tmp_path)) == ["link.yaml", "watchlist.yaml"]
    with pytest.raises(WatchlistError):
        save(path, "pages: [")
    assert len(load(path).pages) == 3
    assert sorted(os.listdir(tmp_path)) == ["link.yaml", "watchlist.yaml"]
