"""What kind of content the bytes are, and their characters."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

import webencodings

from tracker.errors import WrongType
from tracker.model import Capture


class Content(StrEnum):
    HTML = "html"
    PDF = "pdf"
    PLAIN = "plain text"


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_META_TAG = re.compile(rb"<meta[\s/][^>]*>", re.IGNORECASE)
_META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_PRESCAN = 16_384  # bytes: the standard stops at 1,024, real pages declare it later, after inlined scripts
_NOT_A_PAGES = frozenset(
    "replacement x-user-defined idna punycode unicode_escape raw_unicode_escape undefined utf-7".split()
)
# What a browser reads under these names is more than Python does: the superset that holds it.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030"}
# Tried when the bytes are not in the encoding by the book: NEC signs such as a circled 1 in Japanese pages.
_NEXT = {"euc_jp": ("euc_jis_2004",), "shift_jis": ("cp932",), "cp932": ("shift_jis_2004",)}
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|h[1-6]|table|main|article|section|ul|a)[\s/>]",
    re.IGNORECASE,
)
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "gzip data that was not decoded"),
    (b"\x28\xb5\x2f\xfd", "zstd data that was not decoded"),
    (b"{\\rtf", "an RTF document"),
)
_PLAIN_TYPES = frozenset(
    {"", "text/plain", "text/markdown", "text/x-markdown", "application/octet-stream", "binary/octet-stream"}
)


def content_of(capture: Capture) -> Content:
    """The kind of content: by its first bytes where these are plain, else by the header. Raises WrongType."""
    head = capture.body[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if _is_pdf(start, capture.header("content-type")):
        return Content.PDF
    for magic, name in _MAGIC:
        if start.startswith(magic):
            raise WrongType(f"{capture.url}: the address serves {name}, not a page, a PDF or plain text")
    declared = (capture.header("content-type") or "").split(";")[0].strip().lower()
    if declared == "text/html" or declared.endswith(("xhtml+xml", "/xml")):
        return Content.HTML
    if declared not in {"text/plain", "text/markdown"} and _MARKUP.search(head.replace(b"\0", b"")):
        return Content.HTML
    if start[:1] == b"<" and _MARKUP.match(start.replace(b"\0", b"")):
        return Content.HTML
    if declared in _PLAIN_TYPES and not _is_binary(head):
        return Content.PLAIN
    kind = "binary data" if declared in _PLAIN_TYPES else declared
    raise WrongType(f"{capture.url}: the address serves {kind}, not a page, a PDF or plain text")


def _is_pdf(start: bytes, content_type: str | None) -> bool:
    """By its first bytes: some servers put a line of their own before them, and a page may speak of "%PDF-1.7"."""
    at = start[:1024].find(b"%PDF-")
    if at <= 0:
        return at == 0
    return "pdf" in (content_type or "").lower() or (b"<" not in start[:at] and len(start[:at].split()) <= 3)


def _is_binary(head: bytes) -> bool:
    if head.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    text = bytes(range(32, 256)) + b"\t\n\f\r\x1b"
    return len(head.translate(None, text)) > len(head) * 0.05


def decode(body: bytes, content_type: str | None) -> str:
    """The characters of a text: by byte order mark, header, meta element, strict UTF-8, else windows-1252.

    What the bytes contradict is passed over: text beyond ASCII that is valid UTF-8 is UTF-8 whatever a server's default
    header says, and a declared encoding that cannot read the bytes is not it. Never raises; bytes without a meaning
    become U+FFFD.
    """
    skip, codec, _ = _encoding(body, content_type)
    return body[skip:].decode(codec, "replace")


def utf8(body: bytes, content_type: str | None) -> bytes:
    """The same text in UTF-8 without NUL characters, as parsers want it. Most bodies are that already."""
    skip, codec, valid = _encoding(body, content_type)
    text = body[skip:] if valid else body[skip:].decode(codec, "replace").encode("utf-8", "replace")
    return text.replace(b"\0", b"") if b"\0" in text else text


def _encoding(body: bytes, content_type: str | None) -> tuple[int, str, bool]:
    """Bytes of the byte order mark, encoding, and whether the bytes are valid UTF-8."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return len(mark), name, False
    declared = [name for name in (_of_header(content_type), _of_meta(body[:_PRESCAN]), _of_zeros(body)) if name]
    wanted = [name for codec in declared for name in (codec, *_NEXT.get(codec, ()))]
    for codec in wanted if body.isascii() else ("utf-8", *wanted):
        try:
            body.decode(codec)
        except UnicodeError:
            continue
        return 0, codec, codec == "utf-8"
    if body.isascii():
        return 0, "utf-8", True
    # A page cut or patched inside a character is still UTF-8: windows-1252 would make mojibake of all its letters.
    other = next((name for name in declared if name != "utf-8"), "cp1252")
    return 0, "utf-8" if _mostly_utf8(body) else other, False


def _mostly_utf8(body: bytes) -> bool:
    lost = len(body) - len(body.decode("utf-8", "ignore").encode())
    high = len(body.translate(None, bytes(range(128))))
    return lost <= max(3, high // 20) and lost < high


def _of_header(content_type: str | None) -> str | None:
    found = _HEADER_CHARSET.search(content_type or "")
    return _codec(found.group(1)) if found else None


def _of_meta(head: bytes) -> str | None:
    tags = _META_TAG.findall(_COMMENT.sub(b"", head))
    labels = [*_XML_ENCODING.findall(head)[:1], *(label for tag in tags for label in _META_CHARSET.findall(tag)[:1])]
    name = next(filter(None, (_codec(label.decode("ascii", "replace")) for label in labels)), None)
    return "utf-8" if name and name.startswith("utf-16") else name  # it was read as ASCII, so it is not UTF-16


def _of_zeros(body: bytes) -> str | None:
    """UTF-16 that does not say so: every other byte of its first tag is zero."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2])


def _codec(label: str) -> str | None:
    """Python's name for a label of the Encoding Standard, or for one of its own; None when it is unknown, or names what
    no page is written in.
    """
    found = webencodings.lookup(label)
    if found is not None:
        name = str(found.codec_info.name)
        return None if name in _NOT_A_PAGES else _WIDER.get(name, name)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # "hex", "zip" and their like are codecs too, from bytes to bytes.
    return info.name if getattr(info, "_is_text_encoding", True) and info.name not in _NOT_A_PAGES else None
