"""English number words are read as the numbers they are; our choice, so that an English sentence is proved like a Chinese one."""

from decimal import Decimal

import pytest

from knowledge.english import readable
from knowledge.numerals import find_amounts


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("for three years running", "3", "year"),
        ("a three-year term", "3", "year"),
        ("twenty-five people", "25", "people"),
        ("1.5 million yuan", "1500000", "yuan"),
        ("five hundred thousand yuan", "500000", "yuan"),
        ("500,000 yuan", "500000", "yuan"),
        ("fifty per cent", "0.5", "percent"),
        ("30 percent", "0.3", "percent"),
        ("within ten working days", "10", "day"),
        ("six months", "6", "month"),
        ("half of the interest", "0.5", "percent"),
    ],
)
def test_a_number_in_words_is_the_number_readable(written: str, value: str, unit: str) -> None:
    (amount,) = find_amounts(readable(written))
    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("written", ["someone bought it often", "none of the tenants", "on behalf of them"])
def test_a_word_that_only_holds_a_number_word_stays(written: str) -> None:
    assert readable(written) == written
