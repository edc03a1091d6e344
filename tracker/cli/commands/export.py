"""`tracker export`: a change, a page or a thread as a report to hand on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.ask import History, open_history, report_forms
from tracker.ask import report as reports
from tracker.ask.as_json import change_json
from tracker.ask.report import Report
from tracker.ask.thread_json import thread_json
from tracker.cli import arguments as names
from tracker.cli import data_set, options
from tracker.cli.output import count, paged, say, say_whole
from tracker.cli.subject_named import subject_named
from tracker.errors import UnknownName, UsageError
from tracker.model import ChangeFilter, Severity

_BYTES = ("warc", "zip")


@click.command()
@click.argument("name", metavar="[CHANGE|PAGE|SUBJECT]", type=names.PAGE, required=False)
@click.option(
    "--all", "whole", is_flag=True, help="All changes and statements as a data set, into the folder --output."
)
@click.option("--licence", metavar="TEXT", help="With --all: under which licence you give the data set on.")
@click.option(
    "--format",
    "form",
    type=click.Choice(report_forms.FORMATS),
    default="html",
    show_default=True,
    help="warc: the captures, gzipped, for web archives. zip: everything, and how to check it.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write. Without: standard output.")
@click.option("--org", "--organisation", "organisation", type=names.ORGANISATION, help="What this one said on SUBJECT.")
@options.watchlist
@options.reading
def export(
    name: str | None,
    whole: bool,
    licence: str | None,
    form: str,
    output: Path | None,
    organisation: str | None,
    watchlist: Path,
    db: Path,
    pager: bool,
) -> None:
    """A self-contained report on a change or a page: statements, times, hashes, captures, how to check them.

    With --org, on all that an organisation said on SUBJECT, which is a subject or words as for `tracker said`. With
    --all, the whole record as CSV and JSON Lines with a codebook, checksums and a note on the licence.
    """
    if whole or name is None:
        _all(name, whole, db, output, licence)
        return
    if form in _BYTES and output is None and sys.stdout.isatty():
        raise UsageError(f"a {form} file is nothing for a terminal; name a file with --output")
    with open_history(db) as history:
        report = _report(history, name) if organisation is None else _thread(history, watchlist, name, organisation)
        body = report_forms.write(report, form)
    if output is None:
        if sys.stdout.isatty():
            with paged(pager):
                say_whole(body.decode())
        else:
            sys.stdout.buffer.write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
    say(f"{output}: {-(-len(body) // 1000):,} kB")


def _all(name: str | None, whole: bool, db: Path, output: Path | None, licence: str | None) -> None:
    if not whole:
        raise click.UsageError("Name a change, a page or a subject; or say --all.")
    if name is not None:
        raise click.UsageError("--all is everything; leave out the name.")
    if output is None:
        raise click.UsageError("Name a folder for the data set: --all --output FOLDER.")

    with open_history(db) as history:
        rows = data_set.write(history, output, licence)
    say(f"{output}: {count(rows['changes.csv'], 'change')}, {count(rows['statements.csv'], 'statement')}")


def _thread(history: History, watchlist: Path, name: str, organisation: str) -> Report:
    from tracker.ask.subjects import threads  # what threads need is not loaded for a change or a page
    from tracker.ask.thread_report import thread_report

    found = threads(history, subject_named(watchlist, name), organisation)
    if not found:
        raise UsageError(f"nothing that was seen of {organisation} speaks of {name!r}")
    return thread_report(history, found[0], thread_json(found[0]))


def _report(history: History, name: str) -> Any:
    try:
        page = history.page(name)
    except UnknownName as unknown:
        try:
            change = history.change(name)
        except UsageError as error:
            raise (unknown if unknown.near else error) from None
        return reports.change_report(history, change, change_json(change))
    where = ChangeFilter(page=page.id, severities=(Severity.EDITORIAL, Severity.SUBSTANTIVE))
    changes = history.changes(where)
    return reports.page_report(history, page, [change_json(change) for change in changes], changes)
