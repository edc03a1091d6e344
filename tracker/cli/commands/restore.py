"""`tracker restore`: a backup in the place of the record."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.backup_lines import FILE, told
from tracker.cli.output import say
from tracker.record.store import restore as put_back


@click.command()
@click.argument("file", type=FILE)
@options.db
@click.option("--force", is_flag=True, help="Also when there is a record: it is put aside, not deleted.")
def restore(file: Path, db: Path, force: bool) -> None:
    """Put a backup in the place of the record, once it is checked. `tracker run` must not be at work."""
    copied = put_back(file, db, force=force)
    say(f"{db} holds {told(copied)}")
    if copied.kept:
        say(f"the record that was there is kept as {copied.kept}")
