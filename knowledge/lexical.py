"""The lexical leg: BM25 over single characters and bigrams, in memory. Exact terms, numbers and names count here.

No dictionary: Chinese is cut into characters and neighbouring pairs, other scripts into words. BM25 finds and orders the
candidates; the score that leaves is comparable between questions (0 to 1). Some thousand texts are weighed by a few array
additions, a twentieth of the time of a full-text engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

import numpy as np

from knowledge.cleaning import cleaned

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CANDIDATES = 60
_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's usual parameters; each word counts once in a text."""


def tokens(text: str) -> list[str]:
    """Characters and bigrams of Chinese, words of other scripts, lower-case: 算力券 → 算 算力 力 力券 券."""
    found: list[str] = []
    for run in _RUNS.findall(cleaned(text).lower()):
        if not _HAN.match(run):
            found.append(run)
            continue
        for place, char in enumerate(run):
            found.append(char)
            found.extend([run[place : place + 2]] if place + 1 < len(run) else [])
    return found


def _bag(text: str) -> Collection[str]:
    # In the order of the text: sums over a set differ in their last digit from one process to the next.
    return dict.fromkeys(tokens(text)).keys()


class LexicalIndex:
    """Texts by position, found by the words they share with a question. Safe to use from several threads: nothing in it changes."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [_bag(text) for text in texts]
        total = len(bags)
        places: dict[str, list[int]] = {}
        for place, bag in enumerate(bags):
            for word in bag:
                places.setdefault(word, []).append(place)
        self._places = {word: np.array(found) for word, found in places.items()}
        self._weight = {word: math.log(1 + total / len(found)) ** 2 for word, found in places.items()}
        self._unseen = math.log(1 + total) ** 2 if total else 0.0
        self._rarity = {word: max(1e-6, math.log((total - len(found) + 0.5) / (len(found) + 0.5))) for word, found in places.items()}
        sizes = np.array([len(bag) for bag in bags], dtype=np.float64)
        mean = sizes.mean() if total else 1.0
        self._damping = (_SATURATION + 1) / (1 + _SATURATION * (1 - _LENGTH + _LENGTH * sizes / mean))
        self._lengths = np.array([self._length(bag) for bag in bags])

    def search(self, query: str) -> dict[int, float]:
        """Position of a text → how much of the weight of both wordings is shared (cosine over rare-word weights, 0 to 1)."""
        wanted = _bag(query)
        rank, shared = np.zeros(len(self._lengths)), np.zeros(len(self._lengths))
        for word in [word for word in wanted if word in self._places]:
            rank[self._places[word]] += self._rarity[word]
            shared[self._places[word]] += self._weight[word]
        found = np.flatnonzero(rank)
        best = found[np.lexsort((found, -rank[found] * self._damping[found]))][:_CANDIDATES]
        scores = shared[best] / (self._length(wanted) * self._lengths[best])
        return dict(zip(best.tolist(), scores.tolist(), strict=True))

    def _length(self, bag: Collection[str]) -> float:
        return math.sqrt(sum(self._weight.get(word, self._unseen) for word in bag))
