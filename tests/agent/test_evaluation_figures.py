"""The evaluation's own reader of figures: the usual forms of the format, and what must not be taken for money."""

from decimal import Decimal

import pytest

from agent.evaluation.figures import figures, normal, said_amounts

FORTY = [
    "40万元", "40 万", "400,000元", "400000", "人民币肆拾万元整", "**40** 万元", "四十万", "￥400，000.00", "40w", "400k",
    "RMB 400,000", "4十万",
]  # fmt: skip


@pytest.mark.parametrize("written", FORTY)
def test_every_usual_form_says_the_same_sum(written: str) -> None:
    assert Decimal(400000) in said_amounts(f"可支持{written}。")


@pytest.mark.parametrize(
    ("written", "value"),
    [("三十二万五", 325000), ("一百零二万零八百元", 1020800), ("1.2千万", 12000000), ("半个亿", 50000000), ("两百多万", 2000000),
     ("30万5千", 305000), ("7万六", 76000), ("三億元", 300000000), ("一千六百六十六万", 16660000), ("12.5 万", 125000)],
)  # fmt: skip
def test_mixed_and_spoken_forms_are_read(written: str, value: int) -> None:
    assert said_amounts(written) == {Decimal(value)}


def test_the_first_end_of_a_range_takes_the_scale_of_the_second() -> None:
    assert said_amounts("大约 30-45 万元") == said_amounts("30万至45万") == {Decimal(300000), Decimal(450000)}


def test_people_years_articles_and_shares_are_no_sums() -> None:
    assert said_amounts("第五条：12 人，3年，50%，2026年，百分之三十，五成，300万次调用") == set()


def test_part_of_a_longer_figure_is_not_said() -> None:
    assert Decimal(400000) not in said_amounts("1400000元，2,400,000元，140万")


def test_shares_days_and_months_keep_their_unit() -> None:
    read = [(figure.kind, figure.value) for figure in figures(normal("50％、三成、百分之八，15个工作日，3 个月")) if figure.kind != "other"]
    assert sorted(read) == sorted(
        [("share", Decimal("0.5")), ("share", Decimal("0.3")), ("share", Decimal("0.08")), ("day", Decimal(15)), ("month", Decimal(3))]
    )
