"""The command line. Each command is a few lines: parse, ask the façade, print.

`tracker --help` loads none of them: a command's module is imported when the command is used.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from tracker import __version__
from tracker.errors import TrackerError, UsageError, WatchlistError

# name -> module that holds the command of that name, one line of help
COMMANDS = {
    "init": ("init", "Begin: a folder with a watchlist to edit."),
    "demo": ("demo", "Watch a fictional company's page change, from a server on this machine."),
    "check": ("check", "Look at the pages that are due, or at those named."),
    "run": ("run", "Keep looking at pages as they fall due, and publish what changes."),
    "inbox": ("inbox", "New statements of followed companies that wait: take or dismiss them."),
    "follow": ("follow", "Try what a feed, sitemap or listing would give."),
    "status": ("status", "How each page is doing: last good check, failures, what is held back."),
    "backfill": ("backfill", "Take up archived captures of watched pages."),
    "log": ("log", "Recorded changes, one a line."),
    "show": ("show", "One change: what was said, what is said now, which way it moved."),
    "diff": ("diff", "Any two texts of a page, compared."),
    "text": ("text", "A statement as it stood on a day."),
    "when": ("when", "On which pages a phrase stood, and between which looks it came and went."),
    "said": ("said", "What a company said on a subject, everywhere and in order, and how it shifted."),
    "count": ("count", "How many documents spoke of a subject, by organisation and period."),
    "blame": ("blame", "Every sentence of a page: since when, and what it said before."),
    "search": ("search", "Every line of every text ever, each with the time it stood there."),
    "commitments": ("commitments", "Promises that the watchlist names: still there, altered, or gone."),
    "coverage": ("coverage", "Every look at a page, and a sentence to cite."),
    "why": ("why", "Why a page shows what it shows: what was told, waits, is held back, and for what reason."),
    "cite": ("cite", "A change as a citation, in several styles."),
    "export": ("export", "A change or a page as a report to hand on."),
    "note": ("note", "A remark on a change."),
    "record": ("record", "Enter a statement that is no web page."),
    "verify": ("verify", "Check the whole record, and say what it proves."),
    "compare": ("compare", "Compare two texts, or judge pairs of sentences."),
    "judge": ("judge", "How often the judge says what readers say."),
    "reader": ("reader", "A second reader, by choice: a language model's answer beside the judge's."),
    "publish": ("publish", "Write the feeds and pages."),
    "deliver": ("deliver", "Send changes by mail, webhook and chat; see what waits, try it."),
    "digest": ("digest", "What changed in a week, or since a day, as a letter."),
    "serve": ("serve", "Serve the feeds and pages from this machine."),
    "mcp": ("mcp", "Answer the questions of a language model's program from the record."),
    "rebuild": ("rebuild", "Read the stored bytes anew after rules or selectors changed."),
    "doctor": ("doctor", "Pages that make work for nothing, why, and what to do about it."),
    "prune": ("prune", "Let go of the bytes of old looks that showed nothing new."),
    "backup": ("backup", "Copy the record while it is in use, checked."),
    "restore": ("restore", "Put a backup in the place of the record."),
    "upgrade": ("upgrade", "Bring a record of an older tracker up to this one."),
    "watchlist": ("watchlist", "Check and edit the watchlist."),
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tracker.cli.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            import difflib  # only a mistyped command needs it

            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tracker")
def cli() -> None:
    """Notice, prove, explain and publish quiet changes in what companies say they do."""


def main() -> None:
    """The `tracker` command. Exit codes: 0 well, 1 something failed, 2 misuse, 130 interrupted."""
    # By default all that a long answer keeps alive is looked through after every 700 values: a third of its time. What
    # a command loads is 80,000 values that stay.
    gc.set_threshold(100_000, 20, 50)
    try:
        cli.main(standalone_mode=True)
    except UsageError as error:
        fail(f"tracker: {error}", 2)
    except WatchlistError as error:
        fail(str(error), 1)  # each line begins with its own place
    except TrackerError as error:
        fail(f"tracker: {error}", 1)
    except BrokenPipeError:  # the reader of our output has left: `tracker log | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def fail(message: str, code: int) -> None:
    from tracker.cli.output import safe  # only a failure needs it

    click.echo(safe(message, lines=True), err=True)
    sys.exit(code)
