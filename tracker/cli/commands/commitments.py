"""`tracker commitments`: promises that the watchlist names, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import CommitmentState, Followed, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import STYLES, csv_table, json_line, local, paged, safe, say, words

_STATES = {
    CommitmentState.PRESENT: "green",
    CommitmentState.ALTERED: "bold yellow",
    CommitmentState.GONE: "bold red",
    CommitmentState.UNSEEN: "dim",
}
_COLUMNS = (
    "page",
    "organisation",
    "name",
    "text",
    "state",
    "direction",
    "first_with",
    "last_with",
    "altered_after",
    "altered_by",
    "was",
    "now",
    "reason",
    "change",
)


@click.command()
@names.pages
@click.option("--state", "states", multiple=True, type=options.choice(CommitmentState), help="In this; repeatable.")
@options.watchlist
@options.reading
@options.as_json
@options.as_csv
def commitments(
    pages: tuple[str, ...],
    states: tuple[str, ...],
    watchlist: Path,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Promises that the watchlist names, and whether they still stand: present, altered, gone, or never seen.

    The watchlist names them under `commitments:`, each with `page:`, `text:` and, if wanted, `name:`.
    """
    from tracker.watch.watchlist import load  # the other commands that read the record do without the watchlist

    watched = load(watchlist)
    with open_history(db) as history:
        asked = {watched.page(id_).id for id_ in pages}
        named = [promise for promise in watched.commitments if not asked or promise.page in asked]
        found = [history.commitment(promise) for promise in named]
    shown = [followed for followed in found if not states or followed.state in states]
    if as_json:
        for followed in shown:
            json_line(_json(followed))
    elif as_csv:
        csv_table(_COLUMNS, (tuple(_flat(followed).values()) for followed in shown))
    else:
        with paged(pager):
            for followed in shown:
                _say(followed)
            if not named:
                say(f"{watchlist} names no commitments" + (" of these pages" if asked else ""), "dim")
            elif not shown:
                say(f"none of {len(named)} is {' or '.join(states)}", "dim")


def _say(followed: Followed) -> None:
    promise, stand = followed.commitment, followed.stand
    where = f"{followed.page.organisation} · {followed.page.title}" if followed.page else promise.page
    say(f"“{promise.name}”", "bold", lead=Text(f"{followed.state:<8} ", _STATES[followed.state]))
    say(where, "dim", lead=" " * 9)
    if stand is None:
        said = "these words were in no text of the page" if followed.looked else "the page has not been seen yet"
        say(f"{said}; copy them from `tracker text {promise.page}`" if followed.looked else said, lead=" " * 9)
    elif followed.state is CommitmentState.PRESENT:
        older = "" if stand.last_without else " (the first look: it may be older)"
        say(
            f"since {local(stand.first_with)}{older}, still there at the last look {local(followed.looked)}",
            lead=" " * 9,
        )
    else:
        _say_altered(followed)
    say()


def _say_altered(followed: Followed) -> None:
    if followed.direction:
        direction = Text(followed.direction, STYLES[followed.direction])
        say(Text.assemble(direction, f": {safe(followed.reason or '')}"), lead=" " * 9)
        say(words(followed.pieces), lead=" " * 9)
    else:
        say(Text(safe(followed.was or ""), "red"), lead=" " * 7 + "- ")
    bracket = f"between {local(followed.last_without)} and {local(followed.first_with)}"
    change = f" · `tracker show {followed.change[:8]}`" if followed.change else ""
    say(Text.assemble(bracket, (change, "dim")), lead=" " * 9)


def _flat(followed: Followed) -> dict[str, Any]:
    """A commitment by the names of `_COLUMNS`."""
    promise, stand = followed.commitment, followed.stand
    values = (
        promise.page,
        followed.page and followed.page.organisation,
        promise.name,
        promise.text,
        followed.state,
        followed.direction,
        stand and stand.first_with,
        stand and stand.last_with,
        followed.last_without,
        followed.first_with,
        followed.was,
        followed.now,
        followed.reason,
        followed.change,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _json(followed: Followed) -> dict[str, Any]:
    return _flat(followed) | {"looked": followed.looked}
