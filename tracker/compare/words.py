"""Words of a text, and the difference between two texts in whole words.

The difference is made over words alone: white space never attracts an alignment, it is put back afterwards. Words that
differ in case, quotes or dashes only are aligned with each other and still shown as changed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import fast_diff_match_patch

from tracker.compare.order import anchors
from tracker.types import Op, Piece

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|Januar|Februar|März|Juni|Juli|Oktober|Dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
    "|januari|februari|maart|mei|augustus"
)
# Scripts written without spaces: a character (with its marks) is the word. Katakana runs are words already.
UNSPACED = (
    r"\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Combining marks are not \w for `re`; without them Devanagari or Hebrew words would fall apart.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0dff\u200c\u200d\u00ad"
)
_LETTER = rf"(?:[^\W_{UNSPACED}]|[{_MARKS}])"
_WORD = rf"{_LETTER}+(?:[-‐‑'’ʼ&·]{_LETTER}+)*"

# Repetitions before a required later character are bounded: an endless run of "a.a.a" must not cost quadratic time.
_TOKEN = re.compile(
    rf"""
      \s+
    | [A-Za-z]+(?=\ [A-Za-z])  # most words: nothing below could hold more of them
    | (?:https?://|www\.)(?:[^\s<>"“”()\[\]{{}}|]|\([^\s()]{{0,40}}\))*
        (?:[^\s.,;:!?'"’“”»()\[\]{{}}<>|*_]|\([^\s()]{{0,40}}\))
    | [\w.+%-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}
    | (?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}
        (?:com|org|net|gov|edu|int|mil|info|io|ai|app|dev|eu|uk|de|fr|us|ca|ch|nl|jp|au|co)\b
        (?:/[\w./?&=%\#~+-]{{0,500}}[\w/])?
    | \d{{1,2}}(?:st|nd|rd|th|er|\.)?\s{{1,3}}(?:of\s|de\s)?(?:{_MONTHS})\b\.?(?:(?:,|\sde)?\s{{1,3}}\d{{4}}\b)?
    | (?:{_MONTHS})\b\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s{{1,3}}\d{{4}}\b)?
    | \d{{2,4}}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?
    | (?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!{_LETTER}))?
    | (?:[A-Z]{{0,3}}[$€£¥₹]\s?)?\d+(?:[.,:/–\u00a0\u202f]\d+)*
        (?:\s?[%‰€£]|(?:[-‐‑'’]?{_LETTER}+)+)?
    | {_WORD}
    | \u30a0?[\u30a1-\u30ff]+
    | [{UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b6-\u17d3{_MARKS}]*
    | [@\#]{_WORD}
    | \*+ | =+ | -+ | _+ | \.+ | \|+ | \#+ | ~+ | •+ | ·+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)

_CONTEXT = 60  # characters left on: more than the longest date, and room for an edit to slide
_LONG = 16_000_000  # pairs of words, 4,000 on each side: the edit script of unlike texts takes about 40 ms there
_SHINGLE = 4  # words
_SLIGHT = 3  # characters of punctuation and white space between two changed words

_FOLDS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00ad": None,
        "\u200b": None,
    }
)

# Words that join others and say little alone: equal ones between two changes are no landmark for a reader.
FUNCTION_WORDS = frozenset(
    "a an the of to in on at by for from with as and or that this these those it its is are be been was were will"
    " which who whom whose their our your his her any such we you they i not no if than then so but into upon about"
    " other may can do does has have had also there".split()
)


Part = tuple[Op, str]  # a piece in the making


class _Run(NamedTuple):
    """A run of equal words (`equal`), or of words taken out and put in. Half-open ranges over the two word lists."""

    equal: bool
    old: range
    new: range

    def shifted(self, i: int, j: int) -> _Run:
        return _Run(self.equal, _grow(self.old, i, i), _grow(self.new, j, j))


def tokens(text: str) -> list[str]:
    """The text cut into words, white space and punctuation; joined, the tokens give the text back.

    Numbers with their signs and units ("$5", "1,500.50", "30%"), dates, e-mail and web addresses, initialisms and
    hyphenated words stay whole. Scripts without spaces are cut into characters.
    """
    return _TOKEN.findall(text)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """What two words are aligned by: case, kind of quotes and dashes, and inner white space do not count."""
    folded = word.translate(_FOLDS).casefold()
    return " ".join(folded.split()) if " " in folded or "\u00a0" in folded else folded


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
    runs: list[_Run] = []
    i = j = 0
    for a, b in [*_footholds(old, new), (len(old), len(new))]:
        for run in _shortest(old[i:a], new[j:b]):
            _append(runs, run.shifted(i, j))
        if a < len(old):
            _append(runs, _Run(True, range(a, a + 1), range(b, b + 1)))
        i, j = a + 1, b + 1
    runs = _absorb(_slide(runs, old, new), old, new)
    runs = _absorb(list(_refine(runs, old, new)), old, new)
    return [pair for run in runs if run.equal for pair in zip(run.old, run.new, strict=True)]


def _footholds(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """For texts too long for the shortest edit script: pairs of words in runs that both texts hold equally often."""
    if len(old) * len(new) <= _LONG:
        return []
    return anchors(_shingles(old), _shingles(new), [1] * len(old), 1)


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[k : k + _SHINGLE]) for k in range(len(words))]


def _shortest(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """The shortest edit script between two word lists (Myers), or one replacement when they are too long for it."""
    if len(old) * len(new) > _LONG:
        return [_Run(False, range(len(old)), range(len(new)))]
    words = dict.fromkeys(chain(old, new))
    codes = dict(zip(words, map(_code, range(len(words))), strict=True))
    texts = ("".join(map(codes.__getitem__, side)) for side in (old, new))
    counts = fast_diff_match_patch.diff(*texts, timelimit=0, checklines=False, cleanup="No", counts_only=True)
    runs: list[_Run] = []
    i = j = 0
    for op, count in counts:
        di, dj = (0 if op == "+" else count), (0 if op == "-" else count)
        runs.append(_Run(op == "=", range(i, i + di), range(j, j + dj)))
        i, j = i + di, j + dj
    return runs


def _code(number: int) -> str:
    """One character for each distinct word; surrogates are no characters and are left out."""
    number += 0x100
    return chr(number if number < 0xD800 else number + 0x800)


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
            slid[k - 1] = _Run(True, _grow(before.old, 0, shift), _grow(before.new, 0, shift))
            slid[k] = _Run(False, _grow(run.old, shift, shift), _grow(run.new, shift, shift))
            slid[k + 1] = _Run(True, _grow(after.old, shift, 0), _grow(after.new, shift, 0))
    return slid


def _grow(span: range, start: int, stop: int) -> range:
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


def _refine(runs: Sequence[_Run], old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    """Look again into each replacement for words that say something.

    The shortest script is as glad to keep "and" as "language"; a reader holds on to "language".
    """
    for run in runs:
        if run.equal or not run.old or not run.new:
            yield run
            continue
        i, j = run.old.start, run.new.start
        told_old = [k for k in run.old if _says(old[k])]
        told_new = [k for k in run.new if _says(new[k])]
        for same in _shortest([old[k] for k in told_old], [new[k] for k in told_new]):
            if same.equal:
                for a, b in zip((told_old[k] for k in same.old), (told_new[k] for k in same.new), strict=True):
                    yield _Run(False, range(i, a), range(j, b))
                    yield _Run(True, range(a, a + 1), range(b, b + 1))
                    i, j = a + 1, b + 1
        yield _Run(False, range(i, run.old.stop), range(j, run.new.stop))


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
    return 3 if _says(word) or word == "|" else 1 if word in FUNCTION_WORDS else 0


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
