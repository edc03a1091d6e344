"""`tracker watchlist`: what is watched."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.output import count, json_line, safe, say, table
from tracker.errors import Mistake, WatchlistError
from tracker.watchlist import load


@click.group()
def watchlist() -> None:
    """Check and list what is watched."""


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
                }
            )
        return
    table(
        ("PAGE", "ORGANISATION", "TITLE", "TAGS", "ADDRESS"),
        ((page.id, page.organisation, page.title, " ".join(page.tags), page.url) for page in pages),
    )


def _show(mistake: Mistake, form: str, level: str) -> None:
    if form == "github":
        # https://docs.github.com/actions/reference/workflow-commands: % and line breaks are written as %25, %0A
        message = safe(mistake.message).replace("%", "%25")
        path = safe(mistake.path).replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
        click.echo(f"::{level} file={path},line={mistake.line},col={mistake.column}::{message}")
    else:
        click.echo(safe(f"{mistake}" if level == "error" else f"{mistake} (warning)"))
