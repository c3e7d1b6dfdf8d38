"""How many people are told, and when that stays open. Our choice of words."""

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.understanding.counts import read_headcount, read_years
from agent.understanding.script import simplified
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

random = partial(settings, deadline=None, derandomize=True)
"""No timing, and the same sentences every time."""

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))


def heads(message: str, asked: list[str] | None = None) -> dict[str, Any] | None:
    return read_headcount(_VOCABULARY, simplified(message)[0], asked or [])


def count(message: str, asked: list[str] | None = None) -> tuple[str, str] | None:
    told = heads(message, asked)
    return told and (told["mode"], told["value"])


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("加上我一共5个人", 5), ("三个合伙人加七个员工", 10), ("我和老公俩人", 2), ("我和我老婆", 2), ("夫妻店", 2), ("两口子开的店", 2),
        ("我们哥俩", 2), ("咱仨", 3), ("姐妹三个", 3), ("一家三口", 3), ("连我在内5个", 5), ("除了我还有4个", 5), ("不算我有4个员工", 5),
        ("9名员工加上我", 10), ("加上我9个人", 9), ("我带着3个人", 4), ("我加三个员工", 4), ("我和两个合伙人", 3), ("老板加4个员工", 5),
        ("我、我老婆和一个程序员", 3), ("原来8个又招了3个", 11), ("原先10个走了3个又来了2个", 9), ("我们9个人，前天又来了2个", 11),
        ("从8个涨到12个人", 12), ("由8人增加到12人", 12), ("12个人减到9个", 9), ("15号人", 15), ("8人团队", 8), ("团队规模8", 8),
        ("人数是9", 9),
        ("人不多，就6个", 6), ("就我自己干", 1), ("光杆司令一个", 1), ("我一个人做的", 1), ("8个人其中2个兼职", 8),
        ("团队12人，含3名实习生", 12),
        ("我们花了30万，8个人", 8), ("5个人4台4090", 5), ("3个人做研发，2个人做销售", 5), ("5男3女", 8), ("3个技术2个销售1个运营", 6),
        ("两个全栈，一个设计，我做产品", 4),
        ("没员工，全靠AI", 1), ("超过10个人了，有13个", 13), ("人数从9变成了12", 12), ("包括我5个人", 5), ("夫妇经营", 2),
        ("开春走了3个，眼下14", 14), ("全公司加起来十一个", 11), ("me and 3 employees", 4), ("a team of 9", 9),
    ],
)  # fmt: skip
def test_heads_are_counted_as_people_say_them(message: str, number: int) -> None:
    assert count(message) == ("set", str(number))


@random()
@given(st.integers(min_value=2, max_value=60), st.integers(min_value=1, max_value=60))
def test_groups_add_up_however_many(first: int, second: int) -> None:
    assert count(f"{first}个合伙人，{second}名员工") == ("set", str(first + second))
    assert count(f"我带{first}个人") == ("set", str(first + 1))
    assert count(f"现在{first}个人，又招了{second}个") == ("set", str(first + second))
    assert count(f"{first}个合伙人加{second}个员工一共{first + second}人") == ("set", str(first + second))


@pytest.mark.parametrize(
    ("message", "change"),
    [("走了两个", ("subtract", "2")), ("又招了3个人", ("add", "3")), ("招了3个走了2个", ("add", "1")), ("新来了仨", ("add", "3"))],
)
def test_who_comes_and_goes_changes_what_is_known(message: str, change: tuple[str, str]) -> None:
    assert count(message) == change


@pytest.mark.parametrize("message", ["十来个人", "十几号人", "七八个人", "8~10人", "不到10个人", "10个人以内"])
def test_a_vague_number_is_told_as_vague(message: str) -> None:
    told = heads(message)
    assert told is not None and told["approximate"]


@pytest.mark.parametrize(
    ("message", "low", "high"),
    [("编制内12个外加3个外包", "12", "15"), ("8个正式3个外包", "8", "11"), ("5个全职2个兼职", "5", "7"), ("全职6人，兼职4人", "6", "10")],
)
def test_people_of_whom_it_is_open_whether_they_count_leave_a_range(message: str, low: str, high: str) -> None:
    told = heads(message)
    assert told is not None
    assert (told["value"], told["upper"], told["note"], told["approximate"]) == (low, high, "uncertain", True)


@pytest.mark.parametrize(
    "message",
    [
        "服务过200家客户", "超过10人怎么办", "不超过20人", "每个人都要交社保吗", "2024年成立的", "一共3个项目", "8张显卡", "租了8台机器",
        "注册了3个公司",
        "一人公司", "我跟老公商量过", "我和银行谈了贷款", "用了8个月", "第3个问题", "一个人名下两家公司", "住3号楼1203室",
        "有个人问我", "客户有200人", "材料发我一份", "卖水果的一人有限责任公司",
        "13812345678",
    ],
)  # fmt: skip
def test_other_numbers_are_no_headcount(message: str) -> None:
    assert heads(message) is None


@pytest.mark.parametrize(("message", "number"), [("8", "8"), ("8个", "8"), ("仨", "3"), ("就俩", "2"), ("十一个", "11")])
def test_a_bare_number_answers_how_many(message: str, number: str) -> None:
    assert count(message, ["headcount"]) == ("set", number)
    assert message == "就俩" or heads(message) is None


@pytest.mark.parametrize(
    ("message", "years"),
    [("连续三年能拿多少", 3), ("三年加起来多少", 3), ("公司成立三年了", None), ("第三年呢", None), ("2024年", None), ("贷了3年期", None)],
)
def test_years_to_reckon_are_not_the_age_of_a_firm(message: str, years: int | None) -> None:
    assert read_years(_VOCABULARY, message) == years
