"""The shipped policy, a small second one, the real model, and a folder where the full index is kept between runs."""

from pathlib import Path

import pytest

from knowledge.embedding import Embedder, embedded, why_not_embedded
from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(SHIPPED / "chaoyang-opc")


@pytest.fixture(scope="session")
def small() -> Policy:
    """A document of another district: some dozens of texts, so that its index is built in a second."""
    return load_policy(ROOT / "tests" / "fixtures" / "second-policy")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    found = embedded()
    if found is None:
        pytest.skip(why_not_embedded())
    return found


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config) -> Path:
    """A data folder that outlives the run: the full index is built once, as in production, and found again by its content."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("opc-index"))
