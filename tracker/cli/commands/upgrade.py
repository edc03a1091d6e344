"""`tracker upgrade`: a record of an older version brought up to this one."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.output import count, say
from tracker.record.store import upgrade as bring_up


@click.command()
@options.db
def upgrade(db: Path) -> None:
    """Bring a record of an older tracker up to this one. Nothing in it is lost; what was published stays as it is.

    Commands that write (`run`, `check`, `publish`) do so by themselves; those that only read never alter the record,
    and ask for this instead. `tracker run` must not be at work.
    """
    steps = bring_up(db)
    say(f"{db} was brought up to this version in {count(steps, 'step')}" if steps else f"{db} is of this version")
