"""`tracker cite`: a change as a citation, or a statement on a subject."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.ask import History, open_history
from tracker.ask import cite as styles
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import json_line, paged, say_whole
from tracker.cli.subject_named import subject_named

_STYLES = ("plain", "apa", "chicago", "mla", "bibtex", "wikipedia", "markdown")


@click.command()
@click.argument("name", metavar="CHANGE|SUBJECT", type=names.CHANGE)
@click.option("--org", "--organisation", "organisation", type=names.ORGANISATION, help="Whose statement on SUBJECT.")
@click.option("--statement", metavar="ID", help="Which statement on SUBJECT, as `tracker said` names it.")
@options.watchlist
@click.option("--style", type=click.Choice(_STYLES), default="plain", show_default=True, help="How it is written.")
@options.reading
@options.as_json
def cite(
    name: str,
    organisation: str | None,
    statement: str | None,
    style: str,
    watchlist: Path,
    db: Path,
    pager: bool,
    as_json: bool,
) -> None:
    """A ready citation of a change, or of the page as it stood after it.

    With --statement, of one statement on SUBJECT, which is a subject or words as for `tracker said`.
    """
    with open_history(db) as history:
        if statement is not None:
            key, found = _cited(history, watchlist, name, organisation, statement)
        else:
            change = history.change(name)
            key, found = {"change": change.id}, {each: styles.cite(change, each) for each in _STYLES}
    if as_json:
        json_line(key | found)
    else:
        with paged(pager):
            say_whole(found[style])


def _cited(
    history: History, watchlist: Path, name: str, organisation: str | None, statement: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The id of a statement, and its citation in each style."""
    from tracker.ask.cite_said import cite_said  # what threads need is not loaded for a change
    from tracker.ask.subjects import statement_of, threads

    thread, said = statement_of(threads(history, subject_named(watchlist, name), organisation), statement)
    return {"statement": said.id}, {each: cite_said(thread, said, each) for each in _STYLES}
