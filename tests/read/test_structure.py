"""What of a page is its statement: one test a trap that costs other extractors text, or lets furniture in."""

from __future__ import annotations

import pytest

from tests.read.pages import FOOTER, MENU, STATEMENT, WORDING, page, paragraphs, read, wording
from tracker.errors import Moved, NoText
from tracker.model import BlockKind

ALL = ["Responsible use", *WORDING]


def test_the_statement_and_nothing_else() -> None:
    assert wording(page()) == ALL


def test_a_page_without_main_is_read_from_its_body() -> None:
    html = f"<html><body>{MENU}<div class='wrap'>{STATEMENT}</div>{FOOTER}</body></html>"
    assert wording(html) == ALL


def test_a_small_main_beside_the_statement_is_not_the_statement() -> None:
    html = f"<body><main><p>Chat with us.</p></main><div>{STATEMENT}</div></body>"
    assert set(ALL) <= set(wording(html))


@pytest.mark.parametrize(
    "banner",
    [
        '<div id="onetrust-consent-sdk"><p>{}</p><button>Accept all</button></div>',
        '<div class="cookie-banner cookie-banner--bottom"><p>{}</p><a href="/cookies">More</a></div>',
        '<section class="cc-window cc-banner"><span>{}</span></section>',
        '<div class="x7f3 fixed bottom-0"><div><p>{}</p></div><div><button>Accept all</button></div></div>',
        '<div role="dialog" aria-label="Privacy"><p>{}</p></div>',
    ],
    ids=["vendor", "class", "library", "by its button", "dialog"],
)
def test_consent_boxes_are_no_wording(banner: str) -> None:
    text = "We use cookies and similar techniques to make this site better. You may refuse those we do not need."
    assert wording(page(after=FOOTER + banner.format(text))) == ALL
    assert wording(f"<body>{banner.format(text)}<div>{STATEMENT}</div></body>") == ALL


def test_a_cookie_policy_is_not_a_consent_box() -> None:
    policy = paragraphs(*(f"Cookie number {n} remembers how you left the page for {n} days." for n in range(1, 60)))
    html = f'<body><div class="cookie-settings"><h1>Cookies</h1>{policy}<button>Accept</button></div></body>'
    assert len(wording(html)) == 60


def test_a_class_name_on_every_paragraph_takes_nothing() -> None:
    """Rules are guarded by the sum of what they take: each of these is small."""
    html = "".join(f'<p class="consent-message">{text}</p>' for text in WORDING)
    assert wording(f"<body><div>{html}</div></body>") == list(WORDING)


def test_utility_classes_say_nothing() -> None:
    html = "".join(f'<p class="cookie-banner:hidden @md:[cookie-banner] footer:mt-4">{text}</p>' for text in WORDING)
    assert wording(page(html)) == list(WORDING)


def test_collapsed_sections_are_wording() -> None:
    sections = "".join(
        f'<h2>Part {n}</h2><div style="display: none"><p>{t} {t}</p></div>' for n, t in enumerate(WORDING)
    )
    assert [t for t in wording(page(sections)) if not t.startswith("Part")] == [f"{t} {t}" for t in WORDING]


def test_a_short_collapsed_sentence_is_wording() -> None:
    assert "We never sell your data." in wording(page(f"{STATEMENT}<div hidden><p>We never sell your data.</p></div>"))


def test_an_open_dialog_that_hides_the_page_from_screen_readers() -> None:
    html = (
        f'<body><div id="app" aria-hidden="true">{STATEMENT}</div><div role="dialog"><p>Join our list</p></div></body>'
    )
    assert wording(html) == ALL


def test_details_are_read_closed_or_open() -> None:
    text = "We keep no records of children under 16 years."
    html = f"{STATEMENT}<details><summary>Children</summary><p>{text}</p></details>"
    assert wording(page(html))[-2:] == ["Children", text]


def test_buttons_that_open_sections_stay_and_others_go() -> None:
    html = (
        "<h2><button>What we keep</button></h2>"
        '<div><button aria-expanded="false">How long</button><p>Ten days.</p></div>'
        "<button>Print this page</button>"
    )
    assert wording(page(STATEMENT + html))[-3:] == ["What we keep", "How long", "Ten days."]


def test_labels_for_screen_readers_and_icon_names_are_no_wording() -> None:
    html = (
        '<h2>Scope <span class="sr-only">Permalink</span><a href="#scope">#</a></h2>'
        '<p>It binds us <i class="material-icons">expand_more</i>everywhere.</p>'
    )
    assert wording(page(STATEMENT + html))[-2:] == ["Scope", "It binds us everywhere."]


def test_a_survey_and_a_subscription_are_no_wording() -> None:
    forms = (
        "<form><p>Was this page helpful?</p><label><input type=radio>Yes</label><label>No</label></form>"
        "<form action=/subscribe><label>Get our news by mail</label><input name=mail><button>Join</button></form>"
    )
    assert wording(page(STATEMENT + forms)) == ALL


def test_a_form_around_the_whole_page_is_read() -> None:
    assert wording(f"<body><form id=aspnetForm>{STATEMENT}</form></body>") == ALL


def test_a_title_and_its_date_before_main_are_read() -> None:
    hero = "<header><nav><a href=/a>A</a></nav><h1>Responsible use</h1><p>Last updated: 3 June 2026</p></header>"
    statement = read(page(paragraphs(*WORDING), before=hero))
    assert [b.text for b in statement.wording][:3] == ["Responsible use", "Last updated: 3 June 2026", WORDING[0]]
    assert statement.updated == "2026-06-03"


@pytest.mark.parametrize(
    "name", ["announcement-bar", "newsletter", "site-promo_banner", "chat-widget", "footer-newsletter"]
)
def test_an_offer_that_names_itself_is_no_statement(name: str) -> None:
    offer = f"<div class='{name}'><p>Summer sale: save 20% on all robots until Friday</p></div>"
    assert wording(f"<body>{offer}<div>{STATEMENT}</div>{offer}</body>") == ALL
    # What has a place in the statement, or says a lot, is read; a newsletter has none.
    in_main = " ".join(wording(f"<body><main>{STATEMENT}{offer}</main></body>"))
    assert ("Summer sale" in in_main) is ("newsletter" not in name)
    long = offer.replace("</p>", ", really" * 60)
    assert "Summer sale" in " ".join(wording(f"<body><div>{STATEMENT}</div>{long}</body>"))


def test_a_footer_that_is_a_div_is_a_footer() -> None:
    html = (
        f"<body>{MENU}<div>{STATEMENT}</div><div class='site-footer'><p>© 2026 Northwind, 12 Quay Road</p></div></body>"
    )
    assert wording(html) == ALL


def test_a_page_that_is_all_header_is_read() -> None:
    assert wording(f"<body><header><div>{STATEMENT}</div></header></body>") == ALL


@pytest.mark.parametrize("tag", ["noembed", "iframe src=x", "noscript", "textarea", "template", "canvas"])
def test_an_element_that_never_ends_is_survived(tag: str) -> None:
    """lexbor reads the rest of the file as its text, which nobody sees; libxml2 does not."""
    assert wording(f"<html><body><p>Northwind</p><{tag}><div>{STATEMENT}</div></body></html>")[-6:] == ALL


@pytest.mark.parametrize(
    "tag", ['<iframe src="https://t.example/x" />', "<script/>", '<noscript><iframe src="x" /></noscript>']
)
def test_a_self_closed_raw_text_element_swallows_nothing(tag: str) -> None:
    assert wording(page(before=tag + MENU)) == ALL


def test_parts_that_arrive_late_are_read_in_their_place() -> None:
    """React sends slow parts at the end of the page, hidden, and a script puts them where they belong."""
    late = f'<div hidden id="S:0"><table><tr><td>Camera</td><td>{WORDING[1]}</td></tr></table></div>'
    main = f'<h1>Responsible use</h1><p>{WORDING[0]}</p><!--$?--><template id="B:0"></template><p>Loading</p><!--/$-->'
    html = page(main + paragraphs(*WORDING[2:]), after=FOOTER + late + '<script>$RC("B:0","S:0")</script>')
    assert wording(html) == [*ALL[:2], f"Camera | {WORDING[1]}", *ALL[3:]]


def test_addresses_hidden_from_robots_are_read() -> None:
    """Cloudflare hides them on one visit and not on the next."""
    key = 0x42
    code = bytes([key, *(c ^ key for c in b"privacy@northwind.example")]).hex()
    hidden = (
        f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</a>'
    )
    html = page(f"{STATEMENT}<p>Write to {hidden} for a copy.</p>")
    assert wording(html)[-1] == "Write to privacy@northwind.example for a copy."


def test_text_printed_twice_for_two_screens_is_read_once() -> None:
    html = f'<div class="desktop">{STATEMENT}</div><div class="mobile">{STATEMENT}</div>'
    assert wording(page(html)) == ALL
    long = STATEMENT + paragraphs(*(f"Machine {n} is sold to hospitals and to schools only." for n in range(20)))
    apart = f'<div class="desktop">{long}</div><p>Something else stands here.</p><div class="print">{long}</div>'
    assert wording(page(apart)).count(WORDING[0]) == 1


def test_a_clause_that_comes_again_in_another_contract_stays() -> None:
    clause = paragraphs(*WORDING[:2])
    html = f"<h2>For buyers</h2>{clause}<p>Buyers pay in advance.</p><h2>For tenants</h2>{clause}<p>Tenants do not.</p>"
    assert wording(page(html)).count(WORDING[0]) == 2


def test_rows_that_are_alike_stay() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>Hosting, USA</td></tr>" for name in ("Alpha", "Beta", "Beta"))
    assert len(wording(page(f"{STATEMENT}<table>{rows}</table>"))) == len(ALL) + 3


def test_menus_go_with_their_heading_and_lists_of_contents_are_navigation() -> None:
    contents = (
        "<h2>In this article</h2><ul><li><a href=#a>Sales</a></li><li><a href=#b>Training</a></li>"
        "<li><a href=#c>How npm collects data.</a></li></ul>"
    )
    menu = "<div class=toc><h2>Contents</h2><nav><ul><li><a href=#a>Sales</a></li></ul></nav></div>"
    statement = read(page(contents + STATEMENT, before=MENU + menu))
    assert [b.text for b in statement.wording] == ALL
    assert "In this article" in [b.text for b in statement.blocks if b.kind is BlockKind.NAVIGATION]
    assert "Contents" not in [b.text for b in statement.blocks]


def test_a_list_of_related_pages_is_navigation() -> None:
    related = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("safety", "export", "careers"))
    assert wording(page(f"{STATEMENT}<h2>Related</h2><ul>{related}</ul>")) == ALL


def test_a_list_of_companies_is_wording() -> None:
    names = ("alpha-cloud", "beta-mail", "gamma-pay", "delta-logs")
    items = "".join(f"<li><a href=https://{name}.example/>{name}</a></li>" for name in names)
    assert wording(page(f"{STATEMENT}<h2>Subprocessors</h2><ul>{items}</ul>"))[-5:] == ["Subprocessors", *names]


def test_ways_to_write_and_to_call_are_wording() -> None:
    items = "".join(
        f"<p><a href={a}>{a[7:]}</a></p>" for a in ("mailto:a@n.example", "mailto:b@n.example", "mailto:c@n.example")
    )
    assert wording(page(STATEMENT + items))[-3:] == ["a@n.example", "b@n.example", "c@n.example"]


def test_visible_counts_everything_that_is_to_be_seen() -> None:
    statement = read(page())
    assert statement.visible > len(statement.text)
    assert read(page(before=MENU + "<script>var x = 'not visible at all';</script>")).visible == statement.visible


@pytest.mark.parametrize(
    "html", ["", "   ", "<html><body></body></html>", "<body><script>x()</script><div id=root></div></body>"]
)
def test_a_blank_shell_is_an_error(html: str) -> None:
    with pytest.raises(NoText):
        read(html)


def test_a_rule_that_takes_the_page_is_left_out_for_this_page() -> None:
    html = f"<body><form>{paragraphs(WORDING[0])}</form><form>{paragraphs(WORDING[1])}</form></body>"
    assert wording(html) == list(WORDING[:2])


def test_a_page_that_only_sends_its_readers_on_holds_no_statement() -> None:
    stub = page("<p>You should be redirected quickly.</p>", head='<meta http-equiv=Refresh content="0; url=/new/use">')
    with pytest.raises(Moved, match=r"https://www\.northwind-robotics\.example/new/use"):
        read(stub)


@pytest.mark.parametrize(
    "refresh",
    [
        "300; url=/elsewhere",
        "0",
        "0; url=/legal/responsible-use#top",
        "5; url=http://[",
        "now; url=/x",
        "1.2.3; url=/x",
    ],
)
def test_a_short_page_that_is_loaded_anew_is_a_page(refresh: str) -> None:
    assert wording(page("<p>We sell no data.</p>", head=f'<meta http-equiv="refresh" content="{refresh}">'))


def test_a_statement_is_read_even_when_the_page_goes_on_afterwards() -> None:
    whole = page(STATEMENT + paragraphs(*WORDING), head='<meta http-equiv="refresh" content="1; url=/other">')
    assert set(ALL) <= set(wording(whole))
