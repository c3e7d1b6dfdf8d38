"""One turn at a time in a session: a lease that is renewed while the turn runs and let go whatever happens."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from agent.records import Records
from knowledge.errors import AssistantError, SessionBusy, Unavailable

SECONDS = 30.0
"""How long a session stays busy after the process that answered in it was killed."""

_log = logging.getLogger(__name__)
_unfinished: set[asyncio.Task[Any]] = set()
T = TypeVar("T")


class Lease:
    """A turn's hold on its session, by the name `holder`. What is given to `finish` is done before the session is free again.

    `freed`: the session was released together with the last work.
    """

    def __init__(self, holder: str) -> None:
        self.holder = holder
        self.freed = False
        self._tasks: list[asyncio.Task[Any]] = []

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Awaits `work`, which goes on to its end even when the waiting task is cancelled, once or again and again."""
        task = asyncio.create_task(work)
        self._tasks.append(task)
        _unfinished.add(task)
        task.add_done_callback(_unfinished.discard)
        return await asyncio.shield(task)

    async def finished(self) -> None:
        """Waits for all of it."""
        if tasks := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.wait(tasks)


@asynccontextmanager
async def leased(
    records: Records,
    session_id: str,
    *,
    take: Callable[[str, float], Awaitable[bool]] | None = None,
    seconds: float = SECONDS,
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncIterator[Lease]:
    """Holds the session's lease for the block; `SessionBusy` when another turn has it.

    `take`: takes the lease for a holder and so many seconds, together with whatever else; by default `take_lease` alone.
    """
    holder = secrets.token_urlsafe(16)
    taking = asyncio.ensure_future(take(holder, seconds) if take else records.take_lease(session_id, holder, seconds))
    try:
        taken = await asyncio.shield(taking)
    except asyncio.CancelledError:
        _unfinished.add(task := asyncio.ensure_future(_given_back(records, session_id, holder, taking)))
        task.add_done_callback(_unfinished.discard)
        raise
    if not taken:
        raise SessionBusy("这个会话正在回答上一条消息。请等它答完再发。", field="session_id")
    renewal = asyncio.create_task(_renew(records, session_id, holder, seconds, wait))
    lease = Lease(holder)
    try:
        yield lease
    finally:
        await lease.finish(_release(records, session_id, holder, renewal, lease))


async def all_finished() -> None:
    """Waits for what cancelled turns left to do, so that stores can be closed."""
    loop = asyncio.get_running_loop()
    if mine := [task for task in _unfinished if task.get_loop() is loop]:
        await asyncio.wait(mine)


async def _release(records: Records, session_id: str, holder: str, renewal: asyncio.Task[None], lease: Lease) -> None:
    await lease.finished()
    renewal.cancel()
    with suppress(asyncio.CancelledError):
        await renewal
    if lease.freed:
        return
    try:
        await records.release_lease(session_id, holder)
    except Unavailable:
        _log.warning("a lease could not be released; it runs out by itself")


async def _given_back(records: Records, session_id: str, holder: str, taking: asyncio.Future[bool]) -> None:
    """Lets go of a lease that came when nobody waited for it any more: a transaction is not cancelled with its caller."""
    with suppress(AssistantError):
        if await taking:
            await records.release_lease(session_id, holder)


async def _renew(records: Records, session_id: str, holder: str, seconds: float, wait: Callable[[float], Awaitable[object]]) -> None:
    while True:
        await wait(seconds / 3)
        try:
            if not await records.take_lease(session_id, holder, seconds):
                _log.warning("a lease was lost while its turn was running")
                return
        except Unavailable:
            _log.warning("a lease could not be renewed; trying again")
