"""On topic or off it, told apart by a head over real sentences. None of the sentences below is an example of the head."""

import pytest

from agent.understanding.intents import example_sentences
from agent.understanding.scope import ScopeHead
from agent.understanding.vocabulary import Vocabulary
from knowledge.embedding import embedded
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy

LIMIT = 0.5


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> ScopeHead:
    embedder = embedded()
    if embedder is None:
        pytest.skip("no embedded model on this platform")
    examples = example_sentences(Vocabulary(load_policy(SHIPPED / "chaoyang-opc")))
    vectors = open_examples("intents", examples, tmp_path_factory.mktemp("scope"), embedder)
    return ScopeHead(examples, vectors, embedder)


@pytest.mark.parametrize("text", ["冰箱不制冷了找谁修", "考驾照要多少学时", "鞋子开胶怎么粘", "how do I change a bicycle tyre"])
def test_what_has_nothing_to_do_with_the_policy_scores_high(head: ScopeHead, text: str) -> None:
    assert head.score(text) > LIMIT


@pytest.mark.parametrize("text", ["园区里的座位一个月收多少", "贷款的利钱能给几成", "没执照的能来吗", "who explains the measures"])
def test_what_people_ask_of_the_policy_scores_low(head: ScopeHead, text: str) -> None:
    assert head.score(text) < LIMIT
