"""Every sum of a sentence goes to the word that names it, however the sentence is built. Our choice of words."""

from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.understanding.amounts import read_money
from agent.understanding.script import simplified
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

random = partial(settings, deadline=None, derandomize=True)
"""No timing, and the same sentences every time."""

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
Told = dict[tuple[str, str], int]


def told(message: str) -> Told:
    """(fact, part) → yuan of what a message tells; tellings of one fact added up."""
    found: Told = {}
    for one in read_money(_VOCABULARY, simplified(message)[0], [], []).told:
        key = (one["fact"], one["part"])
        found[key] = found.get(key, 0) + int(one["value"])
    return found


@dataclass(frozen=True)
class Thing:
    """What money goes to, and the words people have for it. `fact` is empty for money that is no basis of a measure."""

    fact: str
    part: str
    words: tuple[str, ...]


THINGS = (
    Thing("compute_spend", "compute", ("算力", "显卡", "云服务器", "GPU", "智算")),
    Thing("compute_spend", "model_token", ("词元", "token", "接口费", "大模型API")),
    Thing("data_contract_amount", "", ("数据合同", "语料", "数据标注", "数据采购")),
    Thing("interest_paid", "", ("利息",)),
    Thing("", "", ("房租", "工资", "营收", "注册资本", "罚款")),
)
AHEAD = ("{word}花了{sum}", "{word}{sum}", "{word}是{sum}", "{word}一共{sum}", "{word}：{sum}", "{word}今年用掉{sum}", "{word}这块有{sum}")
BEHIND = ("{sum}的{word}", "花了{sum}{word}", "{sum}是{word}", "有{sum}花在{word}上", "{sum}买{word}")
NOISE = (
    "我电话13812345678", "身份证110101199003077758", "今年35岁", "2024年3月15号成立的", "我们9个人", "住1203室",
    "按第五条", "服务了200家客户",
    "用的Qwen2.5-72B", "14:30给我回电话", "微信zhang1990", "做了3年", "有30%的股份", "跑了2亿个token",
)  # fmt: skip


def _write(yuan: int, how: int) -> str:
    ten_thousands = yuan // 10_000
    return (f"{ten_thousands}万", f"{ten_thousands}w", f"{yuan:,}元", f"{yuan}块", f"{ten_thousands}.5万", f"{ten_thousands}万元")[how]


@st.composite
def payments(draw: st.DrawFn) -> list[tuple[Thing, str, int, str]]:
    """One to five things, each with a word for it, a sum and how it is written."""
    things = draw(st.permutations(THINGS))[: draw(st.integers(min_value=1, max_value=5))]
    found = []
    for thing in things:
        yuan, how = draw(st.integers(min_value=2, max_value=900)) * 10_000, draw(st.integers(min_value=0, max_value=5))
        found.append((thing, draw(st.sampled_from(thing.words)), yuan + (5_000 if how == 4 else 0), _write(yuan, how)))
    return found


def wanted(paid: list[tuple[Thing, str, int, str]]) -> Told:
    return {(thing.fact, thing.part): yuan for thing, _, yuan, _ in paid if thing.fact}


@random(max_examples=400)
@given(payments(), st.data())
def test_clauses_in_any_order_among_numbers_that_are_no_money(paid: list[tuple[Thing, str, int, str]], data: st.DataObject) -> None:
    clauses = [data.draw(st.sampled_from(AHEAD + BEHIND)).format(word=word, sum=written) for _, word, _, written in paid]
    noise = data.draw(st.lists(st.sampled_from(NOISE), max_size=2, unique=True))
    pieces = data.draw(st.permutations([*clauses, *noise]))
    message = data.draw(st.sampled_from("，；。")).join(pieces)
    assert told(message) == wanted(paid), message


@random(max_examples=200)
@given(payments(), st.data())
def test_one_order_without_any_mark(paid: list[tuple[Thing, str, int, str]], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["{word}{sum}", "{word}花了{sum}", "{word}是{sum}", "{sum}的{word}", "{sum}{word}"]))
    message = data.draw(st.sampled_from(["", " "])).join(form.format(word=word, sum=written) for _, word, _, written in paid)
    assert told(message) == wanted(paid), message


@random(max_examples=200)
@given(payments(), st.data())
def test_names_in_a_row_and_sums_in_a_row(paid: list[tuple[Thing, str, int, str]], data: st.DataObject) -> None:
    names, sums = ("、".join(one[place] for one in paid) for place in (1, 3))
    between = data.draw(st.sampled_from(["分别是", "分别花了", "各", "：", "依次"]))
    message = data.draw(
        st.sampled_from([f"{names}{between}{sums}", f"{sums}分别是{names}"] if len(paid) > 1 else [f"{names}{between}{sums}"])
    )
    assert told(message) == wanted(paid), message


@random()
@given(payments())
def test_a_wish_behind_the_last_sum_names_none(paid: list[tuple[Thing, str, int, str]]) -> None:
    message = "，".join(f"{word}花了{written}" for _, word, _, written in paid) + "，能补多少"
    assert told(message) == wanted(paid), message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("算力和词元加起来60万", {("compute_spend", ""): 600_000}),
        ("算力和利息都是20万", {("compute_spend", "compute"): 200_000, ("interest_paid", ""): 200_000}),
        ("算力、数据合同、利息分别是60、80、20万", {
            ("compute_spend", "compute"): 600_000, ("data_contract_amount", ""): 800_000, ("interest_paid", ""): 200_000,
        }),
        ("算力上半年30万下半年40万利息5万", {("compute_spend", "compute"): 700_000, ("interest_paid", ""): 50_000}),
        ("贷款一共付了20万利息", {("interest_paid", ""): 200_000}),
        ("算力今年一共花了60万利息能补吗", {("compute_spend", "compute"): 600_000}),
        ("花了30万，都是租显卡的", {("compute_spend", "compute"): 300_000}),
        ("算力怎么补？去年花了80万", {("compute_spend", "compute"): 800_000}),
        ("投入80万做算力", {("compute_spend", "compute"): 800_000}),
        ("算力投入了80万", {("compute_spend", "compute"): 800_000}),
        ("利息（贷款300万）付了20万", {("interest_paid", ""): 200_000}),
        ("算力券抵了5万，实际付了25万", {("compute_spend", "compute"): 250_000}),
        ("一共花了100万，六成是算力，三成是利息", {("compute_spend", "compute"): 600_000, ("interest_paid", ""): 300_000}),
        ("8张4090花了12万", {("compute_spend", "compute"): 120_000}),
        ("显卡30万，云服务器20万，算力一共50万", {("compute_spend", ""): 500_000}),
        ("投资600万的场景项目，土建报了200万", {("project_investment", ""): 6_000_000, ("civil_works", ""): 2_000_000}),
        ("We paid 200,000 yuan in interest and 600,000 yuan on compute", {
            ("interest_paid", ""): 200_000, ("compute_spend", "compute"): 600_000,
        }),
    ],
)  # fmt: skip
def test_what_people_also_say(message: str, expected: Told) -> None:
    assert told(message) == expected


@pytest.mark.parametrize("message", ["算力和数据一共90万", "我们有80万预算", "借了300万，利息怎么补", "消耗了500万token"])
def test_what_cannot_be_told_apart_is_told_of_no_fact(message: str) -> None:
    assert told(message) == {}


def test_a_pasted_table_of_a_thousand_sums_is_read_in_one_go() -> None:
    assert told("算力1万，" * 1000)[("compute_spend", "compute")] >= 10_000
