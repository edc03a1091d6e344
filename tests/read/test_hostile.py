"""Pages made to hang, fill or fool a parser: the right text or an error, in bounded time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import textwrap
from contextlib import suppress

import pytest

from tests.read.pages import FOOTER, MENU, STATEMENT, WORDING, capture, page, read, wording
from tracker.errors import CutShort, ExtractError, NoText, TooComplex
from tracker.read import extract
from tracker.read.bounds import MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAGS

ALL = ["Responsible use", *WORDING]
BOMBS = {
    "attributes": "<div " + " ".join(f"a{n}" for n in range(200_000)) + ">x</div>",
    "attributes with values": "<div " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">x</div>",
    "attributes glued": "<div " + "".join(f'a{n}="<"' for n in range(200_000)) + ">x</div>",
    "nested": "<div>" * 100_000 + "x",
    "nested and closed": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "nested, misnested": "<x><div></x>" * 60_000,
    "nested, foreign": "<svg><foreignObject><x></svg>" * 60_000,
    "nested in tables": "<div><table><td></div>" * 60_000,
    "formatting": "<p>" + "".join(f"<b id={n}>" for n in range(20_000)) + "</p>" + "<p>x" * 100_000,
    "tags": "<p>x" * 2_400_000,
    "too large": "x" * 10_000_001,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused(bomb: str) -> None:
    with pytest.raises(TooComplex):
        read(page(BOMBS[bomb]))


def test_what_is_just_allowed_is_read_whole() -> None:
    assert wording(page("<div>" * (MAX_DEPTH - 10) + STATEMENT + "</div>" * (MAX_DEPTH - 10))) == ALL
    assert wording(page(f"<div {' '.join(f'a{n}' for n in range(MAX_ATTRIBUTES - 1))}>{STATEMENT}</div>")) == ALL
    assert len(wording(page("<p>x" * (MAX_TAGS // 2)))) == MAX_TAGS // 2


def test_a_line_of_ten_megabytes() -> None:
    line = "We keep nothing. " * 580_000
    assert wording(page(f"<p>{line}</p>")) == [line.strip()]


def test_two_million_entities() -> None:
    assert wording(page(f"<p>{'&lt;' * 2_000_000}</p>")) == ["<" * 2_000_000]


def test_nul_bytes_controls_and_lone_surrogates() -> None:
    html = page(STATEMENT + "<p>We\x00 ne\x07ver &#xD800;&#x1b;sell\x1b[31m.</p>")
    assert wording(html) == [*ALL, "We never \ufffdsell[31m."]
    assert read(b"\x00" * 50 + page().encode()).text == "\n".join(ALL)
    with pytest.raises(NoText):
        read(b"\x00" * 1000)


@pytest.mark.parametrize(
    "cut",
    [
        page()[: page().index("We publish") + 5],
        page()[: page().index("</footer>") + 4],
        page(f'{STATEMENT}<div class="x')[: -len(f"</main>{FOOTER}</body></html>")],
        page(f"{STATEMENT}<!-- a comment that")[: -len(f"</main>{FOOTER}</body></html>")],
        page(f"{STATEMENT}<script>var a = 1;")[: -len(f"</main>{FOOTER}</body></html>")],
        page(f"<div>{STATEMENT}")[: -len(f"</main>{FOOTER}</body></html>")],
    ],
    ids=["in the text", "in an end tag", "in an attribute", "in a comment", "in a script", "between blocks"],
)
def test_the_start_of_a_page_is_not_the_page(cut: str) -> None:
    with pytest.raises(CutShort):
        read(cut)


def test_pages_without_optional_tags_are_whole() -> None:
    html = page()
    for tag in ("</body>", "</html>", "</p>"):
        html = html.replace(tag, "")
    assert wording(html) == ALL
    assert wording(f"<title>T</title>{MENU}{STATEMENT}") == ALL
    assert wording(page() + "<!-- served by node 7") == ALL


def test_end_tags_of_what_was_closed_around_are_counted_once() -> None:
    """Found by mutated pages: the second end tag of x looked for it where it no longer was."""
    assert wording(page(STATEMENT + "<div><x><div></x></div></div></x>" * 2_000)) == ALL


@pytest.mark.parametrize("depth", [300, 3_000])
def test_libxml2_never_gives_a_part_of_the_page(depth: int) -> None:
    """It drops what is nested deeper than 255 or 2,048 elements without an exception."""
    html = page("<div>" * depth + STATEMENT + "</div>" * depth)
    try:
        assert wording(html, select=["//main"]) == ALL
    except TooComplex:
        assert depth == 3_000


@pytest.mark.parametrize("length", [1, 7, 100, 1000, 3000])
def test_any_start_of_a_page_ends_in_text_or_an_error(length: int) -> None:
    for body in (page().encode()[:length], page().encode("utf-16")[:length], page().encode()[length:]):
        with suppress(ExtractError):
            assert extract(capture(body)).blocks


@pytest.mark.slow
def test_time_and_memory_are_bounded() -> None:
    """The worst pages that are not refused, in a process that is killed after 15 s or at 1 GB."""
    script = textwrap.dedent("""
        import resource
        from tests.read.pages import capture
        from tracker.errors import ExtractError
        from tracker.read import extract
        pages = [
            "<p>x" * 149_000,
            "<div hidden>" * 4_900 + "x" * 9_000_000,
            "".join(f"<li><a href=/{n}>link {n}</a>" for n in range(20_000)),
            "<p>" + "a<br>" * 100_000,
            "<div class='cookie-banner'>" * 4_900 + "word " * 1_000_000,
            "<div>" * 4_000 + "<header>x</header>" * 10_000,
            "<div aria-hidden=true>x</div>" * 40_000,
        ]
        for page in pages:
            try:
                extract(capture(page))
            except ExtractError:
                pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """)
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))) if sys.platform == "linux" else None
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, preexec_fn=limit)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1 << 20  # kB
