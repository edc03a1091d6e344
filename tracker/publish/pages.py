"""The static pages. They need no script, and work from a folder as well as from a web server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracker.compare.judge.measured import shipped_figures, tables
from tracker.model import Block, Document, DocumentKind, Page
from tracker.model.shown import clean, cleaned, web_address
from tracker.publish.activity import Activity
from tracker.publish.channels import (
    GROUP_WORDS,
    Channel,
    ChannelKind,
    everything,
    organisation_channel,
    page_channel,
    tag_channel,
)
from tracker.publish.coverage import summary
from tracker.publish.feeds import Sheet
from tracker.publish.passages import passages
from tracker.publish.site import Site
from tracker.publish.views import ChangeView, Item, newest_first
from tracker.record.dated import said_on
from tracker.record.store.reader import CurrentText, DaysLooked

if TYPE_CHECKING:
    from tracker.publish.promises import PromiseView  # which makes its page by this module

MOST = 50  # documents that the page of an organisation lists


@dataclass(frozen=True)
class Neighbours:
    """Other changes of the same page that a change's own page points to."""

    earlier: ChangeView | None = None
    later: ChangeView | None = None
    undone_by: ChangeView | None = None


def change_page(
    view: ChangeView, beside: Neighbours, old: Sequence[Block], new: Sequence[Block], site: Site
) -> dict[str, bytes]:
    change = view.change
    return make_page(
        site,
        "change.html",
        view.path,
        title=f"{change.organisation}: {view.headline}",
        about=f"{view.direction.capitalize()}: {change.reason}",
        feeds=[site.page(change), site.organisation(change), everything(site.settings)],
        view=view,
        earlier=beside.earlier,
        later=beside.later,
        undone_by=beside.undone_by,
        passages=passages(old, new, change, view.edits),
        link=site.address(view.path) if not site.local else view.path.rsplit("/", 1)[-1],
    )


@dataclass(frozen=True)
class OrganisationBeside:
    """What the page of an organisation shows beside its changes."""

    threads: Sequence[tuple[Channel, Mapping[str, Any]]] = ()  # with what lists say of each
    documents: Sequence[Document] = ()  # the earliest said first
    promises: Sequence[PromiseView] = ()
    activity: Activity | None = None  # None: it has none of its own

    @property
    def found(self) -> list[tuple[Document, str, datetime]]:
        """The newest documents beside watched pages, with the path of each and its day."""
        beside = [each for each in self.documents if each.kind is not DocumentKind.PAGE and not _is_open(each)]
        return [(cleaned(each), _path_of(each), said_on(each) or each.found) for each in beside[: -MOST - 1 : -1]]


def _is_open(document: Document) -> bool:
    """Whether it is a question that was not answered yet."""
    return document.kind is DocumentKind.ANSWER and document.snapshot is None


def _path_of(document: Document) -> str:
    return page_channel(document.page, document.organisation, document.title).html


def listing(
    sheet: Sheet, items: Sequence[Item], watched: Sequence[Page], site: Site, beside: OrganisationBeside
) -> dict[str, bytes]:
    """The items of a channel, told oldest first and shown newest first. `watched`: pages it stands for."""
    channel = sheet.channel
    return make_page(
        site,
        "listing.html",
        sheet.html,
        title=channel.title,
        about=channel.about,
        feeds=[channel],
        channel=channel,
        sheet=sheet,
        items=newest_first(items),
        older=sheet.older_path("html"),
        watched=[(page_channel(p.id, p.organisation, p.title), clean(p.title)) for p in watched],
        show_organisation=channel.kind is not ChannelKind.ORGANISATION and channel.kind is not ChannelKind.PAGE,
        show_page=channel.kind is not ChannelKind.PAGE,
        beside=beside,
    )


def watched_page(
    sheet: Sheet, items: Sequence[Item], page: Page, current: CurrentText | None, coverage: DaysLooked, site: Site
) -> dict[str, bytes]:
    """A watched page: its changes, its text as it stands with the age of every block, and when it was looked at."""
    channel = sheet.channel
    return make_page(
        site,
        "page.html",
        sheet.html,
        title=channel.title,
        about=channel.about,
        feeds=[channel, organisation_channel(page.organisation)],
        channel=channel,
        page=cleaned(page),
        live=web_address(page.url),
        organisation=organisation_channel(page.organisation),
        tags=[tag_channel(tag) for tag in page.tags],
        items=newest_first(items),
        older=sheet.older_path("html"),
        current=current,
        coverage=coverage,
        looks=summary(coverage),
    )


def page_list(watched: Sequence[Page], site: Site) -> dict[str, bytes]:
    """Every watched page, by organisation."""
    by_organisation: dict[str, list[Page]] = {}
    for page in watched:
        by_organisation.setdefault(page.organisation, []).append(page)
    groups = [
        (organisation_channel(name), [(page_channel(p.id, p.organisation, p.title), cleaned(p)) for p in members])
        for name, members in sorted(by_organisation.items(), key=lambda item: item[0].casefold())
    ]
    return make_page(
        site,
        "pages.html",
        "pages.html",
        title="Watched pages",
        about="Every page that is watched, by organisation.",
        feeds=[everything(site.settings)],
        groups=groups,
        count=len(watched),
    )


def feed_list(channels: Sequence[Channel], site: Site, *, calendar: str | None = None) -> dict[str, bytes]:
    """How to subscribe, and to what. `calendar` is the path of that of promises, when one has a day."""
    return make_page(
        site,
        "feeds.html",
        "feeds.html",
        title="Feeds",
        about="How to follow changes in a feed reader, and every feed there is.",
        feeds=[everything(site.settings)],
        groups=[(kind, words, [c for c in channels if c.kind is kind]) for kind, words in GROUP_WORDS.items()],
        calendar=calendar,
    )


def how_often_wrong(site: Site) -> dict[str, bytes]:
    """How often the judge is wrong, in figures."""
    return make_page(
        site,
        "wrong.html",
        "how-often-is-it-wrong.html",
        title="How often is it wrong?",
        about="Of the directions that are told here, how many readers agree with, and how that was measured.",
        feeds=[everything(site.settings)],
        tables=tables(shipped_figures()),
    )


def make_page(site: Site, template: str, path: str, **values: object) -> dict[str, bytes]:
    """One file from a template; `values` hold at least title, about and feeds, which the frame of every page needs."""
    text = site.render(template, path=path, root="../" * path.count("/"), **values)
    return {path: text.encode()}
