"""A sample record: three pages of two companies that do not exist, and what became of their words."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.publish.source import START, Sample
from tracker.model import Direction, Page, Severity

PAGES = [
    Page("halden-ai", "Halden Cloud", "Responsible AI", "https://halden.example/ai", tags=("ai", "surveillance")),
    Page("halden-rights", "Halden Cloud", "Human rights", "https://halden.example/rights?lang=en", tags=("rights",)),
    Page("ostra-use", "Ostra Systems", "Acceptable use", "https://ostra.example/use", tags=("ai", "defence")),
]

AI = """
# Responsible AI at Halden Cloud
Halden Cloud builds services for people and for public institutions in forty countries. This page is for all to see.
# What we do not do
We have no contracts with border agencies. We have never sold face recognition to the police.
We will tell customers within 24 hours when their data is requested by an authority.
- We do not train models on customer content.
- We do not sell personal data.
- We do not build weapons.
# How we check ourselves
An independent board reviews every sensitive use before it starts. The board meets four times a year.
We listen to the people who are affected by our systems, and to those who work on them.
# Questions
Write to trust@halden.example. We answer within ten working days.
"""

RIGHTS = """
# Human rights at Halden Cloud
We respect human rights wherever we work.
We do not train models on customer content.
Our suppliers sign the same commitments and are audited every year.
"""

USE = """
# Acceptable use of Ostra Systems
You may not use our models for surveillance, for weapons, or to harm people.
We review reports within two days.
This page was last reviewed in 2025.
"""


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def sample() -> Sample:
    """Nine published changes, among them one edit on two pages, one that is undone, and one that moves a paragraph."""
    source = Sample(PAGES)
    source.say("halden-ai", AI, day(0))
    source.say("halden-rights", RIGHTS, day(0))
    source.say("ostra-use", USE, day(1))
    ai = AI.replace("no contracts with border agencies", "no AI services contracts with border agencies")
    source.say("halden-ai", ai, day(9), **news(Direction.WEAKER, '"no contracts" → "no AI services contracts"'))
    use = USE.replace("last reviewed in 2025", "last reviewed in 2026")
    source.say("ostra-use", use, day(11), **news(Direction.DIFFERENT, '"in 2025" → "in 2026"'))
    ai = ai.replace("within 24 hours", "within 72 hours")
    source.say("halden-ai", ai, day(30), **news(Direction.WEAKER, '"within 24 hours" → "within 72 hours"'))
    hedged = "We do not generally train models on customer content."
    ai, rights = (text.replace("We do not train models on customer content.", hedged) for text in (ai, RIGHTS))
    generally = news(Direction.WEAKER, '"do not train" → "do not generally train"')
    source.say("halden-ai", ai, day(41), **generally)
    source.say("halden-rights", rights, day(41.3), **generally)
    use = use.replace("surveillance, for weapons, or to harm", "surveillance or to harm")
    fewer = news(Direction.WEAKER, 'dropped from a list: "for weapons"')
    source.say("ostra-use", use, day(60), flags=("silent edit: the page's own date stayed",), **fewer)
    ai = ai.replace("- We do not build weapons.\n", "")
    ai = ai.replace("We listen to the people", "We always listen to the people")
    source.say("halden-ai", ai, day(75), **news(Direction.WEAKER, 'removed: "We do not build weapons."'))
    first = source.changes_on("ostra-use")[-1]
    use = use.replace("surveillance or to harm", "surveillance, for weapons, or to harm")
    back = news(Direction.STRONGER, 'added to a list: "for weapons"')
    source.say("ostra-use", use, day(90), relates_to=first.id, flags=("back to the wording of 3 March 2026",), **back)
    answer = "Write to trust@halden.example. We answer within ten working days.\n"
    moved = ai.replace(f"# Questions\n{answer}", "").replace("# What we do not do", f"{answer}# What we do not do")
    source.say("halden-ai", moved, day(104), **news(Direction.SAME, 'moved: "Write to trust@halden.example."'))
    return source


def news(direction: Direction, headline: str) -> dict[str, object]:
    """Set outright: publishing shows a judgement, whatever it is."""
    return {"direction": direction, "severity": Severity.SUBSTANTIVE, "headline": headline}
