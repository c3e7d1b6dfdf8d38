"""One request to the endpoint: what it is given, how long it may take, and which failure it was."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from agent.llm.budget import seconds_left
from agent.llm.errors import ModelFailure
from agent.llm.faults import failure_of_call, is_too_long

_log = logging.getLogger(__name__)
_OPTIONAL = ("stream_options", "temperature", "max_tokens")
"""What a request can do without, in the order in which it is given up when the endpoint does not say which one it means."""
_TOOLS = re.compile(r"\btools\b|tool[ _-](?:choice|use|calling)|function[ _-]?call|工具|函数调用")
_DIALOGUE = re.compile(r"tool_calls?\b|\brole\b|\bmessages\b")
"""The error is about the messages of the conversation: it says nothing of what the endpoint can do."""
_REFUSALS = ("support", "unknown", "unrecognized", "unexpected", "invalid", "extra", "not permitted", "not allowed", "不支持", "未知")


@dataclass(frozen=True)
class Limits:
    """Seconds of one `call` and without a byte (`stall`); tokens of `context` and `answer`; `temperature`."""

    call: float = 30.0
    stall: float = 15.0
    context: int = 16_000
    answer: int = 1_200
    temperature: float = 0.0


class Asking:
    """Asks `chat`; parameters that the endpoint refused once are not sent again."""

    def __init__(self, chat: BaseChatModel, limits: Limits) -> None:
        self._chat = chat
        self._limits = limits
        self._refused: set[str] = set()

    async def ask(self, messages: Sequence[BaseMessage], tools: list[dict[str, Any]] | None) -> AsyncGenerator[AIMessageChunk, None]:
        """The pieces of one answer. Raises `ModelFailure`."""
        without = set(self._refused)
        while True:
            begun = False
            try:
                async with aclosing(self._once(messages, tools, without)) as pieces:
                    async for piece in pieces:
                        if not begun and without != self._refused:
                            _log.warning("语言模型的端点不支持参数 %s，以后不再发送。", "、".join(sorted(without - self._refused)))
                            self._refused = without
                        begun = True
                        yield piece
                return
            except ModelFailure:
                raise
            except Exception as error:
                given_up = None if begun else _given_up(error, without, bool(tools))
                if given_up is None:
                    raise failure_of_call(error, begun) from error
                # Remembered only when the endpoint answers without it: it may have meant something else.
                without = without | {given_up}

    async def _once(
        self, messages: Sequence[BaseMessage], tools: list[dict[str, Any]] | None, without: set[str]
    ) -> AsyncGenerator[AIMessageChunk, None]:
        wanted: dict[str, Any] = {
            "stream_usage": "stream_options" not in without,
            **({} if "temperature" in without else {"temperature": self._limits.temperature}),
            **({} if "max_tokens" in without else {"extra_body": {"max_tokens": self._limits.answer}}),
            **({"tools": tools} if tools and "tools" not in without else {}),
        }
        stream = cast("AsyncGenerator[AIMessageChunk, None]", self._chat.astream(list(messages), **wanted))
        ends = asyncio.get_running_loop().time() + seconds_left(self._limits.call)
        async with aclosing(stream) as pieces:
            while True:
                try:
                    async with asyncio.timeout_at(ends):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    return
                except TimeoutError:
                    raise ModelFailure("timeout") from None
                yield piece


def _given_up(error: Exception, without: set[str], tools: bool) -> str | None:
    """The parameter to leave out, when the endpoint refused one. Tools only when they are what it names."""
    said = str(error).lower()
    if getattr(error, "status_code", 0) not in (400, 422) or is_too_long(said):
        return None
    left = [name for name in _OPTIONAL if name not in without]
    named = [name for name in left if name in said]
    if named:
        return named[0]
    if tools and "tools" not in without and _TOOLS.search(said) and not _DIALOGUE.search(said):
        return "tools"
    return left[0] if left and any(word in said for word in _REFUSALS) and not _DIALOGUE.search(said) else None
