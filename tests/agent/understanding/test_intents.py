"""When examples are asked for a wish: not where words settle it, because that costs the vector of the message."""

import pytest

from agent.understanding.intents import IntentReader
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))


class Asked:
    """A head that is sure of one label and remembers what it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def rank(self, text: str) -> list[tuple[str, float]]:
        self.texts.append(text)
        return [("amount", 0.9), ("content", 0.1)]


def read(text: str, told: tuple[str, ...] = ()) -> tuple[dict[str, float], list[str]]:
    head = Asked()
    intents, _ = IntentReader(_VOCABULARY, head, 0.5).read(text, told)
    return intents, head.texts


@pytest.mark.parametrize("text", ["利息的支持怎么算", "贷款50万，利息的支持怎么算", "数据券比例是多少"])
def test_a_measure_and_the_wish_for_its_rule_leave_nothing_to_guess(text: str) -> None:
    assert read(text) == ({"rule": 1.0}, [])


@pytest.mark.parametrize(
    "text",
    [
        "房子押给银行才借到，手续跑了两个月，利息的支持怎么算",  # tells a story beside its wish
        "怎么算",  # names no measure
        "利息的支持",  # asks for nothing in set words
    ],
)
def test_whatever_says_more_or_less_than_that_is_held_against_the_examples(text: str) -> None:
    intents, asked = read(text)
    assert asked
    assert intents["amount"] == pytest.approx(0.9)


def test_a_sum_beside_the_wish_to_reckon_leaves_nothing_to_guess_and_without_one_it_does() -> None:
    text = "租显卡花了47万，能补贴多少"
    assert read(text, ("money",))[1] == []
    assert read(text)[1]
