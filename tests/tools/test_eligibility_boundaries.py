"""Both sides of every limit the closing paragraph draws, and who each article is for. Unless said otherwise the text demands it."""

from typing import Any

import pytest

from knowledge.errors import InvalidFacts, UnknownPolicyPart
from knowledge.schema import Policy
from knowledge.sections import contains
from tools.eligibility import check_eligibility
from tools.schema import EligibilityInput, MeasureEligibility

FOR_OPCS = ["compute_voucher", "data_voucher", "loan_interest"]
OPC = {"applicant_type": "opc", "lawful_operation": True}


def verdict(policy: Policy, measure: str, **facts: Any) -> MeasureEligibility:
    return check_eligibility(policy, EligibilityInput(facts=facts, measures=[measure])).measures[0]


@pytest.mark.parametrize("measure", FOR_OPCS)
@pytest.mark.parametrize(
    ("heads", "status"),
    [
        (1, "meets_stated"),
        (10, "meets_stated"),
        (11, "needs_recognition"),
        (20, "needs_recognition"),
        (21, "not_eligible"),
        (500, "not_eligible"),
    ],
)
def test_ten_pass_up_to_twenty_need_recognition_and_more_do_not_pass(policy: Policy, measure: str, heads: int, status: str) -> None:
    found = verdict(policy, measure, headcount=heads, **OPC)
    assert (found.status, found.missing) == (status, [])


@pytest.mark.parametrize("measure", FOR_OPCS)
def test_what_decides_and_was_not_told_is_missing_and_nothing_else_is_asked(policy: Policy, measure: str) -> None:
    assert verdict(policy, measure, headcount=3, applicant_type="opc").missing == ["lawful_operation"]
    assert verdict(policy, measure, **OPC).missing == ["headcount"]
    assert set(verdict(policy, measure).missing) == {"applicant_type", "headcount", "lawful_operation"}
    assert verdict(policy, measure, **OPC).status == "needs_facts"


@pytest.mark.parametrize("facts", [{"headcount": 21}, {"lawful_operation": False}, {"headcount": 15, "lawful_operation": False}])
def test_one_broken_condition_settles_it_whatever_else_is_unknown(policy: Policy, facts: dict[str, Any]) -> None:
    found = verdict(policy, "compute_voucher", applicant_type="opc", **facts)
    assert (found.status, found.missing) == ("not_eligible", [])


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_is_not_told_and_never_zero_or_no(policy: Policy, blank: Any) -> None:
    found = verdict(policy, "compute_voucher", applicant_type="opc", headcount=blank, lawful_operation=blank)
    assert (found.status, found.missing) == ("needs_facts", ["headcount", "lawful_operation"])


@pytest.mark.parametrize(("measure", "applicant"), [("community_operation", "community_operator"), ("tool_platform", "platform_operator")])
def test_the_head_limit_is_the_opcs_and_not_that_of_who_serves_them(policy: Policy, measure: str, applicant: str) -> None:
    found = verdict(policy, measure, applicant_type=applicant, headcount=300, lawful_operation=True)
    assert found.status == "meets_stated"
    assert verdict(policy, measure, applicant_type=applicant).missing == ["lawful_operation"]


@pytest.mark.parametrize("measure", ["community_operation", "tool_platform"])
def test_an_opc_does_not_get_the_operators_money_and_is_told_what_it_gets_instead(policy: Policy, measure: str) -> None:
    found = verdict(policy, measure, headcount=2, **OPC)
    assert found.status == "not_eligible"
    assert found.instead


@pytest.mark.parametrize("measure", FOR_OPCS)
@pytest.mark.parametrize("applicant", ["community_operator", "platform_operator", "other", "scenario_owner"])
def test_what_is_for_opcs_is_not_for_others(policy: Policy, measure: str, applicant: str) -> None:
    assert verdict(policy, measure, applicant_type=applicant, lawful_operation=True, headcount=2).status == "not_eligible"


@pytest.mark.parametrize("measure", FOR_OPCS)
def test_a_person_who_is_no_opc_yet_is_neither_let_in_nor_turned_away(policy: Policy, measure: str) -> None:
    found = verdict(policy, measure, applicant_type="individual", headcount=1, lawful_operation=True)
    assert found.status == "needs_facts"
    assert any(reason.outcome == "undecided" for reason in found.reasons)


def test_every_reason_stands_verbatim_in_its_section_and_what_is_left_open_is_listed(policy: Policy) -> None:
    found = check_eligibility(policy, EligibilityInput(facts={"headcount": 12, **OPC})).measures
    assert [one.measure for one in found] == list(policy.measures)
    for one in found:
        assert one.undefined, one.measure
        for reason in one.reasons:
            assert contains(policy.sections[reason.section].text, reason.quote)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"headcount": "很多"}, "facts.headcount"),
        ({"headcount": -1}, "facts.headcount"),
        ({"headcount": "2.5"}, "facts.headcount"),
        ({"lawful_operation": "也许"}, "facts.lawful_operation"),
        ({"applicant_type": "bank"}, "facts.applicant_type"),
        ({"heads": 3}, "facts.heads"),
    ],
)
def test_a_fact_that_is_none_is_refused_by_name(policy: Policy, facts: dict[str, Any], field: str) -> None:
    """Demanded by the contract of the doors."""
    with pytest.raises(InvalidFacts) as caught:
        check_eligibility(policy, EligibilityInput(facts=facts))
    assert caught.value.field == field


def test_a_measure_that_is_none_is_refused_by_its_place(policy: Policy) -> None:
    """Demanded by the contract of the doors."""
    with pytest.raises(UnknownPolicyPart) as caught:
        check_eligibility(policy, EligibilityInput(measures=["compute_voucher", "gift"]))
    assert caught.value.field == "measures.1"
