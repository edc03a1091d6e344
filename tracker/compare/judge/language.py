"""Whether a sentence is English: only English is judged."""

from __future__ import annotations

from tracker.compare.judge.reading import Reading

_ENGLISH = frozenset(
    "the of and to in is are for that with this by be not on or as we you your our it from have will may any can if at"
    " which their they no all do has was but us more about what when its how an these use".split()
)
# Frequent words of neighbours, none of them English.
_FOREIGN = frozenset(
    "le les des du et une est pas vous nous votre vos notre nos pour dans sur avec qui que sont ou au aux der das"
    " und ist nicht wir sie ihre ihr unsere mit von für auf eine einer zu den dem werden keine el los las una y es"
    " para por con su sus del nuestro usted no se il della di che per non un sono gli nostri o os da em não uma para"
    " com seus het een van niet wij uw onze voor zijn geen och att inte för av som den vi din på er ikke til".split()
) - {"no", "er", "den", "un", "o"}


def is_english(language: str | None, *readings: Reading) -> bool:
    """By the language declared (BCP 47), unless the words plainly say otherwise; by the words when none is declared."""
    if language and not language.lower().startswith("en"):
        return False
    texts = [reading.text for reading in readings]
    words = set(" ".join(texts).casefold().split())
    for text in texts:
        if not text.isascii():
            letters = [c for c in text if c.isalpha()]
            if sum(ord(c) > 0x24F for c in letters) * 2 > len(letters):  # beyond the Latin blocks
                return False
    return len(words & _ENGLISH) >= len(words & _FOREIGN)
