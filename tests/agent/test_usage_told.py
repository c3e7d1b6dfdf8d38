"""What the endpoint counts of a turn stands in the answer, priced, whoever answers in the end."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from agent.llm.opening import open_model
from tests.agent.conftest import Talk
from tests.agent.llm.conftest import settings_of
from tests.agent.llm.hostile import DONE, Answer, calling, event, serving

pytestmark = pytest.mark.anyio
ASKED = "显卡花了36万，能支持多少"
CALCULATION = '{"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}}]}'
RESULT = "按第五条，36万元可按50%计算资金支持：18万元。"


def counted(answer: Answer, given: int, cached: int, written: int) -> Answer:
    """The answer with its tokens told in the last chunk, as most endpoints do."""
    details = {"prompt_tokens_details": {"cached_tokens": cached}}
    usage = {"prompt_tokens": given, "completion_tokens": written, "total_tokens": given + written, **details}
    return Answer([*answer.pieces[:-1], event(None, usage=usage), DONE])


def text(said: str) -> Answer:
    return Answer([event({"role": "assistant", "content": said}), event({}, "stop"), DONE])


async def told(talk: Talk, *answers: Answer) -> dict[str, Any]:
    left = list(answers)
    with serving(lambda _: left.pop(0)) as endpoint:
        async with open_model(settings_of(endpoint), FakeListChatModel(responses=["离线"])) as model:
            answer: dict[str, Any] = await talk(ASKED, say=model)
    return answer


async def test_the_calls_of_a_turn_stand_in_the_answer_added_up(talk: Talk) -> None:
    answer = await told(talk, counted(calling("calculate_subsidy", CALCULATION), 6000, 5000, 40), counted(text(RESULT), 6500, 6000, 60))
    assert answer["fallback"] is None
    assert answer["usage"] == {"calls": 2, "input": 12_500, "cached": 11_000, "output": 100, "cost": None}


async def test_a_turn_that_was_taken_over_has_used_what_came_before(talk: Talk) -> None:
    empty = Answer([event({"role": "assistant", "content": " "}), event({}, "stop"), DONE])
    answer = await told(talk, counted(calling("calculate_subsidy", CALCULATION), 6000, 5000, 40), counted(empty, 6500, 6000, 1))
    assert answer["engine"] == "offline"
    assert answer["usage"]["calls"] == 2


async def test_without_a_language_model_there_is_none(talk: Talk) -> None:
    assert (await talk(ASKED))["usage"] is None
