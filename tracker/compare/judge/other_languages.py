"""Cues in languages whose statements get no direction: which of the words that changed deny, permit, count or date."""

from __future__ import annotations

import re
from collections import Counter

from tracker.model import Cue

_WORDS = re.compile(r"[^\W\d_]+|\d[\d.,:]*%?")
# German, French, Spanish: forms as they stand in a text.
_DENIALS = frozenset(
    "nicht kein keine keinen keinem keiner keines nie niemals nirgends nichts ohne weder"
    " ne pas jamais aucun aucune aucuns aucunes rien sans ni nul nulle"
    " no nunca jamás ningún ninguno ninguna ningunos ningunas nada sin tampoco".split()
)
_MODALS = frozenset(
    "darf dürfen dürft durfte dürfte dürften kann können könnte könnten muss müssen müsste müssten soll sollen sollte"
    " sollten wird werden würde würden"
    " peut peuvent pouvez pouvons pourra pourront pourrait pourraient doit doivent devez devons devra devront devrait"
    " devraient"
    " puede pueden puedes podemos podrá podrán podría podrían debe deben debes debemos deberá deberán debería"
    " deberían".split()
)
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember"
    " janvier février mars avril juin juillet août septembre octobre novembre décembre"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)
_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[.:]\d{1,2}[.:](?:\d\d)?(?:\d\d)?")


def cues_of(old: str, new: str) -> tuple[Cue, ...]:
    """The cues of the words that the two texts do not share; `other` alone when none is known."""
    a, b = (Counter(_WORDS.findall(text.casefold())) for text in (old, new))
    changed = {word.rstrip(".,:") for word in (a - b) | (b - a)}
    numbers = {word for word in changed if word[:1].isdigit()}
    dates = changed & _MONTHS or any(_DATE.fullmatch(word) for word in numbers)
    found = (
        (Cue.NEGATION, changed & _DENIALS), (Cue.MODALITY, changed & _MODALS), (Cue.DATE, dates),
        (Cue.NUMBER, numbers and not dates),
    )  # fmt: skip
    return tuple(cue for cue, there in found if there) or (Cue.OTHER,)
