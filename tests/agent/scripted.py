"""A chat model that says what a test wrote for it: a peer of the product, as a language model would be, not a part of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

Say = Callable[[Sequence[BaseMessage]], AIMessage]


class ScriptedModel(BaseChatModel):
    """`say` makes the next message from all before it; what it raises, the provider raises."""

    say: Say

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """Takes the tools; the script knows which it calls."""
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.say(messages))])


def calling(name: str, args: dict[str, Any]) -> AIMessage:
    """A message that asks for one tool."""
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": f"call_{name}", "type": "tool_call"}])


def says(text: str) -> Say:
    """The same reply whatever is asked."""
    return lambda messages: AIMessage(text)


class StreamedModel(ScriptedModel):
    """The same, in pieces: `say`'s text is cut after every `cut`; `between` is awaited after each piece."""

    cut: str = "。"
    between: Callable[[str], Awaitable[None]]

    async def _astream(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> Any:
        message = self.say(messages)
        pieces = [piece + self.cut for piece in str(message.content).split(self.cut)]
        for piece in pieces[:-1]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            await self.between(piece)
        calls = [tool_call_chunk(name=c["name"], args=json.dumps(c["args"]), id=c["id"], index=i) for i, c in enumerate(message.tool_calls)]
        last = AIMessageChunk(content=pieces[-1].removesuffix(self.cut), tool_call_chunks=calls, chunk_position="last")
        yield ChatGenerationChunk(message=last)
