"""`tracker backup`, `restore` and `upgrade`: the record as one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.output import count, say
from tracker.record.store import Copied, back_up
from tracker.record.store import restore as put_back
from tracker.record.store import upgrade as bring_up
from tracker.run.care.health import telling_of_backup

FILE = click.Path(dir_okay=False, path_type=Path)


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
    say(f"{file} holds {_told(copied)}")


@click.command()
@click.argument("file", type=FILE)
@options.db
@click.option("--force", is_flag=True, help="Also when there is a record: it is put aside, not deleted.")
def restore(file: Path, db: Path, force: bool) -> None:
    """Put a backup in the place of the record, once it is checked. `tracker run` must not be at work."""
    copied = put_back(file, db, force=force)
    say(f"{db} holds {_told(copied)}")
    if copied.kept:
        say(f"the record that was there is kept as {copied.kept}")


@click.command()
@options.db
def upgrade(db: Path) -> None:
    """Bring a record of an older tracker up to this one. Nothing in it is lost; what was published stays as it is.

    Commands that write (`run`, `check`, `publish`) do so by themselves; those that only read never alter the record,
    and ask for this instead. `tracker run` must not be at work.
    """
    steps = bring_up(db)
    say(f"{db} was brought up to this version in {count(steps, 'step')}" if steps else f"{db} is of this version")


def _told(copied: Copied) -> str:
    held = (count(copied.pages, "page"), count(copied.checks, "check"), count(copied.changes, "change"))
    return f"{', '.join(held)} in {copied.size / 1e6:,.1f} MB"
