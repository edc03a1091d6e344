"""Changes to a watchlist that leave every other character as the maintainer wrote it.

The text is cut and joined, never written anew: comments, order, quotes and blank lines stay. After each change the
text is read again, and if it does not say exactly what was meant, the change is refused: a watchlist written in a way
not foreseen here costs an error, never an entry.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from tracker.errors import UnknownName, UsageError, WatchlistError
from tracker.watch.watchlist.load import loads
from tracker.watch.watchlist.models import PageEntry
from tracker.watch.watchlist.nodes import LOADER, decode
from tracker.watch.watchlist.reading import read
from tracker.watch.watchlist.values import near, slug, slugify

Value = str | Sequence[str] | Mapping[str, str]
Sources = tuple[Mapping[str, str | Sequence[str]], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """An entry as it would be written: every value is the text that stands behind its key."""

    title: str
    url: str = ""
    sources: Sources = ()  # instead of an address, several: `url`, `select` and `remove` of each
    organisation: str | None = None
    id: str | None = None
    every: str | None = None
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    fetch: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    note: str | None = None

    def items(self) -> list[tuple[str, Value]]:
        """What is given, in the order in which people write it."""
        order = ["id", "organisation", *(f.name for f in fields(self) if f.name not in ("id", "organisation"))]
        found: list[tuple[str, Value]] = []
        for key in order:
            value = getattr(self, key)
            if key == "headers":
                value = dict(value)
            elif isinstance(value, tuple) and len(value) == 1 and key in ("select", "remove"):
                value = value[0]
            if value:
                found.append((key, value))
        return found


def add_page(text: str, page: NewPage) -> str:
    """The watchlist with an entry more, the last of `pages:`. WatchlistError, UsageError when it cannot be added."""
    return add_pages(text, [page])


def add_pages(text: str, pages: Sequence[NewPage]) -> str:
    """The same for several entries at once."""
    if not pages:
        return text
    source = _YamlText(text)
    before = _read(text)
    key, listed = source.pair("pages")
    column, head, gap = 2, "", ""
    if key is None or listed is None:
        place, head = len(source.text), "pages:\n"
    elif _is_nothing(listed):
        colon = source.colon(key)
        source.replace(colon + 1, source.offset(listed.end_mark), "")
        place = source.line_end(colon)
    elif listed.flow_style:
        raise _in_brackets()
    else:
        column, place = listed.start_mark.column, source.end_of_block(listed.value[-1])
        head = gap = "\n" if _is_spaced(source, listed) else ""
    entries = gap.join(_entry(page, column) for page in pages)
    source.replace(place, place, head + entries)
    new = [
        entry if entry.organisation else entry.model_copy(update={"organisation": before.organisation})
        for entry in _read(f"pages:\n{entries}").entries
    ]
    return _verified(source, before, [*before.entries, *new])


def remove_page(text: str, page_id: str) -> str:
    """The watchlist without an entry; comments above it stay. UnknownName when this text has no such page."""
    source = _YamlText(text)
    before = _read(text)
    index = _index(before.entries, page_id)
    key, pages, entry = source.entry(index)
    if pages.flow_style:
        raise _in_brackets()
    start, end = source.line_start(source.dash(entry)), source.end_of_block(entry)
    is_spaced = start == 0 or source.text[:start].endswith("\n\n")
    while is_spaced and source.text.startswith("\n", end):
        end += 1
    source.replace(start, end, "")
    if len(pages.value) == 1:
        colon = source.colon(key)
        source.replace(colon + 1, colon + 1, " []")
    return _verified(source, before, [*before.entries[:index], *before.entries[index + 1 :]])


def rename_page(text: str, old: str, new: str) -> str:
    """The watchlist with another id for a page, and the former one under `was:`, so that its history stays its own."""
    slug(new)
    before = _read(text)
    index = _index(before.entries, old)
    if any(_identity(entry) == new for entry in before.entries):
        raise UsageError(f"`{new}` is the id of a page already")
    entry = before.entries[index]
    former = tuple(name for name in (*(entry.was or ()), old) if name != new)
    source = _YamlText(text)
    source.set(index, "id", new)
    source = _YamlText(source.text)
    source.set(index, "was", former)
    return _verified(source, before, _with(before.entries, index, id=new, was=former), newline=_YamlText(text).newline)


def change_page(text: str, page_id: str, key: str, value: Value) -> str:
    """The watchlist with another value for one key of a page. WatchlistError when the page would not allow it."""
    before = _read(text)
    index = _index(before.entries, page_id)
    source = _YamlText(text)
    source.set(index, key, value)
    changed = _read(source.text).entries
    if len(changed) != len(before.entries):
        raise _refusal()
    return _verified(source, before, _with(before.entries, index, **{key: getattr(changed[index], key)}))


def save(path: Path, text: str) -> None:
    """Put a text in the place of a watchlist file, whole or not at all. WatchlistError when it is not a good one."""
    loads(text, str(path))
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def written(value: Value, *, in_brackets: bool = False) -> str:
    """A value in YAML on one line, quoted where any reader of YAML would take it for something else than text."""
    plain: Any = value if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else list(value)
    for style in (None, '"'):  # double quotes keep a line break on one line, which folds any other text
        text = yaml.safe_dump(
            [plain] if in_brackets else plain,
            default_style=style,
            default_flow_style=True,
            allow_unicode=True,
            width=10**6,
            sort_keys=False,
        ).removesuffix("\n")
        text = text.removesuffix("\n...")
        if "\n" not in text:
            break
    return text[1:-1] if in_brackets else text


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text says, as far as an edit may touch it and as far as it may not."""

    entries: tuple[PageEntry, ...]  # those of groups first; organisation filled in, since ids are made of it
    organisation: str | None  # by default
    rest: tuple[object, ...]


class _YamlText:
    """The text, with PyYAML's nodes and the offsets that their marks stand for."""

    def __init__(self, text: str) -> None:
        self.newline = "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else "\n"
        self.text = text.replace("\r\n", "\n") if self.newline == "\r\n" else text
        self.text += "" if self.text.endswith("\n") else "\n"
        self.lines = [0]
        for line in self.text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.root = yaml.compose(self.text, Loader=LOADER)

    def pair(self, *keys: str) -> tuple[Any, Any]:
        """The nodes of a key and its value; nothing twice when it is not there."""
        name, node = None, self.root
        for key in keys:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            name, node = next((pair for pair in pairs if pair[0].value == key), (None, None))
        return name, node

    def entry(self, index: int) -> tuple[Any, Any, Any]:
        """The key and the list that an entry stands in, and the entry, counted as in `_Read.entries`."""
        _, groups = self.pair("groups")
        names = [name.value for name, _ in groups.value] if isinstance(groups, yaml.MappingNode) else []
        for key, pages in (*(self.pair("groups", name, "pages") for name in names), self.pair("pages")):
            if isinstance(pages, yaml.SequenceNode):
                if index < len(pages.value):
                    return key, pages, pages.value[index]
                index -= len(pages.value)
        raise _refusal()

    def offset(self, mark: Any) -> int:
        return self.lines[mark.line] + mark.column if mark.line < len(self.lines) else len(self.text)

    def colon(self, key: Any) -> int:
        return self.text.index(":", self.offset(key.end_mark))

    def dash(self, entry: Any) -> int:
        return self.text.rindex("-", 0, self.offset(entry.start_mark))

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the next line starts."""
        return self.text.index("\n", offset) + 1

    def end_of_block(self, node: Any) -> int:
        """Where the line after the node's last one starts: PyYAML ends a block only where the next thing begins."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(node, yaml.MappingNode) else last
        end = self.offset(node.end_mark)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            end = len(self.text[:end].rstrip())  # the blank lines behind it do not belong to the entry
        return self.line_end(end)

    def replace(self, start: int, end: int, new: str) -> None:
        self.text = self.text[:start] + new + self.text[end:]

    def set(self, index: int, key: str, value: Value) -> None:
        """Write a key of an entry: over its old value, else behind `id:`, else first of all."""
        _, _, entry = self.entry(index)
        pairs = {name.value: (name, node) for name, node in entry.value}
        start, new = self.offset(entry.start_mark), f"{key}: {written(value, in_brackets=entry.flow_style)}"
        if key in pairs:
            name, node = pairs[key]
            is_block = getattr(node, "flow_style", None) is False or getattr(node, "style", None) in ("|", ">")
            end = self.end_of_block(node) - 1 if is_block else self.offset(node.end_mark)
            self.replace(self.colon(name) + 1, end, new.removeprefix(f"{key}:"))
        elif entry.flow_style:
            place = self.offset(pairs["id"][1].end_mark) if "id" in pairs else start + 1
            self.replace(place, place, f", {new}" if "id" in pairs else f"{new}, ")
        elif "id" in pairs:
            place = self.line_end(self.offset(pairs["id"][1].end_mark))
            self.replace(place, place, f"{' ' * entry.start_mark.column}{new}\n")
        else:
            self.replace(start, start, f"{new}\n{' ' * entry.start_mark.column}")


def _read(text: str) -> _Read:
    """What a good text says. WatchlistError when it is not a good one."""
    draft = read(decode(text.encode("utf-8", "surrogatepass"), "watchlist.yaml"), "watchlist.yaml")
    if draft.mistakes.found:
        raise WatchlistError(draft.mistakes.found)
    entries = []
    for drafted in draft.pages:
        layers = (drafted.entry, drafted.group, draft.defaults)
        organisation = next((layer.organisation for layer in layers if layer and layer.organisation), None)
        entries.append(drafted.entry.model_copy(update={"organisation": organisation}))
    names = [name for name, _ in draft.include]
    others = [entry for entry, _ in (*draft.follow, *draft.feeds, *draft.commitments, *draft.subjects)]
    return _Read(tuple(entries), draft.defaults.organisation, (draft.defaults, draft.tags, names, others))


def _entry(page: NewPage, column: int) -> str:
    lines: list[str] = []
    for key, value in page.items():
        if key == "sources":
            lines.append("sources:")
            for source in page.sources:
                given = [f"{name}: {written(each)}" for name, each in source.items() if each]
                lines += [f"  {'  ' if number else '- '}{line}" for number, line in enumerate(given)]
        else:
            lines.append(f"{key}: {written(value)}")
    indent = f"\n{' ' * (column + 2)}"
    return f"{' ' * column}- {indent.join(lines)}\n"


def _identity(entry: PageEntry) -> str:
    return entry.id or slugify(f"{entry.organisation} {entry.title}")


def _index(entries: Sequence[PageEntry], page_id: str) -> int:
    ids = [_identity(entry) for entry in entries]
    if page_id not in ids:
        raise UnknownName("page", page_id, near(page_id, ids))
    return ids.index(page_id)


def _with(entries: Sequence[PageEntry], index: int, **changes: object) -> list[PageEntry]:
    return [*entries[:index], entries[index].model_copy(update=changes), *entries[index + 1 :]]


def _is_spaced(source: _YamlText, pages: Any) -> bool:
    """Whether a blank line stands between most entries."""
    gaps = [
        source.text[source.end_of_block(above) : source.line_start(source.dash(below))]
        for above, below in pairwise(pages.value)
    ]
    return sum(any(not line.strip() for line in gap.splitlines()) for gap in gaps) * 2 > len(gaps)


def _is_nothing(node: Any) -> bool:
    return node.value in ("", "~", "null", [])


def _in_brackets() -> UsageError:
    return UsageError("`pages:` is written in brackets; write each entry on lines of its own, beginning with `- `")


def _refusal() -> UsageError:
    return UsageError("the watchlist is written in a way that cannot be changed safely here; edit it by hand")


def _verified(source: _YamlText, before: _Read, expected: Sequence[PageEntry], newline: str | None = None) -> str:
    """The text, if it says what was meant and nothing else changed."""
    try:
        after = _read(source.text)
    except WatchlistError as error:
        raise _refusal() from error
    if after.rest != before.rest or sorted(after.entries, key=repr) != sorted(expected, key=repr):
        raise _refusal()
    return source.text.replace("\n", newline or source.newline)
