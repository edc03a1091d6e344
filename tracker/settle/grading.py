"""How much an edit weighs in its place. What words alone cannot tell, the page around them can: a menu entry and a new
subprocessor are both one word, but one repeats a heading or leads to another page and the other stands among its like.

Grades lower or raise an edit; none is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tracker.model import BlockKind, Cue, Direction, Edit, EditKind, Op, Severity, Statement
from tracker.model.address import site
from tracker.model.text import comparable
from tracker.settle.keys import is_date_in_force, is_date_of_the_day, is_in_force
from tracker.settle.site_talk import is_bare_date, is_beside, is_counter, is_stamp, names_languages, site_talk

_LAST = 4  # lines at the end of a page that may be of the site
_LABEL_WORDS = 10
_LABEL = 80  # characters
_SENTENCE_WORDS = 8  # a shorter line may be a label that ends in a full stop
_ENDS = ".!?;:。！？"
_NUMBERING = re.compile(
    r"^(?:(?:§+|art(?:icle|\.)?|section)\s*)?(?:(?:\d+(?:\.\d+)*|[a-z]|[ivxl]+)\s*[.):]|\d+(?:\.\d+)+)\s+",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"”)\]]+|(?<![\w@])/[\w.-]+(?:/[\w.#?=&%-]*)+", re.IGNORECASE)
_THANKS = re.compile(
    r"\bthank|\backnowledg|\bgrateful|\bgratitude|\bhall of fame|\bcredits\b|\bcontributors\b|\bremerci|\bdanke?\b"
    r"|\bdanksagung|\bagradec|\bgracias|\bringrazi|\bdankwoord|\bbedank|謝辞|感谢|感謝",
    re.IGNORECASE,
)
# "Section D.7", "Sections 4.1 – 4.3": where the terms point inside themselves.
_REFERENCE = re.compile(r"^[A-Z]?\d*(?:\.\d+)+[a-z]?$|^[A-Z]$|^\d+[a-z]?$|^[IVXL]+$")
_POINTER = re.compile(
    r"(?:§+|\b(?:sections?|articles?|clauses?|paragraphs?|parts?|exhibits?|schedules?|annex(?:es)?|appendix|chapters?"
    r"|abschnitte?|artikel|ziffer|absatz|secciones|sección|artículos?|cláusulas?|sezion[ei]|articol[oi]))\W",
    re.IGNORECASE,
)
# What a number counts: "14.1 million" is no section, wherever the sections moved to.
_MEASURED = re.compile(
    r"\s?(?:%|‰|[°€$£¥]|per\s?cent|percent|millions?|billions?|thousand|euros?|dollars?|pounds?|eur|usd|gbp|chf|days?|hours?"
    r"|minutes?|weeks?|months?|years?|[kmgt]b)\b|\s?[%‰°€$£¥]",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\s\([A-ZÀ-Þ]")
_DIGITS = re.compile(r"\d[\d.,]*")
_EMAIL = re.compile(
    r"\[email[\s\xa0]protected\]|[\w.+-]+(?:@|\s?[\[(](?:at|@)[\])]\s?|\s-\sat\s-\s)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_HIDDEN_EMAIL = re.compile(r"\[email[\s\xa0]protected\]|[\[(](?:at|@)[\])]|\s-\sat\s-\s", re.IGNORECASE)
_MARKDOWN = re.compile(r"!?\[([^\[\]]*)\](?:\[[^\[\]]*\]|\([^()]*\))|[*_`#]+")
# A heading that denies something, or begins with who speaks, says something: "Never sold", "We sell your data".
_CLAIM = re.compile(
    r"^(?:we|wir|nous|nosotros|noi|wij)\b|\b(?:not?|never|none|nobody|cannot|nicht|nie(?:mals)?|kein\w*|jamais|pas|aucun\w*|nunca|non|niet|geen|nooit)\b|n[’']t\b",
    re.IGNORECASE,
)
_CLAIMS = frozenset({Cue.NEGATION, Cue.MODALITY, Cue.QUANTIFIER, Cue.HEDGE, Cue.EXCEPTION, Cue.CONDITION})


@dataclass(frozen=True)
class _Side:
    """One of the two texts, with what grading asks of it."""

    statement: Statement

    @cached_property
    def menus(self) -> frozenset[str]:
        """The lines that are read as navigation."""
        blocks = self.statement.blocks
        return frozenset(comparable(block.text) for block in blocks if block.kind is BlockKind.NAVIGATION)

    @cached_property
    def headings(self) -> dict[str, int]:
        """How often a heading stands in the text, numbering left out."""
        counted: dict[str, int] = {}
        for block in self.statement.wording:
            if block.kind is BlockKind.HEADING:
                name = _name(block.text)
                counted[name] = counted.get(name, 0) + 1
        return counted

    @cached_property
    def body(self) -> range:
        """Indexes from the first to the last block that holds a sentence or a row of a table."""
        found = [
            index
            for index, block in enumerate(self.statement.wording)
            if block.kind is BlockKind.TABLE_ROW or _is_sentence(block.text)
        ]
        return range(found[0], found[-1] + 1) if found else range(0)

    @cached_property
    def inner_links(self) -> set[str]:
        """Words of links that lead to the hosts most of the page's links lead to: its own."""
        hosts: dict[str, int] = {}
        for link in self.statement.links:
            host = site(link.target)
            hosts[host] = hosts.get(host, 0) + 1
        own = max(hosts, key=lambda host: (hosts[host], host), default="")
        return {comparable(link.text) for link in self.statement.links if site(link.target) == own}

    def is_among_its_like(self, at: int) -> bool:
        """Whether both neighbours, or one of a list's last items, are lines of the same kind."""
        wording = self.statement.wording
        kind = wording[at].kind
        around = [wording[i] for i in (at - 1, at + 1) if 0 <= i < len(wording)]
        return any(block.kind is kind and _is_label(block.text) for block in around)

    def talk(self, text: str, at: int | None) -> str | None:
        """What a sentence of the line `at` is, when it is of the site and not of the text."""
        wording = self.statement.wording
        if (said := site_talk(text)) or at is None or at >= len(wording):
            return said
        at_top = at < next((i for i, block in enumerate(wording) if block.kind is BlockKind.HEADING), 0)
        if at_top or at >= len(wording) - min(_LAST, len(wording) // 5):
            # What follows a notice in its line belongs to it.
            if is_beside(text, at_top=at_top) or is_beside(wording[at].text, at_top=at_top):
                return "an offer or a notice beside the text"
        elif not self.body or at < self.body.stop:
            return None
        return "the name of a language to choose" if names_languages(text) else None

    def is_under_force(self, at: int | None) -> bool:
        """Whether the line above ends with words that say from or until when something holds."""
        wording = self.statement.wording
        above = wording[at - 1].text if at and at <= len(wording) else ""
        return len(above.split()) <= _LABEL_WORDS and not above.endswith(".") and is_in_force(above)

    def lead_in(self, at: int) -> str:
        """The words above a list: the lines up to and with the heading over it."""
        wording, said = self.statement.wording, []
        start = at
        while start > 0 and wording[start - 1].kind is wording[at].kind:
            start -= 1
        for block in reversed(wording[max(0, start - 2) : start]):
            said.append(block.text)
            if block.kind is BlockKind.HEADING:
                break
        return " ".join(said)


def grade(edits: Sequence[Edit], old: Statement, new: Statement) -> tuple[Edit, ...]:
    """The same edits, each with the severity that it has on this page."""
    before, after = _Side(old), _Side(new)
    renumbered = _renumbered(edits)
    return tuple(_grade(edit, before, after, renumbered) for edit in edits)


def _grade(edit: Edit, old: _Side, new: _Side, renumbered: set[tuple[str, str]]) -> Edit:
    if edit.severity is Severity.MINOR:
        if _points_elsewhere(edit, renumbered):
            reason = "it refers to another section than before, and the sections were not renumbered"
            return replace(edit, severity=Severity.SUBSTANTIVE, direction=Direction.DIFFERENT, reason=reason)
        if _is_other_contact(edit):
            return replace(edit, severity=Severity.EDITORIAL, reason="another address to write to is given")
        if edit.old and edit.new and (is_date_in_force(edit.old, edit.new) or _is_under_force(edit, new)):
            reason = "the day from which it holds is another"
            return replace(edit, severity=Severity.SUBSTANTIVE, direction=Direction.DIFFERENT, reason=reason)
        return edit
    why = "the parts of the document have other numbers" if _only_counts_on(edit, renumbered) else None
    why = why or _why_minor(edit, old, new)
    return replace(edit, severity=Severity.MINOR, reason=why) if why else edit


def _why_minor(edit: Edit, old: _Side, new: _Side) -> str | None:
    if edit.kind in (EditKind.ADDED, EditKind.REMOVED):
        added = edit.kind is EditKind.ADDED
        text = (edit.new if added else edit.old) or ""
        at, side, other = (edit.new_at, new, old) if added else (edit.old_at, old, new)
        if _is_residue(text):
            return "an address or a mark without words"
        if _is_figure(text, edit.block):
            return "a figure without words"
        if why := side.talk(text, at):
            return why
        if _is_stamp_beside(text, at, side, edit.block):
            return "a date of the page, and no words"
        if not _is_sentence(text) and comparable(text) in other.menus:
            return f"it {'stood' if added else 'stands'} among the links of the page"
        return _why_label(text, at, side)
    if edit.old is None or edit.new is None:
        return None
    if _is_figure(edit.old, edit.block) and _is_figure(edit.new, edit.block):
        return "a figure without words"
    if _same_but(_DIGITS, edit) and (is_counter(edit.old) and is_counter(edit.new)):
        return "only a counter or the year of the copyright moved on"
    if is_date_of_the_day(edit.old, edit.new):
        return "only the date of the day moved on"
    if is_stamp(edit.old) and (is_stamp(edit.new) or is_bare_date(edit.new)):
        return "only the date of the text moved on"
    was = old.talk(edit.old, edit.old_at)
    if was and was == new.talk(edit.new, edit.new_at):
        return was
    if _same_but(_URL, edit) and _same_domains(edit):
        return "only the address of a link differs"
    if (_HIDDEN_EMAIL.search(edit.old) or _HIDDEN_EMAIL.search(edit.new)) and _same_but(_EMAIL, edit):
        return "an address is only written so that robots do (not) read it"
    if _MARKDOWN.sub(r"\1", edit.old).split() == _MARKDOWN.sub(r"\1", edit.new).split():
        return "only mark-up that the page shows by mistake differs"
    claims = edit.direction is Direction.REVERSED or not _CLAIMS.isdisjoint(edit.cues)
    if claims:
        return None
    if edit.block is BlockKind.HEADING and _is_label(edit.old) and _is_label(edit.new):
        return "a heading has another name"
    if edit.new_at is not None and edit.old_at is not None and _is_label(edit.old) and _is_label(edit.new):
        why = _why_label(edit.old, edit.old_at, old)
        return why if why and _why_label(edit.new, edit.new_at, new) else None
    return None


def _why_label(text: str, at: int | None, side: _Side) -> str | None:
    """Why a line that came or went is a matter of navigation; None when it may be a statement."""
    wording = side.statement.wording
    if at is None or at >= len(wording) or not _is_label(text) or comparable(wording[at].text) != comparable(text):
        return None
    kind = wording[at].kind
    if kind is BlockKind.TABLE_ROW or (kind is not BlockKind.HEADING and _CLAIM.search(text)):
        return None
    if kind is BlockKind.HEADING:
        alone = not side.is_among_its_like(at) or side.headings[_name(text)] > 1
        return "a heading by itself" if alone and not _CLAIM.search(text) else None
    if _name(text) in side.headings:
        return "it repeats a heading of the page"
    if kind is BlockKind.LIST_ITEM and _THANKS.search(side.lead_in(at)):
        return "a name in a list of thanks"
    if comparable(text) in side.inner_links:
        return "words that lead to another page of the site"
    if at not in side.body and not (kind is BlockKind.LIST_ITEM and side.is_among_its_like(at)):
        return "a label beside the text"
    return None


def _is_stamp_beside(text: str, at: int | None, side: _Side, kind: BlockKind) -> bool:
    """Whether a line is the date of the page: one by itself, and not under words that say what holds from then."""
    if is_stamp(text):
        return True
    if not is_bare_date(text) or kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    return not side.is_under_force(at)


def _is_under_force(edit: Edit, new: _Side) -> bool:
    """Whether it moves a date that stands by itself under words that say what holds from then."""
    dates = edit.old and edit.new and is_bare_date(edit.old) and is_bare_date(edit.new)
    return bool(dates) and edit.kind is EditKind.CHANGED and new.is_under_force(edit.new_at)


def _is_label(text: str) -> bool:
    """Words without a sentence: nothing in them could be claimed."""
    bare = _NUMBERING.sub("", text).strip()
    return (
        0 < len(bare) <= _LABEL
        and len(bare.split()) <= _LABEL_WORDS
        and (bare[-1] not in _ENDS or len(bare.split()) == 1)
        and " | " not in bare
        and "@" not in bare
        and not any(char.isdigit() for char in bare)
    )


def _is_sentence(text: str) -> bool:
    words = text.split()
    return (
        (len(words) >= _SENTENCE_WORDS and text[-1] in _ENDS)
        or len(words) >= 3 * _SENTENCE_WORDS
        or (len(text) >= 2 * _SENTENCE_WORDS and text[-1] in "。！？")
    )


def _name(text: str) -> str:
    return _NUMBERING.sub("", comparable(text)).strip(" #¶").casefold()


def _is_residue(text: str) -> bool:
    bare = re.sub(r"\[[^\]]*\]:?", "", _URL.sub("", text))
    return bool(_URL.search(text) or not text.strip("[]")) and sum(map(str.isalpha, bare)) < 3


def _is_figure(text: str, block: BlockKind) -> bool:
    """A line of its own such as a price or a score: what it counts is not said. In a table its row says it."""
    return block is not BlockKind.TABLE_ROW and not any(map(str.isalpha, text))


def _same_but(pattern: re.Pattern[str], edit: Edit) -> bool:
    old, new = (pattern.sub("…", text or "") for text in (edit.old, edit.new))
    return old == new and "…" in old


def _same_domains(edit: Edit) -> bool:
    old, new = ([site(url) for url in _URL.findall(text or "")] for text in (edit.old, edit.new))
    return old == new


def _changed_words(edit: Edit) -> tuple[list[str], list[str]]:
    return (
        [word.strip(".,;()") for piece in edit.pieces if piece.op is Op.DELETE for word in piece.text.split()],
        [word.strip(".,;()") for piece in edit.pieces if piece.op is Op.INSERT for word in piece.text.split()],
    )


def _points_elsewhere(edit: Edit, renumbered: set[tuple[str, str]]) -> bool:
    """Whether a minor edit changes what a sentence refers to, as its numbering alone cannot explain."""
    if edit.kind is not EditKind.CHANGED or not edit.old or not edit.new or not _POINTER.search(edit.new):
        return False
    old, new = _changed_words(edit)
    pairs = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    references = [pair for pair in pairs if all(map(_REFERENCE.match, pair))]
    if len(old) != len(new) or not references or len(references) != len(pairs):
        return False
    return not any((a, b) in renumbered or _whole(a, b) in renumbered for a, b in references)


def _only_counts_on(edit: Edit, renumbered: set[tuple[str, str]]) -> bool:
    """Whether nothing differs but numbers of sections, and each as the numbers that lines begin with do."""
    pieces = edit.pieces
    changed = [i for i, piece in enumerate(pieces) if piece.op is not Op.EQUAL]
    for i in changed[::2]:
        if i + 1 >= len(pieces) or {pieces[i].op, pieces[i + 1].op} != {Op.DELETE, Op.INSERT}:
            return False
        old, new = (pieces[k].text.strip(" .,;()") for k in (i, i + 1))
        (first, *rest), (now, *others) = old.split("."), new.split(".")
        before, after = ("".join(piece.text for piece in part) for part in (pieces[:i], pieces[i + 2 :]))
        if rest != others or not (first.isdigit() and now.isdigit()) or not {(old, new), (first, now)} & renumbered:
            return False
        if _MEASURED.match(after) or before.endswith(("$", "€", "£", "¥")):
            return False
        # A number of one level is a part's where it opens a line, follows "Section", or has its name beside it.
        if not rest and before.strip() and not (_POINTER.search(f"{before[-30:]} ") or _NAMED.match(after)):
            return False
    return bool(changed) and len(changed) % 2 == 0


def _is_other_contact(edit: Edit) -> bool:
    if Cue.LINK_CONTACT not in edit.cues or edit.kind is not EditKind.CHANGED:
        return False
    if not _same_domains(edit):
        return True
    old, new = (set(map(str.casefold, _EMAIL.findall(text or ""))) for text in (edit.old, edit.new))
    return old != new and not any(map(_HIDDEN_EMAIL.search, old | new))


def _whole(old: str, new: str) -> tuple[str, str]:
    """The section that a number such as "7.1" belongs to, before and after."""
    return old.split(".")[0], new.split(".")[0]


def _renumbered(edits: Sequence[Edit]) -> set[tuple[str, str]]:
    """Pairs of numbers that lines begin with, before and after."""
    found = set()
    for edit in edits:
        if edit.old and edit.new:
            pair = tuple(
                match.group().split()[-1].rstrip(".):")
                for text in (edit.old, edit.new)
                if (match := _NUMBERING.match(text))
            )
            if len(pair) == 2 and pair[0] != pair[1]:
                found.add((pair[0], pair[1]))
    return found
