"""Changes as letters: one list of lines, and from it plain text, Markdown and HTML with the same words.

HTML is for mail: its style stands on each element, nothing of it is fetched, and it is shorter than what mail programs
cut off. A letter that would be longer says less of each change, and where the rest is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import groupby
from typing import TypeVar

from tracker.model.dates import day_words, span_words
from tracker.model.shown import capital, plural, sentence, shorten
from tracker.publish.html import render
from tracker.publish.site import Site
from tracker.publish.views import ChangeView, EditView, Item, MarkedText

MOST_BYTES = 95_000  # of HTML: mail programs cut a letter off at 102,400
_DETAIL = (12, 8, 5, 3, 1)  # edits of a change that are shown, until it is short enough
_SHOWN = ((60, 400), (30, 300), (12, 200), (0, 150), (0, 60))  # changes of a digest with their words; all named
Size = TypeVar("Size")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True)
class LetterLine:
    """One paragraph."""

    style: str  # title, head, lead, verdict, context, was, now, flag, link, small
    runs: tuple[MarkedText, ...]
    href: str = ""  # of a link; its address is shown, too

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Letter:
    """What is sent to a person."""

    subject: str
    lines: tuple[LetterLine, ...]
    reply_to: str | None = None

    @property
    def text(self) -> str:
        """Plain text, each paragraph on a line of its own."""
        shown: list[str] = []
        for line in self.lines:
            if line.style in ("title", "head"):
                shown += ["", line.text, ("=" if line.style == "title" else "-") * min(70, len(line.text))]
            else:
                shown += [""] * (line.style not in ("now", "small", "link")) + [_with_address(line)]
        return "\n".join(shown).strip() + "\n"

    @cached_property
    def html(self) -> str:
        return _inlined(render("mail.html", letter=self, style=_style()))

    @property
    def markdown(self) -> str:
        shown = []
        for line in self.lines:
            words = "".join(_marked(run, line.style) for run in line.runs)
            if line.style in ("title", "head"):
                shown.append(f"{'#' if line.style == 'title' else '##'} {words}")
            elif line.style in ("was", "now"):
                shown.append(f"> {words}")
            else:
                shown.append(f"{words}: <{line.href}>" if line.href else words)
        return "\n\n".join(shown) + "\n"


def of_change(item: Item, site: Site, *, lead: str = "", foot: str = "") -> Letter:
    """One change, as long as it fits."""
    title = f"Correction: {item.title}" if lead else item.title

    def made(most: int) -> Letter:
        return Letter(_subject(title), tuple(_change(item, site, most, title, lead, foot)))

    return _fitting(made, _DETAIL)


def of_digest(items: Sequence[Item], site: Site, title: str, *, foot: str = "", at: str | None = None) -> Letter:
    """Several changes, by organisation in the order of their publication. `at`: its path when it is a page here."""
    number = plural(sum(len(item.views) for item in items), "change")
    subject = f"{number}, {title}" if items else f"No changes, {title}"

    def made(shown: tuple[int, int]) -> Letter:
        return Letter(
            _subject(f"{site.settings.title}: {subject}"), tuple(_digest(items, site, subject, shown, foot, at))
        )

    return _fitting(made, _SHOWN)


def in_short(item: Item, site: Site, most: int = 480) -> tuple[str, str]:
    """A title and a text for a chat, in which a message is short: Mastodon takes 500 characters."""
    title = shorten(item.title, 200)
    where = _address(item.first, site) or item.first.live
    reason = sentence(item.first.change.reason)
    return title, f"{shorten(reason, max(40, most - len(title) - len(where)))}\n{where}".strip()


# The lines


def _change(item: Item, site: Site, most: int, title: str, lead: str, foot: str) -> Iterable[LetterLine]:
    first = item.first
    yield _line("title", title)
    if lead:
        yield _line("lead", lead)
    yield _line("verdict", f"{sentence(first.direction)} {sentence(first.change.reason)}")
    for flag in first.change.notices:
        yield _line("flag", sentence(flag))
    for remark in item.remarks:
        yield _line("flag", f"{remark.title}, {day_words(remark.at)}: {remark.text}")
    edits = item.edits[:most]
    for edit in edits:
        yield from _edit(edit, len(first.edits))
    if left := len(first.edits) - len(edits):
        yield _line("context", f"And {left} more on the change page.")
    for view in item.views:
        yield from _where(view, site, named=len(item.views) > 1)
    if foot:
        yield _line("small", foot)


def _edit(view: EditView, of: int) -> Iterable[LetterLine]:
    edit = view.edit
    if of > 1:
        way = f", {view.direction}" if view.direction else ""
        yield _line("head", f"{view.number} of {of}: {view.kind.lower()}{way}")
        yield _line("context", sentence(edit.reason))
    if edit.before:
        yield _line("context", f"Before it: {shorten(edit.before)}")
    if view.only_moved:
        yield _line("now", "Moved, with the same words: ", view.now_short)
    else:
        if edit.old:
            yield _line("was", "Was: ", view.was_short)
        if edit.new:
            yield _line("now", "Now: ", view.now_short)
    if edit.after:
        yield _line("context", f"After it: {shorten(edit.after)}")


def _where(view: ChangeView, site: Site, *, named: bool) -> Iterable[LetterLine]:
    page = f"{view.change.page_title}: " if named else ""
    yield _line("lead", f"{page}{sentence(view.when if view.who or view.is_whole else f'The page {view.when}')}")
    if address := _address(view, site):
        yield _line("link", "The words in their place, with the evidence", href=address)
    if view.live and not view.who:
        yield _line("link", "The page as it is now", href=view.live)
    if view.saved:
        yield _line("link", "Copy that a public archive took", href=view.saved)
    elif view.archive and not view.who:
        yield _line("link", "Wayback Machine near that time", href=view.archive)
    change = view.change
    kind = "the statements as entered" if view.who else "the page as served"
    yield _line(
        "small",
        f"Change {change.id[:8]}. SHA-256 of {kind}: before {change.before.sha256}, after {change.after.sha256}",
    )


def _digest(
    items: Sequence[Item], site: Site, title: str, shown: tuple[int, int], foot: str, at: str | None
) -> Iterable[LetterLine]:
    with_words, named = shown
    yield _line("title", title)
    listed = sorted(items[:named], key=lambda item: item.first.change.organisation.casefold())
    number = 0
    for organisation, group in groupby(listed, key=lambda item: item.first.change.organisation):
        yield _line("head", organisation)
        for item in group:
            number += 1
            first = item.first
            also = f", on {plural(len(item.views), 'page')}" if len(item.views) > 1 else ""
            page = "" if first.is_whole else f" · {first.change.page_title}"
            yield _line("verdict", f"{capital(first.headline)} ({first.direction}){page}{also}")
            if number <= with_words:
                yield _line("context", f"{day_words(first.at)}. {sentence(first.change.reason)}")
                yield from _leading(first)
            for remark in item.remarks:
                yield _line("flag", f"{remark.title}, {day_words(remark.at)}: {remark.text}")
            place = _address(first, site, at)
            if address := place or first.live:
                yield _line("link", "The words in their place" if place else "The page", href=address)
    if left := len(items) - len(listed):
        yield _line("context", f"And {left:,} more, which the feeds and pages have.")
    if foot:
        yield _line("small", foot)


def _leading(view: ChangeView) -> Iterable[LetterLine]:
    edit = view.leading or (view.edits[0] if view.edits else None)
    if edit is None or edit.only_moved:
        return
    if edit.edit.old:
        yield _line("was", "Was: ", edit.was_short)
    if edit.edit.new:
        yield _line("now", "Now: ", edit.now_short)


def _line(style: str, words: str, runs: Sequence[MarkedText] = (), href: str = "") -> LetterLine:
    return LetterLine(style, (MarkedText(words, False), *runs), href)


def _address(view: ChangeView, site: Site, at: str | None = None) -> str:
    """Of the change's own page; empty without a public address, unless the letter is the page `at` of the site."""
    return "" if site.base is None and at is None else site.address(view.path, at or "")


# The forms


def _subject(words: str) -> str:
    return shorten(" ".join(words.split()), 200)


def _fitting(made: Callable[[Size], Letter], sizes: Sequence[Size]) -> Letter:
    for size in sizes:
        letter = made(size)
        if len(letter.html.encode()) <= MOST_BYTES:
            break
    return letter


def _with_address(line: LetterLine) -> str:
    return f"{line.text}: {line.href}" if line.href else line.text


def _marked(run: MarkedText, style: str) -> str:
    text = _MARKDOWN.sub(r"\\\1", run.text)
    if not (run.marked and run.text.strip()):
        return text
    mark = "~~" if style == "was" else "**"
    inside = text.strip()
    return text.replace(inside, f"{mark}{inside}{mark}", 1)


@cache
def _style() -> str:
    return resources.files(__package__).joinpath("assets", "mail.css").read_text("utf-8")


def _inlined(page: str) -> str:
    """With the style on each element: mail programs drop what stands in the head."""
    import css_inline  # 1.4 MB that only those who send mail load

    return css_inline.inline(page, load_remote_stylesheets=False, keep_style_tags=False)


def period_words(items: Sequence[Item]) -> str:
    """The days of these changes: "from 3 to 9 June 2026"."""
    days = [item.published for item in items]
    return span_words(min(days), max(days)) if days else ""
