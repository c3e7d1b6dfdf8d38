"""What a message tells. Our choice of words, none of them from the evaluation cases."""

from typing import Any

import pytest

from agent.understanding.intents import IntentReader
from agent.understanding.reading import Reader, Reading
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
_READER = Reader(_VOCABULARY, IntentReader(_VOCABULARY, None, 1.0))


def read(message: str, asked: list[str] | None = None, focus: list[str] | None = None) -> Reading:
    return _READER.read(message, asked or [], focus or [])


def told(message: str, **context: Any) -> dict[tuple[str, str], str]:
    return {(t["fact"], t["part"]): t["value"] for t in read(message, **context).told}


def test_each_of_several_sums_goes_to_the_fact_it_stands_by() -> None:
    assert told("显卡租了62万，词元充值9万，数据标注合同33万，还付了7万块利息") == {
        ("compute_spend", "compute"): "620000",
        ("compute_spend", "model_token"): "90000",
        ("data_contract_amount", ""): "330000",
        ("interest_paid", ""): "70000",
    }


@pytest.mark.parametrize("message", ["房租一年36万", "注册资本500万", "去年营收800万", "授信额度有300万", "打我电话13911112222"])
def test_money_that_is_no_basis_tells_nothing(message: str) -> None:
    assert not [key for key in told(message) if key[0] != "headcount"]


def test_a_word_of_money_behind_the_thing_that_was_bought_is_part_of_it() -> None:
    assert told("显卡租金一共42万") == {("compute_spend", "compute"): "420000"}


def test_the_principal_of_a_loan_is_not_the_interest() -> None:
    assert told("我跟银行借了260万，今年还了13万利息") == {("interest_paid", ""): "130000"}


def test_a_bare_sum_answers_what_was_asked() -> None:
    assert told("四十五万", asked=["interest_paid"]) == {("interest_paid", ""): "450000"}
    assert told("大概38万吧", focus=["data_voucher"]) == {("data_contract_amount", ""): "380000"}


def test_a_bare_sum_without_context_is_nobodys() -> None:
    assert told("四十五万") == {}


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("公司总共7个人", "7"),
        ("我和两个合伙人加五个员工一共8人", "8"),
        ("2个合伙人和6名员工", "8"),
        ("就我自己干", "1"),
        ("团队十六人", "16"),
        ("现在剩11个人了", "11"),
    ],
)
def test_heads_are_counted_as_people_say_them(message: str, count: str) -> None:
    assert told(message)[("headcount", "")] == count


@pytest.mark.parametrize("message", ["服务过200家客户", "超过10人怎么办", "每个人都要交社保吗", "2024年成立的", "一共3个项目"])
def test_other_counts_are_no_headcount(message: str) -> None:
    assert ("headcount", "") not in told(message)


def test_a_vague_headcount_is_marked_so_that_it_is_asked_for() -> None:
    (telling,) = [t for t in read("团队十几个人").told if t["fact"] == "headcount"]
    assert telling["approximate"]


@pytest.mark.parametrize(("message", "mode"), [("又招了2个人", "add"), ("走了3个人", "subtract")])
def test_hiring_and_leaving_change_the_headcount(message: str, mode: str) -> None:
    (telling,) = [t for t in read(message).told if t["fact"] == "headcount"]
    assert telling["mode"] == mode


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("我们是一家OPC", "opc"),
        ("我们不是一人公司，是做餐饮的", "other"),
        ("我还没有注册公司", "individual"),
        ("我们运营着一个OPC社区", "community_operator"),
        ("我司开发了一个智能体平台", "platform_operator"),
    ],
)
def test_who_applies_is_heard(message: str, value: str) -> None:
    assert told(message)[("applicant_type", "")] == value


def test_serving_opcs_does_not_make_one() -> None:
    assert ("applicant_type", "") not in told("我们给OPC做财税代理")


@pytest.mark.parametrize("message", ["我们是OPC，给小饭馆做点餐助手", "我们是一家OPC，招了两个研究生"])
def test_whom_one_serves_or_hires_does_not_change_who_applies(message: str) -> None:
    assert told(message)[("applicant_type", "")] == "opc"


def test_a_negated_basis_is_zero_and_does_not_take_the_next_sum() -> None:
    assert told("不含土建，研发建设投了700万") == {("civil_works", ""): "0", ("project_investment", ""): "7000000"}


def test_a_monthly_bill_is_read_as_a_year_and_says_so() -> None:
    (telling,) = read("每个月token花4万").told
    assert (telling["value"], telling["note"]) == ("480000", "recurring")


def test_what_was_received_and_what_is_wished_are_no_spending() -> None:
    reading = read("今年已经拿了15万支持，算力又花了60万")
    assert reading.roles == {"received": "150000"}
    assert read("想拿到40万要花多少算力").roles == {"target": "400000"}


def test_years_of_one_fact_keep_their_labels() -> None:
    labels = [t.get("label") for t in read("利息去年付了12万，今年付了20万").told]
    assert labels == ["去年", "今年"]


def test_the_age_of_a_firm_is_no_period_to_reckon() -> None:
    assert read("公司成立三年了，算力花了20万").years is None
    assert read("连续三年合计能拿多少").years == 3


def test_traditional_characters_read_like_simplified_ones() -> None:
    reading = read("我們團隊九個人，顯卡租金三十萬")
    assert reading.language == "hant"
    assert told("我們團隊九個人，租顯卡三十萬")[("compute_spend", "compute")] == "300000"


def test_english_is_heard_as_english() -> None:
    reading = read("We paid 200,000 RMB of interest this year, how much support is that?")
    assert reading.language == "en"
    assert reading.wants("amount")
    assert told(reading.text) == {("interest_paid", ""): "200000"}


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("这样能补几个钱", "amount"),
        ("我够不够条件申请", "eligibility"),
        ("要花多少算力才能拿满", "inverse"),
        ("比例和上限说一下", "rule"),
        ("给我转人工", "human"),
        ("都有哪些支持可以申请", "overview"),
    ],
)
def test_a_wish_is_recognised_by_its_cue(message: str, intent: str) -> None:
    assert read(message).wants(intent)


@pytest.mark.parametrize("message", ["我们再来一个人就满了", "换个人来做财务", "另一个是数据的事", "再来一个项目行吗"])
def test_one_more_of_our_own_is_no_other_company(message: str) -> None:
    assert not read(message).is_("another")


@pytest.mark.parametrize("message", ["下一家：利息6万", "换一家公司问，他们8个人", "好的，再问一户，算力19万"])
def test_another_company_begins_anew(message: str) -> None:
    assert read(message).is_("another")


@pytest.mark.parametrize("message", ["就按72万算", "去年只报了16万", "只算了一半"])
def test_what_was_done_is_no_supposition(message: str) -> None:
    assert not read(message).is_("suppose")


@pytest.mark.parametrize("message", ["请问由谁负责解释，怎么说的", "请问这个负责的单位怎么说", "我和合伙人谈好了"])
def test_a_question_about_those_in_charge_is_no_call_for_them(message: str) -> None:
    assert "human" not in read(message).intents


@pytest.mark.parametrize(
    "message", ["想开个一人公司", "怎么注册一个一人公司", "有没有处罚", "会不会有毛病", "正常要办多久", "有没有执照都行吗"]
)
def test_a_plan_or_a_question_tells_nothing_of_the_applicant(message: str) -> None:
    assert told(message) == {}


@pytest.mark.parametrize("message", ["拿35万买数据", "照着60万的预算做", "今年工资发了44万"])
def test_money_that_is_handed_out_is_no_support(message: str) -> None:
    assert read(message).roles == {}


def test_support_that_was_paid_out_is_received() -> None:
    assert read("年初批了我21万").roles == {"received": "210000"} and read("今年拿到了14万支持").roles == {"received": "140000"}


@pytest.mark.parametrize(("message", "count"), [("我和朋友两个人", "2"), ("变成6人了", "6")])
def test_people_named_beside_the_speaker_are_ours(message: str, count: str) -> None:
    assert told(message) == {("headcount", ""): count}


def test_a_service_fee_of_a_cloud_is_compute() -> None:
    assert told("云服务器服务费13万") == {("compute_spend", "compute"): "130000"}
