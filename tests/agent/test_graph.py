"""One graph for every model: what is said is verified, what a model cannot do the offline one does, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.speaking import MOST_CALLS
from agent.state import KEPT_MESSAGES
from knowledge.schema import Policy
from tests.agent.conftest import Talk
from tests.agent.scripted import calling, says

pytestmark = pytest.mark.anyio


async def test_a_figure_comes_with_its_tool_call_and_its_sentence(talk: Talk) -> None:
    answer = await talk("显卡租金一共花了36万，可以支持多少")
    assert "18万元" in answer["reply"]
    (calculation,) = [call for call in answer["tool_calls"] if call["name"] == "calculate_subsidy"]
    assert calculation["result"]["items"][0]["amount"] == "180000.00"
    assert answer["citations"][0]["section"] == "art-5"
    assert answer["engine"] == "offline"


async def test_facts_accumulate_and_a_correction_replaces(talk: Talk) -> None:
    await talk("我们是OPC，依法经营，团队一共8个人")
    assert "8人" in (await talk("显卡花了36万，符合条件吗"))["reply"]
    answer = await talk("说错了，是13个人")
    verdict = answer["tool_calls"][-1]["result"]["measures"][0]
    assert verdict["status"] == "needs_recognition"


@pytest.mark.parametrize(
    "lie",
    [
        "按第五条，您可以拿到80万元。",
        "算力支持比例是60%。",
        "请在2026年12月31日前申报。",
        "请拨打010-12345678咨询。",
        "到https://opc.example.cn申报即可。",
        "第十五条规定由街道办受理。",
        "原文写道“对所有企业按照算力金额的八成给予补贴”。",
        "材料交齐后15个工作日到账。",
    ],
)
async def test_a_lying_model_changes_nothing_that_the_user_sees(talk: Talk, lie: str) -> None:
    honest = await talk("显卡花了36万，能支持多少", thread="honest")
    answer = await talk("显卡花了36万，能支持多少", say=says(lie), thread="lied to")
    assert answer["reply"] == honest["reply"]
    assert answer["engine"] == "offline"
    assert "核对" in answer["fallback"]


async def test_a_true_sentence_of_a_model_is_shown_with_the_sentence_it_rests_on(talk: Talk) -> None:
    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        if not any(isinstance(message, ToolMessage) for message in messages):
            return calling("calculate_subsidy", {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}}]})
        return AIMessage("按第五条，36万元可按50%计算资金支持：18万元。")

    answer = await talk("显卡花了36万，能支持多少", say=say)
    assert answer["reply"] == "按第五条，36万元可按50%计算资金支持：18万元。"
    assert answer["engine"] == "scripted"
    assert answer["citations"][0]["quote"] in answer["tool_calls"][0]["result"]["items"][0]["quote"]


async def test_a_model_that_fails_does_not_lose_the_turn(talk: Talk) -> None:
    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        raise IndexError("no choices")

    answer = await talk("显卡花了36万，能支持多少", say=say)
    assert "18万元" in answer["reply"]
    assert "IndexError" in answer["fallback"]


async def test_a_model_that_calls_without_end_is_stopped(talk: Talk) -> None:
    calls = []

    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        calls.append(1)
        message = calling("search_policy", {"query": "算力"})
        message.tool_calls[0]["id"] = f"call_{len(calls)}"
        return message

    answer = await talk("显卡花了36万，能支持多少", say=say)
    assert len(calls) == MOST_CALLS
    assert "18万元" in answer["reply"]


async def test_an_unknown_tool_and_bad_arguments_are_results_not_ends(talk: Talk) -> None:
    def say(messages: Sequence[BaseMessage]) -> AIMessage:
        results = [message for message in messages if isinstance(message, ToolMessage)]
        if not results:
            return calling("approve_everything", {})
        if len(results) == 1:
            return calling("calculate_subsidy", {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "-5"}}]})
        assert "approve_everything" in str(results[0].content)
        assert "没有说过" in str(results[1].content)
        return AIMessage("请告诉我算力实际花了多少。")

    assert (await talk("算力能支持多少", say=say))["reply"] == "请告诉我算力实际花了多少。"


async def test_wishing_for_a_person_opens_a_ticket(talk: Talk) -> None:
    answer = await talk("我想找个真人聊聊")
    assert answer["handoff"] == {"ticket": "T1"}
    assert "T1" in answer["reply"]


async def test_the_state_stays_bounded_and_keeps_no_tool_results_in_the_history(talk: Talk) -> None:
    for number in range(KEPT_MESSAGES):
        await talk(f"显卡花了{number + 10}万，能支持多少")
    state = talk.state  # type: ignore[attr-defined]
    assert len(state["messages"]) <= KEPT_MESSAGES
    assert not any(isinstance(message, ToolMessage) for message in state["messages"])
    assert state["briefing"] == {}


async def test_spending_of_last_year_names_what_is_open_also_when_the_sum_comes_a_turn_later(talk: Talk, policy: Policy) -> None:
    (label,) = [matter.label for matter in policy.matters.values() if matter.occasion == "past_spending"]
    asked = await talk("去年的显卡账单能支持多少")
    assert asked["asks"] == ["compute_spend"]
    assert label in (await talk("四十二万"))["reply"]
    assert label not in (await talk("今年显卡花了30万，能支持多少"))["reply"]


async def test_a_total_asked_for_covers_every_sum_told_so_far(talk: Talk) -> None:
    await talk("显卡花了26万")
    await talk("数据合同18万")
    (calculation,) = [call for call in (await talk("一共能有多少"))["tool_calls"] if call["name"] == "calculate_subsidy"]
    assert calculation["result"]["total"] == "220000.00"
