"""A turn of the conversation that runs beside the request, so that its first event is known before the answer begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from agent.schema import Event

PATIENCE = 8.0
"""Seconds the head of the answer waits for the first event: a turn that is refused gets its own status, a slow one its stream."""

PING = 15.0
"""Seconds of silence after which a comment keeps the connection open."""


class LiveTurn:
    """Runs the service's events in a task of their own. Close it whatever happens; closing ends the turn."""

    def __init__(self) -> None:
        # Unbounded: an answer is bounded itself, and a full queue would keep a cancelled turn from ending.
        self._queue: asyncio.Queue[Event | Exception | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[Event | None] = []

    async def begin(self, events: AsyncGenerator[Event, None]) -> None:
        """Starts the turn; raises what the service refuses it with before its first event."""
        self._task = asyncio.create_task(self._run(events))
        with suppress(TimeoutError):
            self._waiting.append(await self._next(PATIENCE))

    async def __aiter__(self) -> AsyncIterator[Event | None]:
        """The events; None when it is time for a sign of life. Raises what the service raises."""
        while True:
            try:
                event = self._waiting.pop() if self._waiting else await self._next(PING)
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event

    async def close(self) -> None:
        """Ends the turn, if it is still running, and waits until it has let go of its session."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, events: AsyncGenerator[Event, None]) -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    self._queue.put_nowait(event)
            self._queue.put_nowait(None)
        except Exception as error:  # handed to whoever reads the events
            self._queue.put_nowait(error)

    async def _next(self, seconds: float) -> Event | None:
        item = await asyncio.wait_for(self._queue.get(), seconds)
        if isinstance(item, Exception):
            raise item
        return item


async def live_turn() -> AsyncIterator[LiveTurn]:
    """Dependency: a turn that ends with the request, also when the caller hangs up before the first byte."""
    turn = LiveTurn()
    try:
        yield turn
    finally:
        await turn.close()
