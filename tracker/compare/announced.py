"""Whether an organisation announced a change in its own log: by the words that the log and the edits have in common.

Nothing is guessed: an answer shows the line that it rests on and the words that were met in both.

- announced: for each edit of substance a line tells of it
- partly: for some of them, or a line says that this page was changed, and not what
- not announced: the log was looked at a week or more after the change, and no line of that time tells of it
- open: that week is not over, the log was not looked at since, or it is written in another language
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import zip_longest

from tracker.compare.judge.reading import read
from tracker.compare.judge.words import lexicon
from tracker.compare.phrases import words_of
from tracker.model import Announced, Announcement, Edit, Severity
from tracker.model.dates import day_words

AROUND = timedelta(days=30)  # laws ask for a month's notice before a change, and newsletters come once a month after it
GRACE = timedelta(days=7)  # logs are written once a week
MOST_LINES, _LONG = 500, 2_000  # lines of a log that are looked at; characters of one

_QUOTED = 5  # words in a row that are a quotation
_OF_CHANGE = 0.5  # share of the words that an edit took out and put in, told by a line
_OF_LINE = 0.6  # share of a line's own words that are those of the statement
_SAID_OF_LOGS = frozenset(
    "update change revise amend clarify add remove replace rewrite edit new now instead version effective section term"
    " policy page statement document read wording word language text fix improve introduce say reflect".split()
)
_CHANGED = frozenset("update change revise amend rewrite edit new version replace".split())
_SILENT = (
    lexicon.NEUTRAL | lexicon.AUXILIARIES | lexicon.ARTICLES | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS
    | lexicon.SUBJECTS | frozenset(lexicon.PRONOUNS) | lexicon.DEFINITE | lexicon.INDEFINITE | lexicon.NEGATORS
    | lexicon.TEMPORAL | lexicon.HAVING | frozenset("their from our your will may can must shall get".split())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangelogLine:
    """A line of a log, and when and where it first stood."""

    text: str
    at: datetime
    log: str  # id of its page
    title: str
    version: str
    snapshot: int


def announced(
    edits: Sequence[Edit],
    title: str,
    organisation: str,
    lines: Iterable[ChangelogLine],
    *,
    first_with: datetime,
    looked: datetime | None,
    same_language: bool,
) -> Announcement:
    """What a log says of a change that came at `first_with`. `looked` is the last good look at the log; None: never."""
    near = [line for line in lines if abs(line.at - first_with) <= AROUND][-MOST_LINES:]
    own = _content(organisation)
    told = {n: met for n, edit in enumerate(_of_substance(edits)) if (met := _told(edit, near, own))}
    wanted = len(_of_substance(edits))
    if told:
        line, words = max(told.values(), key=lambda met: len(met[1]))
        state = Announced.ANNOUNCED if len(told) == wanted else Announced.PARTLY
        rest = "" if len(told) == wanted else f"{len(told)} of {wanted} edits; "
        return _found(state, line, f"{rest}both have {_listed(words)}")
    if named := next((line for line in near if _says_changed(line.text, title)), None):
        return _found(Announced.PARTLY, named, f"it says that “{title}” was changed, and not what")
    if not same_language:
        return Announcement(Announced.OPEN, "the log is in another language")
    if looked is None or looked < first_with + GRACE:
        return Announcement(Announced.OPEN, f"the log may still tell of it: {GRACE.days} days are not over")
    return Announcement(
        Announced.NOT, f"no line since {AROUND.days} days before it tells of it, as of {day_words(looked)}"
    )


def _found(state: Announced, line: ChangelogLine, reason: str) -> Announcement:
    return Announcement(state, reason, line.text[:_LONG], line.log, line.title, line.version, line.snapshot, line.at)


def _of_substance(edits: Sequence[Edit]) -> list[Edit]:
    graver = [edit for edit in edits if edit.severity is Severity.SUBSTANTIVE]
    return graver or [edit for edit in edits if edit.severity is not Severity.MINOR] or list(edits)


def _told(
    edit: Edit, lines: Sequence[ChangelogLine], own: frozenset[str]
) -> tuple[ChangelogLine, frozenset[str]] | None:
    """The line that tells most of an edit, and the words that both have."""
    old, new = _content(edit.old or "") - own, _content(edit.new or "") - own
    changed, both = old ^ new, old | new
    best = None
    for line in lines:
        words = _content(line.text) - own
        shared = words & both
        if not shared & changed:
            continue
        says = words - _SAID_OF_LOGS
        of_change = len(words & changed) / len(changed)
        of_line = len(says & both) / len(says) if says else 0.0
        is_told = len(shared - _SAID_OF_LOGS) >= 2 and (
            (of_change >= _OF_CHANGE and of_line >= _OF_LINE / 2 and bool((shared - changed) or len(changed) > 2))
            or (of_line >= _OF_LINE and len(shared) >= 2)
            or _quotes(line.text, edit)
        )
        if is_told and (best is None or len(shared) > len(best[1])):
            best = line, shared
    return best


def _quotes(line: str, edit: Edit) -> bool:
    """Whether a line has some words in a row of what was put in or taken out."""
    runs = _runs(words_of(line[:_LONG]))
    for text, other in ((edit.old, edit.new), (edit.new, edit.old)):
        if runs & (_runs(words_of(text or "")) - _runs(words_of(other or ""))):
            return True
    return False


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + _QUOTED]) for n in range(len(words) - _QUOTED + 1)}


def _says_changed(line: str, title: str) -> bool:
    """Whether a line says of a page, by its whole title, that it was changed."""
    keys = [word.key for word in read(line[:_LONG]).words]
    wanted = [word.key for word in read(title).words if word.key not in lexicon.ARTICLES]
    return bool(wanted) and set(wanted) <= set(keys) and not _CHANGED.isdisjoint(keys)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """The words that say something, in their ground form; a number with what it counts: 30 days are no 30 languages."""
    found: set[str] = set()
    words = read(text[:_LONG]).words
    for word, behind in zip_longest(words, words[1:]):
        if word.key.isdigit() and behind is not None and not behind.gap and behind.key.isalpha():
            found.add(f"{word.key} {behind.key}")
        elif word.key not in _SILENT and word.key.isalnum():
            found.add(word.key)
    return frozenset(found - {each.split()[1] for each in found if " " in each})


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in sorted(words)[:8])
