"""A change as a citation, in several styles. Pure; nothing in it depends on the day it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC

from tracker.model import Change, Moment
from tracker.model.dates import time_words


def _plain(change: Change) -> str:
    return (
        f"{change.organisation}, “{change.page_title}”, {change.after.url}: {stop(change.headline)} "
        f"Last seen with the old wording on {time_words(change.last_without)}, first seen with the new one on "
        f"{time_words(change.first_with)}. Captures: SHA-256 {change.before.sha256} (before), "
        f"{change.after.sha256} (after). Change {change.id}."
    )


def _apa(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    return (
        f"{stop(change.organisation)} ({at.year}, {at:%B} {at.day}). {change.page_title} "
        f"[{capture_words(change.after)}]. {change.after.url}"
    )


def _chicago(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    return (
        f"{stop(change.organisation)} “{stop(change.page_title)}” Captured {at:%B} {at.day}, {at.year}, "
        f"{at:%H:%M} UTC (SHA-256 {change.after.sha256}). {change.after.url}."
    )


def _mla(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    address = re.sub("^https?://", "", change.after.url)
    title = stop(change.page_title)
    return f"“{title}” {change.organisation}, {at.day} {at:%b. %Y}, {address}. C{capture_words(change.after)[1:]}."


def _markdown(change: Change) -> str:
    return (
        f"[{in_markdown(change.organisation)}, “{in_markdown(change.page_title)}”]"
        f"({address_in_markdown(change.after.url)}): {in_markdown(stop(change.headline))} "
        f"First seen {time_words(change.first_with)}, last seen without {time_words(change.last_without)} "
        f"(SHA-256 `{change.after.sha256}`, change `{change.id}`)."
    )


def _wikipedia(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    quote = next((edit.new for edit in change.edits if edit.new), "")
    quoted = f" |quote={in_wiki(quote)}" if quote else ""
    return (
        f"{{{{cite web |title={in_wiki(change.page_title)} |publisher={in_wiki(change.organisation)} "
        f"|url={in_wiki(change.after.url).replace(' ', '%20')} |access-date={at.day} {at:%B %Y}{quoted}}}}}"
    )


def _bibtex(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    fields = {
        "author": f"{{{in_bibtex(change.organisation)}}}",
        "title": in_bibtex(change.page_title),
        "year": str(at.year),
        "month": f"{at:%b}".lower(),
        "url": address_in_bibtex(change.after.url),
        "urldate": f"{at:%Y-%m-%d}",
        "note": in_bibtex(f"{capture_words(change.after)}. {change.headline}"),
    }
    return bibtex_entry(f"change-{change.id}", fields)


STYLES: dict[str, Callable[[Change], str]] = {
    "plain": _plain,
    "apa": _apa,
    "chicago": _chicago,
    "mla": _mla,
    "bibtex": _bibtex,
    "wikipedia": _wikipedia,
    "markdown": _markdown,
}


def cite(change: Change, style: str = "plain") -> str:
    """A citation of what the page said after the change; the plain and Markdown ones tell the change itself."""
    return STYLES[style](change)


def capture_words(moment: Moment) -> str:
    """When a capture was made, and what it holds."""
    return f"capture of {time_words(moment.captured_at)}, SHA-256 {moment.sha256}"


def stop(text: str) -> str:
    """With a full stop, unless it has its end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def in_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def address_in_markdown(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def in_wiki(text: str) -> str:
    """Text inside of a template."""
    return re.sub(r"[{}\[\]<>]", "", text).replace("|", "{{!}}")


_BIBTEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def in_bibtex(text: str) -> str:
    """Text that TeX sets as it is."""
    return re.sub(r"[\\~^{}$&#_%]", lambda match: _BIBTEX.get(match[0], "\\" + match[0]), text)


def address_in_bibtex(url: str) -> str:
    return re.sub(r"[{}\\ ]", lambda match: f"%{ord(match[0]):02X}", url)


def bibtex_entry(key: str, fields: Mapping[str, str]) -> str:
    """An entry; its `month` is one of BibTeX's own words."""
    lines = (f"  {name} = {value if name == 'month' else '{' + value + '}'}" for name, value in fields.items())
    return "@online{" + key + ",\n" + ",\n".join(lines) + "\n}"
