"""What `tracker run` tells while nobody looks: lines to read, or one JSON object a line for a machine.

Everything goes through the standard library's `logging` under the name `tracker`, so that failures inside the tracker
come out in the same form. No header, cookie or address of a message is ever part of an event.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import click
from rich.text import Text

from tracker.cli.output import json_line, say, warn
from tracker.model import CheckOutcome
from tracker.record.outcome import Recorded

LEVELS = ("debug", "info", "warning", "error")
_TROUBLE = (CheckOutcome.FAILED, CheckOutcome.QUARANTINED)
_log = logging.getLogger("tracker")


def options(command: Any) -> Any:
    """`--log-format` and `--log-level`."""
    for option in (
        click.option(
            "--log-level",
            type=click.Choice(LEVELS),
            default="info",
            show_default=True,
            envvar="TRACKER_LOG",
            show_envvar=True,
            help="warning: only what went wrong, and changes.",
        ),
        click.option(
            "--log-format",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            envvar="TRACKER_LOG_FORMAT",
            show_envvar=True,
            help="json: one object a line, times in UTC.",
        ),
    ):
        command = option(command)
    return command


def set_up(form: str, level: str) -> None:
    """Say from here on what is logged, in this form and from this level on."""
    handler = _Json() if form == "json" else _Lines()
    _log.handlers[:] = [handler]
    _log.setLevel(level.upper())
    _log.propagate = False


def told(recorded: Recorded, line: Any) -> None:
    """Log what a check became; `line` is how a person reads it."""
    check, change = recorded.check, recorded.change
    level = logging.WARNING if check.outcome in _TROUBLE or change is not None else logging.INFO
    fields = {
        "event": "check",
        "page": check.page,
        "outcome": check.outcome,
        "error": check.error,
        "reason": check.reason,
        "status": check.status,
        "seconds": round(check.elapsed, 3),
        "source": check.source,
        "change": change and change.id,
        "change_status": change and change.status,
        "headline": change and change.headline,
        "recovered": recorded.recovered,
    }
    _log.log(level, line.plain, extra={"fields": fields, "line": line})


def note(text: str, **fields: Any) -> None:
    _log.info(text, extra={"fields": {"event": "note", **fields}})


def complain(text: str) -> None:
    _log.warning(text, extra={"fields": {"event": "trouble"}})


class _Lines(logging.Handler):
    """Checks and notes to standard output, all else to standard error; each with its time in the reader's own zone."""

    def emit(self, record: logging.LogRecord) -> None:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%Y-%m-%d %H:%M:%S ")
        line = getattr(record, "line", None)
        if line is not None:
            say(line, lead=Text(at, "dim"))
        elif record.levelno < logging.WARNING:
            say(at + record.getMessage(), "dim")
        else:
            warn(at + (logging.Formatter().format(record) if record.exc_info else record.getMessage()))
        sys.stdout.flush()  # behind a pipe, as under systemd, a line is there when it is told


class _Json(logging.Handler):
    """One object a line to standard output: time, level, message, and the fields of the event that are set."""

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "fields", {"event": "internal"})
        value: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **{key: field for key, field in fields.items() if field is not None},
        }
        if record.exc_info:
            value["exception"] = logging.Formatter().formatException(record.exc_info)
        json_line(value)
        sys.stdout.flush()
