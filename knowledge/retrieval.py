"""A question in people's words → what the policy says on it, ranked: sentences, stated points, silences.

Small units find, their parents are returned: every sentence of a section, and every way a point or a silence is asked for, is
one child; a parent's score is its best child's, softened by its next ones. Two legs are fused: vectors for meaning, shared words for
terms, numbers and names. Everyday words are widened by the policy's lexicon for the second leg. All parameters are fitted
(`bench/fit_retrieval.py` → retrieval.yaml).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.cleaning import cleaned
from knowledge.embedding import Embedder
from knowledge.errors import IndexUnusable, Unavailable
from knowledge.index import Progress, open_vectors
from knowledge.lexical import LexicalIndex
from knowledge.schema import Policy
from knowledge.sections import sentences
from knowledge.vector_index import VectorIndex

Kind = Literal["sentence", "point", "matter"]
Mode = Literal["hybrid", "lexical"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_NEAR = 160
"""How many children the vector leg returns; parents have some ten, so the best fifteen are whole."""
_DEEP = 3
"""How many children of a parent count."""


@dataclass(frozen=True)
class Child:
    """One text that can be found. `text`: what is compared; `shown`: what is returned for it."""

    kind: Kind
    parent: str
    section: str
    text: str
    shown: str


@dataclass(frozen=True)
class Hit:
    """A found parent. `id`: of the point or matter, or section#n for its n-th sentence.

    `text`: the sentence, or the way of asking that was nearest. `score`, `dense`, `lexical`: 0 to 1; `dense` is None
    when only words were compared.
    """

    kind: Kind
    id: str
    section: str
    text: str
    score: float
    dense: float | None
    lexical: float


class Retriever:
    """Searches one policy. Safe to use from several threads."""

    def __init__(self, policy: Policy, embedder: Embedder | None, index: VectorIndex | None, texts: list[Child]) -> None:
        self._policy, self._embedder, self._index, self._children = policy, embedder, index, texts
        self._lexical = LexicalIndex([child.text for child in texts])
        self._sizes = Counter((child.kind, child.parent) for child in texts)

    @property
    def mode(self) -> Mode:
        """hybrid: vectors and words; lexical: words alone, because there is no embedder."""
        return "hybrid" if self._index else "lexical"

    def search(self, query: str, k: int) -> list[Hit]:
        """The `k` best parents, best first; nothing for a query without readable text.

        When the embedder does not answer, words alone decide; such hits have no `dense`.
        """
        if not cleaned(query):
            return []
        dense, lexical = self.legs(query)
        if dense is None or _HAN.search(query):
            return self.fused((dense, lexical))[:k]
        # A question in another script shares nothing with the text but names and figures: there meaning decides alone.
        fit = fitted()
        return self.fused((dense, {}), {**fit, "hybrid": {**fit["hybrid"], "dense": 1.0}})[:k]

    def legs(self, query: str) -> tuple[dict[int, float] | None, dict[int, float]]:
        """Child → score of each leg, unfused: what the fit works on."""
        return self._dense(query), self._lexical.search(self._widened(query))

    def fused(self, legs: tuple[dict[int, float] | None, dict[int, float]], fit: dict[str, Any] | None = None) -> list[Hit]:
        """All parents that a leg found, best first, under `fit` (as in retrieval.yaml)."""
        dense, lexical = legs
        fit = (fit or fitted())["hybrid" if dense is not None else "lexical"]
        weight = float(fit["dense"])
        groups: dict[tuple[Kind, str], list[int]] = {}
        for place in {*(dense or ()), *lexical}:
            child = self._children[place]
            groups.setdefault((child.kind, child.parent), []).append(place)
        hits = []
        for (kind, id_), places in groups.items():
            size = self._sizes[kind, id_]
            near = _pooled([dense.get(place, 0.0) for place in places], size, fit["pool"]) if dense is not None else None
            shared = _pooled([lexical.get(place, 0.0) for place in places], size, fit["pool"])
            best = self._children[max(places, key=lambda p: weight * (dense or {}).get(p, 0.0) + (1 - weight) * lexical.get(p, 0.0))]
            score = weight * (near or 0.0) + (1 - weight) * shared
            hits.append(Hit(kind, id_, best.section, best.shown, score, near, shared))
        return sorted(hits, key=lambda hit: (-hit.score, hit.kind, hit.id))

    def _dense(self, query: str) -> dict[int, float] | None:
        if self._index is None or self._embedder is None:
            return None
        try:
            near = self._index.nearest(self._embedder.queries([query]), _NEAR)
        except (Unavailable, IndexUnusable):
            return None
        floor = self._index.floor
        return {place: min(1.0, max(0.0, (cosine - floor) / (1 - floor))) for place, cosine in near.items()}

    def _widened(self, query: str) -> str:
        lower = cleaned(query).lower()
        added = [term for word, terms in self._policy.lexicon.items() if word in lower for term in terms if term not in query]
        return " ".join([query, *added])


def open_retriever(
    policy: Policy, data_dir: Path, embedder: Embedder | None, progress: Progress | None = None, server: str | None = None
) -> Retriever:
    """A retriever over `policy`; its index is built in `data_dir` (or on a Chroma `server`) when content or embedder changed.

    Raises `IndexUnusable`, and `Unavailable` when an endpoint does not answer while the index must be built.
    """
    texts = children(policy)
    if embedder is None:
        return Retriever(policy, None, None, texts)
    name = f"policy-{policy.id}"
    index = open_vectors(name, [child.text for child in texts], data_dir, embedder, embedder.passages, "passage", progress, server)
    return Retriever(policy, embedder, index, texts)


def children(policy: Policy) -> list[Child]:
    """Every text of the policy that can be found, in the order of the policy."""
    found: list[Child] = []
    for section in policy.sections.values():
        for number, sentence in enumerate(sentences(section.text), 1):
            found.append(Child("sentence", f"{section.id}#{number}", section.id, f"{section.title}：{sentence}", sentence))
    for point in policy.points.values():
        found.extend(Child("point", point.id, point.section, text, text) for text in point.questions)
    for matter in policy.matters.values():
        found.extend(Child("matter", matter.id, matter.section, text, text) for text in (matter.label, *matter.questions))
    return [child for child in found if cleaned(child.text)]


@cache
def fitted() -> dict[str, Any]:
    """The parameters that `bench/fit_retrieval.py` found: pooling, weight of the vectors, thresholds, for both modes."""
    return yaml.safe_load(Path(__file__).with_name("retrieval.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _pooled(scores: list[float], size: int, soft: float) -> float:
    """The best score, mixed by `soft` with the mean of the best three of all `size` children; those not found count as 0."""
    best = sorted(scores, reverse=True)[:_DEEP]
    return (1 - soft) * best[0] + soft * sum(best) / min(_DEEP, size)
