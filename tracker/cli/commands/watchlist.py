"""`tracker watchlist`: what is watched, and changes to it that leave the rest as it was written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.commands.watchlist_add import add, try_
from tracker.cli.output import count, json_line, safe, say, table, warn
from tracker.cli.watchlist_file import current, declared, put, text_of
from tracker.errors import Mistake, UsageError, WatchlistError
from tracker.watch.discover.proposal import fitted
from tracker.watch.watchlist import add_pages, load, loads, remove_page, rename_page, schema
from tracker.watch.watchlist.exchange import Form, Left, decode, export_pages, import_pages
from tracker.watch.watchlist.exchange.common import MAX_CHARACTERS
from tracker.watch.watchlist.headers import variables

FORMS = {
    "urlwatch": Form.URLWATCH,
    "webchanges": Form.WEBCHANGES,
    "changedetection": Form.CHANGEDETECTION,
    "ota": Form.OPEN_TERMS_ARCHIVE,
    "opml": Form.OPML,
    "urls": Form.URLS,
}


@click.group()
def watchlist() -> None:
    """Check and edit what is watched."""


watchlist.add_command(add)
watchlist.add_command(try_)


@watchlist.command()
@options.watchlist
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="github: annotations that a pull request shows at the line.",
)
def check(watchlist: Path, form: str) -> None:
    """Name every mistake with its line and column. Exit code 1 when there is one."""
    try:
        found = load(watchlist)
    except WatchlistError as error:
        for mistake in error.mistakes:
            _show(mistake, form, "error")
        click.echo(count(len(error.mistakes), "mistake"), err=True)
        sys.exit(1)
    for warning in found.warnings:
        _show(warning, form, "warning")
    if form == "text":
        for page in found.all:
            for name in variables(page):
                if name not in os.environ:
                    warn(f"{page.id} needs the environment variable {name}, which is not set here")
        pages, organisations = count(len(found.pages), "page"), count(len(found.organisations), "organisation")
        say(f"{watchlist}: {pages} of {organisations}, {count(len(found.feeds), 'feed')}, no mistakes")


@watchlist.command("list")
@options.watchlist
@options.as_json
def list_(watchlist: Path, as_json: bool) -> None:
    """The pages that are watched."""
    pages = load(watchlist).pages
    if as_json:
        for page in pages:
            json_line(
                {
                    "page": page.id,
                    "organisation": page.organisation,
                    "title": page.title,
                    "url": page.url,
                    "every": page.cron or page.every.total_seconds(),
                    "tags": page.tags,
                    "fetch": page.fetch,
                    "sources": [source.url for source in page.sources],
                }
            )
        return
    table(
        ("PAGE", "ORGANISATION", "TITLE", "TAGS", "ADDRESS"),
        ((page.id, page.organisation, page.title, " ".join(page.tags), page.url) for page in pages),
    )


@watchlist.command("schema")
def schema_() -> None:
    """The JSON Schema of the watchlist, for completion and underlined slips in an editor.

    \b
        tracker watchlist schema > watchlist.schema.json

    and, as the first line of watchlist.yaml:

    \b
        # yaml-language-server: $schema=watchlist.schema.json
    """
    click.echo(json.dumps(schema(), indent=2, ensure_ascii=False))


@watchlist.command()
@click.argument("page", metavar="PAGE")
@options.watchlist
def remove(page: str, watchlist: Path) -> None:
    """Take a page out of the watchlist. What was recorded of it stays in the record."""
    page, file = declared(page, watchlist)
    put(file, remove_page(text_of(file), page), watchlist)
    say(f"{page} is taken out of {file}; its history stays in the record")


@watchlist.command()
@click.argument("page", metavar="PAGE")
@click.argument("new", metavar="NEW-ID")
@options.watchlist
def rename(page: str, new: str, watchlist: Path) -> None:
    """Give a page another id. It keeps its history: the former id is noted under `was:`."""
    page, file = declared(page, watchlist)
    try:
        text = rename_page(text_of(file), page, new)
    except ValueError as error:
        raise UsageError(str(error)) from None
    put(file, text, watchlist)
    say(f"{page} is now {new} in {file}; the next check takes its history along")


@watchlist.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--from", "form", type=click.Choice(list(FORMS)), help="Whose format it is; told by the file itself.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be added and what would be left behind.")
@options.watchlist
@options.as_json
def import_(files: tuple[str, ...], form: str | None, dry_run: bool, watchlist: Path, as_json: bool) -> None:
    """Add the pages that another tool watches, and tell what cannot be carried over.

    Reads jobs of urlwatch and webchanges, the url-watches.json or watch.json of changedetection.io (ota: declarations
    of Open Terms Archive), OPML, and lists: an address a line, or a table with a column `url`. FILE is - for standard
    input.
    """
    imported = [import_pages(_read(name), FORMS[form] if form else None, name) for name in files]
    text, known = current(watchlist)
    pages, left = fitted([page for one in imported for page in one.pages], known)
    edited = add_pages(text, pages)
    loads(edited, str(watchlist))
    account = [*(what for one in imported for what in one.left), *left]
    if as_json:
        if pages and not dry_run:
            put(watchlist, edited, watchlist)
        for page in pages:
            json_line({"page": page.id, "entry": dict(page.items()), "added": not dry_run})
        for one in account:
            json_line({"not_carried_over": one.what, "where": one.where or None})
        return
    _account(account)
    if dry_run:
        for page in pages:
            say(f"{page.id}  {page.url}")
        say(f"{count(len(pages), 'page')} would be added to {watchlist}")
        return
    if pages:
        put(watchlist, edited, watchlist)
    say(f"{count(len(pages), 'page')} added to {watchlist}" + ("; `tracker check` looks at them" if pages else ""))


@watchlist.command()
@click.option("--to", "form", type=click.Choice(list(FORMS)), required=True, help="Whose format to write.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Folder to write files into.")
@options.watchlist
def export(form: str, into: Path | None, watchlist: Path) -> None:
    """Write the watchlist in another tool's format to standard output, or into a folder.

    What that format cannot say is told on standard error. Headers are never exported.
    """
    exported = export_pages(load(watchlist).pages, FORMS[form])
    if into is None and len(exported.files) > 1:
        raise UsageError(f"this format is {count(len(exported.files), 'file')}; name a folder with --into")
    for name, text in exported.files.items():
        if into is None:
            click.echo(text, nl=False)
        else:
            try:
                into.mkdir(parents=True, exist_ok=True)
                (into / name).write_text(text, encoding="utf-8")
            except OSError as error:
                raise UsageError(f"{into / name} cannot be written: {error.strerror}") from error
            say(str(into / name))
    _account(exported.left)


def _account(left: Iterable[Left]) -> None:
    for one in left:
        warn(f"not carried over: {one}")


def _read(name: str) -> str:
    """A file to import, or standard input for `-`. UsageError when it cannot be read as text."""
    try:
        with click.open_file(name, "rb") as file:
            data: bytes = file.read(4 * MAX_CHARACTERS + 1)
        return decode(data)
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder: name its files, such as {name.rstrip('/')}/*.json") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValueError:
        raise UsageError(f"{name} is no text: neither UTF-8 nor UTF-16, nor what it declares to be") from None


def _show(mistake: Mistake, form: str, level: str) -> None:
    if form == "github":
        # https://docs.github.com/actions/reference/workflow-commands: % and line breaks are written as %25, %0A
        message = safe(mistake.message).replace("%", "%25")
        path = safe(mistake.path).replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
        click.echo(f"::{level} file={path},line={mistake.line},col={mistake.column}::{message}")
    else:
        click.echo(safe(f"{mistake}" if level == "error" else f"{mistake} (warning)"))
