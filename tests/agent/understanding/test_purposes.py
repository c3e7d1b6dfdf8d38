"""A sum that no word names is named by what it was spent on, and one that is none of ours is not. Our choice of words."""

from pathlib import Path

import pytest

from agent.understanding.amounts import read_money
from agent.understanding.purposes import PurposeReader, purpose_examples
from agent.understanding.vocabulary import Vocabulary
from agent.understanding.wishes import WishHead
from knowledge.embedding import embedded, why_not_embedded
from knowledge.index import open_examples
from knowledge.loader import SHIPPED, load_policy

_VOCABULARY = Vocabulary(load_policy(SHIPPED / "chaoyang-opc"))


@pytest.fixture(scope="module")
def purposes(tmp_path_factory: pytest.TempPathFactory) -> PurposeReader:
    embedder = embedded()
    if embedder is None:
        pytest.skip(why_not_embedded())
    examples = purpose_examples(_VOCABULARY)
    folder: Path = tmp_path_factory.mktemp("purposes")
    return PurposeReader(WishHead(examples, open_examples("purposes", examples, folder, embedder), embedder))


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("去年跑模型的机子一共花了31万", "compute_spend"),
        ("给大模型充了4万块", "compute_spend"),
        ("跟一家图片公司买了版权，18万", "data_contract_amount"),
        ("一年还银行的利钱6万多", "interest_paid"),
        ("这个示范工程前后砸了1300万", "project_investment"),
    ],
)
def test_the_clause_names_the_sum(purposes: PurposeReader, message: str, fact: str) -> None:
    assert [told["fact"] for told in read_money(_VOCABULARY, message, [], [], (), purposes).told] == [fact]


@pytest.mark.parametrize("message", ["办公室租了一年20万", "去年赚了60万", "给员工发了30万工资", "买了辆车25万", "听人说有50万"])
def test_money_that_is_none_of_ours_is_not_named(purposes: PurposeReader, message: str) -> None:
    assert read_money(_VOCABULARY, message, [], [], (), purposes).told == []
