"""Whether a message is about this policy at all, learnt from examples of both: a linear head over the sentence vector.

How near a message comes to the nearest question about the text tells little: 医保怎么报销 lies near 怎么申领. What separates them
is the direction between all that people ask of the policy and all that they ask of other things; a ridge finds it in closed form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from agent.understanding.wishes import GivesVectors
from knowledge.embedding import Vectors

RIDGE = 3.0
"""Strength of the regularisation: the best of 0.3 to 30 on bench/queries.jsonl, flat round it."""

OFF = "out_of_scope"
"""Label of the examples that have nothing to do with the policy."""

NEITHER = ("greeting", "thanks", "capability", "guess", "injection", "rude", "puzzled", "restate", "decline", "quote")
"""Labels of sentences that are said of anything: they belong to no side."""


class ScopeHead:
    """Scores how far off topic a message is: about 1 for what has nothing to do with the policy, about 0 for what has."""

    def __init__(self, examples: Mapping[str, Sequence[str]], vectors: Vectors, embedder: GivesVectors) -> None:
        """`examples` and `vectors`: those of the wishes (intents.py), one row for each sentence in their order."""
        labels = [label for label, sentences in examples.items() for _ in sentences]
        kept = np.array([label not in NEITHER for label in labels])
        off = np.array([label == OFF for label in labels], dtype=np.float64)[kept]
        rows = vectors[kept].astype(np.float64)
        # There are many more questions about the policy than other ones: both sides weigh the same.
        weights = np.where(off > 0, (1 - off).sum() / max(1.0, off.sum()), 1.0)
        self._embedder = embedder
        self._base = float(weights @ off / weights.sum())
        self._mean = weights @ rows / weights.sum()
        self._spread = float(np.sqrt(((rows - self._mean) ** 2).sum(axis=1).mean())) or 1.0
        centred = (rows - self._mean) / self._spread
        weighed = (centred * weights[:, None]).T
        self._direction = np.linalg.solve(weighed @ centred + RIDGE * np.eye(centred.shape[1]), weighed @ (off - self._base))

    def score(self, text: str) -> float:
        """How far off topic. Raises `ValueError` when the text has nothing readable."""
        vector = self._embedder.queries([text])[0].astype(np.float64)
        return float((vector - self._mean) / self._spread @ self._direction) + self._base
