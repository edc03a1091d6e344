"""Text as it is compared (what differs on every look is no difference of wording), and as it is shown."""

from __future__ import annotations

import json
import re
import unicodedata

_COUNT = r"(?:\d{1,4}|an?|one|two|three|few|a few|ein(?:e[mnr]?)?|une?|un[ao]?)\+?"
_UNIT = (
    r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?"
    r"|Sekunden?|Minuten?|Stunden?|Tag(?:en?)?|Wochen?|Monat(?:en?)?|Jahr(?:en?)?"
    r"|secondes?|heures?|jours?|semaines?|mois|ans?|années?"
    r"|segundos?|minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|años?|anos?"
    r"|[smhdw]"
)
_AGO = (
    rf"{_COUNT}\s?(?:{_UNIT})(?:\s?,?\s?(?:and\s)?{_COUNT}\s?(?:{_UNIT}))?\s(?:ago|atrás|fa|geleden|sedan|siden)"
    rf"|(?:vor|il y a|hace|há|for)\s(?:etwa\s|environ\s|unos\s)?{_COUNT}\s?(?:{_UNIT})(?:\ssiden)?"
    r"|\d{1,4}\s?(?:秒|分|分钟|時間|小时|小時|日|天|週間|周|か月|ヶ月|个月|個月|年)(?:前|以前)"
    r"|just now|moments ago"
    r"|(?:yesterday|today|gestern|heute|hier|aujourd'hui|ayer|hoy)"
    r"(?:,?\s(?:at\s|um\s|à\s|a las\s)?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?|\sUhr)?)?"
)
_ROUGHLY = r"(?:(?:about|over|around|almost|nearly|more than|etwa|über|environ|plus de)\s)?"
_STAMP = (
    r"(?:updated?|modified|edited|changed|reviewed|revised|published|posted|checked|activity"
    r"|aktualisiert|geändert|veröffentlicht|mise? à jour|modifiée?|publiée?|actualizad[oa]|publicad[oa]|atualizad[oa]"
    r"|aggiornat[oa]|bijgewerkt|更新|公開|发布)"
)
# A count of days inside a sentence ("if you signed up 30 days ago") is wording: only a stamp ends with it or is it.
_RELATIVE = re.compile(
    rf"(?P<stamp>{_STAMP}(?:\son|\slast)?\s?[:：·•|,—–-]?\s?)?(?P<when>{_ROUGHLY}(?:{_AGO}))"
    r"(?=$|\s?[.!|·•)\]])",
    re.IGNORECASE,
)
# One of these is in every form above; looking for them takes a tenth of the search, and most lines have none.
_HINTS = (
    " ago|just now|yesterday|today|moments| atrás| fa| geleden| sedan| siden|vor |hace |há |il y a |gestern|heute|hier"
    "|hui|ayer|hoy|前"
).split("|")
_LONGEST = 200  # characters: a stamp stands in a short line; also keeps the search cheap


def comparable(text: str) -> str:
    """The text with white space folded, characters in their plain form, and relative time ("Updated 22 days ago")
    masked.

    Texts that are equal in this form are one wording.
    """
    folded = " ".join(text.split())
    if not folded.isascii():
        folded = " ".join(plain_forms(folded).split())
    if len(folded) > _LONGEST:
        return folded
    lower = folded.lower()
    if not any(hint in lower for hint in _HINTS):
        return folded

    def mask(match: re.Match[str]) -> str:
        alone = match.start() == 0 and match.end() == len(folded)
        stamp = match.group("stamp")
        return f"{stamp}…ago" if stamp else "…ago" if alone else match.group()

    return _RELATIVE.sub(mask, folded)


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARK = re.compile(rf"⁻?[{_RAISED}]+(?:,[{_RAISED}]+)*|[ᵃ-ᵸᶜʰʲʳˢʷˣʸⁱⁿᶠᶻ](?!\w)|[™®℠]")
_POWERS = re.compile(r"(?:^|\W)(?:10|[a-zA-Z]|mm|cm|dm|km|ft|in|yd|mi|nm|µm)$")  # what is raised to a power
_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")


def plain_forms(text: str) -> str:
    """The characters of a text in their plain form: full-width letters and digits, ligatures, fractions and signs for
    words. Raised marks, which lead to a note, are left out; "m²" and "10⁶" keep theirs.
    """
    if "№" in text:
        text = re.sub(r"№\.?\s?", "No. ", text)
    text = unicodedata.normalize("NFKC", _FRACTION.sub(" ", _MARK.sub(_unmarked, text)))
    return text.replace("\u2044", "/")


def _unmarked(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 4) : found.start()]
    return found[0] if found[0][-1] in _RAISED and _POWERS.search(before) else ""


# Page text can drive a terminal: escape sequences (OSC 52 writes the clipboard), characters that reorder a line or
# that nobody sees.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def shown_json(text: str) -> str:
    """JSON of the same meaning, in which every such character is written \\uXXXX."""
    return CONTROL.sub(lambda match: json.dumps(match[0])[1:-1], text)
