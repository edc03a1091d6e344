"""Links whose words stay and whose address changes: a low class of their own, settled apart from the wording.

They are no part of a version: a page that writes a visitor's id into its links would have a new one at every look. The
wording in force carries the addresses that are settled; what differs from them is told when a second capture shows
it. A link that leads elsewhere at every look, or comes and goes, is left alone from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from tracker.model import BlockKind, Cue, Direction, Edit, EditKind, Link, Op, Piece, Severity, Statement
from tracker.model.text import comparable
from tracker.settle.memory import LINKS, Memory, Relinked

_TIMES = 3  # that a link may be told: then it takes turns
_LONGEST = 60  # characters in a headline
_LOCALE = re.compile(r"^/[a-z]{2}(?:[-_][a-z]{2,4})?(?=/|$)", re.IGNORECASE)  # /en-gb: by visitor
_REASON = "the words are the same; their link leads to another address"
_HIDDEN_MAIL = "/cdn-cgi/l/email-protection"  # another at every look, and no more than the words of the link


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """What a capture's links amount to."""

    memory: Memory
    confirmed: tuple[Relinked, ...] = ()  # by their first sight

    @property
    def remembered(self) -> dict[str, Any]:
        """The part of the memory that is about links."""
        return {name: getattr(self.memory, name) for name in ("relinked", "links_told", "restless")}


def settle_links(
    memory: Memory, known: Statement | None, seen: Statement | None, at: datetime, snapshot: int
) -> LinkVerdict:
    """Decide what the links of a good capture amount to. `known` is the wording in force with its settled links.

    Without `seen` the capture was the last one once more, and `known` is not asked for. `memory` is that from before
    the capture.
    """
    standing = memory.standing
    if standing is None:
        return LinkVerdict(memory)
    if seen is None:
        return _confirm(memory, memory.relinked, ())
    assert known is not None
    found = {
        words: Relinked(words, old, new, seen.id, snapshot, at, standing.version, standing.snapshot, standing.at)
        for words, (old, new) in differing(known, seen).items()
        if comparable(words) not in memory.restless
    }
    again = [first for first in memory.relinked if (now := found.get(first.text)) and now.new == first.new]
    # Another address at the next look, too: it is never the same.
    restless = [comparable(r.text) for r in memory.relinked if r.text in found and r not in again]
    told = {first.text for first in again}
    fresh = [r for words, r in found.items() if words not in told and comparable(words) not in restless]
    verdict = _confirm(memory, again, fresh)
    return replace(verdict, memory=_leave_alone(verdict.memory, restless))


def _confirm(memory: Memory, again: Iterable[Relinked], fresh: Iterable[Relinked]) -> LinkVerdict:
    confirmed = tuple(again)
    told = (*memory.links_told, *(comparable(first.text) for first in confirmed))[-LINKS:]
    memory = replace(memory, relinked=tuple(fresh)[:LINKS], links_told=told)
    return LinkVerdict(_leave_alone(memory, (words for words in set(told) if told.count(words) >= _TIMES)), confirmed)


def _leave_alone(memory: Memory, words: Iterable[str]) -> Memory:
    return replace(memory, restless=tuple(dict.fromkeys((*memory.restless, *sorted(words))))[-LINKS:])


def differing(known: Statement, seen: Statement) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of links that stand in unchanged lines of both texts, with the addresses that went and that came."""
    if known.links == seen.links:
        return {}
    before, after = _places(known), _places(seen)
    same = None
    if known.blocks != seen.blocks:
        same = "\n".join({b.text for b in known.wording} & {b.text for b in seen.wording})
    found = {}
    for words in before.keys() & after.keys():
        old, new = before[words], after[words]
        if old.keys() == new.keys() or (same is not None and words not in same):
            continue
        gone = tuple(address for place, address in old.items() if place not in new)
        come = tuple(address for place, address in new.items() if place not in old)
        if gone and come:
            found[words] = (gone, come)
    return dict(sorted(found.items()))


def _places(statement: Statement) -> dict[str, dict[str, str]]:
    """For the words of each link where it leads: place -> an address of it."""
    found: dict[str, dict[str, str]] = {}
    for link in statement.links:
        words = link.text.strip()
        if words and _HIDDEN_MAIL not in link.target:
            found.setdefault(words, {}).setdefault(place(link.target), link.target)
    return found


def place(address: str) -> str:
    """What two addresses of one document have in common: no scheme, no www, no language, no place in the document."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}:{parts.path.lower()}"
    path = _LOCALE.sub("", parts.path).rstrip("/").lower()  # servers that mind the case hold no two such documents
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{'&'.join(sorted(parts.query.split('&')))}"


def link_edits(confirmed: Iterable[Relinked]) -> tuple[Edit, ...]:
    """The edits that tell of links that lead elsewhere."""
    return tuple(map(_edit, confirmed))


def _edit(link: Relinked) -> Edit:
    words = f"{link.text}: "
    old, new = ", ".join(link.old), ", ".join(link.new)
    was, now = _apart(_bare(old), _bare(new))
    return Edit(
        EditKind.LINK,
        words + old,
        words + new,
        (Piece(Op.EQUAL, words), Piece(Op.DELETE, old), Piece(Op.INSERT, new)),
        Direction.SAME,
        (Cue.LINK_CONTACT,),
        1.0,
        Severity.MINOR,
        _REASON,
        f'the link of "{_short(link.text)}" leads elsewhere: "{_short(was)}" → "{_short(now)}"',
        BlockKind.PARAGRAPH,
    )


def is_link_edit(edit: Edit) -> bool:
    """Whether an edit tells of a link, so that its texts stand in no version."""
    return edit.kind is EditKind.LINK


def has_links(statement: Statement, edit: Edit, op: Op) -> bool:
    """Whether the addresses of one side of such an edit are those of a text's links with these words."""
    words, *sides = edit.pieces
    rest = next(piece.text for piece in sides if piece.op is op)
    named = words.text.removesuffix(": ")
    targets = sorted({link.target for link in statement.links if link.text.strip() == named}, key=len, reverse=True)
    while rest and (found := next((target for target in targets if rest.startswith(target)), None)):
        rest = rest.removeprefix(found).removeprefix(", ")
    return not rest


def _bare(address: str) -> str:
    return address.partition("://")[2] or address


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two addresses from where they part, in whole steps of their paths."""
    was, now = old.split("/"), new.split("/")
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was[:-1], now[:-1], strict=False)))
    return ("…/" + "/".join(was[same:]), "…/" + "/".join(now[same:])) if same else (old, new)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def relinked(links: tuple[Link, ...], confirmed: Iterable[Relinked]) -> tuple[Link, ...]:
    """The links of a text with the addresses that are settled now."""
    new: Mapping[str, Relinked] = {change.text: change for change in confirmed}
    found: dict[Link, None] = {}
    for link in links:
        change = new.get(link.text.strip())
        if change is not None and link.target in change.old:
            found.update(dict.fromkeys(Link(link.text, address) for address in change.new))
        else:
            found[link] = None
    return tuple(found)
