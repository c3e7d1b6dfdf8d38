"""A conversation from the command line, with the service in this process or with one behind an address."""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack
from typing import Any

from agent.assembly import Progress, open_service
from agent.evaluation import Door, ServiceDoor
from agent.schema import LOCAL
from ui.eval_door import HttpDoor


class Talk:
    """One session. Use as an asynchronous context manager."""

    def __init__(self, url: str | None, key: str | None, session: str | None, progress: Progress | None) -> None:
        self._url, self._key, self._progress = url, key, progress
        self.session = session or secrets.token_urlsafe(18)
        self._stack = AsyncExitStack()
        self._door: Door | None = None

    async def __aenter__(self) -> Talk:
        if self._url:
            self._door = await self._stack.enter_async_context(HttpDoor(self._url, self._key))
        else:
            service = await self._stack.enter_async_context(open_service(progress=self._progress))
            self._door = ServiceDoor(service, LOCAL)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def say(self, message: str) -> dict[str, Any]:
        """The answer object of the next turn."""
        assert self._door is not None
        return await self._door.ask(self.session, message)
