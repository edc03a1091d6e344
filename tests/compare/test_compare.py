from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compare.golden import ALL, Golden, blocks
from tracker.compare import compare, rows
from tracker.compare.judge import judge
from tracker.compare.sentences import sentences
from tracker.compare.word_diff import diff_words
from tracker.compare.words import tokens
from tracker.model import Block, BlockKind, Comparison, Direction, Edit, EditKind, Op, Piece, Row, Severity
from tracker.model.text import plain_forms

ROOT = Path(__file__).parent.parent.parent

# Text of every sort: words that repeat, stops, quotes, other scripts, control characters, lone surrogates.
WORD = st.sampled_from(
    "we We do not no sell “data” data's data - — , . ; : ( ) U.S. e.g. 30% $1,500.50 2025-01-01 March 3, 2025"
    " a@b.example https://a.example/b?c 私 は。 हैं। third-party \u00ad \u200b \u00a0 | * ! ? …"
    " 22 days ago Updated".split(" ")
)
TEXT = st.one_of(st.lists(WORD, max_size=25).map(" ".join), st.lists(WORD, max_size=12).map("".join), st.text())
BLOCK = st.builds(Block, st.sampled_from(list(BlockKind)), TEXT)
TEXTS = st.lists(BLOCK, max_size=8)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[Block], list[Block]]:
    """A text, and another made of it: blocks kept, changed, split, joined, moved, dropped and added."""
    old = draw(st.lists(BLOCK, max_size=10))
    new: list[Block] = []
    for block in draw(st.permutations(old)) if draw(st.booleans()) else old:
        step = draw(st.sampled_from("keep keep keep change split join drop add twice".split()))
        words = block.text.split(" ")
        if step == "change":
            at = draw(st.integers(0, len(words)))
            new.append(Block(block.kind, " ".join([*words[:at], draw(WORD), *words[at + draw(st.integers(0, 3)) :]])))
        elif step == "split":
            at = draw(st.integers(0, len(words)))
            kind = draw(st.sampled_from(list(BlockKind)))
            new += [Block(block.kind, " ".join(words[:at])), Block(kind, " ".join(words[at:]))]
        elif step == "join" and new:
            new.append(Block(block.kind, f"{new.pop().text} {block.text}"))
        elif step == "add":
            new += [block, draw(BLOCK)]
        elif step != "drop":
            new += [block] * (2 if step == "twice" else 1)
    return old, new


def joined(pieces: tuple[Piece, ...], but: Op) -> str:
    return "".join(piece.text for piece in pieces if piece.op is not but)


def rebuilt(side: list[tuple[int | None, str | None]], count: int) -> list[str]:
    """The texts of the blocks from the rows of one side, which must come in order."""
    texts = [""] * count
    places = [at for at, _ in side if at is not None]
    assert places == sorted(places)
    for at, text in side:
        assert (at is None) == (text is None)
        if at is not None and text is not None:
            texts[at] += text
    return texts


@given(TEXT)
def test_tokens_and_sentences_give_the_text_back(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert "".join(sentences(text)) == text
    assert all(tokens(text))
    assert all(sentences(text))


@given(TEXT, TEXT)
def test_pieces_rebuild_both_texts(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert joined(pieces, Op.INSERT) == old
    assert joined(pieces, Op.DELETE) == new
    assert all(piece.text for piece in pieces)
    assert all(a.op is not b.op for a, b in pairwise(pieces))
    assert not any(a.op is Op.INSERT and b.op is Op.DELETE for a, b in pairwise(pieces))


@given(TEXT, TEXT)
def test_no_word_is_cut(old: str, new: str) -> None:
    for text, but in ((old, Op.INSERT), (new, Op.DELETE)):
        bounds = {0}
        for token in tokens(text):
            bounds.add(max(bounds) + len(token))
        place = 0
        for piece in diff_words(old, new):
            if piece.op is not but:
                place += len(piece.text)
                assert place in bounds


@settings(max_examples=200)
@given(versions())
def test_rows_rebuild_both_texts_and_name_each_edit(pair: tuple[list[Block], list[Block]]) -> None:
    old, new = pair
    comparison = compare(old, new)
    found = rows(old, new, comparison)
    assert rebuilt([(row.old_at, row.old) for row in found], len(old)) == [block.text for block in old]
    assert rebuilt([(row.new_at, row.new) for row in found], len(new)) == [block.text for block in new]
    assert {row.edit for row in found} - {None} == set(range(len(comparison.edits)))
    for edit in comparison.edits:
        check(edit, old, new)
    for row in found:
        # Raised marks lead to notes: that one came or went is no edit.
        same = plain_forms(joined(row.pieces, Op.INSERT)).split() == plain_forms(joined(row.pieces, Op.DELETE)).split()
        assert row.edit is not None or same or "ago" in joined(row.pieces, Op.INSERT)


def check(edit: Edit, old: list[Block], new: list[Block]) -> None:
    assert (edit.old is None) == (edit.kind is EditKind.ADDED) == (edit.old_at is None)
    assert (edit.new is None) == (edit.kind is EditKind.REMOVED) == (edit.new_at is None)
    assert joined(edit.pieces, Op.INSERT) == (edit.old or "")
    assert joined(edit.pieces, Op.DELETE) == (edit.new or "")
    for text, at, side in ((edit.old, edit.old_at, old), (edit.new, edit.new_at, new)):
        if text is not None and at is not None:
            assert text.split()[:1] == [] or text.split()[0] in side[at].text
    if edit.kind is EditKind.CHANGED:
        assert edit.old != edit.new


@settings(max_examples=100)
@given(TEXTS, st.lists(st.sampled_from([" ", "\t", "\u00a0", "\n"]), min_size=1, max_size=3))
def test_white_space_is_no_edit(old: list[Block], spaces: list[str]) -> None:
    new = [Block(block.kind, block.text.replace(" ", "".join(spaces))) for block in old]
    if any("\n" in block.text or "\n" in spaces for block in old):
        return  # a blank line ends a sentence
    assert compare(old, new).edits == ()


@settings(max_examples=100)
@given(TEXTS)
def test_a_text_is_like_itself(text: list[Block]) -> None:
    comparison = compare(text, list(text))
    assert comparison == Comparison((), Direction.SAME, Severity.MINOR, 1.0, comparison.headline, comparison.reason)
    assert all(row.edit is None and not row.moved for row in rows(text, text))


@settings(max_examples=100)
@given(versions())
def test_rows_without_a_comparison_number_the_same_edits(pair: tuple[list[Block], list[Block]]) -> None:
    assert rows(*pair) == rows(*pair, compare(*pair))


DIGEST = """
import hashlib
from tests.compare.golden import ALL
from tracker.compare import compare, rows
text = "".join(repr((compare(g.before, g.after), rows(g.before, g.after))) for g in ALL)
everything = [tuple(b for g in ALL for b in g.before), tuple(b for g in reversed(ALL) for b in g.after)]
text += repr((compare(*everything), rows(*everything)))
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_no_result_depends_on_the_hash_seed() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "20261")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("pair", ALL, ids=[pair.name for pair in ALL])
def test_golden_texts_are_rebuilt(pair: Golden) -> None:
    found = rows(pair.before, pair.after)
    assert rebuilt([(row.old_at, row.old) for row in found], len(pair.before)) == [block.text for block in pair.before]
    assert rebuilt([(row.new_at, row.new) for row in found], len(pair.after)) == [block.text for block in pair.after]


def test_a_rewritten_text_is_said_to_be_rewritten() -> None:
    kept = [Block(BlockKind.PARAGRAPH, f"We keep promise number {n} for ever and a day.") for n in range(6)]
    old = [Block(BlockKind.PARAGRAPH, f"alpha{n} bravo{n} charlie{n} delta{n} echo{n}.") for n in range(60)]
    new = [Block(BlockKind.PARAGRAPH, f"foxtrot{n} golf{n} hotel{n} india{n} juliet{n}.") for n in range(60)]
    changed = Block(BlockKind.PARAGRAPH, "We keep promise number 5 for ever and a year.")
    comparison = compare([*old, *kept], [*kept[:5], changed, *new])
    assert comparison.rewritten
    assert comparison.direction is Direction.DIFFERENT
    assert [edit.new for edit in comparison.edits] == [changed.text]
    assert comparison.headline.startswith("rewritten: 60 removed, 60 added; gone: ")
    assert "5 unchanged" in comparison.reason
    found = rows([*old, *kept], [*kept[:5], changed, *new], comparison)
    assert Counter(row.edit for row in found)[0] == 1
    assert sum(row.old_at is None for row in found) == 60


def test_one_long_block_without_sentences_can_be_rewritten() -> None:
    old, new = ([Block(BlockKind.PARAGRAPH, " ".join(f"{c}{n}" for n in range(4000)))] for c in "ab")
    comparison = compare(old, new)
    assert comparison.rewritten
    assert comparison.edits == ()
    assert rows(old, new, comparison)[0].old == old[0].text


def test_a_short_text_is_told_edit_by_edit_even_when_nothing_stays() -> None:
    comparison = compare(blocks(["One thing is so."]), blocks(["Quite another matter."]))
    assert not comparison.rewritten
    assert [edit.kind for edit in comparison.edits] == [EditKind.REMOVED, EditKind.ADDED]


def test_a_text_that_grew_is_not_rewritten() -> None:
    old = [Block(BlockKind.PARAGRAPH, f"We keep promise number {n} for ever and a day.") for n in range(60)]
    new = [Block(BlockKind.PARAGRAPH, f"foxtrot{n} golf{n} hotel{n} india{n} juliet{n}.") for n in range(60)]
    comparison = compare(old, [*old, *new])
    assert not comparison.rewritten
    assert {edit.kind for edit in comparison.edits} == {EditKind.ADDED}
    assert len(comparison.edits) == 60


def test_context_is_the_unchanged_statements_around() -> None:
    old = blocks(["# Data", "First is so. We sell it. Last is so."])
    new = blocks(["# Data", "First is so. We rent it. Last is so.", "Added here."])
    changed, added = compare(old, new).edits
    assert (changed.before, changed.after) == ("First is so.", "Last is so.")
    assert (added.before, added.after) == ("Last is so.", "")
    assert (changed.old_at, changed.new_at, added.new_at) == (1, 1, 2)


def test_edits_carry_their_judgement() -> None:
    old, new = "We have no contracts with them.", "We have no AI services contracts with them."
    comparison = compare(blocks([old]), blocks([new]))
    (edit,) = comparison.edits
    judged = judge(old, new)
    assert (edit.direction, edit.cues, edit.reason) == (judged.direction, judged.cues, judged.reason)
    assert (comparison.direction, comparison.headline) == (Direction.WEAKER, edit.headline)


def test_a_pure_move_is_no_change_of_meaning() -> None:
    golden = next(pair for pair in ALL if pair.name == "moved")
    comparison = compare(golden.before, golden.after)
    assert {(e.direction, e.severity) for e in comparison.edits} == {(Direction.SAME, Severity.MINOR)}
    assert comparison.direction is Direction.SAME
    moved = [row for row in rows(golden.before, golden.after, comparison) if row.moved]
    assert [(row.edit, row.old_at, row.new_at) for row in moved] == [
        (0, 1, None),
        (1, 1, None),
        (0, None, 5),
        (1, None, 5),
    ]


WEAKER = ("We have no contracts with them.", "We have no AI services contracts with them.")
STRONGER = (
    "We do not permit the use of our tools for mass surveillance of citizens.",
    "We do not permit the use of our tools for mass surveillance.",
)
STYLE = ('The "service" is ours.', "The “service” is ours.")


@pytest.mark.parametrize(
    ("pairs", "direction"),
    [
        ([WEAKER], Direction.WEAKER),
        ([STRONGER], Direction.STRONGER),
        ([STYLE], Direction.SAME),
        ([WEAKER, STYLE], Direction.WEAKER),
        ([WEAKER, STRONGER], Direction.DIFFERENT),
    ],
)
def test_directions_combine(pairs: list[tuple[str, str]], direction: Direction) -> None:
    comparison = compare(blocks([old for old, _ in pairs]), blocks([new for _, new in pairs]))
    assert len(comparison.edits) == len(pairs)
    assert comparison.direction is direction
    assert comparison.headline in {edit.headline for edit in comparison.edits}


def test_a_title_or_a_lone_word_is_no_headline_beside_a_sentence() -> None:
    title, rule = "6. Rules for robots and their owners", "Robots may not enter the shop."
    comparison = compare(blocks(["We sell tea."]), blocks(["We sell tea.", title, rule]))
    assert comparison.headline == f'added: "{rule}"'
    mail = ("Send us all kinds of mail, including bills, news, support and tea.", "Send us bills, news and tea.")
    lone = compare(blocks([mail[0], "The end.", rule]), blocks([mail[1], "The end."]))
    assert lone.headline == f'removed: "{rule}"'


def test_the_headline_is_that_of_the_edit_that_tells_most() -> None:
    listed = ("We offer plans, widgets and support.", "We offer plans, widgets, kits and support.")
    rule = "You may not resell access to the kits."
    comparison = compare(blocks([listed[0], "The end."]), blocks([listed[1], "# Kits", rule, "The end."]))
    assert comparison.edits[0].headline == 'added to "We offer plans, widgets and support": "kits"'
    assert comparison.headline == f'added: "{rule}"'
    denial = compare(blocks([WEAKER[0], "We will soon have a shop in your town."]), blocks([WEAKER[1]]))
    assert denial.headline == 'We have "no contracts" → "no AI services contracts" with them'


def test_a_row_without_a_side_says_so() -> None:
    row = Row((Piece(Op.DELETE, "gone"),), 3, None)
    assert (row.old, row.new) == ("gone", None)
