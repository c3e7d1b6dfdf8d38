"""EndpointModel: a chat model over an OpenAI-compatible endpoint that answers, or fails with a reason, within the turn's time.

Text leaves as it comes; tool calls leave whole, with the last chunk. Retries end where text has begun.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, PrivateAttr

from agent.llm.asking import Asking, Limits
from agent.llm.budget import seconds_left
from agent.llm.calls import arguments
from agent.llm.circuit import Circuit
from agent.llm.errors import RETRIED, ModelFailure
from agent.llm.faults import failure_of_end
from agent.llm.trimming import tokens, trimmed, weight
from agent.llm.visible import Visible

TRIES = 3
FIRST_WAIT = 0.4
"""Seconds before the second try; doubled before each further one, less up to a half at random."""

_log = logging.getLogger(__name__)


class EndpointModel(BaseChatModel):
    """`chat`: langchain-openai's model of the endpoint. `limits`: times and sizes of one call."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    chat: BaseChatModel
    limits: Limits
    circuit: Circuit
    _asking: Asking = PrivateAttr()
    _thinks_first: bool = PrivateAttr(default=False)

    def model_post_init(self, _context: Any, /) -> None:
        """What the endpoint does not take is remembered as long as the model lives."""
        self._asking = Asking(self.chat, self.limits)

    @property
    def _llm_type(self) -> str:
        return "opc-endpoint"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | BaseTool | Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with these tools."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        raise TypeError("an endpoint is asked with ainvoke or astream")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """The stream added up."""
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Chunks of visible text, then one with the calls, the tokens used and `finish_reason`. Raises `ModelFailure`."""
        tools = kwargs.get("tools") or []
        names = {tool["function"]["name"] for tool in tools}
        most = self.limits.context - self.limits.answer - tokens(json.dumps(tools, ensure_ascii=False))
        for attempt in range(1, TRIES + 2):
            self.circuit.enter()
            answer = _Answer(names, self._thinks_first)
            try:
                async with aclosing(self._asking.ask(trimmed(messages, most), tools)) as pieces:
                    async for piece in pieces:
                        if text := answer.take(piece):
                            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
                if rest := answer.close():
                    yield ChatGenerationChunk(message=AIMessageChunk(content=rest))
                self.circuit.succeeded()
                # An endpoint whose template opens the thought does so every time; from the second answer on nothing of it can slip out.
                self._thinks_first = self._thinks_first or answer.visible.thought_first
                yield ChatGenerationChunk(message=answer.last(messages))
                return
            except ModelFailure as failure:
                self.circuit.failed(failure)
                if failure.kind == "too_long" and not answer.shown and attempt == 1:
                    most //= 2
                    continue
                wait = self._wait(failure, attempt)
                if answer.shown or wait is None or self.circuit.is_open:
                    _log.warning("%s", failure.detail)
                    raise
                await asyncio.sleep(wait)

    def _wait(self, failure: ModelFailure, attempt: int) -> float | None:
        """Seconds before the next try; None: there is none, or not in the turn's time."""
        if failure.kind not in RETRIED or attempt >= TRIES:
            return None
        wait = FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.5, 1.0)
        wait = max(wait, failure.retry_after or 0.0)
        return wait if wait < seconds_left(self.limits.call) else None


class _Answer:
    """One answer as it comes in."""

    def __init__(self, names: set[str], thinks_first: bool) -> None:
        self.shown = ""
        self.visible = Visible(names, thinks_first=thinks_first)
        self._calls: dict[int, dict[str, str]] = {}
        self._usage: dict[str, Any] | None = None
        self._finished = ""
        self._written = 0

    def take(self, piece: AIMessageChunk) -> str:
        """The text that this piece shows."""
        for part in piece.tool_call_chunks:
            call = self._calls.setdefault(part["index"] or 0, {"name": "", "args": "", "id": ""})
            call["name"] = call["name"] or part["name"] or ""
            call["id"] = call["id"] or part["id"] or ""
            call["args"] += part["args"] or ""
        if piece.usage_metadata and piece.usage_metadata["total_tokens"]:
            self._usage = dict(piece.usage_metadata)
        self._finished = str(piece.response_metadata.get("finish_reason") or self._finished)
        text = str(piece.text)
        self._written += tokens(text)
        shown = self.visible.feed(text)
        self.shown += shown
        return shown

    def close(self) -> str:
        """The text that was held back. Raises `ModelFailure` when the answer is not whole."""
        rest = self.visible.end()
        if failure := failure_of_end(self._finished):
            raise failure
        self.shown += rest
        return rest

    def last(self, messages: Sequence[BaseMessage]) -> AIMessageChunk:
        """Calls, tokens and the reason of the end."""
        calls = [(call["name"], arguments(call["args"]), call["id"]) for _, call in sorted(self._calls.items())]
        calls += [(name, args, f"call_{uuid.uuid4().hex[:12]}") for name, args in self.visible.calls]
        chunks = [
            tool_call_chunk(name=name, args=json.dumps(args, ensure_ascii=False), id=id_, index=place)
            for place, (name, args, id_) in enumerate(calls)
        ]
        given = sum(map(weight, messages))
        usage = self._usage or {"input_tokens": given, "output_tokens": self._written, "total_tokens": given + self._written}
        meta = {"finish_reason": self._finished, "usage_estimated": self._usage is None}
        return AIMessageChunk(content="", tool_call_chunks=chunks, usage_metadata=usage, response_metadata=meta, chunk_position="last")
