"""Looking up as every door does it: what is stated, what is open, what is beside the matter."""

from pathlib import Path

import pytest

from knowledge.embedding import embedded, why_not_embedded
from knowledge.errors import UnknownPolicyPart
from knowledge.retrieval import Retriever, open_retriever
from knowledge.schema import Policy
from knowledge.sections import contains
from tools.lookup import list_measures, read_section, search_policy
from tools.schema import SearchInput


@pytest.fixture(scope="module")
def retriever(policy: Policy, pytestconfig: pytest.Config) -> Retriever:
    embedder = embedded()
    if embedder is None:
        pytest.skip(why_not_embedded())
    assert pytestconfig.cache is not None
    return open_retriever(policy, Path(pytestconfig.cache.mkdir("opc-index")), embedder)


@pytest.mark.parametrize(
    ("query", "point", "section"),
    [
        ("租显卡的钱给支持多少", "compute_money", "art-5"),
        ("十五个人的团队行不行", "headcount_relaxed", "scope"),
        ("哪几个部门负责解释啊", "authority", "scope"),
        ("政策的有效期几年", "validity", "scope"),
    ],
)
def test_what_the_text_states_is_answered_with_its_quotes(
    policy: Policy, retriever: Retriever, query: str, point: str, section: str
) -> None:
    result = search_policy(policy, retriever, SearchInput(query=query))
    assert result.answered
    assert result.points[0].id == point
    assert result.passages[0].section == section
    assert result.points[0].lead == policy.points[point].lead


@pytest.mark.parametrize(
    ("query", "matter"),
    [("要交哪些材料呀", "application_materials"), ("钱多久到账", "payment_time"), ("实习生算人数吗", "headcount_counting")],
)
def test_what_the_text_leaves_open_is_not_answered(policy: Policy, retriever: Retriever, query: str, matter: str) -> None:
    result = search_policy(policy, retriever, SearchInput(query=query))
    assert not result.answered
    assert result.matters[0].id == matter
    assert contains(policy.sections[result.matters[0].section].text, result.matters[0].quote)


@pytest.mark.parametrize("query", ["周末去哪儿钓鱼好", "帮我写首诗", "what time is it in Tokyo", "\x00"])
def test_what_is_beside_the_matter_is_not_answered(policy: Policy, retriever: Retriever, query: str) -> None:
    assert not search_policy(policy, retriever, SearchInput(query=query)).answered


@pytest.mark.parametrize("k", [1, 3, 12, 20])
def test_passages_are_whole_sections_with_verbatim_sentences_of_theirs(policy: Policy, retriever: Retriever, k: int) -> None:
    passages = search_policy(policy, retriever, SearchInput(query="资金支持最高多少", k=k)).passages
    assert 0 < len(passages) <= min(k, len(policy.sections))
    assert len({passage.section for passage in passages}) == len(passages)
    assert [passage.score for passage in passages] == sorted((passage.score for passage in passages), reverse=True)
    for passage in passages:
        assert passage.text == policy.sections[passage.section].text
        assert passage.quotes
        assert all(contains(passage.text, quote) for quote in passage.quotes)


def test_without_vectors_the_result_says_so(policy: Policy, tmp_path: Path) -> None:
    result = search_policy(policy, open_retriever(policy, tmp_path, None), SearchInput(query="算力支持多少"))
    assert result.mode == "lexical"
    assert result.answered


def test_a_section_is_read_verbatim_and_an_unknown_one_names_the_known(policy: Policy) -> None:
    assert read_section(policy, "art-5").text.startswith("第五条")
    with pytest.raises(UnknownPolicyPart, match="art-10") as caught:
        read_section(policy, "art-11")
    assert caught.value.field == "section"


def test_measures_are_listed_in_the_order_of_the_text_with_money_as_strings(policy: Policy) -> None:
    measures = list_measures(policy)
    assert [measure["section"] for measure in measures] == [f"art-{number}" for number in range(1, 10)]
    (compute,) = [measure for measure in measures if measure["id"] == "compute_voucher"]
    assert (compute["support"]["rate"], compute["support"]["cap"]) == ("0.50", "500000")
