"""What people ask finds what the policy says on it. The floors hold on questions that were never used for writing or fitting."""

import json
from pathlib import Path

import pytest

from bench.fit_retrieval import QUERIES, measured, questions
from knowledge.embedding import Embedder, endpoint
from knowledge.retrieval import Retriever, children, fitted, open_retriever
from knowledge.schema import Policy
from tests.knowledge.embedding_server import serving


@pytest.fixture(scope="module")
def full(policy: Policy, kept: Path, embedder: Embedder) -> Retriever:
    return open_retriever(policy, kept, embedder)


@pytest.fixture(scope="module")
def words(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_retriever(policy, tmp_path_factory.mktemp("words"), None)


def test_every_sentence_point_and_silence_can_be_found(policy: Policy) -> None:
    texts = children(policy)
    assert {child.parent for child in texts if child.kind == "point"} == set(policy.points)
    assert {child.parent for child in texts if child.kind == "matter"} == set(policy.matters)
    assert {child.section for child in texts if child.kind == "sentence"} == set(policy.sections)


def test_a_stated_thing_its_sentence_and_a_silence_are_told_apart(full: Retriever) -> None:
    assert full.search("有效期是几年来着", 1)[0].id == "validity"
    assert full.search("申报材料都要哪些", 1)[0].kind == "matter"
    (sentence,) = [hit for hit in full.search("形成投早投小、快速决策的投资机制", 5) if hit.kind == "sentence"][:1]
    assert sentence.section == "art-7"
    assert "投早投小" in sentence.text


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_hits_are_ranked_scored_and_as_many_as_asked(full: Retriever, words: Retriever, mode: str) -> None:
    retriever = full if mode == "hybrid" else words
    assert retriever.mode == mode
    hits = retriever.search("租显卡能支持多少", 7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and 0 <= hit.lexical <= 1 for hit in hits)
    assert all((hit.dense is None) == (mode == "lexical") for hit in hits)
    assert len({(hit.kind, hit.id) for hit in hits}) == 7


@pytest.mark.parametrize("query", ["", "  ", "\x00\x00", "\ud800"])
def test_a_query_without_readable_text_finds_nothing(full: Retriever, words: Retriever, query: str) -> None:
    assert full.search(query, 5) == words.search(query, 5) == []


def test_everyday_words_are_widened_by_the_lexicon(small: Policy, tmp_path: Path) -> None:
    retriever = open_retriever(small, tmp_path, None)
    assert "机器" in small.lexicon
    assert any("设备" in hit.text for hit in retriever.search("机器", 3))


def test_a_second_document_needs_no_code(small: Policy, tmp_path: Path, embedder: Embedder) -> None:
    retriever = open_retriever(small, tmp_path, embedder)
    asked = next(iter(small.points.values()))
    assert retriever.search(asked.questions[0], 1)[0].id == asked.id


def test_an_embedder_that_goes_away_leaves_search_by_words(small: Policy, tmp_path: Path) -> None:
    with serving() as served:
        retriever = open_retriever(small, tmp_path, endpoint(served.url, "k", "m"))
        assert retriever.search("租金怎么算", 1)[0].dense is not None
    hits = retriever.search("租金怎么支持", 3)
    assert hits
    assert all(hit.dense is None for hit in hits)


def test_fresh_questions_are_none_of_the_policys_own(policy: Policy) -> None:
    own = {text for entry in (*policy.points.values(), *policy.matters.values()) for text in entry.questions}
    fresh = [json.loads(line) for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    assert not own & {case["query"] for case in fresh}
    assert all(id_ in policy.points or id_ in policy.matters for case in fresh for id_ in case["ids"])


def test_fresh_questions_find_their_answer(full: Retriever) -> None:
    figures = measured(full, questions(full, lexical=False)[1::2], fitted(), "hybrid")
    assert figures["recall@1"] >= 0.80
    assert figures["recall@3"] >= 0.92
    assert figures["recall@8"] >= 0.96
    assert figures["point|matter"] >= 0.92
    assert min(figures["answered:point"], figures["answered:matter"], figures["answered:off"]) >= 0.85


def test_words_alone_still_find_most(words: Retriever) -> None:
    figures = measured(words, questions(words, lexical=True)[1::2], fitted(), "lexical")
    assert figures["recall@8"] >= 0.92
    assert figures["answered:matter"] >= 0.92
