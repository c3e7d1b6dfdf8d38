"""What language models took is counted from the answers: tokens, cost, who answered, why not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from agent.llm.errors import ModelFailure
from agent.schema import Answer, FinalEvent, Usage
from ui.metrics import Metrics


def answer(**more: Any) -> Answer:
    return Answer(session_id="s", message_id="m", reply="好", **more)


def counted(metrics: Metrics) -> dict[tuple[str, str], float]:
    """(name, value of its only label) of every counter of language models."""
    families = text_string_to_metric_families(metrics.text().decode("utf-8"))
    samples = [sample for family in families for sample in family.samples if sample.name.startswith("opc_llm")]
    return {(sample.name, "".join(sample.labels.values())): sample.value for sample in samples if sample.name.endswith("_total")}


def test_tokens_and_cost_are_added_up_and_cached_input_is_counted_once() -> None:
    metrics = Metrics()
    metrics.answer(answer(engine="m", usage=Usage(calls=2, input=1000, cached=600, output=50, cost=Decimal("0.25"))))
    metrics.event(FinalEvent(answer=answer(engine="m", usage=Usage(calls=1, input=100, cached=0, output=5))))
    found = counted(metrics)
    tokens = {label: value for (name, label), value in found.items() if name == "opc_llm_tokens_total"}
    assert tokens == {"input": 500, "cached": 600, "output": 55}
    assert found["opc_llm_cost_yuan_total", ""] == 0.25


def test_who_answered_is_told_apart_and_fall_backs_by_reason() -> None:
    metrics = Metrics()
    metrics.answer(answer(engine="m"))
    metrics.answer(answer())
    for reason in ("没有通过核对：金额", "没有通过核对：日期", ModelFailure("auth").detail):
        metrics.answer(answer(fallback=reason))
    found = counted(metrics)
    turns = {label: value for (name, label), value in found.items() if name == "opc_llm_turns_total"}
    assert turns == {"model": 1, "fallback": 3}, "a turn that no language model was asked in is none of these"
    reasons = {label: value for (name, label), value in found.items() if name == "opc_llm_fallbacks_total"}
    assert reasons == {"unverified": 2, "auth": 1}


def test_a_turn_that_fell_back_has_cost_its_tokens_all_the_same() -> None:
    metrics = Metrics()
    metrics.answer(answer(fallback="没有通过核对：金额", usage=Usage(calls=2, input=10, cached=0, output=5, cost=Decimal("0.5"))))
    assert counted(metrics)["opc_llm_cost_yuan_total", ""] == 0.5
