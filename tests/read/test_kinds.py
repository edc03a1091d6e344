# ruff: noqa: E501
"""Words on the screen that were once lost, and furniture that was once kept: one case a kind."""

from __future__ import annotations

import pytest

from tests.read.pages import FOOTER, MENU, STATEMENT, WORDING, page, paragraphs, read, wording
from tracker.errors import BadSelector, CutShort
from tracker.model import BlockKind

ALL = ["Responsible use", *WORDING]


def added(markup: str) -> list[str]:
    """The lines that a piece of markup in main adds to the statement."""
    found = wording(page(STATEMENT + markup))
    assert found[: len(ALL)] == ALL
    return found[len(ALL) :]


def around(markup: str) -> list[str]:
    """The wording of a page without main that has a part beside its statement."""
    return wording(f"<body>{MENU}<div class=text>{STATEMENT}</div>{markup}{FOOTER}</body>")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        # raised marks
        ("<p>Within 14<sup>2</sup> days.</p>", ["Within 14² days."]),
        ("<p>Since 2011<sup><a href=#note-4>4</a></sup>, always.</p>", ["Since 2011, always."]),
        ("<p>Since 2011<a href='#fn4'><sup>4</sup></a>.</p>", ["Since 2011."]),
        ("<p>The 2<sup>nd</sup> of 10<sup>6</sup> m<sup>2</sup> by Axle<sup>TM</sup></p>", ["The 2nd of 10⁶ m² by Axle™"]),
        ("<p>H<sub>2</sub>O</p>", ["H2O"]),
        # struck out
        ("<p>We <s>never</s> lend.</p>", ["We lend."]),
        ("<p>We keep<span style='text-decoration: line-through'> no</span> maps.</p>", ["We keep maps."]),
        # buttons
        ("<div><button>May I see my file?</button><p>Yes.</p></div>", ["May I see my file?", "Yes."]),
        ("<div role=button>May I see my file?</div>", ["May I see my file?"]),
        ("<p>We <button class=term>never</button> lend robots.</p>", ["We never lend robots."]),
        ("<p>The code is 4711 <button>Copy</button></p>", ["The code is 4711"]),
        # aria-hidden is on the screen, words for screen readers are not
        ("<p>It costs <b aria-hidden=true>5 euros</b><i class=sr-only>five euros</i> a day.</p>", ["It costs 5 euros a day."]),
        ("<h3 aria-hidden=true>Robots may rest</h3><p>On Sundays.</p>", ["Robots may rest", "On Sundays."]),
        ("<p>Up <i aria-hidden=true>→</i>here</p>", ["Up here"]),
        ("<p><b>Robots</b><b aria-hidden=true>Robots</b> rest</p>", ["Robots rest"]),
        # cells that only a sign speaks for
        ("<table><tr><td>Lent</td><td><i></i><span class=sr-only>No</span></td></tr></table>", ["Lent | No"]),
        ("<table><tr><td>Lent</td><td><img src=t.png alt=Yes></td></tr></table>", ["Lent | Yes"]),
        ("<table><tr><td>Lent</td><td><svg aria-label=No><path/></svg></td></tr></table>", ["Lent | No"]),
        ("<table><tr><td>Lent</td><td><svg><title>Yes</title></svg></td></tr></table>", ["Lent | Yes"]),
        # panels that are closed
        ("<div role=tabpanel hidden>Kept for a year</div>", ["Kept for a year"]),
        # a claim over a list of links, questions, lists of the statement
        (
            "<h2>We do not lend robots.</h2><ul><li><a href=/a>Oslo</a><li><a href=/b>Bergen</a><li><a href=/c>Moss</a></ul>",
            ["We do not lend robots.", "Oslo", "Bergen", "Moss"],
        ),
        (
            "<h2>Who builds them</h2><ul><li><a href=/a>Oslo works</a><li><a href=/b>Bergen works</a></ul>",
            ["Who builds them", "Oslo works", "Bergen works"],
        ),
        ("<h2>We exclude</h2><p><a href=/a>Mines</a>, <a href=/b>Guns</a></p>", ["We exclude", "Mines, Guns"]),
        (
            "<ul><li><a href=/a>We will not arm robots</a><li><a href=/b>We will tell you</a><li><a href=/c>We will stop</a></ul>",
            ["We will not arm robots", "We will tell you", "We will stop"],
        ),
        (
            "<ul><li><a href=/a>Do you lend robots?</a><li><a href=/b>Who repairs them?</a><li><a href=/c>And then?</a></ul>",
            ["Do you lend robots?", "Who repairs them?", "And then?"],
        ),
        (
            "<a href=#form>Write to us and name the robot that was sold to you last year</a>",
            ["Write to us and name the robot that was sold to you last year"],
        ),
        # places that seldom hold text
        (
            "<textarea readonly>You may open every robot that you own.\nYou may sell it.</textarea>",
            ["You may open every robot that you own.", "You may sell it."],
        ),
        ("<x-text><template shadowrootmode=open><p>No robot is armed.</p></template></x-text>", ["No robot is armed."]),
        ("<iframe srcdoc='&lt;p&gt;No robot is &amp;quot;armed&amp;quot;.'></iframe>", ['No robot is "armed".']),
        ("<svg><text>No robot of ours is armed</text></svg>", ["No robot of ours is armed"]),
        ("<p>Pay <math><mn>2</mn><mo>×</mo><mi>n</mi></math> crowns.</p>", ["Pay 2×n crowns."]),
        # a section of the statement on consent
        (
            "<section id=cookie-consent><h2>Cookies</h2><p>We set none before you agree.</p></section>",
            ["Cookies", "We set none before you agree."],
        ),
        # what belongs to a section or a quotation
        ("<blockquote><p>Robots are tools.</p><footer>Ida Berg</footer></blockquote>", ["Robots are tools.", "Ida Berg"]),
    ],
)  # fmt: skip
def test_what_is_on_the_screen_is_read(markup: str, expected: list[str]) -> None:
    assert added(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=comments-area><h2>1 comment</h2><p>Kari says: my robot sleeps a lot these days.</p></div>",
        "<section class=related-posts><h2>More</h2><h3>A robot in the sea</h3><p>It swam for a whole day.</p></section>",
        "<div class=author-bio><p>Ida Berg writes about robots.</p></div>",
        "<div class=newsletter-signup><h3>Stay in touch</h3><p>Get our letter each month.</p></div>",
        "<div class=siteFooterBar><p>1 Quay Road, all rights reserved</p></div>",
        "<div class=popup-overlay><h3>Welcome</h3><p>Duties are in our prices.</p></div>",
        "<div class=feedback><p>Did this page help you?</p><p>Thanks for telling us.</p></div>",
        "<div><p>Hear from us</p><input type=email><p>You are on the list.</p></div>",
    ],
)
def test_furniture_is_known_by_its_name_or_use(markup: str) -> None:
    assert around(markup) == ALL
    if "input" not in markup:
        assert added(markup) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=how-we-share><p>We share maps with pilots.</p></div>",
        "<div id=how-we-use-the-navigation><p>We share maps with pilots.</p></div>",
        "<div class=has-sidebar><p>We share maps with pilots.</p></div>",
        "<div class='sidebar:hidden lg:[menu]'><p>We share maps with pilots.</p></div>",
        "<p class=comment>We share maps with pilots.</p>",
        "<div class=faq-menu><p>We share maps with all pilots who ask for them in writing. Pilots share none of these "
        "maps with anybody else who is not a pilot.</p></div>",
        "<aside class=note><p>We share maps with pilots.</p></aside>",
    ],
)
def test_names_that_only_look_like_furniture(markup: str) -> None:
    assert any("share maps" in line or "maps with" in line for line in added(markup))


def test_a_name_on_all_of_the_page_takes_nothing() -> None:
    html = f"<body><div class=popup>{paragraphs(*WORDING)}</div><p>One more line of it.</p></body>"
    assert wording(html) == [*WORDING, "One more line of it."]


def test_a_block_with_a_claim_is_no_offer() -> None:
    position = "<div class=announcement><h2>Our position</h2><p>We have no arms contracts.</p></div>"
    assert around(position)[len(ALL) :] == ["Our position", "We have no arms contracts."]
    assert around("<div class=announcement><p>We have no arms contracts.</p></div>")[-1] == "We have no arms contracts."


def test_a_consent_box_goes_though_it_is_all_there_is() -> None:
    box = f"<div><p>{'We use cookies for this and for that. ' * 40}</p><button>Allow all cookies</button></div>"
    assert wording(f"<body><h1>Not available</h1><p>An error has occurred.</p>{box}</body>") == [
        "Not available",
        "An error has occurred.",
    ]


def test_an_introduction_before_main_is_read() -> None:
    intro = "<section><h2>In short</h2><p>No robot of ours is sold to an army, and none ever was.</p></section>"
    html = page(paragraphs(*WORDING, *WORDING[:1]), before=MENU + intro)
    assert wording(html)[:2] == ["In short", "No robot of ours is sold to an army, and none ever was."]
    bar = (
        "<aside><h2>Spring sale</h2><p>All robots are cheaper by a fifth until the end of this very month.</p></aside>"
    )
    assert wording(page(before=MENU + bar)) == ALL


def test_articles_beside_each_other_are_one_statement() -> None:
    html = (
        f"<body>{MENU}<article>{STATEMENT}</article><article><h2>But</h2><p>Toys are sold to all.</p></article></body>"
    )
    assert wording(html) == [*ALL, "But", "Toys are sold to all."]


def test_the_part_that_was_read_is_read_while_it_is_there() -> None:
    """Half of the text decides only at the first look: later it is the part that the text in force came from."""
    beside = (
        "<div><h2>For pilots</h2><p>Pilots are paid each week, and may ask for more at any time they like.</p></div>"
    )

    def whole(extra: str) -> str:
        return f"<body><article><p>{WORDING[0]}</p>{extra}</article>{beside}{beside.replace('Pilots', 'Cooks')}</body>"

    before = read(whole(""))
    assert "For pilots" in before.text
    grown = whole(paragraphs(*WORDING[1:]))
    assert "For pilots" not in read(grown).text
    assert "For pilots" in read(grown, like=before).text


def test_what_is_selected_is_the_statement() -> None:
    html = page(
        "<div class=newsletter><ul><li><a href=/a>A</a><li><a href=/b>B</a><li><a href=/c>C</a></ul>"
        "<form>We ask <button>twice</button></form><p class=cookie-banner>None.</p></div>"
    )
    statement = read(html, select=[".newsletter"])
    assert [block.text for block in statement.blocks] == ["A", "B", "C", "We ask twice", "None."]
    assert all(block.kind is not BlockKind.NAVIGATION for block in statement.blocks)


def test_text_printed_twice_but_for_a_line_is_read_once() -> None:
    more = paragraphs("Robots are repaired for ten years.", "Parts are kept for twenty years.")
    html = "".join(f"<div class={n}>{STATEMENT}<p>For {n} screens.</p>{more}</div>" for n in ("wide", "narrow"))
    assert sorted(wording(f"<body>{html}</body>")) == sorted(
        [*ALL, "For wide screens.", "For narrow screens.", "Robots are repaired for ten years.",
         "Parts are kept for twenty years."]
    )  # fmt: skip


def test_contents_repeat_headings_and_are_navigation() -> None:
    items = "".join(
        f"<li><a href=/legal/x#{n}>{n}. {name}</a></li>" for n, name in enumerate(("Scope", "Sale", "End"), 1)
    )
    text = "".join(
        f"<h3>{name}</h3><p>{text}</p>" for name, text in zip(("Scope", "Sale", "End"), WORDING, strict=False)
    )
    assert added(f"<h2>What is in it</h2><ul>{items}</ul>{text}")[:2] == ["Scope", WORDING[0]]


def test_tags_in_scripts_and_comments_are_none() -> None:
    """What a script holds is no markup: neither a tag that never ends nor a start tag without its end."""
    script = "<script>if (i<n) { " + "a = b ; " * 700 + "}; x='<div><ul>'</script>" + "<!-- <div> -->" * 9_000
    assert wording(page(after=FOOTER + script)) == ALL
    open_ended = f"<!doctype html><html><body><main>{STATEMENT}<script>x='<div>'</script>\n"
    assert wording(open_ended) == ALL
    with pytest.raises(CutShort):
        read(open_ended.replace("<main>", "<main><div><section>"))


def test_links_start_from_the_base() -> None:
    html = page(
        STATEMENT + "<p>See <a href=annex.html>the annex</a> too.</p>", head="<base href=https://docs.example/a/>"
    )
    assert [link.target for link in read(html).links] == ["https://docs.example/a/annex.html"]


@pytest.mark.parametrize(
    "buttons",
    [
        "<button>Tout accepter</button><button>Continuer sans accepter</button>",
        "<button>✓ OK, tout accepter</button><button>✗ Interdire tous les cookies</button>",
        "<button>Alle Cookies akzeptieren</button><button>Nur notwendige</button>",
        "<button>Rechazar todas las cookies</button>",
    ],
)
def test_boxes_that_ask_for_consent_in_other_languages(buttons: str) -> None:
    assert around(f"<div><p>Cookies: vous choisissez, Sie wählen, usted elige.</p>{buttons}</div>") == ALL


def test_a_box_of_a_french_vendor_goes_however_little_else_is_there() -> None:
    box = "<div id=axeptio_overlay><p>On aimerait bien vous accompagner.</p><button>Non merci</button></div>"
    assert wording(page(f"<h1>Oups</h1><p>Rien.</p>{box}")) == ["Oups", "Rien."]


@pytest.mark.parametrize("heading", ["Related articles", "Articles similaires", "À lire aussi", "Ähnliche Artikel"])
def test_what_stands_under_related_is_a_menu_however_short(heading: str) -> None:
    links = "<p><a href=https://help.axle.example/7>May I take back what I said about my brother?</a></p>"
    assert added(f"<h2>{heading}</h2>{links}") == []
    assert added(f"<h2>Our answers</h2>{links}") != []


KEPT = "<aside class=sidebar><p>Boats are lent for two hours.</p><ul><li><a href=/a>Row</a><li><a href=/b>Sail</a></ul></aside>"


@pytest.mark.parametrize("selector", ["aside", ".sidebar", "//aside"])
def test_what_the_watchlist_keeps_is_wording_though_a_rule_would_drop_it(selector: str) -> None:
    body = page(before=MENU + KEPT)
    assert wording(body) == ALL
    assert wording(body, keep=[selector]) == ["Boats are lent for two hours.", "Row", "Sail", *ALL]


def test_a_kept_part_of_a_dropped_one_is_kept_alone() -> None:
    assert wording(page(before=MENU + KEPT), keep=["aside p"]) == ["Boats are lent for two hours.", *ALL]


def test_what_is_kept_inside_the_statement_stays_in_its_place() -> None:
    pop_up = "<div class=popup><p>Fees rise in May.</p></div>"
    body = page(f"{STATEMENT}{pop_up}<p>End.</p>")
    assert wording(body) == [*ALL, "End."]
    assert wording(body, keep=[".popup"]) == [*ALL, "Fees rise in May.", "End."]


def test_keeping_is_part_of_the_rules_that_a_text_names() -> None:
    body = page(before=MENU + KEPT)
    assert read(body).ruleset != read(body, keep=["aside"]).ruleset
    with pytest.raises(BadSelector):
        read(body, keep=[".nothing"])
