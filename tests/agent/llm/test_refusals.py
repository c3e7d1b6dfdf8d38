"""What endpoints answer instead: which failure it is, what is given up for good, and that nobody's words are repeated."""

from __future__ import annotations

import json
import logging

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage

from agent.llm import transport
from agent.llm.errors import ModelFailure
from agent.llm.opening import open_model
from tests.agent.llm.conftest import LOOK, Ask, settings_of
from tests.agent.llm.hostile import DONE, HOLD, RESET, Answer, event, refusing, serving, streamed

pytestmark = pytest.mark.anyio

TEXT = "每年最高50万元。"
JSON = {"Content-Type": "application/json"}


def refused(status: int, message: str, code: str = "invalid_request_error") -> Answer:
    """An error object as most endpoints write it."""
    return Answer([json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()], status, JSON)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(400, "Content Exists Risk"), "content_filter"),
        (refused(400, "Model Not Exist"), "unknown_model"),
        (refused(400, "model name is case-sensitive: no such model"), "unknown_model"),
        (refused(400, "API key not valid. Please pass a valid API key."), "auth"),
        (refused(400, "Range of input length should be [1, 30720]"), "too_long"),
        (refused(400, "the request exceeds the available context size"), "too_long"),
        (refused(400, "Your request exceeded model token limit: 8192"), "too_long"),
        (Answer([b"<html>Request Entity Too Large</html>"], 413, {"Content-Type": "text/html"}), "too_long"),
        (refused(429, "You exceeded your current quota", "insufficient_quota"), "balance"),
        (refusing(429, "slow down", **{"Retry-After": "Fri, 27 Nov 2099 15:00:00 GMT"}), "rate_limited"),
        (Answer([], 302, {"Location": "http://127.0.0.1:9/login"}), "bad_answer"),
    ],
    ids=range(11),
)
async def test_a_refusal_has_its_name_and_is_not_tried_again(ask: Ask, answer: Answer, kind: str) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(answer)
    assert failed.value.kind == kind
    assert len(ask.endpoint.seen) == (2 if kind == "too_long" else 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("finish", "kind"),
    [
        ("sensitive", "content_filter"),
        ("network_error", "server_error"),
        ("insufficient_system_resource", "server_error"),
        ("max_tokens", "cut_off"),
        ("model_context_window_exceeded", "cut_off"),
        ("repetition_truncation", "cut_off"),
    ],
)
async def test_an_answer_that_ends_otherwise_than_whole_is_a_failure(ask: Ask, finish: str, kind: str) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer([event({"content": TEXT}), event({}, finish), DONE]))
    assert failed.value.kind == kind


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 429, 500])
async def test_what_the_endpoint_says_is_never_repeated(ask: Ask, status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "agent")
    said = refused(status, "Incorrect key geheim, cannot parse: 我叫王小明", "key geheim of 王小明")
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer(said.pieces, status, {**JSON, "Retry-After": "999"}))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("agent")]
    assert len(lines) == 1
    for text in (failed.value.detail, *lines):
        assert "geheim" not in text
        assert "王小明" not in text


@pytest.mark.parametrize(
    "message",
    [
        "messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        "tool_call_id not found: invalid",
        "messages[2].tool_calls: function calls must be followed by their results",
        "Invalid request",
    ],
)
async def test_a_refusal_that_names_no_parameter_costs_no_tools(ask: Ask, message: str) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(refused(400, message))
    assert failed.value.kind == "bad_request"
    assert all("tools" in asked for asked in ask.endpoint.seen)  # type: ignore[attr-defined]


async def test_what_did_not_help_to_leave_out_is_sent_again(ask: Ask) -> None:
    with pytest.raises(ModelFailure):
        await ask(refused(400, "Invalid request"))
    settings = [refused(400, "unknown field"), refused(400, "some other fault"), streamed(TEXT)]
    left = list(settings)
    with serving(lambda _asked: left.pop(0)) as endpoint:
        async with open_model(settings_of(endpoint), FakeListChatModel(responses=["离线"])) as model:
            with pytest.raises(ModelFailure):
                [piece async for piece in model.astream([HumanMessage("你好")])]
            assert [piece async for piece in model.astream([HumanMessage("你好")])]
        assert ["stream_options" in asked for asked in endpoint.seen] == [True, False, True]


@pytest.mark.parametrize("message", ['"auto" tool choice requires --enable-auto-tool-choice', "m does not support tools"])
async def test_an_endpoint_without_tools_is_asked_without_them(ask: Ask, message: str) -> None:
    assert (await ask(refused(400, message), streamed(TEXT), times=2)).text == TEXT
    assert ["tools" in asked for asked in ask.endpoint.seen] == [True, False, False]  # type: ignore[attr-defined]


async def test_a_connection_that_is_torn_down_before_a_byte_is_tried_again(ask: Ask) -> None:
    assert (await ask(Answer([RESET]), streamed(TEXT))).text == TEXT


@pytest.mark.parametrize("end", [RESET, HOLD])
async def test_how_the_connection_of_a_whole_answer_ends_is_of_no_matter(ask: Ask, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LAST_SECONDS", 0.05)
    assert (await ask(Answer([event({"content": TEXT}), event({}, "stop"), end]))).text == TEXT


async def test_an_event_on_several_lines_is_one(ask: Ask) -> None:
    first, second = b'{"choices": [{"index": 0,', b'"delta": {"content": "A"}, "finish_reason": "stop"}]}'
    assert (await ask(Answer([b"data: " + first + b"\ndata: " + second + b"\n\n", DONE]))).text == "A"


async def test_a_refusal_of_any_size_is_read_to_a_bound(ask: Ask) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer([b"x" * 100_000, HOLD], 400, JSON), llm_stall=5, llm_timeout=2)
    assert failed.value.kind == "bad_request"


async def test_it_can_be_asked_for_the_whole_answer() -> None:
    with serving(lambda _asked: streamed(TEXT)) as endpoint:
        async with open_model(settings_of(endpoint), FakeListChatModel(responses=["离线"])) as model:
            answer = await model.bind_tools([LOOK]).ainvoke([HumanMessage("你好")])
    assert (answer.text, answer.response_metadata["finish_reason"]) == (TEXT, "stop")


async def test_when_failures_open_the_circuit_the_first_of_them_is_told(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    with serving(lambda _asked: refusing(503, "busy")) as endpoint:
        async with open_model(settings_of(endpoint), FakeListChatModel(responses=["离线"])) as model:
            kinds = []
            for _ in range(3):
                with pytest.raises(ModelFailure) as failed:
                    [piece async for piece in model.astream([HumanMessage("你好")])]
                kinds.append(failed.value.kind)
        assert len(endpoint.seen) == 5
    assert kinds == ["server_error", "server_error", "circuit_open"]
    assert sum("暂停调用" in record.getMessage() and "连续失败" in record.getMessage() for record in caplog.records) == 1


async def test_an_endpoint_that_thinks_without_opening_the_thought_is_known_from_its_second_answer_on(ask: Ask) -> None:
    assert (await ask(streamed(f"拿90万</think>{TEXT}", 3), times=2)).text == TEXT
