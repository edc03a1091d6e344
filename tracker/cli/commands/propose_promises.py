"""`tracker commitments propose PAGE`: sentences that look like promises, for a maintainer to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from tracker.ask import History, open_history
from tracker.cli.output import count, csv_table, json_line, say, say_whole
from tracker.compare.promises import PossiblePromise, propose
from tracker.compare.sentences import sentences
from tracker.errors import UsageError
from tracker.model import BlockKind, Page
from tracker.watch.watchlist import load
from tracker.watch.watchlist.edit import written


def propose_promises(ids: Sequence[str], watchlist: Path, db: Path, *, as_json: bool, as_csv: bool) -> None:
    """Print what looks like a promise on these pages, with the lines that would follow it. Writes nothing."""
    if not ids:
        raise click.UsageError("Name a page: tracker commitments propose PAGE.")
    with open_history(db) as history:
        found = [(page, each) for id_ in ids for page in [history.page(id_)] for each in _proposed(history, page)]
    if as_json:
        for page, each in found:
            json_line({"page": page.id, "text": each.text, "why": each.why, "by": each.by})
    elif as_csv:
        csv_table(("page", "text", "why", "by"), ((page.id, each.text, each.why, each.by) for page, each in found))
    else:
        _say(found, {(promise.page, promise.text) for promise in load(watchlist).commitments}, watchlist)


def _proposed(history: History, page: Page) -> list[PossiblePromise]:
    """What a page promises as it stands. UsageError when it is in another language than English."""
    statement = history.statement(history.seen(page))
    language = page.language or statement.language
    if language and not language.lower().startswith("en"):
        raise UsageError(f"{page.id} is in another language ({language}); promises are only found in English")
    told = dict.fromkeys(
        sentence.strip()
        for block in statement.wording
        if block.kind is not BlockKind.HEADING
        for sentence in sentences(block.text)
    )
    return [proposal for text in told if (proposal := propose(page.organisation, text))]


def _say(found: Sequence[tuple[Page, PossiblePromise]], known: set[tuple[str, str]], watchlist: Path) -> None:
    fresh = [(page, each) for page, each in found if (page.id, each.text) not in known]
    if not fresh:
        say("nothing there looks like a promise" if not found else "all that looks like a promise there is followed")
        return
    say(
        f"{count(len(fresh), 'sentence')} that may be a promise, found by rule and surely not all: choose, and put what"
        f" you choose into {watchlist}. Nothing was written.",
        "dim",
    )
    say("commitments:")
    for page, each in fresh:
        say(Text(f"  - page: {page.id}"))
        say_whole(f"    text: {written(each.text)}")
        if each.by:
            say(f"    by: {each.by}")
