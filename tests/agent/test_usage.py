"""Tokens of a turn's calls are added up as endpoints tell them, and cost what the prices say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.schema import Answer, Usage
from agent.usage import Prices, usage_of

PRICES = Prices(input=Decimal("0.8"), output=Decimal(2), cached=Decimal("0.16"))


def said(given: int, written: int, **more: Any) -> AIMessage:
    """A message of a language model that took so many tokens."""
    return AIMessage("好", usage_metadata={"input_tokens": given, "output_tokens": written, "total_tokens": given + written, **more})


def test_the_calls_of_a_turn_are_added_up_whatever_stands_between_them() -> None:
    turn = [
        HumanMessage("问"),
        said(1000, 50, input_token_details={"cache_read": 600}),
        ToolMessage("{}", tool_call_id="1"),
        said(1200, 80, input_token_details={"cache_read": 1000}),
    ]
    assert usage_of(turn) == {"calls": 2, "input": 2200, "cached": 1600, "output": 130, "cost": None}


def test_the_metadata_alone_count_as_the_messages_do() -> None:
    turn = [said(10, 5), said(20, 7, input_token_details={"cache_read": 4})]
    assert usage_of([dict(message.usage_metadata or {}) for message in turn], PRICES) == usage_of(turn, PRICES)


def test_a_cost_is_what_each_kind_of_token_costs() -> None:
    turn = [said(1_500_000, 250_000, input_token_details={"cache_read": 500_000})]
    # 1 million fresh at 0.8, half a million cached at 0.16, a quarter of a million written at 2
    assert (usage_of(turn, PRICES) or {})["cost"] == "1.380000"
    assert (usage_of(turn, Prices(Decimal("0.8"), Decimal(2))) or {})["cost"] == "1.700000", "without a price of its own cached is input"


def test_a_turn_may_cost_less_than_a_cent() -> None:
    assert (usage_of([said(900, 30)], PRICES) or {})["cost"] == "0.000780"


@pytest.mark.parametrize("turn", [[], [HumanMessage("问"), AIMessage("离线")], [said(0, 0)]], ids=["nothing", "offline", "all zero"])
def test_where_no_token_is_counted_there_is_no_usage(turn: list[Any]) -> None:
    assert usage_of(turn, PRICES) is None


@pytest.mark.parametrize(
    ("details", "cached"),
    [(None, 0), ({}, 0), ({"cache_read": None}, 0), ({"cache_read": -1}, 0), ({"cache_read": 9999}, 100)],
)
def test_odd_details_of_the_cache_never_make_more_of_it_than_was_given(details: Any, cached: int) -> None:
    counted = usage_of([{"input_tokens": 100, "output_tokens": None, "input_token_details": details}])
    assert counted is not None
    assert (counted["input"], counted["cached"], counted["output"]) == (100, cached, 0)


def test_an_answer_keeps_its_usage_through_json_and_an_older_one_has_none() -> None:
    answer = Answer(session_id="s", message_id="m", reply="好", usage=Usage(**(usage_of([said(900, 30)], PRICES) or {})))
    again = Answer.model_validate_json(answer.model_dump_json())
    assert again == answer
    assert again.usage is not None and again.usage.cost == Decimal("0.000780")
    older = answer.model_dump(mode="json", exclude={"usage"})
    assert Answer.model_validate(older).usage is None
