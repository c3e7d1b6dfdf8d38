"""第二个呢, 那个50万的: what a message points at in the reply before."""

import pytest

from agent.understanding.pointing import pointed_at
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
_LISTED = [
    {"measure": "compute_voucher", "sums": ["450000.00", "900000.00", "500000"]},
    {"measure": "data_voucher", "sums": ["80000.00", "160000.00"]},
    {"measure": "loan_interest", "sums": ["90000.00", "300000.00"]},
]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("第二个呢", "data_voucher"),
        ("第一项再说说", "compute_voucher"),
        ("最后那个怎么来的", "loan_interest"),
        ("那个30万的再讲讲", "loan_interest"),
        ("16万的那个", "data_voucher"),
    ],
)
def test_a_place_or_a_sum_of_the_reply_before_is_a_measure(text: str, measure: str) -> None:
    assert pointed_at(_VOCABULARY, text, _LISTED) == [measure]


@pytest.mark.parametrize("text", ["第五条写了什么", "第四个呢", "第二年呢", "算力花了16万", "第二个月开始用的"])
def test_articles_years_and_sums_that_are_told_point_at_nothing(text: str) -> None:
    assert pointed_at(_VOCABULARY, text, _LISTED) == []


def test_nothing_is_pointed_at_before_anything_was_said() -> None:
    assert pointed_at(_VOCABULARY, "第二个呢", []) == []
