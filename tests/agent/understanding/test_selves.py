"""Who is speaking, told by whole sentences. None of the sentences below is an example of the head."""

import pytest

from agent.understanding.selves import SelfReader, choice_examples
from agent.understanding.vocabulary import Vocabulary
from agent.understanding.wishes import WishHead
from knowledge.embedding import embedded
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy


@pytest.fixture(scope="module")
def selves(tmp_path_factory: pytest.TempPathFactory) -> SelfReader:
    embedder = embedded()
    if embedder is None:
        pytest.skip("no embedded model on this platform")
    vocabulary = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))
    examples = choice_examples(vocabulary)
    return SelfReader(vocabulary, WishHead(examples, open_examples("choices", examples, tmp_path_factory.mktemp("s"), embedder), embedder))


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("我们把旧仓库隔成工位，租给单干的AI创业者", "community_operator"),
        ("我们开发了智能体工具，免费开放给一人公司", "platform_operator"),
        ("我们帮单干的AI创业者谈合作，抽佣金", "sicn_agency"),
        ("我自己在家做AI配图，公司还没有注册", "individual"),
    ],
)
def test_a_sentence_says_what_kind_its_speaker_is(selves: SelfReader, message: str, value: str) -> None:
    assert selves.of(message) == ("applicant_type", value)


@pytest.mark.parametrize("message", ["工位一个月多少钱", "我们做AI绘本的", "我替客户问一句", "既是一人公司又办了个共享办公"])
def test_what_says_nothing_of_the_speaker_tells_nothing(selves: SelfReader, message: str) -> None:
    assert selves.of(message) is None


def test_in_a_story_the_clause_that_tells_is_found(selves: SelfReader) -> None:
    story = "前阵子听同行讲起这个事，一直没弄明白。我们是开共享办公的，这两年空了一半，领导让我来看看有没有说法"
    assert selves.of(story) == ("applicant_type", "community_operator")
