"""What a claim is held against: the tools' results, who applies, what was really done. Each sentence beside its near miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.claims.applicants import applicants_named, usual_applicants
from tests.agent.claims.conftest import POLICY

Judge = Callable[..., list[str]]
ASKED = "词元和算力用掉了88万，大概是多少"
CALCULATED: list[dict[str, Any]] = [
    {"name": "calculate_subsidy", "args": {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "880000"}}]}}
]
TICKET: list[dict[str, Any]] = [{"name": "request_human", "args": {}}]


@pytest.mark.parametrize("false", ["算力每年最高88万元。", "算力的上限是88万元。", "算力可按50%计算：88万元。", "算力给88万元。"])
def test_what_was_spent_is_neither_the_cap_nor_the_result(judge: Judge, false: str) -> None:
    assert judge(false, ASKED, CALCULATED)


@pytest.mark.parametrize(
    "true", ["您花了88万元，算力每年最高50万元。", "88万元的50%是44万元。", "88万元按50%算是44万元，没有超过每年最高50万元。"]
)
def test_spending_result_and_cap_are_said_as_what_they_are(judge: Judge, true: str) -> None:
    assert judge(true, ASKED, CALCULATED) == []


@pytest.mark.parametrize("errand", ["我把问题转给工作人员。", "我这就把问题转给工作人员。", "已为您转给工作人员。"])
def test_an_errand_is_said_to_be_done_only_when_a_tool_did_it(judge: Judge, errand: str) -> None:
    assert judge(errand, "我要找真人")
    assert judge(errand, "我要找真人", TICKET) == []


def test_an_errand_may_be_offered(judge: Judge) -> None:
    assert judge("需要确定的答复，可以说“转人工”，我把问题转给工作人员。", "谁来认定") == []


def test_a_kind_of_applicant_is_known_by_the_longest_name_and_never_by_a_number_of_people() -> None:
    operator = next(choice for choice in POLICY.facts["applicant_type"].choices if choice.value == "community_operator")
    assert [choice.value for choice in applicants_named(f"给{operator.label}的", POLICY)] == ["community_operator"]
    assert list(applicants_named("我们12个人", POLICY)) == []
    assert usual_applicants(POLICY) == ("opc",)
