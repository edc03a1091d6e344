"""The bundled history of a fictional company's page: three weeks of real changes, and of what fools trackers.

Every text here is made up. Each scene is what the server answers from its day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ORGANISATION = "Halcyon Systems"
TITLE = "Responsible technology statement"
PATH = "/responsible-technology"


@dataclass(frozen=True, slots=True)
class Scene:
    day: float  # days after the first look
    tells: str  # what happens, for the person who watches the demo
    body: str
    status: int = 200


_COMMITMENTS = """
<p>We have no contracts that support immigration enforcement.</p>
<p>We will delete location records within 30 days of a request.</p>"""
_NARROWED = _COMMITMENTS.replace("no contracts", "no AI services contracts")
_HEDGED = _NARROWED.replace("We will delete", "We will generally delete")
_SLOWER = _HEDGED.replace("within 30 days", "within 90 days")

_REVIEW = "<p>An independent panel reviews every contract with a public authority before it is signed.</p>"
_SCOPE = "<p>This statement applies to all products and subsidiaries of Halcyon Systems.</p>"
_BANNER = """<div id="cookie-consent" class="cookie-banner" role="dialog" aria-label="Cookies">
<p>We value your privacy. We and our 214 partners store cookies on your device.</p>
<button>Accept all</button> <button>Reject</button></div>"""


def _page(commitments: str, *, first: str = _SCOPE, last: str = _REVIEW, ago: int = 2, banner: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{TITLE} | {ORGANISATION}</title></head>
<body>{banner}
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/products">Products</a></li></ul></nav></header>
<main>
<h1>{TITLE}</h1>
<p>Updated {ago} days ago</p>
{first}
<h2>What we do and do not do</h2>{commitments}
<h2>How we decide</h2>
{last}
<p>We publish a report on requests from public authorities twice a year.</p>
</main>
<footer><p>&copy; {ORGANISATION}. Visitor {ago * 7919}</p></footer>
</body></html>"""


_ERROR = f"""<!DOCTYPE html>
<html lang="en"><head><title>{ORGANISATION}</title></head>
<body><main><h1>Something went wrong</h1><p>Please try again later.</p></main></body></html>"""

SCENES = (
    Scene(0, "the page as it has been for years", _page(_COMMITMENTS)),
    Scene(1, 'only "Updated 3 days ago" differs', _page(_COMMITMENTS, ago=3)),
    Scene(2, 'the shift: "no contracts" becomes "no AI services contracts"', _page(_NARROWED, ago=3)),
    Scene(4, "an error page, served as if all were well (status 200)", _ERROR),
    Scene(5, "the page is back", _page(_NARROWED, ago=5)),
    Scene(6, "a cookie banner appears", _page(_NARROWED, ago=6, banner=_BANNER)),
    Scene(7, 'a hedge: "will" becomes "will generally"', _page(_HEDGED, ago=7)),
    Scene(8, "the newsroom has a release that speaks of immigration enforcement", _page(_HEDGED, ago=8)),
    Scene(9, "two paragraphs trade places", _page(_HEDGED, first=_REVIEW, last=_SCOPE, ago=9)),
    Scene(11, "for one look, the text of last week", _page(_NARROWED, first=_REVIEW, last=_SCOPE, ago=11)),
    Scene(11.5, "and back again", _page(_HEDGED, first=_REVIEW, last=_SCOPE, ago=11)),
    Scene(12, "a number: 30 days become 90", _page(_SLOWER, first=_REVIEW, last=_SCOPE, ago=12)),
    Scene(14, "the server fails (status 503)", "<h1>Service unavailable</h1>", 503),
    Scene(14.5, "and is well again", _page(_SLOWER, first=_REVIEW, last=_SCOPE, ago=14)),
)
LAST_DAY = 15.0
NEWS = "/news.xml"


@dataclass(frozen=True, slots=True)
class Release:
    """A statement that the newsroom's feed names from its day on, ten at most."""

    day: float
    path: str
    title: str
    text: str


RELEASES = (
    Release(-9, "/news/quarter", "Results of the first quarter", "Revenue grew by four percent."),
    Release(-3, "/news/lisbon", "An office in Lisbon", "Forty people will work there."),
    Release(4, "/news/prize", "A prize for our lamp", "The jury praised its switch."),
    Release(
        8,
        "/news/border",
        "Our work for the Border Agency",
        "We host the case files of an agency for immigration enforcement under a contract signed in 2024.",
    ),
)


TERMS = "/terms"
TERMS_TITLE = "Terms of service"
_TERM = "Customers must not use our services for immigration enforcement"


def terms_at(day: float) -> str:
    """The terms of service on a day: from the eleventh on they say something else."""
    term = f"{_TERM}." if day < 11 else f"{_TERM} without a written contract."
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{TERMS_TITLE} | {ORGANISATION}</title></head><body><main>'
        f"<h1>{TERMS_TITLE}</h1><p>These terms are between you and {ORGANISATION}.</p><p>{term}</p>"
        "<p>You pay within thirty days of the date of our invoice.</p></main></body></html>"
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the company answers to a newspaper, entered by hand on its day."""

    day: float
    tells: str
    speaker: str
    source: str
    text: str


QUESTION = "Does Halcyon Systems work for immigration enforcement?"
ANSWERS = (
    Answer(
        1.5,
        "a newspaper asks, and has an answer",
        "Mira Holt",
        "by e-mail",
        "We have no contracts that support immigration enforcement.",
    ),
    Answer(
        10,
        "it asks again",
        "Jon Abel",
        "by telephone",
        "We do not currently maintain AI services contracts specifically related to immigration enforcement.",
    ),
)


def feed_at(day: float, start: datetime) -> str:
    """The newsroom's feed on a day, RSS 2.0."""
    items = "".join(
        f"<item><title>{each.title}</title><link>{each.path}</link>"
        f"<pubDate>{start + timedelta(days=each.day):%a, %d %b %Y %H:%M} GMT</pubDate></item>"
        for each in reversed(RELEASES)
        if each.day <= day
    )
    return f'<rss version="2.0"><channel><title>{ORGANISATION}</title>{items}</channel></rss>'


def release_at(day: float, path: str) -> str | None:
    """The page of a release; None when there is none on that day."""
    found = next((each for each in RELEASES if each.path == path and each.day <= day), None)
    if found is None:
        return None
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{found.title} | {ORGANISATION}</title></head><body><main>'
        f"<h1>{found.title}</h1><p>{found.text}</p><p>{ORGANISATION} builds systems for cities and hospitals, and has"
        " done so for thirty years.</p></main></body></html>"
    )


def scene_at(day: float) -> Scene:
    """What the server answers on a day."""
    return [scene for scene in SCENES if scene.day <= day][-1]
