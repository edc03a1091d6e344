"""Kinds of content and their characters."""

from __future__ import annotations

import codecs

import pytest

from tests.read.pages import STATEMENT, capture, page, read
from tracker.errors import WrongType
from tracker.read.decode import Content, content_of, decode

TEXT = "Wir verkaufen keine Geräte an Streitkräfte – weder “heute” noch später. 機械を売りません。"
LATIN = "Wir verkaufen keine Geräte – weder “heute” noch später, für 5 €."
META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=windows-1252"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "text/html; charset=utf-8"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), None),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16le"),
        (TEXT.encode("shift_jisx0213", "ignore"), "text/html; charset=shift_jisx0213"),
        (TEXT.encode(), None),
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (TEXT.encode(), "text/html; charset=no-such-charset"),
        (TEXT.encode(), "text/html; charset=hex"),
    ],
)
def test_never_mojibake(body: bytes, header: str | None) -> None:
    expected = TEXT if "shift" not in (header or "") else body.decode("shift_jisx0213")
    assert decode(body, header) == expected


def test_the_header_comes_before_meta_and_meta_before_a_guess() -> None:
    russian = META.format("koi8-r") + "Мы не продаём машины."
    assert "машины" in decode(russian.encode("cp1251"), "text/html; charset=windows-1251")
    assert "машины" in decode(russian.encode("koi8-r"), "text/html")
    assert decode(LATIN.encode("cp1252"), None) == LATIN
    # What browsers call latin-1 is windows-1252.
    assert decode(LATIN.encode("cp1252"), "text/html; charset=ISO-8859-1") == LATIN
    assert decode((META.format("utf-16") + TEXT).encode(), None).endswith(TEXT)
    assert decode(b"<?xml version='1.0' encoding='iso-8859-15'?>5 \xa4", None).endswith("5 €")
    assert decode(b"<!-- <meta charset=koi8-r> --><meta charset=windows-1251>\xec", None).endswith("м")


def test_a_declaration_after_inlined_scripts_is_found() -> None:
    body = f"<script>{'x' * 9000}</script>{META.format('koi8-r')}машины".encode("koi8-r")
    assert decode(body, None).endswith("машины")


def test_utf8_that_was_cut_or_patched_stays_utf8() -> None:
    assert decode(TEXT.encode()[:-1], None)[:60] == TEXT[:60]
    assert decode(TEXT.encode() + b" \xe9 and on", None)[:60] == TEXT[:60]
    assert decode(b"caf\xe9", None) == "café"
    assert decode(b"\xff\xfe\xfd\x81", "text/html; charset=utf-8")  # anything, and no error


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (page(), "text/html", Content.HTML),
        (page(), None, Content.HTML),
        (page(), "application/octet-stream", Content.HTML),
        (page(), "text/plain", Content.HTML),
        (
            '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>',
            "application/xhtml+xml",
            Content.HTML,
        ),
        ("<p>x</p>", "text/html", Content.HTML),
        ("%PDF-1.7 ...", "text/html", Content.PDF),
        ("\r\n%PDF-1.4", "application/octet-stream", Content.PDF),
        ("We sell nothing.", "text/plain", Content.PLAIN),
        ("We sell nothing.", None, Content.PLAIN),
        ("We write <p> for paragraphs.", "text/plain", Content.PLAIN),
        ("# Policy", "text/markdown", Content.PLAIN),
    ],
)
def test_kind_by_the_bytes_before_the_header(body: str, content_type: str | None, expected: Content) -> None:
    assert content_of(capture(body, content_type)) is expected


@pytest.mark.parametrize(
    ("body", "content_type", "named"),
    [
        (b"\x89PNG\r\n\x1a\n", "text/html", "PNG"),
        (b"PK\x03\x04", "application/zip", "ZIP"),
        (b"\x1f\x8b\x08", "text/html", "gzip"),
        (b'{"a": 1}', "application/json", "application/json"),
        (bytes(range(32)) * 50, None, "binary"),
    ],
)
def test_what_is_not_read(body: bytes, content_type: str, named: str) -> None:
    with pytest.raises(WrongType, match=named):
        content_of(capture(body, content_type))


def test_the_same_statement_in_every_encoding() -> None:
    html = page(STATEMENT + f"<p>{LATIN}</p>").replace('<meta charset="utf-8">', "")
    expected = read(html).id
    for codec in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
        assert read(html.encode(codec), f"text/html; charset={codec.removesuffix('-sig')}").id == expected
        assert read(html.encode(codec), "text/html").id == expected
    xhtml = f'<?xml version="1.0" encoding="utf-8"?>{html}'
    assert read(xhtml, "application/xhtml+xml").id == expected
