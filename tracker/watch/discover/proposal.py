"""What a new page of the watchlist would be, told from what its address serves.

Knows no store: everything here may be asked before anything is watched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit, urlunsplit

from tracker.compare.language import language_of
from tracker.errors import CannotSee, FetchError, UsageError
from tracker.model import BlockKind, Capture, Page, PageState, Statement
from tracker.read.decode import Content, content_of, decode
from tracker.read.links import target
from tracker.watch.look import Fetch, Outcome, job_for, look
from tracker.watch.watchlist import NewPage, Watchlist
from tracker.watch.watchlist.exchange import Left
from tracker.watch.watchlist.exchange.common import organisation_of, plain, title_of
from tracker.watch.watchlist.values import MAX_NAME, MAX_SLUG, slugify
from tracker.watch.watchlist.values import url as address_of

HEAD = 200_000  # bytes in which a page says what it is
LITTLE = 600  # characters: stubs, shells of scripts and walls are shorter, statements seldom
# Words of titles and addresses that stand for a tag everybody uses, where the watchlist has none for them yet.
TAGS = (
    ("privacy", r"privacy|datenschutz|confidentialit|privacidad|gdpr"),
    ("terms", r"terms|conditions|tos|eula|nutzungsbedingungen|agb"),
    ("ai", r"ai|artificial intelligence|machine learning|responsible ai"),
    ("human-rights", r"human rights|modern slavery"),
    ("acceptable-use", r"acceptable use|usage polic(?:y|ies)|aup"),
    ("cookies", r"cookies?"),
    ("law-enforcement", r"law enforcement|government requests?|transparency report"),
)
_BETWEEN = re.compile(r"\s+[|·•–—»:\-]+\s+|\s*[|»]\s*")  # what stands between a page's title and its site's name


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the maintainer has said already; nothing: as proposed."""

    id: str | None = None
    organisation: str | None = None
    title: str | None = None
    tags: tuple[str, ...] = ()
    every: str | None = None
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fetch: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry to add, what it would watch, and what speaks against it."""

    page: NewPage
    statement: Statement
    language: str | None  # of the statement, as the page says or by its words
    remarks: tuple[str, ...]  # where it differs from what was asked for
    warnings: tuple[str, ...]


def full_address(text: str) -> str:
    """The address, with https:// when it begins with a host. UsageError when it is none."""
    text = text.strip()
    if re.match(r"[\w-]+(\.[\w-]+)+([:/?#]|$)", text):
        text = f"https://{text}"
    try:
        return address_of(text)
    except ValueError as error:
        raise UsageError(str(error)) from None


def propose(page: Page, wishes: Wishes, watchlist: Watchlist, fetch: Fetch, now: Callable[[], datetime]) -> Proposal:
    """What would be added for an address that is not watched yet. `page` says how to ask for it.

    Raises UsageError when it is watched already, FetchError when it cannot be fetched or no text can be read from it.
    """
    _refuse_watched(page.url, page.select, watchlist)
    outcome = look(job_for(page, PageState(page.id), None), fetch, now)
    capture, statement = outcome.capture, outcome.statement
    if capture is None:
        raise FetchError(f"{page.url} cannot be watched: {_reason(outcome)}", url=page.url)
    instead = "" if wishes.fetch else "; if a browser shows more, try --fetch browser"
    if statement is None:
        hint = instead if outcome.error == "no-text" else ""
        raise CannotSee(f"{page.url} cannot be watched: {_reason(outcome)}{hint}", url=page.url)
    about = _about(capture)
    url, remarks = _address(page, capture, statement, about, fetch, now)
    _refuse_watched(url, page.select, watchlist)
    organisation = wishes.organisation or _organisation(about, url, watchlist)
    title = wishes.title or _title(about, statement, organisation, url)
    taken = {name for known in watchlist.pages for name in (known.id, *known.was)}
    language = statement.language or language_of(statement.text)
    return Proposal(
        NewPage(
            title=title,
            url=url,
            organisation=organisation,
            id=wishes.id or free_id(slugify(f"{organisation} {title}") or slugify(url) or "page", taken),
            every=wishes.every,
            select=wishes.select,
            remove=wishes.remove,
            tags=wishes.tags or _tags(title, url, watchlist),
            language=language if not statement.language and len(language or "") == 2 else None,
            fetch=wishes.fetch,
        ),
        statement,
        language,
        remarks,
        tuple(f"{doubt}{instead}" for doubt in _doubts(outcome, statement)),
    )


def fitted(pages: Sequence[NewPage], watchlist: Watchlist) -> tuple[list[NewPage], list[Left]]:
    """Those of the pages that the watchlist does not have yet, with ids that are free; and the others."""
    watched = {page.url: page.id for page in watchlist.pages}
    taken = {name for page in watchlist.pages for name in (page.id, *page.was)}
    fresh, left = [], []
    for page in pages:
        # Two selections of one address are two pages; without selectors the second one is the first one again.
        if not page.select and (known := watched.get(page.url)):
            left.append(Left(page.title, f"{page.url} is watched already, as {known}"))
            continue
        made = slugify(f"{page.organisation} {page.title}") or slugify(page.url)
        # An importer counts up among its own pages; among ours the count begins anew.
        identity = free_id(page.id if page.id and not page.id.startswith(made) else made, taken)
        taken.add(identity)
        watched.setdefault(page.url, identity)
        fresh.append(replace(page, id=identity))
    return fresh, left


def free_id(wanted: str, taken: set[str]) -> str:
    """The id, or with the first number behind it that makes it free."""
    number, identity = 1, wanted
    while identity in taken:
        number += 1
        identity = f"{wanted[: MAX_SLUG - 8].strip('-')}-{number}"
    return identity


@dataclass
class _About(HTMLParser):
    """What the head of a page says of it. Read by the standard library: names only, never wording."""

    title: str = ""
    site: str = ""  # og:site_name, or the application's name
    heading: str = ""  # og:title
    canonical: str = ""
    _in_title: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = (given.get("property") or given.get("name") or "").lower()
        self._in_title = tag == "title" and not self.title
        if tag == "meta" and (content := plain(given.get("content", ""))[:MAX_NAME]):
            if name == "og:site_name" or (name == "application-name" and not self.site):
                self.site = content
            elif name == "og:title":
                self.heading = content
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = self.canonical or given.get("href", "").strip()

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = plain(f"{self.title} {data}")[:MAX_NAME]


def _about(capture: Capture) -> _About:
    about = _About()
    if content_of(capture) is Content.HTML:
        # The standard library's way to say that `<![` begins nothing it knows; what was read before it stays.
        with suppress(AssertionError):
            about.feed(decode(capture.body[:HEAD], capture.header("content-type")))
    return about


def _refuse_watched(url: str, select: Sequence[str], watchlist: Watchlist) -> None:
    for page in watchlist.pages:
        if _bare(page.url) == _bare(url) and page.select == tuple(select):
            raise UsageError(f"{url} is watched already, as {page.id}")


def _bare(url: str) -> str:
    """An address without what seldom tells two pages apart."""
    return re.sub(r"^https?://(www\.)?", "", url.split("#")[0]).rstrip("/")


def _address(
    page: Page, capture: Capture, statement: Statement, about: _About, fetch: Fetch, now: Callable[[], datetime]
) -> tuple[str, tuple[str, ...]]:
    """The address to watch: the one the page calls its own, or where redirects end, if the same text stands there."""
    final = capture.final_url
    own = target(final, about.canonical) if about.canonical else None
    remarks: list[str] = []
    for address in dict.fromkeys(filter(None, (own, _without_visitor(final)))):
        if address == page.url:
            return page.url, tuple(remarks)
        if _site(address) != _site(final):
            continue
        try:
            address_of(address)
        except ValueError:
            continue
        other = look(job_for(replace(page, url=address), PageState(page.id), None), fetch, now)
        if other.statement is not None and other.statement.text == statement.text:
            return address, (*remarks, f"the page's own address is {address}")
        remarks.append(f"{address}, which the page calls its own, does not show the same text")
    return page.url, tuple(remarks)


def _without_visitor(url: str) -> str | None:
    return target(url, urlunsplit(urlsplit(url)._replace(fragment="")))


def _site(url: str) -> str:
    return urlsplit(urljoin(url, "/")).netloc.lower().removeprefix("www.")


def _squashed(text: str) -> str:
    return slugify(text).replace("-", "")


def _organisation(about: _About, url: str, watchlist: Watchlist) -> str:
    """Who says it: as the watchlist calls that site, as the site calls itself, or the host."""
    same = [page.organisation for page in watchlist.pages if _site(page.url) == _site(url)]
    if same:
        return Counter(same).most_common(1)[0][0]
    labels = _site(url).split(":")[0].split(".")
    for part in [*_BETWEEN.split(about.site), *reversed(_BETWEEN.split(about.title))]:
        squashed = _squashed(part)
        if len(squashed) > 1 and squashed in labels:
            return _as_known(part.strip(), watchlist)
    if about.site:
        return _as_known(_BETWEEN.split(about.site)[0].strip(), watchlist)
    parts = _BETWEEN.split(about.title)
    if len(parts) > 1 and len(parts[-1].split()) <= 4 and parts[-1].strip():
        return _as_known(parts[-1].strip(), watchlist)
    return organisation_of(url)


def _as_known(name: str, watchlist: Watchlist) -> str:
    return next((known for known in watchlist.organisations if known.casefold() == name.casefold()), name)


def _title(about: _About, statement: Statement, organisation: str, url: str) -> str:
    """What the page is, without its organisation's name before or behind it."""
    first = next((block.text for block in statement.blocks if block.kind is BlockKind.HEADING), "")
    for said in (about.title, about.heading, statement.title, first):
        parts = [part.strip() for part in _BETWEEN.split(plain(said))]
        parts = [part for part in parts if part and _squashed(part) not in ("", _squashed(organisation))]
        if parts:
            words = parts[0].removeprefix(f"{organisation} ").removeprefix("- ").strip()
            return (words[:1].upper() + words[1:])[:MAX_NAME]
    return title_of(url)


def _tags(title: str, url: str, watchlist: Watchlist) -> tuple[str, ...]:
    """Those that most pages of this title carry, and those whose words stand in title or address."""
    found = re.findall(r"[^\W_]+", f"{title} {urlsplit(url).path}".lower())
    words = f" {' '.join(found)} "
    alike = [page.tags for page in watchlist.pages if page.title.casefold() == title.casefold()]
    usual = [tag for tag, number in Counter(tag for tags in alike for tag in tags).items() if number * 2 > len(alike)]
    named = [tag for tag in watchlist.tags if f" {tag.replace('-', ' ')} " in words]
    common = [tag for tag, said in TAGS if re.search(rf" (?:{said}) ", words)]
    return tuple(dict.fromkeys([*usual, *named, *common]))


def _reason(outcome: Outcome) -> str:
    """Why the look failed, without the address, which stands before it."""
    return (outcome.reason or "").removeprefix(f"{outcome.job.page.url}: ")


def _doubts(outcome: Outcome, statement: Statement) -> Iterator[str]:
    """Why what came may not be the statement."""
    size = len(statement.text)
    if outcome.suspicion:
        yield f"this may not be the page: {outcome.suspicion.reason}"
    elif size < LITTLE:
        yield f"this is little text for a statement: {size:,} characters"
