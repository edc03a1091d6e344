"""`tracker said`: what organisations said on a subject, everywhere and in order, and how it shifted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from tracker.ask import History, open_history
from tracker.ask.periods import Period
from tracker.ask.subjects import threads
from tracker.ask.thread_json import conflict_json, said_json, thread_json
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import STYLES, coloured, count, csv_table, json_line, local, paged, safe, say, say_whole
from tracker.cli.subject_named import subject_named, subjects_of
from tracker.errors import UsageError
from tracker.model import Direction
from tracker.model.subject import Conflict, Place, PlaceState, Said, StepKind, Thread, ThreadStep
from tracker.model.thread_words import clash_words, who_words

_THAN = (Direction.WEAKER, Direction.STRONGER)
_CERTAIN = 0.995
_LEAD = " " * 12  # as wide as a day and its gap
_FEW = 2  # further documents that make a statement, that are shown by name
_COLUMNS = (
    "organisation",
    "subject",
    "id",
    "said",
    "text",
    "standing",
    "kind",
    "page",
    "document",
    "speaker",
    "source",
    "url",
    "first_seen",
    "last_seen",
    "places",
    "direction",
    "confidence",
    "compared_with",
    "reason",
    "sha256",
)
_SIDE = ("id", "said", "text", "document", "url", "sha256")
_CONFLICT_COLUMNS = (
    "organisation",
    "subject",
    "direction",
    "confidence",
    "reason",
    "since",
    "until",
    *(f"{side}_{field}" for side in ("earlier", "later") for field in _SIDE),
)


@click.command()
@click.argument("subject", metavar="[SUBJECT|WORDS]", required=False)
@click.option("--org", "--organisation", "organisation", type=names.ORGANISATION, help="What this one said.")
@click.option("--since", type=names.When(), help="Said on or after this date.")
@click.option("--standing", is_flag=True, help="Only what a page still says at the last look.")
@click.option(
    "--conflicts", is_flag=True, help="Two that stand in two documents, of which one says less, or the opposite."
)
@click.option("--html", "as_html", is_flag=True, help="A page of one thread, with every capture named.")
@options.watchlist
@options.reading
@options.as_json
@options.as_csv
def said(
    subject: str | None,
    organisation: str | None,
    since: Period | None,
    standing: bool,
    conflicts: bool,
    as_html: bool,
    watchlist: Path,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """What an organisation said on a subject: in pages, posts, editions and answers, in order of the date said.

    SUBJECT is one that the watchlist names under `subjects:`, or words parted by commas, in any form: "immigration,
    ICE". Words in capitals count as written. Each sentence that speaks of it stands there once, however many documents
    and texts have it, with the time in which each of them did. Without a subject: those of the watchlist, in brief.
    """
    named = subject_named(watchlist, subject) if subject else None
    declared = (named,) if named else subjects_of(watchlist)
    if not declared:
        raise UsageError(f'{watchlist} names no subjects; name words to look for: tracker said "immigration, ICE"')
    with open_history(db) as history:
        start = since.start if since else None
        found = [
            thread
            for each in declared
            for thread in threads(history, each, organisation, since=start, standing=standing)
        ]
        if as_html:
            say_whole(_page(history, found, what=subject or "the subjects of the watchlist"))
            return
    if conflicts:
        found = [thread for thread in found if thread.conflicts]
    if as_json and conflicts:
        for thread in found:
            for conflict in thread.conflicts:
                json_line(conflict_json(thread, conflict))
    elif as_json:
        for thread in found:
            for each, step in zip(thread.said, thread.steps, strict=True):
                json_line(said_json(thread, each, step))
    elif as_csv and conflicts:
        csv_table(_CONFLICT_COLUMNS, (_conflict_row(thread, each) for thread in found for each in thread.conflicts))
    elif as_csv:
        csv_table(_COLUMNS, (_row(thread, n) for thread in found for n in range(len(thread.said))))
    else:
        with paged(pager):
            if conflicts:
                _say_conflicts(found)
            elif named:
                say_threads(found)
            else:
                _say_briefly(found)
            if not found:
                what = f"“{safe(subject)}”" if subject else "the subjects of the watchlist"
                say(_nothing(what, conflicts, narrowed=bool(since or standing or organisation)))


def _page(history: History, found: Sequence[Thread], *, what: str) -> str:
    """The report on the one thread that was found. UsageError when there is none, or more than one."""
    from tracker.ask import report_forms  # with all that publishes and archives
    from tracker.ask.thread_report import thread_report

    if len(found) != 1:
        names_ = ", ".join(dict.fromkeys(thread.organisation for thread in found))
        told = (
            f"--html is a page of one thread; name one with --org: {names_}" if found else f"nothing speaks of {what}"
        )
        raise UsageError(told)
    return report_forms.write(thread_report(history, found[0], thread_json(found[0])), "html").decode()


def _nothing(what: str, conflicts: bool, *, narrowed: bool) -> str:
    asked = " as asked" if narrowed else ""
    if conflicts:
        return f"no two statements on {what} are known to conflict{asked}; what cannot be compared is not told"
    return f"nothing that was seen speaks of {what}{asked}"


def say_threads(found: Sequence[Thread]) -> None:
    """Threads, statement by statement."""
    for number, thread in enumerate(found):
        if number:
            say()
        say(Text.assemble((safe(thread.organisation), "bold"), " on ", (safe(thread.subject.name), "bold")))
        say(_summary(thread), "dim")
        for each, step in zip(thread.said, thread.steps, strict=True):
            say()
            _say_said(thread, each, step)


def _say_briefly(found: Sequence[Thread]) -> None:
    for thread in found:
        say(Text.assemble((safe(thread.subject.name), "bold"), " · ", safe(thread.organisation)))
        say(_summary(thread), "dim", lead="  ")


def _summary(thread: Thread) -> str:
    documents = {(place.document.page, place.document.number) for each in thread.said for place in each.places}
    standing = sum(each.stands for each in thread.said)
    told = [f"{count(len(thread.said), 'statement')} in {count(len(documents), 'document')}"]
    told += [f"{standing} still there"] if standing else []
    told += [f"{count(len(thread.conflicts), 'conflict')} (--conflicts)"] if thread.conflicts else []
    first, last = (day_said(thread.said[n].first) for n in (0, -1))
    return " · ".join((*told, first if first == last else f"{first} to {last}"))


def day_said(place: Place) -> str:
    """The day on which it was said: as the document bears it, or in the reader's zone when it was seen."""
    bare = place.document.said or ""
    return bare if place.is_dated and len(bare) == len("2026-06-03") else local(place.said)[:10]


def _say_said(thread: Thread, each: Said, step: ThreadStep | None) -> None:
    text = safe(each.text)
    say(Text(f"“{text}”", "" if each.standing is not PlaceState.GONE else "dim"), lead=f"{day_said(each.first)}  ")
    shown = each.places[: _FEW + 1] if len(each.places) <= _FEW + 1 else each.places[:_FEW]
    for number, place in enumerate(shown):
        told = (("again: ", "dim"), _where(place)) if number else (_where(place), (f" · {each.id}", "dim"))
        say(Text.assemble(*told), lead=_LEAD)
    if len(each.places) > len(shown):
        say(f"and in {count(len(each.places) - len(shown), 'more document')}", "dim", lead=_LEAD)
    if each.answers and each.first.document.question:
        say(f"asked: “{safe(each.first.document.question)}”", "dim", lead=_LEAD)
    if step is not None:
        _say_step(thread, step)


def _where(place: Place) -> Text:
    """Who said it where, and what became of it."""
    names_ = safe(who_words(place))
    if place.standing is PlaceState.SAID:
        return Text.assemble((f"{names_} · said on {day_said(place)}", "dim"))
    since = local(place.first_seen)[:10] + ("" if place.last_without or place.is_dated else " or before")
    if place.standing is PlaceState.STANDS:
        return Text.assemble((f"{names_} · since {since}, ", "dim"), ("still there", "green" if coloured() else ""),
                             (f" on {local(place.last_seen)[:10]}", "dim"))  # fmt: skip
    return Text.assemble((f"{names_} · {since} to {local(place.last_seen)[:10]}, then ", "dim"), ("gone", "yellow"))


def _say_step(thread: Thread, step: ThreadStep) -> None:
    """Which way it went from the statement that it is compared with."""
    before = thread.find(step.before) if step.before else None
    if step.kind is StepKind.FORMER:
        than = " than there before" if step.direction in _THAN else ", against its former wording there"
    else:
        day = f" on {day_said(before.first)}" if before else " before"
        than = f" than{day}" if step.direction in _THAN else f", against what was said{day}"
    way = "which way is open" if step.direction is Direction.OPEN else str(step.direction)
    sure = f" · {step.confidence:.0%} sure" if 0 < step.confidence < _CERTAIN else ""
    told = Text.assemble((way, STYLES[step.direction]), f"{than}: {safe(step.reason)}", (sure, "dim"))
    say(told, lead=_LEAD)


def _say_conflicts(found: Sequence[Thread]) -> None:
    """The pairs that stand together, and those that did."""
    for number, thread in enumerate(found):
        if number:
            say()
        say(Text.assemble((safe(thread.organisation), "bold"), " on ", (safe(thread.subject.name), "bold")))
        for conflict in sorted(thread.conflicts, key=lambda each: each.until is not None):
            say()
            _say_conflict(thread, conflict)


def _say_conflict(thread: Thread, conflict: Conflict) -> None:
    since = local(conflict.since)[:10]
    when = f"together since {since}" if conflict.until is None else f"from {since} to {local(conflict.until)[:10]}"
    say(Text.assemble((clash_words(conflict.direction), STYLES[conflict.direction]), f" · {when}"))
    for id_, place in zip((conflict.earlier, conflict.later), conflict.places, strict=True):
        each = thread.find(id_)
        if each is not None:  # always
            say(f"“{safe(each.text)}”", lead=f"{day_said(place)}  ")
            say(_where(place), lead=_LEAD)
    say(safe(conflict.reason), "dim", lead=_LEAD)


def _row(thread: Thread, number: int) -> tuple[object, ...]:
    each, step = thread.said[number], thread.steps[number]
    place = each.first
    document = place.document
    return (
        thread.organisation,
        thread.subject.name,
        each.id,
        place.said,
        each.text,
        each.standing,
        document.kind,
        document.page,
        document.title,
        document.speaker,
        document.source,
        place.moment.url,
        place.first_seen,
        each.last_seen,
        len(each.places),
        step and step.direction,
        step and (step.confidence or None),
        step and step.old,
        step and step.reason,
        place.moment.sha256,
    )


def _conflict_row(thread: Thread, conflict: Conflict) -> tuple[object, ...]:
    flat: list[object] = []
    for id_, place in zip((conflict.earlier, conflict.later), conflict.places, strict=True):
        side = thread.find(id_)
        words = (side.id, place.said, side.text) if side else ()
        flat += (*words, place.document.title, place.moment.url, place.moment.sha256)
    return (
        thread.organisation,
        thread.subject.name,
        conflict.direction,
        conflict.confidence or None,
        conflict.reason,
        conflict.since,
        conflict.until,
        *flat,
    )
