"""Options that several commands share, also as environment variables."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.run.executors import WorkPlace

F = TypeVar("F", bound=Callable[..., Any])
NO_ADDRESS = (
    "Feeds have no public address yet: their links are relative, and some feed readers open none of those. Say"
    " where the feeds folder is served with --base-url https://... (TRACKER_BASE_URL)."
)


def _path(flag: str, default: str, text: str) -> Callable[[F], F]:
    return click.option(
        flag,
        type=click.Path(path_type=Path),
        default=default,
        envvar=f"TRACKER_{flag.strip('-').upper()}",
        show_envvar=True,
        show_default=True,
        help=text,
    )


db = _path("--db", "tracker.db", "The record, an SQLite file.")
watchlist = _path("--watchlist", "watchlist.yaml", "What is watched.")
feeds = _path("--feeds", "feeds", "Folder that feeds and pages are published into.")
archive = click.option(
    "--archive",
    envvar="TRACKER_WAYBACK",
    show_envvar=True,
    help="The archive to read from: a pywb collection instead of the Internet Archive.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, safe to open in a spreadsheet.")


def choice(kind: type[StrEnum]) -> click.Choice[str]:
    """One of the values, whatever the case."""
    return click.Choice([value.value for value in kind], case_sensitive=False)


def _colourless(_ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from tracker.cli.output import no_color  # rich is loaded only by what prints

        no_color()


def reading(command: F) -> F:
    """Options of the commands that show the record."""
    for option in (
        click.option("--no-pager", "pager", is_flag=True, flag_value=False, default=True, help="Never use a pager."),
        click.option(
            "--no-color", is_flag=True, expose_value=False, callback=_colourless, help="No colours (also NO_COLOR=1)."
        ),
        db,
    ):
        command = option(command)
    return command


def asking(command: F) -> F:
    """Options of the commands that ask a server for a page."""
    for option in (
        click.option(
            "--contact", envvar="TRACKER_CONTACT", show_envvar=True, help="Address or mailbox sent to every server."
        ),
        click.option(
            "--allow-private",
            is_flag=True,
            envvar="TRACKER_ALLOW_PRIVATE",
            help="Also fetch from this machine (127.0.0.1, localhost).",
        ),
    ):
        command = option(command)
    return command


def _place(_ctx: click.Context, _param: click.Parameter, word: str) -> WorkPlace:
    try:
        from tracker.run.executors import WorkPlace  # with what workers load; commands that only read do without

        return WorkPlace.parse(word)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


def working(default: str, what: str) -> Callable[[F], F]:
    """The option that says where `what` is done."""
    return click.option(
        "--executor",
        default=default,
        show_default=True,
        envvar="TRACKER_EXECUTOR",
        show_envvar=True,
        callback=_place,
        metavar="PLACE",
        help=f"Where {what}: inline, threads:N, processes:N or dask:ADDRESS.",
    )


def fetching(command: F) -> F:
    """Options of the commands that look at pages."""
    return asking(working("threads:8", "pages are looked at")(command))


def web_address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value and not value.lower().startswith(("http://", "https://")):
        raise click.BadParameter(f"{value!r} must begin with https:// or http://.")
    return value or None


def publishing(command: F) -> F:
    """Options of the commands that publish."""
    for option in (
        click.option(
            "--base-url",
            callback=web_address,
            envvar="TRACKER_BASE_URL",
            show_envvar=True,
            help="Address under which the feeds folder is served.",
        ),
        click.option(
            "--title",
            envvar="TRACKER_TITLE",
            show_envvar=True,
            default="Statement tracker",
            show_default=True,
            help="Name of the published site.",
        ),
        click.option(
            "--hub",
            callback=web_address,
            envvar="TRACKER_HUB",
            show_envvar=True,
            help="WebSub hub that is told of each feed with news.",
        ),
        click.option(
            "--timestamp-ca",
            type=click.Path(dir_okay=False, path_type=Path),
            envvar="TRACKER_TIMESTAMP_CA",
            show_envvar=True,
            metavar="FILE",
            help="The authority's root certificate (PEM), by which its stamps are checked.",
        ),
        click.option(
            "--timestamp",
            callback=web_address,
            envvar="TRACKER_TIMESTAMP",
            show_envvar=True,
            metavar="URL",
            help="Authority that stamps the signed log with the time, once a day (RFC 3161).",
        ),
        feeds,
    ):
        command = option(command)
    return command
