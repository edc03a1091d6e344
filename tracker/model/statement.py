"""What a page says: blocks of text in order, with its links and its own date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    NAVIGATION = "navigation"  # a line of nothing but links: kept and searchable, never compared for news


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a statement: white space folded, no markup. Content-addressed: equal blocks are stored once."""

    kind: BlockKind
    text: str

    @property
    def id(self) -> str:
        """The first 32 hexadecimal digits of SHA-256 over kind, NUL and text."""
        return hashlib.sha256(f"{self.kind}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the statement: its words and its absolute target, visitor ids and tracking parameters cut."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What a text was read by. Its text, as the record keeps it, is "RULES[-SELECTORS][+ADDRESSES]"."""

    rules: int  # number of the extraction rules
    selectors: str = ""  # eight digits that stand for the page's selectors, when it has some
    addresses: str = ""  # eight digits that stand for its addresses, when the document has several

    @classmethod
    def parse(cls, text: str) -> Ruleset:
        """Read the text that the record keeps. ValueError when it is none."""
        before, _, addresses = text.partition("+")
        rules, _, selectors = before.partition("-")
        return cls(int(rules), selectors, addresses)

    def __str__(self) -> str:
        selectors, addresses = f"-{self.selectors}" * bool(self.selectors), f"+{self.addresses}" * bool(self.addresses)
        return f"{self.rules}{selectors}{addresses}"


@dataclass(frozen=True)
class Statement:
    """What the extractor read from a capture: the wording, in order, and what the page says about itself."""

    blocks: tuple[Block, ...]
    ruleset: str  # text of the `Ruleset` that read it
    links: tuple[Link, ...] = ()
    title: str = ""
    language: str | None = None  # as the page declares it, BCP 47
    updated: str | None = None  # the page's own "last updated" date, ISO 8601 date
    visible: int = 0  # characters of all visible text, furniture included: tells a broken extractor from a changed page

    @cached_property
    def wording(self) -> tuple[Block, ...]:
        """The blocks that are compared: all but navigation."""
        return tuple(b for b in self.blocks if b.kind is not BlockKind.NAVIGATION)

    @cached_property
    def text(self) -> str:
        """The wording as plain text, one block a line."""
        return "\n".join(b.text for b in self.wording)

    @cached_property
    def block_ids(self) -> tuple[str, ...]:
        """The id of each block, in order."""
        return tuple(b.id for b in self.blocks)

    @cached_property
    def id(self) -> str:
        """SHA-256 over the ids of all blocks in order: statements of equal blocks have equal ids."""
        return hashlib.sha256("\n".join(self.block_ids).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that stands on a page and is taken for furniture."""

    rule: str  # in a few words
    part: str  # element that the rule took: name, id, first class
    text: str
