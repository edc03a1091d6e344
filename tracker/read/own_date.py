"""The date that a page gives for itself: "Last updated: 1 May 2024"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

_MONTHS = (
    "january jan januar jänner janvier enero janeiro gennaio januari",
    "february feb februar février fevrier febrero fevereiro febbraio februari",
    "march mar märz maerz mrz mars marzo março marco maart",
    "april apr avril avr abril aprile",
    "may mai mayo maio maggio mei",
    "june jun juni juin junio junho giugno",
    "july jul juli juillet juil julio julho luglio",
    "august aug août aout agosto augustus",
    "september sep sept septembre septiembre setembro settembre",
    "october oct oktober okt octobre octubre outubro ottobre",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre diciembre dezembro dicembre",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:(?P<y1>{_YEAR})\s?[-/.年]\s?(?P<m1>[01]?\d)\s?[-/.月]\s?(?P<d1>[0-3]?\d)(?!\d)"
    rf"|(?P<d2>[0-3]?\d)(?:st|nd|rd|th|er|º|°|\.)?\s?-?(?:(?:of|de|du)\s)?(?P<m2>{_MONTH})\.?,?[\s-](?:del?\s)?(?P<y2>{_YEAR})"
    rf"|(?P<m3>{_MONTH})\.?\s(?P<d3>[0-3]?\d)(?:st|nd|rd|th)?,?\s(?P<y3>{_YEAR})"
    rf"|(?P<n1>[0-3]?\d)[./-](?P<n2>[0-3]?\d)[./-](?P<y4>{_YEAR}))"
)
# In English, German, French, Spanish, Portuguese, Italian, Dutch, Japanese and Chinese.
_UPDATED = (
    r"updated?|revised|revision|modified|amended|changed|reviewed|aktualisiert|aktualisierung|geändert|änderung|stand"
    r"|mise à jour|mis à jour|modifiée?|modification|actualizad[oa]|actualizaci[óo]n|modificad[oa]|modificaci[óo]n"
    r"|atualizad[oa]|atualização|aggiornat[oa]|aggiornamento|bijgewerkt|gewijzigd"
    r"|(?:最終|最后|最近)?(?:更新日期|更新日|更新于|更新|改定日?)"
)
_EFFECTIVE = (
    r"effective|in effect|in force|(?:takes|took) effect|(?:comes|came) into (?:force|effect)|dated?|published|version"
    r"|gültig|in kraft|en vigueur|vigente|vigencia|vigor|in vigore|geldig|施行日?|生效日期"
)
_LINK_WORDS = (
    r"(?:\s?(?:date|on|as of|as at|at|from|since|of|is|was|le|il|el|em|am|vom|ab|op|seit|per|last|[:：()|–—-]))*\s*"
)
_STAMPS = tuple(rf"(?<!\w)(?:{label})(?![a-z]){_LINK_WORDS}{_DATE}" for label in (_UPDATED, _EFFECTIVE))
_HEAD = 250  # characters: a stamp is a line of its own or stands at the head of one


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """By the first line that needs it: 10 ms for all, and most commands meet no date."""
    return re.compile(pattern, re.IGNORECASE)


def own_date(texts: Iterable[str], language: str | None) -> str | None:
    """The newest date under "updated" in the lines of a page, else the first under "effective", as an ISO date."""
    heads = [head for text in texts if "20" in (head := text[:_HEAD]) or "19" in head]
    updated = [found for head in heads if (found := _first(_STAMPS[0], head, language))]
    if updated:
        return max(updated).isoformat()
    effective = next((found for head in heads if (found := _first(_STAMPS[1], head, language))), None)
    return effective.isoformat() if effective else None


_ANY = rf"(?<![\w/-]){_DATE}(?![\w/])"
_NO_YEAR = (
    rf"(?<![\w])(?:(?:{_MONTH})\.?\s[0-3]?\d|[0-3]?\d(?:st|nd|rd|th|er|\.)?\s(?:{_MONTH})"
    rf"|(?:{_MONTH})\.?\s{_YEAR})(?![\w])"
)


def date_in(text: str, language: str | None) -> str | None:
    """The first date in a short text, as an ISO date; None when it holds none."""
    found = _first(_ANY, text, language) if any(map(str.isdigit, text)) else None
    return found.isoformat() if found else None


def day_in(text: str) -> bool:
    """Whether a text holds a date, or a day or month without the rest of it."""
    return any(map(str.isdigit, text)) and bool(_compiled(_ANY).search(text) or _compiled(_NO_YEAR).search(text))


def is_stamp(text: str) -> bool:
    """Whether a line says of a date what it is the date of: "updated", "effective"."""
    return any(_compiled(stamp).search(text) for stamp in _STAMPS)


def _first(stamp: str, text: str, language: str | None) -> date | None:
    return next(filter(None, (_date(found, language) for found in _compiled(stamp).finditer(text))), None)


def _date(found: re.Match[str], language: str | None) -> date | None:
    part = {name: value for name, value in found.groupdict().items() if value}
    year = int(next(value for name, value in part.items() if name[0] == "y"))
    if "n1" in part:
        first, second = int(part["n1"]), int(part["n2"])
        # 05/01/2024 is the first of May in the United States, and in English that names no country.
        month_first = second > 12 or (
            first <= 12 and (language or "en").lower() in {"en", "en-us"} and "." not in found[0]
        )
        month, day = (first, second) if month_first else (second, first)
    else:
        name = next(value for key, value in part.items() if key[0] == "m").lower()
        month = int(name) if name.isdigit() else _NUMBERS[name]
        day = int(next(value for key, value in part.items() if key[0] == "d"))
    try:
        return date(year, month, day)
    except ValueError:
        return None
