"""`tracker init`: a folder with a watchlist to edit."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from tracker.cli.output import say
from tracker.errors import UsageError


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
    say(f"{watchlist} is ready. Next:")
    say(f"  cd {folder}")
    say("  tracker watchlist check     after editing it")
    say("  tracker check               to look at every page once")
    say("  tracker run                 to keep looking, and publish what changes into feeds/")
