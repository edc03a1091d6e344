"""Plain text and Markdown: lines joined to paragraphs."""

from __future__ import annotations

import re

from tracker.model import Block, BlockKind
from tracker.read.normalise import fold

_ITEM = re.compile(r"(?:[-–—•●▪◦*·‣]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\s+")
_HASH_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*$")
_RULE = re.compile(r"[=~_*-]{3,}$")


def paragraphs(text: str) -> tuple[Block, ...]:
    """The blocks of a text: a blank line, an item or a heading ends a paragraph, other line ends only wrap it."""
    blocks: list[Block] = []
    pieces: list[str] = []

    def end() -> None:
        if joined := fold(" ".join(pieces)):
            item = _ITEM.match(joined) is not None and not joined[0].isalnum()
            kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            blocks.append(Block(kind, joined[_ITEM.match(joined).end() :] if item else joined))  # type: ignore[union-attr]
        pieces.clear()

    for line in re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text):
        stripped = line.strip()
        heading = _HASH_HEADING.match(stripped)
        if heading or not stripped or _RULE.match(stripped) or _ITEM.match(stripped):
            end()
        if heading and (words := fold(heading["text"])):
            blocks.append(Block(BlockKind.HEADING, words))
        elif stripped and not _RULE.match(stripped):
            pieces.append(stripped)
    end()
    return tuple(blocks)
