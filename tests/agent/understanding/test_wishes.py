"""Wishes are learnt from example sentences: the real sentences, the real embedder."""

import numpy as np
import pytest

from agent.understanding.intents import BY_CUE, CONTENT, example_sentences
from agent.understanding.vocabulary import Vocabulary
from agent.understanding.wishes import WishHead
from knowledge.embedding import embedded
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))


@pytest.fixture(scope="module")
def small() -> WishHead:
    embedder = embedded()
    assert embedder is not None
    examples = {
        "amount": ["能给多少钱", "帮我算一下能拿几万", "这笔花费能支持多少"],
        "human": ["转人工", "我要找工作人员", "让真人跟我说"],
        "thanks": ["谢谢再见", "没别的事了"],
    }
    return WishHead(examples, embedder.queries([text for texts in examples.values() for text in texts]), embedder)


@pytest.mark.parametrize(
    ("text", "label"), [("给我算算能给几个钱", "amount"), ("找个真人来跟我讲", "human"), ("好的谢谢，没事了", "thanks")]
)
def test_a_new_sentence_is_told_by_its_likes(small: WishHead, text: str, label: str) -> None:
    assert small.rank(text)[0][0] == label


def test_how_much_was_spent_does_not_change_what_is_wanted(small: WishHead) -> None:
    orders = [[label for label, _ in small.rank(f"花了{sum_}能给多少")] for sum_ in ("3万", "80万", "1200000元")]
    assert orders[0][0] == orders[1][0] == orders[2][0] == "amount"


def test_left_out_scores_are_those_of_a_head_that_never_saw_the_sentence(small: WishHead) -> None:
    scores = small.left_out()
    assert scores.shape == (8, 3)
    assert np.isfinite(scores).all()


def test_every_label_of_the_examples_is_an_intent_with_enough_sentences() -> None:
    examples = example_sentences(_VOCABULARY)
    assert set(examples) - {CONTENT, "tell"} <= set(_VOCABULARY.intents)
    assert all(len(texts) >= 10 for name, texts in examples.items() if name not in BY_CUE)
