"""Vectors that come with the repository: the same as the model's own, for the texts there are, and for no other model."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Embedder, Vectors
from knowledge.index import open_vectors
from knowledge.pointer import digest
from knowledge.retrieval import children
from knowledge.schema import Policy
from knowledge.shipped import FILE, ship, shipped

NEW = "这一句话是刚刚才加进来的，仓库里没有它的向量"


def test_shipped_vectors_are_those_of_the_model(policy: Policy, embedder: Embedder) -> None:
    texts = [child.text for child in children(policy)][::150]
    held = shipped(embedder.fingerprint, "passage")
    there = [text for text in texts if digest(text) in held]
    fresh = embedder.passages(there)
    assert len(there) > 10
    assert all(float(held[digest(text)] @ row) > 0.9995 for text, row in zip(there, fresh, strict=True))


def test_almost_every_text_of_the_policy_has_one(policy: Policy, embedder: Embedder) -> None:
    texts = {child.text for child in children(policy)}
    held = shipped(embedder.fingerprint, "passage")
    missing = [text for text in texts if digest(text) not in held]
    assert len(missing) < len(texts) / 10, "请运行 python -m bench.ship_vectors"


def test_another_model_does_not_use_them(embedder: Embedder) -> None:
    assert shipped(embedder.fingerprint + "x", "passage") == {}


def test_a_missing_file_is_no_error(tmp_path: Path, embedder: Embedder) -> None:
    assert shipped(embedder.fingerprint, "passage", tmp_path / "none.npz") == {}


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: b"version https://git-lfs", lambda whole: whole[: len(whole) // 2]])
def test_a_damaged_file_is_as_good_as_none(
    tmp_path: Path, embedder: Embedder, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "damaged.npz").write_bytes(damage(FILE.read_bytes()))
    assert shipped(embedder.fingerprint, "passage", tmp_path / "damaged.npz") == {}
    assert "damaged.npz" in caplog.text


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).normal(size=(4, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    texts = [f"句子{number}" for number in range(4)]
    ship("某模型", {"passage": texts}, {"passage": rows}, tmp_path / "v.npz")
    held = shipped("某模型", "passage", tmp_path / "v.npz")
    assert all(float(held[digest(text)] @ row) > 0.9999 for text, row in zip(texts, rows, strict=True))
    assert shipped("某模型", "query", tmp_path / "v.npz") == {}


def test_an_index_embeds_only_what_is_not_shipped(tmp_path: Path, policy: Policy, embedder: Embedder) -> None:
    asked: list[str] = []

    def counting(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return embedder.passages(texts)

    held = shipped(embedder.fingerprint, "passage")
    texts = [child.text for child in children(policy) if digest(child.text) in held][:50]
    open_vectors("counted", [*dict.fromkeys(texts), NEW], tmp_path, embedder, counting, "passage")
    # The first text is asked for once more to see that its own vector finds it.
    assert set(asked) == {NEW, texts[0]}
