"""Verification: false sentences never leave, true ones do. The text demands the figures; the wording here is ours.

Each false sentence differs from something true by a figure, a date, a number to call, an article or a letter of a quote.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.evidence import Evidence
from agent.verify import verify
from knowledge.numerals import yuan_text
from knowledge.schema import Policy

_USER = ["去年我们租显卡花了80万，词元3万2，公司一共12个人", "2025年11月18日签的合同，十五个工作日内付了款，能报第十八条吗？"]
_CALLS: list[dict[str, Any]] = [
    {
        "name": "calculate_subsidy",
        "args": {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "832000"}, "years": 2}]},
        "result": {
            "items": [
                {
                    "section": "art-5",
                    "amount": "416000.00",
                    "rate": "0.50",
                    "left": "84000.00",
                    "formula": "83.2万元 × 50% = 41.6万元",
                }
            ],
            "total": "416000.00",
            "notes": ["两项支持能否一起拿，文本没有写。"],
        },
    },
    {"name": "check_eligibility", "args": {"facts": {"headcount": 12}}, "result": {"measures": [{"status": "needs_recognition"}]}},
]

FALSE = [
    "按算力实际使用金额的60%给予资金支持。",
    "可以补百分之六十。",
    "能补六成。",
    "补贴比例是５５％。",
    "最多能补 𝟔𝟎% 的费用。",
    "补40个点。",
    "大约补三分之二。",
    "按原价打七折。",
    "贷款利息的50%以外还能再补20%。",
    "每年最高60万元。",
    "每年最高六十万元。",
    "每年最高６０万元。",
    "最高可得陆拾万元整。",
    "每年最高5,000,001元。",
    "您能拿到41.7万元。",
    "您能拿到四十一万七千元。",
    "您能拿到 ¥417000。",
    "您能拿到417000元。",
    "您能拿到**41**.**7**万。",
    "您能拿到4\u200b5万元。",
    "两项合计50.5万元到90万元。",
    "一般能拿几十万元。",
    "最高可达上千万元。",
    "一共能拿50多万元。",
    "一共能拿50多万到100多万元。",
    "支持力度是原来的3倍。",
    "You can get 60 percent of it.",
    "The cap is 2 million yuan.",
    "受理后20个工作日内办结。",
    "受理后二十个工作日内办结。",
    "受理后18日内办结。",
    "资金会在30天内到账。",
    "资金会在三个月内到账。",
    "大概两周就有结果。",
    "一天就能办完。",
    "半年内会公示。",
    "请在3月31日前申报。",
    "请在三月三十一日前申报。",
    "截止日期是2026-03-31。",
    "截止到2026年底。",
    "年底前都能报。",
    "第三季度开放申报。",
    "下个月开始受理。",
    "周一至周五 9:00-17:30 受理。",
    "措施自2025年10月1日起施行。",
    "有效期5年。",
    "有效期五年。",
    "连续支持不超过四年。",
    "人员规模一般不超过15人。",
    "特别优秀的可以放宽到三十人。",
    "由5家单位负责解释。",
    "每年只有30个名额。",
    "咨询电话：010-65099000。",
    "请拨打 12345。",
    "请拨打幺二三四五。",
    "手机 138 0013 8000 同微信。",
    "服务热线400-810-0000。",
    "请到 https://opc.bjchy.gov.cn/apply 提交。",
    "网址是 www.bjchy.gov.cn。",
    "材料发到 opc@bjchy.gov.cn。",
    "依据第十五条办理。",
    "依据第15条办理。",
    "依据第 十一 条办理。",
    "第十、十一条都这么规定。",
    "第十八条规定可以报。",
    "See Article 12 for details.",
    "依据第五条第二款办理。",
    "第五条写明每年最高100万元。",
    "第七条的比例是50%。",
    "按第七条能拿8.4万元。",
    "第四年还能继续支持。",
    "文件说“对符合要求的OPC，按照算力或词元实际使用金额的50%给予补贴，每年最高50万元”。",
    "文件说“对符合条件的OPC，可按照实际支付利息的30%每年给予最高100万元资金支持”，还说“对所有注册在朝阳的OPC一律给予支持”。",
    "原文是「对符合要求的企业，按照项目合同金额的50%给予资金支持」。",
    '原文写着："OPC can apply at any time of the year"。',
    "原文写着“对全部OPC都按照实际支出金额给予支持",
    "> 对符合要求的OPC，按照算力或词元合同金额的50%给予资金支持，每年最高50万元。",
    "依据《朝阳区OPC资金申报指南》办理。",
    "| 算力券 | 50% | 60万元 |",
]

TRUE = [
    "按算力或词元实际使用金额的50%给予资金支持。",
    "可以按百分之五十计算。",
    "比例是五成。",
    "就是实际花费的一半。",
    "比例５０％，每年最高５０万元。",
    "每年最高50万元。",
    "每年最高五十万元。",
    "每年最高 500,000 元。",
    "每年最高伍拾万元整。",
    "83.2万元 × 50% = **41.6万元**。",
    "您能拿到416000元。",
    "您能拿到 416,000.00 元。",
    "您能拿到四十一万六千元。",
    "800000元租显卡，加上3.2万元词元，一共83.2万元。",
    "封顶之前还有8.4万元的空间。",
    "两年的上限要分开看。",
    "几项的上限在50万到500万元之间。",
    "几项的上限在83.2万到500万元之间。",
    "您公司12人，超过10人，要先认定。",
    "11至20人的，特别优秀并经认定才可以。",
    "21人就超出文本写的范围了。",
    "一般不超过10人，经认定可放宽到20人。",
    "有效期3年，自发布之日起施行。",
    "连续三年，每年最高不超过500万元。",
    "第一年和第二年可以分别申请。",
    "由4家单位负责解释。",
    "一家公司、一个人也可以是OPC。",
    "还差两项信息。",
    "以下三点文本没有写。",
    "1. 算力券：50%。\n2. 语料券：50%。\n",
    "一、先看主体类型。",
    "（2）再看人数。",
    "合同是2025年11月18日签的。",
    "合同是2025-11-18签的，也就是11月18日。",
    "您说的是2025年11月。",
    "您提到的15个工作日，文本没有规定。",
    "这份文件没有第十八条，只有十条。",
    "依据第五条，每年最高50万元。",
    "第五条和第六条都是50%。",
    "第四至第七条写了金额。",
    "第七条的比例是30%，每年最高100万元。",
    "第 7 条写的是实际支付利息的30%。",
    "原文是“对符合要求的OPC，按照算力或词元实际使用金额的50%给予资金支持，每年最高50万元”。",
    "原文是“支持OPC通过“揭榜挂帅”等方式参与场景建设”。",
    "原文是「对符合条件的OPC，可按照实际支付利息的 30% 每年给予最高 100 万元资金支持」。",
    "原文是“**对符合要求的OPC**，按照项目合同金额的50%给予资金支持”。",
    "> 对符合要求的OPC，按照算力或词元实际使用金额的50%给予资金支持，每年最高50万元。\n",
    "> “一般不超过10人，特别优秀的，经认定，可放宽到20人” ——适用范围\n",
    "“符合要求”指什么，文本没有定义。",
    "还可以看“朝阳青创15条”和《朝阳区促进高新技术产业发展若干措施》。",
    "依据《朝阳区关于支持人工智能OPC创新发展的若干措施》。",
    "| 措施 | 比例 | 上限 |\n| --- | --- | --- |\n| 算力券 | 50% | 50万元 |\n",
    "您问的是“去年我们租显卡花了80万，词元3万2”。",
    "文件没有写申报时间、申报地点和联系电话。",
    "这十分重要，请一定核对。",
    "发布是哪一天，文件没有写。",
    "有一站式服务平台，也有科技百园的空间。",
]


@pytest.fixture(scope="module")
def evidence(policy: Policy) -> Evidence:
    return Evidence.of(policy, _USER, _CALLS)


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_sentence_never_leaves(sentence: str, evidence: Evidence, policy: Policy) -> None:
    verdict = verify(sentence, evidence, policy)
    assert not verdict.holds
    assert verdict.failed[0].reason


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_leaves_as_it_was_written(sentence: str, evidence: Evidence, policy: Policy) -> None:
    verdict = verify(sentence, evidence, policy)
    assert [(one.text, one.reason) for one in verdict.failed] == []
    assert verdict.text == sentence


@pytest.mark.parametrize("reply", ["".join(TRUE), "\n\n".join(TRUE + FALSE), "".join(FALSE)])
def test_the_cut_sentences_joined_are_the_reply(reply: str, evidence: Evidence, policy: Policy) -> None:
    assert "".join(one.text for one in verify(reply, evidence, policy).sentences) == reply


def test_only_the_failing_sentence_is_left_out_and_its_line_keeps_its_mark(evidence: Evidence, policy: Policy) -> None:
    reply = "结论：可以算。30天到账。\n\n- 请在3月31日前申报。文本没有写时间。\n- 请拨打12345。\n- 每年最高50万元；每年两次。\n"
    verdict = verify(reply + "每年最高50万元；60天到账。", evidence, policy)
    assert verdict.text == "结论：可以算。\n\n- 文本没有写时间。\n- 每年最高50万元；每年两次。\n每年最高50万元。"


def test_the_reason_names_what_is_not_borne_out(evidence: Evidence, policy: Policy) -> None:
    [failed] = verify("资金会在30天内到账。", evidence, policy).failed
    assert "30天" in failed.reason


def test_a_models_own_free_text_in_tool_arguments_proves_nothing(policy: Policy) -> None:
    calls = [{"name": "search_policy", "args": {"query": "热线01065099000，补60%，最高88万元"}, "result": {"answered": False}}]
    smuggled = Evidence.of(policy, [], calls)
    for sentence in ("热线01065099000。", "补60%。", "最高88万元。"):
        assert not verify(sentence, smuggled, policy).holds


def test_with_given_sections_only_their_figures_count(policy: Policy) -> None:
    narrow = Evidence.of(policy, [], [], sections=["art-5"])
    assert verify("每年最高50万元。", narrow, policy).holds
    assert not verify("每年最高100万元。", narrow, policy).holds


def test_a_figure_of_an_article_found_by_search_still_belongs_to_that_article(policy: Policy) -> None:
    calls = [{"name": "search_policy", "args": {}, "result": {"passages": [{"text": policy.sections["art-7"].text}]}}]
    found = Evidence.of(policy, [], calls)
    assert verify("第七条每年最高100万元。", found, policy).holds
    assert not verify("第五条每年最高100万元。", found, policy).holds


def test_what_the_user_said_bears_the_same_figure_in_another_script(policy: Policy) -> None:
    told = Evidence.of(policy, ["利息付了十二万五，8月到期"], [])
    assert verify("您说利息付了12.5万元，8月到期。", told, policy).holds
    assert not verify("您说利息付了12.5万元，8个月到期。", told, policy).holds


def test_nothing_is_refused_in_the_policys_own_text(policy: Policy) -> None:
    bare = Evidence.of(policy, [], [])
    for section in policy.sections.values():
        verdict = verify(f"{section.label}\n{section.text}\n", bare, policy)
        assert [(one.text, one.reason) for one in verdict.failed] == []


_KNOWN = {Decimal(number) for number in (500_000, 1_000_000, 5_000_000, 800_000, 32_000, 832_000, 416_000, 84_000)}
_SUMS = st.decimals(Decimal("0.01"), Decimal(10**11), places=2, allow_nan=False).filter(lambda value: value not in _KNOWN)


@given(value=_SUMS, form=st.sampled_from(["{}", "最高{}。", "能拿**{}**，每年一次", "- 合计：{}\n", "| {} |"]))
@example(value=Decimal("500000.01"), form="{}")
@example(value=Decimal("50"), form="{}")
def test_any_sum_that_is_not_in_evidence_is_refused(value: Decimal, form: str, evidence: Evidence, policy: Policy) -> None:
    for written in (yuan_text(value), f"{value:,.2f}元", f"¥{value}", f"{value}元"):
        assert not verify(form.format(written), evidence, policy).holds, written


@given(value=st.integers(1, 999).filter(lambda value: value not in (30, 50)), unit=st.sampled_from(["%", "％", "个点", "个百分点"]))
def test_any_share_that_is_not_in_evidence_is_refused(value: int, unit: str, evidence: Evidence, policy: Policy) -> None:
    assert not verify(f"按{value}{unit}给予支持。", evidence, policy).holds


@given(value=st.integers(1, 400), unit=st.sampled_from(["天", "日", "个月", "周", "小时", "个季度"]))
def test_any_duration_that_is_not_in_evidence_is_refused(value: int, unit: str, evidence: Evidence, policy: Policy) -> None:
    assert not verify(f"受理后{value}{unit}内办结。", evidence, policy).holds


@given(reply=st.text(alphabet='“”「」《》"。！；|>- \n*5一万元天第条a.', max_size=60))
def test_no_text_breaks_the_cutting(reply: str, evidence: Evidence, policy: Policy) -> None:
    assert "".join(one.text for one in verify(reply, evidence, policy).sentences) == reply
