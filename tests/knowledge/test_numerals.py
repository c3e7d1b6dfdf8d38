"""Numbers as people write them. Our choice of spellings; what is no money is as much the subject as what is."""

from decimal import Decimal
from functools import partial

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.numerals import Amount, find_amounts, share_text, yuan_text

random = partial(settings, deadline=None, derandomize=True)
"""No timing, and the same sentences every time."""


def only(text: str) -> Amount:
    amounts = find_amounts(text)
    assert len(amounts) == 1, amounts
    return amounts[0]


def value(text: str) -> Decimal:
    return only(text).value


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("80万", 800_000),
        ("80w", 800_000),
        ("80 W", 800_000),
        ("八十万", 800_000),
        ("八十w", 800_000),
        ("一百二十万五千", 1_205_000),
        ("0.8百万", 800_000),
        ("3千", 3_000),
        ("3千5", 3_500),
        ("3千5百万", 35_000_000),
        ("50k", 50_000),
        ("12k5", 12_500),
        ("12w5", 125_000),
        ("￥800,000", 800_000),
        ("RMB 80万", 800_000),
        ("rmb500000", 500_000),
        ("1.2亿", 120_000_000),
        ("1.2亿500万", 125_000_000),
        ("三亿五", 350_000_000),
        ("12万5", 125_000),
        ("12万5千6", 125_600),
        ("七万六", 76_000),
        ("三点五万", 35_000),
        ("一千六百六十六点六七万", 16_666_700),
        ("30万5千", 305_000),
        ("半个亿", 50_000_000),
        ("1.5千万", 15_000_000),
        ("1.5万亿", 1_500_000_000_000),
        ("3999亿15万", 399_900_150_000),
        ("二十万零六百元", 200_600),
        ("100万零5百", 1_000_500),
        ("人民币肆拾万元整", 400_000),
        ("640,000 yuan", 640_000),
        ("1.5 million yuan", 1_500_000),
        ("两个亿", 200_000_000),
        ("百八十万", 1_800_000),
        ("一百万零八千", 1_008_000),
        ("８０万元", 800_000),
        ("壹佰贰拾萬元", 1_200_000),
        ("80万4090元", 804_090),
        ("卅五万", 350_000),
        ("廿万", 200_000),
    ],
)
def test_a_sum_is_read_in_every_way_people_write_it(text: str, yuan: int) -> None:
    assert value(text) == yuan
    assert only(text).is_money


@pytest.mark.parametrize(
    "text",
    [
        "13800138000", "138 0013 8000", "010-65090000", "一三八零零一三八零零零", "110101199003077758", "11010119900307775X",
        "91110105MA01ABCD2X", "6222 0212 3456 7890 123", "尾号8866", "QQ 123456", "第五条", "第十五条", "15条", "2021年", "88年",
        "二〇二四年", "2024-2025年", "2024-03-15", "2026.3.1", "3月15号", "14:30", "3点半", "35岁", "1203室", "3号楼", "3个人",
        "8张显卡", "8块4090",
               "A100", "H800", "RTX4090", "GPT-4", "Qwen2.5-72B", "72B", "24G", "4K视频", "128k上下文", "v2.0", "3.5版本", "2亿个token",
        "3000万次", "50万用户", "18个月", "三年", "30%", "三成", "千万别忘了", "几十万", "上百万", "好几万", "三万刀", "$5000", "5千美金",
    ],
)  # fmt: skip
def test_what_is_no_money_is_never_read_as_money(text: str) -> None:
    assert not any(amount.is_money for amount in find_amounts(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50到80万", 500_000, 800_000),
        ("50-80w", 500_000, 800_000),
        ("50万元到80万元", 500_000, 800_000),
        ("80万到120万", 800_000, 1_200_000),
        ("10万-20万", 100_000, 200_000),
        ("三四万", 30_000, 40_000),
        ("三五万", 30_000, 50_000),
        ("七八十万", 700_000, 800_000),
        ("七、八十万", 700_000, 800_000),
        ("十七八万", 170_000, 180_000),
        ("八九百万", 8_000_000, 9_000_000),
        ("5-6百万", 5_000_000, 6_000_000),
        ("3到5千", 3_000, 5_000),
        ("5、6万", 50_000, 60_000),
        ("between 500k and 800k", 500_000, 800_000),
    ],
)
def test_a_range_is_one_amount_with_two_ends(text: str, low: int, high: int) -> None:
    assert (only(text).value, only(text).upper) == (low, high)
    assert only(text).is_money


def test_heads_have_ranges_too() -> None:
    assert [(only(text).value, only(text).upper) for text in ("8人到12人", "七八个人", "8-10人")] == [(8, 12), (7, 8), (8, 10)]


@pytest.mark.parametrize("text", ["80来万", "80多万元", "80万多", "两百多万", "十几万", "百来号人", "三十几个"])
def test_an_approximate_number_says_so(text: str) -> None:
    assert only(text).approximate


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("50%", "0.5"),
        ("百分之三十", "0.3"),
        ("三成", "0.3"),
        ("百分之十二点五", "0.125"),
        ("百分之4.5", "0.045"),
        ("4.5个点", "0.045"),
        ("50个百分点", "0.5"),
        ("840个百分点", "8.4"),
    ],
)
def test_a_share_is_a_fraction_of_one(text: str, share: str) -> None:
    assert only(text).unit == "percent"
    assert only(text).value == Decimal(share)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("30万8个人", [300_000, 8]),
        ("三十万五个人", [300_000, 5]),
        ("80万2023年", [800_000, 2023]),
        ("30万40万", [300_000, 400_000]),
        ("80万三年", [800_000, 3]),
        ("1亿20000万", [100_000_000, 200_000_000]),
        ("80万50%", [800_000, Decimal("0.5")]),
        ("8块4090花了12万", [8, 4090, 120_000]),
    ],
)
def test_one_number_ends_where_the_next_one_begins(text: str, values: list[Decimal]) -> None:
    assert [amount.value for amount in find_amounts(text)] == values


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("138 0013 8000", "phone"),
        ("010-65090000", "phone"),
        ("6222 0212 3456 7890", "identifier"),
        ("2024-03-15", "date"),
        ("第5条", "ordinal"),
    ],
)
def test_a_number_to_call_or_to_show_is_one_and_says_what_it_is(text: str, unit: str) -> None:
    assert only(text).unit == unit


@pytest.mark.parametrize("text", ["80万年底", "80万成本", "80万行不行", "80万项目款", "20万个人贷款", "30万平台费", "token60万", "gpu30万"])
def test_a_sum_stays_one_whatever_word_begins_behind_it(text: str) -> None:
    assert only(text).is_money


@random()
@given(st.integers(min_value=1, max_value=9_999_999_999))
def test_what_we_write_we_read_back_exactly(yuan: int) -> None:
    assert value(yuan_text(Decimal(yuan))) == yuan


@random()
@given(st.decimals(min_value="0.01", max_value="99999999.99", places=2))
def test_fen_survive_writing_and_reading(yuan: Decimal) -> None:
    assert value(yuan_text(yuan)) == yuan


_DIGITS, _UNITS = "零一二三四五六七八九", ["", "十", "百", "千"]
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _below(number: int) -> str:
    """Chinese reading of 0 to 9999, digit by digit with its unit."""
    text, zero = "", False
    for position in range(3, -1, -1):
        digit = number // 10**position % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _UNITS[position]
        zero = not digit
    return text


def _han(number: int) -> str:
    """Chinese reading of a number below 10¹², written independently of the reader."""
    text, gap = "", False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // scale % 10**4
        if group:
            text += ("零" if text and (gap or group < 1000) else "") + _below(group) + name
        gap = bool(text) and not group
    return text


def _mixed(number: int) -> str:
    """亿 and 万 with digits before them: 1亿2500万."""
    groups = [(number // 10**8, "亿"), (number // 10**4 % 10**4, "万")]
    return "".join(f"{group}{name}" for group, name in groups if group)


whole = st.integers(min_value=1, max_value=10**11)
wan = st.integers(min_value=1, max_value=10**7).map(lambda number: number * 10_000)
hundreds = st.integers(min_value=1, max_value=10**7).map(lambda number: number * 100)
NOTATIONS = {
    "digits": (whole, lambda n: f"{n}元"),
    "thousands": (whole, lambda n: f"¥{n:,}"),
    "fen": (whole, lambda n: f"{n:,}.00元"),
    "万": (hundreds, lambda n: f"{Decimal(n) / 10_000}万"),
    "万 spaced": (hundreds, lambda n: f"{Decimal(n) / 10_000} 万元"),
    "w": (hundreds, lambda n: f"{Decimal(n) / 10_000}w"),
    "k": (hundreds, lambda n: f"{Decimal(n) / 1_000}k"),
    "百万": (wan, lambda n: f"{Decimal(n) / 1_000_000}百万"),
    "千万": (wan, lambda n: f"{Decimal(n) / 10_000_000}千万"),
    "亿": (wan, lambda n: f"{Decimal(n) / 100_000_000:f}亿"),
    "亿万": (wan, _mixed),
    "han": (whole, lambda n: _han(n) + "元"),
    "han short ten": (whole, lambda n: _han(n).replace("一十", "十") + "块钱"),
    "han 两": (whole, lambda n: _han(n).replace("二千", "两千").replace("二百", "两百").replace("二万", "两万") + "元"),
    "formal": (whole, lambda n: "人民币" + _han(n).translate(_FORMAL) + "元整"),
    "traditional": (whole, lambda n: _han(n).replace("万", "萬").replace("亿", "億") + "元"),
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_reads_back_exactly(notation: str) -> None:
    numbers, write = NOTATIONS[notation]

    @random()
    @given(numbers)
    def reads_back(number: int) -> None:
        amount = only(write(number))
        assert (amount.value, amount.upper, amount.approximate, amount.is_money) == (number, None, False, True)

    reads_back()


@random()
@given(st.integers(min_value=1, max_value=9_999), st.integers(min_value=1, max_value=9))
def test_the_last_digit_of_a_spoken_number_has_the_next_smaller_unit(high: int, low: int) -> None:
    for written in (f"{high}万{low}", f"{high}w{low}", f"{_han(high)}万{_DIGITS[low]}"):
        assert value(written) == high * 10_000 + low * 1_000
    assert value(f"{high}万{low}千") == value(f"{high}万{_DIGITS[low]}千") == high * 10_000 + low * 1_000


@random()
@given(st.integers(min_value=10, max_value=99), st.sampled_from(["来", "多", "余", "几"]), st.sampled_from(["万", "万元", "亿"]))
def test_a_vague_number_keeps_its_value_and_says_so(number: int, vague: str, unit: str) -> None:
    scale = 10**8 if unit == "亿" else 10**4
    for written in (f"{number * 10}{vague}{unit}", f"{_han(number)}{vague}{unit}"):
        amount = only(written)
        assert (amount.approximate, amount.value in (number * scale, number * 10 * scale)) == (True, True)


@random()
@given(st.integers(min_value=1, max_value=4_000), st.integers(min_value=1, max_value=4_000), st.sampled_from(["到", "-", "~", "—", "至"]))
def test_a_range_reads_back_both_ends_however_the_scale_is_written(low: int, more: int, to: str) -> None:
    ends = (low * 10_000, (low + more) * 10_000)
    for written in (f"{low}{to}{low + more}万", f"{low}万{to}{low + more}万", f"{low}w{to}{low + more}w", f"{low}万元{to}{low + more}万元"):
        assert (only(written).value, only(written).upper) == ends


@random()
@given(st.integers(min_value=1, max_value=8), st.sampled_from(["十", "百", "千", ""]), st.sampled_from(["万", "亿"]))
def test_two_neighbours_are_a_range(low: int, small: str, big: str) -> None:
    scale = {"": 1, "十": 10, "百": 100, "千": 1000}[small] * {"万": 10**4, "亿": 10**8}[big]
    amount = only(f"{_DIGITS[low]}{_DIGITS[low + 1]}{small}{big}")
    assert (amount.value, amount.upper) == (low * scale, (low + 1) * scale)


@random()
@given(st.integers(min_value=0, max_value=10**6), st.sampled_from(["%", " %"]))
def test_a_share_reads_back_exactly(ten_thousandths: int, sign: str) -> None:
    share = Decimal(ten_thousandths) / 10_000
    assert value(f"{ten_thousandths / 100:.2f}{sign}") == share


@random()
@given(whole)
def test_the_library_for_numerals_and_our_own_writing_agree(number: int) -> None:
    assert value(cn2an.an2cn(number) + "元") == number


def test_money_is_written_as_people_read_it() -> None:
    written = [yuan_text(Decimal(n)) for n in ("400000", "64000", "3333333.34", "1500", "120000000", "16666666.67")]
    assert written == ["40万元", "6.4万元", "3,333,333.34元", "1500元", "1.2亿元", "16,666,666.67元"]
    assert share_text(Decimal("0.30")) == "30%"
