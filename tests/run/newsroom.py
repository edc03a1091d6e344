"""A company's newsroom on loopback, over weeks: releases come, roll off, are edited and are taken down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.sax.saxutils import escape

from tests.server import Reply, Server

FIRST = date(2026, 6, 1)
SPEAKS = "We do not sell face recognition or any other surveillance technology to police forces."


@dataclass
class Release:
    number: int
    day: date
    title: str
    text: str
    gone: bool = False

    @property
    def path(self) -> str:
        return f"/news/{self.number}-{self.title.lower().replace(' ', '-')}"


@dataclass
class Newsroom:
    server: Server
    releases: list[Release] = field(default_factory=list)
    shown: int = 5

    def add(self, day: date, title: str, text: str) -> Release:
        release = Release(len(self.releases) + 1, day, title, text)
        self.releases.append(release)
        return release

    def put(self) -> None:
        """Serve it as it is now."""
        for release in self.releases:
            page = (
                f"<html lang=en><head><title>{release.title} | Tarn</title><meta property='article:published_time'"
                f" content='{release.day}T09:00:00Z'></head><body><nav><a href='/'>Home</a></nav><article>"
                f"<h1>{release.title}</h1><p>Oslo, {release.day}. {release.text}</p><p>Tarn makes maps and cameras for"
                f" people who go to sea, and has done so for forty years. This was release {release.number}.</p>"
                "<p>Write to press@tarn.example with any question, and we answer on the same day.</p></article></body>"
            )
            self.server.put(release.path, Reply(404) if release.gone else page)
        newest = [each for each in reversed(self.releases) if not each.gone][: self.shown]
        self.server.put("/news", _page(_cards(newest)))
        self.server.put("/press", _page(_lines(newest)))
        items = "".join(
            f"<item><title>{escape(each.title)}</title><link>{each.path}?utm_source=rss</link>"
            f"<guid isPermaLink='false'>{each.number}</guid><pubDate>{each.day:%a, %d %b %Y} 09:00:00 GMT</pubDate>"
            "</item>"
            for each in newest
        )
        base = self.server.url("/")
        self.server.put(
            "/news.xml",
            Reply(
                body=f"<?xml version='1.0'?><rss version='2.0' xml:base='{base}'><channel><title>Tarn</title>{items}"
                "</channel></rss>",
                type="application/rss+xml",
            ),
        )
        self.sitemaps()

    def sitemaps(self) -> None:
        """An index of three files: 1,200 old addresses, and the releases in the last one."""
        for part in range(3):
            old = [f"/archive/{part}/{number}" for number in range(400)]
            now = [each.path for each in self.releases if not each.gone] if part == 2 else []
            urls = "".join(f"<url><loc>{self.server.url(path)}</loc></url>" for path in (*old, *now))
            self.server.put(f"/map-{part}.xml", Reply(body=f"<urlset>{urls}</urlset>", type="application/xml"))
        maps = "".join(f"<sitemap><loc>{self.server.url(f'/map-{n}.xml')}</loc></sitemap>" for n in range(3))
        self.server.put("/sitemap.xml", Reply(body=f"<sitemapindex>{maps}</sitemapindex>", type="application/xml"))


def _page(inner: str) -> str:
    return (
        "<html lang=en><title>Newsroom | Tarn</title><body><nav><a href='/'>Home</a><a href='/jobs'>Jobs</a></nav>"
        f"<main><h1>Newsroom</h1>{inner}</main><footer><a href='/imprint'>Imprint</a></footer></body></html>"
    )


def _cards(releases: list[Release]) -> str:
    return "".join(
        f"<article><time>{each.day:%d %B %Y}</time><h3><a href='{each.path}'>{each.title}</a></h3>"
        f"<p>{each.text}</p></article>"
        for each in releases
    )


def _lines(releases: list[Release]) -> str:
    items = "".join(
        f"<li>{each.day:%d %B %Y} <a href='{each.path}#top'>{each.title}</a><br>{each.text}</li>" for each in releases
    )
    return f"<ul>{items}</ul>"


def fill(room: Newsroom) -> None:
    """Four weeks: a release every second day; each third speaks of surveillance."""
    for number in range(14):
        day = FIRST - timedelta(days=28 - 2 * number)
        room.add(day, f"Harbour report {number}", f"The harbour of Tarn had {number + 20} ships in this week.")
