"""Watchlist files to a `Watchlist`: defaults filled in, entries checked against each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from tracker.errors import Mistake, WatchlistError
from tracker.model import (
    Commitment,
    Editions,
    FetchKind,
    Follow,
    FollowKind,
    Page,
    SameSite,
    SavedSearch,
    Source,
    Take,
)
from tracker.model.subject import Subject
from tracker.watch.watchlist import values
from tracker.watch.watchlist.deliver import receivers, search_of
from tracker.watch.watchlist.models import (
    Defaults,
    EditionsEntry,
    FollowEntry,
    Selectors,
    SourceEntry,
    TagDefaults,
)
from tracker.watch.watchlist.nodes import MAX_BYTES, MAX_MISTAKES, Mistakes, Node, decode, show
from tracker.watch.watchlist.reading import Draft, Drafted, at, read
from tracker.watch.watchlist.watchlist import FilePosition, Watchlist

MAX_FILES = 1000
MAX_TOTAL = 50_000_000  # bytes of all files together: 100,000 pages of 500 bytes, loaded in some 10 s
EVERY = values.Every(timedelta(hours=6))
WATCH_FOR = timedelta(days=180)


def load(path: Path) -> Watchlist:
    """The watchlist in a file and those that it includes. WatchlistError, carrying every mistake, when it is bad."""
    data = read_bytes(path)
    return _build(data, decode(data, str(path)), path)


def loads(text: str, path: str = "watchlist.yaml") -> Watchlist:
    """The watchlist in a text; `path` is what mistakes call it, and its folder the one includes are looked for in.

    WatchlistError, carrying every mistake, when it is bad.
    """
    data = text.encode("utf-8", "surrogatepass")
    return _build(data, decode(data, path), Path(path))


def digest_of(data: bytes, others: Sequence[bytes]) -> str:
    """SHA-256 of a file, or over the digests of several."""
    digests = [hashlib.sha256(content).hexdigest() for content in (data, *others)]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest() if others else digests[0]


def read_bytes(path: Path) -> bytes:
    """A file's content, up to one byte more than may be used. WatchlistError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        hint = "; `tracker init DIR` makes one" if isinstance(error, FileNotFoundError) else ""
        reason = (error.strerror or "it is not a file").lower()
        raise WatchlistError([Mistake(str(path), 1, 1, f"the file cannot be read: {reason}{hint}")]) from None


def included(name: str, folder: Path) -> list[Path]:
    """The files that an entry of `include:` names: one, or the *.yaml and *.yml of a folder by name.

    ValueError when there is none, or it lies outside `folder`.
    """
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError(f"{show(name)} must lie inside the folder of this watchlist")
    target, home = folder / name, folder.resolve()
    inside = sorted(target.iterdir()) if target.is_dir() else [target]
    files = [path for path in inside if path.is_file() and path.suffix in (".yaml", ".yml") and path.name[0] != "."]
    if not files:
        what = "no *.yaml files in the folder" if target.is_dir() else "no such *.yaml file or folder:"
        raise ValueError(f"{what} {show(name)}")
    if outside := next((path for path in files if not path.resolve().is_relative_to(home)), None):
        raise ValueError(f"{show(outside.name)} leads out of the folder of this watchlist")
    return files


def _build(data: bytes, text: str, path: Path) -> Watchlist:
    root = read(text, str(path))
    if not root.has_pages and not root.mistakes.found:
        root.mistakes.add(root.root, "the watchlist has no `pages:`; write `pages: []` when none is meant")
    contents: list[bytes] = []
    drafts = [root]
    broken: list[Mistake] = []
    left = MAX_TOTAL
    for file in _included_files(root, path):
        if len(broken) + sum(len(draft.mistakes.found) for draft in drafts[-MAX_MISTAKES:]) >= MAX_MISTAKES:
            break  # a thousand files that mean harm are not all read
        try:
            content = read_bytes(file)
            left -= len(content)
            if left < 0:
                root.mistakes.stop(root.include[0][1], f"more than {MAX_TOTAL:,} bytes are included")
            draft = read(decode(content, str(file)), str(file))
        except WatchlistError as error:
            broken.extend(error.mistakes)
            continue
        for _, node in draft.include:
            draft.mistakes.add(node, "an included file cannot include others; do it in the first one")
        if draft.retention is not None:
            draft.mistakes.add(
                at(draft.root, "retention"), "`retention` holds for all pages: it stands in the first file"
            )
        contents.append(content)
        drafts.append(draft)
    gathered = _Gathering(drafts)
    pages = tuple(gathered.pages())
    follow = tuple(gathered.followed())
    if gathered.logs:
        pages, follow = (
            tuple(replace(page, is_changelog=True) if page.id in gathered.logs else page for page in part)
            for part in (pages, follow)
        )
    gathered.check_former_ids()
    if not broken and not any(draft.mistakes.found for draft in drafts):  # a feed may name what a bad entry holds
        gathered.check_names((*pages, *follow))
    feeds, commitments = tuple(gathered.feeds()), tuple(gathered.commitments(pages))
    subjects, deliver = tuple(gathered.subjects()), tuple(receivers(drafts))
    mistakes = [m for draft in drafts for m in sorted(draft.mistakes.found, key=lambda m: (m.line, m.column))] + broken
    if mistakes:
        raise WatchlistError(mistakes)
    names = tuple(name for name, _ in root.include)
    digest, warnings = digest_of(data, contents), tuple(gathered.warnings)
    retention = root.retention.unchanged if root.retention else None
    return Watchlist(
        pages, feeds, digest, warnings, gathered.places, names, commitments, follow, subjects, deliver, retention
    )


def _included_files(root: Draft, path: Path) -> list[Path]:
    found: dict[Path, None] = {}
    for name, node in root.include:
        try:
            found.update(dict.fromkeys(file for file in included(name, path.parent) if file != path))
        except (ValueError, OSError) as error:
            root.mistakes.add(node, str(error) if isinstance(error, ValueError) else f"{show(name)} cannot be read")
    if len(found) > MAX_FILES:
        root.mistakes.stop(root.include[0][1], f"{len(found):,} files are included, at most {MAX_FILES:,} are read")
    return list(found)


class _Gathering:
    """Entries of all files to pages and feeds, with what they may not have in common."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.warnings: list[Mistake] = []
        self.places: dict[str, FilePosition] = {}
        self.former: list[tuple[str, Drafted, Mistakes]] = []
        self.hasty: set[values.Every] = set()  # defaults that are too often, and told
        self.logs: dict[str, tuple[Node, Mistakes]] = {}  # pages that announce changes, and where each is named first

    def pages(self) -> Iterator[Page]:
        root = self.drafts[0]
        watched: dict[tuple[object, ...], str] = {}
        for draft in self.drafts:
            defaults = [draft.defaults] if draft is root else [draft.defaults, root.defaults]
            tag_defaults = {**root.tags, **draft.tags}
            for drafted in draft.pages:
                layers: list[Defaults] = [layer for layer in (drafted.entry, drafted.group) if layer]
                page = self._page(drafted, draft.mistakes, layers, defaults, tag_defaults)
                if page is None:
                    continue
                if page.url.lower().startswith("file:") and page.fetch is not FetchKind.FILE:
                    draft.mistakes.add(at(drafted.node, "url"), "a file of this machine is read with `fetch: file`")
                way = (page.url, page.sources, page.select, page.remove, page.keep, page.fetch, page.headers)
                same = watched.setdefault(way, page.id)
                if same != page.id:
                    message = f"`{page.id}` has the address and selectors of `{same}`: every change will be told twice"
                    self.warnings.append(_mistake(draft.mistakes.path, at(drafted.node, "url"), message))
                yield page

    def followed(self) -> Iterator[Page]:
        """What is followed, each as the page that is looked at."""
        root = self.drafts[0]
        for draft in self.drafts:
            defaults = [draft.defaults] if draft is root else [draft.defaults, root.defaults]
            for entry, node in draft.follow:
                if (page := self._followed(entry, node, draft.mistakes, [entry, *defaults])) is not None:
                    yield page

    def _followed(self, entry: FollowEntry, node: Node, mistakes: Mistakes, layers: Sequence[object]) -> Page | None:
        organisation = _first("organisation", layers)
        if organisation is None:
            mistakes.add(node, "this lacks `organisation:`, who says it, such as `organisation: Acme`")
            return None
        title = entry.title or "News"
        identity = self._own_id(entry.id, organisation, title, node, mistakes)
        if identity is None:
            return None
        kind, url = next((kind, url) for kind in FollowKind if (url := getattr(entry, kind)) is not None)
        every = _first("every", layers) or EVERY
        try:
            values.check_politeness(every, url)
        except ValueError as error:
            mistakes.add(at(node, "every"), str(error))
        return Page(
            id=identity,
            organisation=organisation,
            title=title,
            url=url,
            every=every.interval,
            tags=tuple(dict.fromkeys(tag for layer in layers for tag in getattr(layer, "tags", None) or ())),
            language=_first("language", layers),
            fetch=_first("fetch", layers) or FetchKind.HTTP,
            cron=every.cron,
            slowest=every.slowest,
            headers=tuple((entry.headers or {}).items()),
            follow=Follow(kind, entry.links, entry.about or (), entry.take or Take.ASK, entry.watch_for or WATCH_FOR),
        )

    def feeds(self) -> Iterator[SavedSearch]:
        ids: dict[str, str] = {}
        for draft in self.drafts:
            for entry, node in draft.feeds:
                identity = entry.id or values.slugify(entry.name)
                if not identity:
                    draft.mistakes.add(at(node, "name"), "no id can be made of the name; give the feed an `id:`")
                elif first := ids.get(identity):
                    draft.mistakes.add(node, f"the id `{identity}` is that of the feed at {first}; give another `id:`")
                else:
                    ids[identity] = f"{draft.mistakes.path}:{node.line}"
                    yield search_of(identity, entry)

    def commitments(self, pages: Sequence[Page]) -> Iterator[Commitment]:
        """Those of known pages, which may be named by a former id."""
        ids = {former: page.id for page in pages for former in (*page.was, page.id)}
        seen: set[Commitment] = set()
        for draft in self.drafts:
            for entry, node in draft.commitments:
                if page := ids.get(entry.page):
                    name = entry.name or entry.text
                    found = Commitment(page, entry.text, name, entry.by, entry.met, entry.contested)
                    if found in seen:
                        draft.mistakes.add(node, "this commitment stands here twice")
                    seen.add(found)
                    yield found

    def subjects(self) -> Iterator[Subject]:
        """Those of all files; each name once."""
        known: dict[str, str] = {}
        for draft in self.drafts:
            for entry, node in draft.subjects:
                if first := known.get(entry.name.casefold()):
                    place = at(node, "name")
                    draft.mistakes.add(place, f"{show(entry.name)} is the subject at {first}; give another `name:`")
                    continue
                known[entry.name.casefold()] = f"{draft.mistakes.path}:{node.line}"
                yield Subject(entry.name, entry.words, entry.without or (), entry.organisations or ())

    def check_former_ids(self) -> None:
        former: dict[str, int] = {}
        for name, drafted, mistakes in self.former:
            place = at(drafted.node, "was")
            if name in self.places:
                mistakes.add(place, f"`{name}` is still the id of a page")
            elif former.setdefault(name, id(drafted)) != id(drafted):
                mistakes.add(place, f"`{name}` is already a former id of another page")

    def check_names(self, pages: Sequence[Page]) -> None:
        """What a feed or a commitment asks for must be there."""
        known = {
            "page": [page.id for page in pages],
            "tags": list({tag for page in pages for tag in page.tags}),
            "organisation": list({page.organisation for page in pages}),
        }
        ids = {name for page in pages for name in (page.id, *page.was)}
        for name, (node, mistakes) in self.logs.items():
            if name not in known["page"]:
                mistakes.add(node, f"`changelog`: no page has the id {show(name)}{values.meant(name, known['page'])}")
        for draft in self.drafts:
            for entry, node in (*draft.feeds, *draft.deliver):
                for key, names in known.items():
                    for name in getattr(entry, key) or ():
                        if name not in names:
                            what = {"page": "id", "tags": "tag"}.get(key, key)
                            none = "" if names else f"; none has a {what}"
                            message = f"no page has the {what} {show(name)}{values.meant(name, names) or none}"
                            draft.mistakes.add(at(node, key), message)
            for subject, node in draft.subjects:
                for name in subject.organisations or ():
                    if name not in known["organisation"]:
                        message = (
                            f"no page has the organisation {show(name)}{values.meant(name, known['organisation'])}"
                        )
                        draft.mistakes.add(at(node, "organisations"), message)
            for promise, node in draft.commitments:
                if promise.page not in ids:
                    message = f"no page has the id {show(promise.page)}{values.meant(promise.page, known['page'])}"
                    draft.mistakes.add(at(node, "page"), message)

    def _page(
        self,
        drafted: Drafted,
        mistakes: Mistakes,
        layers: Sequence[Defaults],
        defaults: Sequence[Defaults],
        tag_defaults: dict[str, TagDefaults],
    ) -> Page | None:
        entry, node = drafted.entry, drafted.node
        every_layer = [*layers, *defaults]
        tags = tuple(dict.fromkeys(tag for layer in every_layer for tag in layer.tags or ()))
        nearest: list[TagDefaults] = [*layers, *(tag_defaults[tag] for tag in tags if tag in tag_defaults), *defaults]
        organisation = _first("organisation", every_layer)
        if organisation is None:
            mistakes.add(node, "this page lacks `organisation:`, who says it, such as `organisation: Acme`")
            return None
        identity = self._own_id(entry.id, organisation, entry.title, node, mistakes)
        if identity is None:
            return None
        every = _first("every", nearest) or EVERY
        own = drafted.entry.every is not None
        select = _first("select", every_layer) or ()
        remove = tuple(dict.fromkeys(text for layer in nearest for text in layer.remove or ()))
        keep = tuple(dict.fromkeys(text for layer in nearest for text in layer.keep or ()))
        sources = tuple(_source(each, select, remove, keep) for each in entry.sources or ())
        editions = _editions(entry.editions)
        url = entry.url or (sources[0].url if sources else _place_of(editions))
        for address in (url, *(source.url for source in sources)):
            try:
                values.check_politeness(every, address)
            except ValueError as error:
                if own or every not in self.hasty:  # a default is told once, and not with every page that has it
                    mistakes.add(at(node, "every"), f"{error}" if own else f"{error}; it comes from the defaults")
                self.hasty |= set() if own else {every}
                break
        self.former.extend((name, drafted, mistakes) for name in entry.was or ())
        headers = {k.lower(): (k, v) for layer in reversed(nearest) for k, v in (layer.headers or {}).items()}
        return Page(
            id=identity,
            organisation=organisation,
            title=entry.title,
            url=url,
            every=every.interval,
            select=select,
            remove=remove,
            tags=tags,
            language=_first("language", nearest),
            fetch=_first("fetch", nearest) or FetchKind.HTTP,
            note=entry.note,
            cron=every.cron,
            slowest=every.slowest,
            was=entry.was or (),
            headers=tuple(headers.values()),
            sources=sources,
            archive=_first("archive", nearest),
            keep=keep,
            same_site=_first("same_site", nearest) or SameSite.FOLD,
            editions=editions,
            changelog=self._changelog(every_layer, identity, node, mistakes),
        )

    def _changelog(
        self, layers: Sequence[Defaults], identity: str, node: Node, mistakes: Mistakes
    ) -> tuple[str, ...] | None:
        """Ids of the pages that announce changes of a page; a log does not announce its own."""
        named: tuple[str, ...] | None = _first("changelog", layers)
        if named is None:
            return None
        for name in named:
            self.logs.setdefault(name, (at(node, "changelog"), mistakes))
        others = tuple(name for name in named if name != identity)
        return others if others or not named else None

    def _own_id(self, given: str | None, organisation: str, title: str, node: Node, mistakes: Mistakes) -> str | None:
        identity = given or values.slugify(f"{organisation} {title}")
        where = at(node, "id" if given else "title")
        if not identity:
            mistakes.add(where, "no id can be made of organisation and title; give the page an `id:` of a-z and 0-9")
        elif first := self.places.get(identity):
            made = "" if given else ", made of organisation and title,"
            line = f"line {first.line}" + ("" if first.path == mistakes.path else f" of {first.path}")
            mistakes.add(where, f"the id `{identity}`{made} is that of the page on {line}; give another `id:`")
        else:
            self.places[identity] = FilePosition(mistakes.path, node.line, node.column)
            return identity
        return None


def _source(entry: SourceEntry, select: Selectors, remove: Selectors, keep: Selectors) -> Source:
    """One address of a document: its own `select` stands in for the page's, the others are added to them."""
    gone, kept = ((*all_, *(own or ())) for all_, own in ((remove, entry.remove), (keep, entry.keep)))
    return Source(entry.url, entry.select or select, tuple(dict.fromkeys(gone)), tuple(dict.fromkeys(kept)))


def _first(key: str, layers: Sequence[object]) -> Any:
    return next((value for layer in layers if (value := getattr(layer, key, None)) is not None), None)


def _editions(entry: EditionsEntry | None) -> Editions | None:
    return None if entry is None else Editions(entry.pattern, entry.addresses or (), entry.on, entry.links)


def _place_of(editions: Editions | None) -> str:
    """Where the editions of a document stand, as the address of its page."""
    assert editions is not None
    if editions.pattern is not None:
        return f"{editions.pattern.partition('{year}')[0].rpartition('/')[0]}/"
    return editions.on or editions.addresses[-1]


def _mistake(path: str, node: Node, message: str) -> Mistake:
    return Mistake(path, node.line, node.column, message)
