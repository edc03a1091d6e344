"""YAML text to a tree whose every value knows its line and column.

All values stay text, as written: `no` is Norwegian and `1.10` keeps its zero; the models know where a number is meant.
The watchlist may come from a stranger's pull request, so the text is refused before it can cost anything: by size and
line length before the parser sees it, by depth and number of values while events arrive, and nothing is expanded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from tracker.errors import Mistake, WatchlistError

MAX_BYTES = 1_000_000
_NO_SPACE = re.compile(r"\s*(?:- +)?([a-z_]{1,40}):[^\s:]")
_QUOTED = re.compile(r""":\s+(?:"[^"]*"|'[^']*')\s+\Z""")  # a value in quotes, and something behind it
MAX_LINE = 10_000  # PyYAML is quadratic over brackets that open on one line: 500,000 of them take minutes
MAX_DEPTH = 9  # the deepest entry that means something: groups, group, pages, page, sources, source, select, range
MAX_VALUES = 100_000  # keys and values: 6,000 pages, parsed in 0.4 s
MAX_KEYS = 500  # in one mapping; the largest honest ones are groups and tags
MAX_TEXTS = 500  # values in one list that are not mappings
MAX_MISTAKES = 100  # a file with more is not a watchlist
# The last three are line breaks to YAML 1.1, not to an editor: line numbers would differ.
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\x85\u2028\u2029]")
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
# libyaml reads 18 times as fast (benchmarks/watchlist.py); PyYAML built without it still works.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    line: int  # from 1
    column: int  # from 1


@dataclass(slots=True)
class Text(Node):
    value: str | None  # None: nothing was written, or null


@dataclass(slots=True)
class Items(Node):
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Table(Node):
    nodes: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)


class Mistakes:
    """Mistakes of one file, gathered; the watchlist is given up when there are too many to be honest slips."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Mistake] = []

    def add(self, place: Node, message: str) -> None:
        self.found.append(Mistake(self.path, place.line, place.column, message))
        if len(self.found) == MAX_MISTAKES:
            self.stop(place, f"{MAX_MISTAKES} mistakes up to here; mend these first")

    def stop(self, place: Node, message: str) -> NoReturn:
        raise WatchlistError([*self.found, Mistake(self.path, place.line, place.column, message)])


def show(value: str, most: int = 60) -> str:
    """A value as it may be quoted in a message: short, on one line, nothing that a terminal obeys."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value[: most + 1])
    return f"`{text if len(value) <= most else text[:most] + '…'}`"


def decode(data: bytes, path: str) -> str:
    """The text of a watchlist file. WatchlistError when it is too large, or not UTF-8 text."""
    mistakes = Mistakes(path)
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, at most {MAX_BYTES:,} are read; split it up with `include:`"
        mistakes.stop(Node(1, 1), message)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        mistakes.stop(Node(1, 1), "the file is saved as UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        _check_text(before, mistakes)  # a control character tells better that this was never text
        place = _place(before, len(before))
        mistakes.stop(place, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")


def parse(text: str, mistakes: Mistakes) -> Node:
    """The tree of a YAML document; slips that leave the tree whole are added to `mistakes`.

    WatchlistError, at once, when it is not YAML, or not within the bounds above.
    """
    return next(iter(_documents(text, mistakes, many=False)), Text(1, 1, None))


def parse_all(text: str, mistakes: Mistakes) -> list[Node]:
    """The same for a stream of documents between `---`."""
    return _documents(text, mistakes, many=True)


def _documents(text: str, mistakes: Mistakes, *, many: bool) -> list[Node]:
    _check_text(text, mistakes)
    builder = _Builder(mistakes, many=many)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        at_end = "end of stream" in str(error.problem)  # then what was left open is the place, not the end
        mark = (at_end and error.context_mark) or error.problem_mark or error.context_mark
        place = _marked(mark) or builder.last
        mistakes.stop(place, f"not YAML here: {_slip(text, place, str(error.problem)) or _plainly(error)}")
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # without libyaml, an escape that is no character
        mistakes.stop(builder.last, f"not YAML after this: {show(str(error), 100)}")
    return builder.roots


class _Builder:
    """Builds the tree from events, one at a time, without recursion."""

    def __init__(self, mistakes: Mistakes, *, many: bool) -> None:
        self.mistakes, self.many = mistakes, many
        self.roots: list[Node] = []
        self.last = Node(1, 1)
        self.stack: list[Items | Table] = []
        self.pending: list[str | None] = []  # for each open mapping, the key that waits for its value
        self.values = self.documents = 0

    def take(self, event: Event) -> None:
        place = self.last = _marked(event.start_mark) or self.last
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1 and not self.many:
                self.mistakes.stop(place, "a second document begins; a watchlist is one document, without `---` inside")
        elif isinstance(event, NodeEvent):
            self._refuse(event, place)
            self._put(event, place)
        elif isinstance(event, CollectionEndEvent) and isinstance(self.stack.pop(), Table):
            self.pending.pop()

    def _refuse(self, event: NodeEvent, place: Node) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            self.mistakes.stop(place, f"more than {MAX_VALUES:,} values; split the file up with `include:`")
        if isinstance(event, AliasEvent):
            self.mistakes.add(place, f"an alias ({show(f'*{event.anchor}')}); write the value out, or use `defaults:`")
        elif event.anchor:
            self.mistakes.add(place, f"an anchor ({show(f'&{event.anchor}')}); write values out, or use `defaults:`")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.mistakes.add(place, f"a tag ({show(str(tag))}); write the plain value")

    def _put(self, event: NodeEvent, place: Node) -> None:
        parent = self.stack[-1] if self.stack else None
        if isinstance(parent, Table) and self.pending[-1] is None:
            self.pending[-1] = self._key(event, place, parent)
            return
        node = self._node(event, place)
        if parent is None:
            self.roots.append(node)
        elif isinstance(parent, Items):
            parent.nodes.append(node)
            if len(parent.nodes) > MAX_TEXTS and isinstance(node, Text):
                self.mistakes.stop(place, f"more than {MAX_TEXTS} values in one list")
        else:
            key = self.pending[-1]
            assert key is not None
            self.pending[-1] = None
            parent.nodes.setdefault(key, node)
        if isinstance(node, Items | Table):
            self._open(node, place)

    def _key(self, event: NodeEvent, place: Node, parent: Table) -> str:
        if not isinstance(event, ScalarEvent):
            self.mistakes.stop(place, "a key must be a word, not a list or a mapping")
        key = str(getattr(event, "value", ""))
        if first := parent.keys.get(key):
            self.mistakes.add(place, f"the key {show(key)} is given twice, first on line {first.line}")
        elif len(parent.keys) == MAX_KEYS:
            self.mistakes.stop(place, f"more than {MAX_KEYS} keys in one mapping")
        parent.keys.setdefault(key, place)
        return key

    def _node(self, event: NodeEvent, place: Node) -> Node:
        if isinstance(event, MappingStartEvent):
            return Table(place.line, place.column)
        if isinstance(event, SequenceStartEvent):
            return Items(place.line, place.column)
        value: str | None = getattr(event, "value", None)
        if not getattr(event, "style", None) and value in ("", "~", "null", "Null", "NULL"):
            value = None
        if value and UNFIT.search(value):
            bad = next(unfit(value))
            self.mistakes.add(place, f"the value holds {bad}, which does not belong in a watchlist")
        return Text(place.line, place.column, value)

    def _open(self, node: Items | Table, place: Node) -> None:
        self.stack.append(node)
        if isinstance(node, Table):
            self.pending.append(None)
        if len(self.stack) > MAX_DEPTH:
            self.mistakes.stop(place, f"nested more than {MAX_DEPTH} deep; no watchlist needs that")


def _check_text(text: str, mistakes: Mistakes) -> None:
    if bad := BROKEN.search(text):
        character = f"U+{ord(bad[0]):04X}"
        mistakes.stop(_place(text, bad.start()), f"the control character {character}; is this a text file?")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            mistakes.stop(Node(number, 1), f"the line has {len(line):,} characters, at most {MAX_LINE:,} are read")


def unfit(value: str) -> Iterator[str]:
    """Characters that could be let in by an escape: control, direction-changing and half characters."""
    for found in UNFIT.finditer(value):
        kind = "control" if unicodedata.category(found[0]) in ("Cc", "Cs") else "invisible"
        yield f"the {kind} character U+{ord(found[0]):04X}"


def _marked(mark: Any) -> Node | None:
    return Node(mark.line + 1, mark.column + 1) if mark else None


def _place(text: str, index: int) -> Node:
    begin = text.rfind("\n", 0, index) + 1
    return Node(text.count("\n", 0, index) + 1, index - begin + 1)


def _slip(text: str, place: Node, problem: str) -> str | None:
    """What the lines at the place show and the parser does not say; None when it is neither of these slips."""
    lines = ["", *re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)]  # as YAML counts them
    above, here = (lines[at] if at < len(lines) else "" for at in (place.line - 1, place.line))
    if "mapping values" in problem and (found := _NO_SPACE.match(above)):
        return f"a space is missing after `{found[1]}:` on line {place.line - 1}"
    if _QUOTED.search(here[: place.column - 1]):
        return "the quotes end before the text does; put the whole text in single quotes"
    return None


def _plainly(error: yaml.MarkedYAMLError) -> str:
    """The parser's complaint, with the usual cause in a maintainer's words."""
    problem = " ".join(str(part) for part in (error.context, error.problem) if part)
    hints = {
        "mapping values are not allowed": "a text that holds `: ` must stand in quotes",
        "expected <block end>": "the indentation does not fit the lines above",
        "did not find expected '-' indicator": "the indentation does not fit the lines above",
        "did not find expected key": "the indentation does not fit the lines above",
        "could not find expected ':'": "a `:` is missing after the key",
        "quoted scalar found unexpected end": "this quote is never closed",
        "flow": "a bracket is left open, or closed without having been opened",
        "cannot start any token": "a text that begins with this character must stand in quotes; indent with spaces",
        "escape c": "an escape in double quotes that stands for no character",
    }
    hint = next((hint for known, hint in hints.items() if known in problem), None)
    return f"{hint} ({show(problem, 100)[1:-1]})" if hint else show(problem, 100)[1:-1]
