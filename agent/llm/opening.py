"""Settings → the language model, its connections open as long as the service runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel

from agent.llm.asking import Limits
from agent.llm.circuit import Circuit
from agent.llm.model import EndpointModel

if TYPE_CHECKING:
    from agent.settings import Settings

CONNECT_SECONDS = 5.0


@asynccontextmanager
async def open_model(settings: Settings, offline: BaseChatModel) -> AsyncIterator[BaseChatModel]:
    """The offline model unless OPC_LLM_* is complete (half of it was already refused as `SettingsError`)."""
    if settings.llm is None:
        yield offline
        return
    # 1.8 s of import that the embedded default does not need.
    import httpx2
    from langchain_openai import ChatOpenAI

    from agent.llm.transport import MendingTransport

    timeout = httpx2.Timeout(settings.llm_stall, connect=CONNECT_SECONDS)
    # Follows our settings only: no proxy from the environment, which the library's own client would go through.
    transport = MendingTransport(httpx2.AsyncHTTPTransport())
    async with httpx2.AsyncClient(transport=transport, trust_env=False, timeout=timeout) as client:
        chat = ChatOpenAI(
            model=settings.llm.model,
            base_url=settings.llm.base_url,
            api_key=settings.llm.api_key,
            timeout=timeout,
            max_retries=0,  # they would sleep past the turn's budget
            use_responses_api=False,
            http_async_client=client,
            stream_chunk_timeout=None,
        )
        limits = Limits(
            call=settings.llm_timeout,
            stall=settings.llm_stall,
            context=settings.llm_context,
            answer=settings.llm_max_tokens,
            temperature=settings.llm_temperature,
        )
        yield EndpointModel(chat=chat, limits=limits, circuit=Circuit())
