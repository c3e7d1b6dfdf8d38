"""One sum of several is corrected, dropped or multiplied by its name, its place, its size or its sum. Our choice of words."""

from decimal import Decimal
from typing import Any

import pytest

from agent.ledger import Ledger, apply, entries, values
from agent.understanding.amounts import read_money
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
_POLICY = _VOCABULARY.policy


def after(*messages: str) -> dict[str, Any]:
    """The facts that stand after the messages of one conversation."""
    ledger: Ledger = {}
    for message in messages:
        ledger = apply(_POLICY, ledger, read_money(_VOCABULARY, message, [], [], entries(_POLICY, ledger)).told)
    return values(_POLICY, ledger)


THREE = "三份语料合同，分别是7万、9万5、12万"


@pytest.mark.parametrize(
    ("messages", "value"),
    [
        (("算力上半年12万，下半年26万", "下半年的记错了，是36万"), "480000"),
        (("算力上半年12万，下半年26万", "上半年那笔退掉了"), "260000"),
        (("算力上半年12万，下半年26万", "下半年翻倍的话"), "640000"),
        (("租卡3月5万，4月6万，5月7万", "4月那个不算"), "120000"),
        (("上半年算力12万", "下半年算力20万"), "320000"),
    ],
)
def test_an_entry_is_pointed_at_by_its_name(messages: tuple[str, ...], value: str) -> None:
    assert after(*messages) == {"compute_spend": value}


@pytest.mark.parametrize(
    ("later", "value"),
    [
        ("最大的那份没签成", "165000"),
        ("最小的那份不算了", "215000"),
        ("第二份改成10万", "290000"),
        ("9万5那份作废了", "190000"),
        ("最后那份去掉", "165000"),
        ("第一份翻一倍", "355000"),
    ],
)
def test_an_entry_is_pointed_at_by_its_place_its_size_and_its_sum(later: str, value: str) -> None:
    assert after(THREE, later) == {"data_contract_amount": value}


def test_companies_keep_their_own_sums() -> None:
    told = read_money(_VOCABULARY, "甲乙两家，利息各自是4万、7万", [], []).told
    assert [(one["label"], one["value"]) for one in told] == [("甲", "40000"), ("乙", "70000")]


def test_a_bare_number_is_in_the_scale_of_its_entry() -> None:
    assert after("丙公司数据合同46万", "丙的少写一位，是164") == {"data_contract_amount": "1640000"}


def test_what_points_at_nothing_changes_nothing() -> None:
    assert after(THREE, "第七份去掉") == {"data_contract_amount": "285000"}


def test_a_total_told_later_takes_the_place_of_all_entries() -> None:
    assert after(THREE, "语料合同应该是30万") == {"data_contract_amount": "300000"}


@pytest.mark.parametrize(("message", "share"), [("土建占四分之一", "0.25"), ("三分之一是土建", "0.3333")])
def test_a_fraction_in_words_is_a_share(message: str, share: str) -> None:
    (told,) = read_money(_VOCABULARY, "项目总投资1200万，" + message, [], []).told[-1:]
    assert abs(Decimal(told["value"]) - 12_000_000 * Decimal(share)) < 1000


def test_projects_keep_their_own_sums_because_the_cap_is_one_of_a_project() -> None:
    told = read_money(_VOCABULARY, "我们有两个场景项目，投资分别是700万、1900万", [], []).told
    assert [(one["label"], one["value"]) for one in told] == [("项目1", "7000000"), ("项目2", "19000000")]
