"""What a sitemap names, by the protocol of sitemaps.org and that of news sitemaps; an index names further sitemaps."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from tracker.errors import NoText, TooComplex, WrongType
from tracker.model import Capture, Found
from tracker.read.feed import address, iso_of, refuse_entities, text_of

LARGEST = 60_000_000  # bytes, unpacked: the protocol allows 50 MB
MOST = 50_000  # addresses, as the protocol allows


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses of one sitemap, or the sitemaps of an index with the day each was changed."""

    pages: tuple[Found, ...] = ()
    children: tuple[tuple[str, str | None], ...] = ()


def read_sitemap(capture: Capture) -> Sitemap:
    """What a sitemap or an index of sitemaps names, each address once.

    WrongType when it is neither; NoText when it names nothing; TooComplex when it is too large.
    """
    body = _unpacked(capture).removeprefix(b"\xef\xbb\xbf").lstrip()
    refuse_entities(capture.url, body)
    found = _from_xml(capture, body) if body[:1] == b"<" else _from_text(capture, body)
    if not found.pages and not found.children:
        raise NoText(f"{capture.url}: the sitemap names no address")
    return found


def _unpacked(capture: Capture) -> bytes:
    body = capture.body
    if body[:2] == b"\x1f\x8b":  # served as a file, and not as an encoding
        try:
            unpacker = zlib.decompressobj(wbits=31)
            body = unpacker.decompress(body, LARGEST + 1)
        except zlib.error:
            body = b""
        if not unpacker.eof and len(body) <= LARGEST:
            raise WrongType(f"{capture.url}: the packed sitemap is broken")
    if len(body) > LARGEST:
        raise TooComplex(f"{capture.url}: the sitemap is larger than the {LARGEST:,} bytes that are read")
    return body


def _from_xml(capture: Capture, body: bytes) -> Sitemap:
    pages: dict[str, Found] = {}
    children: dict[str, str | None] = {}
    base, root, fields = capture.final_url, "", dict[str, str]()
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    try:
        for event, node in etree.iterparse(BytesIO(body), events=("start", "end"), **options):
            if not isinstance(node.tag, str):
                continue
            name = etree.QName(node).localname
            if event == "start":
                root = root or name
                if root not in ("urlset", "sitemapindex"):
                    break
                continue
            if name in ("url", "sitemap"):
                url = address(base, fields.get("loc", ""))
                if url and name == "url" and len(pages) < MOST:
                    said = iso_of(fields.get("publication_date")) or iso_of(fields.get("lastmod"))
                    pages.setdefault(url, Found(url, text_of(fields.get("title")), said=said))
                elif url and name == "sitemap" and len(children) < MOST:
                    children.setdefault(url, iso_of(fields.get("lastmod")))
                fields = {}
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
            elif node.text and node.text.strip() and not _is_of_media(node):
                fields.setdefault(name, node.text.strip())
    except etree.XMLSyntaxError as error:
        raise WrongType(f"{capture.url}: it is no sitemap: {error}") from None
    if root not in ("urlset", "sitemapindex"):
        raise WrongType(f"{capture.url}: it is no sitemap")
    if f"{root}>".encode() not in body[-200:] and pages:  # cut in the middle of an address, as it may be
        pages.popitem()
    return Sitemap(tuple(pages.values()), tuple(children.items()))


def _is_of_media(node: etree._Element) -> bool:
    """Whether a name is that of a picture or a film on the page, and not the page's."""
    space = etree.QName(node).namespace or ""
    return "image" in space or "video" in space


def _from_text(capture: Capture, body: bytes) -> Sitemap:
    lines = body.decode("utf-8", "replace").splitlines()[:MOST]
    if not lines or not all(line.strip().startswith("http") for line in lines if line.strip()):
        raise WrongType(f"{capture.url}: it is no sitemap")
    urls = dict.fromkeys(url for line in lines if (url := address(capture.final_url, line)))
    return Sitemap(tuple(map(Found, urls)))
