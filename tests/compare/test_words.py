from __future__ import annotations

import unicodedata

import pytest

from tests.compare.golden import marked
from tracker.compare.word_diff import diff_words
from tracker.compare.words import fold, tokens
from tracker.model import Op

WHOLE = [
    "$5",
    "$1,500.50",
    "€1.500,50",
    "US$20",
    "30%",
    "30 %",
    "1 000 000".replace(" ", "\u00a0"),
    "3 March 2025",
    "March 3, 2025",
    "3rd of March 2025",
    "Sept. 14",
    "14. März 2025",
    "1er août 2023",
    "2025-03-03",
    "03/03/2025",
    "2025年3月3日",
    "privacy@acme.example",
    "https://acme.example/a/b?c=d#e",
    "https://en.example.org/wiki/Promise_(law)",
    "www.acme.example",
    "acme.com/terms",
    "U.S.",
    "e.g.",
    "third-party",
    "don’t",
    "AT&T",
    "90-day",
    "2FA",
    "5th",
    "GPT-4o",
    "हिन्दी",
    "naïve",
    "カタカナ",
    "@acme",
    "...",
]


@pytest.mark.parametrize("word", WHOLE)
def test_words_stay_whole(word: str) -> None:
    assert word in tokens(f"Before {word} after")
    assert word in tokens(f"({word})")


@pytest.mark.parametrize(
    "character",
    [
        "👨‍👩‍👧",
        "👍🏽",
        "❤️",
        "1️⃣",
        "🇳🇴",
        "🏴\U000e0067\U000e0062\U000e007f",
        "e\u0301",
        "!\u0301",
        "か\u3099",
        "ｶﾞ",
        "ทำ",
        "ខ្មែ",
    ],
)
def test_no_character_is_cut(character: str) -> None:
    assert tokens(f"我{character}我")[1:-1] == [character] or character in tokens(f"a {character} b")


@pytest.mark.parametrize("mark", [chr(n) for n in range(0x300, 0x1E000, 7) if unicodedata.category(chr(n))[0] == "M"])
def test_a_mark_stays_with_its_character(mark: str) -> None:
    assert not any(token.startswith(mark) for base in "a我!1" for token in tokens(f"x {base}{mark} y"))


def test_white_space_and_punctuation_stand_alone() -> None:
    assert tokens("We do,  not.") == ["We", " ", "do", ",", "  ", "not", "."]


def test_an_address_ends_before_the_stop() -> None:
    assert tokens("(see https://a.example/b).")[-2:] == [")", "."]
    assert tokens("[Terms](https://a.example/b)[Help](https://a.example/c)").count("https://a.example/b") == 1


def test_scripts_without_spaces_are_cut_into_characters() -> None:
    assert tokens("私は") == ["私", "は"]
    assert tokens("วัน") == ["วั", "น"]


def test_fold_takes_case_quotes_and_dashes_alike() -> None:
    assert fold("Don’t") == fold("don't")
    assert fold("third‑Party") == fold("third-party")
    assert fold("March 3, 2025") == fold("March\u00a03, 2025")
    assert fold("may") != fold("must")


DIFFERENCES = [
    ("the decisive words only", "We have no contracts.", "We have no AI services contracts.",
     "We have no [+AI services +]contracts."),
    ("a word is never cut", "We use contracts.", "We use contractors.", "We use [-contracts-][+contractors+]."),
    ("deletion before insertion", "It may stop.", "It will stop.", "It [-may-][+will+] stop."),
    ("a list grows at its comma", "A, B, and C", "A, B, D, and C", "A, B, [+D, +]and C"),
    ("a clause keeps its own comma", "We share it with you.", "We share it with you, if asked.",
     "We share it with you[+, if asked+]."),
    ("joining words between changes are no landmark", "the risk of harm to children", "any chance of loss to adults",
     "[-the risk of harm to children-][+any chance of loss to adults+]"),
    ("two insertions stay apart", "the data of users", "the secret data of all users",
     "the [+secret +]data of [+all +]users"),
    ("a word that says something is kept rather than a joining one", "model, system and language",
     "model, system, language and battery level", "model, system[- and-][+,+] language[+ and battery level+]"),
    ("case alone is one change", "Personal Data We Keep here", "personal data we keep here",
     "[-Personal Data We Keep-][+personal data we keep+] here"),
    ("quotes are aligned and shown", "the “Service” is", 'the "Service" is',
     'the [-“-][+"+]Service[-”-][+"+] is'),
    ("white space alone", "a  b", "a b", "a[-  -][+ +]b"),
    ("letters alone are no landmark", "ให้แก่บุคคลที่สาม", "แก่ผู้ลงโฆษณา", "[-ให้แก่บุคคลที่สาม-][+แก่ผู้ลงโฆษณา+]"),
    ("characters that are words are", "我们不会向第三方出售信息", "我们一般不会出售您的信息",
     "我们[+一般+]不会[-向第三方-]出售[+您的+]信息"),
    ("cells stay in place", "Name | 2 years", "Full name | 3 years", "[-Name-][+Full name+] | [-2-][+3+] years"),
    ("from nothing", "", "new words", "[+new words+]"),
    ("to nothing", "old words", "", "[-old words-]"),
    ("nothing", "", "", ""),
    ("the same", "same words", "same words", "same words"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), [d[1:] for d in DIFFERENCES], ids=[d[0] for d in DIFFERENCES])
def test_difference(old: str, new: str, expected: str) -> None:
    assert marked(diff_words(old, new)) == expected


def test_a_long_text_keeps_a_small_change_small() -> None:
    words = [f"word{n * n % 9973}" for n in range(9000)]
    changed = [*words[:4000], "never", *words[4001:]]
    pieces = diff_words(" ".join(words), " ".join(changed))
    assert [piece.text for piece in pieces if piece.op is not Op.EQUAL] == [words[4000], "never"]


def test_a_long_text_without_anything_in_common_is_replaced_whole() -> None:
    old, new = (" ".join(f"{letter}{n}" for n in range(9000)) for letter in "ab")
    assert [piece.op for piece in diff_words(old, new)] == [Op.DELETE, Op.INSERT]
