"""Words made safe to publish: cleaned text, file names and links. The one place for each."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

T = TypeVar("T")

# What XML 1.0 cannot hold (controls, lone surrogates, noncharacters: feedgen refuses the whole feed for one of them),
# and what reorders the text around it (embeddings, overrides, isolates).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


# What nobody sees on a screen, and a machine or a terminal reads all the same.
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2060-\u2064\U000e0000-\U000e007f]")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # a control picture, so that an edit of nothing but controls can be seen
    return "\u2421" if code == 0x7F else "\ufffd"


def clean(text: str) -> str:
    """The text with every unsafe character replaced by a visible one; as long as before."""
    return text if text.isprintable() else _UNSAFE.sub(_visible, text)  # nothing unsafe is printable


def visible(text: str) -> str:
    """The clean text with every character that nobody sees replaced: for what is fed to a machine or a terminal."""
    return _HIDDEN.sub("\ufffd", clean(text))


def cleaned(value: T, by: Callable[[str], str] = clean) -> T:
    """A frozen value (dataclasses, tuples, strings) with all its text cleaned; itself when nothing was unsafe."""
    result: object = value
    if isinstance(value, str):
        # An enum is a str too, and is ours.
        result = by(value) if type(value) is str else value
    elif isinstance(value, tuple):
        parts = tuple(cleaned(part, by) for part in value)
        result = value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    else:
        changed = {}
        kind: Any = type(value)
        for name in _fields(kind):
            old = getattr(value, name)
            if old is not None and (new := cleaned(old, by)) is not old:
                changed[name] = new
        if changed:
            result = dataclasses.replace(value, **changed)  # type: ignore[type-var]
    return result  # type: ignore[return-value]


@cache
def _fields(kind: type[object]) -> tuple[str, ...]:
    """Names of the fields of a dataclass; none of any other type."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def slug(text: str, limit: int = 60) -> str:
    """Lower-case ASCII letters, digits and hyphens; may be empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_text)[:limit].strip("-")


@lru_cache(maxsize=10_000)
def file_name(id: str) -> str:
    """A file name of its own for every id: different ids with one slug (`acme/x`, `acme-x`) stay apart by a hash."""
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug(id)}-{digest}".lstrip("-")


def change_path(id: str) -> str:
    """Of the page of a change, relative to the published folder."""
    return f"change/{file_name(id)}.html"


def web_address(url: str) -> str:
    """The address percent-encoded where it must be; empty when its scheme is not one a reader may follow."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    if scheme not in ("http", "https", "file"):
        return ""
    return quote(url.encode("utf-8", "replace"), safe="%/:=&?~#+!$,;'@()*[]")


def plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def capital(words: str) -> str:
    """With a capital, but for a host or an address at the beginning."""
    return words if re.match(r"\S*[.:/]\w", words) else words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return capital(words) + ("" if words.endswith((".", "!", "?")) else ".")


def shorten(text: str, limit: int = 300) -> str:
    """At most about `limit` characters, cut at a space."""
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"


def is_public(address: str) -> bool:
    """Whether others could have seen the address: on the web, and by a name of the web."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(re.search(r"\.[a-z][a-z0-9-]+\.?$", parts.hostname or ""))
