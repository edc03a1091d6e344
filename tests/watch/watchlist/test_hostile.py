"""Watchlists that mean harm, or are no watchlists at all: refused with the place, within bounds, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WatchlistError
from tracker.watch.watchlist import load, loads, nodes
from tracker.watch.watchlist.nodes import MAX_MISTAKES

LAUGHS = 'a: &a ["lol", "lol"]\n' + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
ENTRY = "pages:\n  - organisation: Acme\n    title: T\n    url: https://acme.example/\n"

SOURCE = "pages:\n  - organisation: Acme\n    title: T\n    every: 6h\n    sources: "

# Name, content, and the line and words by which the refusal is known.
HOSTILE: list[tuple[str, bytes | str, int, str]] = [
    ("billion laughs", LAUGHS + "pages: *i\n", 1, "an anchor"),
    ("an alias that was never set", "pages: *nothing\n", 1, "an alias"),
    ("merge key", "x: &x {a: 1}\npages:\n  - <<: *x\n", 1, "an anchor"),
    ("deep brackets", "pages: " + "[" * 500_000, 1, "500,007 characters"),
    ("deep brackets, a line each", "pages:\n" + "  [\n" * 200_000, 10, "nested more than 9 deep"),
    ("deep block", "\n".join(" " * i + "a:" for i in range(1000)), 10, "nested more than 9 deep"),
    ("deep list", "- " * 3000, 1, "nested more than 9 deep"),
    ("duplicate keys", ENTRY + "    url: https://evil.example/\n", 5, "given twice, first on line 4"),
    ("python tag", "pages: !!python/object/apply:os.system ['true']\n", 1, "a tag"),
    ("long tag", "pages: !" + "a" * 900_000 + " x\n", 1, "900,010 characters"),
    ("5 MB", ENTRY + "# filler\n" * 600_000, 1, "at most 1,000,000"),
    ("wrong types", "pages:\n  a: [1]\n  b: {c: d}\n", 2, "must be a list"),
    ("list at the top", "- a\n" * 200_000, 501, "more than 500 values"),
    ("one long flow list", "pages:\n  [\n" + "  a,\n" * 150_000 + "  ]\n", 503, "more than 500 values"),
    ("many entries", "pages:\n" + "  - a: 1\n" * 100_000, 33_334, "more than 100,000 values"),
    ("many keys", "".join(f"k{i}: 1\n" for i in range(100_000)), 501, "more than 500 keys"),
    ("many anchors", "pages:\n" + "  - &a x\n" * 80_000, MAX_MISTAKES + 1, "mend these first"),
    ("question marks", "? " * 4000, 1, "a key must be a word"),
    ("many documents", "---\n" * 200_000, 2, "a second document"),
    ("two documents", ENTRY + "---\n" + ENTRY, 5, "a second document"),
    ("a pattern that never ends", ENTRY + f'    select: "//p[re:test(., \'{"(a+)+" * 200}$\')]"\n', 5, "at most 500"),
    ("a search that never ends", ENTRY + f"    select: '//*{'[//*' * 90}{']' * 90}'\n", 5, "may take for ever"),
    ("binary", bytes(range(256)) * 100, 1, "control character U+0000"),
    ("an executable", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 1, "control character U+007F"),
    ("UTF-16", ENTRY.encode("utf-16"), 1, "saved as UTF-16"),
    ("Latin-1", ENTRY.replace("T\n", "Größe\n").encode("latin-1"), 3, "byte 0xf6 is not UTF-8"),
    ("empty", "", 1, "is empty"),
    ("white space", " \n" * 400_000, 1, "is empty"),
    ("comments", "# x\n" * 200_000, 1, "is empty"),
    ("a tab", "pages:\n\t- a\n", 2, "indent with spaces"),
    ("an open quote", ENTRY + '    note: "' + "x\n " * 200_000, 5, "never closed"),
    ("not YAML", "pages: }{\n", 1, "not YAML here"),
    ("HTML", "<!doctype html>\n<html>\n", 1, "the text"),
    ("half a character", ENTRY + '    note: "\\ud800"\n', 5, "no character"),
    ("no character", ENTRY + '    note: "\\UFFFFFFFF"\n', 5, "no character"),
    ("a terminal sequence", ENTRY.replace("title: T", r'title: "T\e]52;c;x\a"'), 3, "control character U+001B"),
    ("words turned round", ENTRY.replace("title: T", "title: \"safe\u202etxt\""), 3, "invisible character U+202E"),
    ("a key with an escape", 'pages: []\n"\\e[31m": 1\n', 2, r"`\u001b[31m`"),
    ("numbers without end", ENTRY + "    every: " + "9" * 9000 + "h\n", 5, "is not a time"),
    ("an endless selector in a source", SOURCE + "{url: 'https://a/', select: ':has(~*~*~*~q)'}\n", 5, "for ever"),
    ("an endless range", ENTRY + "    remove: {from: '//*[../*[../*[../q]]]', to: h2}\n", 5, "may take for ever"),
    ("a range inside a range", ENTRY + "    select: {from: {from: h1}, to: h2}\n", 5, "must be one selector"),
    ("a thousand addresses", SOURCE + "[" + "'https://a.example/'," * 400 + "]\n", 5, "a document has 1 to 20"),
    ("an address of another kind", SOURCE + "[https://a/, 'gopher://a/']\n", 5, "does not begin with https://"),
    ("a vast interval", ENTRY + "    every: 999999w\n", 5, "at most 366d"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "words"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_watchlist_is_refused_with_its_place(
    tmp_path: Path, content: bytes | str, line: int, words: str
) -> None:
    path = tmp_path / "watchlist.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(WatchlistError) as caught:
        load(path)
    told = [m for m in caught.value.mistakes if words in m.message]
    assert [m.line for m in told[:1]] == [line], str(caught.value)[:1000]
    assert all(m.column >= 1 and m.path == str(path) for m in caught.value.mistakes)
    assert len(caught.value.mistakes) <= MAX_MISTAKES + 1
    assert all(len(m.message) < 400 and m.message.isprintable() for m in caught.value.mistakes)


@pytest.mark.parametrize(("content", "line"), [h[1:3] for h in HOSTILE if len(h[1]) < 50_000])
def test_it_is_refused_without_libyaml_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | str, line: int
) -> None:
    monkeypatch.setattr(nodes, "LOADER", yaml.SafeLoader)
    path = tmp_path / "watchlist.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(WatchlistError) as caught:
        load(path)
    assert abs(caught.value.mistakes[0].line - line) <= 1  # it cannot place an escape that is no character


def test_the_refusal_costs_no_stack(tmp_path: Path) -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(300)
        with pytest.raises(WatchlistError):
            loads("pages:\n" + "\n".join(" " * i + "- " for i in range(200)))
    finally:
        sys.setrecursionlimit(limit)


def load_or_refuse(read: Callable[[], object]) -> None:
    """Anything else than a watchlist or a WatchlistError is a traceback in someone's face."""
    with suppress(WatchlistError):
        read()


@given(st.text(st.sampled_from("pages: -[]{}&*!|>'\"%@`#,?\n\t\\\0a0é\u2028\ufeff\r"), max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    load_or_refuse(lambda: loads(text))


VALUES = st.recursive(
    st.sampled_from(["a", "", "null", "6h", "https://a.example/", "[", "0 0 * * *", "'\\e'", "é", "-", "~", "main"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(st.sampled_from(["url", "title", "x", "pages"]), inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key}: {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    "id organisation title url every select remove tags language fetch note was headers query name direction".split()
)


@given(
    st.sampled_from(["pages", "feeds", "groups", "tags", "defaults", "include"]),
    st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3),
)
def test_no_mixture_of_kinds_ends_in_a_traceback(top: str, entries: list[dict[str, str]]) -> None:
    text = f"{top}:\n"
    for entry in entries:
        lines = [f"    {key}: {value}\n" for key, value in entry.items()] or ["    {}\n"]
        text += "  -" + "".join(lines)[3:]
    load_or_refuse(lambda: loads(text))


def test_a_crowd_of_bad_files_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for number in range(1000):
        (tmp_path / "pages" / f"{number:04}.yaml").write_text("pages: &a [*a]\n")
    (tmp_path / "watchlist.yaml").write_text("include: pages/\n")
    with pytest.raises(WatchlistError) as caught:
        load(tmp_path / "watchlist.yaml")
    assert len(caught.value.mistakes) < MAX_MISTAKES + 10


def test_more_than_is_read_of_all_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tracker.watch.watchlist.load"), "MAX_TOTAL", 5_000)
    (tmp_path / "pages").mkdir()
    for number in range(100):
        (tmp_path / "pages" / f"{number:04}.yaml").write_text("pages: []\n" + "# filler\n" * 10)
    (tmp_path / "watchlist.yaml").write_text("include: pages/\n")
    with pytest.raises(WatchlistError, match="more than 5,000 bytes are included"):
        load(tmp_path / "watchlist.yaml")
