"""What the first start indexes has its vectors in the repository, in both roles, and they are those of the model."""

import pytest

from bench.ship_vectors import texts
from knowledge.embedding import embedded, why_not_embedded
from knowledge.pointer import digest
from knowledge.shipped import shipped


@pytest.mark.parametrize("role", ["passage", "query"])
def test_the_first_start_embeds_little_and_takes_over_the_models_own_vectors(role: str) -> None:
    embedder = embedded()
    if embedder is None:
        pytest.skip(why_not_embedded())
    wanted, held = texts()[role], shipped(embedder.fingerprint, role)
    there = [text for text in wanted if digest(text) in held]
    assert len(there) > 0.9 * len(wanted), "请运行 python -m bench.ship_vectors"
    some = there[:: len(there) // 12]
    fresh = (embedder.queries if role == "query" else embedder.passages)(some)
    assert all(float(held[digest(text)] @ row) > 0.9995 for text, row in zip(some, fresh, strict=True))
