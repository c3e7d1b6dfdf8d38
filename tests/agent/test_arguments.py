"""Which figures and facts a language model may put into its calls: those that were told, for what they were told."""

from typing import Any

import pytest

from agent.arguments import untold
from agent.briefing import Briefing
from agent.understanding.reading import Reading
from agent.understanding.vocabulary import Vocabulary
from knowledge.schema import Policy


@pytest.fixture(scope="module")
def vocabulary(policy: Policy) -> Vocabulary:
    return Vocabulary(policy)


def refused(vocabulary: Vocabulary, said: list[str], known: dict[str, Any], name: str, args: dict[str, Any]) -> str:
    briefing = Briefing(Reading(said[-1], "zh"), known, known, {}, {}, [])
    return untold(vocabulary, briefing, said, name, args)


def computing(**facts: Any) -> dict[str, Any]:
    return {"items": [{"measure": "compute_voucher", "facts": facts}]}


@pytest.mark.parametrize("value", ["800000", 800000, "800,000", "80万", "800000.00"])
def test_a_told_sum_may_be_called_however_it_is_written(vocabulary: Vocabulary, value: object) -> None:
    assert refused(vocabulary, ["显卡花了八十万"], {}, "calculate_subsidy", computing(compute_spend=value)) == ""


def test_sums_told_one_by_one_may_be_added_up(vocabulary: Vocabulary) -> None:
    said = ["显卡花了30万", "词元花了12万，一共几个人啊", "还有8万的云"]
    assert refused(vocabulary, said, {}, "calculate_subsidy", computing(compute_spend="500000")) == ""
    assert refused(vocabulary, said, {}, "calculate_subsidy", computing(compute_spend="510000")) != ""


def test_what_was_corrected_is_not_called_again(vocabulary: Vocabulary) -> None:
    said = ["显卡花了80万", "写错了，是68万"]
    known = {"compute_spend": "680000.00"}
    assert refused(vocabulary, said, known, "calculate_subsidy", computing(compute_spend="680000")) == ""
    assert "680000" in refused(vocabulary, said, known, "calculate_subsidy", computing(compute_spend="800000"))


def test_a_share_or_a_year_is_not_a_sum(vocabulary: Vocabulary) -> None:
    assert refused(vocabulary, ["听说2025年能补80%"], {}, "calculate_subsidy", computing(compute_spend="80")) != ""
    assert refused(vocabulary, ["听说2025年能补80%"], {}, "calculate_subsidy", computing(compute_spend="2025")) != ""


def test_years_are_called_when_they_were_asked_for(vocabulary: Vocabulary) -> None:
    args = {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "800000"}, "years": 3}]}
    assert refused(vocabulary, ["显卡每年花80万，三年一共多少"], {}, "calculate_subsidy", args) == ""
    assert refused(vocabulary, ["显卡花80万"], {}, "calculate_subsidy", args) != ""


def test_what_goes_into_a_form_is_what_was_said_word_for_word(vocabulary: Vocabulary) -> None:
    said = ["公司叫晨光科技，联系人李四 li@example.org，做景区导览"]
    told = {"company_name": "晨光科技", "contact": "李四，li@example.org", "project_content": "做景区导览。"}
    assert refused(vocabulary, said, {}, "draft_application", {"measure": "compute_voucher", "facts": told}) == ""
    padded = {"project_content": "做景区导览，技术领先。"}
    assert "技术领先" in refused(vocabulary, said, {}, "draft_application", {"measure": "compute_voucher", "facts": padded})
    typed = {"compute_spend": "360000"}
    assert "compute_spend" in refused(vocabulary, said, {}, "draft_application", {"measure": "compute_voucher", "facts": typed})


def test_a_fact_told_otherwise_is_named(vocabulary: Vocabulary) -> None:
    args = {"facts": {"applicant_type": "opc", "headcount": 8}}
    assert "individual" in refused(vocabulary, ["我个人，带8个人"], {"applicant_type": "individual"}, "check_eligibility", args)


def test_calls_that_take_no_facts_are_free(vocabulary: Vocabulary) -> None:
    assert refused(vocabulary, ["你好"], {}, "search_policy", {"query": "1000万元的支持"}) == ""
    assert refused(vocabulary, ["你好"], {}, "calculate_subsidy", {"items": "没有"}) == ""
