"""What endpoints really send, row by row: mended, or a failure with a name. Over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from agent.llm.calls import UNREADABLE
from agent.llm.errors import ModelFailure
from tests.agent.llm.conftest import Ask
from tests.agent.llm.hostile import DONE, HOLD, RESET, Answer, calling, event, refusing, sliced, streamed

pytestmark = pytest.mark.anyio

TEXT = "按第五条，可按50%计算。\n每年最高50万元。"
MARKED = (
    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look\n"
    '```json\n{"query": "算力"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>'
)
JSON = {"Content-Type": "application/json"}


def whole(message: dict[str, Any], **more: Any) -> Answer:
    body = {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], **more}
    return Answer([json.dumps(body, ensure_ascii=False).encode()], headers=JSON)


@pytest.mark.parametrize(
    "answer",
    [
        streamed(TEXT),
        streamed(TEXT, reasoning_content="用户想知道……拿90万"),
        streamed(f"<think>他能拿90万</think>\n{TEXT}", 3),
        streamed(f"{TEXT}<think>没有写完的想法，90万", 2),
        streamed(f"先想一想，90万\n</think>{TEXT}", 200),
        whole({"role": "assistant", "content": TEXT}),
        whole({"role": "assistant", "content": [{"type": "text", "text": TEXT}]}),
        Answer([b": keep-alive\n\n", *streamed(TEXT).pieces[:-1]]),
        Answer([b"\xef\xbb\xbf", *streamed(TEXT).pieces]),
        Answer([piece.replace(b"\n", b"\r\n") if isinstance(piece, bytes) else piece for piece in streamed(TEXT).pieces]),
        Answer(
            [
                event(None),
                *streamed(TEXT).pieces[:-1],
                event(None, usage={"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}),
                DONE,
            ]
        ),
        Answer([piece.replace(b"data: ", b"data:") if isinstance(piece, bytes) else piece for piece in streamed(TEXT).pieces]),
        sliced(streamed(TEXT), list(range(0, 4000, 3))),
        Answer([b"event: message\nid: 1\n", *streamed(TEXT).pieces], headers={"Content-Type": "text/plain"}),
    ],
    ids=range(14),
)
async def test_a_text_arrives_as_it_is_meant(ask: Ask, answer: Answer) -> None:
    assert (await ask(answer)).text.strip() == TEXT


@pytest.mark.parametrize(
    "answer",
    [
        calling("look", '{"query": "算力"}'),
        calling("look", '{"query": "算力"}', finish="stop"),
        calling("look", {"query": "算力"}),
        calling("look", '{"query": "算力",}'),
        calling("look", "{'query': '算力'}"),
        calling("look", json.dumps('{"query": "算力"}')),
        calling("look", '```json\n{"query": "算力"}\n```'),
        calling("look", '{"query": "算力"}', id=None),
        calling("look", '{"query": "算力"}', index=None),
        calling("look", '{"query": "算力"}', type=None),
        streamed('<tool_call>\n{"name": "look", "arguments": {"query": "算力"}}\n</tool_call>', 4),
        streamed('```json\n{"name": "look", "arguments": {"query": "算力"}}\n```', 5),
        streamed('{"name": "look", "parameters": {"query": "算力"}}', 5),
        streamed('Thought: 查一下\nAction: look\nAction Input: {"query": "算力"}', 5),
        streamed('<function=look>{"query": "算力"}</function>', 5),
        streamed(
            MARKED,
            5,
        ),
        whole(
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "a", "function": {"name": "look", "arguments": '{"query": "算力"}'}}],
            }
        ),
        whole({"role": "assistant", "content": "", "function_call": {"name": "look", "arguments": '{"query": "算力"}'}}),
    ],
    ids=range(18),
)
async def test_a_call_arrives_as_it_is_meant(ask: Ask, answer: Answer) -> None:
    message = await ask(answer)
    assert [(call["name"], call["args"]) for call in message.tool_calls] == [("look", {"query": "算力"})]
    assert message.tool_calls[0]["id"]
    assert "look" not in message.text


@pytest.mark.parametrize("arguments", ["", None, "null", "{}"])
async def test_empty_arguments_are_none(ask: Ask, arguments: object) -> None:
    assert (await ask(calling("look", arguments))).tool_calls[0]["args"] == {}


@pytest.mark.parametrize("arguments", ['{"query": "80', "算力", '["算力"]', '{"query": 算力}'])
async def test_a_call_that_was_cut_off_is_not_completed(ask: Ask, arguments: str) -> None:
    assert list((await ask(calling("look", arguments))).tool_calls[0]["args"]) == [UNREADABLE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"index": 0, "id": "a"}, {"index": 1, "id": "a"}),
        ({"index": 0, "id": "a"}, {"index": 0, "id": "b"}),
        ({"id": "a"}, {"id": "b"}),
        ({"index": 0}, {"index": 1}),
    ],
)
async def test_parallel_calls_keep_apart_however_they_are_numbered(ask: Ask, first: dict[str, Any], second: dict[str, Any]) -> None:
    def pieces(numbered: dict[str, Any], query: str) -> list[bytes]:
        begins = {**numbered, "function": {"name": "look", "arguments": '{"query": '}}
        goes_on = {key: value for key, value in numbered.items() if key == "index"} | {"function": {"arguments": f'"{query}"}}'}}
        return [event({"tool_calls": [begins]}), event({"tool_calls": [goes_on]})]

    message = await ask(Answer([*pieces(first, "1"), *pieces(second, "2"), event({}, "tool_calls"), DONE]))
    assert [call["args"] for call in message.tool_calls] == [{"query": "1"}, {"query": "2"}]
    assert len({call["id"] for call in message.tool_calls}) == 2


async def test_a_name_in_every_piece_is_one_call(ask: Ask) -> None:
    parts = [{"name": "look", "arguments": part} for part in ('{"query"', ': "1"}')]
    pieces = [event({"tool_calls": [{"index": 0, "id": "a", "function": part}]}) for part in parts]
    assert (await ask(Answer([*pieces, event({}, "tool_calls"), DONE]))).tool_calls[0]["args"] == {"query": "1"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusing(401, "bad key"), "auth"),
        (refusing(403, "forbidden"), "auth"),
        (refusing(402, "Insufficient Balance"), "balance"),
        (refusing(404, "The model `m` does not exist"), "unknown_model"),
        (refusing(429, "slow down", **{"Retry-After": "3600"}), "rate_limited"),
        (refusing(400, "content_filter triggered"), "content_filter"),
        (refusing(400, "Output data may contain inappropriate content: data_inspection_failed"), "content_filter"),
        (Answer([b'{"error": {"message": "server busy"}}'], headers=JSON), "server_error"),
        (Answer([b"<html>502</html>"], headers={"Content-Type": "text/html"}), "bad_answer"),
        (Answer([b""]), "bad_answer"),
        (Answer([b'{"choices": []}'], headers=JSON), "bad_answer"),
        (Answer([event({"content": "每年"}), event({}, "length"), DONE]), "cut_off"),
        (Answer([event({"content": "每年"}), event({}, "content_filter"), DONE]), "content_filter"),
        (Answer([event({"content": "每年最高"})]), "cut_off"),
        (Answer([event({"content": "每年最高"}), RESET]), "cut_off"),
        (Answer([event({"content": "每年"}), b"data: {oops\n\n"]), "bad_answer"),
        (Answer([event({"content": "每年"}), b'data: {"error": {"message": "engine died"}}\n\n']), "server_error"),
    ],
    ids=range(17),
)
async def test_what_is_no_answer_is_a_failure_with_a_name(ask: Ask, answer: Answer, kind: str) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(answer)
    assert failed.value.kind == kind
    assert "geheim" not in failed.value.detail


async def test_a_stall_ends_at_its_limit_whatever_is_held_back(ask: Ask) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer([event({"content": "每年最高"}), HOLD]), llm_stall=0.15)
    assert failed.value.kind == "stalled"


async def test_keep_alives_without_end_do_not_pass_the_limit_of_a_call(ask: Ask) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer([b": ping\n\n", HOLD]), llm_timeout=0.15)
    assert failed.value.kind == "timeout"


async def test_a_flood_is_cut_off(ask: Ask) -> None:
    with pytest.raises(ModelFailure) as failed:
        await ask(Answer([event({"reasoning_content": "想" * 10_000})] * 300))
    assert failed.value.kind == "bad_answer"


@pytest.mark.parametrize("first", [refusing(500, "oops"), refusing(503, "busy"), refusing(429, "slow", **{"Retry-After": "0.01"})])
async def test_what_may_be_gone_a_moment_later_is_tried_again(ask: Ask, first: Answer) -> None:
    assert (await ask(first, streamed(TEXT))).text == TEXT
    assert len(ask.endpoint.seen) == 2  # type: ignore[attr-defined]


async def test_nothing_is_asked_again_once_text_has_left(ask: Ask) -> None:
    with pytest.raises(ModelFailure):
        await ask(Answer([event({"content": TEXT}), b'data: {"error": {"message": "busy"}}\n\n']), streamed(TEXT))
    assert len(ask.endpoint.seen) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("refusal", "left_out"),
    [
        (refusing(400, "Unsupported parameter: stream_options"), "stream_options"),
        (refusing(400, "temperature is not supported with this model"), "temperature"),
        (refusing(422, "extra fields not permitted: max_tokens"), "max_tokens"),
        (refusing(400, "this model does not support tools"), "tools"),
        (refusing(400, "unknown field"), "stream_options"),
    ],
)
async def test_a_parameter_that_is_refused_is_left_out_from_then_on(ask: Ask, refusal: Answer, left_out: str) -> None:
    message = await ask(refusal, streamed(TEXT), times=2)
    assert message.text == TEXT
    sent = ask.endpoint.seen  # type: ignore[attr-defined]
    assert [left_out in asked for asked in sent] == [True, False, False]


async def test_a_context_that_is_too_long_is_cut_once_and_keeps_what_counts(ask: Ask) -> None:
    history = [message for turn in range(200) for message in (HumanMessage(f"问{turn}" + "长" * 60), AIMessage("答" * 60))]
    messages = [SystemMessage("规矩"), *history, HumanMessage("现在这一句")]
    answer = await ask(refusing(400, "maximum context length is 8192 tokens"), streamed(TEXT), messages=messages)
    assert answer.text == TEXT
    first, second = (asked["messages"] for asked in ask.endpoint.seen)  # type: ignore[attr-defined]
    assert len(second) < len(first) < len(messages)
    for sent in (first, second):
        assert (sent[0]["content"], sent[-1]["content"]) == ("规矩", "现在这一句")
        assert sent[1]["role"] == "user"


async def test_tokens_are_those_of_the_endpoint_or_counted_and_said_to_be(ask: Ask) -> None:
    counted = await ask(streamed(TEXT))
    assert counted.usage_metadata["output_tokens"] > 10
    assert counted.response_metadata["usage_estimated"]
    usage = {"prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34, "prompt_tokens_details": {"cached_tokens": 20}}
    told = await ask(Answer([*streamed(TEXT).pieces[:-1], event(None, usage=usage), DONE]))
    assert told.usage_metadata["input_token_details"]["cache_read"] == 20
    assert not told.response_metadata["usage_estimated"]


async def test_it_is_asked_with_the_key_and_settings_and_past_any_proxy(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    await ask(streamed(TEXT), llm_temperature=0.3, llm_max_tokens=99)
    [asked], [key] = ask.endpoint.seen, ask.endpoint.keys  # type: ignore[attr-defined]
    assert (asked["model"], asked["temperature"], asked["max_tokens"], asked["stream"], key) == ("m", 0.3, 99, True, "Bearer geheim")


async def test_text_leaves_while_the_answer_is_still_coming(ask: Ask) -> None:
    await ask(streamed(TEXT, 1))
    assert len([piece for piece in ask.pieces if piece.text]) > 10  # type: ignore[attr-defined]
