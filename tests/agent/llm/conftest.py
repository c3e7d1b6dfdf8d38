"""A model on a hostile endpoint, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.tools import StructuredTool

from agent.llm.opening import open_model
from agent.settings import Settings
from tests.agent.llm.hostile import Answer, HostileEndpoint, serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def look(query: str) -> str:
    """Looks something up."""
    return query


LOOK = StructuredTool.from_function(look, name="look")
Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """Asks a model on an endpoint that gives these answers in turn; the chunks it yields, added up. Keeps the endpoint in `ask.seen`."""

    async def asked(*answers: Answer, messages: Any = None, times: int = 1, **settings: Any) -> AIMessageChunk:
        left = list(answers)

        def answer(_asked: dict[str, Any]) -> Answer:
            return left.pop(0) if len(left) > 1 else left[0]

        with serving(answer) as endpoint:
            asked.endpoint = endpoint  # type: ignore[attr-defined]
            given = settings_of(endpoint, **settings)
            async with open_model(given, FakeListChatModel(responses=["离线"])) as model:
                for _ in range(times):
                    whole: AIMessageChunk | None = None
                    asked.pieces = []  # type: ignore[attr-defined]
                    async for piece in model.bind_tools([LOOK]).astream(messages or [HumanMessage("你好")]):
                        assert isinstance(piece, AIMessageChunk)
                        asked.pieces.append(piece)  # type: ignore[attr-defined]
                        whole = piece if whole is None else whole + piece
                assert whole is not None
                return whole

    return asked


def settings_of(endpoint: HostileEndpoint, **settings: Any) -> Settings:
    return Settings(_env_file=None, llm_base_url=endpoint.url, llm_api_key="geheim", llm_model="m", **settings)
