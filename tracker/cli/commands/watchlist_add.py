"""`tracker watchlist add` and `try`: look at a page before anything is watched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import utc_now
from tracker.cli import options
from tracker.cli.output import count, json_line, paged, safe, say, warn, words
from tracker.cli.watchlist_file import EMPTY, current, put
from tracker.errors import ExtractError, FetchError, UnknownName, UsageError
from tracker.model import BlockKind, Capture, FetchKind, FetchRequest, FollowKind, Page, Statement
from tracker.model.address import site
from tracker.publish.tried import tried_page
from tracker.read import check_selector, extract
from tracker.watch.discover.offer import instead
from tracker.watch.discover.proposal import Proposal, Wishes, full_address, propose
from tracker.watch.discover.trial import Trial, attempt
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch_page import open_fetch
from tracker.watch.look import Fetch
from tracker.watch.watchlist import Watchlist, add_page, load, loads
from tracker.watch.watchlist.edit_follow import add_follow, follow_entry
from tracker.watch.watchlist.exchange.common import organisation_of
from tracker.watch.watchlist.values import is_local

SHOWN = 8  # lines of a statement that is proposed
selecting = (
    click.option("--select", multiple=True, metavar="SELECTOR", help="Part that is the statement (CSS or XPath)."),
    click.option("--remove", multiple=True, metavar="SELECTOR", help="Part that is not."),
    click.option("--fetch", "kind", type=click.Choice(["http", "browser", "wayback"]), help="How to get it."),
)


@click.command()
@click.argument("url")
@click.option("--id", help="Its name in commands, feeds and files.")
@click.option("--organisation", help="Who says it.")
@click.option("--title", help="What the page is.")
@click.option("--tags", help="Tags, with commas between.")
@click.option("--every", help="How often to look: 6h, 1d, weekly, '6h to 2d'.")
@selecting[2]
@selecting[0]
@selecting[1]
@click.option("--as-page", is_flag=True, help="As a page, also when it names statements and is none.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@options.watchlist
@options.as_json
@options.asking
def add(
    url: str,
    id: str | None,
    organisation: str | None,
    title: str | None,
    tags: str | None,
    every: str | None,
    kind: str | None,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    as_page: bool,
    yes: bool,
    watchlist: Path,
    as_json: bool,
    contact: str | None,
    allow_private: bool,
) -> None:
    """Look at URL, propose an entry for it, and add it to the watchlist.

    Organisation, title, id, tags and address are proposed from what the page says of itself; each can be given
    instead. robots.txt is asked first. Nothing else in the watchlist is touched. With --json it is added with --yes
    only. A feed, a sitemap or a page that lists articles is to be followed: an entry under `follow:` is proposed.
    """
    wished = tuple(tag.strip() for tag in tags.split(",") if tag.strip()) if tags else ()
    wishes = Wishes(id, organisation, title, wished, every, select, remove, kind)
    page = _unwatched(full_address(url), select, remove, kind)
    text, known = current(watchlist)
    with open_fetch(_settings(page, contact, allow_private)) as fetch:
        kept = _Kept(fetch)
        followed = None if as_page or select else _followed(page, kept)
        proposal = propose(page, wishes, known, kept, utc_now) if followed is None else None
    if followed is not None or proposal is None:
        _add_followed(page.url, followed, wishes, known, watchlist, yes=yes, as_json=as_json)
        return
    edited = add_page(text, proposal.page)
    loads(edited, str(watchlist))
    if as_json:
        if yes:
            put(watchlist, edited, watchlist)
        json_line(_proposed(proposal) | {"added": yes})
        return
    _show(proposal)
    if not yes and not click.confirm(f"Add it to {watchlist}?", default=True):
        say("nothing was added")
        return
    put(watchlist, edited, watchlist)
    say(f"added to {watchlist}; `tracker check {proposal.page.id}` takes the first look")


class _Kept:
    """A fetcher that asks for each address once: what came is looked at twice here."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch, self._seen = fetch, dict[str, Capture]()

    def __call__(self, page: Page, request: FetchRequest) -> Capture:
        if request.url not in self._seen:
            self._seen[request.url] = self._fetch(page, request)
        return self._seen[request.url]


def _followed(page: Page, fetch: Fetch) -> tuple[FollowKind, str] | None:
    """How the address is followed, when it leads to statements and is none."""
    try:
        capture = fetch(page, FetchRequest(page.url))
    except FetchError:  # which is told where the page is proposed
        return None
    try:
        statement = extract(capture)
    except ExtractError:
        statement = None
    return instead(capture, statement)


def _add_followed(
    url: str,
    followed: tuple[FollowKind, str] | None,
    wishes: Wishes,
    known: Watchlist,
    watchlist: Path,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Propose an entry under `follow:`, and add it."""
    assert followed is not None
    kind, address = followed
    entry = follow_entry(kind, address, wishes.organisation or _organisation_of(address, known))
    text = current(watchlist)[0]
    edited = add_follow("" if text == EMPTY else text, entry)
    if as_json:
        json_line({"follow": {"kind": kind, "url": address}, "entry": entry, "added": yes})
    else:
        why = {"feed": "a feed", "sitemap": "a sitemap"}.get(kind, "a page that lists articles")
        say(f"{url} is {why if address == url else 'a page that lists articles, and has a feed'}:", "bold")
        say("what is new stands behind its links, and is found when it is followed. An entry under `follow:`")
        say()
        say(f"  - {entry.replace(chr(10), chr(10) + '    ')}")
        say()
        say(f"`tracker follow try {address}` shows what it would find; --as-page watches the address as it is.", "dim")
    if yes or (not as_json and click.confirm(f"Add it to {watchlist}?", default=True)):
        put(watchlist, edited, watchlist)
        if not as_json:
            say(f"added to {watchlist}; `tracker check` takes the first look")
    elif not as_json:
        say("nothing was added")


def _organisation_of(url: str, known: Watchlist) -> str:
    same = [page.organisation for page in known.all if site(page.url) == site(url)]
    return same[0] if same else organisation_of(url)


@click.command("try")
@click.argument("page", metavar="PAGE|URL")
@selecting[0]
@selecting[1]
@selecting[2]
@click.option("--why", is_flag=True, help="Say with each dropped line which rule dropped it.")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page that shows the same in the order of the page, in colour.",
)
@click.option("--no-pager", "pager", is_flag=True, flag_value=False, default=True, help="Never use a pager.")
@options.watchlist
@options.as_json
@options.asking
def try_(
    page: str,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    kind: str | None,
    why: bool,
    html_file: Path | None,
    pager: bool,
    watchlist: Path,
    as_json: bool,
    contact: str | None,
    allow_private: bool,
) -> None:
    """Look twice at a page: what is kept, what is dropped, and whether the text stays the same.

    Nothing is recorded and the watchlist is not changed. Lines that begin with - are on the page and not in the
    statement; those with ~ are links alone, kept but never compared. Selectors stand in for those of the watchlist.
    """
    chosen = _named(page, watchlist, select, remove, kind)
    with open_fetch(_settings(chosen, contact, allow_private)) as fetch:
        trial = attempt(chosen, fetch, utc_now)
    if html_file is not None:
        _write(html_file, tried_page(chosen.url, trial))
    if as_json:
        json_line(_tried(trial))
        return
    if html_file is not None:
        say(f"{html_file}: open it in a browser")
        return
    with paged(pager):
        _report(trial, why=why)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _named(name: str, watchlist: Path, select: tuple[str, ...], remove: tuple[str, ...], kind: str | None) -> Page:
    """A page of the watchlist, read or fetched otherwise where that is said; or one of this address."""
    if "://" in name or ("." in name and not watchlist.exists()):
        return _unwatched(full_address(name), select, remove, kind)
    try:
        page = load(watchlist).page(name)
    except UnknownName:
        if "." not in name:  # no id holds a dot, and few hosts have none
            raise
        return _unwatched(full_address(name), select, remove, kind)
    _check(select, remove)
    sources = (replace(each, select=select or each.select, remove=remove or each.remove) for each in page.sources)
    fetch = FetchKind(kind or page.fetch)
    return replace(
        page, select=select or page.select, remove=remove or page.remove, sources=tuple(sources), fetch=fetch
    )


def _unwatched(url: str, select: tuple[str, ...], remove: tuple[str, ...], kind: str | None) -> Page:
    _check(select, remove)
    return Page("new", "", "", url, select=select, remove=remove, fetch=FetchKind(kind or FetchKind.HTTP))


def _settings(page: Page, contact: str | None, allow_private: bool) -> FetchSettings:
    settings = FetchSettings(contact=contact, allow_private=allow_private)
    return replace(settings, spacing=0.0) if is_local(page.url) else settings  # our own server needs no rest


def _check(*selectors: tuple[str, ...]) -> None:
    for selector in (each for some in selectors for each in some):
        if fault := check_selector(selector):
            raise UsageError(f"the selector {selector!r} {fault}")


def _size(statement: Statement) -> str:
    return f"{len(statement.text):,} characters in {count(len(statement.wording), 'line')}"


def _show(proposal: Proposal) -> None:
    statement = proposal.statement
    origin = "as the page says" if statement.language else "by its words"
    say(f"{proposal.page.url}", "bold")
    say(f"robots.txt allows it; {_size(statement)}; language {proposal.language or 'unknown'} ({origin})")
    for remark in proposal.remarks:
        say(remark)
    say()
    for block in statement.wording[:SHOWN]:
        say(Text("  ").append(_line(block.text)))
    if (more := len(statement.wording) - SHOWN) > 0:
        say(f"  … {count(more, 'more line')}", "dim")
    say()
    say(add_page(EMPTY, proposal.page).partition("\n")[2].rstrip("\n"))
    say()
    for warning in proposal.warnings:
        warn(f"warning: {warning}")


def _proposed(proposal: Proposal) -> dict[str, Any]:
    return {
        "entry": dict(proposal.page.items()),
        "language": proposal.language,
        "characters": len(proposal.statement.text),
        "lines": [block.text for block in proposal.statement.wording],
        "remarks": proposal.remarks,
        "warnings": proposal.warnings,
    }


def _tried(trial: Trial) -> dict[str, Any]:
    return {
        "characters": len(trial.statement.text),
        "kept": [{"kind": block.kind, "text": block.text} for block in trial.statement.blocks],
        "dropped": trial.dropped,
        "why": [{"rule": each.rule, "part": each.part, "text": each.text} for each in trial.why],
        "suspicion": trial.suspicion,
        "same_again": trial.again is None and trial.failure is None,
        "failure": trial.failure,
        "differences": [{"old": edit.old, "new": edit.new} for edit in trial.again.edits] if trial.again else [],
    }


def _report(trial: Trial, *, why: bool) -> None:
    statement = trial.statement
    say(f"Kept: {_size(statement)}", "bold")
    for block in statement.blocks:
        say(Text("~ " if block.kind is BlockKind.NAVIGATION else "  ", "dim").append(safe(block.text)))
    say(f"\nDropped: {count(len(trial.dropped), 'line')}", "bold")
    rules = {each.text: each for each in reversed(trial.why)}
    for line in trial.dropped:
        shown = Text(f"- {safe(line)}", "dim")
        if why:
            by = rules.get(line)
            shown.append(f"   {by.rule}: {safe(by.part)}" if by else "   beside the part that is read", "yellow")
        say(shown)
    if why and rules:
        say("A part that belongs to the text is read when `keep` in the watchlist names it, or `select`.")
    say()
    if trial.suspicion:
        say(f"This may not be the page: {trial.suspicion}", "bold yellow")
    if trial.failure:
        say(f"A second look failed: {trial.failure}", "bold yellow")
    elif trial.again is None:
        say("A second look gave the same text.", "green")
    else:
        say("A second look gave another text; take out with `remove:` what is not wording:", "bold yellow")
        for edit in trial.again.edits:
            say(Text("  ").append_text(words(edit.pieces)))


def _line(text: str) -> str:
    line = safe(text)
    return line if len(line) <= 96 else f"{line[:95]}…"
