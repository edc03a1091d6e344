"""`tracker init`: a folder with a watchlist to edit."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from tracker.cli.options import NO_ADDRESS
from tracker.cli.output import say
from tracker.errors import UsageError

NEXT = (
    ("tracker watchlist add URL", "to add a page, after a look at what would be watched"),
    ("tracker follow try URL", "to see which new statements a newsroom or its feed names; `follow:` takes them up"),
    ("tracker watchlist check", "after editing by hand: names each slip with its line"),
    ("tracker check", "to look at every page once"),
    ("tracker run", "to keep looking, and publish what changes into feeds/"),
)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Begin: make DIR with a watchlist to edit. Nothing that is there is overwritten."""
    watchlist = folder / "watchlist.yaml"
    if watchlist.exists():
        raise UsageError(f"{watchlist} is there already and was left as it is")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        watchlist.write_text(
            files("tracker.cli.commands").joinpath("starter.yaml").read_text("utf-8"), encoding="utf-8"
        )
    except OSError as error:
        raise UsageError(f"{watchlist} cannot be written: {error.strerror}") from error
    say(f"{watchlist} is ready, with one page as an example. Next:")
    if folder.resolve() != Path.cwd():
        say(f"  cd {folder}")
    for command, what in NEXT:
        say(f"  {command:<27} {what}")
    say()
    say(NO_ADDRESS)
