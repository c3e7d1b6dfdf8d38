"""Vectors of the model in the wheel and of an endpoint. Our design demands that both look the same to search."""

import math

import numpy as np
import pytest

from knowledge.embedding import Embedder, embedded, endpoint, why_not_embedded
from knowledge.errors import Unavailable
from tests.knowledge.embedding_server import DIMENSIONS, serving


def test_vectors_are_float32_of_length_one(embedder: Embedder) -> None:
    for vectors in (embedder.queries(["算力券怎么用", "有效期几年"]), embedder.passages(["本措施自发布之日起施行"])):
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_question_is_nearer_to_its_answer_than_to_another(embedder: Embedder) -> None:
    right, wrong = embedder.passages(["按照实际支付利息给予资金支持", "人员规模一般不超过10人"])
    (question,) = embedder.queries(["银行贷款的利息能报吗"])
    assert question @ right > question @ wrong


def test_a_nul_or_half_a_character_does_not_cut_the_text(embedder: Embedder) -> None:
    whole, nul, half = embedder.queries(["贷款利息怎么算", "贷款\x00利息怎么算", "贷款\ud83d利息怎么算"])
    assert np.array_equal(whole, nul)
    assert np.array_equal(whole, half)


def test_traditional_and_simplified_wording_have_one_vector(embedder: Embedder) -> None:
    plain, traditional = embedder.queries(["词元怎么补贴", "詞元怎麼補貼"])
    assert np.array_equal(plain, traditional)


def test_many_texts_at_once_give_the_vectors_of_each_alone(embedder: Embedder) -> None:
    texts = [f"第{number}个问题" for number in range(40)]
    together = embedder.queries(texts)
    assert all(np.array_equal(together[n], embedder.queries([texts[n]])[0]) for n in (0, 15, 16, 39))


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "\ud800"])
def test_a_text_without_anything_readable_is_refused(embedder: Embedder, text: str) -> None:
    with pytest.raises(ValueError, match="readable"):
        embedder.queries(["算力", text])


def test_the_same_question_is_computed_once(embedder: Embedder) -> None:
    assert embedder.queries(["这句话会被问两次"]) is embedder.queries([" 这句话会被问两次 "])


def test_a_remembered_vector_cannot_be_changed_by_a_caller(embedder: Embedder) -> None:
    with pytest.raises(ValueError, match="read-only"):
        embedder.queries(["只读"])[0] *= 2


def test_the_model_is_loaded_once_and_says_when_it_is_missing() -> None:
    assert embedded() is embedded()
    assert bool(embedded()) != bool(why_not_embedded())


def test_fingerprints_tell_models_addresses_and_prefixes_apart(embedder: Embedder) -> None:
    marks = {
        embedder.fingerprint,
        endpoint("http://127.0.0.1:1/v1", "k", "a").fingerprint,
        endpoint("http://127.0.0.1:1/v1", "k", "b").fingerprint,
        endpoint("http://127.0.0.1:2/v1", "k", "a").fingerprint,
    }
    assert len(marks) == 4
    assert endpoint("http://127.0.0.1:1/v1/", "other-key", "a").fingerprint in marks


def test_an_endpoint_gets_plain_text_in_small_batches() -> None:
    with serving() as served:
        vectors = endpoint(served.url, "key", "some-model").passages([f"第{number}句" for number in range(23)])
    assert vectors.shape == (23, DIMENSIONS)
    assert math.isclose(float(np.linalg.norm(vectors[7])), 1.0, abs_tol=1e-5)
    assert [len(batch) for batch in served.batches] == [10, 10, 3]
    assert served.batches[0][0] == "第0句"


def test_an_endpoint_that_is_away_is_named_with_what_to_check() -> None:
    with serving() as served:
        pass
    with pytest.raises(Unavailable, match="OPC_EMBED") as caught:
        endpoint(served.url, "secret-key", "some-model").queries(["算力"])
    assert served.url in caught.value.detail
    assert "secret-key" not in caught.value.detail
