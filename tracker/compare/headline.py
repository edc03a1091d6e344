"""Headlines: what an edit did, in one line that is understood by someone who has not seen the page.

The sentence is told with what changed marked in it: `Logs are kept "for 90 days" → "for 30 days"`. What turns the
meaning is never left out: the words that deny are quoted with what they deny, before a change and behind it. Of many
edits the one is told that a reporter would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.compare.telling_words import (
    ADVERBS,
    BOUNDS,
    DETERMINERS,
    FORCE,
    LIGHT,
    MODALS,
    NOT,
    NUMBER_WORDS,
    PARTICLES,
    SPEAKS,
    UNITS,
    counts,
    denies,
    word_key,
)
from tracker.model import Block, BlockKind, Edit, EditKind, Op, Piece, Severity

LONGEST = 120  # characters: feed readers and social cards cut longer ones
_QUOTED = 48  # characters of one quotation when there is not room for all
_DECISIVE = 4  # weight of a difference that a reason must name: a number, a bound, a word that denies
_SHOWN = 3  # changes of a long sentence that its headline shows
_ALSO = 3  # differences that a reason names beside its own
_GAP = 2  # unchanged words between two changes that are quoted as one
_FEW = 2  # words put in that are shown in their place; more are told as an addition to the sentence

_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.!?;:。！？](?=\s|$)")


class _Change(NamedTuple):
    """A changed run of words: half-open ranges of characters in the old and in the new text."""

    old: tuple[int, int]
    new: tuple[int, int]


def headline(edit: Edit, old: Sequence[Block], new: Sequence[Block]) -> str:
    """The edit in one line, at most 120 characters."""
    changed = any(piece.op is not Op.EQUAL for piece in edit.pieces)
    if edit.kind is EditKind.MOVED and not changed:
        return f'moved: "{clip(edit.new or "", LONGEST - 9)}"'
    if edit.old is None or edit.new is None:
        return _alone(edit, old, new)
    return _inline(edit)


# -- statements that came or went


def _alone(edit: Edit, old: Sequence[Block], new: Sequence[Block]) -> str:
    verb = "removed" if edit.new is None else "added"
    wording, at = (old, edit.old_at) if edit.new is None else (new, edit.new_at)
    text = " ".join((edit.old or edit.new or "").split())
    link = "from" if edit.new is None else "to"
    lead = _lead(wording, at) if edit.block is BlockKind.LIST_ITEM and len(text) < LONGEST // 2 else ""
    begin = f'{verb} {link} "{clip(lead, LONGEST // 3)}": ' if lead else f"{verb}: "
    return f'{begin}"{telling(text, LONGEST - len(begin) - 2)}"'


def _lead(wording: Sequence[Block], at: int | None) -> str:
    """What stands above a list: the line that leads to it, or its heading."""
    if at is None or at >= len(wording):
        return ""
    above = at
    while above > 0 and wording[above].kind is BlockKind.LIST_ITEM:
        above -= 1
    block = wording[above]
    if block.kind is BlockKind.LIST_ITEM or not (block.kind is BlockKind.HEADING or block.text.rstrip().endswith(":")):
        return ""
    return block.text.strip().rstrip(":").strip()


def telling(text: str, room: int) -> str:
    """A sentence in so many characters: from where it says who does what; its end when there is no room."""
    if len(text) <= room:
        return text
    words = [(match.start(), word_key(match.group())) for match in _WORD.finditer(text)]
    decisive = [n for n, (_, key) in enumerate(words) if key in NOT or key in MODALS or key.endswith("n't")]
    decisive = decisive or [n for n, (_, key) in enumerate(words) if key in SPEAKS]
    at = decisive[0] if decisive else 0
    comma = text.rfind(", ", 0, words[at][0])
    near = comma >= 0 and len(text[comma : words[at][0]].split()) <= 8
    start = comma + 2 if near else words[max(0, at - 3)][0] if words[at][0] > room // 2 else 0
    rest = ("…" if start else "") + text[start:]
    if len(rest) <= room:
        return rest
    end = _tail_of(rest, room // 3)
    begin = clip(rest, room - len(end) - 1)
    said = begin.removesuffix("…").rstrip(" ,;") + " " + end
    return (
        said
        if len(said) <= room and not denies(rest[len(begin) - 1 : len(rest) - len(end) + 1])
        else _around(rest, room)
    )


def _around(text: str, room: int) -> str:
    """The text cut behind the last word that denies, so that it does not say the opposite."""
    last = max((m.end() for m in _WORD.finditer(text) if denies(m.group())), default=0)
    if last + 20 <= room:
        return clip(text, room)
    start = max(0, last - room // 2)
    start = text.rfind(" ", 0, start) + 1
    return clip("…" + text[start:].lstrip("…"), room)


def _tail_of(text: str, room: int) -> str:
    cut = text[-room:]
    return "…" + cut[cut.find(" ") + 1 :].lstrip(" ,;")


# -- statements that changed


def _inline(edit: Edit) -> str:
    """The sentence with its changes marked, all of them when there is room, else those that weigh most."""
    old, new = edit.old or "", edit.new or ""
    changes = _grouped(new, _changes(edit.pieces))
    if not changes:
        return f'"{clip(old, LONGEST // 2 - 3)}" → "{clip(new, LONGEST // 2 - 3)}"'
    if len(changes) == 1 and (told := _addition(old, new, changes[0])):
        return told
    changes = [_widened(old, new, change) for change in changes]
    changes = _grouped(new, changes, gap=0)
    whole = _marked(old, new, changes, 0, len(new))
    if len(whole) <= LONGEST:
        return whole
    by_weight = sorted(range(len(changes)), key=lambda n: (-_weight(old, new, changes[n]), n))
    heavy = sum(_weight(old, new, change) >= _DECISIVE for change in changes)
    for count in range(max(1, min(heavy, _SHOWN)), 0, -1):
        chosen = sorted(by_weight[:count])
        told = _windowed(old, new, [changes[n] for n in chosen], changes)
        if told is not None:
            return told
    return _pair(old, new, changes[by_weight[0]])


def _changes(pieces: Iterable[Piece]) -> list[_Change]:
    found: list[_Change] = []
    a = b = 0
    for piece in pieces:
        size = len(piece.text)
        if piece.op is Op.EQUAL:
            a, b = a + size, b + size
            continue
        last = found[-1] if found and found[-1].old[1] == a and found[-1].new[1] == b else None
        change = last or _Change((a, a), (b, b))
        if piece.op is Op.DELETE:
            a += size
        else:
            b += size
        change = _Change((change.old[0], a), (change.new[0], b))
        if last:
            found[-1] = change
        else:
            found.append(change)
    return found


def _grouped(new: str, changes: Iterable[_Change], gap: int = _GAP) -> list[_Change]:
    """Changes with hardly a word between them as one."""
    found: list[_Change] = []
    for change in changes:
        between = new[found[-1].new[1] : change.new[0]] if found else ""
        if found and ((len(between.split()) <= gap and not _STOP.search(between)) or found[-1].new[1] > change.new[0]):
            first = found[-1]
            found[-1] = _Change(
                (first.old[0], max(first.old[1], change.old[1])), (first.new[0], max(first.new[1], change.new[1]))
            )
        else:
            found.append(change)
    return found


_OPENS = frozenset("including except excluding unless especially notably particularly".split())


def _addition(old: str, new: str, change: _Change) -> str | None:
    """Several words that came into a sentence, or went from it, and turn nothing by themselves."""
    gone, come = old[slice(*change.old)].strip(), new[slice(*change.new)].strip()
    if bool(gone) == bool(come):
        return None
    said, rest = (come, old) if come else (gone, new)
    words = said.split()
    at = change.old[0] if come else change.new[0]
    before = rest[:at].split()
    listed = said[:1] in ",;" or said[-1:] in ",;"  # an item of a list of words
    if (len(words) <= _FEW and not listed) or (denies(said) and word_key(words[0]) not in BOUNDS):
        return None
    if before and (denies(before[-1]) or word_key(before[-1]) in FORCE):
        return None
    opener = next(iter(said.strip(" ,;").split()), "")
    behind = (new[change.new[1] :] if come else old[change.old[1] :]).strip()
    if word_key(opener) in _OPENS and behind[:1].isalnum() and not _STOP.search(said[-1]):
        told = f'"{" ".join(old.split())}" → "{" ".join(new.split())}"'  # what it opens goes on behind it
        return told if len(told) <= LONGEST else None
    verb, link = ("added", "to") if come else ("dropped", "from")
    said = said.strip(" ,;.").strip()
    quoted = telling(said, 2 * LONGEST // 3)
    room = LONGEST - len(f'{verb} {link} "": "{quoted}"')
    if room < 24 or (denies(rest) and len(rest) > room):
        return None
    sentence = " ".join(rest.split()).rstrip(".")
    return f'{verb} {link} "{telling(sentence, room)}": "{quoted}"'


def _widened(old: str, new: str, change: _Change) -> _Change:
    """With the word that denies, bounds or counts before it, and behind it the word that this is about."""
    gone, come = old[slice(*change.old)], new[slice(*change.new)]
    start = _from(new, change.new[0], denies(gone) or denies(come))
    end = _up_to(new, change.new[1], gone, come)
    if (not gone.strip() or not come.strip()) and end == change.new[1] and start == change.new[0]:
        words = [match.start() for match in _WORD.finditer(new[:start])]  # nothing follows
        start = words[-1] if words else start
    start, end = _whole(new, start, end)
    taken, more = change.new[0] - start, end - change.new[1]
    return _Change((max(0, change.old[0] - taken), min(len(old), change.old[1] + more)), (start, end))


_JOINTS = "._/-@:"  # between letters or digits they are inside of a name: "D.4", "help@shop.example", "v1.2/beta"


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds that cut no name in two: "1" of "D.1" says nothing by itself."""

    def inside(at: int) -> bool:
        before, after = text[at - 1], text[at]
        joined = before in _JOINTS and text[max(0, at - 2)].isalnum()
        joins = after in _JOINTS and text[at + 1 : at + 2].isalnum()
        return (before.isalnum() or joined) and (after.isalnum() or joins)

    while 0 < start < len(text) and inside(start):
        start -= 1
    while 0 < end < len(text) and inside(end):
        end += 1
    return start, end


def _from(text: str, at: int, turns: bool) -> int:
    """Where a quotation begins that may not begin at its first changed word."""
    before = [match.span() for match in _WORD.finditer(text[:at])]
    start = at
    for number, (begin, end) in enumerate(reversed(before[-3:])):
        word, key = text[begin:end], word_key(text[begin:end])
        if _STOP.search(word) or word.endswith(",") or (end == at and text[at - 1 : at].strip()):
            break
        light = number == 0 and (key in LIGHT or counts(word))
        if not (denies(word) or key in BOUNDS or light or key in MODALS or (turns and key in FORCE)):
            break
        start = begin
        if key in DETERMINERS:
            break
        turns = turns or denies(word)
    return start


def _up_to(text: str, at: int, gone: str, come: str) -> int:
    """Where a quotation ends that may not end at its last changed word."""
    if _ends(come or gone):
        return at
    after = [match.span() for match in _WORD.finditer(text, at)]
    if after and text[at - 1 : at].strip() and after[0][0] == at and come:
        return at  # in the middle of a word
    alone = not gone.strip() or not come.strip()
    last = [word_key(words[-1]) for words in (gone.split(), come.split()) if words]
    numbers = any(counts(words[-1]) for words in (gone.split(), come.split()) if words)
    needed = alone or any(key in NOT | FORCE | BOUNDS | LIGHT | ADVERBS for key in last)
    end = at
    for number, (begin, stop) in enumerate(after[:3]):
        key = word_key(text[begin:stop])
        counted = number == 0 and numbers and (key.rstrip("'") in UNITS or any(k in NUMBER_WORDS for k in last))
        if not (needed or counted or (number == 1 and key in PARTICLES)):
            break
        end = stop - (text[stop - 1] in ".,;:!?")
        if end < stop:
            break
        needed = key in LIGHT | FORCE | NOT and number < 2
    return end


def _ends(text: str) -> bool:
    return text.rstrip()[-1:] in tuple(".,;:!?")


def _marked(old: str, new: str, changes: Sequence[_Change], start: int, stop: int) -> str:
    """The new text from `start` to `stop` with both forms of each change in it."""
    out, at = [], start
    for change in changes:
        out.append(new[at : change.new[0]])
        out.append(f" {_arrow(old[slice(*change.old)], new[slice(*change.new)])} ")
        at = change.new[1]
    out.append(new[at:stop])
    return _tidy("".join(out))


def _arrow(was: str, now: str) -> str:
    was, now = (" ".join(text.split()) for text in (was, now))
    was, now = (text.strip(",;. ") or text for text in (was, now))
    if not was:
        return f' + "{now}"'
    if not now:
        return f' − "{was}"'
    return f'"{was}" → "{now}"'


def _tidy(text: str) -> str:
    text = re.sub(r" (?=[,;:])", "", " ".join(text.split()))
    return text if text.endswith("…") else text.rstrip(". ")


def _windowed(old: str, new: str, chosen: Sequence[_Change], changes: Sequence[_Change]) -> str | None:
    """The chosen changes with the words around them that fit; None when they do not fit."""
    parts = []
    for n, change in enumerate(chosen):
        parts.append(_arrow(old[slice(*change.old)], new[slice(*change.new)]))
        if n + 1 < len(chosen):
            between = new[change.new[1] : chosen[n + 1].new[0]].strip()
            hidden = any(c not in chosen and change.new[1] <= c.new[0] < chosen[n + 1].new[0] for c in changes)
            parts.append("…" if hidden or len(between) > 30 else between)
    core = " ".join(filter(None, parts))
    room = LONGEST - len(core) - 2
    if room < 0:
        return None
    start = max((c.new[1] for c in changes if c.new[1] <= chosen[0].new[0] and c not in chosen), default=0)
    stop = min((c.new[0] for c in changes if c.new[0] >= chosen[-1].new[1] and c not in chosen), default=len(new))
    head, tail = new[start : chosen[0].new[0]], new[chosen[-1].new[1] : stop]
    cut = [m.end() for m in _STOP.finditer(head)]
    head = head[cut[-1] :] if cut else head
    end = _STOP.search(tail)
    tail = tail[: end.start()] if end else tail
    denied = denies(head)
    left = _ending(
        head.strip(), room if denied and not tail.strip() else max(room - min(len(tail.strip()), room // 3), room // 2)
    )
    if denied and not denies(left):
        return None if len(chosen) > 1 else _elided(head, core, room)
    right = clip(tail.strip(), room - len(left)) if room - len(left) > 12 else ""
    if denies(tail) and not denies(right):
        return None if len(chosen) > 1 else _tidy(f"{left} {core} …{_last_denial(tail, room - len(left) - 2)}")
    return _tidy(f"{left} {core} {right}")[:LONGEST]


def _elided(head: str, core: str, room: int) -> str:
    """With the words that deny, and not what stands between them and the change."""
    words = head.split()
    at = max(n for n, word in enumerate(words) if denies(word))
    said = clip(" ".join(words[max(0, at - 1) : at + 2]), max(12, room - 2)).rstrip("…")
    return _tidy(f"…{said} … {core}")


def _last_denial(tail: str, room: int) -> str:
    words = tail.split()
    at = next(n for n, word in enumerate(words) if denies(word))
    return clip(" ".join(words[max(0, at - 1) : at + 3]), max(12, room))


def _ending(text: str, room: int) -> str:
    """The end of a text in so many characters."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    if room < 8:
        return ""
    cut = text[len(text) - room + 1 :]
    return "…" + cut[cut.find(" ") + 1 :]


def _pair(old: str, new: str, change: _Change) -> str:
    """A long change by itself: both forms cut, the words that deny left in."""
    was, now = (" ".join(text.split()) for text in (old[slice(*change.old)], new[slice(*change.new)]))
    if not was or not now:
        verb, text = ("dropped", was) if was else ("added", now)
        return f'{verb}: "{telling(text, LONGEST - len(verb) - 4)}"'
    room = LONGEST - 7
    first = min(len(was), max(room // 2, room - len(now)))
    shown = telling(was, first)
    return f'"{shown}" → "{telling(now, room - len(shown))}"'


def _weight(old: str, new: str, change: _Change) -> int:
    """How much a reader learns from a change of words."""
    moved = _moved(old, new, change)
    weight = 0
    if any(key in NOT or key.endswith("n't") for key in moved):
        weight += 8
    if moved & MODALS:
        weight += 5
    if any(map(counts, moved)):
        weight += 5
    if moved & BOUNDS:
        weight += 4
    return weight + min(3, len(moved - LIGHT))


def _moved(old: str, new: str, change: _Change) -> set[str]:
    """The words that stand on one side alone."""
    was, now = (
        {word_key(word) for word in text.split()} for text in (old[slice(*change.old)], new[slice(*change.new)])
    )
    return was ^ now


def _decides(key: str) -> bool:
    return key in NOT or key.endswith("n't") or key in MODALS or key in BOUNDS or counts(key)


def clip(text: str, room: int) -> str:
    """The text on one line in at most so many characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    cut = text[: max(0, room - 1)]
    space = cut.rfind(" ")
    return (cut[:space] if space > 0 else cut).rstrip(" ,;:") + "…"


def every_difference(edit: Edit) -> str:
    """The reason of an edit, with each difference that may decide and that it does not name."""
    if edit.old is None or edit.new is None or edit.severity is Severity.MINOR:
        return edit.reason
    missing = []
    named = {word_key(word) for word in edit.reason.split()}
    for change in _grouped(edit.new, _changes(edit.pieces), gap=0):
        was, now = (
            " ".join(text[slice(*span)].split()).strip(",;. ")
            for text, span in ((edit.old, change.old), (edit.new, change.new))
        )
        if _weight(edit.old, edit.new, change) < _DECISIVE or (was in edit.reason and now in edit.reason):
            continue
        if {key for key in _moved(edit.old, edit.new, change) if _decides(key)} <= named:
            continue
        wide = _widened(edit.old, edit.new, change)
        shown = [
            f'"{clip(text[slice(*span)], _QUOTED)}"' if text[slice(*span)].strip() else "nothing"
            for text, span in ((edit.old, wide.old), (edit.new, wide.new))
        ]
        missing.append(" → ".join(shown))
    return edit.reason if not missing else f"{edit.reason}; also {', '.join(missing[:_ALSO])}"


def heaviest(edit: Edit) -> int:
    """The weight of the change of words in an edit that tells a reader most, from 0."""
    old, new = edit.old or "", edit.new or ""
    return max((_weight(old, new, change) for change in _grouped(new, _changes(edit.pieces))), default=0)
