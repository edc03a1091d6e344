"""Names and dates as arguments: each completes from the record, and an unknown one is told with near ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from tracker.ask.periods import Period, parse
from tracker.record.names import names

F = TypeVar("F", bound=Callable[..., Any])


class When(click.ParamType[Period]):
    """A date or time: ISO 8601, "3 June 2026", "last month", "2 weeks ago"."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        try:
            return value if isinstance(value, Period) else parse(value, datetime.now(UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Named(click.ParamType[str]):
    """A name that stands in the record."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Straight from the file: a shell waits for this at every press of the key."""
        path = Path(ctx.params.get("db") or os.environ.get("TRACKER_DB") or "tracker.db")
        rows = names(path, self.name)
        bash = os.environ.get("_TRACKER_COMPLETE", "").startswith("bash")
        return [
            CompletionItem(_in_bash(value) if bash else value, help=text)
            for value, text in rows
            if value.casefold().startswith(incomplete.casefold()) and (value + (text or "")).isprintable()
        ]


def _in_bash(value: str) -> str:
    """As one word: bash, other than zsh and fish, puts it into the line as it is, once `read` has taken a backslash."""
    return re.sub(r"[^\w@%+=:,./-]", r"\\\\\g<0>", value)


PAGE = Named("page")
ORGANISATION = Named("organisation")
TAG = Named("tag")
CHANGE = Named("change")

page = click.argument("page", type=PAGE)
pages = click.argument("pages", nargs=-1, type=PAGE, metavar="[PAGE...]")
change = click.argument("change", type=CHANGE)


def at(text: str) -> Callable[[F], F]:
    return click.option("--at", "when", default="now", show_default=True, metavar="WHEN", help=text)


def between(command: F) -> F:
    """Options for a stretch of time."""
    for option in (
        click.option("--during", type=When(), help='In this period, such as "last month", 2026-06 or yesterday.'),
        click.option("--until", type=When(), help="Before this date."),
        click.option("--since", type=When(), help="On or after this date."),
    ):
        command = option(command)
    return command


def bounds(
    since: Period | None, until: Period | None, during: Period | None
) -> tuple[datetime | None, datetime | None]:
    """From when, and up to when. UsageError when both ways of saying it are used."""
    if during and (since or until):
        raise click.UsageError("--during says both ends; leave out --since and --until.")
    if during:
        return during.start, during.end
    return (since.start if since else None), (until.start if until else None)
