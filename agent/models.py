"""Which model speaks: the offline one, or the configured OpenAI-compatible endpoint."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel

if TYPE_CHECKING:
    import httpx2

    from agent.settings import Settings

TIMEOUT = 60.0
"""Seconds between two pieces of an answer before the endpoint counts as silent."""


def chat_model(settings: Settings, offline: BaseChatModel, client: httpx2.AsyncClient | None = None) -> BaseChatModel:
    """The offline model unless OPC_LLM_* is complete; half of it was already refused as `SettingsError` by the settings.

    No retries inside: they would sleep past the turn's budget. `client`: whose connections to use (`open_client`).
    """
    if settings.llm is None:
        return offline
    # 1.8 s of import that the embedded default does not need.
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=settings.llm.model,
        base_url=settings.llm.base_url,
        api_key=settings.llm.api_key,
        timeout=TIMEOUT,
        max_retries=0,
        use_responses_api=False,
        http_async_client=client,
    )


@asynccontextmanager
async def open_client() -> AsyncIterator[httpx2.AsyncClient]:
    """A client that follows our settings only: no proxy from the environment, which the library's own would go through."""
    import httpx2

    async with httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT) as client:
        yield client
