"""One request to the endpoint: what it is given, how long it may take, and which failure it was."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from agent.llm.budget import seconds_left
from agent.llm.errors import Kind, ModelFailure
from agent.llm.mending import failure_of, is_too_long

_log = logging.getLogger(__name__)
_STATUS: dict[int, Kind] = {401: "auth", 403: "auth", 402: "balance", 404: "unknown_model", 413: "too_long", 429: "rate_limited"}
_OPTIONAL = ("stream_options", "temperature", "max_tokens", "tools")
"""What a request can do without, in the order in which it is given up when the endpoint does not say which one it means."""
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

    async def ask(self, messages: Sequence[BaseMessage], tools: list[dict[str, Any]] | None) -> AsyncIterator[AIMessageChunk]:
        """The pieces of one answer. Raises `ModelFailure`."""
        while True:
            begun = False
            try:
                async for piece in self._once(messages, tools):
                    begun = True
                    yield piece
                return
            except ModelFailure:
                raise
            except Exception as error:
                given_up = None if begun else self._give_up(error, tools)
                if given_up is None:
                    raise _failure(error) from error
                _log.info("the endpoint does not take %s; asked again without it", given_up)

    async def _once(self, messages: Sequence[BaseMessage], tools: list[dict[str, Any]] | None) -> AsyncIterator[AIMessageChunk]:
        wanted: dict[str, Any] = {
            "stream_usage": "stream_options" not in self._refused,
            **({} if "temperature" in self._refused else {"temperature": self._limits.temperature}),
            **({} if "max_tokens" in self._refused else {"extra_body": {"max_tokens": self._limits.answer}}),
            **({"tools": tools} if tools and "tools" not in self._refused else {}),
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

    def _give_up(self, error: Exception, tools: list[dict[str, Any]] | None) -> str | None:
        """The parameter to leave out from now on, when the endpoint refused one."""
        said = str(error).lower()
        if getattr(error, "status_code", 0) not in (400, 422) or is_too_long(said):
            return None
        left = [name for name in _OPTIONAL if name not in self._refused and (name != "tools" or tools)]
        named = [name for name in left if name in said or (name == "tools" and "tool" in said)]
        if not named and not any(word in said for word in _REFUSALS):
            return None
        for name in (named or left)[:1]:
            self._refused.add(name)
            return name
        return None


def _failure(error: Exception) -> ModelFailure:
    """What kind of failure an exception of the library is."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ModelFailure):
            return seen
        name = type(seen).__name__
        if "ReadTimeout" in name:
            return ModelFailure("stalled")
        if name in ("ConnectError", "ConnectTimeout", "PoolTimeout"):
            return ModelFailure("unreachable")
        if name in ("RemoteProtocolError", "ReadError", "WriteError", "CloseError"):
            return ModelFailure("cut_off") if name != "WriteError" else ModelFailure("unreachable")
        seen = seen.__cause__ or seen.__context__
    status = getattr(error, "status_code", 0)
    said = str(error)
    if status in (400, 413, 422):
        found = failure_of(said)
        return found if found.kind in ("content_filter", "too_long", "unknown_model", "balance") else ModelFailure("bad_request", said[:80])
    if status >= 500:
        return ModelFailure("server_error", str(status), retry_after=_retry_after(error))
    if status:
        return ModelFailure(_STATUS.get(status, "bad_request"), str(status), retry_after=_retry_after(error))
    return ModelFailure("bad_answer", type(error).__name__)


def _retry_after(error: Exception) -> float | None:
    response = getattr(error, "response", None)
    try:
        return max(0.0, float(response.headers["Retry-After"])) if response is not None else None
    except (KeyError, ValueError):
        return None
