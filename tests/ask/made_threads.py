# ruff: noqa: E501
"""Ten made-up threads as a reader would draw them, written before the code that draws them.

Of each statement: a letter, its document, from which day on, until which day (a page), what it has to do with those
before, and its words.

    =a   repeats a, and is one with it          <a weaker   is compared with a, and says less
    -    nothing before it is comparable        ^a weaker   the same page said it as a before
    ~a   may be compared with a, or not; when a direction is given, with no other answer than that

A page that shows something at its first look may have said it before: it is compared with nothing. A direction that is
told is the one given here, or left open: a false one fails. Conflicts are written "a-c weaker";
one in brackets may be told or not. No other may be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

END = 120  # the day of the last look at each page


@dataclass(frozen=True)
class Line:
    key: str
    document: str
    since: float
    until: float  # END: it stands
    relation: str  # one of = < ^ ~ -
    to: str  # key
    direction: str  # empty: any
    text: str


@dataclass(frozen=True)
class MadeThread:
    organisation: str
    words: str  # as they are asked for
    documents: dict[str, str]  # name -> kind
    lines: tuple[Line, ...]
    conflicts: dict[tuple[str, str], str]
    allowed: dict[tuple[str, str], str]  # conflicts that may be told or not


_LINE = re.compile(r"(\w) (\w+) (\d+)(?:-(\d+))? ([-=<^~])(\w)?(?: (\w+))? \| (.+)")


def _thread(organisation: str, words: str, documents: str, lines: str, conflicts: str = "") -> MadeThread:
    made = []
    for line in lines.strip().splitlines():
        match = _LINE.fullmatch(line.strip())
        assert match, line
        key, document, since, until, relation, to, direction, text = match.groups()
        made.append(Line(key, document, float(since), float(until or END), relation, to or "", direction or "", text))
    found: tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]] = ({}, {})
    for bracket, one, other, direction in re.findall(r"(\()?(\w)-(\w) (\w+)", conflicts):
        found[bool(bracket)][one, other] = direction
    kinds = dict(each.split(":") for each in documents.split())
    return MadeThread(organisation, words, kinds, tuple(made), *found)


THREADS = (
    _thread(
        "Halcyon Systems",
        "immigration, ICE, CBP, border enforcement",
        "policy:page terms:page press:answer release:post",
        """
        a policy 0-60 - | We have no contracts that support immigration enforcement.
        d terms 0 - | Customers must not use our services to track people for immigration enforcement without a court order.
        b press 10 =a | We have no contracts that support immigration enforcement.
        c press 40 <a weaker | We do not currently maintain AI services contracts specifically related to immigration enforcement.
        e policy 60 ^a weaker | We have no AI services contracts that support immigration enforcement.
        f release 70 ~e different | We host the case files of an agency for immigration enforcement under a contract signed in 2024.
        g press 80 - | Halcyon does not comment on individual customers, including immigration authorities.
        """,
        "a-c weaker, (c-e stronger), (e-c weaker), (a-f reversed), (a-e weaker)",
    ),
    _thread(
        "Norrland Cloud",
        "facial recognition",
        "policy:page blog:post notes:post press:answer",
        """
        a policy 0 - | We do not sell facial recognition technology to police departments.
        e policy 0-50 - | An ethics board reviews every sale of facial recognition before a contract is signed.
        b blog 20 <a weaker | We do not sell facial recognition technology to police departments in the United States.
        c press 30 =a | We do not sell facial recognition technology to police departments.
        d notes 45 - | Our engineers published a paper on bias in facial recognition at a conference in Lisbon.
        f policy 50 ^e weaker | An ethics board may review a sale of facial recognition before a contract is signed.
        g press 60 <a reversed | We sell facial recognition technology to police departments under strict conditions.
        """,
        "a-b weaker, a-g reversed, (b-g different)",
    ),
    _thread(
        "Pelagos",
        "military, weapons",
        "principles:page report:edition manifesto:post reply:post press:answer",
        """
        a principles 0-90 - | We will not develop AI for weapons.
        c principles 0 - | We work with governments on disaster relief, search and rescue, and military medicine.
        b report 15 - | We will not develop AI for weapons or for surveillance.
        d manifesto 60 ~a weaker | We will not knowingly develop AI for weapons whose principal purpose is to injure people.
        e principles 90 ^a weaker | We will not develop AI for weapons that select targets without human control.
        g press 100 ~c | Pelagos has supplied translation software to military hospitals since 2019.
        h reply 110 =e | We will not develop AI for weapons that select targets without human control.
        """,
        "(a-b stronger), (a-d weaker), (b-e weaker), (b-d weaker), (d-e stronger), (d-e weaker)",
    ),
    _thread(
        "Quillon",
        "sell data, advertisers",
        "privacy:page terms:page blog:post press:answer",
        """
        a privacy 0 - | We do not sell your personal data.
        b privacy 0-30 - | We never share your data with advertisers.
        g terms 0 - | You may not sell data that you obtain from our services.
        c privacy 30 ^b weaker | We do not share your data with advertisers without your consent.
        d blog 40 <a weaker | We do not sell your personal data to advertisers.
        e press 50 ~a stronger | We do not sell data, and we never will.
        f press 70 - | Quillon employs forty people who sell data storage to hospitals.
        """,
        "a-d weaker, (a-e stronger), (d-e stronger)",
    ),
    _thread(
        "Orbis",
        "train, training",
        "privacy:page help:page programme:post press:answer",
        """
        a privacy 0-25 - | We do not use customer content to train our models.
        h privacy 0 - | You can delete your content at any time, also from training data.
        b help 5 - | We do not use customer content of business accounts to train our models.
        e help 5 - | Our staff complete training on security every year.
        c privacy 25 ^a weaker | We do not use customer content to train our models unless you opt in.
        d press 30 ~c reversed | By default we use customer content to train our models.
        f programme 45 - | A training programme for teachers begins in March.
        """,
        "a-b weaker, (c-d reversed), (b-d reversed), (b-c different)",
    ),
    _thread(
        "Tessera",
        "children, Kinder, Kindern",
        "policy:page german:page blog:post press:answer",
        """
        a policy 0 - | We do not knowingly collect personal data from children under 13.
        b policy 0-20 - | We delete accounts of children within 24 hours of a report.
        e german 0-40 - | Wir erheben wissentlich keine Daten von Kindern unter 13 Jahren.
        c policy 20 ^b weaker | We delete accounts of children within 72 hours of a report.
        d blog 30 <a stronger | We do not collect personal data from children under 16.
        f german 40 ^e open | Wir erheben keine Daten von Kindern unter 16 Jahren.
        g press 50 - | Tessera gave tablets to 300 schools, and children there love them.
        """,
        "(a-d stronger)",
    ),
    _thread(
        "Vantor",
        "forced labour",
        "report:edition code:page press:answer law:post",
        """
        a report 0-60 - | We audit every supplier for forced labour once a year.
        c code 0 - | Suppliers must not use forced labour.
        d press 30 ~a same | We audit every one of our suppliers for forced labour once a year.
        b report 60 ^a weaker | We audit high-risk suppliers for forced labour once a year.
        f report 60 - | In 2025 we found two cases of forced labour and ended both contracts.
        e law 70 - | Forced labour is a crime, and the new law raises the fine.
        """,
        "(d-b weaker)",
    ),
    _thread(
        "Brightwater",
        "net zero, emissions",
        "climate:page report:edition first:post press:answer",
        """
        a climate 0-40 - | We will reach net zero emissions by 2030.
        e climate 0 - | We report our emissions every spring.
        c first 10 =a | We will reach net zero emissions by 2030.
        f report 20 - | Emissions of our data centres fell by four percent.
        b climate 40 ^a weaker | We will reach net zero emissions by 2040.
        d press 55 <b weaker | We aim to reach net zero emissions by 2040.
        g press 80 - | Net zero is a long road.
        """,
        "a-b weaker, (a-d weaker), b-d weaker",
    ),
    _thread(
        "Lumen Post",
        "backdoor, encryption",
        "promise:page anniversary:post guide:post press:answer",
        """
        a promise 0 - | We have never built a backdoor into our products.
        d promise 0-50 - | Your messages are protected by end-to-end encryption.
        b anniversary 20 <a stronger | We have never built a backdoor into our products and never will.
        c press 35 ~a weaker | To our knowledge we have never built a backdoor into our products.
        e promise 50 ^d weaker | Your messages to other users of the app are protected by end-to-end encryption.
        f press 60 - | Lumen opposes laws that weaken encryption.
        g guide 70 - | Our guide explains how encryption works.
        """,
        "(a-b stronger), (a-c weaker), (b-c weaker)",
    ),
    _thread(
        "Casparian",
        "union, collective bargaining",
        "code:page careers:page deal:post press:answer",
        """
        a code 0 - | We respect the right of every employee to join a union.
        c code 0-30 - | Managers must remain neutral on unions.
        g careers 5 =a | We respect the right of every employee to join a union.
        b press 10 <a weaker | We respect the right of employees to join a union where the law allows it.
        d code 30 ^c weaker | Managers should remain neutral on unions.
        e deal 40 - | Casparian and the dockworkers' union signed an agreement on pay.
        f press 55 - | Casparian does not recognise the union at its Ohio warehouse.
        """,
        "(a-b weaker)",
    ),
)
