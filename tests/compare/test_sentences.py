from __future__ import annotations

import pytest

from tracker.compare.sentences import sentences

# A bar marks where a sentence ends.
TEXTS = [
    "We collect data. |We keep it.",
    "Do we sell it? |No! |Never.",
    "See No. 5 of the list. |We said no. |They agreed.",
    "Acme Inc. and Beta Corp. agreed. |They signed.",
    "We work with Acme Inc. |The firm is in Oslo.",
    "It applies in the U.S. and the U.K. today. |It applies in the U.S. |We follow it.",
    "We follow the EU-U.S. Privacy Rules and the Swiss-U.S. Privacy Rules. |They bind us.",
    "Partea a fost furnizat-o. |Restul vine.",
    "The U.S. Department of Labor decides. |It is slow.",
    "Some services, e.g. Search, i.e. finding things, etc. are free. |Others, cf. Art. 6, are not.",
    "Dr. J. R. Smith leads it. |Mrs. Jones helps.",
    "The fee is 2.5 percent, i.e. $1.50. |It rises yearly.",
    "1. We do not sell data. |2. We do not rent it.",
    "a. We go. |b. We stay.",
    "(a) We collect it. |(b) We keep it. |(iv) We delete it.",
    'He said "We never do." |Then he left.',
    "He said “never.” |(We asked twice.) |It ended.",
    "We wait... |Then we go. |Or… not.",
    "He waited... and left.",
    "Visit acme.example. |Write to a@b.example. |Thanks.",
    "We met at 5 p.m. |The door was shut. |We met at 5 p.m. Friday.",
    "iPhone users pay. |iPhone users pay more. |eBay pays.",
    "Es gilt z.B. für Art. 6 Abs. 1 lit. a DSGVO. |Das ist alles.",
    "当社は販売しません。|保存します。|「はい。」|以上",
    "हम डेटा नहीं बेचते। |हम उसे रखते हैं।",
    "هل نبيع بياناتك؟ |نحن لا نبيع.",
    "First line\n\n|Second line",
    "No stop at all",
    "- - - . . . We go. |We stay.",
    "**Bold.** |Next.",
    "A claim.[1] |Another.[22] |End.",
]


@pytest.mark.parametrize("marked", TEXTS)
def test_sentences_end_at_the_bars(marked: str) -> None:
    assert "|".join(sentences(marked.replace("|", ""))) == marked


def test_nothing_has_no_sentence() -> None:
    assert sentences("") == []
    assert sentences("  ") == ["  "]
