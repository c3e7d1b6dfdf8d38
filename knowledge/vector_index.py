"""The nearest texts of an opened collection: compared one by one in memory, or by the store where there are too many for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from knowledge.embedding import Vectors
from knowledge.vector_store import store_errors

IN_MEMORY = 20_000
"""Up to so many texts are compared in memory (30 MB): no neighbour is missed, in a twentieth of the time that the store takes."""


class VectorIndex:
    """An opened collection. Texts are known by their position in the sequence it was opened with. Safe to use from several threads.

    `floor`: how near a question is to texts that have nothing to do with it, because models differ in it. A collection never
    changes, so its vectors are read from the store once; a new build is another collection, and another `VectorIndex`.

    Opening one raises `IndexUnusable` when the store fails.
    """

    def __init__(self, collection: Any, places: Mapping[str, list[int]], floor: float, in_memory: int = IN_MEMORY) -> None:
        """`places`: id of a text → its positions. `in_memory`: up to how many texts are compared in memory."""
        self._collection, self._places, self.floor = collection, places, floor
        self._held = self._read() if len(places) <= in_memory else None

    def nearest(self, vector: Vectors, count: int) -> dict[int, float]:
        """Position of a text → cosine to `vector` (1 × d), of the `count` nearest. Raises `IndexUnusable` when the store fails."""
        count = min(count, len(self._places))
        if self._held is None:
            return self._asked(vector, count)
        places, rows = self._held
        # Not `rows @ vector`: its threads wait for each other on a busy machine, and a row's sum would depend on its place.
        cosines = np.einsum("ij,j->i", rows, vector[0])
        best = np.argpartition(-cosines, count - 1)[:count]
        best = best[np.lexsort((best, -cosines[best]))]
        return {place: cosine for row, cosine in zip(best.tolist(), cosines[best].tolist(), strict=True) for place in places[row]}

    def vectors(self, count: int) -> Vectors:
        """The vectors of all texts in the order of their positions (`count` of them)."""
        places, stored = self._held or self._read()
        rows = np.empty((count, stored.shape[1]), dtype=np.float32)
        for found, row in zip(places, stored, strict=True):
            rows[found] = row
        return rows

    def _read(self) -> tuple[list[list[int]], Vectors]:
        """The positions of each stored text, and the vectors in the same order."""
        with store_errors(None):
            stored = self._collection.get(include=["embeddings"])
        return [self._places[id_] for id_ in stored["ids"]], np.asarray(stored["embeddings"], dtype=np.float32)

    def _asked(self, vector: Vectors, count: int) -> dict[int, float]:
        with store_errors(None):
            found = self._collection.query(query_embeddings=vector, n_results=count, include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return {place: 1.0 - float(distance) for id_, distance in pairs for place in self._places[id_]}
