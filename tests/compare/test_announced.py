"""What a change log says of a change: made cases, whose answers were written down before there was code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.compare import compare
from tracker.compare.announced import ChangelogLine, announced
from tracker.model import Announced, Block, BlockKind

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
DENIAL = "We have no contracts that support border enforcement."
NARROW = "We have no AI contracts that support border enforcement."
REFUND, REFUND_NOW = "You get a refund within 30 days of a purchase.", "You get a refund within 14 days of a purchase."
SHARE = "We share your data with our advertising partners and their affiliates."
KEEP, KEEP_NOW = "We keep recordings of calls for 90 days.", "We keep recordings of calls for two years."
ARBITRATION = "Disputes are settled by binding arbitration, and you waive the right to a class action."
OTHER = "Our offices are open on weekdays from nine to five."


def told(
    old: list[str],
    new: list[str],
    lines: list[str],
    *,
    title: str = "Terms of Service",
    days: float = 0,
    looked: float = 8,
    language: str | None = "en",
    log_language: str | None = "en",
) -> tuple[str, str]:
    """The state and the quote for an edit of a page, with lines that came into the log `days` after it."""
    before, after = ([Block(BlockKind.PARAGRAPH, text) for text in [OTHER, *each]] for each in (old, new))
    comparison = compare(before, after, language=language)
    found = announced(
        comparison.edits,
        title,
        "Acme",
        [ChangelogLine(line, AT + timedelta(days=days), "log", "What's new", "v", 1) for line in lines],
        first_with=AT,
        looked=AT + timedelta(days=looked),
        same_language=language == log_language,
    )
    return found.state, found.quote


CASES = [
    # told, by the words that say something
    ([DENIAL], [NARROW], ["We clarified that our statement on border enforcement is about AI contracts."], "announced"),
    ([DENIAL], [NARROW], ["Terms: “no contracts” about border enforcement now reads “no AI contracts”."], "announced"),
    ([REFUND], [REFUND_NOW], ["The refund period is now 14 days."], "announced"),
    ([REFUND], [REFUND_NOW], ["Refunds: 14 days after a purchase instead of 30"], "announced"),
    ([KEEP], [KEEP_NOW], ["Recordings of calls are kept for two years from now on."], "announced"),
    ([], [SHARE], ["We now share data with advertising partners."], "announced"),
    ([SHARE], [], ["Removed: sharing of data with advertising partners and affiliates"], "announced"),
    ([], [ARBITRATION], ["Section 12 is new: binding arbitration of disputes, and no class action."], "announced"),
    ([], [ARBITRATION], [ARBITRATION], "announced"),
    ([DENIAL], [NARROW], ["Search is mended.", "Added AI to our denial of border enforcement contracts."], "announced"),
    ([SHARE], [SHARE.replace("advertising", "research")],
     ["Data goes to research partners, not to advertising partners."], "announced"),
    # some of it
    ([REFUND, KEEP], [REFUND_NOW, KEEP_NOW], ["The refund period is now 14 days."], "partly"),
    ([DENIAL], [NARROW, SHARE], ["We now share data with advertising partners."], "partly"),
    # that the page was changed, but not what
    ([DENIAL], [NARROW], ["We have updated our Terms of Service."], "partly"),
    ([REFUND], [REFUND_NOW], ["New version of the Terms of Service, effective 1 July"], "partly"),
    ([SHARE], [], ["Terms of Service revised for clarity"], "partly"),
    # not told
    ([DENIAL], [NARROW], [], "not announced"),
    ([DENIAL], [NARROW], ["An AI assistant is there for all customers."], "not announced"),
    ([REFUND], [REFUND_NOW], ["Dark mode for the app", "14 new languages"], "not announced"),
    ([REFUND], [REFUND_NOW], ["The trial lasts 14 days now."], "not announced"),
    ([KEEP], [KEEP_NOW], ["Calls sound better: we record them in stereo."], "not announced"),
    ([SHARE], [], ["Meet our partners at the conference in June."], "not announced"),
    ([], [ARBITRATION], ["We read your Terms of Service so you do not have to: a podcast."], "not announced"),
    ([DENIAL], [NARROW], ["We have updated our Privacy Policy."], "not announced"),
    ([], [SHARE], ["Share a folder with your team in one click."], "not announced"),
    ([REFUND], [REFUND_NOW], ["Purchases can be paid in 30 currencies."], "not announced"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "lines", "state"), CASES)
def test_what_a_log_says(old: list[str], new: list[str], lines: list[str], state: str) -> None:
    found, quote = told(old, new, lines)
    assert found == state
    assert (quote in lines) == (state in ("announced", "partly"))


@pytest.mark.parametrize("days", [-29, -3, 0, 6, 29])
def test_it_may_be_told_before_with_or_after_it(days: float) -> None:
    assert told([REFUND], [REFUND_NOW], ["The refund period is now 14 days."], days=days)[0] == "announced"


@pytest.mark.parametrize("days", [-31, 31])
def test_what_is_told_at_another_time_is_of_something_else(days: float) -> None:
    assert told([REFUND], [REFUND_NOW], ["The refund period is now 14 days."], days=days)[0] == "not announced"


def test_before_a_week_is_over_and_the_log_was_looked_at_it_is_open() -> None:
    assert told([REFUND], [REFUND_NOW], [], looked=6)[0] == "open"
    assert told([REFUND], [REFUND_NOW], ["The refund period is now 14 days."], looked=0)[0] == "announced"


def test_in_another_language_it_is_open() -> None:
    line = "Rückerstattungen gibt es ab jetzt zwei Wochen lang."
    assert told([REFUND], [REFUND_NOW], [line], log_language="de")[0] == "open"


def test_a_german_log_of_a_german_page() -> None:
    old, new = "Wir speichern Aufnahmen 90 Tage lang.", "Wir speichern Aufnahmen zwei Jahre lang."
    assert told([old], [new], ["Aufnahmen werden jetzt zwei Jahre lang gespeichert."], title="Datenschutz",
                language="de", log_language="de")[0] == "announced"  # fmt: skip
    assert told([old], [new], ["Neue Farben für die App"], title="Datenschutz", language="de", log_language="de")[
        0
    ] == ("not announced")


def test_the_line_that_tells_most_is_quoted() -> None:
    lines = ["We have updated our Terms of Service.", "The refund period is now 14 days.", "Dark mode for the app"]
    assert told([REFUND], [REFUND_NOW], lines) == (Announced.ANNOUNCED, lines[1])


def test_hostile_lines_take_no_time() -> None:
    assert told([REFUND], [REFUND_NOW], ["refund 14 " * 20_000, "(" * 50_000])[0] in list(Announced)
