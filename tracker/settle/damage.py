"""Is it the page's text, but hurt on its way? Cut off, with parts that were not loaded, or with broken signs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tracker.model import Statement
from tracker.settle.suspicion import Suspicion

_SHOWN = 60  # characters of a quotation
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_CUT_TABLE = re.compile(  # begins with the figure, not with \b: so the engine looks for it ten times as fast
    r"1(?<!\w1)\s?(?:-|–|—|to|bis|à|a)\s?(\d+)\s(?:of|out of|von|sur|de|di|van)\s(?:about\s)?(\d+)\b", re.IGNORECASE
)
_LONGEST_NOTICE = 160  # characters: what a script writes in the place of a part that it could not get
_NOT_LOADED = re.compile(
    r"^\W*(?:(?:oops|sorry|error)\b\W*)?(?:we(?: are|'re|’re) sorry\W*)?(?:"
    r"(?:(?:this|the|some|part of the|our) )?"
    r"(?:section|content|page|part|text|document|data|block|component|list|table)s? (?:on this page )?"
    r"(?:could not|couldn['’]t|cannot|can['’]t|can not|failed to|did not|didn['’]t|is unable to)"
    r" (?:be )?(?:load|display|render|fetch|retrieve|show)"
    r"|(?:failed|unable) to (?:load|display|fetch|retrieve)\b"
    r"|we (?:could not|couldn['’]t|were unable to|are unable to|can['’]t)"
    r" (?:load|display|fetch|retrieve|show) (?:this|the)\b"
    r"|(?:something|an error)(?: went wrong| (?:has )?occurred)"
    r".{0,30}\b(?:loading|load|fetching|content|section|try again)"
    r"|loading\s*(?:\.\.\.|…|content|section|page|\W*$)|please wait while .{0,30}\bloads?\b"
    r"|(?:dieser?s? )?(?:abschnitt|inhalt|seite)e? (?:konnte|kann)n?(?:ten|en)? nicht (?:geladen|angezeigt) werden"
    r"|wird geladen\W*$|(?:cette|ce) (?:section|contenu|page) n['’]a pas pu être (?:chargée?|affichée?)"
    r"|(?:impossible de charger|échec du chargement)|chargement(?: en cours)?\s*(?:\.\.\.|…|$)"
    r"|(?:no se (?:pudo|ha podido) cargar|error al cargar)|cargando\s*(?:\.\.\.|…|$))",
    re.IGNORECASE,
)
_CARRIED = re.compile(r"[\s\x80-\xa0]")  # spaces and controls, which reading drops or makes anew


def damaged(known: Statement, seen: Statement, *, ended: Callable[[], bool]) -> Suspicion | None:
    """Why `seen` may be the text of `known` that did not arrive whole; None when nothing speaks for that.

    `ended` says whether the document names its end, so that no rest of it can be missing.
    """
    return (
        _breaks_off(known, seen, ended) or _not_loaded(known, seen) or _garbled(known, seen) or _cut_table(known, seen)
    )


def _breaks_off(known: Statement, seen: Statement, ended: Callable[[], bool]) -> Suspicion | None:
    """A text that is the one before up to some place: the rest of it did not arrive.

    Where the document names its end, only a place inside a sentence is none where a text may end.
    """
    *whole, last = [block.text for block in seen.wording] or [""]
    before = [block.text for block in known.wording]
    if not last or before[: len(whole)] != whole or len(whole) >= len(before):
        return None
    stood = before[len(whole)]
    inside = last != stood and stood.startswith(last) and not _ENDED.search(last)
    missing = stood.startswith(last) and (last != stood or len(whole) + 1 < len(before))
    if not inside and (not missing or ended()):
        return None
    quoted = f"…{last[-_SHOWN:]}" if len(last) > _SHOWN else last
    came = f"{len(seen.text):,} of {len(known.text):,} characters came"
    if inside:
        return Suspicion(f'the text breaks off at "{quoted}": {came}', hard=not ended(), partial=True)
    return Suspicion(f'the text ends at "{quoted}", and nothing says that it is whole: {came}', partial=True)


def _not_loaded(known: Statement, seen: Statement) -> Suspicion | None:
    """A text that says in the place of a part that this part could not be loaded."""
    before, now = ({block.text for block in each.wording} for each in (known, seen))
    if not before - now:
        return None
    notice = next((line for line in now - before if len(line) <= _LONGEST_NOTICE and _NOT_LOADED.search(line)), None)
    return Suspicion(f'a part is missing, and the page says "{notice[:_SHOWN]}"', partial=True) if notice else None


def _garbled(known: Statement, seen: Statement) -> Suspicion | None:
    """A text whose signs beyond ASCII were read, by the server or the author's tools, in another coding."""
    before = {block.text for block in known.wording if not block.text.isascii()}
    now = {_bare(block.text): block.text for block in seen.wording}
    lost = [line for line in before if _bare(line) not in now]
    broken = [(line, now[form]) for line in lost if (form := _broken_form(line, now)) is not None]
    if not broken or 2 * len(broken) < len(lost):
        return None
    old, new = min(broken)
    at = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    start = old.rfind(" ", 0, at) + 1
    return Suspicion(f'the signs are broken: "{old[start:][:20]}" came as "{new[start:][:20]}"', hard=True)


def _broken_form(line: str, found: dict[str, str]) -> str | None:
    return next((form for breaks in _BREAKS if (form := _bare(breaks(line))) != _bare(line) and form in found), None)


def _bare(text: str) -> str:
    return _CARRIED.sub("", text)


def _as_windows(line: str) -> str:
    return "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in line.encode())


_BREAKS: tuple[Callable[[str], str], ...] = (
    lambda line: line.encode().decode("latin-1"),
    _as_windows,
    lambda line: line.encode().decode("cp1252", "replace"),
    lambda line: "".join(sign if sign.isascii() else "?" for sign in line),
    lambda line: "".join(sign if sign.isascii() else "\N{REPLACEMENT CHARACTER}" for sign in line),
)


def _cut_table(known: Statement, seen: Statement) -> Suspicion | None:
    """A table of which only the first rows came, though it was whole before."""
    if len(seen.text) >= len(known.text):
        return None
    found = _CUT_TABLE.search(seen.text)
    if not found or int(found[1]) >= int(found[2]):
        return None
    before = _CUT_TABLE.search(known.text)
    if before and int(before[1]) <= int(found[1]):
        return None
    return Suspicion(f"a table is cut: it shows {found[0]}")
