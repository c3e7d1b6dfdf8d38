"""A door to the service in this process that also keeps how each turn went: who answered, after how long, at what price."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from agent.schema import Answer, Caller, ChatRequest, Event, FinalEvent, TokenEvent, Usage
from knowledge.errors import Unavailable


@dataclass(frozen=True)
class Seen:
    """One turn. `engine` empty: it was refused. `first`: seconds until the first piece of the reply left; None: none did."""

    engine: str
    fallback: str | None
    usage: Usage | None
    first: float | None

    @property
    def by_model(self) -> bool:
        """Whether a language model answered, to the end."""
        return self.engine not in ("", "offline") and self.fallback is None


class Streaming(Protocol):
    """What is needed of `ConversationService`."""

    def stream(self, caller: Caller, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """One turn's events, the last a `FinalEvent`."""
        ...


class WatchedDoor:
    """Plays on `service`; `seen` has one entry a turn, in the order asked, refused turns included. `clock`: seconds, only forward.

    `files`: how to read a file by its url.
    """

    def __init__(
        self,
        service: Streaming,
        caller: Caller,
        clock: Callable[[], float] = time.perf_counter,
        files: Callable[[str], Awaitable[bytes]] | None = None,
    ) -> None:
        self._service, self._caller, self._clock, self._files = service, caller, clock, files
        self.seen: list[Seen] = []

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        """One turn of the session."""
        answer: Answer | None = None
        first: float | None = None
        began = self._clock()
        try:
            async with aclosing(self._service.stream(self._caller, ChatRequest(message=message, session_id=session_id))) as events:
                async for event in events:
                    if isinstance(event, TokenEvent) and first is None:
                        first = self._clock() - began
                    elif isinstance(event, FinalEvent):
                        answer = event.answer
        finally:
            went = (answer.engine, answer.fallback, answer.usage) if answer else ("", None, None)
            self.seen.append(Seen(*went, first))
        assert answer is not None, "a stream ends with its final event or an exception"
        return answer.model_dump(mode="json")

    async def fetch(self, url: str) -> bytes:
        """The file, when this door was given a reader of files."""
        if self._files is not None:
            return await self._files(url)
        raise Unavailable(f"在进程内播放时取不到文件 {url}；请启动服务后用 --url 播放。")
