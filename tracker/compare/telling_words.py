"""Words that a headline may not leave out, or that say little by themselves, in the languages that are read most."""

from __future__ import annotations

import re

NOT = frozenset(
    "no not never none nobody nothing neither nor cannot without nowhere refuse refuses prohibit prohibits prohibited"
    " forbidden forbid nicht kein keine keinen keiner keinem keines nie niemals niemand ohne ne pas jamais aucun aucune"
    " sans nunca ningún ninguna ninguno jamás sin non mai nessun nessuna senza niet geen nooit zonder não nenhum"
    " nenhuma sem".split()
)
FORCE = frozenset(
    "may might can could will would shall should must do does did is are was were be been has have had aim try"
    " kann können darf dürfen muss müssen soll sollen wird werden peut peuvent doit doivent puede pueden debe deben"
    " può possono deve devono kan kunnen mag mogen moet moeten".split()
)
BOUNDS = frozenset(
    "only solely exclusively except unless if when where until before after within under over above below at least most"
    " more less than about every each all any some most many few both either half always usually generally knowingly"
    " primarily currently for by nur außer wenn jede jeder jedes alle höchstens mindestens seulement sauf si tout toute"
    " tous toutes chaque solo salvo todo toda todos todas cada".split()
)
DETERMINERS = frozenset(
    "no none nobody nothing kein keine keinen keiner keinem keines aucun aucune ningún ninguna nessun".split()
)
PARTICLES = frozenset("on out over up off down away back".split())
ADVERBS = frozenset("now often sometimes always already generally normally usually typically currently".split())
UNITS = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years percent % ‰ million billion"
    " thousand euro euros dollar dollars pound pounds times business working calendar tage tagen tag stunden wochen"
    " monate monaten jahre jahren jours heures semaines mois ans días horas semanas meses años giorni ore settimane"
    " mesi anni dagen uur weken maanden jaar".split()
)
LIGHT = frozenset(
    "a an the of to in on at for by with from our your their its der die das den dem des le la les los".split()
)
_NUMBER = re.compile(r"\d")
NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirty sixty ninety hundred thousand million"
    " billion once twice daily weekly monthly yearly annual annually".split()
)
SPEAKS = frozenset(
    "we our us i you your wir uns unser unsere nous notre nos nosotros nuestro noi nostro wij ons onze".split()
)
MODALS = frozenset("may might can could will would shall should must".split())


def word_key(word: str) -> str:
    return word.casefold().replace("’", "'").strip("\"'“”‘’()[],.;:!?")


def denies(text: str) -> bool:
    return any(key in NOT or key.endswith("n't") for key in map(word_key, text.split()))


def counts(text: str) -> bool:
    return bool(_NUMBER.search(text)) or any(word_key(word) in NUMBER_WORDS for word in text.split())
