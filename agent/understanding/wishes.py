"""What a message wants, or a sum was spent on, learnt from example sentences: a linear head over sentence vector and characters.

The nearest single example decides badly between wishes that share their subject (算力能补多少, 算力怎么补): a kernel ridge over
all examples weighs what tells them apart. It is solved in closed form when the assistant starts (some hundred sentences,
milliseconds), so a sentence that staff adds counts at the next start without a training run. Numbers are masked: how much was
spent says nothing about what is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import Protocol

import numpy as np

from knowledge.embedding import Vectors

RIDGE = 0.3
"""Strength of the regularisation, chosen by leave-one-out over the examples (bench/fit_intents.py)."""

LETTERS = 0.3
"""Weight of the characters beside the sentence vector, chosen likewise."""

_NUMBER = re.compile(r"\d+(?:[,.]\d+)*|[零一二两三四五六七八九十百千]+(?=[万亿千个人%块元来几多年])")
_LONGEST = 3


class GivesVectors(Protocol):
    """The vectors of questions."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises `ValueError` when a text has nothing readable, `Unavailable` when the model cannot answer."""
        ...


class WishHead:
    """Scores of every label for a text; about 1 for a sure one, about 0 for the others."""

    def __init__(self, examples: Mapping[str, Sequence[str]], vectors: Vectors, embedder: GivesVectors) -> None:
        """`vectors`: one row for each sentence of `examples`, in their order."""
        texts = [text for sentences in examples.values() for text in sentences]
        self._labels = tuple(examples)
        self._embedder = embedder
        self._letters = _Letters(texts)
        self._mean = vectors.mean(axis=0)
        self._spread = float(np.sqrt(((vectors - self._mean) ** 2).sum(axis=1).mean())) or 1.0
        rows = self._features(texts, vectors)
        wanted = np.zeros((len(texts), len(self._labels)))
        place = 0
        for column, sentences in enumerate(examples.values()):
            wanted[place : place + len(sentences), column] = 1.0
            place += len(sentences)
        # A label with few sentences is no rarer among people than one with many: each sentence weighs by the root of its label's share.
        weights = (wanted @ (len(texts) / len(self._labels) / wanted.sum(axis=0))) ** 0.5
        self._base = weights @ wanted / weights.sum()
        kernel = rows @ rows.T + RIDGE * np.diag(1 / weights)
        self._weights = rows.T @ np.linalg.solve(kernel, wanted - self._base)
        self._solved = (rows, kernel, wanted)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """(label, score) of every label, best first. Raises `ValueError` when the text has nothing readable."""
        scores = (self._features([text], self._embedder.queries([text])) @ self._weights)[0] + self._base
        return sorted(zip(self._labels, scores.tolist(), strict=True), key=lambda item: -item[1])

    def left_out(self) -> np.ndarray:
        """Scores of every example as if it had not been among them (closed form): rows as given, a column a label."""
        _, kernel, wanted = self._solved
        inverse = np.linalg.inv(kernel)
        dual = inverse @ (wanted - self._base)
        held: np.ndarray = wanted - dual / np.diag(inverse)[:, None]
        return held

    def _features(self, texts: Sequence[str], vectors: Vectors) -> np.ndarray:
        meaning = (1 - LETTERS) ** 0.5 * (vectors - self._mean) / self._spread
        return np.hstack([meaning, LETTERS**0.5 * self._letters.rows(texts)])


class _Letters:
    """Runs of one to three characters, weighed by how rare they are among the examples."""

    def __init__(self, texts: Sequence[str]) -> None:
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(set(_runs(text)))
        kept = [run for run, count in seen.items() if count > 1]
        self._columns = {run: column for column, run in enumerate(kept)}
        self._rarity = np.array([log(len(texts) / seen[run]) for run in kept])

    def rows(self, texts: Sequence[str]) -> np.ndarray:
        found = np.zeros((len(texts), len(self._columns)))
        for row, text in enumerate(texts):
            for run, count in Counter(_runs(text)).items():
                if run in self._columns:
                    found[row, self._columns[run]] = 1 + log(count)
        found *= self._rarity
        length = np.linalg.norm(found, axis=1, keepdims=True)
        scaled: np.ndarray = found / np.where(length > 0, length, 1.0)
        return scaled


def _runs(text: str) -> list[str]:
    marked = f"^{_NUMBER.sub('0', text.lower())}$"
    return [marked[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(marked) - n + 1)]
