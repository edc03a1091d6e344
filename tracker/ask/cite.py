"""A change as a citation, in several styles. Pure; nothing in it depends on the day it is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC

from tracker.model import Change, Moment
from tracker.model.dates import time_words


def _plain(change: Change) -> str:
    return (
        f"{change.organisation}, “{change.page_title}”, {change.after.url}: {_stop(change.headline)} "
        f"Last seen with the old wording on {time_words(change.last_without)}, first seen with the new one on "
        f"{time_words(change.first_with)}. Captures: SHA-256 {change.before.sha256} (before), "
        f"{change.after.sha256} (after). Change {change.id}."
    )


def _apa(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    return (
        f"{_stop(change.organisation)} ({at.year}, {at:%B} {at.day}). {change.page_title} "
        f"[{_capture(change.after)}]. {change.after.url}"
    )


def _chicago(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    return (
        f"{_stop(change.organisation)} “{_stop(change.page_title)}” Captured {at:%B} {at.day}, {at.year}, "
        f"{at:%H:%M} UTC (SHA-256 {change.after.sha256}). {change.after.url}."
    )


def _mla(change: Change) -> str:
    at = change.after.captured_at.astimezone(UTC)
    address = re.sub("^https?://", "", change.after.url)
    title = _stop(change.page_title)
    return f"“{title}” {change.organisation}, {at.day} {at:%b. %Y}, {address}. C{_capture(change.after)[1:]}."


def _markdown(change: Change) -> str:
    def escape(text: str) -> str:
        return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)

    address = change.after.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return (
        f"[{escape(change.organisation)}, “{escape(change.page_title)}”]({address}): {escape(_stop(change.headline))} "
        f"First seen {time_words(change.first_with)}, last seen without {time_words(change.last_without)} "
        f"(SHA-256 `{change.after.sha256}`, change `{change.id}`)."
    )


def _wikipedia(change: Change) -> str:
    def escape(text: str) -> str:
        return re.sub(r"[{}\[\]<>]", "", text).replace("|", "{{!}}")

    at = change.after.captured_at.astimezone(UTC)
    quote = next((edit.new for edit in change.edits if edit.new), "")
    quoted = f" |quote={escape(quote)}" if quote else ""
    return (
        f"{{{{cite web |title={escape(change.page_title)} |publisher={escape(change.organisation)} "
        f"|url={escape(change.after.url).replace(' ', '%20')} |access-date={at.day} {at:%B %Y}{quoted}}}}}"
    )


def _bibtex(change: Change) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}

    def escape(text: str) -> str:
        return re.sub(r"[\\~^{}$&#_%]", lambda m: special.get(m[0], "\\" + m[0]), text)

    at = change.after.captured_at.astimezone(UTC)
    fields = {
        "author": f"{{{escape(change.organisation)}}}",
        "title": escape(change.page_title),
        "year": str(at.year),
        "month": f"{at:%b}".lower(),
        "url": re.sub(r"[{}\\ ]", lambda m: f"%{ord(m[0]):02X}", change.after.url),
        "urldate": f"{at:%Y-%m-%d}",
        "note": escape(f"{_capture(change.after)}. {change.headline}"),
    }
    lines = (f"  {name} = {value if name == 'month' else '{' + value + '}'}" for name, value in fields.items())
    return "@online{change-" + change.id + ",\n" + ",\n".join(lines) + "\n}"


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


def _capture(moment: Moment) -> str:
    return f"capture of {time_words(moment.captured_at)}, SHA-256 {moment.sha256}"


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
