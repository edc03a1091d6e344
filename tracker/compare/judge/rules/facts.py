"""The linguistic facts a judgement rests on: one row each, with its sign and the sentence a reader can check.

A fact is told of an addition; `removed` tells the same fact of a removal, where the sign turns round. In both, {old}
and {new} stand for the quoted words before and after, {word} for the words added or removed, {scope} for what governs
them: the denial, the prohibition, the permission, the condition or the claim.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tracker.compare.judge.polarity import Mark
from tracker.model import Cue

if TYPE_CHECKING:
    from tracker.compare.judge.rules.site import EditSide


class Sign(StrEnum):
    """What one edit does to the force of its sentence."""

    STRONGER = "+"
    WEAKER = "-"
    NONE = "0"
    OPEN = "?"
    REVERSED = "!"

    @property
    def mirrored(self) -> Sign:
        return {Sign.STRONGER: Sign.WEAKER, Sign.WEAKER: Sign.STRONGER}.get(self, self)


class Fact(NamedTuple):
    name: str
    sign: Sign  # of the addition
    cues: tuple[Cue, ...]
    sure: float  # 0 to 1
    added: str
    removed: str


def _even(name: str, sign: Sign, cue: Cue, sure: float, told: str) -> Fact:
    """A fact that is told alike of an addition and a removal."""
    return Fact(name, sign, (cue,), sure, told, told)


# --- no change of meaning --------------------------------------------------------------------------------------------

STYLE = _even("style", Sign.NONE, Cue.STYLE, 0.95, "only style differs")
REWORDED = _even("reworded", Sign.NONE, Cue.STYLE, 0.85, "{old} became {new}: other words of the same force")
REORDERED = _even("reordered", Sign.NONE, Cue.STYLE, 0.85, "the same words stand in another order")
SYNONYM = _even("synonym", Sign.NONE, Cue.STYLE, 0.8, "{old} and {new} mean the same here")
RENAME = _even("rename", Sign.NONE, Cue.RENAME, 0.75, "{old} became {new}: another name, the same claim")
DEFINED = _even("defined", Sign.NONE, Cue.STYLE, 0.85, "{word} only gives a name to what is said")
LINK = _even("link", Sign.NONE, Cue.LINK_CONTACT, 0.85, "only a link, an address or the way to it changed")
REFERENCE = _even("reference", Sign.NONE, Cue.STYLE, 0.9, "only the numbering of the document changed")
REVISED = _even("revised", Sign.NONE, Cue.DATE, 0.9, "only the date of the text changed")
EXAMPLE = _even("example", Sign.NONE, Cue.LIST_ITEM, 0.55, "{word} is only an example")
VARIANT = _even("variant", Sign.NONE, Cue.STYLE, 0.6, "{word} is another word for what stands beside it")
ARTEFACT = _even("artefact", Sign.NONE, Cue.STYLE, 0.7, "{word} is a label or a cut, not wording")
# What a reader of the default feed need not see.
MINOR = (STYLE, LINK, REFERENCE, REVISED, ARTEFACT)

# --- a change that implies neither way -------------------------------------------------------------------------------

DATE = _even("date", Sign.OPEN, Cue.DATE, 0.6, "the date {old} became {new}")
NUMBER = _even("number", Sign.OPEN, Cue.NUMBER, 0.7, "the number {old} became {new}")
ACTOR = _even("actor", Sign.OPEN, Cue.ACTOR, 0.6, "{old} was replaced by {new}, another party")
OTHER_COMPANY = _even("other-company", Sign.OPEN, Cue.ACTOR, 0.7, "{old} became {new}, another company")
REPLACED = _even("replaced", Sign.OPEN, Cue.OTHER, 0.4, "{old} was replaced by {new}: neither implies the other")
TURNED = _even("turned", Sign.OPEN, Cue.NEGATION, 0.5, "{old} became {new}: one says the opposite of the other")
LIFTED = _even("lifted", Sign.REVERSED, Cue.NEGATION, 0.7, "{old} became {new}: one denies what the other allows")
NEGATED = Fact(
    "negated", Sign.REVERSED, (Cue.NEGATION,), 0.7,
    "{word} was added: the sentence now says the opposite", "{word} was dropped: the sentence now says the opposite",
)  # fmt: skip

# --- force -----------------------------------------------------------------------------------------------------------

EXCEPTION = Fact(
    "exception", Sign.WEAKER, (Cue.EXCEPTION,), 0.85,
    "the exception {word} is added: the claim covers less", "the exception {word} is dropped: the claim covers more",
)  # fmt: skip
CONDITION = Fact(
    "condition", Sign.WEAKER, (Cue.CONDITION,), 0.8,
    "the condition {word} is added: the claim holds in fewer cases",
    "the condition {word} is dropped: the claim holds in more cases",
)  # fmt: skip
HEDGE = Fact(
    "hedge", Sign.WEAKER, (Cue.HEDGE,), 0.85,
    "{word} is added: a hedge takes force from the claim", "{word} is dropped: without the hedge the claim is firmer",
)  # fmt: skip
HEDGE_FOR = Fact(
    "hedge-for", Sign.WEAKER, (Cue.HEDGE,), 0.8,
    "{old} became {new}: a hedge takes force from the claim",
    "{old} became {new}: without the hedge the claim is firmer",
)  # fmt: skip
NEVER = Fact(
    "never", Sign.WEAKER, (Cue.NEGATION, Cue.QUANTIFIER), 0.6,
    '{old} became {new}: the denial no longer says "in no case"',
    '{old} became {new}: the denial now says "in no case"',
)  # fmt: skip
TEMPORAL = Fact(
    "temporal", Sign.WEAKER, (Cue.TEMPORAL,), 0.85,
    "{word} is added: the claim is bound to the present",
    "{word} is dropped: the claim is no longer bound to the present",
)  # fmt: skip
BROADENED = Fact(
    "broadened", Sign.STRONGER, (Cue.QUALIFIER,), 0.7,
    "{word} is added: the permission holds in more cases", "{word} is dropped: the permission holds in fewer cases",
)  # fmt: skip
ENRICHED = Fact(
    "enriched", Sign.STRONGER, (Cue.QUALIFIER,), 0.65,
    "{word} is added: more is promised or required", "{word} is dropped: less is promised or required",
)  # fmt: skip
BOOSTED = Fact(
    "boosted", Sign.STRONGER, (Cue.QUALIFIER,), 0.75,
    "{word} is added: the claim leaves no gaps", "{word} is dropped: the claim is less firm",
)  # fmt: skip
QUANTITY = Fact(
    "quantity", Sign.WEAKER, (Cue.QUANTIFIER,), 0.8,
    "{old} became {new}: fewer cases are covered", "{old} became {new}: more cases are covered",
)  # fmt: skip
NUMBER_NARROWED = Fact(
    "number-narrowed", Sign.WEAKER, (Cue.NUMBER,), 0.7,
    "{old} became {new}: the claim now reaches fewer cases", "{old} became {new}: the claim now reaches more cases",
)  # fmt: skip
NUMBER_TIGHTER = Fact(
    "number-tighter", Sign.STRONGER, (Cue.NUMBER,), 0.7,
    "{old} became {new}: the bound is tighter", "{old} became {new}: the bound is looser",
)  # fmt: skip
MODAL = Fact(
    "modal", Sign.WEAKER, (Cue.MODALITY,), 0.8,
    "{old} became {new}: what was firm is now only possible", "{old} became {new}: what was possible is now firm",
)  # fmt: skip
ONLY_EXCLUSIVE = Fact(
    "only", Sign.STRONGER, (Cue.QUANTIFIER, Cue.QUALIFIER), 0.7,
    "{word} is added: everything else is ruled out", "{word} is dropped: other cases are no longer ruled out",
)  # fmt: skip
ONLY_PERMITTED = Fact(
    "only-permitted", Sign.WEAKER, (Cue.QUANTIFIER, Cue.QUALIFIER), 0.7,
    "{word} is added: less is permitted", "{word} is dropped: more is permitted",
)  # fmt: skip

# --- scope -----------------------------------------------------------------------------------------------------------

STATED = Fact(
    "stated", Sign.STRONGER, (Cue.OTHER,), 0.7,
    "the statement {word} is added: the text says more", "the statement {word} is dropped: the text says less",
)  # fmt: skip
LISTED = Fact(
    "listed", Sign.STRONGER, (Cue.LIST_ITEM,), 0.85,
    "{word} is added to a list: {scope} covers more", "{word} is dropped from a list: {scope} covers less",
)  # fmt: skip
EXCEPTED = Fact(
    "excepted", Sign.WEAKER, (Cue.LIST_ITEM, Cue.EXCEPTION), 0.8,
    "{word} is added to the exceptions: more is taken out of the claim",
    "{word} is dropped from the exceptions: less is taken out of the claim",
)  # fmt: skip
ALTERNATIVE = Fact(
    "alternative", Sign.WEAKER, (Cue.LIST_ITEM,), 0.7,
    "{word} is added to what is required: another way to meet it asks less",
    "{word} is dropped from what is required: one way less to meet it asks more",
)  # fmt: skip
CHOICE = _even(
    "choice", Sign.OPEN, Cue.LIST_ITEM, 0.4,
    "{old} became {new}: one more way to meet what is asked, or one more thing that is asked",
)  # fmt: skip
DEADLINE = Fact(
    "deadline", Sign.WEAKER, (Cue.DATE,), 0.75,
    "{old} became {new}: a later deadline promises less", "{old} became {new}: an earlier deadline promises more",
)  # fmt: skip
CUT_SHORT = Fact(
    "cut-short", Sign.WEAKER, (Cue.DATE,), 0.75,
    "{old} became {new}: {scope} ends sooner", "{old} became {new}: {scope} lasts longer",
)  # fmt: skip
RARER = Fact(
    "rarer", Sign.WEAKER, (Cue.NUMBER,), 0.7,
    "{old} became {new}: it happens less often", "{old} became {new}: it happens more often",
)  # fmt: skip
UNDER_ONLY = Fact(
    "under-only", Sign.WEAKER, (Cue.LIST_ITEM, Cue.QUANTIFIER), 0.75,
    "{word} is added to what the claim is limited to: it rules out less",
    "{word} is dropped from what the claim is limited to: it rules out more",
)  # fmt: skip
VAGUER = Fact(
    "vaguer", Sign.WEAKER, (Cue.HEDGE,), 0.55,
    "{word} is added: the claim is less specific", "{word} is dropped: the claim is more specific",
)  # fmt: skip
GENERALISED = Fact(
    "generalised", Sign.STRONGER, (Cue.QUALIFIER, Cue.QUANTIFIER), 0.7,
    "{word} is added: the general term takes in more", "{word} is dropped: only the special case is left",
)  # fmt: skip
ELABORATED = Fact(
    "elaborated", Sign.STRONGER, (Cue.QUALIFIER,), 0.6,
    "{word} is added: it says something more", "{word} is dropped: the sentence says less",
)  # fmt: skip
NARROWED_DENIED = Fact(
    "narrowed-denied", Sign.WEAKER, (Cue.QUALIFIER,), 0.85,
    "{old} is narrowed to {new}: {scope} is now limited by {word} and covers less",
    "{old} is widened to {new}: {scope} is no longer limited by {word} and covers more",
)  # fmt: skip
NARROWED_CONDITION = Fact(
    "narrowed-condition", Sign.WEAKER, (Cue.QUALIFIER, Cue.CONDITION), 0.65,
    "{old} is narrowed to {new}: a narrower condition is met in fewer cases",
    "{old} is widened to {new}: a wider condition is met in more cases",
)  # fmt: skip
NARROWED_EXCEPTION = Fact(
    "narrowed-exception", Sign.STRONGER, (Cue.QUALIFIER, Cue.EXCEPTION), 0.65,
    "{old} is narrowed to {new}: a narrower exception takes less out of the claim",
    "{old} is widened to {new}: a wider exception takes more out of the claim",
)  # fmt: skip
NARROWED_PERMITTED = Fact(
    "narrowed-permitted", Sign.WEAKER, (Cue.QUALIFIER,), 0.65,
    "{old} is narrowed to {new}: a narrower term permits less", "{old} is widened to {new}: a wider term permits more",
)  # fmt: skip
NARROWED_SCOPE = Fact(
    "narrowed-scope", Sign.WEAKER, (Cue.QUALIFIER,), 0.6,
    "{old} is narrowed to {new}: the claim reaches fewer cases",
    "{old} is widened to {new}: the claim reaches more cases",
)  # fmt: skip
NARROWED_BARE = _even(
    "narrowed-bare", Sign.OPEN, Cue.QUALIFIER, 0.3,
    "{old} became {new}: whether that says more or less depends on whether all are meant",
)  # fmt: skip
NARROWED_PLAIN = Fact(
    "narrowed-plain", Sign.STRONGER, (Cue.QUALIFIER,), 0.55,
    "{word} is added to a plain claim: it says more", "{word} is taken from a plain claim: it says less",
)  # fmt: skip


class Finding(NamedTuple):
    """What one change does to its sentence, as seen from the old text to the new."""

    fact: Fact
    flipped: bool  # the fact is told of a removal
    old: str  # the changed words before, with a neighbour on each side
    new: str
    word: str  # the words that came or went
    mark: Mark  # what governs them
    gone: EditSide
    come: EditSide

    @property
    def cues(self) -> tuple[Cue, ...]:
        return (Cue.NEGATION, *self.fact.cues) if self.mark.denied and self.sign is not Sign.NONE else self.fact.cues

    @property
    def sign(self) -> Sign:
        return self.fact.sign.mirrored if self.flipped else self.fact.sign

    @property
    def mirrored(self) -> Finding:
        return self._replace(flipped=not self.flipped, old=self.new, new=self.old, gone=self.come, come=self.gone)
