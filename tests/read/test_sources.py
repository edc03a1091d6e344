"""Feeds and sitemaps as they are served, well and badly: the right addresses, or one clear sentence."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from tracker.errors import ExtractError
from tracker.model import Capture, Follow, FollowKind, Found, FoundLinks
from tracker.watch.discover.source import find

AT = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://tarn.example/news/feed.xml"
ONE = "https://tarn.example/news/1"
TWO = "https://tarn.example/news/2"


def named(kind: FollowKind, body: bytes | str, type_: str = "application/xml", final: str = URL) -> FoundLinks:
    raw = body.encode() if isinstance(body, str) else body
    return find(Follow(kind), Capture(URL, final, 200, (("Content-Type", type_),), raw, AT))


def rss(*items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>", attributes: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"{head}<rss version='2.0' {attributes}><channel><title>Tarn</title>{inner}</channel></rss>"


def atom(*entries: str, attributes: str = "") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {attributes}><title>Tarn</title>{inner}</feed>"


SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"


def urlset(inner: str, attributes: str = "") -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='{SPACE}' {attributes}>{inner}</urlset>"


FEEDS: dict[str, tuple[bytes | str, list[tuple[str, str, str | None]]]] = {
    "CDATA with mark-up": (
        rss(f"<title><![CDATA[We &amp; <b>you</b>]]></title><link>{ONE}</link>"),
        [(ONE, "We & you", None)],
    ),
    "relative links": (
        rss("<title>A</title><link>/news/1</link>", "<title>B</title><link>2</link>"),
        [(ONE, "A", None), (TWO, "B", None)],
    ),
    "a base of its own": (
        atom("<title>A</title><link href='1'/>", attributes="xml:base='https://tarn.example/news/'"),
        [(ONE, "A", None)],
    ),
    "dates missing and broken": (
        rss(
            f"<title>A</title><link>{ONE}</link><pubDate>soon</pubDate>",
            f"<title>B</title><link>{TWO}</link><pubDate>Tue, 02 Jun 2026 10:00:00 +0200</pubDate>",
        ),
        [(ONE, "A", None), (TWO, "B", "2026-06-02T08:00:00Z")],
    ),
    "the year zero": (rss(f"<title>A</title><link>{ONE}</link><pubDate>0000-00-00</pubDate>"), [(ONE, "A", None)]),
    "one guid twice": (
        rss(
            f"<guid>7</guid><title>A</title><link>{ONE}</link>",
            f"<guid>7</guid><title>A again</title><link>{ONE}?utm_source=rss</link>",
        ),
        [(ONE, "A", None)],
    ),
    "a guid that is the address": (rss(f"<title>A</title><guid>{ONE}</guid>"), [(ONE, "A", None)]),
    "foreign namespaces": (
        rss(
            f"<title>A</title><media:title>Picture</media:title><media:content url='https://cdn.example/p.jpg'/>"
            f"<dc:date>2026-06-03</dc:date><link>{ONE}</link>",
            attributes="xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/'",
        ),
        [(ONE, "A", "2026-06-03T00:00:00Z")],
    ),
    "a byte order mark": (b"\xef\xbb\xbf" + rss(f"<title>A</title><link>{ONE}</link>").encode(), [(ONE, "A", None)]),
    "white space before the declaration": ("\n\n " + rss(f"<title>A</title><link>{ONE}</link>"), [(ONE, "A", None)]),
    "a charset that it is not in": (
        rss(f"<title>Für alle</title><link>{ONE}</link>").encode("cp1252"),
        [(ONE, "Für alle", None)],
    ),
    "RDF": (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        f"<item rdf:about='{ONE}'><title>A</title><link>{ONE}</link></item></rdf:RDF>",
        [(ONE, "A", None)],
    ),
    "Atom with several links": (
        atom(
            f"<title type='html'>A &lt;i&gt;b&lt;/i&gt;</title><link rel='edit' href='/edit/1'/>"
            f"<link rel='alternate' href='{ONE}'/><published>2026-05-01T10:00:00Z</published>"
            "<updated>2026-05-09T10:00:00Z</updated>"
        ),
        [(ONE, "A b", "2026-05-01T10:00:00Z")],
    ),
    "JSON Feed": (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/news/1", "title": "A",'
        ' "date_published": "2026-05-01T10:00:00+02:00"}, {"id": 2}, "x", null]}',
        [(ONE, "A", "2026-05-01T08:00:00Z")],
    ),
    "an end that is missing": (
        rss(f"<title>A</title><link>{ONE}</link>").removesuffix("</channel></rss>"),
        [(ONE, "A", None)],
    ),
    "links that lead to no page": (
        rss("<title>A</title><link>javascript:alert(1)</link>", f"<title>B</title><link>{TWO}</link>",
            "<title>C</title><link>file:///etc/passwd</link>", "<title>D</title><link>http://[::1</link>"),
        [(TWO, "B", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", FEEDS)
def test_a_feed_gives_its_addresses(shape: str) -> None:
    body, wanted = FEEDS[shape]
    found = named(FollowKind.FEED, body).links
    assert [(each.url, each.title, each.said) for each in found] == wanted


SITEMAPS: dict[str, tuple[bytes | str, list[tuple[str, str, str | None]]]] = {
    "one that is packed": (gzip.compress(urlset(f"<url><loc>{ONE}</loc></url>").encode()), [(ONE, "", None)]),
    "of news": (
        urlset(
            f"<url><loc>{ONE}</loc><lastmod>2026-06-09</lastmod><news:news><news:publication><news:name>Tarn</news:name>"
            "</news:publication><news:publication_date>2026-06-01</news:publication_date><news:title>A &amp; B"
            "</news:title></news:news></url>",
            NEWS,
        ),
        [(ONE, "A & B", "2026-06-01")],
    ),
    "with pictures": (
        urlset(
            f"<url><loc>{ONE}</loc><image:image><image:loc>https://cdn.example/p.jpg</image:loc><image:title>P"
            "</image:title></image:image></url>",
            "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'",
        ),
        [(ONE, "", None)],
    ),
    "with a wrong lastmod": (
        urlset(f"<url><loc>{ONE}</loc><lastmod>yesterday</lastmod></url><url><loc>{TWO}</loc><lastmod/></url>"),
        [(ONE, "", None), (TWO, "", None)],
    ),
    "without a namespace": (f"<urlset><url><loc> {ONE}\n</loc></url></urlset>", [(ONE, "", None)]),
    "of lines": (f"{ONE}\n{TWO}\n", [(ONE, "", None), (TWO, "", None)]),
    "one that ends too soon": (
        urlset(f"<url><loc>{ONE}</loc></url><url><loc>{TWO}").partition("</urlset>")[0],
        [(ONE, "", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SITEMAPS)
def test_a_sitemap_gives_its_addresses(shape: str) -> None:
    body, wanted = SITEMAPS[shape]
    found = named(FollowKind.SITEMAP, body).links
    assert [(each.url, each.title, each.said) for each in found] == wanted


def test_a_sitemap_of_fifty_thousand_is_read_and_no_more() -> None:
    urls = "".join(f"<url><loc>https://tarn.example/p/{n}</loc></url>" for n in range(50_010))
    found = named(FollowKind.SITEMAP, urlset(urls)).links
    assert len(found) == 50_000
    assert found[0] == Found("https://tarn.example/p/0")


def test_an_index_gives_its_sitemaps_with_their_days() -> None:
    index = (
        f"<sitemapindex xmlns='{SPACE}'><sitemap><loc>/a.xml</loc><lastmod>2026-06-01T10:00:00Z</lastmod></sitemap>"
        "<sitemap><loc>https://tarn.example/b.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert named(FollowKind.SITEMAP, index).children == (
        ("https://tarn.example/a.xml", "2026-06-01T10:00:00Z"),
        ("https://tarn.example/b.xml.gz", None),
    )


BOMB = (
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
)
BAD: dict[str, tuple[FollowKind, bytes | str, str]] = {
    "a feed of entities": (FollowKind.FEED, BOMB + "<rss><channel><title>&c;</title></channel></rss>", "entities"),
    "a sitemap of entities": (FollowKind.SITEMAP, BOMB + "<urlset><url><loc>&c;</loc></url></urlset>", "entities"),
    "a file of this machine": (
        FollowKind.SITEMAP,
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&f;</loc></url></urlset>",
        "entities",
    ),
    "a packed bomb": (FollowKind.SITEMAP, gzip.compress(b"<urlset>" + b" " * 61_000_000), "larger than"),
    "broken packing": (FollowKind.SITEMAP, b"\x1f\x8b\x08\x00broken", "packed sitemap is broken"),
    "an error page as a feed": (FollowKind.FEED, "<html><h1>Not found</h1></html>", "no RSS, Atom or JSON Feed"),
    "an error page as a sitemap": (FollowKind.SITEMAP, "<html><h1>Not found</h1></html>", "no sitemap"),
    "a feed that turned empty": (FollowKind.FEED, rss(), "names no address"),
    "a sitemap that turned empty": (FollowKind.SITEMAP, urlset(""), "names no address"),
    "JSON that is no feed": (FollowKind.FEED, '{"error": "gone"}', "no RSS, Atom or JSON Feed"),
    "deep JSON": (FollowKind.FEED, '{"a":' + "[" * 100_000, "no RSS, Atom or JSON Feed"),
    "nothing": (FollowKind.FEED, b"", "no RSS, Atom or JSON Feed"),
    "noise": (FollowKind.SITEMAP, bytes(range(256)) * 40, "no sitemap"),
    "a page without a list": (FollowKind.LISTING, "<main><h1>Soon</h1><p>We will write here.</p></main>", "no list"),
}


@pytest.mark.parametrize("shape", BAD)
def test_what_names_nothing_is_a_clear_trouble(shape: str) -> None:
    kind, body, words = BAD[shape]
    with pytest.raises(ExtractError, match=words):
        named(kind, body, "text/html" if kind is FollowKind.LISTING else "application/xml")


def test_a_huge_feed_is_refused_and_one_of_many_entries_is_cut() -> None:
    with pytest.raises(ExtractError, match="more than the 10,000,000"):
        named(FollowKind.FEED, rss("<title>" + "a" * 10_000_001 + "</title>"))
    many = rss(*(f"<title>{n}</title><link>/news/{n}</link>" for n in range(5_050)))
    assert len(named(FollowKind.FEED, many).links) == 5_000
