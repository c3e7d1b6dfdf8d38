"""Numbers as people write them. Our choice of spellings; what is no money is as much the subject as what is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import find_amounts, share_text, yuan_text


def value(text: str) -> Decimal:
    amounts = find_amounts(text)
    assert len(amounts) == 1, amounts
    return amounts[0].value


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("80万", 800_000),
        ("80w", 800_000),
        ("80W", 800_000),
        ("八十万", 800_000),
        ("一百二十万五千", 1_205_000),
        ("0.8百万", 800_000),
        ("3千", 3_000),
        ("50k", 50_000),
        ("￥800,000", 800_000),
        ("1.2亿", 120_000_000),
        ("12万5", 125_000),
        ("七万六", 76_000),
        ("30万5千", 305_000),
        ("半个亿", 50_000_000),
        ("1.5千万", 15_000_000),
        ("二十万零六百元", 200_600),
        ("人民币肆拾万元整", 400_000),
        ("640,000 yuan", 640_000),
        ("两个亿", 200_000_000),
        ("一百万零八千", 1_008_000),
        ("８０万元", 800_000),
        ("壹佰贰拾萬元", 1_200_000),
    ],
)
def test_a_sum_is_read_in_every_way_people_write_it(text: str, yuan: int) -> None:
    assert value(text) == yuan
    assert find_amounts(text)[0].is_money


@pytest.mark.parametrize(
    "text", ["13800138000", "第五条", "第十五条", "2021年", "88年", "3个人", "尾号8866", "8张显卡", "2亿个token", "30%"]
)
def test_what_is_no_money_is_never_read_as_money(text: str) -> None:
    assert not any(amount.is_money for amount in find_amounts(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("50到80万", 500_000, 800_000), ("80万到120万", 800_000, 1_200_000), ("10万-20万", 100_000, 200_000), ("三四万", 30_000, 40_000)],
)
def test_a_range_is_one_amount_with_two_ends(text: str, low: int, high: int) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.upper) == (low, high)


@pytest.mark.parametrize("text", ["80来万", "两百多万", "十几万"])
def test_an_approximate_number_says_so(text: str) -> None:
    assert find_amounts(text)[0].approximate


@pytest.mark.parametrize(("text", "share"), [("50%", "0.5"), ("百分之三十", "0.3"), ("三成", "0.3"), ("百分之十二点五", "0.125")])
def test_a_share_is_a_fraction_of_one(text: str, share: str) -> None:
    (amount,) = find_amounts(text)
    assert amount.unit == "percent"
    assert amount.value == Decimal(share)


@given(st.integers(min_value=1, max_value=9_999_999_999))
def test_what_we_write_we_read_back_exactly(yuan: int) -> None:
    (amount,) = find_amounts(yuan_text(Decimal(yuan)))
    assert amount.value == yuan


@given(st.decimals(min_value="0.01", max_value="99999999.99", places=2))
def test_fen_survive_writing_and_reading(yuan: Decimal) -> None:
    assert value(yuan_text(yuan)) == yuan


def _han(number: int) -> str:
    """Chinese reading of a number below 100 million, written independently of the reader: digit by digit with its unit."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]

    def below(n: int) -> str:
        text, zero = "", False
        for position in range(3, -1, -1):
            digit = n // 10**position % 10
            if digit:
                text += ("零" if zero and text else "") + digits[digit] + units[position]
                zero = False
            else:
                zero = True
        return text

    high, low = divmod(number, 10_000)
    if not high:
        return below(low)
    return below(high) + "万" + (("零" if low < 1000 and low else "") + below(low) if low else "")


@given(st.integers(min_value=10, max_value=99_999_999))
def test_chinese_numerals_read_back_exactly(number: int) -> None:
    assert value(_han(number) + "元") == number


def test_money_is_written_as_people_read_it() -> None:
    written = [yuan_text(Decimal(n)) for n in ("400000", "64000", "3333333.34", "1500", "120000000", "16666666.67")]
    assert written == ["40万元", "6.4万元", "3,333,333.34元", "1500元", "1.2亿元", "16,666,666.67元"]
    assert share_text(Decimal("0.30")) == "30%"
