"""The difference between two texts in whole words, as a reader would mark it.

The difference is made over words alone: white space never attracts an alignment, it is put back afterwards. Words that
differ in case, quotes or dashes only are aligned with each other and still shown as changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.compare.common_subsequence import anchors
from tracker.compare.edit_script import shortest
from tracker.compare.words import FUNCTION_WORDS, LETTER_ALONE, fold, tokens
from tracker.model import Op, Piece

_CONTEXT = 60  # characters left on: more than the longest date, and room for an edit to slide
_BEARABLE = 4_000_000  # pairs of words in all, 2,000 on each side: unlike texts take about a second there
_SHINGLE = 4  # words
_SLIGHT = 3  # characters of punctuation and white space between two changed words

Part = tuple[Op, str]  # a piece in the making


class _Run(NamedTuple):
    """A run of equal words (`equal`), or of words taken out and put in. Half-open ranges over the two word lists."""

    equal: bool
    old: range
    new: range

    @property
    def size(self) -> int:
        """Pairs of words in a replacement."""
        return len(self.old) * len(self.new)


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """The readable difference in whole words. Equal and deleted pieces joined give `old`, equal and inserted `new`.

    Deterministic, without a time limit; a deletion comes before the insertion that replaces it.
    """
    if old == new:
        return (Piece(Op.EQUAL, old),) if old else ()
    if not old or not new:
        return (Piece(Op.DELETE, old) if old else Piece(Op.INSERT, new),)
    head, tail = _ends_in_common(old, new)
    old_tokens, new_tokens = (tokens(text[head : len(text) - tail]) for text in (old, new))
    old_at = [i for i, token in enumerate(old_tokens) if not token.isspace()]
    new_at = [i for i, token in enumerate(new_tokens) if not token.isspace()]
    pairs = landmarks([fold(old_tokens[i]) for i in old_at], [fold(new_tokens[j]) for j in new_at])
    placed = [(old_at[i], new_at[j]) for i, j in pairs]
    parts = _join(_merged(_parts(old_tokens, new_tokens, placed)))
    return pieces_of([(Op.EQUAL, old[:head]), *parts, (Op.EQUAL, old[len(old) - tail :])])


def _ends_in_common(old: str, new: str) -> tuple[int, int]:
    """How many characters at both ends need no look: equal, up to a space some way before the first difference.

    Most changed statements change in one place; the words far from it are half of the work.
    """
    shorter = min(len(old), len(new))
    head = max(0, _common_length(shorter, lambda n: old[:n] == new[:n]) - _CONTEXT)
    head = old.rfind(" ", 0, head) + 1
    rest = shorter - head
    tail = max(0, _common_length(rest, lambda n: old[len(old) - n :] == new[len(new) - n :]) - _CONTEXT)
    space = old.find(" ", len(old) - tail)
    return head, len(old) - space if tail and space >= 0 else 0


def _common_length(most: int, equal: Callable[[int], bool]) -> int:
    """The greatest n up to `most` for which `equal` holds, which holds for all smaller ones too."""
    return bisect_left(range(1, most + 1), True, key=lambda n: not equal(n))


def landmarks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices of equal words that a reader holds on to: the longest common sequence, without crumbs.

    Very long texts are held together by short runs of words first; what lies between and is still too long counts as
    rewritten. So the time is bounded by the length, and never by a clock.
    """
    whole = _Run(False, range(len(old)), range(len(new)))
    footholds = anchors(_shingles(old), _shingles(new), [1] * len(old), 1) if whole.size > _BEARABLE else []
    runs = _look_into(_cut_at(((a, b, 1) for a, b in footholds), whole), old, new)
    runs = _absorb(_slide(runs, old, new), old, new)
    # The shortest script is as glad to keep "and" as "language"; a reader holds on to "language".
    runs = _absorb(_look_into(runs, old, new, _says), old, new)
    return [pair for run in runs if run.equal for pair in zip(run.old, run.new, strict=True)]


def _look_into(
    runs: Sequence[_Run], old: Sequence[str], new: Sequence[str], counts: Callable[[str], bool] | None = None
) -> list[_Run]:
    """The runs, with the equal words found in each replacement: of all its words, or of those that count."""
    most = _most_bearable(runs)
    found: list[_Run] = []
    for run in runs:
        if run.equal or not 0 < run.size <= most:
            _append(found, run)
            continue
        old_at = [i for i in run.old if counts(old[i])] if counts else run.old
        new_at = [j for j in run.new if counts(new[j])] if counts else run.new
        same = shortest([old[i] for i in old_at], [new[j] for j in new_at])
        if counts:
            same = ((i + k, j + k, 1) for i, j, count in same for k in range(count))
        for part in _cut_at(((old_at[i], new_at[j], count) for i, j, count in same), run):
            _append(found, part)
    return found


def _cut_at(same: Iterable[tuple[int, int, int]], whole: _Run) -> list[_Run]:
    """The equal words, as (place in old, place in new, how many), and what lies between them inside `whole`."""
    runs: list[_Run] = []
    i, j = whole.old.start, whole.new.start
    for a, b, count in same:
        _append(runs, _Run(False, range(i, a), range(j, b)))
        i, j = a + count, b + count
        _append(runs, _Run(True, range(a, i), range(b, j)))
    _append(runs, _Run(False, range(i, whole.old.stop), range(j, whole.new.stop)))
    return runs


def _most_bearable(runs: Iterable[_Run]) -> int:
    """The size of the largest replacement to look into, so that all of them cost no more than is bearable."""
    most = total = 0
    for size in sorted(run.size for run in runs if not run.equal):
        total += size
        if total > _BEARABLE:
            break
        most = size
    return most


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[k : k + _SHINGLE]) for k in range(len(words))]


def _append(runs: list[_Run], run: _Run) -> None:
    """Add a run, joined to the last one when both are changed or both equal."""
    if not run.old and not run.new:
        return
    if runs and runs[-1].equal == run.equal:
        last = runs.pop()
        run = _Run(run.equal, range(last.old.start, run.old.stop), range(last.new.start, run.new.stop))
    runs.append(run)


def _slide(runs: list[_Run], old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """Move each pure insertion or deletion between its equal neighbours to where a reader would cut.

    "B, [D, ]and C" and "B[, D], and C" are equally minimal; an edit that begins after punctuation reads best.
    """
    slid = list(runs)
    for k in range(1, len(slid) - 1):
        run, words = slid[k], new
        if run.equal or (run.old and run.new):
            continue
        side = run.new
        if run.old:
            side, words = run.old, old
        before, after = slid[k - 1], slid[k + 1]
        left = right = 0
        while left < len(before.old) - 1 and words[side.start - 1 - left] == words[side.stop - 1 - left]:
            left += 1
        while right < len(after.old) - 1 and words[side.start + right] == words[side.stop + right]:
            right += 1
        shift = max(range(-left, right + 1), key=lambda s: (_cut(words, side.start + s, side.stop + s), -abs(s)))
        if shift:
            slid[k - 1] = _Run(True, _grown(before.old, 0, shift), _grown(before.new, 0, shift))
            slid[k] = _Run(False, _grown(run.old, shift, shift), _grown(run.new, shift, shift))
            slid[k + 1] = _Run(True, _grown(after.old, shift, 0), _grown(after.new, shift, 0))
    return slid


def _grown(span: range, start: int, stop: int) -> range:
    return range(span.start + start, span.stop + stop)


def _cut(words: Sequence[str], start: int, stop: int) -> int:
    """How well an edit from `start` to `stop` reads: best after a stop, well after a comma or with its own comma."""
    before = words[start - 1] if start else "."
    first, last = words[start], words[stop - 1]
    score = {".": 4, ";": 4, ":": 3, ",": 2, "(": 1}.get(before, 0)
    if first in (",", ";") and before not in (",", ";"):
        score = max(score, 1)
    if last in (",", ";", ".") and first not in (",", ";", "."):
        score += 1
    if first in (")", "]", '"', ".") or last in ("(", "["):
        score -= 2
    return score


def _absorb(runs: list[_Run], old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """Take equal runs that are no landmark into the changes around them, until none is left."""
    while True:
        kept: list[_Run] = []
        for k, run in enumerate(runs):
            crumb = run.equal and 0 < k < len(runs) - 1 and _is_crumb(run, kept[-1], runs[k + 1], old, new)
            _append(kept, _Run(False, run.old, run.new) if crumb else run)
        if len(kept) == len(runs):
            return kept
        runs = kept


def _says(word: str) -> bool:
    return word[:1].isalnum() and word not in FUNCTION_WORDS


def _is_crumb(run: _Run, before: _Run, after: _Run, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether an equal run is too slight against both changes around it.

    Two insertions (or two deletions) around a word stay apart: each says something of its own.
    """
    pure = (not before.old and not after.old) or (not before.new and not after.new)
    if pure:
        return False
    weight = _weight([old[i] for i in run.old])
    around = min(
        max(_weight([old[i] for i in side.old]), _weight([new[j] for j in side.new])) for side in (before, after)
    )
    return (weight <= 2 and weight <= around) or 4 * weight <= around


def _weight(words: Sequence[str]) -> int:
    return sum(map(_weigh, words))


def _weigh(word: str) -> int:
    """Words that say something, and the bar between the cells of a row, are worth keeping in place."""
    if word in FUNCTION_WORDS or LETTER_ALONE.match(word):
        return 1
    return 3 if _says(word) or word == "|" else 0


def _parts(old: Sequence[str], new: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """Parts from the pairs of aligned tokens; what lies between two pairs is trimmed of equal white space."""
    i = j = same = 0  # `same`: where in `old` the equal tokens before i begin
    for a, b in [*pairs, (len(old), len(new))]:
        if old[i : a + 1] != new[j : b + 1]:
            gap_old, gap_new = old[i:a], new[j:b]
            head = _common(gap_old, gap_new)
            tail = _common(reversed(gap_old[head:]), reversed(gap_new[head:]))
            yield Op.EQUAL, "".join(old[same : i + head])
            yield Op.DELETE, "".join(old[i + head : a - tail])
            yield Op.INSERT, "".join(new[j + head : b - tail])
            same = a - tail
            if old[a : a + 1] != new[b : b + 1]:
                yield Op.EQUAL, "".join(old[same:a])
                yield Op.DELETE, old[a]
                yield Op.INSERT, new[b]
                same = a + 1
        i, j = a + 1, b + 1
    yield Op.EQUAL, "".join(old[same:])


def _common(old: Iterable[str], new: Iterable[str]) -> int:
    """How many of the first elements are equal."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _join(parts: Sequence[Part]) -> Iterator[Part]:
    """Changes with only white space between them are one change; so are words that all changed their case."""
    for k, (op, text) in enumerate(parts):
        slight = op is Op.EQUAL and 0 < k < len(parts) - 1 and not any(map(str.isalnum, text))
        if slight and (text.isspace() or (_is_style(parts[max(0, k - 2) : k]) and len(text) <= _SLIGHT)):
            yield Op.DELETE, text
            yield Op.INSERT, text
        else:
            yield op, text


def _is_style(parts: Sequence[Part]) -> bool:
    """Whether two parts are a change of case, quotes or dashes alone."""
    return [op for op, _ in parts] == [Op.DELETE, Op.INSERT] and fold(parts[0][1]) == fold(parts[1][1])


def pieces_of(parts: Iterable[Part]) -> tuple[Piece, ...]:
    """Parts as pieces, neighbours of one kind joined; where a change has both, what is taken out comes first."""
    return tuple(Piece(op, text) for op, text in _merged(parts))


def _merged(parts: Iterable[Part]) -> list[Part]:
    merged: list[Part] = []
    equal = deleted = inserted = ""
    for op, text in parts:
        if not text:
            continue
        if op is Op.EQUAL:
            if deleted:
                merged.append((Op.DELETE, deleted))
            if inserted:
                merged.append((Op.INSERT, inserted))
            deleted = inserted = ""
            equal += text
        else:
            if equal:
                merged.append((Op.EQUAL, equal))
                equal = ""
            if op is Op.DELETE:
                deleted += text
            else:
                inserted += text
    last = ((Op.EQUAL, equal), (Op.DELETE, deleted), (Op.INSERT, inserted))
    return [*merged, *(part for part in last if part[1])]
