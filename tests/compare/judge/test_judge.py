"""The judgement of a sentence pair: its direction, its symmetry, and the words it is told in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compare.judge.pairs import ALL, PAIRS
from tracker.compare import compare, comparison
from tracker.compare.judge import judge
from tracker.model import Block, BlockKind, Cue, Direction, Judgement, Severity

MIRROR = {Direction.WEAKER: Direction.STRONGER, Direction.STRONGER: Direction.WEAKER}


@pytest.mark.parametrize(("fact", "old", "new", "direction"), ALL, ids=[f"{a[:40]} | {n}" for a, _, n, _ in ALL])
def test_minimal_pair(fact: str, old: str, new: str, direction: Direction) -> None:
    assert judge(old, new).direction is direction
    assert judge(new, old).direction is MIRROR.get(direction, direction)


def test_there_are_enough_pairs_of_enough_facts() -> None:
    assert len(ALL) >= 150
    assert len(PAIRS) >= 20
    assert len({(old, new) for _, old, new, _ in ALL}) == len(ALL)


# Sentences made of words that carry logic and words that do not: any two of them must mirror each other.
_WORDS = st.sampled_from(
    "we you our your data contracts photos may will must not never no only some all any if unless except without for"
    " with and or to of partners sell share collect delete use generally currently existing least 30 14 days Acme Zed"
    " personal private written consent , . ; ( ) such as by default who that is are banned prohibited before".split()
)
_SENTENCES = st.lists(_WORDS, max_size=14).map(" ".join)


@settings(max_examples=400)
@given(_SENTENCES, _SENTENCES)
def test_the_other_way_round_mirrors_the_direction(old: str, new: str) -> None:
    there, back = judge(old, new), judge(new, old)
    assert back.direction is MIRROR.get(there.direction, there.direction)
    assert (back.confidence, back.severity, set(back.cues)) == (there.confidence, there.severity, set(there.cues))


@settings(max_examples=200)
@given(_SENTENCES)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert judge(text, text).direction is Direction.SAME


@settings(max_examples=200)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_judged(old: str, new: str) -> None:
    judgement = judge(old, new)
    assert 0 <= judgement.confidence <= 1
    assert len(judgement.headline) <= 120
    assert judgement.reason
    assert "\n" not in judgement.headline + judgement.reason


@pytest.mark.parametrize(("fact", "old", "new", "direction"), ALL, ids=[f"{a[:40]} | {n}" for a, _, n, _ in ALL])
def test_what_is_told_fits_its_place(fact: str, old: str, new: str, direction: Direction) -> None:
    judgement = judge(old, new)
    assert len(judgement.headline) <= 120
    assert judgement.cues
    assert (judgement.severity is Severity.SUBSTANTIVE) == (direction is not Direction.SAME)


@pytest.mark.parametrize("part", ["N'T", "'ll", "'re", "n't", "'s", "'", "''"])
def test_a_contraction_alone_is_judged(part: str) -> None:
    assert judge(part, "We keep it.").direction is not Direction.SAME


@pytest.mark.parametrize("unit", ["and ", "a-", "(“x” or ", "[email protected]", "not ", '("', "<br ", "&", "((("])
def test_endless_repetition_is_judged(unit: str) -> None:
    text = unit * 5000
    assert len(judge(text, text[:-3] + "and more").headline) <= 120


def test_a_statement_of_other_words_altogether_is_different() -> None:
    old = " ".join(f"old{i}" for i in range(3000))
    new = " ".join(f"new{i}" for i in range(3000))
    assert judge(f"We keep {old}.", f"We keep {new}.").direction is Direction.DIFFERENT


def test_an_added_statement_claims_more_and_a_removed_one_less() -> None:
    text = "We sell no data."
    assert judge(None, text).direction is Direction.STRONGER
    assert judge(text, None).direction is Direction.WEAKER
    assert text[:-1] in judge(text, None).headline


@pytest.mark.parametrize(("old", "new"), [(None, None), ("", None), (None, ""), ("", "")])
def test_no_text_on_either_side_is_said_so(old: str | None, new: str | None) -> None:
    judgement = judge(old, new)
    assert (judgement.direction, judgement.headline) == (Direction.SAME, "no text")
    assert judgement.reason == "there is no text on either side"


def test_added_and_removed_navigation_is_nothing() -> None:
    judgement = judge(None, "Home About Contact", block=BlockKind.NAVIGATION)
    assert (judgement.direction, judgement.severity) == (Direction.SAME, Severity.MINOR)


def test_an_added_exception_weakens_what_stands() -> None:
    assert judge(None, "This does not apply to business accounts.").direction is Direction.WEAKER


def test_the_reason_quotes_the_decisive_words() -> None:
    old, new = "We have no contracts with that agency.", "We have no AI services contracts with that agency."
    judgement = judge(old, new, explain=True)
    told, _, agreed = judgement.reason.partition(" (readers agreed in ")
    assert agreed.endswith(" of 100 such cases)")
    assert told == (
        '"no contracts" is narrowed to "no AI services contracts":'
        ' the denial is now limited by "AI services" and covers less'
    )
    assert judgement.headline == '"no contracts" → "no AI services contracts"'
    assert Cue.NEGATION in judgement.cues
    assert any("no" in line for line in judgement.explanation)


@pytest.mark.parametrize(
    ("old", "new", "headline"),
    [
        ("See Sections B.2 and D.1.", "See Sections B.2 and D.7.", '"D.1" → "D.7"'),
        ("Please contact us.", "Please contact us by post.", '"contact us" → "contact us by post"'),
    ],
)
def test_a_lone_word_is_quoted_with_the_one_before_it(old: str, new: str, headline: str) -> None:
    assert judge(old, new).headline == headline


def test_nothing_is_neither_narrowed_nor_widened() -> None:
    bare, led = "The service is offered in Europe.", "On this site, the service is offered in Europe."
    there, back = judge(bare, led, explain=True).explanation, judge(led, bare, explain=True).explanation
    assert '"On this site" is added: ' in there[2]
    assert '"On this site" is dropped: ' in back[2]


def test_a_long_change_is_cut_between_words() -> None:
    tail = " and ".join(f"kind{i} records" for i in range(40))
    judgement = judge("We collect names.", f"We collect names and {tail}.")
    assert len(judgement.headline) <= 120
    assert judgement.headline.count('"') % 2 == 0
    last = judgement.headline.split("→")[-1].strip().strip('"').rstrip("…").split()[-1]
    assert last in tail.split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nous ne vendons pas vos données.", "Nous ne vendons pas vos données de santé."),
        ("Wir verkaufen keine Daten.", "Wir verkaufen derzeit keine Daten."),
    ],
)
@pytest.mark.parametrize("language", ["declared", None])
def test_other_languages_are_left_open(old: str, new: str, language: str | None) -> None:
    judgement = judge(old, new, language=("fr" if "Nous" in old else "de") if language else None)
    assert judgement.direction is Direction.OPEN
    assert judgement.confidence == 0
    assert "English" in judgement.reason


@pytest.mark.parametrize(
    ("language", "old", "new", "cue"),
    [
        ("de", "Wir verkaufen keine Fotos an Dritte.", "Wir verkaufen Fotos an Dritte.", Cue.NEGATION),
        ("de", "Sie müssen das Konto schließen.", "Sie können das Konto schließen.", Cue.MODALITY),
        ("de", "Wir löschen die Fotos nach 30 Tagen.", "Wir löschen die Fotos nach 90 Tagen.", Cue.NUMBER),
        ("fr", "Nous ne vendons jamais vos photos.", "Nous vendons vos photos.", Cue.NEGATION),
        ("fr", "Vous devez fermer le compte.", "Vous pouvez fermer le compte.", Cue.MODALITY),
        ("fr", "La règle vaut dès le 3 mars 2026.", "La règle vaut dès le 3 juin 2026.", Cue.DATE),
        ("es", "No vendemos sus fotos a nadie.", "Vendemos sus fotos a socios.", Cue.NEGATION),
        ("es", "Usted debe cerrar la cuenta.", "Usted puede cerrar la cuenta.", Cue.MODALITY),
        ("es", "Borramos las fotos en 30 días.", "Borramos las fotos en 90 días.", Cue.NUMBER),
    ],
)
def test_what_denies_permits_counts_and_dates_is_found_in_other_languages(
    language: str, old: str, new: str, cue: Cue
) -> None:
    there, back = judge(old, new, language=language), judge(new, old, language=language)
    assert there.direction is back.direction is Direction.OPEN
    assert cue in there.cues
    assert set(there.cues) == set(back.cues)


def test_style_in_another_language_is_still_style() -> None:
    assert judge("Vos données, vos droits", "Vos données – vos droits.", language="fr").direction is Direction.SAME
    assert judge("Vos donnees", "Vos données", language="fr").direction is Direction.SAME


def test_regional_english_is_english() -> None:
    assert judge("We sell no data.", "We sell no health data.", language="en-GB").direction is Direction.WEAKER


def test_style_and_other_words_for_the_same_are_minor() -> None:
    assert judge("We honour it.", "We honor it.").severity is Severity.MINOR
    assert judge("Send us your queries.", "Send us your questions.").severity is Severity.MINOR
    assert judge("We sell no data.", "We sell no health data.").severity is Severity.SUBSTANTIVE


@pytest.mark.parametrize(
    "text", ["Please.", "please", "!", "See.", "Not.", "unless", "(a)", "§ 3", "“", "\u200b", "Only."]
)
def test_a_lone_odd_sentence_is_judged_wherever_it_stands(text: str) -> None:
    for old, new in ((None, text), (text, None), (text, "We keep it."), ("We keep it.", text)):
        assert judge(old, new).reason


def test_what_the_judge_fails_at_is_open_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(old: str | None, new: str | None, **rest: object) -> Judgement:
        if new and "photos" in new:
            raise KeyError("photos")
        return judge(old, new, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(comparison, "judge", failing)
    texts = ("We keep photos.", "We sell no data."), ("We keep no photos.", "We sell no health data.")
    old, new = ([Block(BlockKind.PARAGRAPH, text) for text in side] for side in texts)
    found = {edit.new: edit for edit in compare(old, new, language="en").edits}
    assert found["We keep no photos."].direction is Direction.OPEN
    assert "KeyError" in found["We keep no photos."].reason
    assert found["We sell no health data."].direction is Direction.WEAKER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("If you buy more storage than you have, you pay.", "If you use more storage than you have, you pay."),
        ("We tell you when your data is requested.", "We tell you when your data is disclosed."),
        ("The board approves each contract.", "The board reviews each contract."),
    ],
)
def test_a_word_in_the_place_of_another_is_never_minor(old: str, new: str) -> None:
    """However many readers pass over such a change: it may be who pays, and when."""
    assert judge(old, new).severity is not Severity.MINOR
    assert judge(new, old).severity is not Severity.MINOR


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We do not share data with advertisers.", "We may share data with advertisers."),
        ("We will never sell data.", "We may sell data."),
        ("You may not use it for weapons.", "You may use it for weapons."),
        ("We do not read your messages unless a court asks.", "We may read your messages by machine, to keep order."),
    ],
)
def test_a_denial_that_is_lifted_is_reversed_whatever_else_changed(old: str, new: str) -> None:
    assert judge(old, new).direction is Direction.REVERSED
    assert judge(new, old).direction is Direction.REVERSED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Your files are yours", "Your files are ours"),
        ("Private by default", "Public by default"),
        ("It is optional.", "It is mandatory."),
    ],
)
def test_the_opposite_of_a_word_is_never_the_same(old: str, new: str) -> None:
    for judgement in (judge(old, new), judge(new, old)):
        assert judgement.direction is Direction.DIFFERENT
        assert "one says the opposite of the other" in judgement.reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Neither we nor our partners lend maps.", "We and our partners do not lend maps."),
        ("Nothing in these rules limits your rights.", "These rules do not limit your rights."),
        ("We lend letters with your consent.", "We do not lend letters without your consent."),
        ("We lend letters only to members.", "We do not lend letters to anyone but members."),
        ("We do not think that letters should be lent.", "We think that letters should not be lent."),
        ("Not all rooms are open.", "Some rooms are not open."),
        ("We lend no letters.", "No, we lend no letters."),
    ],
)
def test_a_denial_that_only_moves_is_never_the_opposite(old: str, new: str) -> None:
    for one, other in ((old, new), (new, old)):
        told = judge(one, other, language="en")
        assert told.direction is not Direction.REVERSED
        assert "says the opposite" not in told.reason
