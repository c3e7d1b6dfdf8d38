"""Every reason of a verdict has an English counterpart beside the Chinese one, with the same figures. Our design demands it."""

import re
from typing import Any

import pytest

from knowledge.numerals import find_amounts
from knowledge.schema import Policy
from tools.eligibility import check_eligibility
from tools.schema import EligibilityInput

CASES: list[dict[str, Any]] = [
    {},
    *({"applicant_type": "opc", "headcount": heads, "lawful_operation": True} for heads in (1, 10, 11, 20, 21)),
    {"applicant_type": "opc", "headcount": 5, "lawful_operation": False},
    {"applicant_type": "opc"},
    {"applicant_type": "individual"},
    {"applicant_type": "community_operator", "headcount": 60, "lawful_operation": True},
    {"applicant_type": "platform_operator", "lawful_operation": False},
    {"applicant_type": "sicn_agency"},
    {"applicant_type": "other", "headcount": 300},
]


@pytest.mark.parametrize("facts", CASES, ids=str)
def test_each_reason_stands_in_english_too(policy: Policy, facts: dict[str, Any]) -> None:
    for verdict in check_eligibility(policy, EligibilityInput(facts=facts)).measures:
        assert bool(verdict.instead) == bool(verdict.instead_en)
        for reason in verdict.reasons:
            assert reason.text_en and "{" not in reason.text_en
            assert not re.search(r"[\u3400-\u9fff]", re.sub(r"\([^()]*\)", "", reason.text_en)), reason.text_en
            if reason.condition == "headcount" and reason.outcome != "unknown":
                english = {amount.value for amount in find_amounts(reason.text_en)}
                assert {amount.value for amount in find_amounts(reason.text) if amount.unit == "people"} <= english


def test_what_the_tool_says_stays_chinese(policy: Policy) -> None:
    (verdict,) = check_eligibility(policy, EligibilityInput(facts=CASES[3], measures=["compute_voucher"])).measures
    assert all(re.search(r"[\u3400-\u9fff]", reason.text) for reason in verdict.reasons)
    assert re.search(r"[\u3400-\u9fff]", verdict.label)
