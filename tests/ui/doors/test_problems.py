"""One table tells every error; what leaves is RFC 9457 in Chinese, whatever went wrong and wherever."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import agent
import knowledge
import tools
import ui
from knowledge.errors import AssistantError, IndexUnusable, MissingFacts, TooManyRequests, Unavailable
from ui import problems
from ui.problem_handlers import MAX_BODY, UnexpectedErrors, install


def every_error(kind: type[AssistantError] = AssistantError) -> Iterator[type[AssistantError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every_error(below)


def test_every_error_class_of_every_room_stands_in_the_table() -> None:
    for room in (knowledge, tools, agent, ui):
        for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    ours = {kind for kind in every_error() if kind.__module__.split(".")[0] in ("knowledge", "tools", "agent", "ui")}
    assert len(ours) >= 15
    assert ours <= set(problems.TABLE), "add the class to ui/problems.py"


def test_every_line_of_the_table_is_whole() -> None:
    for kind, entry in problems.TABLE.items():
        assert 400 <= entry.status <= 599, kind
        assert 1 <= entry.exit_code <= 125, kind
        assert entry.title and entry.sentence.endswith("。"), kind
    assert len({entry.slug for entry in problems.TABLE.values()}) == len(problems.TABLE)
    assert {401, 403, 404, 409, 413, 422, 429, 503} <= {entry.status for entry in problems.TABLE.values()}


def test_a_class_nobody_listed_is_told_as_the_nearest_above_it() -> None:
    class Odd(Unavailable):
        pass

    try:
        assert problems.entry_of(Odd("x")).status == 503
        assert problems.entry_of(ValueError()).status == 500
    finally:
        del Odd


def test_a_problem_carries_field_missing_facts_and_the_headers_that_belong_to_it() -> None:
    body = problems.problem(MissingFacts("还缺人数", missing=["headcount"], field="facts.headcount"), "/api/eligibility")
    assert (body["field"], body["missing"], body["instance"], body["status"]) == ("facts.headcount", ["headcount"], "/api/eligibility", 422)
    assert problems.headers_of(TooManyRequests("慢点", retry_after=7)) == {"retry-after": "7"}
    assert "retry-after" in problems.headers_of(IndexUnusable("x"))


@pytest.fixture(scope="module")
def broken() -> Iterator[TestClient]:
    """Routes that fail in ways ours do not, behind our handlers."""
    app = FastAPI()
    install(app)
    app.add_middleware(UnexpectedErrors)

    @app.get("/unexpected")
    async def unexpected() -> None:
        raise RuntimeError("a secret in a traceback")

    with TestClient(app) as client:
        yield client


def test_what_nobody_foresaw_is_a_problem_without_its_cause(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/unexpected")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text and "Traceback" not in response.text
    assert "a secret in a traceback" in caplog.text, "the log has it"


def test_an_unknown_address_and_a_wrong_method_are_problems_too(client: TestClient) -> None:
    response = client.get("/nowhere/at/all")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    response = client.put("/api/chat", json={})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "POST" in response.json()["detail"]


@pytest.mark.parametrize("raw", [b"{broken", b"", b"\xff\xfe", b"[" * 30000, b'{"message": ' + b"9" * 5000 + b"}"])
def test_a_body_that_is_no_json_is_422(client: TestClient, raw: bytes) -> None:
    response = client.post("/api/chat", content=raw, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_json_that_does_not_say_so_is_told_how_to(client: TestClient) -> None:
    response = client.post("/api/chat", content=b'{"message": "x"}', headers={"content-type": "text/plain"})
    assert response.status_code == 422
    assert "Content-Type" in response.json()["detail"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_413_whether_it_says_so_or_not(client: TestClient, announced: bool) -> None:
    piece = b" " * 65536
    content = piece * (MAX_BODY // len(piece) + 1) if announced else (piece for _ in range(MAX_BODY // len(piece) + 1))
    response = client.post("/api/chat", content=content, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_several_faults_are_listed_each_with_its_field(client: TestClient) -> None:
    problem = client.post("/api/chat", json={"mesage": "x", "session_id": ""}).json()
    assert {one["field"] for one in problem["errors"]} == {"message", "mesage", "session_id"}
    assert all("\u4e00" <= one["detail"][0] <= "\u9fff" for one in problem["errors"])


def test_every_fault_that_our_inputs_can_have_has_chinese_words() -> None:
    from pydantic import ValidationError

    from agent.schema import ChatRequest
    from tools.schema import EligibilityInput, SearchInput, SubsidyInput
    from ui.faults import _wording

    known = _wording()["types"]
    odd = [None, 1, 1.5, "x", "", "s" * 5000, [], {}, [1] * 30, True, float("nan"), "\ud800", b"x"]
    for model in (ChatRequest, EligibilityInput, SearchInput, SubsidyInput):
        for field in [*model.model_fields, "unknown"]:
            for value in odd:
                try:
                    model.model_validate({field: value})
                except ValidationError as error:
                    assert {fault["type"] for fault in error.errors()} <= set(known), (model, field, value)
