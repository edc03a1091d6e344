"""`tracker search`: every line of every text ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import History, Hit, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.commands.when import FEW
from tracker.cli.output import count, csv_table, json_line, local, paged, safe, say
from tracker.model import FetchKind, Page


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--page", "pages", multiple=True, type=names.PAGE, help="On this page; repeatable.")
@click.option("--organisation", "--org", type=names.ORGANISATION, help="On pages of this organisation.")
@click.option("--tag", type=names.TAG, help="On pages with this tag.")
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@options.reading
@options.as_json
@options.as_csv
def search(
    query: tuple[str, ...],
    pages: tuple[str, ...],
    organisation: str | None,
    tag: str | None,
    limit: int,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Search every line of every text ever, best first, each with the time it stood there.

    QUERY: words that must all be in a line; "a phrase"; begin*; a OR b; NOT a (or -a); brackets.
    """
    asked = " ".join(f'"{part}"' if " " in part and len(query) > 1 else part for part in query)
    with open_history(db) as history:
        where = _pages(history, pages, organisation, tag)
        hits, total = history.search(asked, where, limit=limit) if where is None or where else ([], 0)
    if as_json:
        for hit in hits:
            json_line(_hit(hit))
        return
    if as_csv:
        columns = ("page", "organisation", "title", "first_at", "last_at", "still", "kind", "text")
        csv_table(
            columns,
            (
                (
                    p.page.id,
                    p.page.organisation,
                    p.page.title,
                    p.first_at,
                    p.last_at,
                    p.still,
                    hit.block.kind,
                    hit.block.text,
                )
                for hit in hits
                for p in hit.places
            ),
        )
        return
    with paged(pager):
        for hit in hits:
            _say_hit(hit, asked)
        if not hits:
            say("no line of any text has that", "dim")
        elif total > len(hits):
            say(f"the best {len(hits)} of {count(total, 'line')}; --limit shows more", "dim")


def _pages(history: History, pages: tuple[str, ...], organisation: str | None, tag: str | None) -> list[Page] | None:
    """The pages to search on; nothing: all."""
    if not (pages or organisation or tag):
        return None
    organisation = organisation and history.organisation(organisation)
    tag = tag and history.tag(tag)
    chosen = [history.page(id_) for id_ in pages] or history.pages()
    return [page for page in chosen if organisation in (None, page.organisation) and (tag is None or tag in page.tags)]


def _say_hit(hit: Hit, query: str) -> None:
    text = Text(safe(hit.block.text))
    marks = [word for word in query.replace('"', " ").replace("*", " ").split() if word.isalnum() and len(word) > 1]
    text.highlight_words(
        [word for word in marks if word not in ("AND", "OR", "NOT")], "bold green", case_sensitive=False
    )
    say(text)
    for place in hit.places[:FEW]:
        first, last = local(place.first_at)[:10], local(place.last_at)[:10]
        seen = f"since {first}, still there" if place.still else f"{first} to {last}, gone"
        if place.page.fetch is FetchKind.MANUAL:  # what was said is not gone when something else is said
            seen = f"said {first}" if first == last else f"said {first}, and last {last}"
        say(
            Text.assemble(
                (seen, "green" if place.still or place.page.fetch is FetchKind.MANUAL else "yellow"),
                (f" · {safe(place.page.organisation)} · {safe(place.page.title)} ({place.page.id})", "dim"),
            ),
            lead="    ",
        )
    if len(hit.places) > FEW:
        say(f"    and on {count(len(hit.places) - FEW, 'more page')}", "dim")
    say()


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "text": hit.block.text,
        "kind": hit.block.kind,
        "places": [
            {
                "page": place.page.id,
                "organisation": place.page.organisation,
                "first_at": place.first_at,
                "last_at": place.last_at,
                "still": place.still,
            }
            for place in hit.places
        ],
    }
