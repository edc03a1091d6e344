"""The JSON interface of `tracker serve`, read-only, described by OpenAPI 3.1 at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tracker import __version__
from tracker.ask import History
from tracker.errors import StoreError, TrackerError, UnknownName
from tracker.model import Announced, Cue, Direction, Severity
from tracker.web import answers
from tracker.web.answers import LONGEST, MOST

Answer = TypeVar("Answer")
Ask = Callable[[Callable[[History], dict[str, Any]]], dict[str, Any]]

ABOUT = """What organisations said, how their words changed, and which way. Times are UTC; a change lies between its
`last_without` and its `first_with`. Directions are logical judgements by rules, and say nothing of motives or truth."""

ChangeId = Annotated[str, Path(max_length=64, description="Its id, or how that begins.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Entries at most.")]
Name = Annotated[str | None, Query(max_length=LONGEST, description="In any form that fits one alone.")]
Words = Annotated[str, Query(min_length=1, max_length=LONGEST)]
Since = Annotated[datetime | None, Query(description="First seen, or said, on or after this time.")]


@dataclass
class ProblemAnswer:
    error: str
    """What is wrong, in a sentence."""


@dataclass
class WatchedPage:
    page: str
    organisation: str
    title: str
    url: str
    tags: list[str]
    language: str | None


@dataclass
class WatchedPages:
    pages: list[WatchedPage]
    after: str | None
    """What to ask for next; null when these were the last."""


@dataclass
class AnnouncementAnswer:
    state: Announced
    reason: str
    quote: str | None
    log: str | None
    snapshot: int | None
    at: str | None


@dataclass
class ChangeInBrief:
    change: str
    number: int
    kind: str
    page: str
    organisation: str
    title: str
    url: str
    tags: list[str]
    status: str
    direction: Direction
    moves: dict[str, int]
    severity: Severity
    confidence: float
    headline: str
    reason: str
    flags: list[str]
    announced: AnnouncementAnswer | None
    relates_to: str | None
    last_without: str
    first_with: str
    settled_at: str | None


@dataclass
class ChangesAnswer:
    changes: list[ChangeInBrief]
    before: int | None
    """What to ask for next; null when these were the last."""


@dataclass
class MomentAnswer:
    version: str
    captured_at: str
    sha256: str
    url: str


@dataclass
class EditAnswer:
    kind: str
    old: str | None
    new: str | None
    direction: Direction
    cues: list[Cue]
    reason: str
    severity: Severity
    confidence: float


@dataclass
class NoteAnswer:
    at: str
    who: str
    text: str
    public: bool


@dataclass
class WholeChange(ChangeInBrief):
    before: MomentAnswer
    after: MomentAnswer
    edits: list[EditAnswer]
    notes: list[NoteAnswer]


@dataclass
class ThreadsAnswer:
    threads: list[dict[str, Any]]
    """As `tracker said --json` prints them; `cut` when older statements were left out."""
    cut: bool


@dataclass
class StandAnswer:
    last_without: str | None
    first_with: str
    last_with: str
    first_without: str | None
    looks: int


@dataclass
class StandingAnswer(WatchedPage):
    form: str
    near: bool
    looked: str
    stands: list[StandAnswer]


@dataclass
class StandingsAnswer:
    pages: list[StandingAnswer]
    cut: bool


@dataclass
class LinePlace:
    page: str
    organisation: str
    first: str
    last: str
    still: bool


@dataclass
class LineAnswer:
    text: str
    kind: str
    places: list[LinePlace]


@dataclass
class SearchAnswer:
    query: str
    changes: list[ChangeInBrief]


@dataclass
class LinesAnswer:
    lines: list[LineAnswer]
    total: int


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemAnswer, "description": "What was asked cannot be answered."},
    404: {"model": ProblemAnswer, "description": "It is not in the record."},
    503: {"model": ProblemAnswer, "description": "The record cannot be read now."},
}


def make_api(ask: Ask) -> FastAPI:
    """The application. `ask` opens the record for one question."""
    api = FastAPI(
        title="Statement tracker",
        version=__version__,
        description=ABOUT,
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        servers=[{"url": "/api"}],
        root_path_in_servers=False,
        redirect_slashes=False,
        responses=PROBLEMS,
    )
    _questions(api, ask)
    _problems(api)
    return api


def _questions(api: FastAPI, ask: Ask) -> None:
    @api.get("/pages", response_model=WatchedPages, summary="Watched pages")
    def pages(organisation: Name = None, limit: Limit = 50, after: Name = None) -> dict[str, Any]:
        return ask(lambda history: answers.pages(history, organisation, limit, after))

    @api.get("/changes", response_model=ChangesAnswer, summary="Changes that were told, the newest first")
    def changes(
        page: Name = None,
        organisation: Name = None,
        tag: Name = None,
        direction: Annotated[list[Direction], Query(max_length=10)] = [],  # noqa: B006 - read, never altered
        severity: Annotated[list[Severity], Query(max_length=10)] = [],  # noqa: B006
        cue: Cue | None = None,
        announced: Annotated[list[Announced], Query(max_length=10)] = [],  # noqa: B006
        text: Annotated[str | None, Query(max_length=LONGEST, description="In a statement or the headline.")] = None,
        since: Since = None,
        until: Since = None,
        before: Annotated[int | None, Query(ge=1, le=2**53, description="Publication numbers below this.")] = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        def answer(history: History) -> dict[str, Any]:
            where = answers.told(
                history, limit, page=page, organisation=organisation, tag=tag, directions=direction,
                severities=severity, cue=cue, announced=announced, text=text, since=since, until=until, before=before,
            )  # fmt: skip
            return answers.changes(history, where, limit)

        return ask(answer)

    @api.get("/changes/{change}", response_model=WholeChange, summary="One change, whole")
    def change(
        change: Annotated[str, Path(max_length=64, description="Its id, or how that begins.")],
    ) -> dict[str, Any]:
        return ask(lambda history: answers.change(history, change))

    @api.get("/said", response_model=ThreadsAnswer, summary="What organisations said on a subject")
    def said(
        words: Words, organisation: Name = None, since: Since = None, standing: bool = False, limit: Limit = 50
    ) -> dict[str, Any]:
        return ask(lambda history: answers.said(history, words, organisation, since, standing, limit))

    @api.get("/when", response_model=StandingsAnswer, summary="On which pages a phrase stood, and when")
    def when(phrase: Words, page: Name = None, near: bool = False, limit: Limit = 50) -> dict[str, Any]:
        return ask(lambda history: answers.when(history, phrase, page, near, limit))

    @api.get("/search", response_model=SearchAnswer, summary="Changes with these words, the newest first")
    def search(q: Words, limit: Limit = MOST) -> dict[str, Any]:
        return {"query": q} | ask(lambda h: answers.changes(h, answers.told(h, limit, text=q), limit))

    @api.get("/lines", response_model=LinesAnswer, summary="Lines of any text ever, best first")
    def lines(q: Words, limit: Limit = 50) -> dict[str, Any]:
        return ask(lambda history: answers.lines(history, q, limit))


def _problems(api: FastAPI) -> None:
    """Whatever goes wrong is one sentence, in one form."""

    @api.exception_handler(TrackerError)
    def told(_: Request, error: TrackerError) -> JSONResponse:
        status = 404 if isinstance(error, UnknownName) else 503 if isinstance(error, StoreError) else 400
        return JSONResponse({"error": str(error)}, status_code=status)

    @api.exception_handler(RequestValidationError)
    def refused(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return JSONResponse({"error": f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}"}, status_code=400)

    @api.exception_handler(HTTPException)
    def no_such(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"error": error.detail}, status_code=error.status_code, headers=error.headers)

    described = api.openapi

    def openapi() -> dict[str, Any]:
        """As it is made, but for 422: what is asked wrongly is answered with 400, whatever is wrong in it."""
        found = described()
        for path in found["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for unused in ("HTTPValidationError", "ValidationError"):
            found.get("components", {}).get("schemas", {}).pop(unused, None)
        return found

    api.openapi = openapi  # type: ignore[method-assign]
