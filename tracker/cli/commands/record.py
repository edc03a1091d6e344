"""`tracker record`: a statement that is no web page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.app import open_tracker
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.look_lines import line
from tracker.cli.output import say, warn
from tracker.errors import UsageError
from tracker.model import AskedQuestion, FetchKind, Page
from tracker.model.dates import minute_words
from tracker.settings import Settings

_LARGEST = 10 * 1024 * 1024  # bytes, as for a fetched page


@click.command()
@names.page
@click.option("--file", "-f", "file", help="The statement: text, HTML or PDF; - is standard input.")
@click.option("--at", "at", type=names.When(), help="When it was made.")
@click.option("--source", help='Who gave it, and how: "spokesperson, by e-mail".')
@click.option("--speaker", help='Who said it, by name: "Laura Keane".')
@click.option(
    "--asked", metavar="QUESTION", help="What it answers; without --file: what was asked and is not answered."
)
@click.option("--asked-on", type=names.When(), help="When that was asked.")
@click.option("--withdraw", metavar="REASON", help="Take back what was entered by mistake for the time --at.")
@click.option("--correct", metavar="REASON", help="Put what --file holds in its place.")
@click.option("--yes", is_flag=True, help="Also on a page that is fetched by itself.")
@options.db
@options.watchlist
@options.publishing
def record(
    page: str,
    file: str | None,
    at: Period | None,
    source: str | None,
    speaker: str | None,
    asked: str | None,
    asked_on: Period | None,
    withdraw: str | None,
    correct: str | None,
    yes: bool,
    **where: Any,
) -> None:
    """Enter a statement that is no web page: one given to the press, a letter, a PDF.

    It enters the history of PAGE at its time, marked as entered by hand, with who said it; last month's can be entered
    today. It takes back nothing that was said before: sentences that speak of the same thing are compared, the others
    are told as said. Give such a source an entry of its own in the watchlist, with `fetch: manual`.

    A question stands as asked and not answered, in `tracker status` too, until its answer is entered with the same
    --asked: `tracker record PAGE --asked QUESTION --asked-on DATE`.

    A slip is taken back with --withdraw, or put right with --correct: the record keeps both, the feeds tell of it.
    """
    question = _question(asked, asked_on)
    if question is not None and file is None and withdraw is None:
        _ask(page, question, where)
        return
    if at is None:
        raise UsageError("--at is missing: say when the statement was made")
    if withdraw is not None:
        _withdraw(page, at, withdraw, where)
        return
    if file is None:
        raise UsageError("--file is missing: name the statement's file, or - for standard input")
    if source is None and correct is None:
        raise UsageError("--source is missing: say who gave the statement, and how")
    body, suffix = _read(file)
    source, speaker = (" ".join(words.split()) if words is not None else None for words in (source, speaker))
    if source == "":
        raise UsageError("--source is empty: say who gave the statement, and how")
    who = ", ".join(filter(None, (speaker, source)))
    with open_tracker(Settings(**where), write=True) as tracker:
        tracker.sync()
        watched = tracker.watchlist.page(page)
        _refuse_fetched(watched, yes)
        if correct is not None:
            recorded = tracker.past.correct(
                watched, body, suffix, start=at.start, end=at.end, who=who, reason=_reason(correct)
            )
        else:
            by = source or ""
            recorded = tracker.past.enter(
                watched, body, suffix, at=at.start, source=by, speaker=speaker or None, question=question
            )
        tracker.publish()
    say(line(recorded))


def _refuse_fetched(page: Page, yes: bool) -> None:
    """UsageError for a page that is fetched by itself, unless that was said to be meant."""
    if page.fetch is not FetchKind.MANUAL:
        if not yes:
            raise UsageError(
                f"{page.id} is fetched by itself: what you enter would be published as a change of that page, and the"
                " next look as another; give the statement a page of its own with `fetch: manual`, or add --yes"
            )
        warn(f"{page.id} is also fetched by itself: the next look at it will be compared with what you enter")


def _read(file: str) -> tuple[bytes, str]:
    """The statement's bytes, and the suffix of its file."""
    path = Path("" if file == "-" else file)
    try:
        body = sys.stdin.buffer.read(_LARGEST + 1) if file == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    if len(body) > _LARGEST:
        raise UsageError(f"{file} is larger than the 10 MB that a statement may have")
    return body, path.suffix


def _question(asked: str | None, on: Period | None) -> AskedQuestion | None:
    if (asked is None) != (on is None):
        raise UsageError("--asked and --asked-on belong together: what was asked, and on which day")
    if asked is None or on is None:
        return None
    if not asked.strip():
        raise UsageError("--asked is empty: say what was asked")
    return AskedQuestion(" ".join(asked.split()), on.start.date().isoformat())


def _ask(page: str, question: AskedQuestion, where: dict[str, Any]) -> None:
    with open_tracker(Settings(**where), write=True) as tracker:
        tracker.sync()
        tracker.past.ask(tracker.watchlist.page(page), question)
    say(f"{page}: asked on {question.on}, no answer yet; enter it with --file and the same --asked")


def _withdraw(page: str, at: Period, reason: str, where: dict[str, Any]) -> None:
    with open_tracker(Settings(**where), write=True) as tracker:
        tracker.sync()
        found = tracker.past.withdraw(tracker.watchlist.page(page), at.start, at.end, _reason(reason))
        tracker.publish()
    say(f"{page}: withdrawn: {found.origin.detail}, {minute_words(found.at.astimezone())}")


def _reason(text: str) -> str:
    if not text.strip():
        raise UsageError("the reason is empty: say in a few words what was wrong; readers of the feeds see it")
    return " ".join(text.split())
