"""Watchlists of other tools, read and written.

import_pages(text) -> Imported         entries, and an account of what could not be carried over
export_pages(pages, form) -> Exported  files by name, and the same account
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tracker.errors import WatchlistError
from tracker.model import Page
from tracker.watch.watchlist.exchange.changedetection import read_watches
from tracker.watch.watchlist.exchange.common import MAX_CHARACTERS, Imported, Left, refused
from tracker.watch.watchlist.exchange.declarations import read_declaration, write_declarations
from tracker.watch.watchlist.exchange.jobs import read_jobs, write_jobs
from tracker.watch.watchlist.exchange.lists import read_list, write_list
from tracker.watch.watchlist.exchange.opml import read_opml, write_opml

__all__ = ["Exported", "Form", "Imported", "Left", "decode", "export_pages", "form_of", "import_pages"]


class Form(StrEnum):
    """Whose format it is."""

    URLWATCH = "urlwatch"
    WEBCHANGES = "webchanges"
    CHANGEDETECTION = "changedetection.io"
    OPEN_TERMS_ARCHIVE = "open-terms-archive"
    OPML = "opml"
    URLS = "urls"


@dataclass(frozen=True, slots=True)
class Exported:
    """Files by name, and what they could not say."""

    files: dict[str, str]
    left: tuple[Left, ...]


def form_of(text: str) -> Form:
    """The format that a text is written in, by its first signs; urlwatch and webchanges are read alike."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        is_declared = re.search(r'"(terms|documents)"\s*:\s*\{|"validUntil"\s*:', text)
        return Form.OPEN_TERMS_ARCHIVE if is_declared else Form.CHANGEDETECTION
    if start.startswith("<"):
        return Form.OPML
    keys = ("name:", "url:", "navigate:", "command:", "filter:", "kind:", "---", "headers:")
    return Form.WEBCHANGES if any(line.startswith(keys) for line in text.splitlines()) else Form.URLS


def decode(data: bytes) -> str:
    """A file as text: UTF-8, UTF-16 with its mark, or as its XML declaration says. ValueError when it is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = re.match(rb"""\s*<\?xml[^>]{1,200}encoding=["']([\w.-]{1,40})["']""", data)
        if declared is None:
            raise
    try:
        return data.decode(declared[1].decode())
    except LookupError as error:
        raise ValueError(str(error)) from None


def import_pages(text: str, form: Form | None = None, path: str = "import") -> Imported:
    """Entries for the watchlist from another tool's. WatchlistError when the text is not what it is taken for.

    `path` is what mistakes call it.
    """
    form = form or form_of(text)
    try:
        found = _read(text.removeprefix("\ufeff"), form)
    except WatchlistError as error:
        raise WatchlistError([replace(mistake, path=path) for mistake in error.mistakes]) from None
    if found.pages or found.left:
        return found
    return Imported((), (Left(path, f"no page in it; it was read as {form}, and --from names another format"),))


def _read(text: str, form: Form) -> Imported:
    if len(text) > MAX_CHARACTERS:
        raise refused(f"the file has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read")
    if form is Form.CHANGEDETECTION:
        return read_watches(_json(text))
    if form is Form.OPEN_TERMS_ARCHIVE:
        return read_declaration(_json(text))
    if form is Form.OPML:
        return read_opml(text)
    return read_list(text) if form is Form.URLS else read_jobs(text)


def export_pages(pages: Iterable[Page], form: Form) -> Exported:
    """The pages as another tool's files. changedetection.io imports lists of addresses with tags, and is given one."""
    if form is Form.OPEN_TERMS_ARCHIVE:
        files, left = write_declarations(pages)
        return Exported(files, tuple(left))
    if form is Form.OPML:
        name, (text, left) = "watchlist.opml", write_opml(pages)
    elif form in (Form.URLWATCH, Form.WEBCHANGES):
        name = "urls.yaml" if form is Form.URLWATCH else "jobs.yaml"
        text, left = write_jobs(pages, webchanges=form is Form.WEBCHANGES)
    else:
        name, (text, left) = "urls.txt", write_list(pages)
    return Exported({name: text}, tuple(left))


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else ()
        raise refused("the file is not JSON", *place) from None
    if not isinstance(data, dict):
        raise refused("the file holds no JSON object")
    return data
