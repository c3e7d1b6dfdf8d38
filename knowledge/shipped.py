"""Vectors that come with the repository, so that the first start embeds only what was edited since they were made.

`vectors.npz` holds, for each role (passage, query), the digests of texts and their vectors in eight bits a number with one scale a
row (cosine to the exact vector above 0.9999), and the fingerprint of the embedder that made them. Another embedder does not use
it, and a damaged file is as good as none: everything is embedded then. Made anew by ``python -m bench.ship_vectors``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.embedding import Vectors
from knowledge.pointer import digest

FILE = Path(__file__).with_name("vectors.npz")
_STEPS = 127
_log = logging.getLogger(__name__)


def shipped(fingerprint: str, role: str, file: Path = FILE) -> dict[str, Vectors]:
    """Digest of a text → its vector, of one role; empty when the file is missing, damaged, or another embedder's."""
    held, vectors = _loaded(file, role)
    return dict(vectors) if held == fingerprint else {}


def ship(fingerprint: str, texts: Mapping[str, Sequence[str]], vectors: Mapping[str, Vectors], file: Path = FILE) -> None:
    """Writes the file: for each role its texts and one row of `vectors` a text."""
    arrays: dict[str, np.ndarray] = {"fingerprint": np.array(fingerprint)}
    for role, rows in vectors.items():
        scale = np.abs(rows).max(axis=1, keepdims=True) / _STEPS
        arrays[f"{role}_ids"] = np.array([digest(text) for text in texts[role]], dtype="S24")
        arrays[f"{role}_scale"] = scale.astype(np.float32)
        arrays[f"{role}_rows"] = np.round(rows / scale).astype(np.int8)
    np.savez_compressed(file, allow_pickle=False, **arrays)


@cache
def _loaded(file: Path, role: str) -> tuple[str, dict[str, Vectors]]:
    if not file.is_file():
        return "", {}
    try:
        with file.open("rb") as opened, np.load(opened) as arrays:
            rows = arrays[f"{role}_rows"].astype(np.float32) * arrays[f"{role}_scale"]
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            ids = [id_.decode() for id_ in arrays[f"{role}_ids"]]
            return str(arrays["fingerprint"]), dict(zip(ids, rows, strict=True))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        _log.warning("%s cannot be read (%s: %s); its texts are embedded anew", file.name, type(error).__name__, error)
        return "", {}
