"""The shipped policy, loaded once."""

import pytest

from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(SHIPPED / "chaoyang-opc")
