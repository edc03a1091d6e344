"""`tracker reader`: ask a second reader about what was told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.commands.judge import lines_of
from tracker.cli.output import json_line, say
from tracker.errors import UsageError
from tracker.model import Direction
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings
from tracker.watch.second_reader import NoAnswer, ReaderSettings, SecondReader, Unquoted


@click.command()
@click.option("--url", envvar="TRACKER_READER_URL", show_envvar=True,
              help="Address that speaks as OpenAI's does, without /chat/completions.")  # fmt: skip
@click.option("--model", envvar="TRACKER_READER_MODEL", show_envvar=True, help="Name of the model.")
@click.option("--budget", envvar="TRACKER_READER_BUDGET", show_envvar=True, default=50, show_default=True,
              type=click.IntRange(min=0), help="Questions a day at most.")  # fmt: skip
@click.option("--key", envvar="TRACKER_READER_KEY", hidden=True)  # named in the help: it belongs in no command line
@click.option("--private", is_flag=True, help="Keep the answers from feeds and pages.")
@click.option("--pairs", type=click.Path(path_type=Path), metavar="PAIRS.jsonl",
              help="Answer these pairs instead, for `tracker judge --answers`.")  # fmt: skip
@options.db
@options.watchlist
def reader(
    url: str | None, model: str | None, budget: int, key: str | None, private: bool, pairs: Path | None, **where: Any
) -> None:
    """A second reader: what a language model says of edits that were told weaker, stronger or reversed, or are open.

    It is sent the two statements and their heading, nothing else. Its answer stands beside the change ("second reader
    agrees", "disagrees") in show, feeds and pages, and alters nothing. No pair is asked about twice. The key, if the
    address needs one, is read from TRACKER_READER_KEY.
    """
    if not url or not model:
        raise UsageError("a second reader has an address and a model: set TRACKER_READER_URL and TRACKER_READER_MODEL")
    if not url.startswith(("http://", "https://")):
        raise UsageError("the address of a second reader begins with https:// or http://")
    second = SecondReader(ReaderSettings(url, model, key, budget), FetchSettings())
    if pairs is not None:
        _answer(pairs, second)
        return
    with open_tracker(Settings(**where), write=True, create=False) as tracker:
        found = tracker.care.read_again(second, public=not private)
    for note in found.notes:
        say(f"{note.change[:8]} {note.text}")
    say(f"{len(found.notes)} asked" + (f", {found.left} left for another day" if found.left else ""))
    if found.trouble:
        raise UsageError(found.trouble)


def _answer(pairs: Path, second: SecondReader) -> None:
    rows = list(lines_of(pairs, "old", "new"))
    if len(rows) > second.settings.budget:
        raise UsageError(f"{pairs} holds {len(rows)} pairs, and {second.settings.budget} may be asked: raise --budget")
    for row in rows:
        try:
            direction = second.read(row["old"], row["new"]).direction
        except Unquoted:
            direction = Direction.OPEN
        except NoAnswer as error:
            raise UsageError(str(error)) from error
        json_line({"id": row.get("id"), "direction": direction})
