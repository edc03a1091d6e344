"""`tracker inbox`: new addresses of followed companies, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.ask import open_history
from tracker.cli import options
from tracker.cli.look_lines import line, settings
from tracker.cli.output import count, csv_table, json_line, local, paged, safe, say
from tracker.errors import UsageError
from tracker.model import InboxItem, ItemState
from tracker.settings import Settings

_STYLES = {
    ItemState.NEW: "bold",
    ItemState.TAKEN: "green",
    ItemState.DISMISSED: "dim",
    ItemState.GONE: "yellow",
}
_COLUMNS = (
    "item",
    "state",
    "organisation",
    "title",
    "url",
    "said",
    "found",
    "word",
    "place",
    "sentence",
    "reason",
    "page",
    "source",
)
FEW = 50


@click.group(invoke_without_command=True)
@click.option("--state", "states", multiple=True, type=options.choice(ItemState), help="In this; repeatable.")
@click.option("--all", "every", is_flag=True, help="Whatever became of them.")
@click.option("--org", "organisation", help="Of this organisation.")
@click.option("--source", help="Named by this followed page, by id.")
@click.option("--text", help="With these words in title or sentence.")
@click.option("--limit", type=click.IntRange(1), default=FEW, show_default=True, help="At most so many.")
@options.reading
@options.as_json
@options.as_csv
@click.pass_context
def inbox(
    ctx: click.Context,
    states: tuple[ItemState, ...],
    every: bool,
    organisation: str | None,
    source: str | None,
    text: str | None,
    limit: int,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """New addresses of followed companies that wait: take them into the record, or dismiss them.

    Each is one document, under however many addresses it is named. What was dismissed, by you or for holding none of
    the words that are asked for, stays in the list with its reason: --all, --state dismissed.
    """
    if ctx.invoked_subcommand is not None:
        return
    wanted = tuple(ItemState) if every else states or (ItemState.NEW,)
    with open_history(db) as history:
        found = history.inbox(wanted, organisation, source, text, limit + 1)
    shown = found[:limit]
    if as_json:
        for item in shown:
            json_line(row_of(item))
    elif as_csv:
        csv_table(_COLUMNS, (tuple(row_of(item).values()) for item in shown))
    else:
        with paged(pager):
            for item in shown:
                _say(item)
            if len(found) > limit:
                say(f"and more; --limit {10 * limit} shows them", "dim")
            if not shown:
                say("the inbox is empty" if not every else "nothing was found yet", "dim")
            elif any(item.state is ItemState.NEW for item in shown):
                say("`tracker inbox take ITEM...` or `tracker inbox dismiss ITEM...`", "dim")


@inbox.command()
@click.argument("items", nargs=-1, required=True, type=click.IntRange(1), metavar="ITEM...")
@options.db
@options.watchlist
@options.publishing
@options.fetching
def take(items: tuple[int, ...], **where: Any) -> None:
    """Take ITEMs into the record: each is kept, told as a new statement, and looked at for silent edits."""
    with open_tracker(settings(**where), write=True) as tracker:
        tracker.sync()
        recorded = tracker.take(items)
        for each in recorded:
            say(line(each))
        if not recorded:
            say("all of these are taken already", "dim")
        tracker.publish()


@inbox.command()
@click.argument("items", nargs=-1, required=True, type=click.IntRange(1), metavar="ITEM...")
@click.option("--reason", default="dismissed by the maintainer", help="Why; it stays beside the item.")
@options.db
@options.watchlist
def dismiss(items: tuple[int, ...], reason: str, db: Path, watchlist: Path) -> None:
    """Dismiss ITEMs: they wait no more, stay in `tracker inbox --all`, and can still be taken."""
    if not reason.strip():
        raise UsageError("the reason is empty: leave --reason out, or say in a few words why")
    with open_tracker(Settings(db, watchlist), write=True) as tracker:
        dismissed = tracker.dismiss(items, " ".join(reason.split()))
    say(f"{count(len(dismissed), 'item')} dismissed")


def row_of(item: InboxItem) -> dict[str, Any]:
    """An item by the names of its columns."""
    values = (
        item.number,
        item.state,
        item.organisation,
        item.title,
        item.url,
        item.said,
        item.found,
        item.word,
        item.place,
        item.sentence,
        item.reason,
        item.page,
        item.source,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _say(item: InboxItem) -> None:
    title = safe(item.title) or safe(item.url)
    say(Text.assemble((f"{item.organisation} · ", "dim"), (title, _STYLES[item.state])), lead=f"{item.number:>5} ")
    day = f"dated {item.said[:10]}, " if item.said else ""
    state = "" if item.state is ItemState.NEW else f"{item.state}{f' as {item.page}' if item.page else ''}, "
    say(f"{state}{day}found {local(item.found)}", "dim", lead=" " * 6)
    say(safe(item.url), "dim", lead=" " * 6)
    if item.word and item.sentence:
        say(
            Text.assemble((f"{item.word} ", "bold"), (f"(in the {item.place}): ", "dim"), safe(item.sentence)),
            lead=" " * 6,
        )
    if item.reason:
        say(safe(item.reason), "yellow" if item.state is ItemState.NEW else "dim", lead=" " * 6)
