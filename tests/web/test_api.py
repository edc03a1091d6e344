"""The JSON interface: every route is as its OpenAPI document says, whatever is asked; nothing private is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.spoken import Spoken, day
from tracker.model import ChangeFilter
from tracker.record.store import Note, Store
from tracker.settings import Settings
from tracker.web.serve import make_app

DENIAL, NARROW = "We have no contracts with the border police.", "We have no AI contracts with the border police."
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
ROUTES = ("changes", "changes/{change}", "lines", "pages", "said", "search", "when")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    with Store(folder / "tracker.db") as store:
        spoken = Spoken(store)
        spoken.page("acme-policy", "Acme", "Policy", (0, DENIAL), (20, NARROW), (40, "We have contracts of all kinds."))
        spoken.page("acme-new", "Acme", "What's new", (0, "Dark mode."))
        spoken.page("zed-policy", "Zed", "Policy", (0, "We keep no letters."), (30, "We keep some letters."))
        spoken.answer("acme-press", "Acme", 50, DENIAL, speaker="Laura Keane")
        (newest, *_) = store.changes.find(ChangeFilter(page="acme-policy"))
        with store.transaction():
            store.notes.add(Note(newest.id, day(60), "Ann", "They were asked.", True))
            store.notes.add(Note(newest.id, day(61), "Ann", "A source says more.", False))
    (folder / "feeds").mkdir()
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(folder / "tracker.db", feeds=folder / "feeds"))) as client:
        yield client


def test_every_route_is_as_it_is_described(folder: Path) -> None:
    app = make_app(Settings(folder / "tracker.db", feeds=folder / "feeds"))
    asked = set()
    for found in schemathesis.openapi.from_asgi("/api/openapi.json", app).get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=list(CHECKS))

        holds()
        asked.add(operation.path)
    assert asked == {f"/{name}" for name in ROUTES}


def test_the_description_is_valid_and_names_every_route(client: TestClient) -> None:
    found = client.get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(found).validate()
    assert found["openapi"].startswith("3.1")
    assert (sorted(found["paths"]), found["servers"]) == ([f"/{name}" for name in ROUTES], [{"url": "/api"}])


def test_pages_and_changes_are_told_part_by_part(client: TestClient) -> None:
    first = client.get("/api/pages", params={"limit": 2}).json()
    rest = client.get("/api/pages", params={"limit": 2, "after": first["after"]}).json()
    assert [page["page"] for page in first["pages"] + rest["pages"]] == [
        "acme-new",
        "acme-policy",
        "acme-press",
        "zed-policy",
    ]
    assert rest["after"] is None
    numbers, before = [], None
    while True:
        part = client.get("/api/changes", params={"limit": 2} | ({"before": before} if before else {})).json()
        numbers += [change["number"] for change in part["changes"]]
        before = part["before"]
        if before is None:
            break
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(set(numbers)) >= 3


def test_filters_take_names_in_any_form_and_times(client: TestClient) -> None:
    asked = {"organisation": "acme", "direction": ["weaker", "reversed"], "since": "2026-06-15"}
    found = client.get("/api/changes", params=asked).json()["changes"]
    assert {change["page"] for change in found} == {"acme-policy"}
    assert client.get("/api/changes", params={"organisation": "Nobody"}).status_code == 404
    wrong = client.get("/api/changes", params={"direction": "weeker"})
    assert (wrong.status_code, "direction" in wrong.json()["error"]) == (400, True)


def test_one_change_is_whole_and_has_no_private_note(client: TestClient) -> None:
    newest = client.get("/api/changes", params={"page": "acme-policy"}).json()["changes"][0]
    whole = client.get(f"/api/changes/{newest['change'][:8]}").json()
    assert [note["text"] for note in whole["notes"]] == ["They were asked."]
    assert whole["edits"][0]["new"] == "We have contracts of all kinds."
    assert client.get("/api/changes/ffffffff").status_code == 404


def test_what_was_said_and_when_and_where(client: TestClient) -> None:
    (thread,) = client.get("/api/said", params={"words": "border police", "limit": 2}).json()["threads"]
    assert (thread["organisation"], len(thread["statements"]), thread["cut"]) == ("Acme", 2, False)
    (page,) = client.get("/api/when", params={"phrase": "no AI contracts"}).json()["pages"]
    assert (page["page"], len(page["stands"])) == ("acme-policy", 1)
    (line,) = client.get("/api/lines", params={"q": "letters -some"}).json()["lines"]
    assert line["text"] == "We keep no letters."


def test_another_address_or_method_is_a_sentence_too(client: TestClient) -> None:
    assert client.get("/api/nothing").json() == {"error": "Not Found"}
    assert client.get("/api/changes/%0Aa").json() == {"error": "Not Found"}
    assert client.post("/api/changes").json() == {"error": "Method Not Allowed"}


def test_a_record_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    with TestClient(make_app(Settings(tmp_path / "none.db", feeds=tmp_path / "feeds"))) as client:
        answer = client.get("/api/changes")
    assert answer.status_code == 503
    assert "there is no record" in answer.json()["error"]
