"""`tracker backup`: the record as one file to put away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.backup_lines import FILE, told
from tracker.cli.output import say
from tracker.record.store import back_up
from tracker.run.care.health import telling_of_backup


@click.command()
@click.argument("file", type=FILE)
@options.db
@click.option("--force", is_flag=True, help="Write over FILE.")
def backup(file: Path, db: Path, force: bool) -> None:
    """Copy the record to FILE, as it stands at one moment, also while `tracker run` is at work.

    FILE is checked (structure and references) before it takes its name; it is a record like any other and can be read
    with --db FILE. Exit code 1 when the record is damaged: then there is no FILE, or the one from before. A
    backup that failed is a trouble that the maintainer is told of, until one goes well.
    """
    with telling_of_backup(db, datetime.now(UTC)):
        copied = back_up(db, file, force=force)
    say(f"{file} holds {told(copied)}")
