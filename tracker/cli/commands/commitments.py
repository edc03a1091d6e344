"""`tracker commitments`: promises that the watchlist names, and what became of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import CommitmentState, Followed, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import STYLES, count, csv_table, json_line, local, paged, safe, say, words
from tracker.model import Commitment
from tracker.model.dates import date_words
from tracker.record.commitments import DueState, due_state

_STATES = {
    CommitmentState.PRESENT: "green",
    CommitmentState.ALTERED: "bold yellow",
    CommitmentState.GONE: "bold red",
    CommitmentState.UNSEEN: "dim",
}
_DUE = {
    DueState.DUE: "cyan",
    DueState.OVERDUE: "bold red",
    DueState.MET: "green",
    DueState.CONTESTED: "bold yellow",
}
_ANY = click.Choice([state.value for state in (*CommitmentState, *DueState)], case_sensitive=False)
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
    "between",
    "by",
    "due",
    "source",
)


@click.command()
@click.argument("pages", nargs=-1, type=names.PAGE, metavar="[propose] [PAGE...]")
@click.option("--state", "states", multiple=True, type=_ANY, help="In this; repeatable.")
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

    The watchlist names them under `commitments:`, each with `page:`, `text:` and, if wanted, `name:`. One with a day
    (`by: 2030`) is due until then and overdue after it; `met:` and `contested:` say where it is shown that it was kept,
    or was not.

    `tracker commitments propose PAGE...` lists sentences of a page that look like promises, as lines for the watchlist;
    it writes nothing.
    """
    if pages[:1] == ("propose",):
        from tracker.cli.commands.propose_promises import propose_promises  # with the tables of the judge

        propose_promises(pages[1:], watchlist, db, as_json=as_json, as_csv=as_csv)
        return
    from tracker.watch.watchlist import load  # the other commands that read the record do without the watchlist

    watched = load(watchlist)
    with open_history(db) as history:
        asked = {watched.page(id_).id for id_ in pages}
        named = [promise for promise in watched.commitments if not asked or promise.page in asked]
        found = [history.commitment(promise) for promise in named]
        today = history.now().astimezone().date()
    wanted = [(followed, due_state(followed.commitment, today)) for followed in found]
    shown = [(followed, due) for followed, due in wanted if not states or {followed.state, due} & set(states)]
    if as_json:
        for followed, due in shown:
            json_line(_json(followed, due))
    elif as_csv:
        csv_table(_COLUMNS, (tuple(_flat(followed, due).values()) for followed, due in shown))
    else:
        with paged(pager):
            for followed, due in shown:
                _say(followed, due, today)
            if not named:
                say(f"{watchlist} names no commitments" + (" of these pages" if asked else ""), "dim")
            elif not shown:
                say(f"none of {len(named)} is {' or '.join(states)}", "dim")


def _say(followed: Followed, due: DueState | None, today: date) -> None:
    promise, stand = followed.commitment, followed.stand
    where = f"{followed.page.organisation} · {followed.page.title}" if followed.page else promise.page
    say(f"“{promise.name}”", "bold", lead=Text(f"{followed.state:<8} ", _STATES[followed.state]))
    say(where, "dim", lead=" " * 9)
    if due is not None:
        say(Text.assemble((str(due), _DUE[due]), " ", safe(_due_words(promise, due, today))), lead=" " * 9)
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


def _due_words(promise: Commitment, due: DueState, today: date) -> str:
    """When its day is or was, and where it is shown what became of it."""
    day = date.fromisoformat(promise.by) if promise.by else None
    when = f"by {date_words(day)}" if day else ""
    if due in (DueState.MET, DueState.CONTESTED):
        source = promise.contested if due is DueState.CONTESTED else promise.met
        return f"{when}: {source}" if when else f"according to {source}"
    assert day is not None
    days = count(abs((day - today).days), "day")
    return f"{when}, in {days}" if due is DueState.DUE else f"{when}: {days} ago, and nothing was entered that shows it"


def _say_altered(followed: Followed) -> None:
    if followed.direction:
        direction = Text(followed.direction, STYLES[followed.direction])
        say(Text.assemble(direction, f": {safe(followed.reason or '')}"), lead=" " * 9)
        say(words(followed.pieces), lead=" " * 9)
    else:
        say(Text(safe(followed.was or ""), "red"), lead=" " * 7 + "- ")
        if followed.between and followed.between_direction:
            direction = Text(followed.between_direction, STYLES[followed.between_direction])
            say(Text.assemble("altered first (", direction, f"): {safe(followed.between)}"), lead=" " * 9)
    bracket = f"between {local(followed.last_without)} and {local(followed.first_with)}"
    change = f" · `tracker show {followed.change[:8]}`" if followed.change else ""
    say(Text.assemble(bracket, (change, "dim")), lead=" " * 9)


def _flat(followed: Followed, due: DueState | None) -> dict[str, Any]:
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
        followed.between,
        promise.by,
        due,
        promise.contested or promise.met,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _json(followed: Followed, due: DueState | None) -> dict[str, Any]:
    return _flat(followed, due) | {"looked": followed.looked}
