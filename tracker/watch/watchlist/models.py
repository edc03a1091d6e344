"""The keys of the watchlist, with what each is for: validation and the JSON Schema both come from here.

A key that is not given is None, so that defaults can fill it in.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic import ValidationError as Invalid

from tracker.model import Announced, ArchiveKind, Cue, Direction, FetchKind, SameSite, Severity, Take
from tracker.model.delivery import Pace, Way
from tracker.watch.watchlist import values
from tracker.watch.watchlist.nodes import show

__all__ = [
    "CommitmentEntry",
    "Defaults",
    "DeliverEntry",
    "FeedEntry",
    "FollowEntry",
    "Group",
    "Invalid",
    "PageEntry",
    "RetentionEntry",
    "SubjectEntry",
    "WatchlistFile",
]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _each_listed(value: Any) -> Any:
    """Each word by itself; a list within the list is words that belong together."""
    listed = _listed(value)
    return [_listed(each) for each in listed] if isinstance(listed, list) else listed


def _some_words(words: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    if not 1 <= len(words) <= values.MAX_SUBJECT_WORDS:
        raise ValueError(f"has {len(words)} entries; a subject is known by 1 to {values.MAX_SUBJECT_WORDS} words")
    if any(not 1 <= len(together) <= values.MAX_TOGETHER for together in words):
        raise ValueError(f"a list within the list holds 1 to {values.MAX_TOGETHER} words, all of which are looked for")
    return words


def _changelog(ids: tuple[str, ...]) -> tuple[str, ...]:
    for name in ids:
        if "://" in name:
            raise ValueError(f"{show(name)} is an address; add it as a page or under `follow:`, and name its id here")
        values.slug(name)
    return () if ids == ("none",) else ids


def _selectors(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


def _selector(value: Any) -> Any:
    return values.selector_range(value) if isinstance(value, dict) else value


def _one_of(kind: type[StrEnum]) -> PlainValidator:
    def choose(value: Any) -> StrEnum:
        if not isinstance(value, str):
            raise ValueError("must be a word, not a list or a mapping")
        if value.lower() not in list(kind):
            raise ValueError(f"{show(value)} is not known{values.meant(value, list(kind))}")
        return kind(value.lower())

    return PlainValidator(choose)


def _every(value: Any) -> values.Every:
    if not isinstance(value, str):
        raise ValueError("must be a time such as `6h`, not a list or a mapping")
    return values.every(value)


def _age(value: Any) -> timedelta:
    if not isinstance(value, str):
        raise ValueError("must be a time such as `90d`, not a list or a mapping")
    return values.age(value)


def _days(value: Any) -> timedelta:
    if not isinstance(value, str):
        raise ValueError("must be a time such as `180d`, not a list or a mapping")
    return values.days(value)


def _headers(value: dict[str, str]) -> dict[str, str]:
    for field, content in value.items():
        values.header(field, content)
    return value


def _enum(kind: type[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [choice.value for choice in kind]}


def _or_several(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [schema, {"type": "array", "items": schema}]})


SLUG: dict[str, Any] = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": values.MAX_SLUG}
TEXT = {"type": "string", "minLength": 1}
RANGE = {
    "type": "object",
    "description": "What stands between two places of the page; `after` and `to` leave out the element they name.",
    "properties": {
        place: {**TEXT, "description": f"CSS, or XPath when it begins with `/`: {where}."}
        for place, where in zip(
            values.PLACES,
            ("begin with this element", "begin behind it", "end before this element", "end with it"),
            strict=True,
        )
    },
    "minProperties": 1,
    "maxProperties": 2,
    "additionalProperties": False,
}
SELECTOR = {"anyOf": [TEXT, RANGE]}
URL = {"type": "string", "pattern": "^(https?|file)://"}
VARIABLE = {"type": "string", "pattern": r"^\$\{TRACKER_[A-Z0-9_]+\}$"}
MAILBOX = {"type": "string", "format": "email"}
TIMES = {"type": "string", "examples": ["6h", "30m", "1d", "weekly", "6h to 2d", "0 6 * * 1-5"]}

Slug = Annotated[str, AfterValidator(values.slug), WithJsonSchema(SLUG)]
Name = Annotated[str, AfterValidator(values.name), WithJsonSchema(TEXT)]
Variable = Annotated[str, AfterValidator(values.variable), WithJsonSchema(VARIABLE)]
Target = Annotated[str, AfterValidator(values.target), WithJsonSchema({"type": "string"})]
Mailbox = Annotated[str, AfterValidator(values.mailbox), WithJsonSchema(MAILBOX)]
Mailboxes = Annotated[tuple[Mailbox, ...], BeforeValidator(_listed), _or_several(MAILBOX)]
Leave = Annotated[str, AfterValidator(values.leave), WithJsonSchema({"type": "string", "pattern": "^https://"})]
Paces = Annotated[Pace, _one_of(Pace), WithJsonSchema(_enum(Pace))]
Yes = Annotated[bool, PlainValidator(values.yes), WithJsonSchema({"enum": ["yes", "no"]})]
Promise = Annotated[str, AfterValidator(values.promise), WithJsonSchema(TEXT)]
ByDay = Annotated[
    str, AfterValidator(values.by_day), WithJsonSchema({"type": "string", "examples": ["2030", "2030-06-30"]})
]
SubjectWord = Annotated[str, AfterValidator(values.subject_word), WithJsonSchema(TEXT)]
SubjectWords = Annotated[
    tuple[tuple[SubjectWord, ...], ...],
    BeforeValidator(_each_listed),
    AfterValidator(_some_words),
    WithJsonSchema(
        {
            "anyOf": [
                TEXT,
                {
                    "type": "array",
                    "items": {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]},
                    "minItems": 1,
                },
            ]
        }
    ),
]
Selector = Annotated[str, BeforeValidator(_selector), AfterValidator(values.selector)]
Url = Annotated[str, AfterValidator(values.url), WithJsonSchema(URL)]
Language = Annotated[str, AfterValidator(values.language)]
Interval = Annotated[values.Every, PlainValidator(_every), WithJsonSchema(TIMES)]
Age = Annotated[timedelta, BeforeValidator(_age), WithJsonSchema({"type": "string", "examples": ["90d", "365d"]})]
Days = Annotated[timedelta, BeforeValidator(_days), WithJsonSchema({"type": "string", "examples": ["180d"]})]
Links = Annotated[str, AfterValidator(values.links), WithJsonSchema(TEXT)]
TakeKind = Annotated[Take, _one_of(Take), WithJsonSchema(_enum(Take))]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Fetch = Annotated[FetchKind, _one_of(FetchKind), WithJsonSchema(_enum(FetchKind))]
Same = Annotated[SameSite, _one_of(SameSite), WithJsonSchema(_enum(SameSite))]
Archive = Annotated[ArchiveKind, _one_of(ArchiveKind), WithJsonSchema(_enum(ArchiveKind))]
EditionPattern = Annotated[str, AfterValidator(values.edition_pattern), WithJsonSchema(URL)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_listed), _or_several(URL)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_listed), _or_several(SLUG)]
Changelog = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_changelog), _or_several(SLUG)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed), _or_several(TEXT)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_selectors), _or_several(SELECTOR)]
Directions = Annotated[
    tuple[Annotated[Direction, _one_of(Direction)], ...], BeforeValidator(_listed), _or_several(_enum(Direction))
]
Severities = Annotated[
    tuple[Annotated[Severity, _one_of(Severity)], ...], BeforeValidator(_listed), _or_several(_enum(Severity))
]
Cues = Annotated[tuple[Annotated[Cue, _one_of(Cue)], ...], BeforeValidator(_listed), _or_several(_enum(Cue))]

AnnouncedStates = Annotated[
    tuple[Annotated[Announced, _one_of(Announced)], ...], BeforeValidator(_listed), _or_several(_enum(Announced))
]


class EntryModel(BaseModel):
    # Built when first asked to validate: every command loads them all, and a watchlist needs few.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class TagDefaults(EntryModel):
    """Values for pages that give none of their own. Headers and what is removed or kept add up; the others give way."""

    every: Interval | None = None
    """How often to look: `6h`, `30m`, `1d`, `weekly`; `6h to 2d` to slow down on quiet pages; or cron, in UTC."""
    remove: Selectors | None = None
    """Parts to take out before reading: CSS, XPath when it begins with `/`, or a range (`from`, `to`) of these."""
    keep: Selectors | None = None
    """Parts of the text that a rule would drop, by selectors; `watchlist try PAGE --why` shows what is dropped."""
    same_site: Same | None = None
    """What becomes of an edit that comes on several pages of the host at once: `fold` (the default) or `tell`."""
    language: Language | None = None
    """Language of the statement as a BCP 47 code; as the page says, when not given."""
    fetch: Fetch | None = None
    """How to get it: a plain client, a browser, the newest capture of the Internet Archive, a file, or by hand."""
    archive: Archive | None = None
    """Who is asked to keep a copy of the page when it changed: the Wayback Machine of the Internet Archive."""
    headers: Headers | None = None
    """Headers to send. Secret values come from the environment: `Cookie: ${TRACKER_ACME_COOKIE}`."""


class Defaults(TagDefaults):
    """Values for every page below that does not give its own. Tags, headers and what is removed or kept add up."""

    organisation: Name | None = None
    """Who says it: the company's name as readers know it."""
    select: Selectors | None = None
    """The part that is the statement: CSS, XPath when it begins with `/`, or a range of these. Seldom needed."""
    tags: Slugs | None = None
    """Words to group by; each has a feed."""
    changelog: Changelog | None = None
    """Where changes are announced: ids of a change log, "what's new" or newsroom; `none` when no log is kept."""


class SourceEntry(EntryModel):
    """One of several addresses that make one document."""

    url: Url
    """Its address."""
    select: Selectors | None = None
    """The part of it that is read; as the page says, when not given."""
    remove: Selectors | None = None
    """Parts of it that are not, besides those that the page removes."""
    keep: Selectors | None = None
    """Parts of it that belong to the text although a rule would drop them, besides those that the page keeps."""


def _sources(value: Any) -> Any:
    listed = [value] if isinstance(value, str | dict) else value
    return [{"url": each} if isinstance(each, str) else each for each in listed] if isinstance(listed, list) else listed


def _some(sources: tuple[SourceEntry, ...]) -> tuple[SourceEntry, ...]:
    if not 1 <= len(sources) <= values.MAX_SOURCES:
        raise ValueError(f"names {len(sources)} addresses; a document has 1 to {values.MAX_SOURCES}")
    return sources


Sources = Annotated[tuple[SourceEntry, ...], BeforeValidator(_sources), AfterValidator(_some)]


class EditionsEntry(EntryModel):
    """Editions of one document at addresses of their own; exactly one of `pattern`, `addresses`, `on`."""

    pattern: EditionPattern | None = None
    """Address with `{year}`."""
    addresses: Urls | None = None
    """All of them, the newest last."""
    on: Url | None = None
    """A page that links them."""
    links: Links | None = None
    """Which of its links: a pattern with `*`, or a selector."""


def _editions(value: Any) -> Any:
    if isinstance(value, str):
        return {"pattern": value}
    return {"addresses": value} if isinstance(value, list) else value


def _one_way(entry: EditionsEntry) -> EditionsEntry:
    if sum(bool(each) for each in (entry.pattern, entry.addresses, entry.on)) != 1 or (entry.links and not entry.on):
        raise ValueError("is an address with `{year}`, a list of addresses, or `on:` a page with the `links:` to them")
    return entry


EditionsOf = Annotated[EditionsEntry, BeforeValidator(_editions), AfterValidator(_one_way)]


class PageEntry(Defaults):
    """A page to watch."""

    # Which of the two is missing or one too many is told by `reading`, in a sentence.
    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["sources"]}]})

    id: Slug | None = None
    """Name in commands, feeds and files; made of organisation and title when not given."""
    title: Name
    """What the page is: Acceptable Use Policy."""
    url: Url | None = None
    """Its address."""
    sources: Sources | None = None
    """Instead of `url`: several addresses that make one document, in this order."""
    editions: EditionsOf | None = None
    """Instead of `url`: editions of one document; an address with `{year}`, all addresses, or `on:` with `links:`."""
    note: str | None = None
    """For the maintainers' eyes."""
    was: Slugs | None = None
    """Ids that the page had before; its history is kept."""


class Group(Defaults):
    """Pages that share defaults."""

    pages: tuple[PageEntry, ...] = ()
    """The pages of the group."""


class FollowEntry(EntryModel):
    """Where an organisation's new statements are found: one of `feed`, `sitemap` and `listing`."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [kind]} for kind in ("feed", "sitemap", "listing")]}
    )

    id: Slug | None = None
    """Name in commands; made of organisation and title when not given."""
    organisation: Name | None = None
    """Who says it: the company's name as readers know it."""
    title: Name | None = None
    """What it is: News, when not given."""
    feed: Url | None = None
    """Address of an RSS, Atom or JSON Feed."""
    sitemap: Url | None = None
    """Address of a sitemap, or of an index of sitemaps."""
    listing: Url | None = None
    """Address of a page that lists new statements."""
    links: Links | None = None
    """Which of the addresses: a pattern with `*` (`/news/*`), or a selector of the links of a listing."""
    about: Names | None = None
    """Words, in any form: what holds none of them is dismissed. Everything, when not given."""
    take: TakeKind | None = None
    """What becomes of it: `ask` (waits in the inbox), `watch` (is looked at for silent edits), `once` (is kept)."""
    watch_for: Days | None = None
    """How long a taken statement is looked at for silent edits, ever more seldom: `180d`, when not given."""
    tags: Slugs | None = None
    """Tags of what is taken."""
    every: Interval | None = None
    """How often to look for something new."""
    language: Language | None = None
    """Language of what is taken; as its page says, when not given."""
    fetch: Fetch | None = None
    """How to get it: a plain client, or a browser."""
    headers: Headers | None = None
    """Headers to send, as for pages."""


class FeedEntry(EntryModel):
    """A feed of its own, of the changes in which all that is given holds."""

    name: Name
    """Title of the feed."""
    id: Slug | None = None
    """Name of its files; made of the name when not given."""
    query: Name | None = None
    """Words in an old or new statement or in the headline."""
    direction: Directions | None = None
    """Which way the wording moved, as a whole or in an edit of substance."""
    severity: Severities | None = None
    """How much it matters."""
    cue: Cues | None = None
    """What kind of words an edit touches."""
    announced: AnnouncedStates | None = None
    """What the organisation's own log says of the change, where pages name their `changelog:`."""
    tags: Slugs | None = None
    """Pages with one of these tags."""
    organisation: Names | None = None
    """Pages of one of these organisations."""
    page: Slugs | None = None
    """One of these pages, by id."""


class DeliverEntry(FeedEntry):
    """Somebody who is sent the changes in which all that is given holds: by `mail`, `webhook` or `chat`."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [way]} for way in Way]})

    name: Name
    """What you call it."""
    id: Slug | None = None
    """By which it is known what was sent; made of the name when not given, and to be kept."""
    mail: Mailboxes | None = None
    """One or more mailboxes; each gets a message of its own. `TRACKER_SMTP` says how they are sent."""
    unsubscribe: Leave | None = None
    """https address at which mail programs let a mailbox leave with one click; `{mailbox}` in it stands for which."""
    webhook: Target | None = None
    """Address that JSON is posted to; or `${TRACKER_NAME}`, when it holds a secret."""
    chat: Variable | None = None
    """`${TRACKER_NAME}`, which holds addresses that Apprise knows: Slack, Matrix, Mastodon, Bluesky, ntfy and so on."""
    secret: Variable | None = None
    """`${TRACKER_NAME}`: what webhooks are signed with (HMAC-SHA256, standardwebhooks.com)."""
    when: Paces | None = None
    """How often: `each` change at once (the default), `daily` or `weekly` as one digest."""
    archived: Yes | None = None
    """`yes`: also what `backfill` finds in archived captures, long after it happened."""


class CommitmentEntry(EntryModel):
    """A promise to follow: `tracker commitments` says whether it still stands, and it has its place in a feed."""

    page: Slug
    """The page that makes it, by id."""
    text: Promise
    """Its words, as they stand on the page."""
    name: Name | None = None
    """What to call it in lists; the words themselves, when not given."""
    by: ByDay | None = None
    """Its day: `2030`, `2030-06` or `2030-06-30`. It is due until then, and overdue after it."""
    met: Name | None = None
    """Where it is shown that the promise was kept: an address, or a few words."""
    contested: Name | None = None
    """Where somebody shows that it was not kept."""


class SubjectEntry(EntryModel):
    """A matter to follow in all that organisations say; each thread (`tracker said`) has a page and a feed."""

    name: Name
    """What it is called: Immigration enforcement."""
    words: SubjectWords
    """Any of these speaks of it, in any form; of a list within the list, all. In capitals (`ICE`), as written."""
    without: Names | None = None
    """A sentence with one of these speaks of something else."""
    organisations: Names | None = None
    """Whose statements; of all, when not given."""


class RetentionEntry(EntryModel):
    """What is kept how long. Without it everything is kept."""

    unchanged: Age
    """Age at which bytes of looks that showed nothing new go: `90d`, at least `30d`; never what proves a change."""


class WatchlistFile(EntryModel):
    """Pages to watch, and feeds to make of their changes."""

    defaults: Defaults = Field(default_factory=Defaults)
    """Values for every page that does not give its own."""
    tags: dict[Slug, TagDefaults] = Field({}, json_schema_extra={"propertyNames": SLUG})
    """Defaults for pages by tag; they go before `defaults`."""
    include: Names = ()
    """Further files or folders of files, inside the folder of this one: `pages/`, `pages/acme.yaml`."""
    groups: dict[Slug, Group] = Field({}, json_schema_extra={"propertyNames": SLUG})
    """Pages by group, each with its defaults; they go before those of tags."""
    pages: tuple[PageEntry, ...] | None = None
    """The pages."""
    follow: tuple[FollowEntry, ...] = ()
    """Where new statements are found: feeds, sitemaps and pages that list them."""
    feeds: tuple[FeedEntry, ...] = ()
    """Saved searches, each with a feed of its own."""
    deliver: tuple[DeliverEntry, ...] = ()
    """Who is sent changes, by mail, webhook or chat."""
    commitments: tuple[CommitmentEntry, ...] = ()
    """Promises to follow; together they have a feed of their own."""
    subjects: tuple[SubjectEntry, ...] = ()
    """Matters to follow in all that organisations say; each has a thread for each of them."""
    retention: RetentionEntry | None = None
    """What is kept how long; everything for ever, when not given."""
