"""`tracker when`: on which pages a phrase stood, and when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import PhraseStanding, Stand, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import coloured, count, csv_table, json_line, local, paged, safe, say

FEW = 3  # stands, and pages of a line, that are shown without --all
_BRIEF = 12  # answers of `when`: more have a line each


@click.command()
@click.argument("phrase")
@names.pages
@click.option("--near", is_flag=True, help="Also where it stands inflected, with words put in, or one left out.")
@click.option("--all", "everything", is_flag=True, help="Every look around it, and every time it came and went.")
@options.reading
@options.as_json
@options.as_csv
def when(
    phrase: str,
    pages: tuple[str, ...],
    near: bool,
    everything: bool,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """On which pages PHRASE stands or stood, and between which looks it came and went.

    The words must stand in this order; case, accents, and kinds of quotes, dashes and spaces do not matter. More
    than a dozen answers have a line each; --all, or naming pages, shows the looks around them.
    """
    with open_history(db) as history:
        asked = [history.page(id_) for id_ in pages]
        found = history.when(phrase, asked, near=near)
    if as_json:
        for standing in found:
            json_line(_standing(standing))
        return
    if as_csv:
        columns = ("page", "organisation", "form", "near", "last_without", "first_with", "last_with", "first_without")
        csv_table(columns, (row for standing in found for row in _stand_rows(standing)))
        return
    with paged(pager):
        if len(found) > _BRIEF and not (everything or asked):
            _say_summary(phrase, found)
            _say_brief(found)
            say("--all, or naming pages, shows the looks before and after", "dim")
            return
        for page, standings in groupby(found, lambda standing: standing.page):
            say(Text.assemble((safe(page.organisation), "bold"), f" · {safe(page.title)} ", (f"({page.id})", "dim")))
            for standing in standings:
                _say_standing(standing, everything)
            say()
        seen = {standing.page.id for standing in found}
        for page in asked:
            if page.id not in seen:
                say(f"{page.id}: “{safe(phrase)}” was in no text seen of it")
        if not found and not asked:
            say(f"“{safe(phrase)}” was in no text of any page" + ("" if near else "; --near looks for forms of it"))
        elif found:
            _say_summary(phrase, found)


def _say_summary(phrase: str, found: Sequence[PhraseStanding]) -> None:
    exact = [standing for standing in found if not standing.near]
    still = sum(_is_there(standing) for standing in exact)
    say(f"“{safe(phrase)}” stood on {count(len(exact), 'page')}, still on {still} at the last look", "dim")
    if near := [standing for standing in found if standing.near]:
        forms, pages = len({standing.form for standing in near}), len({standing.page.id for standing in near})
        say(f"{count(forms, 'near form')} of it on {count(pages, 'page')}", "dim")


def _is_there(standing: PhraseStanding) -> bool:
    return standing.stands[-1].first_without is None


def _say_brief(found: Sequence[PhraseStanding]) -> None:
    """Each phrase on each page in one line: from when to when, and where."""
    times = [_lifetime(standing) for standing in found]
    width = max(map(len, times))
    for standing, time in zip(found, times, strict=True):
        page, form = standing.page, f" · near: “{safe(standing.form)}”" if standing.near else ""
        where = f"{safe(page.organisation)} · {safe(page.title)} ({page.id})"
        style = "green" if _is_there(standing) else "yellow"
        lead = f"{time:{width}}  "
        say(Text.assemble(where, (form, "cyan")), lead=Text(lead, style)) if coloured() else say(
            where + form, lead=lead
        )


def _lifetime(standing: PhraseStanding) -> str:
    first, last = standing.stands[0], standing.stands[-1]
    since = local(first.first_with)[:10] + ("" if first.last_without else " or before")
    when = f"since {since}, still there" if _is_there(standing) else f"{since} to {local(last.last_with)[:10]}, gone"
    return when + (f", {len(standing.stands)} times" if len(standing.stands) > 1 else "")


def _say_standing(standing: PhraseStanding, everything: bool) -> None:
    stands = standing.stands
    label = "near: " if standing.near else ""
    say(Text.assemble("  ", (label, "dim"), (f"“{safe(standing.form)}”", "cyan" if standing.near else "bold green")))
    shown = stands if everything or len(stands) <= FEW else (stands[0], stands[-1])
    for number, stand in enumerate(shown):
        if number and len(shown) < len(stands):
            say(f"    ⋯ came and went {count(len(stands) - len(shown), 'more time')}; --all shows each", "dim")
        _say_stand(stand)


def _say_stand(stand: Stand) -> None:
    if stand.last_without:
        say(Text.assemble(("    last without   ", "dim"), local(stand.last_without)))
        say(Text.assemble(("    first with     ", "dim"), local(stand.first_with)))
    else:
        say(
            Text.assemble(
                ("    first with     ", "dim"), local(stand.first_with), (" (the first look: it may be older)", "dim")
            )
        )
    say(Text.assemble(("    last with      ", "dim"), local(stand.last_with)))
    if stand.first_without:
        say(Text.assemble(("    first without  ", "dim"), (local(stand.first_without), "yellow")))
    else:
        say("    still there at the last look", "green")


def _stand_rows(standing: PhraseStanding) -> list[tuple[Any, ...]]:
    page = standing.page
    return [
        (
            page.id,
            page.organisation,
            standing.form,
            standing.near,
            stand.last_without,
            stand.first_with,
            stand.last_with,
            stand.first_without,
        )
        for stand in standing.stands
    ]


def _standing(standing: PhraseStanding) -> dict[str, Any]:
    return {
        "page": standing.page.id,
        "organisation": standing.page.organisation,
        "title": standing.page.title,
        "url": standing.page.url,
        "form": standing.form,
        "near": standing.near,
        "still": standing.stands[-1].first_without is None,
        "looked": standing.looked,
        "stands": [
            {
                "last_without": stand.last_without,
                "first_with": stand.first_with,
                "last_with": stand.last_with,
                "first_without": stand.first_without,
                "checks": stand.checks,
            }
            for stand in standing.stands
        ],
    }
