"""The nearest texts are the nearest ones, whoever compares: memory or the store. Expected cosines are worked out here."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.errors import IndexUnusable
from knowledge.vector_index import VectorIndex
from knowledge.vector_store import open_client

TEXTS, WIDTH = 300, 24


def rows() -> Vectors:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(TEXTS + 1, WIDTH)).astype(np.float32)
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def collection(folder: Path, vectors: Vectors) -> Any:
    stored = open_client(folder, None).create_collection(
        "t-1", configuration={"hnsw": {"space": "cosine", "ef_search": TEXTS}}, embedding_function=None
    )
    # Not in the order of the positions: a store gives its texts back in an order of its own.
    order = list(reversed(range(len(vectors))))
    stored.upsert(ids=[str(place) for place in order], embeddings=vectors[order])
    return stored


def places(count: int = TEXTS) -> dict[str, list[int]]:
    return {str(place): [place] for place in range(count)}


@pytest.mark.parametrize("in_memory", [TEXTS, TEXTS - 1], ids=["in memory", "by the store"])
def test_the_nearest_texts_come_first_with_their_cosines(tmp_path: Path, in_memory: int) -> None:
    vectors, question = rows()[:-1], rows()[-1:]
    found = VectorIndex(collection(tmp_path, vectors), places(), 0.0, in_memory).nearest(question, 5)
    cosines = vectors @ question[0]
    assert list(found) == np.argsort(-cosines)[:5].tolist()
    assert list(found.values()) == pytest.approx(sorted(cosines.tolist(), reverse=True)[:5], abs=1e-5)


@pytest.mark.parametrize("in_memory", [TEXTS, 1], ids=["in memory", "by the store"])
def test_more_than_there_are_gives_all_and_equal_texts_count_once(tmp_path: Path, in_memory: int) -> None:
    vectors, question = rows()[:3], rows()[-1:]
    index = VectorIndex(collection(tmp_path, vectors), {"0": [0, 3], "1": [1], "2": [2]}, 0.0, in_memory)
    assert set(index.nearest(question, 99)) == {0, 1, 2, 3}
    cosines = vectors @ question[0]
    best = int(np.argmax(cosines))
    assert set(index.nearest(question, 1)) == ({0, 3} if best == 0 else {best})


def test_what_is_in_memory_is_found_without_the_store_and_the_rest_says_that_it_fails(tmp_path: Path) -> None:
    vectors, question = rows()[:-1], rows()[-1:]
    stored = collection(tmp_path, vectors)
    held, asking = VectorIndex(stored, places(), 0.0), VectorIndex(stored, places(), 0.0, in_memory=1)
    before = held.nearest(question, 9)
    open_client(tmp_path, None).delete_collection("t-1")
    assert held.nearest(question, 9) == before
    with pytest.raises(IndexUnusable):
        asking.nearest(question, 9)


@pytest.mark.parametrize("in_memory", [TEXTS, 1], ids=["in memory", "by the store"])
def test_vectors_come_back_in_the_order_of_the_positions(tmp_path: Path, in_memory: int) -> None:
    vectors = rows()[:-1]
    assert np.allclose(VectorIndex(collection(tmp_path, vectors), places(), 0.0, in_memory).vectors(TEXTS), vectors, atol=1e-6)
