"""人民币大写 after the payment rules: the regulation demands these forms."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.documents.capitals import capitals

DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("500004287.71", "伍亿零肆仟贰佰捌拾柒元柒角壹分"),
        ("100000000.10", "壹亿元壹角整"),
        ("10010001.01", "壹仟零壹万零壹元零壹分"),
        ("400000.00", "肆拾万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
    ],
)
def test_a_sum_is_written_as_on_a_cheque(amount: str, text: str) -> None:
    assert capitals(Decimal(amount)) == f"人民币{text}"


def read(text: str) -> int:
    """The whole part read back by place values alone: a second implementation."""
    whole = section = digit = 0
    for char in text.replace("万亿", "兆"):
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section, digit = section + digit * PLACES[char], 0
        elif char == "亿":
            whole, section, digit = (whole + section + digit) * 10**8, 0, 0
        else:
            factor = 10**12 if char == "兆" else 10**4
            whole, section, digit = whole + (section + digit) * factor, 0, 0
    return whole + section + digit


@given(st.integers(1, 10**12 - 1))
def test_what_is_written_reads_back_as_the_same_sum(yuan: int) -> None:
    assert read(capitals(Decimal(yuan)).removeprefix("人民币").removesuffix("元整")) == yuan


@pytest.mark.parametrize("amount", ["-1", "0.005", "1E16"])
def test_what_is_no_such_sum_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no sum"):
        capitals(Decimal(amount))
