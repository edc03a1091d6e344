"""`tracker count`: how many documents spoke of a subject, by organisation and period, as a table, CSV or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich.text import Text

from tracker.ask import open_history
from tracker.ask.counts import Count, CountEvery
from tracker.ask.counts import count as counts
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import csv_table, json_line, paged, safe, say, say_whole
from tracker.cli.subject_named import subject_named

_BAR = 20  # columns of the longest bar
_ORG = "org"


class By(click.ParamType[tuple[bool, CountEvery]]):
    """ "org,quarter": by organisation or not, and how long a period is."""

    name = "by"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[bool, CountEvery]:
        words = [word.strip().lower().removesuffix("anisation") for word in str(value).split(",")]
        periods = [word for word in words if word != _ORG]
        if len(periods) > 1 or any(word not in list(CountEvery) for word in periods):
            self.fail(f"{value!r} is not known; say org, and one of {', '.join(CountEvery)}: org,quarter", param, ctx)
        return _ORG in words, CountEvery(periods[0]) if periods else CountEvery.YEAR


@click.command()
@click.argument("subject", metavar="SUBJECT|WORDS")
@click.option("--by", "by", type=By(), default="org,quarter", show_default=True, help="org and month, quarter or year.")
@click.option("--org", "--organisation", "organisation", type=names.ORGANISATION, help="Of this one.")
@click.option("--svg", "as_svg", is_flag=True, help="A picture: bars for each period.")
@options.watchlist
@options.reading
@options.as_json
@options.as_csv
def count(
    subject: str,
    by: tuple[bool, CountEvery],
    organisation: str | None,
    as_svg: bool,
    watchlist: Path,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """How many documents spoke of a subject in each period, of how many that were seen.

    SUBJECT is one of the watchlist, or words parted by commas, in any form, as for `tracker said`. A page counts in
    each period in which it showed them, an answer in that of its day; editions of one statement are one document.
    """
    named = subject_named(watchlist, subject)
    with open_history(db) as history:
        found = counts(history, named, organisation, by[1], by_org=by[0])
    if as_svg:
        say_whole(_picture(named.name, found))
    elif as_json:
        for each in found:
            json_line(
                {
                    "subject": named.name,
                    "organisation": each.organisation,
                    "period": each.period,
                    "documents": each.documents,
                    "seen": each.seen,
                }
            )
    elif as_csv:
        rows = ((named.name, each.organisation, each.period, each.documents, each.seen) for each in found)
        csv_table(("subject", "organisation", "period", "documents", "seen"), rows)
    else:
        with paged(pager):
            _say(found)


def _say(found: Sequence[Count]) -> None:
    most = max((each.documents for each in found), default=0)
    for name, own in groupby(found, lambda each: each.organisation):
        rows = list(own)
        if name is not None and not any(each.documents for each in rows):
            continue  # of many organisations most never spoke of it
        if name is not None:
            say(safe(name), "bold")
        for each in rows:
            bar = "█" * round(_BAR * each.documents / most) if most else ""
            text = Text.assemble(f"{each.period:8}", f"{each.documents:4} of {each.seen:<5}", (bar, "cyan"))
            text.rstrip()
            say(text, lead="  ")
    if not most:
        say("nothing that was seen speaks of it")


def _picture(subject: str, found: Sequence[Count]) -> str:
    """Bars for each period: a row for each organisation that ever spoke of it."""
    from tracker.publish.html import render

    rows = [(name, list(own)) for name, own in groupby(found, lambda each: each.organisation)]
    rows = [(name, own) for name, own in rows if name is None or any(each.documents for each in own)]
    most = max((each.documents for _, own in rows for each in own), default=0)
    return render("count.svg", subject=safe(subject), rows=rows, most=max(1, most))
