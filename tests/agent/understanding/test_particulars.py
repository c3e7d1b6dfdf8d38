"""Names and addresses for a form: found where people write them, never where they write of somebody else."""

import pytest

from agent.understanding.particulars import answered, merged, read_particulars
from knowledge.loader import SHIPPED, load_policy

POLICY = load_policy(SHIPPED / "chaoyang-opc")


def told(message: str, drafting: bool = True) -> dict[str, str]:
    return {one["fact"]: one["value"] for one in read_particulars(POLICY, message, drafting)}


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("公司叫北京晨光独行科技有限公司，3个人", "北京晨光独行科技有限公司"),
        ("单位：北京晨光（集团）有限公司。", "北京晨光（集团）有限公司"),
        ("公司名改成晨光智能", "晨光智能"),
        ("公司名字写错了，应该是北京晚霞科技有限公司", "北京晚霞科技有限公司"),
        ("不是北京晨光科技有限公司，是北京晚霞科技有限公司", "北京晚霞科技有限公司"),
        ("北京晨光科技有限公司 OPC 5人", "北京晨光科技有限公司"),
        ("公司北京晨光数据工作室，两个人", "北京晨光数据工作室"),
        ("單位名稱：北京晨光科技有限公司", "北京晨光科技有限公司"),
    ],
)
def test_a_company_is_named_in_many_ways(message: str, name: str) -> None:
    assert told(message)["company_name"] == name


@pytest.mark.parametrize("message", ["我们是一人公司", "公司一共3个人", "算力花了30万，能支持多少", "我的工作室刚开", "公司是去年注册的"])
def test_what_is_no_name_is_not_taken_for_one(message: str) -> None:
    assert "company_name" not in told(message)


def test_a_bare_name_counts_only_while_something_is_drafted() -> None:
    assert "company_name" not in told("北京晨光科技有限公司的数据合同签了30万", drafting=False)


@pytest.mark.parametrize(
    ("message", "contact"),
    [
        ("联系人王经理，联系方式wang@example.org", "王经理 wang@example.org"),
        ("联系人钱工qian@example.org，别的没了", "钱工 qian@example.org"),
        ("联系人：李四，电话13800001111", "李四 13800001111"),
    ],
)
def test_a_contact_is_a_name_and_ways_to_reach_it(message: str, contact: str) -> None:
    assert told(message)["contact"] == contact


def test_what_is_said_to_be_left_open_is_no_contact() -> None:
    assert "contact" not in told("联系方式、银行账号这些还没准备好，空着就行")


def test_a_new_name_keeps_the_address() -> None:
    fact = POLICY.facts["contact"]
    assert merged(fact, "王五 13800001111", "李四") == "李四 13800001111"
    assert merged(fact, "李四 13800001111", "li@example.org") == "李四 li@example.org 13800001111"


def test_the_whole_message_answers_the_one_thing_that_was_asked() -> None:
    assert answered(POLICY, "晨光智能。", ["company_name"])[0]["value"] == "晨光智能"
    assert answered(POLICY, "王五 13800001111", ["company_name", "contact"])[0] == {
        "fact": "contact",
        "part": "",
        "value": "王五 13800001111",
        "mode": "set",
    }
    assert answered(POLICY, "晨光智能", ["company_name", "contact"]) == []
    assert answered(POLICY, "晨光智能", ["headcount"]) == []
