"""Stores on real files, and two callers who must not see each other."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agent.database import open_database, sqlite_url
from agent.records import Records
from agent.schema import Caller
from knowledge.loader import SHIPPED, load_policy
from knowledge.schema import Policy


class Clock:
    """Seconds since 1970 that pass only when told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(SHIPPED / "chaoyang-opc")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "records.sqlite3")


@pytest.fixture
async def records(database_url: str, clock: Callable[[], float]) -> AsyncIterator[Records]:
    async with open_database(database_url) as engine:
        yield Records(engine, clock)


@pytest.fixture
def zhang() -> Caller:
    return Caller("key", "zhang")


@pytest.fixture
def li() -> Caller:
    return Caller("key", "li")
