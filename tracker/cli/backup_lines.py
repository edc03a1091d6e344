"""What `backup` and `restore` share: the file, and the line that says what it holds."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.output import count
from tracker.record.store import Copied

FILE = click.Path(dir_okay=False, path_type=Path)


def told(copied: Copied) -> str:
    """What a copy of the record holds, in words."""
    held = (count(copied.pages, "page"), count(copied.checks, "check"), count(copied.changes, "change"))
    return f"{', '.join(held)} in {copied.size / 1e6:,.1f} MB"
