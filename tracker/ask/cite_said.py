"""A statement of a thread as a citation, in the styles that a change is cited in. Pure; nothing depends on the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tracker.ask.cite import (
    address_in_bibtex,
    address_in_markdown,
    bibtex_entry,
    capture_words,
    in_bibtex,
    in_markdown,
    in_wiki,
    stop,
)
from tracker.model.dates import day_words, time_words
from tracker.model.subject import Place, PlaceState, Said, Thread


def cite_said(thread: Thread, said: Said, style: str = "plain") -> str:
    """A citation of a statement where it was said first."""
    return SAID_STYLES[style](thread.organisation, said, said.first)


def _who(organisation: str, place: Place) -> str:
    """Who is cited: the speaker for the organisation, where one is known."""
    speaker = place.document.speaker
    return f"{speaker} for {organisation}" if speaker else organisation


def _given(place: Place) -> str:
    """How it was said, and in which document."""
    source = place.document.source if place.standing is PlaceState.SAID else None
    return ", ".join(filter(None, (f"“{stop(place.document.title)[:-1]}”", source)))


def _said_on(place: Place) -> str:
    return (
        f"{'dated' if place.is_dated and place.standing is not PlaceState.SAID else 'said on'} {day_words(place.said)}"
    )


def _seen(place: Place) -> str:
    """In which time it stood; nothing of an answer."""
    if place.standing is PlaceState.SAID:
        return ""
    first = f"First seen {time_words(place.first_seen)}"
    return f" {first}, last seen {time_words(place.last_seen)}."


def _plain(organisation: str, said: Said, place: Place) -> str:
    when = _said_on(place) if place.is_dated else f"first seen on {day_words(place.first_seen)}"
    return (
        f"{_who(organisation, place)}, {_given(place)}, {when}: “{said.text}” {place.moment.url}.{_seen(place)}"
        f" C{capture_words(place.moment)[1:]}. Statement {said.id}."
    )


def _apa(organisation: str, said: Said, place: Place) -> str:
    at = _at(place)
    return (
        f"{stop(_who(organisation, place))} ({at.year}, {at:%B} {at.day}). “{said.text}” {place.document.title}"
        f" [{capture_words(place.moment)}]. {place.moment.url}"
    )


def _chicago(organisation: str, said: Said, place: Place) -> str:
    at = _at(place)
    return (
        f"{stop(_who(organisation, place))} “{said.text}” {place.document.title}, {at:%B} {at.day}, {at.year}."
        f" C{capture_words(place.moment)[1:]}. {place.moment.url}."
    )


def _mla(organisation: str, said: Said, place: Place) -> str:
    at = _at(place)
    address = re.sub("^https?://", "", place.moment.url)
    return (
        f"{stop(_who(organisation, place))} “{said.text}” {place.document.title}, {at.day} {at:%b. %Y}, {address}."
        f" C{capture_words(place.moment)[1:]}."
    )


def _markdown(organisation: str, said: Said, place: Place) -> str:
    who, title = in_markdown(_who(organisation, place)), in_markdown(place.document.title)
    return (
        f"[{who}, “{title}”]({address_in_markdown(place.moment.url)}), {_said_on(place)}: “{in_markdown(said.text)}”"
        f"{_seen(place)} C{capture_words(place.moment)[1:]}."
    )


def _wikipedia(organisation: str, said: Said, place: Place) -> str:
    at = place.moment.captured_at.astimezone(UTC)
    return (
        f"{{{{cite web |title={in_wiki(place.document.title)} |author={in_wiki(_who(organisation, place))}"
        f" |date={_at(place):%Y-%m-%d} |url={in_wiki(place.moment.url).replace(' ', '%20')}"
        f" |access-date={at:%Y-%m-%d} |quote={in_wiki(said.text)}}}}}"
    )


def _bibtex(organisation: str, said: Said, place: Place) -> str:
    at = _at(place)
    fields = {
        "author": f"{{{in_bibtex(_who(organisation, place))}}}",
        "title": in_bibtex(place.document.title),
        "year": str(at.year),
        "month": f"{at:%b}".lower(),
        "url": address_in_bibtex(place.moment.url),
        "urldate": f"{place.moment.captured_at.astimezone(UTC):%Y-%m-%d}",
        "note": in_bibtex(f"“{said.text}” C{capture_words(place.moment)[1:]}."),
    }
    return bibtex_entry(f"said-{said.id}", fields)


def _at(place: Place) -> datetime:
    return place.said.astimezone(UTC)


SAID_STYLES: dict[str, Callable[[str, Said, Place], str]] = {
    "plain": _plain,
    "apa": _apa,
    "chicago": _chicago,
    "mla": _mla,
    "bibtex": _bibtex,
    "wikipedia": _wikipedia,
    "markdown": _markdown,
}
