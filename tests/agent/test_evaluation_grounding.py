"""The two rules of every turn: citations verbatim, nothing stated that stands nowhere. The format of the cases demands both."""

from typing import Any

import pytest

from agent.evaluation.grounding import Sources, unfaithful, ungrounded
from knowledge.schema import Policy


def sources(policy: Policy, *said: str, **answer: Any) -> Sources:
    made = Sources(policy)
    for turn in said:
        made.hear(turn)
    made.take(answer)
    return made


CALCULATED = {"name": "calculate_subsidy", "args": {"facts": {"compute_spend": "660000"}}, "result": {"items": [{"amount": "330000.00"}]}}

INVENTED = [
    "可以拿 77 万元", "可以拿七十七万", "大约 770,000", "比例是 45%", "给四成，也就是百分之四十五", "给八成",
    "15 个工作日到账", "要等两个月", "请在2027年3月31日前提交", "9月底截止", "电话 010-65001234", "请拨打12345",
    "手机13800138000", "见 www.example.org/opc", "发到 apply@example.cn", "依据第十一条", "依据第12条",
    "原文写的是“凡在本区缴纳社会保险的企业均可申请”",
]  # fmt: skip


@pytest.mark.parametrize("reply", INVENTED)
def test_what_stands_nowhere_is_found(policy: Policy, reply: str) -> None:
    assert ungrounded(reply, sources(policy, "能补多少"))


GROUNDED = [
    "按 50% 计算，每年最高 50 万元", "五成，每年最高五十万", "有效期3年", "实际支付利息的百分之三十", "第十条只说纳入范围",
    "原文：“对符合要求的OPC，按照算力或词元实际使用金额的50%给予资金支持，每年最高50万元。”", "“低成本空间+全生命周期创孵服务”的社区",
    "从哪一天开始，原文没有写", "10人以内；经认定可放宽到20人", "原文写“对符合要求的OPC……每年最高50万元”",
]  # fmt: skip


@pytest.mark.parametrize("reply", GROUNDED)
def test_what_the_policy_says_is_grounded(policy: Policy, reply: str) -> None:
    assert ungrounded(reply, sources(policy, "能补多少")) == []


def test_a_result_and_the_users_own_figures_are_grounds_and_a_difference_of_them_is_not(policy: Policy) -> None:
    made = sources(policy, "花了六十六万，房租每月8千，联系 a@example.com", tool_calls=[CALCULATED])
    assert ungrounded("66 万元的一半是 33 万元（330,000.00 元）；房租 8000 元不算；邮箱 a@example.com", made) == []
    assert ungrounded("比上限少 17 万元", made)


def test_a_rate_of_a_result_may_be_said_as_a_share(policy: Policy) -> None:
    made = sources(policy, tool_calls=[{"name": "calculate_subsidy", "args": {}, "result": {"rate": "0.35"}}])
    assert ungrounded("按35%，也就是百分之三十五", made) == []
    assert ungrounded("按36%", made)


def test_a_figure_of_an_earlier_turn_remains_a_ground(policy: Policy) -> None:
    made = sources(policy, "花了66万", tool_calls=[CALCULATED])
    made.hear("刚才说多少来着")
    made.take({"tool_calls": []})
    assert ungrounded("33 万元", made) == []


def test_a_rounded_figure_is_another_figure(policy: Policy) -> None:
    made = sources(policy, tool_calls=[{"name": "calculate_subsidy", "args": {}, "result": {"needed": "3333333.34"}}])
    assert ungrounded("3,333,333.34 元", made) == []
    assert ungrounded("333.33 万元", made)


def test_a_citation_must_stand_in_the_section_it_names(policy: Policy) -> None:
    quote = "每年最高50万元"
    assert unfaithful({"citations": [{"section": "art-5", "quote": "每年最高\n50万元"}]}, policy) == []
    assert unfaithful({"citations": [{"section": "art-7", "quote": quote}]}, policy)
    assert unfaithful({"citations": [{"section": "art-5", "quote": "每年最高60万元"}]}, policy)
    assert unfaithful({"citations": [{"section": "art-99", "quote": quote}]}, policy)
    assert unfaithful({"citations": [{"section": "art-5", "quote": ""}]}, policy)
