"""Where cases are played: the conversation service in process, a constant reply as baseline; HTTP lives in the ui room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from agent.schema import Answer, Caller, ChatRequest
from knowledge.errors import Unavailable


class Door(Protocol):
    """One way to talk to the assistant, in the shapes of the contract."""

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        """The answer object of one turn. Raises `AssistantError` when the door refuses."""
        ...

    async def fetch(self, url: str) -> bytes:
        """A file of an answer, by its `url`. Raises `AssistantError` when it cannot be had."""
        ...


class Service(Protocol):
    """What is needed of `ConversationService`."""

    async def ask(self, caller: Caller, request: ChatRequest) -> Answer:
        """One turn."""
        ...


class ServiceDoor:
    """The conversation service in this process. `files`: how to read a file by its url, when the service makes files."""

    def __init__(self, service: Service, caller: Caller, files: Callable[[str], Awaitable[bytes]] | None = None) -> None:
        self._service, self._caller, self._files = service, caller, files

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        """One turn of the session."""
        answer = await self._service.ask(self._caller, ChatRequest(message=message, session_id=session_id))
        return answer.model_dump(mode="json")

    async def fetch(self, url: str) -> bytes:
        """The file, when this door was given a reader of files."""
        if self._files is None:
            raise Unavailable(f"在进程内播放时取不到文件 {url}；请启动服务后用 --url 播放。")
        return await self._files(url)


class ConstantDoor:
    """Says the same whatever it is asked: what an evaluation must not reward. `unstated`: what it calls unstated each time."""

    def __init__(self, reply: str, unstated: Sequence[str] = ()) -> None:
        self._reply, self._unstated = reply, list(unstated)

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        """The constant reply with no citation, tool, question or file beside it."""
        empty: dict[str, Any] = {"citations": [], "tool_calls": [], "asks": [], "files": [], "handoff": None}
        return {"session_id": session_id, "message_id": "constant", "reply": self._reply, "unstated": self._unstated, **empty}

    async def fetch(self, url: str) -> bytes:
        """A constant has no files."""
        raise Unavailable(f"没有文件 {url}")
