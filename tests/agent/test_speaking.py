"""A language model speaks through verification: sentence by sentence, one rebuke, its calls with told figures only, in its time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from tests.agent.conftest import Talk
from tests.agent.scripted import ScriptedModel, StreamedModel, calling, says

pytestmark = pytest.mark.anyio

ASKED = "显卡花了36万，能支持多少"
CALCULATION = {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}}]}
RESULT = "按第五条，36万元可按50%计算资金支持：18万元。"
CAP = "每年最高50万元。"
OPEN = "“符合要求”具体指什么，原文没有写明。"


def computing(reply: str) -> Any:
    """Calls the calculation first, then replies."""

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        called = any(isinstance(message, ToolMessage) for message in messages)
        return AIMessage(reply) if called else calling("calculate_subsidy", CALCULATION)

    return say


async def test_a_sentence_leaves_before_the_model_has_written_the_next(talk: Talk) -> None:
    left: list[int] = []

    async def between(piece: str) -> None:
        for _ in range(100):  # as often as others need to run; what is held back until the end never comes
            await asyncio.sleep(0)
        left.append(len(talk.pieces))  # type: ignore[attr-defined]

    answer = await talk(ASKED, say=StreamedModel(say=computing(RESULT + CAP + OPEN), between=between))
    assert answer["reply"] == RESULT + CAP + OPEN
    assert left == [0, 1, 2]


async def test_a_false_sentence_goes_back_once_with_the_reason(talk: Talk) -> None:
    told: list[str] = []

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        if not any(isinstance(message, ToolMessage) for message in messages):
            return calling("calculate_subsidy", CALCULATION)
        last = messages[-1]
        if isinstance(last, HumanMessage):
            told.append(str(last.content))
            return AIMessage(CAP + OPEN)
        return AIMessage(RESULT + "每年最高100万元。" + OPEN)

    answer = await talk(ASKED, say=say)
    assert answer["reply"] == RESULT + "\n\n" + CAP + OPEN
    assert answer["fallback"] is None
    assert len(told) == 1
    assert "每年最高100万元" in told[0]
    assert "上限" in told[0]


async def test_a_model_that_begins_again_after_the_rebuke_is_not_heard_twice(talk: Talk) -> None:
    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        if not any(isinstance(message, ToolMessage) for message in messages):
            return calling("calculate_subsidy", CALCULATION)
        return AIMessage(RESULT + (CAP if isinstance(messages[-1], HumanMessage) else "15天到账。"))

    answer = await talk(ASKED, say=say)
    assert answer["reply"].count(RESULT) == 1
    assert CAP in answer["reply"]


async def test_after_a_second_false_sentence_the_offline_engine_says_the_rest_and_nothing_false(talk: Talk) -> None:
    honest = await talk(ASKED, thread="honest")
    answer = await talk(ASKED, say=computing(RESULT + "资金会在30天内到账。"), thread="lied to")
    assert answer["reply"].startswith(RESULT)
    assert answer["reply"].endswith(honest["reply"])
    assert "30天" not in answer["reply"]
    assert answer["engine"] == "offline"
    assert "30天" in answer["fallback"]


async def test_the_conversation_goes_on_after_a_fall_back_with_all_that_was_told(talk: Talk) -> None:
    await talk(ASKED, say=says("稳拿90万元。"))
    answer = await talk("那再加20万词元呢", say=None)
    assert "28万元" in answer["reply"]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "2000000"}}]}, "没有说过"),
        ({"items": [{"measure": "data_voucher", "facts": {"data_contract_amount": "360000"}}]}, "用户说的是"),
        ({"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}, "years": 3}]}, "只算一年"),
        ({"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}, "received": "100000"}]}, "没有说过"),
    ],
)
async def test_a_figure_that_nobody_told_computes_nothing(talk: Talk, args: dict[str, Any], why: str) -> None:
    results: list[str] = []

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        results.extend(str(message.content) for message in messages if isinstance(message, ToolMessage))
        return AIMessage("请问您是OPC吗？") if results else calling("calculate_subsidy", args)

    answer = await talk(ASKED, say=say)
    assert why in results[0]
    assert "error" in answer["tool_calls"][0]["result"]


async def test_a_flag_that_nobody_told_is_not_checked(talk: Talk) -> None:
    results: list[str] = []

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        results.extend(str(message.content) for message in messages if isinstance(message, ToolMessage))
        facts = {"applicant_type": "opc", "headcount": 8, "lawful_operation": True}
        return AIMessage("请问是否依法经营？") if results else calling("check_eligibility", {"facts": facts})

    await talk("我们是OPC，8个人，算力支持能申请吗", say=say)
    assert "lawful_operation" in results[0]


async def test_a_model_that_takes_too_long_is_left_in_time_and_what_it_said_stays(talk: Talk) -> None:
    class Stalling(ScriptedModel):
        async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Any:
            from langchain_core.outputs import ChatGenerationChunk

            yield ChatGenerationChunk(message=AIMessageChunk(content=CAP + "然后"))
            await asyncio.Event().wait()

    answer = await talk(ASKED, say=Stalling(say=says("")), seconds=0.2)
    assert answer["reply"].startswith(CAP)
    assert "18万元" in answer["reply"]
    assert "时限" in answer["fallback"]


async def test_a_model_that_says_nothing_is_replaced(talk: Talk) -> None:
    answer = await talk(ASKED, say=says("  \n"))
    assert "18万元" in answer["reply"]
    assert answer["fallback"] == "模型没有给出回答"


async def test_what_is_told_to_the_model_begins_alike_every_turn_and_ends_with_what_is_known(talk: Talk) -> None:
    seen: list[Sequence[BaseMessage]] = []

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        seen.append(messages)
        return AIMessage(CAP)

    await talk(ASKED, say=say)
    await talk("那上限呢", say=say)
    first, second = seen
    assert isinstance(first[0], SystemMessage)
    assert first[0].content == second[0].content
    assert len([message for message in second if isinstance(message, SystemMessage)]) == 1
    assert "360000" in str(second[-1].content)
    assert "360000" not in str(second[0].content)
