"""Watchlists of other tools: what is carried over, and that the rest is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WatchlistError
from tracker.model import FetchKind, Page, Source
from tracker.watch.watchlist import add_pages, loads
from tracker.watch.watchlist.exchange import Form, Imported, decode, export_pages, form_of, import_pages

SAMPLES = Path(__file__).parent / "samples"
SHIPPED = Path(__file__).parents[3] / "watchlist.yaml"


def sample(name: str) -> Imported:
    return import_pages((SAMPLES / name).read_text())


def told(imported: Imported) -> list[str]:
    return [str(left) for left in imported.left]


def pages(imported: Imported) -> tuple[Page, ...]:
    """The entries as the watchlist reads them: whatever is imported must be good."""
    return loads(add_pages("pages: []\n", imported.pages)).pages


def test_urlwatch() -> None:
    imported = sample("urlwatch.yaml")
    terms, fares, privacy = pages(imported)
    assert (terms.title, terms.url, terms.select) == (
        "Norrland Rail: terms",
        "https://norrland.example/terms",
        ('[id="terms"]',),
    )
    assert (fares.title, fares.fetch, fares.select) == ("Fares", FetchKind.BROWSER, ("main",))
    assert (privacy.title, privacy.organisation) == ("Privacy policy", "norrland.example")
    assert (privacy.select, privacy.remove) == (('//div[@class="policy"]',), ("//aside",))
    assert dict(privacy.headers) == {"Accept-Language": "sv", "Cookie": "${TRACKER_NORRLAND_EXAMPLE_COOKIE}"}
    where = "https://www.norrland.example/legal/privacy-policy.html: "
    assert told(imported) == [
        "Fares: left out: wait_until",
        where + "of the filter `xpath`: skip",
        where + "the filter `css` inside what the one before it finds: `p`",
        where + "the filter `grepi`",
        where + "`User-Agent` is not for the watchlist: it is always the tracker's own honest name",
        where + "the value of the header `Cookie` was not written down; set TRACKER_NORRLAND_EXAMPLE_COOKIE to it",
        where + "left out: max_tries",
        "Disk: watches the output of a command",
        "Search: sends data to the server; pages are only fetched",
        "Nowhere: `url`: `norrland` does not begin with https:// or http://",
        "Nowhere: the page is left out",
        "job 7: is not a mapping of keys to values",
    ]


def test_webchanges() -> None:
    imported = sample("webchanges.yaml")
    (page,) = pages(imported)
    assert (page.title, page.url) == ("Acme usage policy", "https://acme.example/usage#2")
    assert (page.fetch, page.select, page.remove) == (FetchKind.BROWSER, ("main",), (".related, nav",))
    assert page.note == "Asked for by a reader."
    assert told(imported) == [
        "Acme usage policy: the filter `delete_lines_containing`",
        "Acme usage policy: left out: additions_only, wait_for",
        "Acme old: is switched off there; the page is left out",
    ]


def test_changedetection() -> None:
    imported = sample("changedetection.json")
    terms, privacy = pages(imported)
    assert (terms.title, terms.tags) == ("Terms of Acme", ("human-rights", "ai"))
    assert terms.select == ("main .terms", "//div[@id='x']", "//p")
    assert (terms.remove, terms.fetch) == (("nav", "footer"), FetchKind.BROWSER)
    assert terms.every.total_seconds() == 36 * 3600
    assert dict(terms.headers) == {"Accept-Language": "de", "X-Api-Key": "${TRACKER_ACME_EXAMPLE_X_API_KEY}"}
    assert (privacy.title, privacy.tags, privacy.fetch) == ("Privacy | Acme", ("old-tag", "second"), FetchKind.HTTP)
    year = "https://acme.example/{{ year }}: "
    assert told(imported) == [
        "the interval of all watches without their own; write `defaults: {every: 3h}`",
        "Terms of Acme: filters of JSON",
        "Terms of Acme: the value of the header `X-Api-Key` was not written down; "
        "set TRACKER_ACME_EXAMPLE_X_API_KEY to it",
        "Terms of Acme: left out: text to ignore",
        "https://shop.example/tv: watches a price, a stock or a picture, not wording (restock_diff);"
        " the page is left out",
        "https://acme.example/paused: is paused there; the page is left out",
        year + "`url`: the address holds `{`; write it as the browser's address bar copies it",
        year + "the page is left out",
    ]
    assert "topsecret" not in repr(imported)


def test_what_a_group_or_a_setting_of_changedetection_did_is_told() -> None:
    watch = {
        "url": "source:https://dune.example/a",
        "tags": ["t"],
        "filter_text_removed": False,
        "filter_text_added": True,
        "webdriver_delay": 5,
        "sort_text_alphabetically": True,
    }
    group = {"title": "Law", "include_filters": ["main"], "headers": {"X": "s3cret"}, "ignore_text": ["a"]}
    application = {"tags": {"t": group}, "notification_urls": ["mailto://s3cret@dune.example"]}
    settings = {"application": application, "headers": {"X": "s3cret"}}
    imported = import_pages(json.dumps({"watching": {"a": watch}, "settings": settings}))
    assert [page.tags for page in pages(imported)] == [("law",)]
    assert told(imported) == [
        "for all watches: notifications; addresses for messages stand in TRACKER_NOTIFY",
        "for all watches: headers; write them as `defaults: {headers: ...}`",
        "the group Law: for all its watches: `select`, `headers`; write them as those of its pages",
        "the group Law: left out: text to ignore",
        "https://dune.example/a: left out: to sort lines, seconds to wait in a browser, to tell nothing of what is"
        " removed, `source:`, the page's code instead of its text",
    ]
    assert "s3cret" not in repr(imported)


def test_what_a_declaration_says_besides_is_told() -> None:
    terms = {"Privacy": {"fetch": "https://dune.example/p", "sellect": "main"}}
    imported = import_pages(json.dumps({"name": "Dune", "logo": "x.png", "terms": terms}))
    assert told(imported) == ["Dune: left out: logo", "Dune: Privacy: left out: sellect"]
    past = {"Privacy": [{"fetch": "https://dune.example/old", "validUntil": "2020-01-01T00:00:00Z"}]}
    assert told(import_pages(json.dumps(past))) == [
        "declarations of the past; the watch begins with those that hold today"
    ]


def test_cookies_come_along_with_a_cookie_header() -> None:
    job = "url: https://dune.example/a\nheaders: {Cookie: a=s3cret}\ncookies: {b: s3cret}\n"
    imported = import_pages(job)
    assert [dict(page.headers) for page in pages(imported)] == [{"Cookie": "${TRACKER_DUNE_EXAMPLE_COOKIE}"}]
    assert "s3cret" not in repr(imported)


def test_jobs_as_they_are_written_today() -> None:
    imported = sample("jobs-of-today.yaml")
    found = pages(imported)
    assert [(page.title, page.fetch) for page in found][:2] == [
        ("Cirrus: policies", FetchKind.BROWSER),
        ("First of a list", FetchKind.HTTP),
    ]
    assert (found[0].select, found[0].remove) == (("main article",), ("nav",))
    assert (found[-1].url, found[-1].fetch) == ("file:///srv/policy.html", "file")
    account = "\n".join(told(imported))
    for words in (
        "Second of a list: is switched off",
        "of the filter `css`: maxitems",
        "First of a list: cookies",
        "the kind `custom-login`",
        "holds a user name or password",
    ):
        assert words in account
    assert "hunter2" not in account


def test_one_watch_and_the_answer_of_the_api() -> None:
    watch = sample("watch.json")
    assert [(p.title, p.select, p.every.total_seconds()) for p in pages(watch)] == [("Dune terms", (".body",), 21_600)]
    assert told(watch) == ["Dune terms: filters of JSON"]
    answer = {"a": {"url": "https://dune.example/a", "title": "", "last_error": False}}
    assert [page.title for page in pages(import_pages(json.dumps(answer)))] == ["dune.example"]


def test_watches_of_before() -> None:
    watch = {"url": "https://dune.example/c", "css_filter": ".terms", "minutes_between_check": 90}
    settings = {"application": {"global_ignore_text": ["cookies"]}}
    imported = import_pages(json.dumps({"watching": {"a": watch}, "settings": settings}))
    assert [(page.select, page.every.total_seconds()) for page in pages(imported)] == [((".terms",), 5400)]
    assert told(imported) == ["for all watches: text to ignore"]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"watching": [1]}', "<opml/>", '{"terms": {}}', "# nothing\n", "---\n---\n"]
)
def test_what_holds_no_page_says_so(text: str) -> None:
    imported = import_pages(text, path="watched.x")
    assert imported.pages == ()
    assert "watched.x: no page in it" in told(imported)[0]


def test_mistakes_are_told_with_the_file_they_are_in() -> None:
    with pytest.raises(WatchlistError, match=r"^jobs\.yaml:3:7: an anchor"):
        import_pages("url: https://acme.example/\n---\nname: &a x\n", path="jobs.yaml")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfhttps://a.example/", "https://a.example/"),
        ("https://a.example/".encode("utf-16"), "https://a.example/"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a>Größe</a>".encode("latin-1"), None),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a>Größe</a>".encode(), None),
    ],
)
def test_files_in_other_encodings_are_text(data: bytes, text: str | None) -> None:
    found = decode(data)
    assert found == text if text else "Größe" in found


@pytest.mark.parametrize("data", [b"\xff\x00\x81", b"<?xml version='1.0' encoding='base64'?>\xff", b"\xff\xfe\x00\xd8"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"codec|encod"):
        decode(data)


def test_open_terms_archive() -> None:
    imported = sample("declaration.json")
    terms, privacy = pages(imported)
    assert (terms.organisation, terms.title, terms.select, terms.remove) == (
        "Acme Cloud",
        "Terms of Service",
        (".terms", "from #begin to #end"),
        ("nav", "after h1 through .intro"),
    )
    assert (privacy.title, privacy.fetch) == ("Privacy Policy", FetchKind.BROWSER)
    assert privacy.sources == (
        Source("https://acme.example/privacy/1", ("main",)),
        Source("https://acme.example/privacy/2", ("article",), ("footer", ".ad")),
    )
    assert told(imported) == [
        "Acme Cloud: Terms of Service: filters written in JavaScript: removeTracking",
        "Acme Cloud: Terms of Service: a selector that is not text: `{'startBefore': '#begin'}`",
    ]


def test_opml() -> None:
    imported = sample("outline.opml")
    terms, news = pages(imported)
    assert (terms.organisation, terms.title, terms.tags) == ("Norrland Rail", "Terms & fares", ("law", "rail"))
    assert (news.url, news.title, news.tags) == ("https://acme.example/news", "Acme", ("company-news",))
    assert told(imported) == ["Only a feed: is a feed without a page; feeds are not watched"]


def test_outlines_whose_attributes_are_written_otherwise() -> None:
    text = '<OPML><body><outline text="Q" URL="https://q.example/x"/><outline text="L" htmlurl="https://q.example/y"/>'
    assert [page.title for page in pages(import_pages(f"{text}</body></OPML>"))] == ["Q", "L"]


def test_lists_as_people_write_them() -> None:
    text = "- https://g.example/bullet\r\n<https://g.example/angle>\r\n* [The terms](https://g.example/md)\r\n"
    assert [(page.title, page.url.rpartition("/")[2]) for page in pages(import_pages(text))] == [
        ("Bullet", "bullet"),
        ("Angle", "angle"),
        ("The terms", "md"),
    ]
    table = '\ufeff"URL","Title","Tags"\r\n"https://f.example/t","Terms, of use","law;eu"\r\n'
    assert [(page.title, page.tags) for page in pages(import_pages(table))] == [("Terms, of use", ("law", "eu"))]


def test_plain_lists() -> None:
    imported = import_pages("""# to watch
https://acme.example/terms
https://acme.example/privacy Privacy of Acme, Inc.

https://acme.example/aup law, human-rights
https://acme.example/other/terms
not an address
""")
    found = pages(imported)
    assert [page.title for page in found] == ["Terms", "Privacy of Acme, Inc.", "Aup", "Terms"]
    assert found[2].tags == ("law", "human-rights")
    assert [page.id for page in found] == [
        "acme-example-terms",
        "acme-example-privacy-of-acme-inc",
        "acme-example-aup",
        "acme-example-terms-2",
    ]
    assert told(imported)[-1] == "not: the page is left out"


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_tables(delimiter: str) -> None:
    rows = [
        "organisation statement url",
        "Acme Terms https://acme.example/terms",
        "Bolt Privacy https://bolt.example/p",
    ]
    found = pages(import_pages("\n".join(row.replace(" ", delimiter) for row in rows)))
    assert [(page.organisation, page.title) for page in found] == [("Acme", "Terms"), ("Bolt", "Privacy")]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("urlwatch.yaml", Form.WEBCHANGES),  # the two are read alike
        ("webchanges.yaml", Form.WEBCHANGES),
        ("changedetection.json", Form.CHANGEDETECTION),
        ("declaration.json", Form.OPEN_TERMS_ARCHIVE),
        ("outline.opml", Form.OPML),
        ("jobs-of-today.yaml", Form.WEBCHANGES),
        ("watch.json", Form.CHANGEDETECTION),
    ],
)
def test_the_format_is_known_by_its_first_signs(name: str, form: Form) -> None:
    assert form_of((SAMPLES / name).read_text()) is form


@pytest.mark.parametrize(
    ("text", "form", "meant"),
    [
        ("{", Form.CHANGEDETECTION, "1:2: the file is not JSON"),
        ("[]", Form.OPEN_TERMS_ARCHIVE, "no JSON object"),
        ("[" * 200_000, Form.OPEN_TERMS_ARCHIVE, "not JSON"),
        ("<opml><body>", Form.OPML, "1:13: not XML: no element found"),
        ("<opml>" + "<outline text='a'>" * 5000, Form.OPML, "nested more than"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><opml/>', Form.OPML, "document type"),
        ("url: [", Form.URLWATCH, "a bracket"),
        ("name: &a x\nurl: *a\n", Form.URLWATCH, "an anchor"),
        ("a: " + "[" * 100_000, Form.URLWATCH, "100,003 characters"),
        ("x" * 20_000_001, Form.URLS, "at most 20,000,000"),
    ],
)
def test_what_is_not_in_the_format_is_refused(text: str, form: Form, meant: str) -> None:
    with pytest.raises(WatchlistError, match=meant):
        import_pages(text, form)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
URL = st.one_of(JSON, st.just("https://a.example/"))
WATCH_KEYS = (
    "title tag tags include_filters subtractive_selectors time_between_check headers method paused fetch_backend "
    "processor ignore_text"
)
WATCH = st.fixed_dictionaries({"url": URL}, optional=dict.fromkeys(WATCH_KEYS.split(), JSON))
TERMS_KEYS = "select remove filter combine executeClientScripts"
TERMS = st.fixed_dictionaries({"fetch": URL}, optional=dict.fromkeys(TERMS_KEYS.split(), JSON))


@given(st.one_of(JSON, st.lists(WATCH, max_size=3)), JSON)
def test_any_json_gives_good_entries_or_a_refusal(watches: object, settings: object) -> None:
    watching = {str(n): watch for n, watch in enumerate(watches)} if isinstance(watches, list) else watches
    pages(import_pages(json.dumps({"watching": watching, "settings": settings}), Form.CHANGEDETECTION))


PARTS = st.fixed_dictionaries({}, optional={"combine": st.lists(TERMS, max_size=3)})
DECLARED = st.one_of(TERMS, PARTS, st.tuples(TERMS, PARTS).map(lambda both: both[0] | both[1]))


@given(st.one_of(JSON, st.dictionaries(st.text(max_size=5), DECLARED, max_size=3)), JSON)
def test_any_declaration_gives_good_entries(terms: object, name: object) -> None:
    pages(import_pages(json.dumps({"name": name, "terms": terms}), Form.OPEN_TERMS_ARCHIVE))


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["name", "url", "filter", "headers", "note", "cookies"]), JSON), max_size=3
    )
)
def test_any_jobs_give_good_entries_or_a_refusal(jobs: list[dict[str, object]]) -> None:
    for job in jobs:
        job.setdefault("url", "https://a.example/")
    try:
        imported = import_pages(yaml.safe_dump_all(jobs), Form.WEBCHANGES)
    except WatchlistError:
        return
    pages(imported)


@given(st.text(max_size=80), st.sampled_from(list(Form)))
def test_any_text_is_imported_or_refused(text: str, form: Form) -> None:
    try:
        imported = import_pages(text, form)
    except WatchlistError:
        return
    pages(imported)


PAGES = loads("""
pages:
  - organisation: Acme
    title: Usage policy
    url: https://acme.example/usage?a=1&b=2
    select: main .terms
    remove: [nav, .ad, {after: "#ads", through: "#end"}]
    tags: [law, ai]
    fetch: browser
    note: why
    headers: {Accept-Language: de, Cookie: "${TRACKER_ACME}"}
  - organisation: Bolt & Co
    title: "\\"Terms\\""
    url: https://bolt.example/terms
    select: //div[@id="x"]
  - organisation: Bolt & Co
    title: Privacy
    select: main
    sources:
      - https://bolt.example/privacy
      - {url: https://bolt.example/cookies, select: {from: h1, to: footer}, remove: .ad}
""").pages


@pytest.mark.parametrize("form", [Form.URLWATCH, Form.WEBCHANGES])
def test_what_is_exported_as_jobs_comes_back(form: Form) -> None:
    exported = export_pages(PAGES, form)
    usage, terms, privacy = pages(import_pages(*exported.files.values(), form))
    assert privacy.url == PAGES[2].url
    assert "bolt-co-privacy: sources: only the first address is watched" in [str(left) for left in exported.left]
    assert (usage.title, usage.url, usage.fetch) == ("Acme: Usage policy", PAGES[0].url, FetchKind.BROWSER)
    assert (usage.select, usage.remove) == (("main .terms",), ("nav, .ad",))
    assert terms.select == PAGES[1].select
    assert "acme-usage-policy: ranges of selectors" in [str(left) for left in exported.left]
    assert "acme-usage-policy: tags" in [str(left) for left in exported.left]
    assert "TRACKER_ACME" not in "".join(exported.files.values())


def test_what_is_exported_as_declarations_comes_back() -> None:
    exported = export_pages(PAGES, Form.OPEN_TERMS_ARCHIVE)
    assert list(exported.files) == ["acme.json", "bolt-co.json"]
    (usage,), (terms, privacy) = (pages(import_pages(text)) for text in exported.files.values())
    assert privacy.sources == (replace(PAGES[2].sources[0], select=("main",)), PAGES[2].sources[1])
    assert (usage.organisation, usage.title, usage.url) == (PAGES[0].organisation, PAGES[0].title, PAGES[0].url)
    assert (usage.select, usage.remove, usage.fetch) == (PAGES[0].select, PAGES[0].remove, FetchKind.BROWSER)
    assert (terms.title, terms.url) == ('"Terms"', PAGES[1].url)
    assert "bolt-co-terms: select: XPath, or a range with one end" in [str(left) for left in exported.left]


def test_what_is_exported_as_opml_comes_back() -> None:
    (text,) = export_pages(PAGES, Form.OPML).files.values()
    usage, terms, _ = pages(import_pages(text))
    assert (usage.organisation, usage.title, usage.url, usage.tags) == (
        "Acme",
        "Usage policy",
        PAGES[0].url,
        ("law", "ai"),
    )
    assert (terms.organisation, terms.title) == ("Bolt & Co", '"Terms"')


def test_what_is_exported_as_a_list_comes_back() -> None:
    (text,) = export_pages(PAGES, Form.CHANGEDETECTION).files.values()
    assert [(page.url, page.tags) for page in pages(import_pages(text))] == [(p.url, p.tags) for p in PAGES]


@pytest.mark.parametrize("form", list(Form))
def test_the_shipped_watchlist_goes_out_and_comes_back_whole(form: Form) -> None:
    shipped = loads(SHIPPED.read_text()).pages
    files = export_pages(shipped, form).files
    into = Form.URLS if form is Form.CHANGEDETECTION else form
    back = [page for text in files.values() for page in pages(import_pages(text, into))]
    assert sorted(page.url for page in back) == sorted(page.url for page in shipped)
