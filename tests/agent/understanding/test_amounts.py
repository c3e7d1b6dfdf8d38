"""What sums tell: once or every month, for how long, of what whole, of which currency, and how that is said. Our choice of words."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.understanding.amounts import MoneyReading, read_money
from agent.understanding.script import simplified
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

random = partial(settings, deadline=None, derandomize=True)
"""No timing, and the same sentences every time."""

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))


def read(message: str, asked: list[str] | None = None, focus: list[str] | None = None) -> MoneyReading:
    return read_money(_VOCABULARY, simplified(message)[0], asked or [], focus or [])


def only(message: str, **context: Any) -> dict[str, Any]:
    (telling,) = read(message, **context).told
    return telling


@pytest.mark.parametrize(
    ("message", "value", "note", "times"),
    [
        ("token每月3万，用了8个月", "240000", "months", "8个月"),
        ("接口费一个月5万", "600000", "recurring", ""),
        ("显卡月租2万，租了半年", "120000", "months", "半年"),
        ("算力每个季度10万", "400000", "recurring", ""),
        ("算力每季度10万，用了3个季度", "300000", "quarters", "3个季度"),
        ("算力每周5000块，用了20周", "100000", "weeks", "20周"),
        ("算力每天2000块，跑了90天", "180000", "days", "90天"),
        ("算力每月3万，已经用了两年", "360000", "months", "两年"),
        ("monthly API bill is 20,000 yuan for 8 months", "160000", "months", "8个月"),
        ("8张显卡，一张1万6", "128000", "apiece", "8张"),
        ("租了8张A100，每张一个月3000，租了半年", "144000", "product", "8张 × 半年"),
    ],
)
def test_so_much_a_period_is_multiplied_by_the_periods_said(message: str, value: str, note: str, times: str) -> None:
    telling = only(message)
    assert (telling["value"], telling["note"], telling["times"]) == (value, note, times)
    assert telling["written"]


@random()
@given(st.integers(min_value=1, max_value=500), st.integers(min_value=2, max_value=12))
def test_a_monthly_sum_times_its_months_is_exact(thousands: int, months: int) -> None:
    telling = only(f"算力每个月{thousands}千块，用了{months}个月")
    assert Decimal(telling["value"]) == thousands * 1000 * months


@pytest.mark.parametrize("message", ["算力半年30万", "半年花了30万算力", "上半年算力30万", "算力30万，才用了半年", "前8个月算力花了30万"])
def test_a_part_of_the_year_is_never_extended_to_a_whole_one(message: str) -> None:
    telling = only(message)
    assert (telling["value"], telling["note"], telling["written"]) == ("300000", "partial", "30万")


def test_two_halves_are_a_year_and_need_no_note() -> None:
    told = read("算力上半年30万，下半年40万").told
    assert [(t["value"], t["mode"], t.get("note")) for t in told] == [("300000", "set", None), ("400000", "add", None)]


@pytest.mark.parametrize(
    ("message", "value", "times"),
    [
        ("贷了300万，年利率4.5%，利息都按时付了两年", "270000", "2"),
        ("借了三百万，利率五个点，利息付了一年", "150000", "1"),
        ("园区贷100万，利率4%，今年的利息都按时交了", "40000", "1"),
        ("跟银行借了150万，年利率3.8%，利息都还了一年半", "85500", "一年半"),
        ("贷了200万，月息千分之四是吧，不对，月利率0.4%，利息付了6个月", "48000", "6个月"),
        ("贷了300万，3年期，年利率4.5%，利息付了一年", "135000", "1"),
    ],
)
def test_interest_said_to_be_paid_follows_from_principal_rate_and_time(message: str, value: str, times: str) -> None:
    (telling,) = [t for t in read(message).told if t["fact"] == "interest_paid"]
    assert (telling["value"], telling["times"]) == (value, times)
    assert telling["note"] in ("derived", "derived_months")
    assert {"principal", "rate"} <= set(telling)


@pytest.mark.parametrize(
    "message",
    [
        "贷款300万，年利率4.5%，利息能补多少",
        "贷了300万，利率4.5%，打算明年开始付利息",
        "贷了300万，利率4.5%，等额本息，利息付了一年",
        "贷了300万，利息付了一年",
    ],
)
def test_interest_is_never_made_up(message: str) -> None:
    assert not [t for t in read(message).told if t["fact"] == "interest_paid"]


def test_interest_that_was_told_is_not_computed() -> None:
    assert only("贷款500万，年利率4%，一年实际付了利息18万")["value"] == "180000"


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("项目投资900万，其中三成是土建", "2700000"),
        ("项目投资900万，土建占30%", "2700000"),
        ("土建占三成，总投资900万", "2700000"),
        ("场景项目总投资900万，土建一半", "4500000"),
    ],
)
def test_a_share_of_a_sum_is_worked_out_and_said(message: str, value: str) -> None:
    (telling,) = [t for t in read(message).told if t["fact"] == "civil_works"]
    assert (telling["value"], telling["note"], telling["principal"]) == (value, "share", "9000000")


def test_a_share_of_what_was_told_before_waits_for_the_ledger() -> None:
    telling = only("土建占三成")
    assert (telling["mode"], telling["of"], telling["value"]) == ("share", "project_investment", "0.3")


def test_what_was_used_takes_the_place_of_what_was_paid() -> None:
    assert only("充了100万词元，实际用了八成")["value"] == "800000"


def test_what_is_left_of_a_sum_is_told() -> None:
    told = read("一共花了100万：算力60万，剩下的是词元").told
    assert {t["part"]: t["value"] for t in told} == {"compute": "600000", "model_token": "400000"}


@pytest.mark.parametrize(
    ("message", "shares"),
    [("听说能补80%", ["0.8"]), ("其中三成是词元", []), ("首付三成", []), ("有30%的股份", []), ("年利率4.5%", [])],
)
def test_only_a_share_that_may_be_the_rate_is_held_against_the_text(message: str, shares: list[str]) -> None:
    assert [str(share.value) for share in read(message).shares] == shares


@pytest.mark.parametrize(
    ("message", "value", "mode"),
    [
        ("算力再加20万", "200000", "add"),
        ("词元还有20万没算", "200000", "add"),
        ("利息多付了5万", "50000", "add"),
        ("算力少花了20万", "200000", "subtract"),
        ("算力退了5万", "50000", "subtract"),
        ("算力翻倍", "2", "times"),
        ("词元减半", "0.5", "times"),
        ("词元涨了三成", "1.3", "times"),
        ("算力少用了两成", "0.8", "times"),
        ("打错了，利息是68万", "680000", "set"),
        ("利息不是80万，是68万", "680000", "set"),
        ("利息是68万，不是86万", "680000", "set"),
    ],
)
def test_a_change_says_how_it_changes(message: str, value: str, mode: str) -> None:
    telling = only(message)
    assert (telling["value"], telling["mode"]) == (value, mode)


def test_a_change_without_a_name_is_of_what_is_talked_about() -> None:
    assert only("少了20万", focus=["loan_interest"])["fact"] == "interest_paid"
    assert only("翻一倍呢", focus=["loan_interest"])["mode"] == "times"


@pytest.mark.parametrize("message", ["大概80万的算力", "算力80万左右", "算力不到80万", "算力80来万", "算力差不多80万"])
def test_about_is_told_as_about(message: str) -> None:
    assert only(message)["approximate"]


def test_a_range_is_told_with_both_ends() -> None:
    telling = only("算力七八十万")
    assert (telling["value"], telling["upper"]) == ("700000", "800000")


@pytest.mark.parametrize(
    ("message", "written"),
    [("算力花了5000美元", "5000美元"), ("三万刀的接口费", "三万刀"), ("AWS账单$3,000", "$3,000"), ("港币20万", "港币20万")],
)
def test_foreign_money_is_named_and_never_reckoned_with(message: str, written: str) -> None:
    reading = read(message)
    assert (reading.foreign, reading.told, reading.loose) == ([written], [], [])


def test_foreign_money_does_not_hand_its_name_on() -> None:
    assert only("算力花了5000美元，利息20万")["fact"] == "interest_paid"


@pytest.mark.parametrize(
    ("message", "roles"),
    [
        ("今年已经拿了15万支持，还能拿多少", {"received": 150_000}),
        ("想拿到40万要花多少算力", {"target": 400_000}),
        ("听说一年能补500万", {"claimed": 5_000_000}),
    ],
)
def test_money_that_is_no_spending_plays_its_role(message: str, roles: dict[str, int]) -> None:
    reading = read(message)
    assert (reading.roles, reading.told) == (roles, [])


def test_the_unit_may_be_said_once() -> None:
    assert {t["part"]: t["value"] for t in read("算力60，词元20，单位：万元").told} == {"compute": "600000", "model_token": "200000"}


def test_a_sum_that_is_named_for_several_facts_is_nobodys() -> None:
    assert read("算力和数据一共90万").told == []


@pytest.mark.parametrize("message", ["不含土建", "没有土建", "扣除土建", "土建没有"])
def test_nothing_of_a_thing_is_zero(message: str) -> None:
    assert (only(message)["fact"], only(message)["value"]) == ("civil_works", "0")


def test_what_is_taken_off_with_its_sum_is_that_sum() -> None:
    told = read("投资1000万，扣除土建300万").told
    assert {t["fact"]: t["value"] for t in told} == {"project_investment": "10000000", "civil_works": "3000000"}


@pytest.mark.parametrize(("message", "value"), [("项目投了800万，土建一百五", "1500000"), ("总投资900万，土建20", "200000")])
def test_a_number_without_a_unit_beside_sums_in_wan_is_in_wan_and_said_to_be_about(message: str, value: str) -> None:
    (telling,) = [t for t in read(message).told if t["fact"] == "civil_works"]
    assert (telling["value"], telling["approximate"]) == (value, True)


@pytest.mark.parametrize("answer", ["没有", "零", "都没有", "没花钱", "0", "none"])
def test_none_answers_a_question_for_money(answer: str) -> None:
    assert (only(answer, asked=["civil_works"])["fact"], only(answer, asked=["civil_works"])["value"]) == ("civil_works", "0")
    assert read(answer).told == []


def test_several_years_answer_a_question_for_one_fact() -> None:
    told = read("2023年30万2024年45万2025年60万", asked=["compute_spend"]).told
    assert [(t["label"], t["value"]) for t in told] == [("2023年", "300000"), ("2024年", "450000"), ("2025年", "600000")]


def test_a_word_at_the_end_names_all_sums_before_it() -> None:
    told = read("7月份花了8万，8月份9万，9月份7万5，都是租卡的钱").told
    assert sum(Decimal(t["value"]) for t in told if t["fact"] == "compute_spend") == 245_000


@pytest.mark.parametrize("message", ["拿到了5万的算力券", "去年补贴拿了30万", "算力券面值10万"])
def test_vouchers_and_last_years_support_are_neither_spending_nor_this_years_support(message: str) -> None:
    reading = read(message)
    assert (reading.told, reading.roles) == ([], {})


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("算力花了17万，哦不，71万", {"compute_spend": "710000"}),
        ("数据合同总额64万，已付了24万", {"data_contract_amount": "640000"}),
        ("合同上利息26万，实际还了利息9万", {"interest_paid": "90000"}),
        ("3个合同每个都是2万6，买语料的", {"data_contract_amount": "78000"}),
        ("词元7月8月每个月花4000", {"compute_spend": "8000"}),
        ("算力一共14万，哪来的64万", {"compute_spend": "140000"}),
    ],
)
def test_a_sum_is_what_was_meant_by_it(message: str, told: dict[str, str]) -> None:
    found: dict[str, str] = {}
    for one in read(message).told:
        found[one["fact"]] = one["value"] if one["mode"] != "part" else found[one["fact"]]
    assert found == told


def test_one_sum_for_one_thing_or_another_is_told_of_each() -> None:
    told = read("36万拿去租显卡合适还是签数据合同合适").told
    assert {(one["fact"], one["value"], one["either"]) for one in told} == {
        ("compute_spend", "360000", True),
        ("data_contract_amount", "360000", True),
    }
