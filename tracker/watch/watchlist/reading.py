"""One watchlist file to its entries; every complaint of the models becomes a mistake with its place.

Entries are validated one by one, so that a slip in one of them hides no slip in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from tracker.model import FollowKind
from tracker.model.delivery import Way
from tracker.watch.watchlist.models import (
    CommitmentEntry,
    Defaults,
    DeliverEntry,
    EntryModel,
    FeedEntry,
    FollowEntry,
    Invalid,
    PageEntry,
    RetentionEntry,
    SubjectEntry,
    TagDefaults,
    WatchlistFile,
)
from tracker.watch.watchlist.nodes import Items, Mistakes, Node, Table, Text, parse, show
from tracker.watch.watchlist.values import meant, slug

Model = TypeVar("Model", bound=EntryModel)

WANTED = {
    "title": "`title:`, what the page is, such as `title: Acceptable Use Policy`",
    "url": "`url:`, its address, such as `url: https://www.example.com/terms`",
    "name": "`name:`, what it is called in lists and feeds",
    "words": "`words:`, by which it is known, such as `words: [immigration, ICE]`",
    "page": "`page:`, the id of the page that makes the promise",
    "unchanged": "`unchanged:`, how long to keep the bytes of looks that showed nothing new, such as `unchanged: 90d`",
    "text": "`text:`, the words of the promise as they stand on the page",
}
KINDS = {
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A page as written, and the defaults of its group when it stands in one."""

    entry: PageEntry
    group: Defaults | None
    node: Node


@dataclass(slots=True)
class Draft:
    """What one file says, before defaults are filled in. Entries with mistakes are left out."""

    mistakes: Mistakes
    root: Node
    defaults: Defaults = field(default_factory=Defaults)
    tags: dict[str, TagDefaults] = field(default_factory=dict)
    include: list[tuple[str, Node]] = field(default_factory=list)
    pages: list[Drafted] = field(default_factory=list)
    follow: list[tuple[FollowEntry, Node]] = field(default_factory=list)
    feeds: list[tuple[FeedEntry, Node]] = field(default_factory=list)
    deliver: list[tuple[DeliverEntry, Node]] = field(default_factory=list)
    commitments: list[tuple[CommitmentEntry, Node]] = field(default_factory=list)
    subjects: list[tuple[SubjectEntry, Node]] = field(default_factory=list)
    retention: RetentionEntry | None = None
    has_pages: bool = False  # whether any place for pages is there, even an empty one


def read(text: str, path: str) -> Draft:
    """What a file says, and what is wrong with it. WatchlistError when its YAML cannot be read at all."""
    mistakes = Mistakes(path)
    root = parse(text, mistakes)
    draft = Draft(mistakes, root)
    if not isinstance(root, Table):
        what = "the file is empty" if _is_empty(root) else f"this is {_kind(root)}"
        mistakes.stop(root, f"{what}; a watchlist begins with a key such as `pages:`")
    elif not mistakes.found:  # what is not plain YAML would be complained of a second time
        _Reader(draft).read(root)
    return draft


def at(node: Node, *steps: str | int) -> Node:
    """The node that the steps lead to, or the last one on the way that is there."""
    for step in steps:
        if isinstance(node, Table) and step in node.nodes:
            node = node.nodes[str(step)]
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.nodes[step]
        else:
            break
    return node


class _Reader:
    def __init__(self, draft: Draft) -> None:
        self.draft, self.mistakes = draft, draft.mistakes

    def read(self, root: Table) -> None:
        draft = self.draft
        for key, place in root.keys.items():
            if key not in WatchlistFile.model_fields:
                self.mistakes.add(place, _unknown(key, WatchlistFile))
        defaults = self._model(Defaults, root.nodes["defaults"]) if _is_given(root, "defaults") else Defaults()
        for key, node in self._named(root, "tags"):
            if found := self._model(TagDefaults, node):
                draft.tags[key] = found
        for node in self._items(root, "include", words=True):
            if isinstance(node, Text) and node.value:
                draft.include.append((node.value, node))
            else:
                self.mistakes.add(node, f"must be the name of a file or folder, not {_kind(node)}")
        for _, node in self._named(root, "groups"):
            self._group(node, defaults is not None)
        for node in self._items(root, "pages"):
            entry = self._page(node)
            if entry and defaults:
                draft.pages.append(Drafted(entry, None, node))
        for node in self._items(root, "follow"):
            if followed := self._follow(node):
                draft.follow.append((followed, node))
        for node in self._items(root, "feeds"):
            if feed := self._model(FeedEntry, node):
                draft.feeds.append((feed, node))
        for node in self._items(root, "deliver"):
            if receiver := self._deliver(node):
                draft.deliver.append((receiver, node))
        for node in self._items(root, "commitments"):
            if promise := self._model(CommitmentEntry, node):
                draft.commitments.append((promise, node))
        for node in self._items(root, "subjects"):
            if subject := self._model(SubjectEntry, node):
                draft.subjects.append((subject, node))
        if _is_given(root, "retention"):
            draft.retention = self._model(RetentionEntry, root.nodes["retention"])
        draft.defaults = defaults or Defaults()
        draft.has_pages = any(_is_given(root, key) for key in ("pages", "groups", "include", "follow"))

    def _group(self, node: Node, has_defaults: bool) -> None:
        if not isinstance(node, Table):
            self.mistakes.add(node, f"a group must be a mapping with `pages:`, not {_kind(node)}")
            return
        group = self._model(Defaults, node, aside="pages")
        for item in self._items(node, "pages"):
            entry = self._page(item)
            if entry and group and has_defaults:
                self.draft.pages.append(Drafted(entry, group, item))

    def _page(self, node: Node) -> PageEntry | None:
        entry = self._model(PageEntry, node)
        given = [key for key in ("url", "sources", "editions") if isinstance(node, Table) and _is_given(node, key)]
        if not isinstance(node, Table) or len(given) == 1:
            return entry
        if given:
            self.mistakes.add(node.keys[given[1]], f"a page has {' or '.join(f'`{key}:`' for key in given)}, not both")
        elif "url" in node.keys:
            self.mistakes.add(node.keys["url"], "`url` is empty")
        else:
            self.mistakes.add(node, f"this lacks {WANTED['url']}")
        return None

    def _follow(self, node: Node) -> FollowEntry | None:
        entry = self._model(FollowEntry, node)
        if not isinstance(node, Table):
            return entry
        given = [kind for kind in FollowKind if _is_given(node, kind)]
        if len(given) != 1:
            self.mistakes.add(
                node.keys[given[1]] if given else node,
                "this has one of `feed:`, `sitemap:` and `listing:`, the address at which new statements are named",
            )
            return None
        return entry

    def _deliver(self, node: Node) -> DeliverEntry | None:
        entry = self._model(DeliverEntry, node)
        if not isinstance(node, Table):
            return entry
        given = [way for way in Way if _is_given(node, way)]
        if len(given) != 1:
            place = node.keys[given[1]] if given else node
            self.mistakes.add(place, "this has one of `mail:`, `webhook:` and `chat:`, where changes are sent to")
            return None
        return entry

    def _items(self, table: Table, key: str, *, words: bool = False) -> list[Node]:
        """The nodes of the list under a key; a single text counts as a list where words are meant."""
        node = table.nodes.get(key)
        if node is None or _is_empty(node):
            return []
        if isinstance(node, Items):
            return node.nodes
        if words and isinstance(node, Text):
            return [node]
        hint = "; begin each entry with `- `" if isinstance(node, Table) else ""
        self.mistakes.add(node, f"`{key}` must be a list, not {_kind(node)}{hint}")
        return []

    def _named(self, table: Table, key: str) -> list[tuple[str, Node]]:
        """The entries of the mapping under a key, whose own keys are slugs."""
        node = table.nodes.get(key)
        if node is None or _is_empty(node):
            return []
        if not isinstance(node, Table):
            self.mistakes.add(node, f"`{key}` must be a mapping of names to their defaults, not {_kind(node)}")
            return []
        for word, place in node.keys.items():
            try:
                slug(word)
            except ValueError as error:
                self.mistakes.add(place, f"{key}: {error}")
        return list(node.nodes.items())

    def _model(self, model: type[Model], node: Node, aside: str | None = None) -> Model | None:
        plain = to_plain(node)
        if aside and isinstance(plain, dict):
            plain.pop(aside, None)
        try:
            return model.model_validate(plain)
        except Invalid as invalid:
            for error in invalid.errors(include_url=False, include_input=False):
                self._explain(model, node, error["loc"], error, aside)
            return None

    def _explain(
        self, model: type[EntryModel], node: Node, steps: tuple[str | int, ...], error: Any, aside: str | None
    ) -> None:
        kind, place = error["type"], at(node, *steps)
        key = str(steps[0]) if steps else ""
        key_place = node.keys.get(key, node) if isinstance(node, Table) else node
        if kind == "extra_forbidden":
            self.mistakes.add(key_place, _unknown(key, model, aside))
        elif kind == "missing" and isinstance(node, Table) and key in node.keys:
            self.mistakes.add(key_place, f"`{key}` is empty")
        elif kind == "missing":
            self.mistakes.add(node, f"this lacks {WANTED[key]}")
        elif kind in KINDS:
            named = f"`{key}` must be" if key else "this must be"
            self.mistakes.add(place, f"{named} {KINDS[kind]}, not {_kind(place)}")
        else:
            self.mistakes.add(place, f"`{key}`: {error.get('ctx', {}).get('error') or error['msg']}")


def to_plain(node: Node) -> Any:
    """The tree as lists, dicts and text. A key with nothing behind it is as good as not given."""
    if isinstance(node, Table):
        return {key: to_plain(value) for key, value in node.nodes.items() if not _is_empty(value)}
    if isinstance(node, Items):
        return [to_plain(item) for item in node.nodes]
    return node.value if isinstance(node, Text) else None


def _unknown(key: str, model: type[EntryModel], aside: str | None = None) -> str:
    """What is said of an unknown key; `aside` is a known one that the model leaves to others."""
    if key == "group" and model is PageEntry:
        return "the key `group` is not known; a page stands in its group: `groups: {acme: {pages: [...]}}`"
    if key == "defaults" and aside:
        return "the key `defaults` is not known; the defaults of a group stand in it as they are, beside its `pages:`"
    return f"the key {show(key)} is not known{meant(key, [*([aside] if aside else []), *model.model_fields])}"


def _kind(node: Node) -> str:
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    return f"the text {show(node.value)}" if isinstance(node, Text) and node.value is not None else "nothing"


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and node.value is None


def _is_given(table: Table, key: str) -> bool:
    return key in table.nodes and not _is_empty(table.nodes[key])
